/**
 * Who is live, and what they are told: messages, receipts, who comes and goes. It knows no socket and no command.
 *
 * @module
 */

import { setImmediate } from "node:timers";
import { ChatError, type ChatEvent, type FullMessage, PROTOCOL_LIMITS, type ReceiptState } from "../../chat.ts";
import type { Clocks } from "../../clock.ts";
import { formatEvent } from "../../wire/event.ts";
import type { ReceiptUpdate, Store, StoredAccount } from "../../store/store.ts";
import { catchUp } from "./catch_up.ts";
import { type Encoded, type Range, Subscription, type SubscriptionOptions } from "./subscription.ts";
import type { Logins } from "./logins.ts";
import type { LongReplies } from "./long_replies.ts";
import { Pacer } from "../../async.ts";

/** Connections to which events are written in one turn of the event loop. */
const WRITES_PER_TURN = 64;

/** Milliseconds between two looks at who is silent, and whose time to come back is over. */
const CHECK_INTERVAL = 1_000;

const ENCODER = new TextEncoder();

/** What {@linkcode Hub} needs. */
export interface HubOptions {
  readonly store: Store;
  readonly logins: Logins;
  readonly long: LongReplies;
  readonly clocks: Clocks;
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
  readonly origin: Subscription | undefined;
}

/** The live connections of a server. */
export class Hub {
  readonly #options: HubOptions;
  /** By account. */
  readonly #feeds = new Map<number, Set<Subscription>>();
  /** By account: the place up to which its messages are known to be delivered. */
  readonly #deliveredUpTo = new Map<number, number>();
  /** Who is active, as everybody was told; `undefined` while nobody is live. */
  #active: ReadonlySet<string> | undefined;
  /** Whose coming was told of a moment ago, and when. */
  readonly #came = new Map<string, number>();
  readonly #pacer = new Pacer(WRITES_PER_TURN);
  #news: News[] = [];
  #isSweeping = false;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(options: HubOptions) {
    this.#options = options;
    options.logins.onChange = () => this.#sweepSoon();
  }

  /** Whether anybody is to be told of a message between these accounts. */
  hasSubscribers(sender: number, receiver: number): boolean {
    return this.#feeds.size > 0 && (this.#feeds.has(receiver) || this.#feeds.has(sender));
  }

  /** The events of a connection that is about to join. */
  subscribe(options: Omit<SubscriptionOptions, "pace" | "onBehind" | "onDelivered">): Subscription {
    const { account } = options.login;
    const onDelivered = (range: Range) => this.#delivered(account, range);
    const onBehind = () => void (feed.catchingUp = this.catchUp(feed, feed.catchingUp));
    const pace = () => this.#pacer.go();
    const feed = new Subscription({ ...options, pace, onBehind, onDelivered }, this.#now);
    return feed;
  }

  /** Takes a connection in. @returns Who is active; the feed hears what changes from now on. */
  join(feed: Subscription): readonly string[] {
    this.#timer ??= setInterval(() => this.tick(), CHECK_INTERVAL);
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
  leave(feed: Subscription): void {
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

  /** See {@linkcode catchUp}. */
  catchUp(feed: Subscription, before: Promise<unknown>): Promise<void> {
    return catchUp(feed, before, this.#options);
  }

  /** Tells of a message that was stored at the place `seq`: soon, after its sender was answered. */
  publish(news: News): void {
    if (this.#news.push(news) === 1) setImmediate(() => this.#tellNews());
  }

  #tellNews(): void {
    for (const { message, seq, sender, receiver, origin } of this.#news.splice(0)) {
      const event = encodeOnce(message);
      for (const feed of this.#feedsOf(receiver)) feed.pushMessage(event, seq);
      if (sender === receiver) continue;
      for (const feed of this.#feedsOf(sender)) if (feed !== origin) feed.pushOwn(event, seq);
    }
  }

  /** Notes that messages have been written to a connection of `account`, and tells their senders if it was the first. */
  async #delivered(account: StoredAccount, { from, to }: Range): Promise<void> {
    const known = this.#deliveredUpTo.get(account.id) ?? 0;
    if (to <= known) return;
    if (this.#feeds.has(account.id)) this.#deliveredUpTo.set(account.id, to);
    const at = this.#options.clocks.wall();
    try {
      const progress = await this.#options.store.markDelivered(account.id, Math.max(from, known + 1), to, at);
      this.publishReceipts("delivered", account, progress, at);
    } catch (error) {
      // A full disk loses a receipt and no message.
      if (!(error instanceof ChatError)) this.#options.onFault(error);
    }
  }

  /** Tells senders how far their messages to `account` have come. */
  publishReceipts(
    state: ReceiptState,
    { name: by }: StoredAccount,
    progress: readonly ReceiptUpdate[],
    at: number,
  ): void {
    for (const { sender, newest } of progress) {
      if (this.#feeds.has(sender)) push(this.#feedsOf(sender), { kind: "receipt", id: newest, state, by, at });
    }
  }

  /** Tells everybody who is live a sentence. */
  notice(message: string): void {
    push(this.#everybody(), { kind: "notice", message });
  }

  /** Notes a request of a live connection. */
  touch(feed: Subscription): void {
    feed.heardAt = this.#now;
    feed.pingedAt = undefined;
    if (!feed.timedOut) return;
    feed.timedOut = false;
    this.#options.logins.attach(feed.login);
  }

  /** Asks connections that are silent for a sign of life, counts as gone those that gave none, and tells who has gone. */
  tick(): void {
    const now = this.#now;
    for (const feed of this.#everybody()) {
      if (feed.pingedAt === undefined && now - feed.heardAt >= PROTOCOL_LIMITS.pingAfter) {
        feed.pingedAt = now;
        feed.push(encode({ kind: "ping" }));
      }
      if (feed.pingedAt === undefined) continue;
      if (feed.timedOut || now - feed.pingedAt < PROTOCOL_LIMITS.silentAfter - PROTOCOL_LIMITS.pingAfter) continue;
      feed.timedOut = true;
      this.#options.logins.detach(feed.login, 0);
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
    const now = this.#now;
    const active = new Set(this.#options.logins.active());
    // Who comes again at once is told of later: a flood of logins is no flood of events.
    for (const [user, at] of this.#came) {
      if (now - at >= PROTOCOL_LIMITS.grace) this.#came.delete(user);
      else if (!before.has(user)) active.delete(user);
    }
    this.#active = active;
    for (const user of active.symmetricDifference(before)) {
      if (active.has(user)) this.#came.set(user, now);
      push(this.#everybody(), { kind: "presence", user, active: active.has(user) });
    }
  }

  /** By the clock that nobody sets. */
  get #now(): number {
    return this.#options.clocks.elapsed();
  }

  #feedsOf(account: number): Iterable<Subscription> {
    return this.#feeds.get(account) ?? [];
  }

  *#everybody(): Generator<Subscription> {
    for (const feeds of this.#feeds.values()) yield* feeds;
  }
}

/** An event is encoded once, however many hear it. */
function push(feeds: Iterable<Subscription>, event: ChatEvent): void {
  const bytes = encode(event);
  for (const feed of feeds) feed.push(bytes);
}

function encode(event: ChatEvent): Uint8Array {
  return ENCODER.encode(formatEvent(event));
}

/** A message as an event, encoded when the first connection takes it: those that do not read cost nothing. */
function encodeOnce(message: FullMessage): Encoded {
  let bytes: Uint8Array | undefined;
  return {
    length: message.text.length,
    get bytes() {
      return bytes ??= encode({ kind: "message", message });
    },
  };
}
