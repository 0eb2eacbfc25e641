/**
 * The language that both ends speak: commands, replies, messages, accounts, errors and limits.
 * It knows nothing of bytes, sockets, files or terminals, and imports nothing but types that tell of what goes over a wire.
 *
 * @module
 */

import type { Frame, Watching } from "./frame.ts";

export type { Frame, FrameField, Watching } from "./frame.ts";

/** The version of this program; equal to the one in `deno.json`. */
export const VERSION = "0.5.0";

/** The version of the protocol in `docs/protocol.md`; it grows when an old client could no longer be served. */
export const PROTOCOL_VERSION = 1;

/** The port that the server listens on and the client calls, when nothing else is said. */
export const DEFAULT_PORT = 8889;

/** The port for TLS, when nothing else is said. */
export const DEFAULT_TLS_PORT = 8890;

/** The port of the page, when nothing else is said. */
export const DEFAULT_WEB_PORT = 8888;

/** The bounds that both ends know of. */
export const PROTOCOL_LIMITS = {
  /** Bytes in a request line, its end not counted, before the connection has shown a login or a token. */
  lineBeforeLogin: 4 * 1024,
  /** Bytes in a request line, its end not counted, after that. */
  line: 64 * 1024,
  /** Characters in a user name. */
  name: 32,
  /** Bytes in the name of a file. */
  fileName: 200,
  /** Bytes of a file in one request or reply of `chunk` and `get`, at most and if nothing is said. */
  chunk: 192 * 1024,
  defaultChunk: 48 * 1024,
  /** Milliseconds from a connection to its login. */
  loginTimeout: 5 * 60_000,
  /** Milliseconds after its last use for which a login still counts as active. */
  activeFor: 60_000,
  /** Milliseconds without a request after which a live connection is asked for a heartbeat. */
  pingAfter: 25_000,
  /** Milliseconds without one after which it counts as gone. */
  silentAfter: 55_000,
  /** Milliseconds in which somebody who is gone may come back unnoticed. */
  grace: 5_000,
  /** Messages on a page of a conversation, and how many if nothing is said. */
  page: 200,
  defaultPage: 50,
  /** Milliseconds for which a post may be repeated with its key. */
  postKey: 7 * 24 * 60 * 60 * 1000,
  /** Milliseconds in which a message can be changed by its sender. */
  editable: 15 * 60_000,
  /** Milliseconds without use after which a login ends: its token dies. */
  loginIdle: 12 * 60 * 60 * 1000,
  /** Logins that an account may have at once: a new one ends the one that has not been used for longest. */
  logins: 64,
} as const;

/** What an account may do: a teacher is in control of a class. */
export type Role = "student" | "teacher";

/** A value of a reply, as JSON has it. */
export type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

/** A person who may log in. */
export interface Account {
  /** The name that others write to; unique without regard to case. */
  readonly name: string;
  /** The name that is shown beside a message. */
  readonly fullName: string;
  /** What the account may do. */
  readonly role: Role;
}

/** A file that came with a message. */
export interface FileInfo {
  /** The number by which it is asked for. */
  readonly id: number;
  /** Its name, as its sender called it, without a path; nothing that a computer could trust. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** The SHA-256 of what is in it, in hexadecimal. */
  readonly sha256: string;
}

/** A message as its receiver gets it. */
export interface Message {
  /** The user name of the sender. */
  readonly from: string;
  /** The full name of the sender. */
  readonly fromName: string;
  /** The full name of the receiver, or the name of the group. */
  readonly toName: string;
  /** Of a message to a group: `#` and its name. */
  readonly to?: string;
  /** What was written, trimmed, but for the spaces at the start that a `post` had; never empty. */
  readonly text: string;
  /** A UUID v7; absent in a message from an old server. */
  readonly id?: string;
  /** When the server took it, in milliseconds since 1970; absent in a message from an old server. */
  readonly at?: number;
  /** The file that came with it, if one did. */
  readonly file?: FileInfo;
}

/** How many members of a group have got a message. */
export interface GroupProgress {
  /** To how many it was delivered. */
  readonly delivered: number;
  /** How many have read it. */
  readonly read: number;
  /** How many may get it: those who were members when it was sent, and still are, but for the sender. */
  readonly members: number;
}

/** A message as both of its ends see it, live and in the history. */
export interface FullMessage extends Message {
  /** A UUID v7, which orders messages by when the server took them. */
  readonly id: string;
  /** When the server took it, in milliseconds since 1970. */
  readonly at: number;
  /** The user name of the receiver, or `#` and the name of the group. */
  readonly to: string;
  /** Of a message to a group: its place there. A server tells it to nobody. */
  readonly place?: number;
  /** Of a message of one's own to a group: who has got it. */
  readonly progress?: GroupProgress;
  /** When it was first written to a live connection of the receiver, in milliseconds since 1970; absent until then. */
  readonly deliveredAt?: number;
  /** When the receiver is known to have got it, in milliseconds since 1970; absent until then. */
  readonly readAt?: number;
  /** When its text was changed last, in milliseconds since 1970; absent if it never was. */
  readonly editedAt?: number;
  /** It was removed: the text is the mark that is left. */
  readonly removed?: boolean;
}

/** How far a message has come. */
export type ReceiptState = "delivered" | "read";

/** How what a server sends may be made to come as a network may bring it. */
export const PROVOCATIONS = ["split", "merge", "delay", "cut"] as const;

/** What a server tells a live connection unasked. */
export type ChatEvent =
  | { readonly kind: "message"; readonly message: FullMessage }
  /** All messages of the user to `by` up to `id` have come so far, the last of them at `at`. */
  | {
    readonly kind: "receipt";
    readonly id: string;
    readonly state: ReceiptState;
    readonly by: string;
    readonly at: number;
  }
  /** A message of a user has another text from now on, or was removed, which leaves a mark as its text. */
  | {
    readonly kind: "edit";
    readonly id: string;
    readonly from: string;
    readonly to: string;
    readonly text: string;
    readonly at: number;
    readonly removed: boolean;
  }
  /** A message of the user to a group has come to so many of the members that may get it. */
  | {
    readonly kind: "receipts";
    readonly id: string;
    readonly group: string;
    readonly delivered: number;
    readonly read: number;
    readonly members: number;
  }
  /** The user is in a group from now on, or no more; or the group was called `before` until now. */
  | { readonly kind: "group"; readonly group: string; readonly member: boolean; readonly before?: string }
  | { readonly kind: "presence"; readonly user: string; readonly active: boolean }
  /** `watching`: what it is about, if it says that a teacher looks at the wire, or no more; `stopping`: the server stops. */
  | { readonly kind: "notice"; readonly message: string; readonly watching?: Watching; readonly stopping?: true }
  /** To who watches: what went over a wire. */
  | { readonly kind: "frame"; readonly frame: Frame }
  /** To who watches: so many frames were left out, since they were too many. */
  | { readonly kind: "left out"; readonly count: number }
  /** The server wants a heartbeat: any request. */
  | { readonly kind: "ping" };

/** What a server says of itself. */
export interface ServerInfo {
  /** What the server program calls itself, such as `ngobrol`. */
  readonly name: string;
  /** The version of the server program, such as `0.5.0`. */
  readonly version: string;
  /** The version of the protocol; 0 if the server does not tell. */
  readonly protocol: number;
  /** The names of the commands that it understands, without their aliases. */
  readonly commands: readonly string[];
  /** The limits of {@linkcode PROTOCOL_LIMITS} that it tells, and perhaps others, by their names on the wire. */
  readonly limits: Readonly<Record<string, number>>;
}

/** What a server may answer; exactly one to a request. */
export type Reply =
  /** `message`: what a legacy client shows of it, if it does. */
  /** `role`: said of teachers only. */
  | { readonly kind: "token"; readonly token: string; readonly message?: string; readonly role?: "teacher" }
  | { readonly kind: "sent" }
  | { readonly kind: "inbox"; readonly messages: readonly Message[] }
  /** `word`: the name by which the list was asked for, if it is another one. */
  | { readonly kind: "active"; readonly users: readonly string[]; readonly word?: string | undefined }
  | { readonly kind: "logged out" }
  | { readonly kind: "hello"; readonly server: ServerInfo }
  | { readonly kind: "live"; readonly user: string; readonly active: readonly string[] }
  | { readonly kind: "acknowledged" }
  /** What was asked is done; `message` says so, and `data` has the other members of the reply. */
  | { readonly kind: "done"; readonly message: string; readonly data?: { readonly [key: string]: Json } }
  | { readonly kind: "posted"; readonly id: string; readonly at: number }
  /** A page of a conversation, the newest last; `more`: there are older ones; `gone`: the other one's account was removed. */
  | {
    readonly kind: "history";
    readonly messages: readonly FullMessage[];
    readonly more: boolean;
    readonly gone?: boolean;
  }
  /**
   * `code`: absent from a server that has none; `retrySeconds`: the same request may do better after so many seconds;
   * `hint`: for those who type by hand.
   */
  | {
    readonly kind: "error";
    readonly message: string;
    readonly code?: ErrorCode | undefined;
    readonly retrySeconds?: number | undefined;
    readonly hint?: string | undefined;
  };

/** The texts of the seed document that more than one place needs. */
export const TEXTS = {
  sent: "Message Sent",
  live: "Live",
  acknowledged: "Acknowledged",
  loggedOut: "Logged out",
  noUser: "User is not found",
  noGroup: "Group is not found",
  wrongPassword: "Wrong password",
  noLogin: "Cannot find the information",
  removed: "(removed)",
  toAll: "(to all)",
  missing: "--Wrong protocol",
  unknown: "**Wrong protocol",
} as const;

/** The kinds of errors that a reply tells of, for programs; `docs/protocol.md` says when each comes. */
// deno-fmt-ignore
export const ERROR_CODES = [
  "unknown_command", "wrong_parameters", "teachers_only", "bad_line", "line_too_long", "no_login", "no_user", "wrong_password",
  "too_many_attempts", "registration_closed", "wrong_code", "name_taken", "not_allowed", "inbox_full", "quota", "busy", "locked", "muted", "closed", "no_group", "not_a_member",
  "group_full", "no_message", "too_late", "kicked", "stopping", "store_failed", "store_locked", "login_timeout",
  "server_full", "too_many_connections", "too_many_unfinished", "slow_consumer", "wrong_service", "internal",
  "file_too_large", "files_full", "no_file",
] as const;

/** One of {@linkcode ERROR_CODES}. */
export type ErrorCode = typeof ERROR_CODES[number];

/** An error whose message may be shown to the peer: it becomes the reply. */
export class ChatError extends Error {
  /** What kind it is: what tells errors apart. `undefined` for one that no reply has, such as a wrong flag. */
  readonly code: ErrorCode | undefined;
  /** Whether the connection ends after this reply. */
  readonly closes: boolean;
  /** Seconds after which the same request may do better; `undefined` if that is not known. */
  readonly retrySeconds: number | undefined;
  /** What would have been right, for somebody who types requests by hand. */
  readonly hint: string | undefined;

  /** An error with the text of the reply; `closes` is `false` by default, and `cause`, what led to it, is for the log. */
  constructor(
    message: string,
    { code, closes = false, retrySeconds, hint, ...options }: ErrorOptions & {
      code?: ErrorCode | undefined;
      closes?: boolean;
      retrySeconds?: number;
      hint?: string;
    } = {},
  ) {
    super(message, options);
    this.name = "ChatError";
    this.code = code;
    this.closes = closes;
    this.retrySeconds = retrySeconds;
    this.hint = hint;
  }
}

/** An address and a port as people write them: `127.0.0.1:8889`, `[::1]:8889`. */
export function formatAddress(hostname: string, port: number): string {
  return hostname.includes(":") ? `[${hostname}]:${port}` : `${hostname}:${port}`;
}

const NAME = new RegExp(`^[A-Za-z0-9_.-]{1,${PROTOCOL_LIMITS.name}}$`);

/** Whether `name` may be the name of an account: 1 to 32 ASCII letters, digits, `_`, `-` and `.`. */
export function isName(name: string): boolean {
  return NAME.test(name);
}

/** Whether `name` may name a conversation: that of a user, or `#` and that of a group. */
export function isConversation(name: string): boolean {
  return isName(name.startsWith("#") ? name.slice(1) : name);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether `text` has the form of a UUID, of whatever version. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

// Everything of Unicode's class Cc but the tab: C0, DEL and C1 (a bare U+009B starts an escape sequence on some terminals).
// deno-lint-ignore no-control-regex
const CONTROL = /[\x00-\x08\x0a-\x1f\x7f-\x9f]/;

/** What most texts are without: to look for it takes less time than to look for several ranges. */
const UNUSUAL = /[^ -~]/;

/** Whether `text` has a control character other than the tab. */
export function hasControl(text: string): boolean {
  return UNUSUAL.test(text) && CONTROL.test(text);
}
