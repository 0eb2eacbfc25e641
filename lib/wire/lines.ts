/**
 * Bytes to lines: ended by CRLF or LF, valid UTF-8, no longer than a limit. Pure: it knows no socket and no command.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { ChatError } from "../chat.ts";

const CR = 0x0d;
const LF = 0x0a;
/** How much larger the next buffer is at least, where a line comes bit by bit: each byte is copied five times, and few lie idle. */
const GROWTH = 1.25;
/** Bytes of a buffer that is left to the garbage collector. */
const WORTH_FREEING = 4 * 1024;
/** Bytes whose lines are decoded together: as long as one of the lines is kept, or a word of it, all of them are. */
const AT_ONCE = 4 * 1024;
const NOTHING = new Uint8Array(0);
/** Bytes of the start of a line that tell whether it may be long. */
const HEAD = 256;

/** What a Buffer puts in the place of what is not UTF-8. A peer may also send it. */
const REPLACEMENT = "\ufffd";

/** Tells the two apart: it takes seven times as long. One for all, since it keeps nothing from one call to the next. */
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A part of a line that is longer than the limit, in the order of the parts. */
export class LongPart {
  /** Good until the next one is asked for. */
  readonly bytes: Uint8Array;
  /** Whether the line ends with it. */
  readonly isLast: boolean;

  /** A part with these bytes. */
  constructor(bytes: Uint8Array, isLast: boolean) {
    this.bytes = bytes;
    this.isLast = isLast;
  }
}

function* partOf(bytes: Uint8Array): Generator<LongPart> {
  if (bytes.length > 0) yield new LongPart(bytes, false);
}

/** Options of a {@linkcode LineDecoder}. */
export interface LineDecoderOptions {
  /** Bytes that a line may have, its end not counted. It may be changed between two lines. */
  limit: number;
}

/**
 * Cuts a stream of bytes into lines, however it was segmented. Each byte is scanned once, and no more is kept than the
 * start of one line, at most its limit.
 *
 * @example Two lines in three pieces
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const decoder = new LineDecoder({ limit: 100 });
 * const bytes = new TextEncoder().encode("hello\r\nlist\nlog");
 * const pieces = [bytes.subarray(0, 3), bytes.subarray(3, 9), bytes.subarray(9)];
 * assertEquals(pieces.flatMap((piece) => [...decoder.push(piece)]), ["hello", "list"]);
 * assertEquals(decoder.isInside, true); // Of "log" the end is still to come.
 * ```
 */
export class LineDecoder {
  /** Bytes that a line may have, its end not counted. */
  limit: number;
  /** Whether a line with this start, 256 bytes or more, may be longer than the limit: it comes in parts then. @default none may */
  mayBeLong: (begun: Uint8Array) => boolean = () => false;
  #isLong = false;
  #kept: Uint8Array<ArrayBuffer> = NOTHING;
  #keptLength = 0;

  /** A decoder that has read nothing yet. */
  constructor({ limit }: LineDecoderOptions) {
    this.limit = limit;
  }

  /** Whether a line has begun whose end is still to come. */
  get isInside(): boolean {
    return this.#keptLength > 0 || this.#isLong;
  }

  /** Whether that line comes in parts. */
  get isLong(): boolean {
    return this.#isLong;
  }

  /** What has come of such a line, until more comes. */
  get begun(): Uint8Array {
    return this.#kept.subarray(0, this.#keptLength);
  }

  /** Bytes that are kept for such a line. */
  get size(): number {
    return this.#kept.length;
  }

  /**
   * The lines that `chunk` completes, without their ends. A line that is not UTF-8 comes as a {@linkcode ChatError}, and
   * the next one is good again; one over the limit comes as a `ChatError` that closes, and nothing after it counts.
   *
   * `chunk` is read until the last one was taken, and can be reused then. A limit that is raised on the way holds from the
   * next line on.
   */
  push(chunk: Uint8Array): Iterable<string | ChatError> {
    return this.parts(chunk) as Iterable<string | ChatError>; // None may be long.
  }

  /** The same, where lines may be long: see {@linkcode LineDecoder.mayBeLong}. */
  parts(chunk: Uint8Array): Iterable<string | ChatError | LongPart> {
    const isShort = !this.isInside && chunk.length <= Math.min(this.limit, AT_ONCE);
    return isShort ? this.#shortLines(chunk) : this.#lines(chunk);
  }

  /** The lines of a chunk that begins with one and has none that is too long. To decode them together is twice as fast. */
  #shortLines(chunk: Uint8Array): Iterable<string | ChatError | LongPart> {
    const end = chunk.lastIndexOf(LF) + 1;
    const text = decode(chunk, 0, end);
    if (text.includes(REPLACEMENT)) return this.#lines(chunk);
    if (end < chunk.length) this.#keep(chunk.subarray(end));
    const lines: string[] = [];
    for (let start = 0, lf; (lf = text.indexOf("\n", start)) >= 0; start = lf + 1) {
      lines.push(text.slice(start, lf > start && text.charCodeAt(lf - 1) === CR ? lf - 1 : lf));
    }
    return lines;
  }

  /** Each line, or part of one, as it is asked for. */
  *#lines(chunk: Uint8Array): Generator<string | ChatError | LongPart> {
    let start = 0;
    for (let lf; (lf = chunk.indexOf(LF, start)) >= 0; start = lf + 1) {
      if (this.#isLong) {
        this.#isLong = false;
        yield new LongPart(chunk.subarray(start, lf), true);
      } else if (this.#keptLength > 0) {
        this.#keep(chunk.subarray(start, lf));
        yield this.#line(this.#kept, 0, this.#keptLength);
        this.clear();
      } else {
        yield this.#line(chunk, start, lf);
      }
    }
    if (this.#isLong) return yield* partOf(chunk.subarray(start));
    // One more than the limit: the CR of an end whose LF is still to come.
    if (this.#keptLength + chunk.length - start > this.limit + 1) yield* this.#begin(chunk.subarray(start));
    else if (start < chunk.length) this.#keep(chunk.subarray(start));
  }

  /** The start of a line that is longer than the limit. */
  *#begin(bytes: Uint8Array): Generator<ChatError | LongPart> {
    if (!this.mayBeLong(Buffer.concat([this.begun.subarray(0, HEAD), bytes.subarray(0, HEAD)]))) {
      return yield this.#tooLong();
    }
    this.#keep(bytes);
    this.#isLong = true;
    yield new LongPart(this.begun, false);
    this.clear();
  }

  /** Forgets the start of the line that has no end yet. */
  clear(): void {
    free(this.#kept);
    this.#kept = NOTHING;
    this.#keptLength = 0;
  }

  #line(bytes: Uint8Array, start: number, lf: number): string | ChatError | LongPart {
    const end = lf > start && bytes[lf - 1] === CR ? lf - 1 : lf;
    if (end - start > this.limit) {
      const isLong = this.mayBeLong(bytes.subarray(start, Math.min(end, start + HEAD)));
      return isLong ? new LongPart(bytes.subarray(start, end), true) : this.#tooLong();
    }
    const text = decode(bytes, start, end);
    return text.includes(REPLACEMENT) ? decodeAgain(bytes.subarray(start, end)) : text;
  }

  #tooLong(): ChatError {
    return new ChatError(`The request is longer than ${this.limit} bytes`, { code: "line_too_long", closes: true });
  }

  #keep(bytes: Uint8Array): void {
    const length = this.#keptLength + bytes.length;
    if (length > this.#kept.length) {
      const grown = new Uint8Array(Math.max(length, Math.ceil(GROWTH * this.#kept.length)));
      grown.set(this.#kept.subarray(0, this.#keptLength));
      free(this.#kept);
      this.#kept = grown;
    }
    this.#kept.set(bytes, this.#keptLength);
    this.#keptLength = length;
  }
}

/**
 * Gives the memory of a buffer back at once, if that is worth it. The garbage collector knows little of what lies outside
 * its heap, and on a server that has nothing to do it comes half a minute later.
 */
export function free(bytes: Uint8Array<ArrayBuffer>): void {
  if (bytes.length > WORTH_FREEING) bytes.buffer.transfer(0);
}

function decode(bytes: Uint8Array, start: number, end: number): string {
  // Not of a Buffer that is made for it: that takes as long as to decode a line.
  return Buffer.prototype.toString.call(bytes, "utf8", start, end);
}

function decodeAgain(bytes: Uint8Array): string | ChatError {
  try {
    return UTF8.decode(bytes);
  } catch {
    return new ChatError("The request is not valid UTF-8", { code: "bad_line" });
  }
}
