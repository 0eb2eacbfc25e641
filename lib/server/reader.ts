/**
 * Reading from a peer, with little memory while it sends little. It knows no line and no time limit.
 *
 * @module
 */

/** Bytes of the buffer: small while a peer types, large while it sends much. */
const SMALL_BUFFER = 128;
const LARGE_BUFFER = 64 * 1024;
/** How much larger the next buffer is, when one was full. */
const GROWTH = 16;

/** Reads bytes, one call after the other. */
export interface Reader {
  /** Reads; resolves to how many bytes came, or to `null` at the end. */
  next(): Promise<number | null>;
  /** Those `count` bytes, good until the next read. */
  take(count: number): Uint8Array;
  /** Begins the next read already. */
  begin(): void;
  /** Whether the read that was begun is done: what it brought, be it the end, had come by now. */
  readonly hasCome: boolean;
}

/** A reader of `conn`. */
export function createReader(conn: Pick<Deno.Conn, "read">): Reader {
  let buffer = new Uint8Array(SMALL_BUFFER);
  let begun: Promise<number | null> | undefined;
  let hasCome = false;

  return {
    // No function of its own waits here, for most connections wait, and what waits takes memory.
    next() {
      const reading = begun ?? conn.read(buffer);
      begun = undefined;
      return reading;
    },
    take(count) {
      const bytes = buffer.subarray(0, count);
      if (count === buffer.length && count < LARGE_BUFFER) buffer = new Uint8Array(count * GROWTH);
      else if (count < SMALL_BUFFER / 2 && buffer.length > SMALL_BUFFER) buffer = new Uint8Array(SMALL_BUFFER);
      return bytes;
    },
    begin() {
      if (begun !== undefined) return;
      hasCome = false;
      // Another buffer, since what was read before may still be in use.
      buffer = new Uint8Array(SMALL_BUFFER);
      begun = conn.read(buffer).then((count) => {
        hasCome = true;
        return count;
      });
      begun.catch(() => {}); // Heard by next(), if that is still called.
    },
    get hasCome() {
      return hasCome;
    },
  };
}
