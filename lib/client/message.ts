/**
 * A message as the client shows it, and how far an own one has come. Pure.
 *
 * @module
 */

import { type FileInfo, type GroupProgress, PROTOCOL_LIMITS } from "../chat.ts";
import { shorten } from "./sanitize.ts";

/**
 * How far an own message has come. `failed` is the end of one that will not be sent, `unsure` that of one that the server
 * may have or not.
 */
export type MessageState = "waiting" | "failed" | "unsure" | "sent" | "delivered" | "read";

/** A message to show. */
export interface ShownMessage {
  /** Tells own messages apart until they have an id: the key of the outbox; for others the id, if there is one. */
  readonly key: string;
  /** The server's id; absent until it has one, and always on an old server. */
  readonly id?: string;
  /** The sender's user name. */
  readonly from: string;
  /** The sender's full name. */
  readonly fromName: string;
  /** The receiver's user name; empty if unknown, as it is on an old server. */
  readonly to: string;
  /** It may have several lines. */
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly at?: number;
  /** Whether the user of this client wrote it. */
  readonly own: boolean;
  /** Only of own ones. */
  readonly state?: MessageState;
  /** Of own ones to a group: how many have got it. */
  readonly progress?: GroupProgress;
}

/** What has become of an own message. */
export interface StateChange {
  /** Not to be known is no change. */
  readonly state: MessageState | undefined;
  /** The id that the server gave it. */
  readonly id?: string;
  /** When the server took it, in milliseconds since 1970. */
  readonly at?: number;
}

/** Characters of a name. */
const LONGEST_NAME = 100;

/** The texts of a message, of which no more is shown than any server lets one write. */
export type Fields = Pick<ShownMessage, "from" | "fromName" | "to" | "text">;

/** What is kept and shown of the texts of a message: a server may send any. */
export function cutFields(
  { from, fromName, to, text: words, file }: Fields & { readonly file?: FileInfo | undefined },
): Fields {
  const name = (text: string) => shorten(text, LONGEST_NAME);
  const text = file === undefined ? words : `${words}  [get ${file.id}]`;
  return { from: name(from), fromName: name(fromName), to: name(to), text: shorten(text, PROTOCOL_LIMITS.line) };
}

/** A state as it is shown: in a group with how many have got it or read it. */
export function stateText(
  state: MessageState,
  progress: GroupProgress | undefined,
  texts: Readonly<Record<MessageState, string>>,
): string {
  if (progress === undefined || progress.members === 0) return texts[state];
  const { delivered, read, members } = progress;
  if (read > 0) return `${texts.read} ${read}/${members}`;
  return delivered > 0 ? `${texts.delivered} ${delivered}/${members}` : texts[state];
}

// What was given up may have been sent all the same, by a later run or to another device.
const RANK = { waiting: 1, failed: 2, unsure: 2, sent: 3, delivered: 4, read: 5 } as const;

/** How far a message to a group has come: as far as all of its members have. */
export function stateOfGroup({ delivered, read, members }: GroupProgress): "sent" | "delivered" | "read" {
  if (members > 0 && read >= members) return "read";
  return members > 0 && delivered >= members ? "delivered" : "sent";
}

/** How far a state is; not to be known is before all. */
export function rankOf(state: MessageState | undefined): number {
  return state === undefined ? 0 : RANK[state];
}

/** A message that has come as far as `state`, unless it is known to have come further. */
export function advanced(message: ShownMessage, state: MessageState | undefined): ShownMessage {
  return state === undefined || rankOf(state) < rankOf(message.state) ? message : { ...message, state };
}
