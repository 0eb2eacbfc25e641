/**
 * The way to a database that is open: reads, in its thread; writes, which share commits; and who follows both. It knows no
 * row, and not what a write means.
 *
 * @module
 */

import type { Write } from "./commit.ts";
import type { Database } from "./database.ts";
import type { DiskErrors } from "./disk_errors.ts";
import { StoreError } from "./errors.ts";
import { Feed } from "./feed.ts";
import { type Batch, GroupCommit } from "./group_commit.ts";
import type { Lookout } from "./lookout.ts";
import type { QuickDisk } from "./quick_disk.ts";
import type { Thread } from "./thread.ts";
import type { DatabaseCall } from "./worker.ts";

/** What an {@linkcode Access} goes over, and what is closed with it. */
export interface AccessOptions {
  /** The thread of the database. */
  readonly thread: Thread;
  /** A second connection, for what cannot wait for the thread. */
  readonly near: Database | undefined;
  /** What ends when the store is closed. */
  readonly open: AsyncDisposable;
  /** Who is told of faults of the disk. */
  readonly errors: DiskErrors;
  /** What judges whether the disk is quick. */
  readonly disk: QuickDisk;
  /** What watches the files. */
  readonly lookout: Lookout | undefined;
}

/** The way to one database. */
export class Access implements AsyncDisposable {
  readonly #options: AccessOptions;
  /** What makes the commits. */
  readonly commits: GroupCommit;
  /** Who follows what is stored. */
  readonly feed = new Feed();
  #lastPart: Promise<unknown> = Promise.resolve();

  /** Nothing was asked for yet. */
  constructor(options: AccessOptions) {
    this.#options = options;
    const { thread, near, disk, errors } = options;
    const onStored = (batch: Batch) => this.feed.tellCommit(batch);
    this.commits = new GroupCommit({ thread, near, disk, onStored, onEnd: (error) => errors.note(error) });
  }

  /** Calls the thread of the database. */
  call<T>(...call: DatabaseCall): Promise<T> {
    return this.#options.thread.call(...call);
  }

  /** Reads a part of what may be long: one after the other, whichever peer it is for, so that commits get in between. */
  readPart<T>(...call: DatabaseCall): Promise<T> {
    const part = this.#lastPart.then(() => this.read<T>(...call));
    this.#lastPart = part.catch(() => {}); // Heard by the caller.
    return part;
  }

  /** Reads; a fault of the disk is told. */
  async read<T>(...call: DatabaseCall): Promise<T> {
    try {
      return await this.call(...call);
    } catch (error) {
      this.#options.errors.tell(error);
      throw error;
    }
  }

  /**
   * Makes writes in the next commit; resolves when they are on the disk.
   *
   * @param what What a failure is told of: a commit is about messages, and may be about other things too.
   */
  async write(what: string, ...writes: Write[]): Promise<Batch> {
    const { batch } = this.commits;
    batch.writes.push(...writes);
    try {
      await batch.done.promise;
      return batch;
    } catch (error) {
      throw error instanceof StoreError ? error.of(`Cannot store ${what}`) : error;
    }
  }

  /** Makes writes as {@linkcode Access.write} does; tells whether the first of them has changed anything. */
  async change(what: string, ...writes: Write[]): Promise<boolean> {
    const place = this.commits.batch.writes.length;
    const { committed } = await this.write(what, ...writes);
    return committed.changes[place]! > 0;
  }

  /** Closes the database when all is written. */
  async [Symbol.asyncDispose](): Promise<void> {
    const { lookout, open } = this.#options;
    await this.commits.settle();
    // Before the thread's, for only a connection that may write, and is the last one, leaves a single file behind.
    lookout?.[Symbol.dispose]();
    await this.call("close");
    await open[Symbol.asyncDispose]();
  }
}
