/**
 * Replies: to lines and back, for both ends. Pure: it knows no socket, no session and no store. The rules are those of
 * `docs/protocol.md`.
 *
 * @module
 */

import { ChatError, type FullMessage, type Json, type Message, type Reply, type ServerInfo, TEXTS } from "../chat.ts";
import type { Command } from "./command.ts";
import { readError } from "./error.ts";
import { messageMembers, readFileInfo, readMessage, REPLY_END } from "./event.ts";
import { encode, encodeString, encodeTime, isObject, readObject, readText, readTime } from "./json.ts";

const SENT = encode({ status: "OK", message: TEXTS.sent }) + REPLY_END;

/**
 * A reply with its end, as a server sends it: one JSON object, pure ASCII.
 *
 * @example A reply as it goes over the wire
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const reply = { kind: "error", message: "Wrong password", code: "wrong_password" } as const;
 * assertEquals(formatReply({ kind: "sent" }), '{"status": "OK", "message": "Message Sent"}\r\n\r\n');
 * assertEquals(parseReply(formatReply(reply), "auth"), reply);
 * ```
 */
export function formatReply(reply: Reply): string {
  if (reply.kind === "sent") return SENT;
  if (reply.kind === "inbox") return formatAll(inboxFormat(), bySender(reply.messages));
  if (reply.kind === "history") return formatAll(historyFormat(reply), reply.messages);
  if (reply.kind === "active") return formatActive(reply.users, reply.word);
  const status = reply.kind === "error" ? "ERROR" : "OK";
  return encode({ status, ...body(reply) }) + REPLY_END;
}

/** A reply with messages that is made piece by piece: a long one need not be in memory at once. */
export interface MessagesFormat<M> {
  /** What comes before the first message. */
  readonly begin: string;
  /** The next message. */
  add(message: M): string;
  /** What comes after the last one. */
  readonly end: string;
}

/**
 * The reply with an inbox; the messages of a sender follow each other.
 *
 * @param options `hasContents`: the entry of a file ends with an empty `filecontent`, into which what is in it is put.
 */
export function inboxFormat({ hasContents = false } = {}): MessagesFormat<Message> {
  let sender: string | undefined;
  return {
    begin: '{"status": "OK", "messages": {',
    add(message) {
      const before = sender;
      sender = message.from;
      const entry = formatEntry(message, hasContents);
      if (sender === before) return `, ${entry}`;
      return `${before === undefined ? "" : "], "}${encodeString(sender)}: [${entry}`;
    },
    get end() {
      return (sender === undefined ? "" : "]") + "}}" + REPLY_END;
    },
  };
}

/** The reply with a page of a conversation; `more`: there are older ones; `gone`: the other one's account was removed. */
export function historyFormat(
  { more, gone = false }: { more: boolean; gone?: boolean },
): MessagesFormat<FullMessage> {
  let isFirst = true;
  return {
    begin: '{"status": "OK", "messages": [',
    add(message) {
      const separator = isFirst ? "" : ", ";
      isFirst = false;
      return separator + encode(messageMembers(message));
    },
    end: `], "more": ${more}${gone ? ', "gone": true' : ""}}` + REPLY_END,
  };
}

function formatAll<M>(format: MessagesFormat<M>, messages: readonly M[]): string {
  return format.begin + messages.map((message) => format.add(message)).join("") + format.end;
}

function bySender(messages: readonly Message[]): Message[] {
  return [...Map.groupBy(messages, ({ from }) => from).values()].flat();
}

/** The keys under which legacy clients look for the names, and those that only clients with a word of their own do. */
const LIST_KEYS = ["messages", "message", "user", "active"];
const LIST_KEYS_BY_WORD: Readonly<Partial<Record<string, readonly string[]>>> = {
  list_users: ["users"],
  listuser: ["listuseraktif", "useraktif"],
  list_user: ["list_user"],
  activelist: ["activeusers"],
  activeusers: ["active users"],
};

const NO_KEYS: readonly string[] = [];

/** Where legacy servers put them. */
const LIST_KEYS_READ = [...LIST_KEYS, ...Object.values(LIST_KEYS_BY_WORD).flatMap((keys) => keys ?? [])];

/** The last lists that were written: many ask for one before it changes. */
const LISTS = new WeakMap<readonly string[], Map<readonly string[], string>>();

function formatActive(users: readonly string[], word = "list"): string {
  const more = LIST_KEYS_BY_WORD[word] ?? NO_KEYS;
  const known = LISTS.get(users) ?? new Map<readonly string[], string>();
  LISTS.set(users, known);
  let reply = known.get(more);
  if (reply === undefined) {
    const names = encode(users);
    const members = [...LIST_KEYS, ...more].map((key) => `, "${key}": ${names}`);
    known.set(more, reply = `{"status": "OK"${members.join("")}}` + REPLY_END);
  }
  return reply;
}

function formatEntry({ fromName, toName, to, text, id, at, file }: Message, hasContents: boolean): string {
  return encode({
    msg_from: fromName,
    msg_to: toName,
    ...to?.startsWith("#") && { to },
    msg: text,
    ...(id === undefined ? {} : { id }),
    ...(at === undefined ? {} : { at: encodeTime(at) }),
    ...(file === undefined ? {} : { file: { ...file }, fileid: file.id, filename: file.name }),
    ...(file === undefined || !hasContents ? {} : { filecontent: "" }),
  });
}

function body(reply: Exclude<Reply, { kind: "sent" | "inbox" | "active" | "history" }>): { [key: string]: Json } {
  switch (reply.kind) {
    case "token":
      return {
        ...(reply.message === undefined ? {} : { message: reply.message }),
        tokenid: reply.token,
        token: reply.token,
        token_id: reply.token,
        ...reply.role && { role: reply.role },
      };
    case "logged out":
      return { messages: TEXTS.loggedOut, message: TEXTS.loggedOut, username: "", tokenid: "" };
    case "hello": {
      const { name, version, protocol, commands, limits } = reply.server;
      return { message: `${name} ${version}`, name, version, protocol, commands, limits };
    }
    case "live":
      return { message: TEXTS.live, user: reply.user, active: reply.active };
    case "acknowledged":
      return { message: TEXTS.acknowledged };
    case "done":
      return { message: reply.message, ...reply.data };
    case "posted":
      return { message: TEXTS.sent, id: reply.id, at: encodeTime(reply.at) };
    case "error": {
      const { message, code, retrySeconds, hint } = reply;
      return {
        message,
        ...(code === undefined ? {} : { code }),
        ...(retrySeconds === undefined ? {} : { retry_seconds: retrySeconds }),
        ...(hint === undefined ? {} : { hint }),
      };
    }
  }
}

/**
 * Reads a reply, of this server or of a legacy one, as the answer to `command`.
 *
 * @param json The reply, with or without its end.
 * @throws {ChatError} If it is not what a server answers to that command.
 */
export function parseReply(json: string, command: Command["name"]): Reply {
  const reply = readObject(json);
  const text = reply["messages"] ?? reply["message"];
  if (reply["status"] !== "OK") return readError(reply);
  switch (command) {
    case "auth":
    case "register": {
      const token = reply["tokenid"] ?? reply["token"] ?? reply["token_id"];
      if (typeof token !== "string") break;
      const role = reply["role"] === "teacher" ? "teacher" : undefined;
      const message = command === "register" && { message: readText(reply["message"]) };
      return { kind: "token", token, ...message, ...role && { role } };
    }
    case "send":
      return { kind: "sent" };
    case "inbox":
      if (!isObject(text)) break;
      return { kind: "inbox", messages: Object.entries(text).flatMap(([from, entries]) => readEntries(from, entries)) };
    case "list":
      return {
        kind: "active",
        users: readNames(LIST_KEYS_READ.map((key) => reply[key]).find((it) => it !== undefined)),
      };
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
    case "transcript":
    case "history":
      if (!Array.isArray(text)) break;
      return {
        kind: "history",
        messages: text.filter(isObject).map(readMessage),
        more: reply["more"] === true,
        ...(reply["gone"] === true ? { gone: true } : {}),
      };
    default: {
      const { status: _, message, ...data } = reply as { [key: string]: Json };
      return { kind: "done", message: readText(message), data };
    }
  }
  throw new ChatError(`The server's reply to ${command} cannot be understood`);
}

function readEntries(from: string, entries: unknown): Message[] {
  if (!Array.isArray(entries)) return [];
  return entries.filter(isObject).map(({ msg_from, msg_to, to, msg, id, at, file }) => {
    const time = readTime(at);
    return {
      from,
      fromName: readText(msg_from) || from,
      toName: readText(msg_to),
      ...(typeof to === "string" && to.startsWith("#") ? { to } : {}),
      // Who gives it an id has trimmed it.
      text: typeof id === "string" ? readText(msg) : readText(msg).trim(),
      ...(typeof id === "string" ? { id } : {}),
      ...(time === undefined ? {} : { at: time }),
      ...readFileInfo(file),
    };
  });
}

/** The names in a list of them, in an object that has them as keys, or in one text, as legacy servers send them. */
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
