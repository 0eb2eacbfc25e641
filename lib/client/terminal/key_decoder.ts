/**
 * Bytes from a terminal to keys, however they were cut. Pure: it knows no terminal and not what a key does.
 *
 * The sequences are those of ECMA-48 and of xterm ("XTerm Control Sequences", PC-style function keys, bracketed paste).
 *
 * @module
 */

import { Utf8Decoder } from "../../utf8.ts";

/** A key that does something; `interrupt` is Ctrl-C, `stop` Ctrl-Z, `end of input` Ctrl-D, `cancel` Ctrl-G or Esc. */
export type KeyName =
  | "enter"
  | "tab"
  | "left"
  | "right"
  | "up"
  | "down"
  | "home"
  | "end"
  | "backspace"
  | "delete"
  | "word left"
  | "word right"
  | "erase word"
  | "erase word after"
  | "erase before"
  | "erase after"
  | "yank"
  | "search"
  | "cancel"
  | "clear"
  | "interrupt"
  | "stop"
  | "end of input";

/**
 * What was pressed, or text that was typed or pasted; only pasted text has line feeds and tabs in it. Bytes that were not
 * UTF-8 are lone surrogates in it.
 */
export type Key = { readonly name: KeyName } | { readonly name: "text"; readonly text: string };

const CONTROL: Readonly<Record<string, KeyName>> = {
  "\x01": "home",
  "\x02": "left",
  "\x03": "interrupt",
  "\x04": "end of input",
  "\x05": "end",
  "\x06": "right",
  "\x07": "cancel",
  "\x08": "backspace",
  "\t": "tab",
  "\n": "enter",
  "\x0b": "erase after",
  "\x0c": "clear",
  "\r": "enter",
  "\x0e": "down",
  "\x10": "up",
  "\x12": "search",
  "\x15": "erase before",
  "\x17": "erase word",
  "\x19": "yank",
  "\x1a": "stop",
  "\x7f": "backspace",
};

/** By what follows Alt (Esc before the key). */
const ALT: Readonly<Record<string, KeyName>> = {
  b: "word left",
  d: "erase word after",
  f: "word right",
  "\x7f": "erase word",
};

/** By the end of a sequence; of its modifiers only those of {@linkcode BY_WORD} count. */
const SEQUENCE: Readonly<Record<string, KeyName>> = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  F: "end",
  H: "home",
  "1~": "home",
  "3~": "delete",
  "4~": "end",
  "7~": "home",
  "8~": "end",
};

/** Arrows with Alt or Ctrl, with or without Shift. */
const BY_WORD: Readonly<Record<string, KeyName>> = { C: "word right", D: "word left" };
const ALT_OR_CTRL = /^[3-8]$/;

const PASTE_START = "\x1b[200~";
const PASTE_END = "\x1b[201~";

// A whole sequence: CSI, with the Linux console's `ESC [ [ A`; SS3; Alt with a key.
// deno-lint-ignore no-control-regex
const SEQUENCE_FORM = /^\x1b(?:\[\[[^\x00-\x1f]|\[[0-?]*[ -/]*[@-Z\\-~]|O[0-9;]*[^\x00-\x1f]|[^[O\]PX^_\x00-\x1f])/u;
// A string such as OSC. Any control character ends it, since a person may also have pressed Alt-].
// deno-lint-ignore no-control-regex
const STRING_FORM = /^\x1b[\]PX^_][^\x00-\x1f]*(?:\x07|\x1b\\|(?=[\x00-\x06\x08-\x1a\x1c-\x1f]|\x1b[^\\]))/;
// deno-lint-ignore no-control-regex
const CUT_FORM = /^\x1b(?:\[\[?|\[[0-?]*[ -/]*|O[0-9;]*|[\]PX^_][^\x00-\x1f]*\x1b?)?$/;
// deno-lint-ignore no-control-regex
const PLAIN = /^[^\x00-\x1f\x7f-\x9f]+/;
// deno-lint-ignore no-control-regex
const NOT_TEXT = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;

/** Characters of a sequence without an end that are waited for. */
const LONGEST_SEQUENCE = 4096;

/**
 * Keys out of a stream of bytes. It keeps what is cut: a character, an escape sequence, whether a paste is going on.
 *
 * @example An arrow key whose bytes come in two pieces
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const decoder = new KeyDecoder();
 * const push = (text: string) => decoder.push(new TextEncoder().encode(text));
 * assertEquals(push("hi\x1b["), [{ name: "text", text: "hi" }]);
 * assertEquals(push("D"), [{ name: "left" }]);
 * ```
 */
export class KeyDecoder {
  readonly #utf8 = new Utf8Decoder();
  #rest = "";
  #pasting = false;

  /** The keys that `chunk` completes. */
  push(chunk: Uint8Array): Key[] {
    this.#rest += this.#utf8.push(chunk);
    const keys: Key[] = [];
    for (let key = this.#next(); key !== "cut"; key = this.#next()) {
      if (key !== undefined) keys.push(key);
    }
    return keys;
  }

  /** Whether Esc came alone so far: whether it was a key of its own, only time can tell. */
  get hasEscape(): boolean {
    return this.#rest === "\x1b" && !this.#pasting;
  }

  /** Takes an Esc that came alone for a key of its own. */
  escape(): Key[] {
    if (!this.hasEscape) return [];
    this.#rest = "";
    return [{ name: "cancel" }];
  }

  /** The next key, `undefined` for something that is no key, or "cut" if the rest has no whole one. */
  #next(): Key | undefined | "cut" {
    const rest = this.#rest;
    if (rest === "") return "cut";
    if (this.#pasting) return this.#paste();
    const plain = PLAIN.exec(rest)?.[0];
    if (plain !== undefined) return this.#take(plain.length, { name: "text", text: plain });
    if (!rest.startsWith("\x1b")) {
      const name = CONTROL[rest[0]!];
      return this.#take(1, name && { name });
    }
    return this.#sequence();
  }

  #sequence(): Key | undefined | "cut" {
    const rest = this.#rest;
    const sequence = (SEQUENCE_FORM.exec(rest) ?? STRING_FORM.exec(rest))?.[0];
    if (sequence === undefined) {
      if (isCut(rest)) return "cut";
      // A control character inside, as after a lone Esc: it counts by itself.
      return this.#take(brokenLength(rest), undefined);
    }
    if (sequence === PASTE_START) {
      this.#pasting = true;
      return this.#take(sequence.length, undefined);
    }
    const name = nameOf(sequence);
    return this.#take(sequence.length, name && { name });
  }

  /**
   * Pasted text with line feeds for whatever ends its lines. Those at its end are left out, so that a line which was
   * copied with its end is that line; until more comes, nobody knows whether they are there.
   */
  #paste(): Key | undefined | "cut" {
    const end = this.#rest.indexOf(PASTE_END);
    if (end >= 0 && /^[\r\n]*$/.test(this.#rest.slice(0, end))) {
      this.#pasting = false;
      return this.#take(end + PASTE_END.length, undefined);
    }
    const whole = end >= 0 ? end : this.#rest.length - cutEnd(this.#rest);
    const length = lengthWithoutEnds(this.#rest, whole);
    if (length === 0) return "cut";
    const text = this.#rest.slice(0, length).replaceAll(/\r\n?/g, "\n").replaceAll(NOT_TEXT, "");
    return this.#take(length, text === "" ? undefined : { name: "text", text });
  }

  #take(length: number, key: Key | undefined): Key | undefined {
    this.#rest = this.#rest.slice(length);
    return key;
  }
}

/** What a whole sequence stands for. */
function nameOf(sequence: string): KeyName | undefined {
  if (sequence.length === 2) return ALT[sequence[1]!];
  // deno-lint-ignore no-control-regex
  const parts = /^\x1b[[O]([0-9]*)(?:;([0-9;]*))?([A-Z~])$/.exec(sequence);
  if (parts === null) return undefined;
  const [, first, modifier = "", end] = parts;
  if (end === "~") return SEQUENCE[`${first}~`];
  return (ALT_OR_CTRL.test(modifier) ? BY_WORD[end!] : undefined) ?? SEQUENCE[end!];
}

/** Whether more may still make a sequence of `rest`. */
function isCut(rest: string): boolean {
  return rest.length < LONGEST_SEQUENCE && CUT_FORM.test(rest);
}

/** The length of what no sequence can be made of, up to the next control character. */
function brokenLength(rest: string): number {
  // deno-lint-ignore no-control-regex
  const next = rest.slice(1).search(/[\x00-\x1f\x7f]/);
  return next < 0 ? rest.length : next + 1;
}

/** How many characters at the end of `text` may be the start of the end of a paste. */
function cutEnd(text: string): number {
  for (let length = Math.min(text.length, PASTE_END.length - 1); length > 0; length--) {
    if (text.endsWith(PASTE_END.slice(0, length))) return length;
  }
  return 0;
}

/** The length of the first `length` characters of `text` without the ends of lines at their end. */
function lengthWithoutEnds(text: string, length: number): number {
  while (length > 0 && (text[length - 1] === "\n" || text[length - 1] === "\r")) length--;
  return length;
}
