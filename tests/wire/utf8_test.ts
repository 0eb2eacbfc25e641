/** Bytes to text, wherever they are cut, with marks for what is not UTF-8. @module */

import { assertEquals } from "@std/assert";
import { decodeUtf8, Utf8Decoder } from "../../lib/utf8.ts";

const pure = { permissions: "none" } as const;

/** Decodes `bytes` in two pieces. */
function decodeCut(bytes: Uint8Array, at: number): string {
  const decoder = new Utf8Decoder();
  return decoder.push(bytes.subarray(0, at)) + decoder.push(bytes.subarray(at)) + decoder.end();
}

Deno.test("text comes out as it went in, wherever it is cut", pure, () => {
  const text = "\ufeffcafé 你好 👍🏽 \ufffd\0";
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at <= bytes.length; at++) assertEquals(decodeCut(bytes, at), text);
});

Deno.test("each byte that is not UTF-8 is marked, wherever it is cut, and no other", pure, () => {
  for (
    const [bytes, text] of [
      [[0x63, 0xe9], "c\udce9"],
      [[0xe9, 0x0d], "\udce9\r"],
      [[0xc3, 0xa9, 0xa9], "é\udca9"],
      [[0xf0, 0x9f, 0x91, 0x41], "\udcf0\udc9f\udc91A"],
      [[0xc0, 0x80], "\udcc0\udc80"],
      [[0xed, 0xa0, 0x80], "\udced\udca0\udc80"], // Half a character of UTF-16.
      [[0xf5, 0xff], "\udcf5\udcff"],
    ] as const
  ) {
    const all = Uint8Array.from(bytes);
    assertEquals(decodeUtf8(all), text);
    for (let at = 0; at <= bytes.length; at++) assertEquals(decodeCut(all, at), text);
    assertEquals(text.isWellFormed(), false);
  }
});
