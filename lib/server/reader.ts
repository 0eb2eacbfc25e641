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

/** Reads bytes, one call after the other. A class, since thousands of peers wait: functions of its own would take memory. */
export class Reader {
  readonly #conn: Pick<Deno.Conn, "read">;
  #buffer = new Uint8Array(SMALL_BUFFER);
  #begun: Promise<number | null> | undefined;
  #hasCome = false;

  constructor(conn: Pick<Deno.Conn, "read">) {
    this.#conn = conn;
  }

  /** Reads; resolves to how many bytes came, or to `null` at the end. Nothing of its own waits here, for the same reason. */
  next(): Promise<number | null> {
    const reading = this.#begun ?? this.#conn.read(this.#buffer);
    this.#begun = undefined;
    return reading;
  }

  /** Those `count` bytes, good until the next read. */
  take(count: number): Uint8Array {
    const buffer = this.#buffer;
    if (count === buffer.length && count < LARGE_BUFFER) this.#buffer = new Uint8Array(count * GROWTH);
    else if (count < SMALL_BUFFER / 2 && buffer.length > SMALL_BUFFER) this.#buffer = new Uint8Array(SMALL_BUFFER);
    return buffer.subarray(0, count);
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
