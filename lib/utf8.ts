/**
 * Bytes that should be UTF-8, to text. What is none is neither lost nor replaced: each such byte becomes a lone surrogate,
 * U+DC80 to U+DCFF, as in Python's `surrogateescape`. No valid text has one, so that `isWellFormed()` tells the two apart
 * wherever it matters. Pure.
 *
 * @module
 */

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const MARK = 0xdc00;
const NOTHING = new Uint8Array(0);

/**
 * Decodes a stream of bytes, however it was cut.
 *
 * @example A byte that is no UTF-8 is marked, and is found before it is sent
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const decoder = new Utf8Decoder();
 * assertEquals(decoder.push(Uint8Array.of(0xc3)), "");
 * assertEquals(decoder.push(Uint8Array.of(0xa9, 0xff)), "é\udcff");
 * assertEquals("é\udcff".isWellFormed(), false);
 * ```
 */
export class Utf8Decoder {
  #kept: Uint8Array = NOTHING;

  /** The text that `chunk` completes; the start of a character is kept until the next one. */
  push(chunk: Uint8Array): string {
    const bytes = this.#kept.length === 0 ? chunk : new Uint8Array([...this.#kept, ...chunk]);
    const length = bytes.length - cutLength(bytes);
    this.#kept = bytes.slice(length);
    return decodeUtf8(bytes.subarray(0, length));
  }

  /** What is left at the end of the stream. */
  end(): string {
    const rest = this.#kept;
    this.#kept = NOTHING;
    return decodeUtf8(rest);
  }
}

/** The text of `bytes`; those that are not UTF-8 are marked. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    return decodeMarked(bytes);
  }
}

function decodeMarked(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length;) {
    const length = characterLength(bytes[at]!);
    try {
      text += UTF8.decode(bytes.subarray(at, at + length));
      at += length;
    } catch {
      text += String.fromCharCode(MARK + bytes[at++]!);
    }
  }
  return text;
}

/** Bytes of the character that begins with `byte`; 1 if none does. */
function characterLength(byte: number): number {
  if (byte < 0xc2 || byte > 0xf4) return 1;
  return byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

/** How many bytes at the end may be the start of a character. */
function cutLength(bytes: Uint8Array): number {
  for (let length = 1; length <= Math.min(3, bytes.length); length++) {
    const byte = bytes[bytes.length - length]!;
    if (byte >= 0x80 && byte < 0xc0) continue;
    return characterLength(byte) > length ? length : 0;
  }
  return 0;
}
