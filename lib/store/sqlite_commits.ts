/**
 * Group commit: what arrives together, or while a flush runs, shares the next one. It knows on which thread a commit is
 * made, and nothing of what is written.
 *
 * @module
 */

import { setImmediate } from "node:timers";
import { ChatError } from "../chat.ts";
import { type Database, MESSAGE_WIDTH, type Write } from "./sqlite_database.ts";
import { LockedError } from "./sqlite_errors.ts";
import { type Thread, whileLocked } from "./sqlite_thread.ts";

/**
 * A commit of no more messages, where the one before took no more milliseconds, is made on the network's thread: to hand it
 * over would cost more than its flush. A larger one, or one on a slower disk, would hold up everybody.
 */
const SMALL_COMMIT = 64;
const QUICK_COMMIT = 2;

/** What goes into one transaction, and the promise that all of it shares. */
export interface Batch {
  /** Flat, since a batch is copied to the thread. */
  readonly messages: (string | number)[];
  readonly writes: Write[];
  readonly done: PromiseWithResolvers<void>;
  /** How many rows each of `writes` changed, when it is done. */
  changes: number[];
}

/** What a {@linkcode GroupCommit} needs. */
export interface GroupCommitOptions {
  readonly thread: Thread;
  /** A connection of the network's thread, if there is one. */
  readonly near: Database | undefined;
  /** Hears of the error of a commit. */
  readonly onFault: (error: unknown) => void;
  /** Hears of the first commit that succeeds after the disk was at fault. */
  readonly onRecovery: () => void;
}

/** Gathers what is written, and commits it. */
export class GroupCommit {
  readonly #options: GroupCommitOptions;
  /** What waits for the commit that is under way. */
  #next: Batch | undefined;
  #isCommitting = false;
  /** Whether the last commit failed for the disk. */
  #isFailing = false;
  /** Milliseconds that the last commit took. */
  #commitTime = 0;

  constructor(options: GroupCommitOptions) {
    this.#options = options;
  }

  /** Whether there is anything that is not yet committed. */
  get isBusy(): boolean {
    return this.#isCommitting || this.#next !== undefined;
  }

  /** What goes into the next commit. If none is under way, it begins when all that has arrived is handled: no timer. */
  next(): Batch {
    if (this.#next === undefined) {
      this.#next = { messages: [], writes: [], done: Promise.withResolvers(), changes: [] };
      if (!this.#isCommitting) setImmediate(() => this.#commit());
    }
    return this.#next;
  }

  async #commit(): Promise<void> {
    this.#isCommitting = true;
    for (let batch = this.#next; batch !== undefined; batch = this.#next) {
      this.#next = undefined;
      try {
        const start = performance.now();
        batch.changes = this.#commitHere(batch) ?? await this.#commitThere(batch);
        this.#commitTime = performance.now() - start;
        batch.done.resolve();
        if (this.#isFailing) this.#options.onRecovery();
        this.#isFailing = false;
      } catch (error) {
        batch.done.reject(error);
        this.#isFailing = error instanceof ChatError;
        this.#options.onFault(error);
      }
    }
    this.#isCommitting = false;
  }

  /** Commits a batch that is worth no message to the thread, on a disk that is quick: `undefined` if it is not. */
  #commitHere({ messages, writes }: Batch): number[] | undefined {
    const { near } = this.#options;
    const isSmall = messages.length <= SMALL_COMMIT * MESSAGE_WIDTH && writes.length <= SMALL_COMMIT;
    if (near === undefined || !isSmall || this.#commitTime > QUICK_COMMIT) return undefined;
    try {
      return near.commit(messages, writes);
    } catch (error) {
      if (error instanceof LockedError) return undefined;
      throw error;
    }
  }

  #commitThere({ messages, writes }: Batch): Promise<number[]> {
    return whileLocked(() => this.#options.thread.call("commit", messages, writes));
  }
}
