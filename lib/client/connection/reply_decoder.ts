/**
 * Bytes to replies, each ended by CRLF CRLF, however they were cut. Pure: it knows no socket, and not what is in a reply.
 *
 * @module
 */

import { ChatError } from "../../chat.ts";
import { type Texts, textsOf } from "../i18n/texts.ts";

const CR = 0x0d;
const LF = 0x0a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const BRACE = 0x7b;
const BRACKET = 0x5b;
/** How many bytes end a reply: CR LF CR LF. */
const END = 4;
/** Bytes that tell what a reply is going to be. */
const BEGIN = 64;
/** Line ends that are remembered. */
const MOST_BLANK = 16;
const NOTHING = new Uint8Array(0);

/**
 * Bytes that a reply may have. The largest inbox of this project's server has 2,097,152 characters of text, each of which
 * may take six bytes, and 20,000 messages with names of up to 100 characters: 39 MB.
 */
export const LARGEST_REPLY = 40 * 1024 * 1024;

/** Objects and lists that a reply may have: when it is read, each takes twenty times the room that it has there. */
const MOST_PARTS = 1_000_000;

/** Options of a {@linkcode ReplyDecoder}. */
export interface ReplyDecoderOptions {
  /** Bytes that a reply may have, its end counted. @default {LARGEST_REPLY} */
  limit?: number;
  /** What is said of a longer one. @default in English */
  texts?: Texts;
}

/**
 * Cuts a stream of bytes into replies. Each byte is looked at once, and no more is kept than the start of one reply.
 *
 * @example A reply in two pieces
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const decoder = new ReplyDecoder();
 * const [start, end] = ['{"status": "OK"}\r\n', "\r\n"].map((text) => new TextEncoder().encode(text));
 * assertEquals(decoder.push(start!), []);
 * assertEquals(decoder.push(end!), ['{"status": "OK"}']);
 * ```
 */
export class ReplyDecoder {
  readonly #utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
  /** Bytes that a reply may have, its end counted. It may be changed at any time. */
  limit: number;
  /** The line ends that came before a reply and belong to none, the last few of them. It may be emptied at any time. */
  blank = "";
  readonly #texts: Texts;
  #kept: Uint8Array = NOTHING;
  #length = 0;
  /** How many objects and lists have begun in it. */
  #parts = 0;
  /** Whether it is within a string, and after a backslash there. */
  #isText = false;
  #isEscaped = false;
  /** How many bytes of an end were seen last. */
  #matched = 0;

  /** A decoder that has read nothing yet. */
  constructor({ limit = LARGEST_REPLY, texts = textsOf("en") }: ReplyDecoderOptions = {}) {
    this.limit = limit;
    this.#texts = texts;
  }

  /** Whether a reply has begun that has no end yet. */
  get isInside(): boolean {
    return this.#length > 0;
  }

  /** What is there of that reply, until more comes. */
  get bytes(): Uint8Array {
    return this.#kept.subarray(0, this.#length);
  }

  /** How that reply begins, as far as it is there, one character for each byte. */
  get begin(): string {
    return String.fromCharCode(...this.#kept.subarray(0, Math.min(this.#length, BEGIN)));
  }

  /**
   * The replies that `chunk` completes, without their ends. `chunk` can be reused then.
   *
   * @throws {ChatError} If a reply is longer than the limit; the decoder is of no use then.
   */
  push(chunk: Uint8Array): string[] {
    const replies: string[] = [];
    let start = 0;
    for (let index = 0; index < chunk.length; index++) {
      const byte = chunk[index]!;
      this.#count(byte);
      // What ends a line before a reply belongs to none: some legacy servers end a reply with more than it takes.
      if (index === start && this.#length === 0 && (byte === CR || byte === LF)) start = this.#skip(byte, start);
      else if (byte === (this.#matched % 2 === 0 ? CR : LF)) this.#matched++;
      else this.#matched = byte === CR ? 1 : 0;
      if (this.#matched < END) continue;
      this.#keep(chunk.subarray(start, index + 1));
      replies.push(this.#take());
      start = index + 1;
    }
    this.#keep(chunk.subarray(start));
    return replies;
  }

  #skip(byte: number, at: number): number {
    this.blank = (this.blank + String.fromCharCode(byte)).slice(-MOST_BLANK);
    return at + 1;
  }

  #count(byte: number): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (byte === QUOTE) this.#isText = !this.#isText;
    else if (!this.#isText) this.#parts += byte === BRACE || byte === BRACKET ? 1 : 0;
    else this.#isEscaped = byte === BACKSLASH;
  }

  #keep(bytes: Uint8Array): void {
    const length = this.#length + bytes.length;
    if (length > this.limit) throw new ChatError(this.#texts.replyTooLong(this.limit));
    if (this.#parts > MOST_PARTS) throw new ChatError(this.#texts.replyTooMany);
    if (length > this.#kept.length) {
      const grown = new Uint8Array(Math.max(length, 2 * this.#kept.length));
      grown.set(this.#kept.subarray(0, this.#length));
      this.#kept = grown;
    }
    this.#kept.set(bytes, this.#length);
    this.#length = length;
  }

  #take(): string {
    const reply = this.#utf8.decode(this.#kept.subarray(0, this.#length - END));
    this.#kept = NOTHING;
    this.#length = 0;
    this.#matched = 0;
    this.#parts = 0;
    this.#isText = this.#isEscaped = false;
    return reply;
  }
}
