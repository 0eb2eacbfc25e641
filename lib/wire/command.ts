/**
 * Requests: lines to commands and back, for both ends. The command table lives here, the replies in `reply.ts`. Pure: it
 * knows no socket, no session and no store. The rules are those of `docs/protocol.md`.
 *
 * @module
 */

import {
  ChatError,
  type Command,
  hasControl,
  isName,
  isUuid,
  PROTOCOL_VERSION,
  type ServerInfo,
  TEXTS,
  VERSION,
} from "../chat.ts";

/** A parameter of a command. */
export interface Parameter {
  readonly name: "user" | "password" | "token" | "text" | "id" | "key" | "before" | "limit";
  /** It may be left out. */
  readonly optional?: boolean;
  /** It is the whole rest of the line, trimmed. */
  readonly rest?: boolean;
  /** Its spaces at the start are meant, but for the one before it: they may indent a line of a program. */
  readonly indented?: boolean;
  /** It must never be shown or logged. */
  readonly secret?: boolean;
  /** What it must be: a UUID or a number from 1 up. @default any text */
  readonly form?: "uuid" | "number";
  /** It may be left out, and stands behind its own name, in any order with the others of the kind. */
  readonly named?: boolean;
  /** What has another form counts as left out: clients of the family send `{}` or a name in its place. */
  readonly lenient?: boolean;
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
    aliases: ["login"],
    parameters: [{ name: "user" }, { name: "password", secret: true }],
    help: "Log in; the reply has a token for the other commands",
  },
  {
    name: "send",
    aliases: ["sendprivate"],
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
      "list_users", "get_online_users", "info", "showuseractive", "status",
    ],
    parameters: [{ ...TOKEN, optional: true, form: "uuid", lenient: true }],
    help: "List the active users",
  },
  { name: "logout", aliases: [], parameters: [{ ...TOKEN, optional: true }], help: "End a login" },
  { name: "hello", aliases: [], parameters: [], help: "Tell what this server is and can do" },
  { name: "live", aliases: [], parameters: [TOKEN], help: "Receive messages and more as they come" },
  {
    name: "ack",
    aliases: [],
    parameters: [TOKEN, { name: "id", form: "uuid" }],
    help: "Mark the messages up to one as read",
  },
  {
    name: "post",
    aliases: [],
    parameters: [TOKEN, { name: "key", form: "uuid" }, { name: "user" }, { name: "text", rest: true, indented: true }],
    help: "Send a message once, however often it is asked with this key",
  },
  {
    name: "history",
    aliases: [],
    parameters: [
      TOKEN,
      { name: "user" },
      { name: "before", form: "uuid", named: true },
      { name: "limit", form: "number", named: true },
    ],
    help: "Read a page of the conversation with a user",
  },
];

const NAMES = COMMANDS.map(({ name }) => name).join(", ");

const BY_WORD = new Map(COMMANDS.flatMap((spec) => [spec.name, ...spec.aliases].map((word) => [word, spec])));

/**
 * Reads a request line.
 *
 * @throws {ChatError} If it is no command of the table, lacks a parameter or has a control character.
 */
export function parseCommand(line: string): Command {
  if (hasControl(line)) throw new ChatError("Control characters are not allowed", { code: "bad_line" });
  const request = line.trim();
  const space = request.indexOf(" ");
  const word = space < 0 ? request : request.slice(0, space);
  const spec = BY_WORD.get(word);
  if (spec === undefined) throw new ChatError(TEXTS.unknown, { code: "unknown_command", hint: `Commands: ${NAMES}` });
  const command: Values & { name: CommandSpec["name"]; word?: string } = { name: spec.name };
  if (spec.name === "list" && word !== spec.name) command.word = word;
  let at = space < 0 ? request.length : space + 1;
  for (const parameter of spec.parameters) {
    const { name, optional, rest, indented, named, lenient } = parameter;
    if (named || (optional && at >= request.length)) break;
    const end = rest ? -1 : request.indexOf(" ", at);
    const value = request.slice(at, end < 0 ? undefined : end);
    // The rest may stand behind more than one space; any other parameter is empty then.
    const trimmed = rest && !indented ? value.trimStart() : value;
    if (trimmed.trim() === "") throw missing(spec);
    if (lenient && !isUuid(trimmed)) break;
    command[name] = parameter.form === undefined ? trimmed : readForm(spec, parameter, trimmed);
    at = end < 0 ? request.length : end + 1;
  }
  if (at < request.length) readNamed(spec, request.slice(at), command);
  // The table and the type say the same of a command's parameters; `wire_test.ts` compares them through formatCommand().
  return command as Command;
}

function missing(spec: CommandSpec): ChatError {
  return new ChatError(TEXTS.missing, { code: "wrong_parameters", hint: describeUsage(spec) });
}

/** How a command is typed: `send TOKEN USER TEXT`. */
function describeUsage({ name, parameters }: CommandSpec): string {
  const words = parameters.map(({ name, optional, named }) => {
    const word = name.toUpperCase();
    return named ? `[${name} ${word}]` : optional ? `[${word}]` : word;
  });
  return [name, ...words].join(" ");
}

type Values = { [name in Parameter["name"]]?: string | number };

/** Reads the parameters that stand behind their names. */
function readNamed(spec: CommandSpec, rest: string, values: Values): void {
  const named = spec.parameters.filter(({ named }) => named);
  if (named.length === 0) return;
  const words = rest.split(" ");
  for (let at = 0; at < words.length; at += 2) {
    const parameter = named.find(({ name }) => name === words[at]);
    const value = words[at + 1];
    if (parameter === undefined || value === undefined) throw missing(spec);
    values[parameter.name] = readForm(spec, parameter, value);
  }
}

function readForm(spec: CommandSpec, { name, form }: Parameter, value: string): string | number {
  if (form === "number") {
    if (!/^[1-9]\d{0,8}$/.test(value)) throw missing(spec);
    return Number(value);
  }
  if (!isUuid(value)) {
    throw new ChatError(`The ${name === "key" ? "key" : "id"} is not a UUID`, { code: "wrong_parameters" });
  }
  return value.toLowerCase();
}

/**
 * A request line with its end, as a client sends it.
 *
 * @param word The name that the server has for the command.
 * @throws {ChatError} If a parameter could not be read back as it is.
 */
export function formatCommand(command: Command, word: string = command.name): string {
  const spec = BY_WORD.get(command.name)!;
  const values: Readonly<Values> & { readonly name: string } = command;
  const words: string[] = [word];
  for (const { name, rest, indented, named } of spec.parameters) {
    if (values[name] === undefined) continue;
    const value = String(values[name]);
    if (named) words.push(name);
    const trimmed = indented ? value.trimEnd() : value.trim();
    if (trimmed.trim() === "" || value !== trimmed || (!rest && value.includes(" "))) {
      throw new ChatError(`Cannot send the ${name}: it is empty or has a space`);
    }
    if (hasControl(value)) throw new ChatError(`Cannot send the ${name}: it has a control character`);
    if (!value.isWellFormed()) throw new ChatError(`Cannot send the ${name}: it is not valid Unicode`);
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
 * Whether the name in an `auth` may be shown and logged. It may be the password, with the two in the wrong order.
 *
 * @param isUser Whether somebody has a name.
 */
export function isPublicName(user: string, password: string, isUser: (name: string) => boolean): boolean {
  return isUser(user) || (isName(user) && !isUser(password));
}

/**
 * A request line that can be shown and logged: secret parameters, tokens in any place, and all of a line that is not
 * understood but its command (the rest may be a password in the wrong place) are masked.
 *
 * @param isUser See {@linkcode isPublicName}. @default nothing is known of names
 */
export function maskRequest(line: string, isUser: (name: string) => boolean = () => true): string {
  const [word = "", ...values] = line.trim().split(" ");
  const spec = BY_WORD.get(word.toLowerCase());
  if (spec === undefined) return word === "" ? "" : MASK;
  if (!isRequest(line)) return values.length === 0 ? word : `${word} ${MASK}`;
  const last = spec.parameters.at(-1);
  const shown = values.map((value, index) => {
    const parameter = spec.parameters[index] ?? (last?.rest || last?.named ? last : undefined);
    return parameter === undefined || parameter.secret ? MASK : value;
  });
  if (spec.name === "auth" && !isPublicName(values[0]!, values[1]!, isUser)) shown[0] = MASK;
  return maskTokens([word, ...shown].join(" "));
}

function isRequest(line: string): boolean {
  try {
    parseCommand(line);
    return true;
  } catch {
    return false;
  }
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
