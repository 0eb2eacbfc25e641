/**
 * Writing to a peer that may not read. It knows no session and no time limit, only how long a write takes.
 *
 * @module
 */

import { CLOCKS } from "../../clock.ts";

/** Bytes of one write: what a peer that does not read makes the system hold, besides its own buffers. */
const PIECE = 64 * 1024;

/** Writes all of `bytes`, to a peer for which nobody else waits: one call may take only a part. */
export async function writeAll(conn: Pick<Deno.Conn, "write">, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) done += await conn.write(bytes.subarray(done));
}

/** Writes bytes, one call after the other. */
export class Writer {
  readonly #conn: Pick<Deno.Conn, "write">;
  #since = 0;
  #fail: ((reason: Error) => void) | undefined;
  #last: Promise<unknown> | undefined;

  constructor(conn: Pick<Deno.Conn, "write">) {
    this.#conn = conn;
  }

  /**
   * Writes all of `bytes`.
   *
   * @throws {Deno.errors.TimedOut} If it was given up.
   */
  async write(bytes: Uint8Array): Promise<void> {
    try {
      for (let done = 0; done < bytes.length;) {
        // A copy, where there is more: a write that was given up shall not hold all of it.
        done += await this.#writeSome(bytes.length <= PIECE ? bytes.subarray(done) : bytes.slice(done, done + PIECE));
        this.#last = undefined; // It stays if it was given up, for it holds the connection.
      }
    } finally {
      this.#since = 0;
      this.#fail = undefined; // With it goes what it would fail.
    }
  }

  /** Writes one piece, or the part of it that the system takes. */
  #writeSome(piece: Uint8Array): Promise<number> {
    this.#since = CLOCKS.elapsed();
    const writing = this.#conn.write(piece);
    this.#last = writing;
    return new Promise((resolve, reject) => {
      this.#fail = reject;
      writing.then(resolve, reject);
    });
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
