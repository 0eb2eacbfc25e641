/**
 * What a live connection is sent out of the store: what was unread when it came, and what did not fit into its queue. It
 * knows no socket and no command.
 *
 * @module
 */

import { ChatError, type FullMessage } from "../../../chat.ts";
import { formatEvent } from "../../../wire/event.ts";
import type { Store } from "../../../store/store.ts";
import type { Subscription } from "./subscription.ts";
import { type LongReplies, PIECE_LENGTH, PIECE_MESSAGES, PIECE_SIZE } from "../messages/long_replies.ts";

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
export async function catchUp(
  subscription: Subscription,
  before: Promise<unknown>,
  options: CatchUpOptions,
): Promise<void> {
  try {
    await before.catch(() => {});
    while (subscription.isOpen && (!subscription.isCaughtUp || !subscription.backlog.isEmpty)) {
      await sendPage(subscription, options);
      subscription.firstPartDone();
    }
  } catch (error) {
    if (!subscription.isOpen) return; // The peer is gone, as its reading side hears.
    if (!(error instanceof ChatError)) options.onFault(error);
    subscription.fail(error instanceof ChatError ? error : new ChatError("Internal error", { code: "internal" }));
  } finally {
    subscription.firstPartDone();
  }
}

async function sendPage(subscription: Subscription, { store, long }: CatchUpOptions): Promise<void> {
  await subscription.written(); // For a peer that does not read nothing is read from the store.
  if (!subscription.isOpen) return;
  using turn = long.join(subscription.recipient);
  await turn.reserve(PIECE_SIZE);
  if (subscription.isCaughtUp) return await sendBacklog(subscription, store);
  return await sendUnread(subscription, store);
}

/** Sends the next messages that are unread; if there are no others, all that are pushed follow them. */
async function sendUnread(subscription: Subscription, store: Store): Promise<void> {
  subscription.beginRead();
  const { id, name } = subscription.login.account;
  const { cursor: after, since } = subscription;
  const options = { after, since: Math.max(after, since), maxLength: PIECE_LENGTH, maxCount: PIECE_MESSAGES };
  const { messages, cursor, isWhole } = await store.unread(id, options);
  if (messages.length === 0) return subscription.endRead();
  const events = encode(messages.map((message) => message.to.startsWith("#") ? message : { ...message, to: name }));
  await subscription.write(events, { from: after + 1, to: cursor });
  // In a group that many write to there are new ones at each reading: what has come since is kept.
  if (isWhole) subscription.endRead();
}

/** Sends the next messages that did not fit when they were told. */
async function sendBacklog(subscription: Subscription, store: Store): Promise<void> {
  const places = subscription.backlog.first();
  await subscription.write(encode(await store.messages(places)), { from: places[0]!, to: places.at(-1)! });
  subscription.backlog.drop(places.length);
}

function encode(messages: readonly FullMessage[]): Uint8Array {
  return ENCODER.encode(messages.map((message) => formatEvent({ kind: "message", message })).join(""));
}
