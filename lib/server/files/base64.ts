/**
 * Base64 as clients send it: bare, or as Python shows bytes (`b'aGFsbw=='`), with white space around it, in pieces. Pure.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { ChatError } from "../../chat.ts";

const SPACE = /^\s*$/;
const SPACES = /\s+/g;

/** Characters that wait for more: of four, or the start, white space apart. */
const MOST_KEPT = 4;

/** What `Uint8Array` has for it since ES2026. */
interface Decoding {
  setFromBase64(text: string, options: { lastChunkHandling: "loose" | "stop-before-partial" }): {
    read: number;
    written: number;
  };
}

/** Bytes as characters, each as it is: what is not ASCII is no Base64 either. */
export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
}

/**
 * Decodes a text that comes in pieces.
 *
 * @example What a client in Python sends, in two pieces
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const decoder = new Base64Decoder();
 * const bytes = new Uint8Array(100);
 * let length = 0;
 * for (const piece of [" b'aGFs", "bG8='"]) length += decoder.push(piece, bytes.subarray(length));
 * length += decoder.end(bytes.subarray(length));
 * assertEquals(new TextDecoder().decode(bytes.subarray(0, length)), "hallo");
 * ```
 */
export class Base64Decoder {
  /** What has come and is not decoded: the start, as long as it may be a quote, or a part of four characters. */
  #rest = "";
  #hasBegun = false;
  #quote: string | undefined;
  /** Whether its end has come: only white space may follow. */
  #isOver = false;

  /** Bytes that {@linkcode Base64Decoder.push} writes at most for so many characters. */
  static room(characters: number): number {
    return Math.ceil((characters + MOST_KEPT) * 3 / 4);
  }

  /**
   * Writes the bytes that a piece completes to `into`, which has room for them, and returns how many they are.
   *
   * @throws {ChatError} If it is no Base64.
   */
  push(text: string, into: Uint8Array): number {
    this.#rest += text;
    if (!this.#hasBegun && !this.#begin()) return 0;
    return this.#decode("stop-before-partial", into);
  }

  /** Writes the last bytes, and returns how many they are. @throws {ChatError} If something is missing. */
  end(into: Uint8Array): number {
    if (!this.#hasBegun) this.#hasBegun = true;
    const length = this.#decode("loose", into);
    if (this.#quote !== undefined) throw notBase64();
    return length;
  }

  /** Takes the start away; tells whether it has come. */
  #begin(): boolean {
    this.#rest = this.#rest.trimStart();
    if (this.#rest.length < 2) return false;
    const [start, quote] = /^b?(['"])/.exec(this.#rest) ?? [""];
    this.#rest = this.#rest.slice(start.length);
    this.#quote = quote;
    return this.#hasBegun = true;
  }

  #decode(lastChunkHandling: "loose" | "stop-before-partial", into: Uint8Array): number {
    let text = this.#rest;
    this.#rest = "";
    if (this.#isOver) return empty(text);
    const end = this.#quote === undefined ? -1 : text.indexOf(this.#quote);
    if (end >= 0) {
      empty(text.slice(end + 1));
      text = text.slice(0, end);
      this.#quote = undefined;
      this.#isOver = true;
      lastChunkHandling = "loose";
    }
    try {
      const { read, written } = (into as unknown as Decoding).setFromBase64(text, { lastChunkHandling });
      this.#rest = this.#isOver ? "" : text.slice(read).replaceAll(SPACES, ""); // Three characters at most.
      // Behind the sign of an end nothing more can come, but for the quote.
      if (this.#quote === undefined && text.slice(0, read).includes("=")) this.#isOver = true;
      return written;
    } catch {
      throw notBase64();
    }
  }
}

function empty(text: string): number {
  if (!SPACE.test(text)) throw notBase64();
  return 0;
}

function notBase64(): ChatError {
  return new ChatError("The content of the file is not Base64", { code: "wrong_parameters" });
}
