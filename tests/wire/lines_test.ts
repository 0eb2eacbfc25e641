/**
 * Bytes to lines: whatever the segmentation, the same lines come out, and no peer makes the decoder keep much.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { ChatError } from "../../lib/chat.ts";
import { LineDecoder } from "../../lib/wire/lines.ts";

/** A line, or the error in its place. */
type Result = string | { error: string; closes: boolean };

const UTF8 = new TextEncoder();
const BROKEN: Result = { error: "The request is not valid UTF-8", closes: false };
const TOO_LONG: Result = { error: "The request is longer than 8 bytes", closes: true };

function test(name: string, fn: () => void): void {
  Deno.test(name, { permissions: "none" }, fn);
}

function read(decoder: LineDecoder, chunk: Uint8Array): Result[] {
  return Array.from(
    decoder.push(chunk),
    (line) => line instanceof ChatError ? { error: line.message, closes: line.closes } : line,
  );
}

/** What a decoder makes of `pieces`, up to an error that closes. They come in one buffer, overwritten after each. */
function decode(pieces: Uint8Array[], limit: number): Result[] {
  const decoder = new LineDecoder({ limit });
  const buffer = new Uint8Array(Math.max(...pieces.map((piece) => piece.length)));
  const results = pieces.flatMap((piece) => {
    buffer.set(piece);
    const lines = read(decoder, buffer.subarray(0, piece.length));
    buffer.fill(0x2a);
    return lines;
  });
  const last = results.findIndex((result) => typeof result === "object" && result.closes);
  return last < 0 ? results : results.slice(0, last + 1);
}

/** `bytes` cut at the given places, in ascending order; a place twice makes an empty piece. */
function cut(bytes: Uint8Array, ...places: number[]): Uint8Array[] {
  return [0, ...places].map((start, index) => bytes.subarray(start, places[index]));
}

/** Asserts what comes of `input` in one piece, cut at every place, at every two places, and byte by byte. */
function assertLines(input: string | Uint8Array, expected: Result[], { limit = 64 } = {}): void {
  const bytes = typeof input === "string" ? UTF8.encode(input) : input;
  const places = Array.from({ length: bytes.length + 1 }, (_, index) => index);
  const check = (...cuts: number[]) =>
    assertEquals(decode(cut(bytes, ...cuts), limit), expected, `${JSON.stringify(input)} cut at ${cuts}`);
  check();
  check(...places);
  for (const first of places) {
    check(first);
    for (const second of places.slice(first)) check(first, second);
  }
}

function bytes(...parts: (string | number)[]): Uint8Array {
  return new Uint8Array(parts.flatMap((part) => typeof part === "number" ? [part] : [...UTF8.encode(part)]));
}

test("lines end in CRLF, in LF, or in both by turns, however they are cut", () => {
  assertLines("list\r\nhello\r\n", ["list", "hello"]);
  assertLines("list\nhello\n", ["list", "hello"]);
  assertLines("auth maya surabaya\r\nlist\nhello\r\ninbox\n", ["auth maya surabaya", "list", "hello", "inbox"]);
});

test("an empty line is a line", () => {
  assertLines("\n\r\na\n\r\n", ["", "", "a", ""]);
});

test("what has no end yet is no line", () => {
  assertLines("", []);
  assertLines("list", []);
  assertLines("list\r", []);
  assertLines("list\nhel", ["list"]);
});

test("only the CR before an LF belongs to the end", () => {
  assertLines("a\rb\r\n\rc\r\r\n", ["a\rb", "\rc\r"]);
});

test("characters of two, three and four bytes may be cut anywhere", () => {
  assertLines("é→😀\r\n\ufeffñ\nascii\n", ["é→😀", "\ufeffñ", "ascii"]);
});

test("a line that is not UTF-8 is an error, and the next one is good", () => {
  assertLines(bytes("a", 0xff, "b\r\nlist\n"), [BROKEN, "list"]);
  assertLines(bytes(0xe2, 0x82, "\n", 0xac, "\né\n"), [BROKEN, BROKEN, "é"]);
  assertLines(bytes("ok\n", 0xc0, 0x80, "\n", 0xed, 0xa0, 0x80, "\nok\n"), ["ok", BROKEN, BROKEN, "ok"]);
});

test("a replacement character that the peer sent is a character", () => {
  assertLines("\ufffd\na\ufffdé\n", ["\ufffd", "a\ufffdé"]);
  assertLines(bytes("\ufffd", 0xff, "\n\ufffd\n"), [BROKEN, "\ufffd"]);
});

test("a line may have as many bytes as the limit, its end not counted", () => {
  for (const line of ["12345678", "éééé", "😀😀"]) {
    assertLines(`${line}\n${line}\r\n`, [line, line], { limit: 8 });
  }
});

test("a line of one byte more is an error that closes", () => {
  for (const line of ["123456789\n", "123456789\r\n", "12345678\r\r\n", "éééé.\n", "éééé.\r\n"]) {
    assertLines(`hi\n${line}`, ["hi", TOO_LONG], { limit: 8 });
  }
});

test("a line without an end is an error with the first chunk that leads over the limit", () => {
  const decoder = new LineDecoder({ limit: 8 });
  assertEquals(read(decoder, bytes("12345")), []);
  assertEquals(read(decoder, bytes("678")), []);
  assertEquals(read(decoder, bytes("90")), [TOO_LONG]);
});

/** The most bytes that anything took at once in a `Uint8Array` while `fn` ran. */
function largestAllocation(fn: () => void): number {
  const original = globalThis.Uint8Array;
  let largest = 0;
  globalThis.Uint8Array = new Proxy(original, {
    construct(target, args) {
      if (typeof args[0] === "number") largest = Math.max(largest, args[0]);
      return Reflect.construct(target, args);
    },
  });
  try {
    fn();
  } finally {
    globalThis.Uint8Array = original;
  }
  return largest;
}

test("a mebibyte without an end takes no more memory than two lines", () => {
  const limit = 4096;
  for (const size of [64, 1000, 64 * 1024]) {
    const decoder = new LineDecoder({ limit });
    const chunk = new Uint8Array(size).fill(0x61);
    let errors = 0;
    const largest = largestAllocation(() => {
      for (let sent = 0; sent < 1024 * 1024; sent += size) errors += read(decoder, chunk).length;
    });
    assert(errors > 0, `chunks of ${size}`);
    assert(largest <= 2 * (limit + 1), `${largest} bytes were taken for chunks of ${size}`);
  }
});

test("a limit that is raised between two lines of a chunk counts for the next", () => {
  const decoder = new LineDecoder({ limit: 8 });
  const lines: unknown[] = [];
  for (const line of decoder.push(bytes("12345678\n123456789012\n1234567890"))) {
    lines.push(line);
    decoder.limit = 12;
  }
  assertEquals([...lines, ...read(decoder, bytes("12\n"))], ["12345678", "123456789012", "123456789012"]);
});

test("a chunk can be reused once its lines were taken", () => {
  const decoder = new LineDecoder({ limit: 64 });
  const chunk = bytes("one\ntwo");
  const lines = read(decoder, chunk);
  chunk.set(bytes("XX\nabcd"));
  assertEquals([...lines, ...read(decoder, chunk)], ["one", "twoXX"]);
  chunk.fill(0x2a);
  assertEquals(read(decoder, bytes("\n")), ["abcd"]);
});

/** A generator of numbers from 0 to below `bound`, the same for the same seed. */
function random(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 2 ** 32 * bound);
  };
}

/** What a decoder should make of `bytes`, the plain way. */
function linesOf(bytes: Uint8Array): Result[] {
  const latin1 = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return latin1.split("\n").slice(0, -1).map((line) => {
    const raw = Uint8Array.from(line.replace(/\r$/, ""), (unit) => unit.charCodeAt(0));
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(raw);
    return UTF8.encode(text).join() === raw.join() ? text : BROKEN;
  });
}

test("any bytes in any segmentation give the lines that they have in one piece", () => {
  const parts = ["\n", "\r\n", "\r", "list", "é", "→", "😀", "\ufeff", "\0", 0x80, 0xc3, 0xe2, 0xf0, 0xff];
  for (let seed = 1; seed <= 300; seed++) {
    const next = random(seed);
    const input = bytes(...Array.from({ length: next(60) }, () => parts[next(parts.length)]!));
    const places = Array.from({ length: next(8) }, () => next(input.length + 1)).sort((a, b) => a - b);
    assertEquals(decode([input], 1000), linesOf(input), `seed ${seed} in one piece`);
    assertEquals(decode(cut(input, ...places), 1000), linesOf(input), `seed ${seed} cut at ${places}`);
  }
});
