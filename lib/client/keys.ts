/**
 * Bytes from a terminal to keys, however they were cut. Pure: it knows no terminal and not what a key does.
 *
 * The sequences are those of ECMA-48 and of xterm ("XTerm Control Sequences", PC-style function keys, bracketed paste).
 *
 * @module
 */

/** A key that does something; `interrupt` is Ctrl-C, `end of input` Ctrl-D. */
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
  | "erase word"
  | "erase before"
  | "erase after"
  | "clear"
  | "interrupt"
  | "end of input";

/** What was pressed, or text that was typed or pasted. */
export type Key = { readonly name: KeyName } | { readonly name: "text"; readonly text: string };

const CONTROL: Readonly<Record<string, KeyName>> = {
  "\x01": "home",
  "\x02": "left",
  "\x03": "interrupt",
  "\x04": "end of input",
  "\x05": "end",
  "\x06": "right",
  "\x08": "backspace",
  "\t": "tab",
  "\n": "enter",
  "\x0b": "erase after",
  "\x0c": "clear",
  "\r": "enter",
  "\x0e": "down",
  "\x10": "up",
  "\x15": "erase before",
  "\x17": "erase word",
  "\x7f": "backspace",
};

/** By the end of a sequence; its modifiers do not count. */
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

/** Characters of a sequence without an end that are waited for. */
const LONGEST_SEQUENCE = 4096;

/** Keys out of a stream of bytes. It keeps what is cut: a character, an escape sequence, whether a paste is going on. */
export class KeyDecoder {
  readonly #utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
  #rest = "";
  #pasting = false;

  /** The keys that `chunk` completes. */
  push(chunk: Uint8Array): Key[] {
    this.#rest += this.#utf8.decode(chunk, { stream: true });
    const keys: Key[] = [];
    for (let key = this.#next(); key !== "cut"; key = this.#next()) {
      if (key !== undefined) keys.push(key);
    }
    return keys;
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
    // deno-lint-ignore no-control-regex
    const end = /^\x1b[[O]([0-9]*)(?:;[0-9;]*)?([A-Z~])$/.exec(sequence);
    const name = end === null ? undefined : SEQUENCE[end[2] === "~" ? `${end[1]}~` : end[2]!];
    return this.#take(sequence.length, name && { name });
  }

  /** Pasted text, in which a newline is a space, so that nothing runs by itself. */
  #paste(): Key | undefined | "cut" {
    const end = this.#rest.indexOf(PASTE_END);
    const length = end >= 0 ? end : this.#rest.length - cutEnd(this.#rest);
    if (end === 0) {
      this.#pasting = false;
      return this.#take(PASTE_END.length, undefined);
    }
    if (length === 0) return "cut";
    // deno-lint-ignore no-control-regex
    const text = this.#rest.slice(0, length).replaceAll(/[\r\n\t]/g, " ").replaceAll(/[\x00-\x1f\x7f-\x9f]/g, "");
    return this.#take(length, text === "" ? undefined : { name: "text", text });
  }

  #take(length: number, key: Key | undefined): Key | undefined {
    this.#rest = this.#rest.slice(length);
    return key;
  }
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
