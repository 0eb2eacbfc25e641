/**
 * Events on their way to one live connection: a bounded queue, written between the replies. It knows no event and no
 * socket.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { ChatError } from "../../chat.ts";
import { Backlog } from "./backlog.ts";
import type { Encoded } from "./encoded_event.ts";
import type { Login } from "./logins.ts";
import type { Recipient } from "./long_replies.ts";

/** Bytes of events that may wait for a peer; of those that no store keeps, more while it reads. */
const MAX_QUEUE = 256 * 1024;
const MAX_UNKEPT = 1024 * 1024;

/** Bytes of events that are gathered into one write. */
const WRITE_SIZE = 64 * 1024;

/** What a peer is told that lets too many events wait. */
const NOT_READING = "This connection does not read its events; what was not acknowledged comes again";

/** Milliseconds in which a peer that reads takes something of what is written to it. */
const PATIENCE = 2_000;

/** Places of messages in the order of the store, from the first to the last of them. */
export interface Range {
  /** The place of the first. */
  readonly from: number;
  /** The place of the last. */
  readonly to: number;
}

/** Writes bytes; resolves when they are handed to the system. */
export type Write = (bytes: Uint8Array) => Promise<void>;

/** The way to a peer, of replies and events: one after the other, and each whole. */
export interface FrameOutput {
  /** Runs `work` when all that was given before is written; nothing else is written while it runs. */
  exclusively(work: (write: Write) => Promise<void>): Promise<void>;
}

/** What a {@linkcode Subscription} needs. */
export interface SubscriptionOptions {
  /** Whom the events are for. */
  readonly login: Login;
  /** The newest place in the store. */
  readonly since: number;
  /** Where they go, between the replies. */
  readonly output: FrameOutput;
  /** Whether it reads. */
  readonly recipient: Recipient;
  /** Waits until it may write some more: to write to very many at once would hold up the others. */
  readonly pace: () => Promise<void> | undefined;
  /** Called with the reason why the peer cannot be told what happens; the feed takes no events any more. */
  readonly onFail: (reason: ChatError) => void;
  /** Called when messages did not fit: they are to be read from the store. */
  readonly onBehind: () => void;
  /** Called with those messages to the user that have been written; resolves when that is noted. Never rejects. */
  readonly onDelivered: (range: Range) => Promise<void>;
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
  /** Whether a message has come since the store was read last. */
  hasBacklog = false;
  /** What did not fit into the queue, after all that is in it. */
  readonly backlog = new Backlog();
  /** What sends the peer what is unread; never rejects. */
  catchingUp: Promise<void> = Promise.resolve();
  /** When the peer last asked something, by the clock that nobody sets. */
  heardAt: number;
  /** When it was asked for a heartbeat since then. */
  pingedAt: number | undefined;
  /** Whether it has shown none for so long that it counts as gone. */
  timedOut = false;
  readonly #options: SubscriptionOptions;
  #queue: Uint8Array[] = [];
  /** Messages to the user in the queue. */
  #range: Range | undefined;
  /** Bytes that are queued or being written. */
  #size = 0;
  /** Length of the messages that were left to the store since the last write was done. */
  #missed = 0;
  #isOpen = true;
  #isDiscarded = false;
  #isStarted = false;
  /** Whether the queue has its turn to be written. */
  #isScheduled = false;
  #noting: Promise<void> = Promise.resolve();

  /**
   * A subscription that has sent nothing.
   *
   * @param now Milliseconds of the clock that nobody sets.
   */
  constructor(options: SubscriptionOptions, now: number) {
    this.login = options.login;
    this.recipient = options.recipient;
    this.since = options.since;
    this.heardAt = now;
    this.#options = options;
  }

  /** Whether it still takes events. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Adds an event that no store keeps. */
  push(event: Uint8Array): void {
    if (!this.#isOpen) return;
    const size = this.#size + event.length;
    if (size > MAX_UNKEPT || (size > MAX_QUEUE && !this.#isReading)) this.fail();
    else this.#add(event);
  }

  /** Adds a message to the user, whose place is `seq`; while it does not fit, or others are before it, it is left to the store. */
  pushMessage(message: Encoded, seq: number): void {
    if (!this.#isOpen || seq <= this.cursor) return;
    if (!this.isCaughtUp) {
      this.hasBacklog = true;
      return this.#miss(message);
    }
    if (this.#takes(message, seq)) this.#range = { from: this.#range?.from ?? seq, to: seq };
  }

  /** Adds a message from the user, sent on another connection, in the same way. */
  pushOwn(message: Encoded, seq: number): void {
    if (this.#isOpen) this.#takes(message, seq);
  }

  /** Adds a message if it fits and no other is before it, or remembers its place. */
  #takes(message: Encoded, seq: number): boolean {
    const { backlog } = this;
    const isFirst = backlog.isEmpty;
    if (isFirst && this.#size + message.bytes.length <= MAX_QUEUE) {
      this.#add(message.bytes);
      return true;
    }
    this.#miss(message);
    if (!this.#isOpen) return false;
    if (!backlog.add(seq, message.length)) this.fail();
    else if (isFirst) this.#options.onBehind();
    return false;
  }

  /** Leaves a message to the store. Many may come at once to a peer that reads. */
  #miss({ length }: Encoded): void {
    this.#missed += length;
    if (this.#missed > MAX_QUEUE && !this.#isReading) this.fail();
  }

  get #isReading(): boolean {
    return this.recipient.waiting <= PATIENCE;
  }

  #add(event: Uint8Array): void {
    this.#queue.push(event);
    this.#size += event.length;
    this.#schedule();
  }

  /** Takes no more events: the peer shall come again. */
  fail(reason: ChatError = new ChatError(NOT_READING, { code: "slow_consumer" })): void {
    this.discard();
    this.#options.onFail(reason);
  }

  /** Resolves when all that waited until now is written: what a peer does not read need not be read from the store either. */
  async written(): Promise<void> {
    await this.#options.output.exclusively(() => Promise.resolve());
  }

  /**
   * Writes messages out of the store, after what is in the queue; resolves when they are handed to the system.
   *
   * @param range Where they are. What is for the user there is delivered with them, or was before.
   */
  async write(events: Uint8Array, range: Range): Promise<void> {
    try {
      await this.#options.output.exclusively(async (write) => {
        if (!this.#isOpen) return; // A logout, or `live` with another token, came before.
        await this.#write(events, write);
        this.cursor = Math.max(this.cursor, range.to);
        this.#note(range);
      });
    } catch (error) {
      this.discard();
      throw error;
    }
  }

  /** Lets the events go that were kept back until now. */
  start(): void {
    this.#isStarted = true;
    this.#schedule();
  }

  /** Takes no more events. */
  close(): void {
    this.#isOpen = false;
  }

  /** Takes no more events, and forgets those that wait. */
  discard(): void {
    this.#isOpen = false;
    this.#isDiscarded = true;
    this.#queue = [];
  }

  /** Resolves when all that was written is noted; never rejects. */
  settle(): Promise<void> {
    return this.written().then(() => this.#noting);
  }

  #schedule(): void {
    if (!this.#isStarted || this.#isScheduled || this.#queue.length === 0) return;
    this.#isScheduled = true;
    // A write that fails is the end of the connection, of which its reading side hears as well.
    this.#options.output.exclusively((write) => this.#writeQueue(write)).catch(() => this.discard());
  }

  /** Writes what is in the queue now: what comes meanwhile has its turn after the replies that wait. */
  async #writeQueue(write: Write): Promise<void> {
    this.#isScheduled = false;
    const [queue, range] = [this.#queue, this.#range];
    this.#queue = [];
    this.#range = undefined;
    for (let from = 0; from < queue.length && !this.#isDiscarded;) {
      const to = gather(queue, from);
      await this.#options.pace();
      await this.#write(to === from + 1 ? queue[from]! : Buffer.concat(queue.slice(from, to)), write);
      for (; from < to; from++) this.#size -= queue[from]!.length;
    }
    if (range !== undefined && !this.#isDiscarded) this.#note(range);
  }

  async #write(events: Uint8Array, write: Write): Promise<void> {
    await write(events);
    this.#missed = 0;
  }

  #note(range: Range): void {
    this.#noting = this.#options.onDelivered(range); // The store works in order: the last one is done last.
  }
}

/** Up to where the events from `from` on go into one write. */
function gather(queue: readonly Uint8Array[], from: number): number {
  let size = queue[from]!.length;
  let to = from + 1;
  for (; to < queue.length && size + queue[to]!.length <= WRITE_SIZE; to++) size += queue[to]!.length;
  return to;
}
