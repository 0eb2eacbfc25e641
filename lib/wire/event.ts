/**
 * Events, and the messages in them: to lines and back, for both ends. Pure: it knows no socket, no session and no store.
 * The rules are those of `docs/protocol.md`.
 *
 * @module
 */

import { ChatError, type ChatEvent, type FileInfo, type FullMessage, type GroupProgress, type Json } from "../chat.ts";
import { frameMembers, readFrame, readWatching } from "./frame.ts";
import { encode, encodeTime, isObject, readObject, readText, readTime } from "./json.ts";

/** The end of a reply, and of an event. */
export const REPLY_END = "\r\n\r\n";

/** An event with its end, as a server sends it: one JSON object, pure ASCII. */
export function formatEvent(event: ChatEvent): string {
  return encode({ event: event.kind === "left out" ? "frame" : event.kind, ...body(event) }) + REPLY_END;
}

function body(event: ChatEvent): { [key: string]: Json } {
  switch (event.kind) {
    case "message":
      return messageMembers(event.message);
    case "receipt":
      return { id: event.id, receipt: event.state, by: event.by, at: encodeTime(event.at) };
    case "edit": {
      const { id, from, to, text, at, removed } = event;
      return { id, from, to, msg: text, at: encodeTime(at), ...removed && { removed } };
    }
    case "receipts":
      return { id: event.id, group: event.group, ...progressMembers(event) };
    case "group":
      return { group: event.group, member: event.member, ...event.before !== undefined && { before: event.before } };
    case "presence":
      return { user: event.user, active: event.active };
    case "notice": {
      const { message, watching, stopping } = event;
      return { message, ...watching && { watching: { ...watching } }, ...stopping && { stopping } };
    }
    case "frame":
      return frameMembers(event.frame);
    case "left out":
      return { left_out: event.count };
    case "ping":
      return {};
  }
}

/** The members that a message has in an event and in the history. */
export function messageMembers(message: FullMessage): { [key: string]: Json } {
  const { id, from, fromName, to, toName, text, at, deliveredAt, readAt, editedAt, removed } = message;
  return {
    id,
    from,
    msg_from: fromName,
    to,
    msg_to: toName,
    msg: text,
    at: encodeTime(at),
    ...(deliveredAt === undefined ? {} : { delivered: encodeTime(deliveredAt) }),
    ...(readAt === undefined ? {} : { read: encodeTime(readAt) }),
    ...(editedAt === undefined ? {} : { edited: encodeTime(editedAt) }),
    ...removed && { removed },
    ...message.progress && progressMembers(message.progress),
    ...(message.file === undefined ? {} : { file: { ...message.file } }),
  };
}

function progressMembers({ delivered, read, members }: GroupProgress): { [key: string]: Json } {
  return { delivered_to: delivered, read_by: read, members };
}

/** An event that begins with its name, as this project's server writes them. */
const BEGINS = /^\s*\{\s*"event"\s*:/;
/** Where the name may stand: as a key, whose letters may be escaped, or within a text. */
const MAY_HAVE = /"(?:e|\\u0065)(?:v|\\u0076)(?:e|\\u0065)(?:n|\\u006e)(?:t|\\u0074)"\s*:/i;

/** Whether what a server sent is an event, and no reply: wherever among its keys that of an event stands. */
export function isEvent(json: string): boolean {
  if (BEGINS.test(json)) return true;
  // A reply may be large, and few have anything like it: only those are parsed here.
  if (!MAY_HAVE.test(json)) return false;
  try {
    return Object.hasOwn(readObject(json), "event");
  } catch {
    return false;
  }
}

/**
 * Reads an event.
 *
 * @returns `undefined` if it is one that this version does not know.
 * @throws {ChatError} If it lacks what an event of its kind has.
 *
 * @example An event that is known, and one of a later version
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const json = '{"event": "presence", "user": "izza", "active": true}';
 * assertEquals(parseEvent(json), { kind: "presence", user: "izza", active: true });
 * assertEquals(parseEvent('{"event": "typing", "user": "izza"}'), undefined);
 * assertEquals(isEvent(json), true);
 * ```
 */
export function parseEvent(json: string): ChatEvent | undefined {
  const members = readObject(json);
  const at = readTime(members["at"]);
  switch (members["event"]) {
    case "message":
      return { kind: "message", message: readMessage(members) };
    case "receipt": {
      const { id, receipt, by } = members;
      const isState = receipt === "delivered" || receipt === "read";
      if (!isState || !isId(id) || at === undefined) throw notUnderstood("receipt");
      return { kind: "receipt", id, state: receipt, by: readText(by), at };
    }
    case "edit": {
      const { id, from, to, msg } = members;
      if (!isId(id) || at === undefined) throw notUnderstood("change");
      const ends = { from: readText(from), to: readText(to) };
      return { kind: "edit", id, ...ends, text: readText(msg), at, removed: members["removed"] === true };
    }
    case "receipts": {
      const progress = readProgress(members);
      if (!isId(members["id"]) || progress === undefined) throw notUnderstood("receipt");
      return { kind: "receipts", id: members["id"], group: readText(members["group"]), ...progress };
    }
    case "group": {
      const { group, member, before } = members;
      const is = { group: readText(group), member: member === true };
      return { kind: "group", ...is, ...(typeof before === "string" ? { before } : {}) };
    }
    case "presence":
      return { kind: "presence", user: readText(members["user"]), active: members["active"] === true };
    case "notice": {
      const { message, watching, stopping } = members;
      const about = { ...readWatching(watching), ...stopping === true && { stopping: true as const } };
      return { kind: "notice", message: readText(message), ...about };
    }
    case "frame": {
      const { left_out: count } = members;
      return typeof count === "number" ? { kind: "left out", count } : { kind: "frame", frame: readFrame(members) };
    }
    case "ping":
      return { kind: "ping" };
    default:
      return undefined;
  }
}

/**
 * Reads a message of an event or of the history.
 *
 * @throws {ChatError} If it has no id, no time, no sender or no receiver.
 */
export function readMessage(members: Record<string, unknown>): FullMessage {
  const { id, from, to, msg_from, msg_to, msg } = members;
  const at = readTime(members["at"]);
  const deliveredAt = readTime(members["delivered"]);
  const readAt = readTime(members["read"]);
  const editedAt = readTime(members["edited"]);
  const progress = readProgress(members);
  const isWhole = isId(id) && typeof from === "string" && typeof to === "string" && at !== undefined;
  if (!isWhole) throw notUnderstood("message");
  return {
    id,
    from,
    fromName: readText(msg_from) || from,
    to,
    toName: readText(msg_to) || to,
    text: readText(msg),
    at,
    ...(deliveredAt === undefined ? {} : { deliveredAt }),
    ...(readAt === undefined ? {} : { readAt }),
    ...(editedAt === undefined ? {} : { editedAt }),
    ...members["removed"] === true && { removed: true },
    ...progress && { progress },
    ...readFileInfo(members["file"]),
  };
}

/** The file of a message; nothing if it has none that could be asked for. */
export function readFileInfo(value: unknown): { file?: FileInfo } {
  if (!isObject(value)) return {};
  const { id, name, size, sha256 } = value;
  if (typeof id !== "number" || typeof name !== "string" || typeof size !== "number") return {};
  return { file: { id, name, size, sha256: readText(sha256) } };
}

/** How many have got a message of one's own to a group; `undefined` if it does not say so. */
function readProgress(members: Record<string, unknown>): GroupProgress | undefined {
  const [delivered, read, count] = ["delivered_to", "read_by", "members"].map((key) => members[key]);
  if (typeof delivered !== "number" || typeof read !== "number" || typeof count !== "number") return undefined;
  return { delivered, read, members: count };
}

/** Whether a value can be the id of a message: a UUID, or with another server some other short text. */
function isId(id: unknown): id is string {
  return typeof id === "string" && id.length <= 100;
}

function notUnderstood(what: string): ChatError {
  return new ChatError(`A ${what} of the server cannot be understood`);
}
