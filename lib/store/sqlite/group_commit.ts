/**
 * Group commit: what arrives while a flush runs shares the next one. It knows no row, and not what a write means.
 *
 * @module
 */

import { setImmediate } from "node:timers";
import { CLOCKS } from "../../clock.ts";
import { Company } from "./company.ts";
import { countOf, emptyColumns, type GrowingColumns, packed } from "./columns.ts";
import type { Committed, Key, Write } from "./commit.ts";
import type { Database } from "./database.ts";
import { isLocked } from "./errors.ts";
import { QuickDisk } from "./quick_disk.ts";
import { LOCK_PATIENCE, type Thread } from "./thread.ts";

/**
 * A commit of no more messages is made on the network's thread where the disk is known to be quick: to hand it over would
 * cost more than its flush. A larger one, or one on another disk, would hold up everybody.
 */
const SMALL_COMMIT = 50;

/**
 * Messages that are a commit of their own: it need not wait for the end of the turn, nor for the one before it, which the
 * thread may still be at. So the thread goes from one to the next, and others are read meanwhile.
 */
const FULL_COMMIT = 400;

/** Commits that are under way at once: what the thread is at, and what it goes on with. */
const MAX_COMMITS = 2;

/** What goes into one transaction, and the promise that all of it shares. */
export interface Batch {
  /** Its messages. */
  readonly messages: GrowingColumns;
  /** What else is to be changed. */
  readonly writes: Write[];
  /** The idempotency keys of its messages. */
  readonly keys: Key[];
  /** Settles when it is on disk, or failed as a whole. */
  readonly done: PromiseWithResolvers<void>;
  /** When the first of it was given, in milliseconds of a clock that does not jump. */
  readonly since: number;
  /** What it did, when it is done. */
  committed: Committed;
}

const NOTHING: Committed = { seqs: [], earlier: [], progress: [], changes: [], time: 0, flushTime: 0 };

/** What a {@linkcode GroupCommit} needs. */
export interface GroupCommitOptions {
  /** Commits where a commit may take long. */
  readonly thread: Pick<Thread, "callWithin">;
  /** A connection on the network's thread, if the database can have one. */
  readonly near: Pick<Database, "commit"> | undefined;
  /** What judges whether the disk is quick. @default {new QuickDisk()} */
  readonly disk?: Pick<QuickDisk, "isQuick" | "took">;
  /** What judges whether to wait for more. @default {new Company()} */
  readonly company?: Company;
  /** Called with each commit that was made, before its promise resolves. @default {() => {}} */
  readonly onStored?: (batch: Batch) => void;
  /** Called with the error of each commit that failed, and without one after each that has written something. */
  readonly onEnd: (error?: unknown) => void;
}

/** Makes one transaction of the writes that arrive together. */
export class GroupCommit {
  readonly #options: GroupCommitOptions;
  /** What waits for its commit. */
  #next: Batch | undefined;
  /** How many commits are under way. */
  #running = 0;
  readonly #disk: Pick<QuickDisk, "isQuick" | "took">;
  readonly #company: Company;

  /** Nothing waits to be committed. */
  constructor(options: GroupCommitOptions) {
    this.#options = options;
    this.#disk = options.disk ?? new QuickDisk();
    this.#company = options.company ?? new Company();
  }

  /** What goes into the next commit. If none is under way, it begins when all that has arrived is handled: no timer. */
  get batch(): Batch {
    if (this.#next === undefined) {
      const [done, since] = [Promise.withResolvers<void>(), CLOCKS.elapsed()];
      this.#next = { messages: emptyColumns(), writes: [], keys: [], done, since, committed: NOTHING };
      if (this.#running === 0) setImmediate(() => this.#begin());
    }
    return this.#next;
  }

  /** Is to be called when a message has been added. */
  grown(batch: Batch): void {
    if (isFull(batch)) this.#begin();
  }

  /** Resolves when nothing is left to commit; never rejects: the caller of a write gets its error. */
  async settle(): Promise<void> {
    while (this.#running > 0 || this.#next !== undefined) await this.batch.done.promise.catch(() => {});
  }

  #begin(): void {
    const batch = this.#next;
    if (batch === undefined || this.#running >= (isFull(batch) ? MAX_COMMITS : 1)) return;
    if (!isFull(batch) && this.#company.isAwaited(batch, sizeOf(batch))) return this.#beginLater();
    this.#next = undefined;
    void this.#commit(batch); // It never rejects: the caller of a write gets its error.
  }

  #beginLater(): void {
    if (this.#company.isPatient) setTimeout(() => this.#begin(), 1);
    else setImmediate(() => this.#begin());
  }

  async #commit(batch: Batch): Promise<void> {
    const isAlone = this.#running++ === 0;
    try {
      batch.committed = (isAlone ? this.#commitHere(batch) : undefined) ?? await this.#commitThere(batch);
      this.#disk.took(batch.committed.time, batch.committed.flushTime);
      this.#company.committed(sizeOf(batch), batch.committed.flushTime);
      this.#options.onStored?.(batch);
      batch.done.resolve();
      if (hasWritten(batch.committed)) this.#options.onEnd();
    } catch (error) {
      batch.done.reject(error);
      this.#options.onEnd(error);
    }
    this.#running--;
    this.#begin();
  }

  /** Commits a batch that is not worth handing over, on a disk that is quick: `undefined` if it is not. */
  #commitHere({ messages, writes, keys }: Batch): Committed | undefined {
    const { near } = this.#options;
    const isSmall = countOf(messages) <= SMALL_COMMIT && writes.length <= SMALL_COMMIT &&
      !writes.some(isLong);
    if (near === undefined || !isSmall || !this.#disk.isQuick) return undefined;
    const start = CLOCKS.elapsed();
    try {
      return near.commit(messages, writes, keys);
    } catch (error) {
      const time = CLOCKS.elapsed() - start;
      this.#disk.took(time, time); // What fails may take long as well.
      if (isLocked(error)) return undefined;
      throw error;
    }
  }

  #commitThere({ messages, writes, keys, since }: Batch): Promise<Committed> {
    const patience = LOCK_PATIENCE - (CLOCKS.elapsed() - since);
    return this.#options.thread.callWithin(patience, "commit", packed(messages), writes, keys);
  }
}

/** How many requests are in a batch. */
function sizeOf({ messages, writes }: Batch): number {
  return countOf(messages) + writes.length;
}

function isFull({ messages }: Batch): boolean {
  return countOf(messages) >= FULL_COMMIT;
}

/** Whether a write may change so many rows that others would notice: an inbox may be long. */
function isLong(write: Write): boolean {
  return write[0] === "markRead" || (write[0] === "acknowledge" && write[4]);
}

/** A full disk takes a commit that has nothing to write. */
function hasWritten({ seqs, earlier, progress }: Committed): boolean {
  return seqs.length > earlier.filter((kept) => kept !== undefined).length || progress.some(({ length }) => length > 0);
}
