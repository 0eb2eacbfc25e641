/**
 * Bytes to lines: ended by CRLF or LF, valid UTF-8, no longer than a limit. Pure: it knows no socket and no command.
 *
 * @module
 */

import { ChatError } from "./chat.ts";

const CR = 0x0d;
const LF = 0x0a;
const NOTHING = new Uint8Array(0);

/** One for all, since it keeps nothing from one call to the next: each would hold memory of the system. */
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Options of a {@linkcode LineDecoder}. */
export interface LineDecoderOptions {
  /** Bytes that a line may have, its end not counted. It may be changed between two lines. */
  limit: number;
}

/**
 * Cuts a stream of bytes into lines, however it was segmented. Each byte is scanned once, and no more is kept than the
 * start of one line, at most its limit.
 */
export class LineDecoder {
  /** Bytes that a line may have, its end not counted. */
  limit: number;
  #kept: Uint8Array = NOTHING;
  #keptLength = 0;

  constructor({ limit }: LineDecoderOptions) {
    this.limit = limit;
  }

  /** Whether a line has begun whose end is still to come. */
  get isInside(): boolean {
    return this.#keptLength > 0;
  }

  /**
   * The lines that `chunk` completes, without their ends. A line that is not UTF-8 comes as a {@linkcode ChatError}, and
   * the next one is good again; one over the limit comes as a `ChatError` that closes, and nothing after it counts.
   *
   * The lines are made as they are asked for, so a limit changed on the way holds from the next line on. `chunk` is read
   * until the last one was taken; it can be reused then.
   */
  *push(chunk: Uint8Array): Generator<string | ChatError> {
    const end = chunk.lastIndexOf(LF) + 1;
    const ascii = this.#ascii(chunk.subarray(0, end));
    for (let start = 0; start < end;) {
      const lf = chunk.indexOf(LF, start);
      if (this.#keptLength > 0) {
        this.#keep(chunk.subarray(start, lf));
        yield this.#line(this.#kept, 0, this.#keptLength);
        this.#kept = NOTHING;
        this.#keptLength = 0;
      } else {
        yield this.#line(chunk, start, lf, ascii);
      }
      start = lf + 1;
    }
    // One more than the limit: the CR of an end whose LF is still to come.
    if (this.#keptLength + chunk.length - end > this.limit + 1) yield this.#tooLong();
    else this.#keep(chunk.subarray(end));
  }

  /** `bytes` as text whose offsets are those of the bytes, if they are ASCII: decoding at once is cheaper than line by line. */
  #ascii(bytes: Uint8Array): string | undefined {
    if (bytes.length === 0) return undefined;
    try {
      const text = UTF8.decode(bytes);
      return text.length === bytes.length ? text : undefined;
    } catch {
      return undefined;
    }
  }

  #line(bytes: Uint8Array, start: number, lf: number, ascii?: string): string | ChatError {
    const end = lf > start && bytes[lf - 1] === CR ? lf - 1 : lf;
    if (end - start > this.limit) return this.#tooLong();
    if (ascii !== undefined) return ascii.slice(start, end);
    try {
      return UTF8.decode(bytes.subarray(start, end));
    } catch {
      return new ChatError("The request is not valid UTF-8");
    }
  }

  #tooLong(): ChatError {
    return new ChatError(`The request is longer than ${this.limit} bytes`, { closes: true });
  }

  #keep(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const length = this.#keptLength + bytes.length;
    if (length > this.#kept.length) {
      const grown = new Uint8Array(Math.max(length, 2 * this.#kept.length));
      grown.set(this.#kept.subarray(0, this.#keptLength));
      this.#kept = grown;
    }
    this.#kept.set(bytes, this.#keptLength);
    this.#keptLength = length;
  }
}
