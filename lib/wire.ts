/**
 * Lines to commands and replies to lines, for both ends. The command table lives here. Pure: it knows no socket, no
 * session and no store. The rules are those of `docs/protocol.md`.
 *
 * @module
 */

import {
  ChatError,
  type Command,
  hasControl,
  type Message,
  PROTOCOL_VERSION,
  type Reply,
  type ServerInfo,
  TEXTS,
  VERSION,
} from "./chat.ts";

/** A parameter of a command. */
export interface Parameter {
  readonly name: "user" | "password" | "token" | "text";
  /** It may be left out. */
  readonly optional?: boolean;
  /** It is the whole rest of the line, trimmed. */
  readonly rest?: boolean;
  /** It must never be shown or logged. */
  readonly secret?: boolean;
}

/** A row of the command table. */
export interface CommandSpec {
  readonly name: Command["name"];
  readonly aliases: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly help: string;
}

const TOKEN: Parameter = { name: "token", secret: true };

/** Every command of the protocol. */
export const COMMANDS: readonly CommandSpec[] = [
  {
    name: "auth",
    aliases: [],
    parameters: [{ name: "user" }, { name: "password", secret: true }],
    help: "Log in; the reply has a token for the other commands",
  },
  {
    name: "send",
    aliases: [],
    parameters: [TOKEN, { name: "user" }, { name: "text", rest: true }],
    help: "Send a message to a user",
  },
  { name: "inbox", aliases: [], parameters: [TOKEN], help: "Read the messages that are unread" },
  {
    name: "list",
    // The names that the servers of the family gave to it.
    // deno-fmt-ignore
    aliases: [
      "online", "show", "listuser", "active", "listuseraktif", "user_aktif", "users", "aktif", "activeuser",
      "activeusers", "active_user", "activelist", "actives", "show_actives", "show_user", "showuser", "list_user",
      "list_users", "get_online_users",
    ],
    parameters: [{ ...TOKEN, optional: true }],
    help: "List the active users",
  },
  { name: "logout", aliases: [], parameters: [{ ...TOKEN, optional: true }], help: "End the session" },
  { name: "hello", aliases: [], parameters: [], help: "Tell what this server is and can do" },
];

const BY_WORD = new Map(COMMANDS.flatMap((spec) => [spec.name, ...spec.aliases].map((word) => [word, spec])));

/**
 * Reads a request line.
 *
 * @throws {ChatError} If it is no command of the table, lacks a parameter or has a control character.
 */
export function parse(line: string): Command {
  if (hasControl(line)) throw new ChatError("Control characters are not allowed");
  const request = line.trim();
  const space = request.indexOf(" ");
  const spec = BY_WORD.get(space < 0 ? request : request.slice(0, space));
  if (spec === undefined) throw new ChatError(TEXTS.unknown);
  const values: Partial<Record<Parameter["name"], string>> = {};
  let at = space < 0 ? request.length : space + 1;
  for (const { name, optional, rest } of spec.parameters) {
    if (optional && at >= request.length) break;
    const end = rest ? -1 : request.indexOf(" ", at);
    const value = request.slice(at, end < 0 ? undefined : end);
    // The rest may stand behind more than one space; any other parameter is empty then.
    const trimmed = rest ? value.trimStart() : value;
    if (trimmed === "") throw new ChatError(TEXTS.missing);
    values[name] = trimmed;
    at = end < 0 ? request.length : end + 1;
  }
  // The table and the type say the same of a command's parameters; `wire_test.ts` compares them through formatCommand().
  return { name: spec.name, ...values } as Command;
}

/**
 * A request line with its end, as a client sends it.
 *
 * @throws {ChatError} If a parameter could not be read back as it is.
 */
export function formatCommand(command: Command): string {
  const spec = BY_WORD.get(command.name)!;
  const values: { readonly [name in Parameter["name"]]?: string } & { readonly name: string } = command;
  const words: string[] = [spec.name];
  for (const { name, rest } of spec.parameters) {
    const value = values[name];
    if (value === undefined) break;
    if (value === "" || value !== value.trim() || (!rest && value.includes(" "))) {
      throw new ChatError(`Cannot send the ${name}: it is empty or has a space`);
    }
    if (hasControl(value)) throw new ChatError(`Cannot send the ${name}: it has a control character`);
    words.push(value);
  }
  return words.join(" ") + "\r\n";
}

const MASK = "***";
const UUID4 = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/gi;

/** `text` (a request or a reply) with every token of this server's form masked. */
export function maskTokens(text: string): string {
  return text.replaceAll(UUID4, MASK);
}

/**
 * A request line that can be shown and logged: secret parameters, tokens in any place, and all of a line that is not
 * understood but its command (the rest may be a password in the wrong place) are masked.
 */
export function maskRequest(line: string): string {
  const [word = "", ...values] = line.trim().split(" ");
  const spec = BY_WORD.get(word.toLowerCase());
  if (spec === undefined) return word === "" ? "" : MASK;
  if (!isRequest(line)) return values.length === 0 ? word : `${word} ${MASK}`;
  const last = spec.parameters.at(-1);
  const shown = values.map((value, index) => {
    const parameter = spec.parameters[index] ?? (last?.rest ? last : undefined);
    return parameter === undefined || parameter.secret ? MASK : value;
  });
  return maskTokens([word, ...shown].join(" "));
}

function isRequest(line: string): boolean {
  try {
    parse(line);
    return true;
  } catch {
    return false;
  }
}

type Json = string | number | readonly Json[] | { readonly [key: string]: Json };

// Not printable ASCII. A client of the family decodes each of its reads alone, so a character of several bytes may not occur.
const NOT_ASCII = /[^\x20-\x7e]/g;

/** JSON as the seed's server writes it: pure ASCII, with a space behind `,` and `:`. */
function encode(value: Json): string {
  if (typeof value === "string") return encodeString(value);
  if (typeof value === "number") return String(value);
  if (Array.isArray(value)) return `[${value.map(encode).join(", ")}]`;
  return `{${Object.entries(value).map(([key, item]) => `${encodeString(key)}: ${encode(item)}`).join(", ")}}`;
}

function encodeString(text: string): string {
  return JSON.stringify(text).replace(NOT_ASCII, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The end of a reply. */
export const REPLY_END = "\r\n\r\n";

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
    ...(at === undefined ? {} : { at: new Date(at).toISOString() }),
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
  }
  throw new ChatError(`The server's reply to ${command} cannot be understood`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readObject(json: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    // Reported below, as any other reply that is no object.
  }
  if (!isObject(value)) throw new ChatError("The server's reply is not a JSON object");
  return value;
}

function readText(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function readEntries(from: string, entries: unknown): Message[] {
  if (!Array.isArray(entries)) return [];
  return entries.filter(isObject).map(({ msg_from, msg_to, msg, id, at }) => {
    const time = typeof at === "string" ? Date.parse(at) : NaN;
    return {
      from,
      fromName: readText(msg_from) || from,
      toName: readText(msg_to),
      text: readText(msg).trim(),
      ...(typeof id === "string" ? { id } : {}),
      ...(Number.isNaN(time) ? {} : { at: time }),
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

/** What this program's server says of itself, with its limits in bytes and seconds. */
export function describeServer(limits: Readonly<Record<string, number>>): ServerInfo {
  return {
    name: "ngobrol",
    version: VERSION,
    protocol: PROTOCOL_VERSION,
    commands: COMMANDS.map(({ name }) => name),
    limits,
  };
}
