/**
 * Who is live, and what they are told: messages, receipts, who comes and goes. It knows no socket and no command.
 *
 * @module
 */

import { setImmediate } from "node:timers";
import { ChatError, type ChatEvent, type FullMessage, LIMITS, type ReceiptState } from "../chat.ts";
import { formatEvent } from "../event.ts";
import type { Progress, Store, StoredAccount } from "../store/store.ts";
import { Feed, type FeedOptions, type Range } from "./feed.ts";
import type { Logins } from "./logins.ts";

/** Characters of text, and messages, that are read from the store at once for somebody who comes. */
const PAGE_LENGTH = 32 * 1024;
const PAGE_MESSAGES = 200;

/** Milliseconds between two looks at who is silent, and whose time to come back is over. */
const CHECK_INTERVAL = 1_000;

const ENCODER = new TextEncoder();

/** What {@linkcode Live} needs. */
export interface LiveOptions {
  readonly store: Store;
  readonly logins: Logins;
  /** The clock, in milliseconds since 1970. */
  readonly now: () => number;
  /** Hears of a fault that nobody else hears of. */
  readonly onFault: (error: unknown) => void;
}

/** A message that was stored, and has not been told yet. */
interface News {
  readonly message: FullMessage;
  readonly seq: number;
  readonly sender: number;
  readonly receiver: number;
  /** The connection that sent it, and needs no word of it. */
  readonly origin: Feed | undefined;
}

/** The live connections of a server. */
export class Live {
  readonly #options: LiveOptions;
  /** By account. */
  readonly #feeds = new Map<number, Set<Feed>>();
  /** By account: the place up to which its messages are known to be delivered. */
  readonly #deliveredUpTo = new Map<number, number>();
  /** Who is active, as everybody was told; `undefined` while nobody is live. */
  #active: ReadonlySet<string> | undefined;
  /** Whose coming was told of a moment ago, and when. */
  readonly #came = new Map<string, number>();
  #news: News[] = [];
  #isSweeping = false;
  #timer: number | undefined;

  constructor(options: LiveOptions) {
    this.#options = options;
    options.logins.onChange = () => this.#sweepSoon();
  }

  /** Whether anybody is to be told of a message between these accounts. */
  concerns(sender: number, receiver: number): boolean {
    return this.#feeds.size > 0 && (this.#feeds.has(receiver) || this.#feeds.has(sender));
  }

  /** The events of a connection that is about to join. */
  openFeed(options: Omit<FeedOptions, "onBehind" | "onDelivered">): Feed {
    const { account } = options.login;
    const onDelivered = (range: Range) => this.#delivered(account, range);
    const onBehind = () => void (feed.catchingUp = this.catchUp(feed, feed.catchingUp));
    const feed = new Feed({ ...options, onBehind, onDelivered }, this.#options.now());
    return feed;
  }

  /** Takes a connection in. @returns Who is active; the feed hears what changes from now on. */
  join(feed: Feed): readonly string[] {
    this.#timer ??= setInterval(() => this.check(), CHECK_INTERVAL);
    this.#tellPresence();
    const account = feed.login.account.id;
    const feeds = this.#feeds.get(account);
    if (feeds === undefined) this.#feeds.set(account, new Set([feed]));
    else feeds.add(feed);
    const active = this.#options.logins.active();
    this.#active ??= new Set(active);
    return active;
  }

  /** Lets a connection go. */
  leave(feed: Feed): void {
    feed.close();
    const account = feed.login.account.id;
    const feeds = this.#feeds.get(account);
    if (!feeds?.delete(feed) || feeds.size > 0) return;
    this.#feeds.delete(account);
    this.#deliveredUpTo.delete(account);
    if (this.#feeds.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = this.#active = undefined;
  }

  /**
   * Sends a connection all that is unread, the oldest first; from then on messages are pushed to it.
   *
   * @param before Settles when all messages are stored that were sent before it joined.
   */
  async catchUp(feed: Feed, before: Promise<unknown>): Promise<void> {
    try {
      await before.catch(() => {});
      while (feed.isOpen && !feed.isCaughtUp) await this.#sendPage(feed);
    } catch (error) {
      if (!feed.isOpen) return; // The peer is gone, as its reading side hears.
      if (!(error instanceof ChatError)) this.#options.onFault(error);
      feed.fail(error instanceof ChatError ? error.message : "Internal error");
    }
  }

  async #sendPage(feed: Feed): Promise<void> {
    feed.hasMissed = false;
    const { id, name } = feed.login.account;
    const { upTo: after, since } = feed;
    const options = { after, since: Math.max(after, since), maxLength: PAGE_LENGTH, maxCount: PAGE_MESSAGES };
    const { messages, upTo } = await this.#options.store.unread(id, options);
    if (messages.length > 0) {
      const events = messages.map((message) => formatEvent({ kind: "message", message: { ...message, to: name } }));
      await feed.write(ENCODER.encode(events.join("")), { from: feed.upTo + 1, to: upTo });
    } else {
      feed.isCaughtUp = !feed.hasMissed;
    }
  }

  /** Tells of a message that was stored at the place `seq`: soon, after its sender was answered. */
  message(news: News): void {
    if (this.#news.push(news) === 1) setImmediate(() => this.#tellNews());
  }

  #tellNews(): void {
    for (const { message, seq, sender, receiver, origin } of this.#news.splice(0)) {
      const event = encode({ kind: "message", message });
      for (const feed of this.#feedsOf(receiver)) feed.pushMessage(event, seq);
      if (sender === receiver) continue;
      for (const feed of this.#feedsOf(sender)) if (feed !== origin) feed.push(event);
    }
  }

  /** Notes that messages have been written to a connection of `account`, and tells their senders if it was the first. */
  async #delivered(account: StoredAccount, { from, to }: Range): Promise<void> {
    const known = this.#deliveredUpTo.get(account.id) ?? 0;
    if (to <= known) return;
    if (this.#feeds.has(account.id)) this.#deliveredUpTo.set(account.id, to);
    const at = this.#options.now();
    try {
      const progress = await this.#options.store.markDelivered(account.id, Math.max(from, known + 1), to, at);
      this.progress("delivered", account, progress, at);
    } catch (error) {
      // A full disk loses a receipt and no message.
      if (!(error instanceof ChatError)) this.#options.onFault(error);
    }
  }

  /** Tells senders how far their messages to `account` have come. */
  progress(state: ReceiptState, { name: by }: StoredAccount, progress: readonly Progress[], at: number): void {
    for (const { sender, newest } of progress) {
      if (this.#feeds.has(sender)) push(this.#feedsOf(sender), { kind: "receipt", id: newest, state, by, at });
    }
  }

  /** Tells everybody who is live a sentence. */
  notice(message: string): void {
    push(this.#everybody(), { kind: "notice", message });
  }

  /** Notes a request of a live connection. */
  heard(feed: Feed): void {
    feed.heardAt = this.#options.now();
    feed.pingedAt = undefined;
    if (!feed.isSilent) return;
    feed.isSilent = false;
    this.#options.logins.join(feed.login);
  }

  /** Asks connections that are silent for a sign of life, counts as gone those that gave none, and tells who has gone. */
  check(): void {
    const now = this.#options.now();
    for (const feed of this.#everybody()) {
      // The clock may jump back; if it jumps forward, the peer has its time to answer all the same.
      feed.heardAt = Math.min(feed.heardAt, now);
      if (feed.pingedAt === undefined && now - feed.heardAt >= LIMITS.pingAfter) {
        feed.pingedAt = now;
        feed.push(encode({ kind: "ping" }));
      }
      if (feed.pingedAt === undefined) continue;
      feed.pingedAt = Math.min(feed.pingedAt, now);
      if (feed.isSilent || now - feed.pingedAt < LIMITS.silentAfter - LIMITS.pingAfter) continue;
      feed.isSilent = true;
      this.#options.logins.leave(feed.login, 0);
    }
    this.#sweep();
  }

  #sweepSoon(): void {
    if (this.#active === undefined || this.#isSweeping) return;
    this.#isSweeping = true;
    setImmediate(() => {
      this.#isSweeping = false;
      this.#sweep();
    });
  }

  /** Ends the feeds of logins that have ended, and tells who has come and gone. */
  #sweep(): void {
    if (this.#active === undefined) return;
    for (const feed of this.#everybody()) {
      if (!feed.login.ended) continue;
      feed.push(encode({ kind: "notice", message: "The login has ended" }));
      this.leave(feed);
    }
    this.#tellPresence();
  }

  #tellPresence(): void {
    const before = this.#active;
    if (before === undefined) return;
    const now = this.#options.now();
    const active = new Set(this.#options.logins.active());
    // Who comes again at once is told of later: a flood of logins is no flood of events.
    for (const [user, at] of this.#came) {
      if (Math.abs(now - at) >= LIMITS.grace) this.#came.delete(user);
      else if (!before.has(user)) active.delete(user);
    }
    this.#active = active;
    for (const user of active.symmetricDifference(before)) {
      if (active.has(user)) this.#came.set(user, now);
      push(this.#everybody(), { kind: "presence", user, active: active.has(user) });
    }
  }

  #feedsOf(account: number): Iterable<Feed> {
    return this.#feeds.get(account) ?? [];
  }

  *#everybody(): Generator<Feed> {
    for (const feeds of this.#feeds.values()) yield* feeds;
  }
}

/** An event is encoded once, however many hear it. */
function push(feeds: Iterable<Feed>, event: ChatEvent): void {
  const bytes = encode(event);
  for (const feed of feeds) feed.push(bytes);
}

function encode(event: ChatEvent): Uint8Array {
  return ENCODER.encode(formatEvent(event));
}
