/**
 * Writing to a peer that may not read: replies and events, one after the other. It knows no session and no time limit, only
 * how long a write takes.
 *
 * @module
 */

import { CLOCKS, STEADY_CLOCKS } from "../../clock.ts";
import type { FrameOutput } from "../chat/live/event_queue.ts";
import type { Provocation } from "../watch/provocation.ts";
import type { Tap } from "../watch/tap.ts";
import { Provoked } from "./provoked.ts";

/** Bytes of one write: what a peer that does not read makes the system hold, besides its own buffers. */
const PIECE = 64 * 1024;

/** Writes all of `bytes`, to a peer for which nobody else waits: one call may take only a part. */
export async function writeAll(conn: Pick<Deno.Conn, "write">, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) done += await conn.write(bytes.subarray(done));
}

/** Writes bytes, one call after the other: the one queue of a connection. */
export class Writer implements FrameOutput {
  readonly #conn: Pick<Deno.Conn, "write">;
  #isBusy = false;
  /** Those whose turn comes next; seldom any. */
  #waiting: (() => void)[] | undefined;
  #since = 0;
  /** Bytes that were handed to the system so far. */
  sent = 0;
  #fail: ((reason: Error) => void) | undefined;
  #last: Promise<unknown> | undefined;
  /** Who looks at what is written; at most connections nobody. */
  tap: Tap | undefined;
  /** What it goes through, once somebody wanted to see what a network may do. */
  provoked: Provoked | undefined;

  /** A queue without writes; nothing else writes to `conn`. */
  constructor(conn: Pick<Deno.Conn, "write">) {
    this.#conn = conn;
  }

  /**
   * Writes all of `bytes`, after all that was given before.
   *
   * @throws {Deno.errors.TimedOut} If it was given up.
   */
  write(bytes: Uint8Array): Promise<void> {
    if (this.#isBusy) return this.exclusively((write) => write(bytes));
    this.#isBusy = true;
    return this.#write(bytes, true);
  }

  /** Runs `work` when all that was given before is written; nothing else is written while it runs. */
  async exclusively(work: (write: (bytes: Uint8Array) => Promise<void>) => Promise<void>): Promise<void> {
    if (this.#isBusy) {
      await new Promise<void>((resolve) => (this.#waiting ??= []).push(resolve));
    } else {
      this.#isBusy = true;
      await undefined; // What is given in the same moment can go along.
    }
    try {
      await work((bytes) => this.#write(bytes, false));
    } finally {
      this.#next();
    }
  }

  #next(): void {
    const next = this.#waiting?.shift();
    if (next === undefined) this.#isBusy = false;
    else next();
  }

  /** @param isAll Whether it is the next one's turn then. */
  async #write(bytes: Uint8Array, isAll: boolean): Promise<void> {
    this.tap?.writing(bytes);
    try {
      if (this.provoked !== undefined) return await this.provoked.write(bytes);
      for (let done = 0; done < bytes.length;) {
        // A copy, where there is more: a write that was given up shall not hold all of it.
        const count = await this.#writeSome(
          bytes.length <= PIECE ? done === 0 ? bytes : bytes.subarray(done) : bytes.slice(done, done + PIECE),
        );
        done += count;
        this.#wrote(count);
      }
    } finally {
      this.#since = 0;
      this.#fail = undefined; // With it goes what it would fail.
      if (isAll) this.#next();
    }
  }

  /** Writes one piece, or the part of it that the system takes. */
  #writeSome(piece: Uint8Array): Promise<number> {
    this.#since = STEADY_CLOCKS.elapsed();
    const writing = this.#conn.write(piece);
    this.#last = writing;
    return new Promise((resolve, reject) => {
      this.#fail = reject;
      writing.then(resolve, reject);
    });
  }

  #wrote(count: number): void {
    this.sent += count;
    this.#last = undefined; // It stays if it was given up, for it holds the connection.
    this.tap?.wrote(count);
  }

  /** Lets what is written come as a network may bring it, from now on; `close` ends the connection. */
  provoke(provocation: Provocation, close: () => void): void {
    this.provoked ??= new Provoked(async (piece) => {
      const count = await this.#writeSome(piece);
      this.#since = 0; // What comes next may be late because it shall be.
      this.#wrote(count);
      return count;
    }, close);
    this.provoked.change(provocation);
  }

  /** Resolves when nothing is held back any more. */
  async flush(): Promise<void> {
    await this.provoked?.flush();
  }

  /** Milliseconds for which the peer has taken nothing of a write that is under way; 0 if none is. */
  get waiting(): number {
    return this.#since === 0 ? 0 : CLOCKS.elapsed() - this.#since;
  }

  /**
   * Lets the write that is under way fail. In Deno 2.7 the close of a connection does not: the write, and with it the
   * descriptor, stay until the peer reads or is gone.
   */
  giveUp(): void {
    this.#fail?.(new Deno.errors.TimedOut("The peer does not read"));
  }

  /** Resolves when no write holds the connection any more, not even one that was given up; never rejects. */
  get released(): Promise<void> {
    return Promise.resolve(this.#last).then(() => {}, () => {});
  }
}
