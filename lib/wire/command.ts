/**
 * The table of commands: what each is called, what it takes and what it needs. How a line is read and written says
 * `request.ts`, what a server does for a command `server/session/handlers.ts`. Pure.
 *
 * @module
 */

import { type Command, PROTOCOL_VERSION, type ServerInfo, VERSION } from "../chat.ts";

/** A parameter of a command. */
export interface Parameter {
  /** How the help names it, and the member of the {@linkcode Command} that it becomes. */
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
  /** It may be left out, and stands after its own name, in any order with the others of the kind. */
  readonly named?: boolean;
  /** What has another form counts as left out: legacy clients send `{}` or a name in its place. */
  readonly lenient?: boolean;
}

/** A command of a name. */
export type CommandOf<N extends Command["name"]> = Extract<Command, { readonly name: N }>;

/**
 * What a peer must have shown for a command: a login, by its token or on its connection, where the command can have a
 * token. It is checked in one place, before the command is handled.
 */
export type Need<N extends Command["name"]> = "token" extends keyof CommandOf<N> ? "login" : "nothing";

/** A row of the command table. */
export type CommandSpec = { readonly [N in Command["name"]]: Spec<N> }[Command["name"]];

/** A row of the command table, of the command with a name. */
export interface Spec<N extends Command["name"]> {
  /** The name that the command has in this project. */
  readonly name: N;
  /** Other names by which it can be asked for. */
  readonly aliases: readonly string[];
  /** In the order in which they stand on the line. */
  readonly parameters: readonly Parameter[];
  /** One sentence for people, without its full stop. */
  readonly help: string;
  /** What the peer must have shown. */
  readonly needs: Need<N>;
}

const TOKEN: Parameter = { name: "token", secret: true };

/** Every command of the protocol. */
export const COMMANDS: readonly CommandSpec[] = [
  {
    name: "auth",
    aliases: ["login"],
    parameters: [{ name: "user" }, { name: "password", secret: true }],
    help: "Log in; the reply has a token for the other commands",
    needs: "nothing",
  },
  {
    name: "send",
    aliases: ["sendprivate"],
    parameters: [TOKEN, { name: "user" }, { name: "text", rest: true }],
    help: "Send a message to a user",
    needs: "login",
  },
  { name: "inbox", aliases: [], parameters: [TOKEN], help: "Read the messages that are unread", needs: "login" },
  {
    name: "list",
    // The names that legacy servers gave to it.
    // deno-fmt-ignore
    aliases: [
      "online", "show", "listuser", "active", "listuseraktif", "user_aktif", "users", "aktif", "activeuser",
      "activeusers", "active_user", "activelist", "actives", "show_actives", "show_user", "showuser", "list_user",
      "list_users", "get_online_users", "info", "showuseractive", "status",
    ],
    parameters: [{ ...TOKEN, optional: true, form: "uuid", lenient: true }],
    help: "List the active users",
    needs: "login",
  },
  { name: "logout", aliases: [], parameters: [{ ...TOKEN, optional: true }], help: "End a login", needs: "login" },
  { name: "hello", aliases: [], parameters: [], help: "Tell what this server is and can do", needs: "nothing" },
  { name: "live", aliases: [], parameters: [TOKEN], help: "Receive messages and more as they come", needs: "login" },
  {
    name: "ack",
    aliases: [],
    parameters: [TOKEN, { name: "id", form: "uuid" }],
    help: "Mark the messages up to one as read",
    needs: "login",
  },
  {
    name: "post",
    aliases: [],
    parameters: [TOKEN, { name: "key", form: "uuid" }, { name: "user" }, { name: "text", rest: true, indented: true }],
    help: "Send a message once, however often it is asked with this key",
    needs: "login",
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
    needs: "login",
  },
];

/** The names of all commands, without their aliases. */
export const COMMAND_NAMES: readonly Command["name"][] = COMMANDS.map(({ name }) => name);

const BY_WORD = new Map<string, CommandSpec>(
  COMMANDS.flatMap((spec) => [spec.name, ...spec.aliases].map((word) => [word, spec] as const)),
);

/** The command that a word stands for: its name or an alias, in lower case. */
export function commandOf(word: string): CommandSpec | undefined {
  return BY_WORD.get(word);
}

/** How a command is typed: `send TOKEN USER TEXT`. */
export function describeUsage({ name, parameters }: CommandSpec): string {
  const words = parameters.map(({ name, optional, named }) => {
    const word = name.toUpperCase();
    return named ? `[${name} ${word}]` : optional ? `[${word}]` : word;
  });
  return [name, ...words].join(" ");
}

/** What this program's server says of itself, with its limits in bytes and seconds. */
export function describeServer(limits: Readonly<Record<string, number>>): ServerInfo {
  return {
    name: "ngobrol",
    version: VERSION,
    protocol: PROTOCOL_VERSION,
    commands: COMMAND_NAMES,
    limits,
  };
}
