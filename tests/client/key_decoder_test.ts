/** Bytes of a terminal to keys, wherever they are cut. @module */

import { assertEquals } from "@std/assert";
import { type Key, KeyDecoder } from "../../lib/client/terminal/key_decoder.ts";

const pure = { permissions: "none" } as const;

/** The keys of `text`, in pieces as they are given; text that follows text is joined. */
function decode(...chunks: Uint8Array[]): Key[] {
  const decoder = new KeyDecoder();
  const keys: Key[] = [];
  for (const key of chunks.flatMap((chunk) => decoder.push(chunk))) {
    const before = keys.at(-1);
    if (key.name === "text" && before?.name === "text") {
      keys[keys.length - 1] = { ...key, text: before.text + key.text };
    } else keys.push(key);
  }
  return keys;
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function names(text: string): string[] {
  return decode(bytes(text)).map((key) => key.name === "text" ? `"${key.text}"` : key.name);
}

Deno.test("control keys and the keys of terminals are understood", pure, () => {
  assertEquals(names("\x01\x02\x03\x04\x05\x06"), ["home", "left", "interrupt", "end of input", "end", "right"]);
  assertEquals(names("\b\x7f\t\r\x0b\x0c"), ["backspace", "backspace", "tab", "enter", "erase after", "clear"]);
  assertEquals(names("\x0e\x10\x15\x17"), ["down", "up", "erase before", "erase word"]);
  assertEquals(names("\x1b[A\x1b[B\x1b[C\x1b[D\x1b[H\x1b[F"), ["up", "down", "right", "left", "home", "end"]);
  assertEquals(names("\x1bOA\x1bOH\x1b[1~\x1b[3~\x1b[4~\x1b[7~\x1b[8~"), [
    "up",
    "home",
    "home",
    "delete",
    "end",
    "home",
    "end",
  ]);
  assertEquals(names("\x12\x19\x07"), ["search", "yank", "cancel"]);
});

Deno.test("Alt and Ctrl move and erase by words", pure, () => {
  assertEquals(names("\x1bb\x1bf\x1bd\x1b\x7f"), ["word left", "word right", "erase word after", "erase word"]);
  assertEquals(names("\x1b[1;5C\x1b[1;5D\x1b[1;3C\x1b[1;3D"), ["word right", "word left", "word right", "word left"]);
  assertEquals(names("\x1b[1;2C\x1b[1;5A\x1b[1;5H"), ["right", "up", "home"]);
});

Deno.test("Esc is a key of its own only when nothing follows it", pure, () => {
  const decoder = new KeyDecoder();
  assertEquals(decoder.push(bytes("a\x1b")), [{ name: "text", text: "a" }]);
  assertEquals([decoder.hasEscape, decoder.escape(), decoder.escape()], [true, [{ name: "cancel" }], []]);
  assertEquals(decoder.push(bytes("b")), [{ name: "text", text: "b" }]);
  for (const start of ["\x1b[", "\x1b[200~\x1b", "", "a"]) {
    const other = new KeyDecoder();
    other.push(bytes(start));
    assertEquals([other.hasEscape, other.escape()], [false, []]);
  }
});

Deno.test("unknown sequences are swallowed whole", pure, () => {
  for (const sequence of ["\x1b[5~", "\x1b[[A", "\x1bOP", "\x1b[200;1R", "\x1b[<0;1;1M", "\x1bz", "\x1b]0;x\x07"]) {
    assertEquals(names(`a${sequence}b`), ['"ab"'], JSON.stringify(sequence));
  }
  assertEquals(names("\x1bP1$r\x1b\\b"), ['"b"']);
  assertEquals(names("\x9b\x00\x1d\x85b"), ['"b"']);
});

Deno.test("a control key counts even inside a sequence that never ended", pure, () => {
  assertEquals(names("\x1b\x03"), ["interrupt"]);
  assertEquals(names("\x1b[12\x03"), ["interrupt"]);
  assertEquals(names("\x1b]words\r"), ["enter"]);
  assertEquals(names("\x1b\x1b[A"), ["up"]);
  assertEquals(names(`\x1b[${"1".repeat(5000)}`), []);
});

Deno.test("a paste keeps its lines and tabs, and nothing in it is a key", pure, () => {
  assertEquals(names("\x1b[200~one\rtwo\tthree\x03\x1b[A\x1b[201~\r"), ['"one\ntwo\tthree[A"', "enter"]);
  assertEquals(names("\x1b[200~\r\na\r\n\r\nb\n\nc\x1b[201~"), ['"\na\n\nb\n\nc"']);
});

Deno.test("the ends of lines at the end of a paste are left out", pure, () => {
  assertEquals(names("\x1b[200~send maya one\n\x1b[201~\r"), ['"send maya one"', "enter"]);
  assertEquals(names("\x1b[200~one\r\ntwo\r\n\r\n\x1b[201~x"), ['"one\ntwox"']);
  assertEquals(names("\x1b[200~\n\x1b[201~\x1b[200~\x1b[201~\r"), ["enter"]);
});

Deno.test("the keys are the same wherever the bytes are cut", pure, () => {
  const input = bytes(
    "aé你👨‍👩‍👧\x1b[A\x1b[1;5D\x1bOF\x1b[200~x\r\ny é\n\x1b[20\r\n\r\x1b[201~z\x1b[[B\x1b]0;t\x1b\\\x1bq\r\x7f",
  );
  const whole = decode(input);
  for (let cut = 0; cut <= input.length; cut++) {
    assertEquals(decode(input.subarray(0, cut), input.subarray(cut)), whole, `cut at ${cut}`);
  }
  assertEquals(decode(...Array.from(input, (byte) => new Uint8Array([byte]))), whole);
});
