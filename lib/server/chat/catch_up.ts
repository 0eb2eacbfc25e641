/**
 * What a live connection is sent out of the store: what was unread when it came, and what did not fit into its queue. It
 * knows no socket and no command.
 *
 * @module
 */

import { ChatError, type FullMessage } from "../../chat.ts";
import { formatEvent } from "../../wire/event.ts";
import type { Store } from "../../store/store.ts";
import type { Subscription } from "./subscription.ts";
import { type LongReplies, PIECE_LENGTH, PIECE_MESSAGES, PIECE_SIZE } from "./long_replies.ts";

const ENCODER = new TextEncoder();

/** What {@linkcode catchUp} needs. */
export interface CatchUpOptions {
  /** Where the messages are read. */
  readonly store: Store;
  /** Bounds what is in memory while it is written. */
  readonly long: LongReplies;
  /** Called with a fault that nothing else reports. */
  readonly onFault: (error: unknown) => void;
}

/**
 * Sends a connection all that is unread, the oldest first, and what did not fit; from then on messages are pushed to it. Never
 * rejects.
 *
 * @param before Settles when all messages are stored that were sent before it joined.
 */
export async function catchUp(feed: Subscription, before: Promise<unknown>, options: CatchUpOptions): Promise<void> {
  try {
    await before.catch(() => {});
    while (feed.isOpen && (!feed.isCaughtUp || !feed.backlog.isEmpty)) await sendPage(feed, options);
  } catch (error) {
    if (!feed.isOpen) return; // The peer is gone, as its reading side hears.
    if (!(error instanceof ChatError)) options.onFault(error);
    feed.fail(error instanceof ChatError ? error : new ChatError("Internal error", { code: "internal" }));
  }
}

async function sendPage(feed: Subscription, { store, long }: CatchUpOptions): Promise<void> {
  await feed.written(); // For a peer that does not read nothing is read from the store.
  if (!feed.isOpen) return;
  using turn = long.join(feed.recipient);
  await turn.reserve(PIECE_SIZE);
  if (feed.isCaughtUp) return await sendBacklog(feed, store);
  return await sendUnread(feed, store);
}

/** Sends the next messages that are unread; if there are none, all that are pushed follow those that were sent. */
async function sendUnread(feed: Subscription, store: Store): Promise<void> {
  feed.hasBacklog = false;
  const { id, name } = feed.login.account;
  const { cursor: after, since } = feed;
  const options = { after, since: Math.max(after, since), maxLength: PIECE_LENGTH, maxCount: PIECE_MESSAGES };
  const { messages, cursor } = await store.unread(id, options);
  if (messages.length === 0) feed.isCaughtUp = !feed.hasBacklog;
  else await feed.write(encode(messages.map((message) => ({ ...message, to: name }))), { from: after + 1, to: cursor });
}

/** Sends the next messages that did not fit when they were told. */
async function sendBacklog(feed: Subscription, store: Store): Promise<void> {
  const places = feed.backlog.first();
  await feed.write(encode(await store.messages(places)), { from: places[0]!, to: places.at(-1)! });
  feed.backlog.drop(places.length);
}

function encode(messages: readonly FullMessage[]): Uint8Array {
  return ENCODER.encode(messages.map((message) => formatEvent({ kind: "message", message })).join(""));
}
