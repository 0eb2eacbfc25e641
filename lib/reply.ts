/**
 * Replies: to lines and back, for both ends. Pure: it knows no socket, no session and no store. The rules are those of
 * `docs/protocol.md`.
 *
 * @module
 */

import { ChatError, type Command, type Message, type Reply, type ServerInfo, TEXTS } from "./chat.ts";
import { messageMembers, readMessage, REPLY_END } from "./event.ts";
import { encode, encodeString, encodeTime, isObject, type Json, readObject, readText, readTime } from "./json.ts";

const SENT = encode({ status: "OK", message: TEXTS.sent }) + REPLY_END;

/** A reply with its end, as a server sends it: one JSON object, pure ASCII. */
export function format(reply: Reply): string {
  if (reply.kind === "sent") return SENT;
  if (reply.kind === "inbox") return Array.from(formatInbox(reply.messages)).join("");
  const status = reply.kind === "error" ? "ERROR" : "OK";
  return encode({ status, ...body(reply) }) + REPLY_END;
}

/** The reply with an inbox in pieces, a message each: a large one need not be made at once. */
export function* formatInbox(messages: readonly Message[]): Generator<string> {
  yield '{"status": "OK", "messages": {';
  let isFirst = true;
  for (const [from, entries] of Map.groupBy(messages, ({ from }) => from)) {
    yield `${isFirst ? "" : ", "}${encodeString(from)}: [`;
    isFirst = false;
    for (const [index, entry] of entries.entries()) yield (index === 0 ? "" : ", ") + formatEntry(entry);
    yield "]";
  }
  yield "}}" + REPLY_END;
}

function formatEntry({ fromName, toName, text, id, at }: Message): string {
  return encode({
    msg_from: fromName,
    msg_to: toName,
    msg: text,
    ...(id === undefined ? {} : { id }),
    ...(at === undefined ? {} : { at: encodeTime(at) }),
  });
}

function body(reply: Exclude<Reply, { kind: "sent" | "inbox" }>): { [key: string]: Json } {
  switch (reply.kind) {
    case "token":
      return { tokenid: reply.token };
    case "active":
      // Clients of the family look for the names under any of these.
      return { messages: reply.users, message: reply.users, user: reply.users, active: reply.users };
    case "logged out":
      return { messages: TEXTS.loggedOut, message: TEXTS.loggedOut };
    case "hello": {
      const { name, version, protocol, commands, limits } = reply.server;
      return { message: `${name} ${version}`, name, version, protocol, commands, limits };
    }
    case "live":
      return { message: TEXTS.live, user: reply.user, active: reply.active };
    case "acknowledged":
      return { message: TEXTS.acknowledged };
    case "posted":
      return { message: TEXTS.sent, id: reply.id, at: encodeTime(reply.at) };
    case "history":
      return { messages: reply.messages.map(messageMembers), more: reply.more, ...(reply.gone ? { gone: true } : {}) };
    case "error":
      return { message: reply.message };
  }
}

/**
 * Reads a reply, of this server or of an old one of the family, as the answer to `command`.
 *
 * @param json The reply, with or without its end.
 * @throws {ChatError} If it is not what a server answers to that command.
 */
export function parseReply(json: string, command: Command["name"]): Reply {
  const reply = readObject(json);
  const text = reply["messages"] ?? reply["message"];
  if (reply["status"] !== "OK") {
    const reason = reply["message"] ?? reply["messages"];
    return { kind: "error", message: typeof reason === "string" ? reason : "The server gave no reason" };
  }
  switch (command) {
    case "auth":
      if (typeof reply["tokenid"] !== "string") break;
      return { kind: "token", token: reply["tokenid"] };
    case "send":
      return { kind: "sent" };
    case "inbox":
      if (!isObject(text)) break;
      return { kind: "inbox", messages: Object.entries(text).flatMap(([from, entries]) => readEntries(from, entries)) };
    case "list":
      return { kind: "active", users: readNames(text ?? reply["user"] ?? reply["active"]) };
    case "logout":
      return { kind: "logged out" };
    case "hello":
      return { kind: "hello", server: readServer(reply) };
    case "live":
      return { kind: "live", user: readText(reply["user"]), active: readNames(reply["active"]) };
    case "ack":
      return { kind: "acknowledged" };
    case "post": {
      const at = readTime(reply["at"]);
      if (typeof reply["id"] !== "string" || at === undefined) break;
      return { kind: "posted", id: reply["id"], at };
    }
    case "history":
      if (!Array.isArray(text)) break;
      return {
        kind: "history",
        messages: text.filter(isObject).map(readMessage),
        more: reply["more"] === true,
        ...(reply["gone"] === true ? { gone: true } : {}),
      };
  }
  throw new ChatError(`The server's reply to ${command} cannot be understood`);
}

function readEntries(from: string, entries: unknown): Message[] {
  if (!Array.isArray(entries)) return [];
  return entries.filter(isObject).map(({ msg_from, msg_to, msg, id, at }) => {
    const time = readTime(at);
    return {
      from,
      fromName: readText(msg_from) || from,
      toName: readText(msg_to),
      // Who gives it an id has trimmed it.
      text: typeof id === "string" ? readText(msg) : readText(msg).trim(),
      ...(typeof id === "string" ? { id } : {}),
      ...(time === undefined ? {} : { at: time }),
    };
  });
}

/** The names in a list of them, in an object that has them as keys, or in one text, as the servers of the family send them. */
function readNames(value: unknown): string[] {
  if (Array.isArray(value)) return value.filter((name) => typeof name === "string");
  if (isObject(value)) return Object.keys(value);
  return readText(value).split(/[\s,]+/).filter((name) => name !== "");
}

function readServer({ name, version, protocol, commands, limits }: Record<string, unknown>): ServerInfo {
  const numbers = Object.entries(isObject(limits) ? limits : {}).filter((pair): pair is [string, number] =>
    typeof pair[1] === "number"
  );
  return {
    name: readText(name),
    version: readText(version),
    protocol: typeof protocol === "number" ? protocol : 0,
    commands: readNames(commands),
    limits: Object.fromEntries(numbers),
  };
}
