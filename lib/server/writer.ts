/**
 * Writing to a peer that may not read. It knows no session and no time limit, only how long a write takes.
 *
 * @module
 */

/** Bytes of one write: what a peer that does not read makes the system hold, besides its own buffers. */
const PIECE = 64 * 1024;

/** Writes bytes, one call after the other. */
export interface Writer {
  /**
   * Writes all of `bytes`.
   *
   * @throws {Deno.errors.TimedOut} If it was given up.
   */
  write(bytes: Uint8Array): Promise<void>;
  /** Milliseconds for which the peer has taken nothing of a write that is under way; 0 if none is. */
  readonly waiting: number;
  /**
   * Lets the write that is under way fail. In Deno 2.7 the close of a connection does not: the write, and with it the
   * descriptor, stay until the peer reads or is gone.
   */
  giveUp(): void;
  /** Resolves when no write holds the connection any more, not even one that was given up; never rejects. */
  readonly released: Promise<void>;
}

/** A writer to `conn`. */
export function createWriter(conn: Pick<Deno.Conn, "write">): Writer {
  let since = 0;
  let fail: ((reason: Error) => void) | undefined;
  let last: Promise<unknown> = Promise.resolve();

  /** Writes one piece, or the part of it that the system takes. */
  function writeSome(piece: Uint8Array): Promise<number> {
    since = performance.now();
    return new Promise((resolve, reject) => {
      fail = reject;
      const writing = conn.write(piece);
      last = writing;
      writing.then(resolve, reject);
    });
  }

  return {
    async write(bytes) {
      try {
        for (let done = 0; done < bytes.length;) {
          // A copy, where there is more: a write that was given up shall not hold all of it.
          done += await writeSome(bytes.length <= PIECE ? bytes.subarray(done) : bytes.slice(done, done + PIECE));
        }
      } finally {
        since = 0;
        fail = undefined; // With it goes what it would fail.
      }
    },
    get waiting() {
      return since === 0 ? 0 : performance.now() - since;
    },
    giveUp() {
      fail?.(new Deno.errors.TimedOut("The peer does not read"));
    },
    get released() {
      return last.then(() => {}, () => {});
    },
  };
}
