/**
 * Events on their way to one live connection: a bounded queue, written between the replies. It knows no event and no
 * socket.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import type { Login } from "./logins.ts";
import type { Turns } from "./wait.ts";

/** Bytes of events that may wait for a peer that does not read. */
const MAX_QUEUE = 256 * 1024;

/** What a peer is told that lets too many events wait. */
const NOT_READING = "This connection does not read its events; what was not acknowledged comes again";

/** Milliseconds after which a write that is not done tells that the peer does not read. */
const PATIENCE = 2_000;

/** Places of messages in the order of the store, from the first to the last of them. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** What a {@linkcode Feed} needs. */
export interface FeedOptions {
  /** Whom the events are for. */
  readonly login: Login;
  /** The newest place in the store. */
  readonly since: number;
  /** Whose turn it is to write to the peer. */
  readonly turns: Turns;
  /** Carries bytes to the peer; resolves when they are handed to the system. */
  readonly write: (bytes: Uint8Array) => Promise<void>;
  /** Hears why the peer cannot be told what happens; the feed takes no events any more. */
  readonly onFail: (reason: string) => void;
  /** Hears that messages did not fit, though the peer may read: they are to be read from the store. */
  readonly onBehind: () => void;
  /** Hears which messages to the user have been written; resolves when that is noted. Never rejects. */
  readonly onDelivered: (range: Range) => Promise<void>;
}

/** The events of one live connection. */
export class Feed {
  readonly login: Login;
  /** The newest place in the store when it was made: what is behind it came meanwhile, and is sent though it be read. */
  readonly since: number;
  /** The place of the newest message that was written or is queued; what is not newer is known to the peer. */
  upTo = 0;
  /** Whether all that was unread is on its way: from then on messages are pushed, before they are read from the store. */
  isCaughtUp = false;
  /** Whether a message has come since the store was read last. */
  hasMissed = false;
  /** What sends the peer what is unread; never rejects. */
  catchingUp: Promise<void> = Promise.resolve();
  /** When the peer last asked something, in milliseconds since 1970. */
  heardAt: number;
  /** When it was asked for a sign of life since then. */
  pingedAt: number | undefined;
  /** Whether it has shown none for so long that it counts as gone. */
  isSilent = false;
  readonly #options: FeedOptions;
  #queue: Uint8Array[] = [];
  /** Messages to the user in the queue. */
  #range: Range | undefined;
  /** Bytes that are queued or being written. */
  #size = 0;
  /** Bytes of messages that were left to the store since the last write was done. */
  #missed = 0;
  /** When the write began that is under way. */
  #writingSince = Infinity;
  #isOpen = true;
  #isStarted = false;
  /** Whether the queue has its turn to be written. */
  #isScheduled = false;
  #noting: Promise<void> = Promise.resolve();

  /** @param now Milliseconds since 1970. */
  constructor(options: FeedOptions, now: number) {
    this.login = options.login;
    this.since = options.since;
    this.heardAt = now;
    this.#options = options;
  }

  /** Whether it still takes events. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Adds an event. */
  push(event: Uint8Array): void {
    if (!this.#isOpen) return;
    if (this.#size + event.length > MAX_QUEUE) return this.fail(NOT_READING);
    this.#queue.push(event);
    this.#size += event.length;
    this.#schedule();
  }

  /** Adds a message to the user, whose place is `seq`; while it does not fit, or others are before it, it is left to the store. */
  pushMessage(event: Uint8Array, seq: number): void {
    if (!this.#isOpen || seq <= this.upTo) return;
    if (this.isCaughtUp && this.#size + event.length <= MAX_QUEUE) {
      this.#range = { from: this.#range?.from ?? seq, to: this.upTo = seq };
      return this.push(event);
    }
    this.hasMissed = true;
    this.#missed += event.length;
    // Many may come at once to a peer that reads.
    if (this.#missed > MAX_QUEUE && performance.now() - this.#writingSince > PATIENCE) return this.fail(NOT_READING);
    if (!this.isCaughtUp) return;
    this.isCaughtUp = false;
    this.upTo = seq - 1; // All before it that is for the user was pushed.
    this.#options.onBehind();
  }

  /** Takes no more events: the peer shall come again. */
  fail(reason: string): void {
    this.discard();
    this.#options.onFail(reason);
  }

  /** Writes events that are too many for the queue, after what is in it; resolves when they are handed to the system. */
  async write(events: Uint8Array, range: Range): Promise<void> {
    try {
      await this.#options.turns.take(async () => {
        if (!this.#isOpen) return; // A logout, or `live` with another token, came before.
        await this.#write(events);
        this.upTo = range.to;
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
    this.#queue = [];
  }

  /** Resolves when all that was written is noted; never rejects. */
  async settle(): Promise<void> {
    await this.#options.turns.settle();
    await this.#noting;
  }

  #schedule(): void {
    if (!this.#isStarted || this.#isScheduled || this.#queue.length === 0) return;
    this.#isScheduled = true;
    // A write that fails is the end of the connection, of which its reading side hears as well.
    this.#options.turns.take(() => this.#writeQueue()).catch(() => this.discard());
  }

  async #writeQueue(): Promise<void> {
    this.#isScheduled = false;
    if (this.#queue.length === 0) return; // It was discarded.
    const [events, range] = [Buffer.concat(this.#queue), this.#range];
    this.#queue = [];
    this.#range = undefined;
    await this.#write(events);
    this.#size -= events.length;
    if (range !== undefined) this.#note(range);
  }

  async #write(events: Uint8Array): Promise<void> {
    this.#writingSince = performance.now();
    await this.#options.write(events);
    this.#writingSince = Infinity;
    this.#missed = 0;
  }

  #note(range: Range): void {
    this.#noting = this.#options.onDelivered(range); // The store works in order: the last one is done last.
  }
}
