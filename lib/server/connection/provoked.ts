/**
 * What comes between a writer and its transport while somebody wants to see what a network may do: it splits, joins, delays
 * and cuts what is written. It knows no session.
 *
 * @module
 */

import { pause } from "../../async.ts";
import type { Provocation } from "../watch/provocation.ts";

/** Milliseconds between two pieces: without them, the system joins them again. */
const BETWEEN_PIECES = 5;
/** Pieces of what is written at once; the rest goes as it is, so that a long reply has an end. */
const MOST_PIECES = 100;
/** Bytes of any other piece. */
const PIECE = 64 * 1024;
/** Milliseconds, and bytes, for which what is written is held back until there is enough of it. */
const HOLD_TIME = 500;
const HOLD_BYTES = 64 * 1024;

/** Writes to a peer as a network may. */
export class Provoked {
  readonly #write: (piece: Uint8Array) => Promise<number>;
  readonly #close: () => void;
  #provocation: Provocation = {};
  /** Bytes that may still be written before the cut. */
  #left = Infinity;
  #held: Uint8Array[] = [];
  #heldSize = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The write of what was held, which others must not overtake; never rejects. */
  #flushing: Promise<void> = Promise.resolve();

  /** As it is, until it is told otherwise; `write` may take only a part, `close` ends the connection. */
  constructor(write: (piece: Uint8Array) => Promise<number>, close: () => void) {
    this.#write = write;
    this.#close = close;
  }

  /** Does so from now on; what was held goes out. */
  change(provocation: Provocation): void {
    this.#provocation = provocation;
    this.#left = provocation.cut ?? Infinity;
    void this.flush().catch(() => {}); // Who reads from a broken connection learns of it.
  }

  /** Writes all of `bytes`, or holds it back for a moment. */
  async write(bytes: Uint8Array): Promise<void> {
    const { merge } = this.#provocation;
    if (merge === undefined) {
      await this.#flushing;
      return await this.#writeAll(bytes);
    }
    this.#held.push(bytes.slice());
    this.#heldSize += bytes.length;
    if (this.#held.length >= merge || this.#heldSize >= HOLD_BYTES) return await this.flush();
    this.#timer ??= setTimeout(() => void this.flush().catch(() => {}), HOLD_TIME);
  }

  /** Writes what is held back. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const held = this.#held.splice(0);
    this.#heldSize = 0;
    const flushing = this.#flushing.then(() => held.length === 0 ? undefined : this.#writeAll(join(held)));
    this.#flushing = flushing.catch(() => {});
    await flushing;
  }

  async #writeAll(bytes: Uint8Array): Promise<void> {
    const { split, delay } = this.#provocation;
    if (delay !== undefined) await pause(delay);
    for (let done = 0, pieces = 0; done < bytes.length; pieces++) {
      const size = split !== undefined && pieces < MOST_PIECES ? split : PIECE;
      const count = await this.#write(bytes.slice(done, done + Math.min(size, this.#left)));
      done += count;
      this.#left -= count;
      if (this.#left <= 0) return this.#close();
      if (size === split && done < bytes.length) await pause(BETWEEN_PIECES);
    }
  }
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((size, { length }) => size + length, 0));
  let at = 0;
  for (const bytes of parts) {
    all.set(bytes, at);
    at += bytes.length;
  }
  return all;
}
