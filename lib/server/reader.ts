/**
 * Reading from a peer, with little memory while it sends little. It knows no line and no time limit.
 *
 * @module
 */

/** Bytes of the buffer: small while a peer types, large while it sends much. */
const SMALL_BUFFER = 1024;
const LARGE_BUFFER = 64 * 1024;

/** Reads bytes, one call after the other. */
export interface Reader {
  /** The next bytes, good until the next call; `null` at the end. */
  next(): Promise<Uint8Array | null>;
  /** Begins the next read already. */
  begin(): void;
  /** Whether the read that was begun is done: what it brought, be it the end, had come by now. */
  readonly hasCome: boolean;
}

/** A reader of `conn`. */
export function createReader(conn: Pick<Deno.Conn, "read">): Reader {
  let buffer = new Uint8Array(SMALL_BUFFER);
  let begun: Promise<Uint8Array | null> | undefined;
  let hasCome = false;

  async function read(buffer: Uint8Array): Promise<Uint8Array | null> {
    const count = await conn.read(buffer);
    hasCome = true;
    return count === null ? null : buffer.subarray(0, count);
  }

  return {
    async next() {
      const reading = begun;
      begun = undefined;
      if (reading !== undefined) return await reading;
      const count = await conn.read(buffer);
      if (count === null) return null;
      const bytes = buffer.subarray(0, count);
      if (count === buffer.length && count < LARGE_BUFFER) buffer = new Uint8Array(LARGE_BUFFER);
      else if (count < SMALL_BUFFER / 2 && buffer.length > SMALL_BUFFER) buffer = new Uint8Array(SMALL_BUFFER);
      return bytes;
    },
    begin() {
      if (begun !== undefined) return;
      hasCome = false;
      // Of its own, since what was read before may still be in use.
      begun = read(new Uint8Array(SMALL_BUFFER));
      begun.catch(() => {}); // Heard by next(), if that is still called.
    },
    get hasCome() {
      return hasCome;
    },
  };
}
