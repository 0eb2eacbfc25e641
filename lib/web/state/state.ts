/**
 * All that the page shows, as one value that is never changed: each change makes another one. It knows no document, no
 * socket and no storage.
 *
 * @module
 */

import type { FullMessage, ReceiptState, Role, ServerInfo, Watching } from "../../chat.ts";
import type { Acting } from "./own.ts";

/** Where the connection to the server stands. */
export type LinkState =
  | { readonly kind: "connecting" }
  | { readonly kind: "open" }
  /** It was lost and is tried again at `until`, in milliseconds since 1970. */
  | { readonly kind: "waiting"; readonly until: number }
  /** There is none, and none is wanted until somebody asks for something. */
  | { readonly kind: "resting" };

/** Who uses the page. */
export interface Login {
  /** The user name. */
  readonly user: string;
  /** The token of the login. */
  readonly token: string;
  /** What the account may do. */
  readonly role: Role;
}

/** A message that was written here and that the server has not taken yet. */
export interface Pending {
  /** Its place in the outbox. */
  readonly n: number;
  /** The account that wrote it. */
  readonly user: string;
  /** The UUID by which the server knows that it has it. */
  readonly key: string;
  /** The name of the conversation: of a user, or `#` and that of a group. */
  readonly to: string;
  /** What was written. */
  readonly text: string;
  /** When it was written, in milliseconds since 1970. */
  readonly at: number;
  /** When it was first given to a server, in milliseconds since 1970; absent until then. */
  readonly tried?: number | undefined;
  /** Why it was not taken: it waits for the person, not for the server. */
  readonly problem?: Problem | undefined;
}

/** Why something did not succeed. */
export interface Problem {
  /** The code of the error, if the server gave one; `old`: the server may have taken it and have forgotten its key. */
  readonly code: string | undefined;
  /** What the server said. */
  readonly message: string;
  /** When it may be otherwise, in milliseconds since 1970, as far as the server told. */
  readonly until?: number | undefined;
}

/** A file on its way. */
export interface Upload {
  /** The UUID by which the server knows what it has of it. */
  readonly key: string;
  /** The name of the conversation: of a user, or `#` and that of a group. */
  readonly to: string;
  /** What the file is called. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Bytes that the server has. */
  readonly done: number;
  /** Why it was not taken: it waits for the person. */
  readonly problem?: Problem | undefined;
}

/** Something that is said at the edge of the page until it was read. */
export interface Notice {
  /** The number of the notice. */
  readonly id: number;
  /** What is said. */
  readonly text: string;
  /** Whether something went wrong. */
  readonly tone: "calm" | "bad";
}

/** A receipt: all messages up to one have come so far, the last of them at some time, in milliseconds since 1970. */
export interface Reached {
  /** The last one of them. */
  readonly id: string;
  /** When it was, in milliseconds since 1970. */
  readonly at: number;
}

/** A conversation with a user or a group. */
export interface Conversation {
  /** The name of the user, or `#` and that of the group. */
  readonly name: string;
  /** The full name of the user, as far as it is known; the bare name of a group. */
  readonly title: string;
  /** What is known of it without a gap, the oldest first. */
  readonly lines: readonly FullMessage[];
  /** Whether there are older ones at the server; `undefined` while nobody has asked. */
  readonly hasOlder: boolean | undefined;
  /** Whether the newest ones were dropped to bound what is kept: the newest page has to be asked for again. */
  readonly isCut: boolean;
  /** The messages that were not seen yet, by id, as they came. */
  readonly unread: readonly string[];
  /** The first message that was not seen when it was opened; it stays until the conversation is left. */
  readonly divider: string | undefined;
  /** When something was last said in it, in milliseconds since 1970; 0 if that is not known. */
  readonly lastAt: number;
  /** How far the user's messages to the other one have come; a receipt may be here before the message that it is of. */
  readonly reach: { readonly [S in ReceiptState]?: Reached };
  /** The account of the other one was removed, or one is no member of the group any more: nothing can be sent. */
  readonly gone: boolean;
}

/** A message that came and is not acknowledged. */
export interface Arrival {
  /** The id of the message. */
  readonly id: string;
  /** The key of its conversation. */
  readonly key: string;
}

/** What stands beside the conversation, if anything does. Whoever adds a pane adds its name here. */
export type PaneName = "wire" | "class" | "search" | "members" | "groups";

/** All that the page shows. */
export interface State {
  /** Where the connection stands. */
  readonly link: LinkState;
  /** What the server said of itself. */
  readonly server: ServerInfo | undefined;
  /** Who is logged in. */
  readonly login: Login | undefined;
  /** Why the login ended that the page had. */
  readonly ended: Problem | undefined;
  /** The users that are active. */
  readonly active: ReadonlySet<string>;
  /** By {@linkcode keyOf} of their names. */
  readonly conversations: ReadonlyMap<string, Conversation>;
  /** The key of the conversation that is open. */
  readonly current: string | undefined;
  /** Whether its newest message is before the person's eyes. */
  readonly isWatching: boolean;
  /** What came and is not acknowledged, as it came. */
  readonly arrivals: readonly Arrival[];
  /** The outbox of the account, in its order. */
  readonly pending: readonly Pending[];
  /** What is said at the edge of the page. */
  readonly notices: readonly Notice[];
  /** What stands beside the conversation. */
  readonly pane: PaneName | undefined;
  /** Teachers who look at what goes over one's own wire. */
  readonly watchings: readonly Watching[];
  /** Whether the view for the wall of a room is shown. */
  readonly isProjected: boolean;
  /** With which message something is done, if with any. */
  readonly acting: Acting | undefined;
  /** Files on their way, in their order. */
  readonly uploads: readonly Upload[];
  /** The message that is to be shown, as soon as it is among the lines. */
  readonly jump: string | undefined;
}

/** What the page begins with. */
export const START: State = {
  link: { kind: "connecting" },
  server: undefined,
  login: undefined,
  ended: undefined,
  active: new Set(),
  conversations: new Map(),
  current: undefined,
  isWatching: false,
  arrivals: [],
  pending: [],
  notices: [],
  pane: undefined,
  watchings: [],
  isProjected: false,
  acting: undefined,
  uploads: [],
  jump: undefined,
};

/** What a name is looked up by: upper and lower case are the same name. */
export function keyOf(name: string): string {
  return name.toLowerCase();
}

/** Whether a conversation is with a group. */
export function isGroup(name: string): boolean {
  return name.startsWith("#");
}

/** A conversation of which nothing is known yet. */
export function newConversation(name: string): Conversation {
  return {
    name,
    title: isGroup(name) ? name.slice(1) : name,
    lines: [],
    hasOlder: undefined,
    isCut: false,
    unread: [],
    divider: undefined,
    lastAt: 0,
    reach: {},
    gone: false,
  };
}

/** `state` with a conversation changed, which is begun if there is none of that name. */
export function withConversation(
  state: State,
  name: string,
  change: (conversation: Conversation) => Conversation,
): State {
  const key = keyOf(name);
  const before = state.conversations.get(key) ?? newConversation(name);
  const after = change(before);
  if (after === before && state.conversations.has(key)) return state;
  return { ...state, conversations: new Map(state.conversations).set(key, after) };
}

/** The conversation that is open. */
export function currentOf({ current, conversations }: State): Conversation | undefined {
  return current === undefined ? undefined : conversations.get(current);
}

/** The name of the conversation that a message belongs to. */
export function conversationOf(user: string, { from, to }: { readonly from: string; readonly to: string }): string {
  return isGroup(to) || keyOf(from) === keyOf(user) ? to : from;
}
