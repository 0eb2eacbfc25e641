/**
 * What a person types: bytes of the terminal in, keys out, which wait until somebody wants them. It must not know what a
 * key does.
 *
 * @module
 */

import { stdin } from "../../input.ts";
import { Tty } from "../../tty.ts";
import { Utf8Decoder } from "../../utf8.ts";
import { type Key, KeyDecoder } from "./key_decoder.ts";
import type { Stop } from "../stop.ts";

/** Keys that are kept while nobody wants them. */
const KEYS_AHEAD = 10_000;
/** Milliseconds after which an Esc is a key of its own: what belongs to a sequence comes together. */
const ESCAPE = 50;

// What keys such as the arrows put into a line that the terminal itself edits; and what else is no text in it.
// deno-lint-ignore no-control-regex
const SEQUENCES = /\x1b(?:\[[0-?]*[ -/]*[@-~]|O?[ -~])|[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;

/** A read of a terminal cannot be called off: the one that a keyboard has begun before it was left, the next one ends. */
let begun: Promise<Uint8Array | undefined> | undefined;

async function readChunk(): Promise<Uint8Array | undefined> {
  const buffer = new Uint8Array(4096);
  const count = await stdin.read(buffer);
  return count === null ? undefined : buffer.subarray(0, count);
}

/** Options of a {@linkcode Keyboard}. */
export interface KeyboardOptions {
  /** The terminal edits lines by itself, and gives whole ones. @default false */
  cooked?: boolean;
  /** Ctrl-Z stops the program, as the terminal does it. @default true */
  signals?: boolean;
  /** Does what Ctrl-C means, which counts before all keys that wait. @default `stop` is aborted */
  onInterrupt?: () => void;
  /** Called when the program goes on after it was stopped. @default nobody */
  onContinue?: () => void;
}

/**
 * The keys of standard input. The end of the terminal aborts `stop` at once; the end of a cooked one is a key, so that
 * the lines before it count.
 */
export class Keyboard implements Disposable {
  readonly #stop: Stop;
  readonly #tty: Tty;
  readonly #onInterrupt: () => void;
  readonly #cooked: boolean;
  readonly #decoder = new KeyDecoder();
  readonly #utf8 = new Utf8Decoder();
  /** The start of a line of a cooked terminal. */
  #line = "";
  #keys: Key[] = [];
  #wake = () => {};
  /** Whether somebody waits for a key. */
  #isWanted = false;
  /** Lets the next read begin. */
  #letRead = () => {};
  #escape: ReturnType<typeof setTimeout> | undefined;
  #isOpen = true;

  /** Keys of standard input; `stop` ends the wait for one. */
  constructor(stop: Stop, options: KeyboardOptions = {}) {
    const { cooked = false, signals = true, onInterrupt = () => stop.abort(), onContinue = () => {} } = options;
    this.#stop = stop;
    this.#cooked = cooked;
    this.#onInterrupt = onInterrupt;
    this.#tty = new Tty({ signals, onContinue });
    if (!cooked) this.#tty.setRaw(true);
    stop.onInterrupt = onInterrupt;
    stop.signal.addEventListener("abort", () => this.#wake());
    // It never fails but by a mistake.
    this.#read().catch(reportError);
  }

  /** Whether a key waits. */
  get hasKey(): boolean {
    return this.#keys.length > 0;
  }

  /** The next key; `undefined` if `stop` was aborted. */
  async next(): Promise<Key | undefined> {
    while (this.#keys.length === 0 && !this.#stop.signal.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      this.#isWanted = true;
      this.#letRead();
      await promise;
    }
    return this.#stop.signal.aborted ? undefined : this.#keys.shift();
  }

  /** Lets Ctrl-C be a key after the text that waits, of which no line is entered any more. */
  interrupt(): void {
    this.#keys = [...this.#keys.filter(({ name }) => name === "text"), { name: "interrupt" }];
    this.#isWanted = false;
    this.#wake();
  }

  /** Whether the terminal edits the line by itself, and shows it. */
  get isCooked(): boolean {
    return this.#cooked && !this.#tty.isRaw;
  }

  /** Lets the terminal show nothing of what is typed; or what it shows else. */
  setSecret(isSecret: boolean): void {
    if (this.#cooked) this.#tty.setRaw(isSecret);
    this.#letRead();
  }

  /** Leaves the terminal as it was. */
  [Symbol.dispose](): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    clearTimeout(this.#escape);
    if (this.#stop.onInterrupt === this.#onInterrupt) this.#stop.onInterrupt = undefined;
    this.#tty[Symbol.dispose]();
  }

  async #read(): Promise<void> {
    try {
      while (true) {
        const chunk = await (begun ??= readChunk());
        if (!this.#isOpen) return; // The next keyboard gets it.
        begun = undefined;
        if (chunk === undefined) break;
        this.#decode(chunk);
        await this.#untilReadable();
      }
      if (this.#cooked) return this.#take({ name: "end of input" });
    } catch {
      // A terminal that is gone cannot be read; that is its end, too.
    }
    this.#stop.abort();
  }

  /**
   * Resolves when a read may begin. One that begins while a cooked terminal gives keys waits for a character: it would not
   * hear the Ctrl-D on the line that follows a secret.
   */
  async #untilReadable(): Promise<void> {
    while (this.#cooked && this.#tty.isRaw && !this.#isWanted) {
      await new Promise<void>((resolve) => this.#letRead = resolve);
    }
  }

  #decode(chunk: Uint8Array): void {
    clearTimeout(this.#escape);
    for (const key of this.#tty.isRaw ? this.#decoder.push(chunk) : this.#lines(chunk)) this.#take(key);
    if (!this.#decoder.hasEscape || !this.#isOpen) return;
    this.#escape = setTimeout(() => this.#decoder.escape().forEach((key) => this.#take(key)), ESCAPE);
  }

  /** Lines as the terminal gives them, each as a text and Enter. */
  #lines(chunk: Uint8Array): Key[] {
    const lines = (this.#line + this.#utf8.push(chunk)).split("\n");
    this.#line = lines.pop()!;
    return lines.flatMap((line) => [{ name: "text", text: line.replaceAll(SEQUENCES, "") }, { name: "enter" }]);
  }

  #take(key: Key): void {
    if (key.name === "interrupt" && this.#isOpen) return this.#onInterrupt();
    if (this.#keys.length < KEYS_AHEAD) this.#keys.push(key);
    this.#isWanted = false;
    this.#wake();
  }
}
