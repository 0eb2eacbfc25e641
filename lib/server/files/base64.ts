/**
 * Base64 as clients send it: bare, or as Python shows bytes (`b'aGFsbw=='`), with white space around it, in pieces. Pure.
 *
 * @module
 */

import { ChatError } from "../../chat.ts";

const SPACE = /^\s*$/;

/** What `Uint8Array` has for it since ES2026. */
interface Decoding {
  setFromBase64(text: string, options: { lastChunkHandling: "loose" | "stop-before-partial" }): {
    read: number;
    written: number;
  };
}

/**
 * Decodes a text that comes in pieces.
 *
 * @example What a client in Python sends, in two pieces
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const decoder = new Base64Decoder();
 * const bytes = [...decoder.push(" b'aGFs"), ...decoder.push("bw=='"), ...decoder.end()];
 * assertEquals(new TextDecoder().decode(new Uint8Array(bytes)), "hallo");
 * ```
 */
export class Base64Decoder {
  /** What has come and is not decoded: the start, as long as it may be a quote, or a part of four characters. */
  #rest = "";
  #hasBegun = false;
  #quote: string | undefined;
  /** Whether its end has come: only white space may follow. */
  #isOver = false;

  /** The bytes that a piece completes. @throws {ChatError} If it is no Base64. */
  push(text: string): Uint8Array {
    this.#rest += text;
    if (!this.#hasBegun && !this.#begin()) return new Uint8Array(0);
    return this.#decode("stop-before-partial");
  }

  /** The last bytes. @throws {ChatError} If something is missing. */
  end(): Uint8Array {
    if (!this.#hasBegun) this.#hasBegun = true;
    const bytes = this.#decode("loose");
    if (this.#quote !== undefined) throw notBase64();
    return bytes;
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

  #decode(lastChunkHandling: "loose" | "stop-before-partial"): Uint8Array {
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
    const bytes = new Uint8Array(Math.ceil(text.length * 3 / 4));
    try {
      const { read, written } = (bytes as unknown as Decoding).setFromBase64(text, { lastChunkHandling });
      this.#rest = this.#isOver ? "" : text.slice(read);
      // Behind the sign of an end nothing more can come, but for the quote.
      if (this.#quote === undefined && text.slice(0, read).includes("=")) this.#isOver = true;
      return bytes.subarray(0, written);
    } catch {
      throw notBase64();
    }
  }
}

function empty(text: string): Uint8Array {
  if (!SPACE.test(text)) throw notBase64();
  return new Uint8Array(0);
}

function notBase64(): ChatError {
  return new ChatError("The content of the file is not Base64", { code: "wrong_parameters" });
}
