/**
 * What one live connection is told: which messages it has and has not, and how much may wait for it. It knows no socket.
 *
 * @module
 */

import { ChatError } from "../../../chat.ts";
import { Backlog } from "./backlog.ts";
import type { Encoded } from "./encoded_event.ts";
import { EventQueue, type EventQueueOptions, type GroupPlace, type Range } from "./event_queue.ts";
import { Heartbeat } from "./heartbeat.ts";
import type { Login } from "../logins/login.ts";
import type { Recipient } from "../messages/long_replies.ts";

/** Bytes of events that may wait for a peer; of those that no store keeps, more while it reads. */
const MAX_QUEUE = 256 * 1024;
const MAX_UNKEPT = 1024 * 1024;

/** Bytes of messages that are kept while others are read from the store; each has some beside its text. */
const MAX_EARLY = 16 * 1024;
const EARLY_OVERHEAD = 128;

/** What a peer is told that lets too many events wait. */
const NOT_READING = "This connection does not read its events; what was not acknowledged comes again";

/** Milliseconds in which a peer that reads takes something of what is written to it. */
const PATIENCE = 2_000;

/** What a {@linkcode Subscription} needs. */
export interface SubscriptionOptions extends EventQueueOptions {
  /** Whom the events are for. */
  readonly login: Login;
  /** The newest place in the store. */
  readonly since: number;
  /** Whether it reads. */
  readonly recipient: Recipient;
  /** Called with the reason why the peer cannot be told what happens; the subscription takes no events any more. */
  readonly onFail: (reason: ChatError) => void;
  /** Called when messages did not fit: they are to be read from the store. */
  readonly onBehind: () => void;
}

/** The events of one live connection. */
export class Subscription {
  /** Whose events they are. */
  readonly login: Login;
  /** The peer that reads them, for what waits until it has read. */
  readonly recipient: Recipient;
  /** The newest place in the store when it was made: what is after it came meanwhile, and is sent though it be read. */
  readonly since: number;
  /** The place of the newest message that was written out of the store; what is not newer is known to the peer. */
  cursor = 0;
  /** Whether all that was unread is on its way: from then on messages are pushed, before that they are read from the store. */
  isCaughtUp = false;
  /** What did not fit into the queue, after all that is in it. */
  readonly backlog = new Backlog();
  /** What sends the peer what is unread; never rejects. */
  catchingUp: Promise<void> = Promise.resolve();
  /** Whether the peer is there. */
  readonly heartbeat: Heartbeat;
  readonly #first = Promise.withResolvers<void>();
  readonly #options: SubscriptionOptions;
  readonly #queue: EventQueue;
  /** The messages that came since the store was read last, unless they are too many to be kept, and their size. */
  #early: { readonly message: Encoded; readonly seq: number; readonly ofGroup: GroupPlace | undefined }[] = [];
  #earlySize = 0;
  #isOpen = true;

  /**
   * A subscription that has sent nothing.
   *
   * @param now Milliseconds of the clock that nobody sets.
   */
  constructor(options: SubscriptionOptions, now: number) {
    this.login = options.login;
    this.recipient = options.recipient;
    this.since = options.since;
    this.heartbeat = new Heartbeat(now);
    this.#queue = new EventQueue(options, () => this.discard());
    this.#options = options;
  }

  /** Whether it still takes events. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Resolves when the first part of what was unread is written, or no part will be. */
  get firstPart(): Promise<void> {
    return this.#first.promise;
  }

  /** Notes that a part of what is unread is written, or that no more will be. */
  firstPartDone(): void {
    this.#first.resolve();
  }

  /** Adds an event that no store keeps. */
  push(event: Uint8Array): void {
    if (!this.#isOpen) return;
    const size = this.#queue.size + event.length;
    if (size > MAX_UNKEPT || (size > MAX_QUEUE && !this.#isReading)) this.fail();
    else this.#queue.add(event);
  }

  /** Adds a message to the user, whose place is `seq`; while it does not fit, or others are before it, it is left to the store. */
  pushMessage(message: Encoded, seq: number, ofGroup?: GroupPlace): void {
    if (!this.#isOpen || seq <= this.cursor) return;
    if (!this.isCaughtUp) {
      this.#earlySize += message.length + EARLY_OVERHEAD;
      if (this.#earlySize > MAX_EARLY) this.#early = [];
      else this.#early.push({ message, seq, ofGroup });
      return this.#miss(message);
    }
    if (this.#hasRoom(message, seq)) this.#queue.add(message.bytes, seq, ofGroup);
  }

  /** To be called before the store is read: it has all that was told until now. */
  beginRead(): void {
    this.#early = [];
    this.#earlySize = 0;
  }

  /**
   * To be called when all that was unread is written, or nothing was: what came since the store was read follows, and then all that comes. If it was
   * too much to be kept, the store has to be read again.
   */
  endRead(): void {
    if (this.#earlySize > MAX_EARLY) return;
    this.isCaughtUp = true;
    for (const { message, seq, ofGroup } of this.#early.splice(0)) this.pushMessage(message, seq, ofGroup);
  }

  /** Adds a message from the user, sent on another connection, in the same way. */
  pushOwn(message: Encoded, seq: number): void {
    if (this.#isOpen && this.#hasRoom(message, seq)) this.#queue.add(message.bytes);
  }

  /** Whether a message fits and no other is before it; if not, its place is remembered. */
  #hasRoom(message: Encoded, seq: number): boolean {
    const { backlog } = this;
    const isFirst = backlog.isEmpty;
    if (isFirst && this.#queue.size + message.bytes.length <= MAX_QUEUE) return true;
    this.#miss(message);
    if (!this.#isOpen) return false;
    if (!backlog.add(seq, message.length)) this.fail();
    else if (isFirst) this.#options.onBehind();
    return false;
  }

  /** Leaves a message to the store. Many may come at once to a peer that reads. */
  #miss({ length }: Encoded): void {
    this.#queue.missed += length;
    if (this.#queue.missed > MAX_QUEUE && !this.#isReading) this.fail();
  }

  get #isReading(): boolean {
    return this.recipient.waiting <= PATIENCE;
  }

  /** Takes no more events: the peer shall come again. */
  fail(reason: ChatError = new ChatError(NOT_READING, { code: "slow_consumer" })): void {
    this.discard();
    this.#options.onFail(reason);
  }

  /** Resolves when all that waited until now is written: what a peer does not read need not be read from the store either. */
  written(): Promise<void> {
    return this.#queue.written();
  }

  /**
   * Writes messages out of the store, after what is in the queue; resolves when they are handed to the system.
   *
   * @param range Where they are. What is for the user there is delivered with them, or was before.
   */
  async write(events: Uint8Array, range: Range): Promise<void> {
    try {
      await this.#queue.writeWith(async (write) => {
        if (!this.#isOpen) return undefined; // A logout, or `live` with another token, came before.
        await write(events);
        this.cursor = Math.max(this.cursor, range.to);
        return range;
      });
    } catch (error) {
      this.discard();
      throw error;
    }
  }

  /** Lets the events go that were kept back until now. */
  start(): void {
    this.#queue.start();
  }

  /** Takes no more events. */
  close(): void {
    this.#isOpen = false;
    this.firstPartDone();
  }

  /** Takes no more events, and forgets those that wait. */
  discard(): void {
    this.#isOpen = false;
    this.#queue.discard();
  }

  /** Resolves when all that was written is noted; never rejects. */
  settle(): Promise<void> {
    return this.#queue.settle();
  }
}
