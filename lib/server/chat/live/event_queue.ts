/**
 * Events that wait to be written to one live connection, between its replies. It knows no event, no message and no socket;
 * how much may wait is the business of who adds to it.
 *
 * @module
 */

import { Buffer } from "node:buffer";

/** Bytes of events that are gathered into one write. */
const WRITE_SIZE = 64 * 1024;

/** Places of messages in the order of the store, from the first to the last of them. */
export interface Range {
  /** The first of them. */
  readonly from: number;
  /** The last of them. */
  readonly to: number;
}

/** A message of a group: which group, and its place there. */
export interface GroupPlace {
  /** The id of the group. */
  readonly group: number;
  /** The place. */
  readonly place: number;
}

/** Writes bytes; resolves when they are handed to the system. */
export type Write = (bytes: Uint8Array) => Promise<void>;

/** The way to a peer, of replies and events: one after the other, and each whole. */
export interface FrameOutput {
  /** Runs `work` when all that was given before is written; nothing else is written while it runs. */
  exclusively(work: (write: Write) => Promise<void>): Promise<void>;
}

/** What an {@linkcode EventQueue} needs. */
export interface EventQueueOptions {
  /** Where the events go, between the replies. */
  readonly output: FrameOutput;
  /** Waits until it may write some more: to write to very many at once would hold up the others. */
  readonly pace: () => Promise<void> | undefined;
  /** Called when messages to the user have been written; resolves when that is noted. Never rejects. */
  readonly onDelivered: (range: Range) => Promise<void>;
  /** Called when pushed messages of groups have been written, with the place of the last one of each group. */
  readonly onGroupDelivered: (places: ReadonlyMap<number, number>) => void;
}

/** The events of one connection. */
export class EventQueue {
  readonly #options: EventQueueOptions;
  readonly #onGone: () => void;
  #events: Uint8Array[] = [];
  /** Messages to the user among them, and the places of the last ones to groups. */
  #range: Range | undefined;
  #places: Map<number, number> | undefined;
  #size = 0;
  #isDiscarded = false;
  #isStarted = false;
  /** Whether what waits has its turn to be written. */
  #isScheduled = false;
  #noting: Promise<void> = Promise.resolve();
  /** Length of the messages for which there was no room since the last write was done. */
  missed = 0;

  /** An empty queue; `onGone` is called when a write has failed: the connection has ended, as its reader will notice. */
  constructor(options: EventQueueOptions, onGone: () => void) {
    this.#options = options;
    this.#onGone = onGone;
  }

  /** Bytes that wait or are being written. */
  get size(): number {
    return this.#size;
  }

  /** Adds an event. @param seq The place of a message to the user, if it is one. @param ofGroup Of one to a group. */
  add(event: Uint8Array, seq?: number, ofGroup?: GroupPlace): void {
    this.#events.push(event);
    this.#size += event.length;
    if (ofGroup !== undefined) (this.#places ??= new Map()).set(ofGroup.group, ofGroup.place);
    else if (seq !== undefined) this.#range = { from: this.#range?.from ?? seq, to: seq };
    this.#schedule();
  }

  /** Lets the events go that were kept back until now. */
  start(): void {
    this.#isStarted = true;
    this.#schedule();
  }

  /** Forgets the events that wait. */
  discard(): void {
    this.#isDiscarded = true;
    this.#events = [];
  }

  /** Resolves when all that waited until now is written; never rejects. */
  written(): Promise<void> {
    return this.#options.output.exclusively(() => Promise.resolve());
  }

  /** Resolves when all that was written is noted as well; never rejects. */
  async settle(): Promise<void> {
    await this.written();
    await this.#noting;
  }

  /**
   * Runs `work` after what waits; it writes what does not wait here.
   *
   * @param work Returns where the messages are that it wrote, if it wrote any.
   */
  async writeWith(work: (write: Write) => Promise<Range | undefined>): Promise<void> {
    await this.#options.output.exclusively(async (write) => {
      const range = await work((events) => this.#write(events, write));
      if (range !== undefined) this.#note(range);
    });
  }

  #schedule(): void {
    if (!this.#isStarted || this.#isScheduled || this.#events.length === 0) return;
    this.#isScheduled = true;
    this.#options.output.exclusively((write) => this.#writeAll(write)).catch(() => this.#onGone());
  }

  /** Writes what waits now: what comes meanwhile has its turn after the replies that wait. */
  async #writeAll(write: Write): Promise<void> {
    this.#isScheduled = false;
    const [events, range, places] = [this.#events, this.#range, this.#places];
    this.#events = [];
    this.#range = this.#places = undefined;
    for (let from = 0; from < events.length && !this.#isDiscarded;) {
      const to = gather(events, from);
      await this.#options.pace();
      await this.#write(to === from + 1 ? events[from]! : Buffer.concat(events.slice(from, to)), write);
      for (; from < to; from++) this.#size -= events[from]!.length;
    }
    if (this.#isDiscarded) return;
    if (range !== undefined) this.#note(range);
    if (places !== undefined) this.#options.onGroupDelivered(places);
  }

  async #write(events: Uint8Array, write: Write): Promise<void> {
    await write(events);
    this.missed = 0;
  }

  #note(range: Range): void {
    this.#noting = this.#options.onDelivered(range); // The store works in order: the last one is done last.
  }
}

/** Up to where the events from `from` on go into one write. */
function gather(events: readonly Uint8Array[], from: number): number {
  let size = events[from]!.length;
  let to = from + 1;
  for (; to < events.length && size + events[to]!.length <= WRITE_SIZE; to++) size += events[to]!.length;
  return to;
}
