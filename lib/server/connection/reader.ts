/**
 * Reading from a peer, with little memory while it sends little. It knows no line and no time limit.
 *
 * @module
 */

import { free } from "../../wire/lines.ts";
import type { Transport } from "./transport.ts";

/**
 * Bytes of the buffer: small while a peer types, large while it sends more than was there room for. One that is larger than
 * medium is kept for as long as it is filled, since thousands of peers may send much and then nothing.
 */
const SMALL_BUFFER = 128;
const MEDIUM_BUFFER = 2 * 1024;
const LARGE_BUFFER = 64 * 1024;
/** How much larger the next buffer is, when one was full. */
const GROWTH = 16;

/** Reads bytes, one call after the other. A class, since thousands of peers wait: functions of its own would take memory. */
export class Reader {
  readonly #conn: Pick<Transport, "read" | "isFull">;
  #buffer = new Uint8Array(SMALL_BUFFER);
  /** What the last bytes are in, if the next ones go elsewhere. */
  #spent: Uint8Array<ArrayBuffer> | undefined;
  #begun: Promise<number | null> | undefined;
  #hasCome = false;
  /** Bytes that were taken so far. */
  received = 0;
  #isFull = false;

  /** A reader that alone reads from `conn`. */
  constructor(conn: Pick<Transport, "read" | "isFull">) {
    this.#conn = conn;
  }

  /** Reads; resolves to how many bytes came, or to `null` at the end. Nothing of its own waits here, for the same reason. */
  next(): Promise<number | null> {
    if (this.#spent !== undefined) free(this.#spent);
    this.#spent = undefined;
    const reading = this.#begun ?? this.#conn.read(this.#buffer);
    this.#begun = undefined;
    return reading;
  }

  /**
   * Those `count` bytes, good until the next read is asked for.
   *
   * @param isTrusted Whether the peer may make the next buffer large.
   * @param isLong Whether it is known that much more comes: the next buffer is large then, however little came now.
   */
  take(count: number, isTrusted: boolean, isLong = false): Uint8Array {
    const buffer = this.#buffer;
    this.received += count;
    const isFull = this.#conn.isFull ?? count === buffer.length;
    const next = isFull ? Math.min(buffer.length * GROWTH, isTrusted ? LARGE_BUFFER : MEDIUM_BUFFER) : undefined;
    const size = isLong ? LARGE_BUFFER : next ?? keptSize(count, buffer.length);
    this.#isFull = isFull;
    if (size !== buffer.length) {
      this.#spent = buffer;
      this.#buffer = new Uint8Array(size);
    }
    return buffer.subarray(0, count);
  }

  /** Whether there was no room for more: the system may hold the rest. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** Begins the next read already. */
  begin(): void {
    if (this.#begun !== undefined) return;
    this.#hasCome = false;
    // Another buffer, since what was read before may still be in use.
    this.#buffer = new Uint8Array(SMALL_BUFFER);
    this.#begun = this.#conn.read(this.#buffer).then((count) => {
      this.#hasCome = true;
      return count;
    });
    this.#begun.catch(() => {}); // Heard by next(), if that is still called.
  }

  /** Whether the read that was begun is done: what it brought, be it the end, had come by now. */
  get hasCome(): boolean {
    return this.#hasCome;
  }
}

/** The size of the next buffer, after `count` bytes came into one of `size` that had room for more. */
function keptSize(count: number, size: number): number {
  if (count < SMALL_BUFFER / 2) return SMALL_BUFFER;
  return Math.min(size, MEDIUM_BUFFER);
}
