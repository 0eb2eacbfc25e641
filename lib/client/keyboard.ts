/**
 * What a person types: bytes of the terminal in, keys out, which wait until somebody wants them. It must not know what a
 * key does.
 *
 * @module
 */

import { type Key, KeyDecoder } from "./keys.ts";

/** Keys that are kept while nobody wants them. */
const KEYS_AHEAD = 10_000;
/** Milliseconds after which an Esc is a key of its own: what belongs to a sequence comes together. */
const ESCAPE = 50;

// What keys such as the arrows put into a line that the terminal itself edits; and what else is no text in it.
// deno-lint-ignore no-control-regex
const SEQUENCES = /\x1b(?:\[[0-?]*[ -/]*[@-~]|O?[ -~])|[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;

/** Options of a {@linkcode Keyboard}. */
export interface KeyboardOptions {
  /** The terminal edits lines by itself, and gives whole ones. @default false */
  cooked?: boolean;
}

/**
 * The keys of standard input. Ctrl-C aborts `stop` at once, as does the end of the terminal; the end of a cooked one is
 * a key, so that the lines before it count.
 */
export class Keyboard implements Disposable {
  readonly #stop: AbortController;
  readonly #cooked: boolean;
  readonly #decoder = new KeyDecoder();
  readonly #utf8 = new TextDecoder();
  /** The start of a line of a cooked terminal. */
  #line = "";
  #isRaw = false;
  #keys: Key[] = [];
  #wake = () => {};
  #escape: ReturnType<typeof setTimeout> | undefined;
  #isOpen = true;

  constructor(stop: AbortController, { cooked = false }: KeyboardOptions = {}) {
    this.#stop = stop;
    this.#cooked = cooked;
    if (!cooked) this.setRaw(true);
    stop.signal.addEventListener("abort", () => this.#wake());
    // It ends with the program, since a read of a terminal cannot be called off, and never fails but by a mistake.
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
      await promise;
    }
    return this.#stop.signal.aborted ? undefined : this.#keys.shift();
  }

  /** Gets each key by itself, none of which the terminal shows; or leaves the terminal as it was. */
  setRaw(isRaw: boolean): void {
    if (isRaw === this.#isRaw) return;
    this.#isRaw = isRaw;
    try {
      Deno.stdin.setRaw(isRaw);
    } catch (error) {
      // A terminal that is gone needs not be restored.
      if (isRaw) throw error;
    }
  }

  /** Leaves the terminal as it was. */
  [Symbol.dispose](): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    clearTimeout(this.#escape);
    this.setRaw(false);
  }

  async #read(): Promise<void> {
    const buffer = new Uint8Array(4096);
    try {
      for (let count = await Deno.stdin.read(buffer); count !== null; count = await Deno.stdin.read(buffer)) {
        this.#decode(buffer.subarray(0, count));
      }
      if (this.#cooked) return this.#take({ name: "end of input" });
    } catch {
      // A terminal that is gone cannot be read; that is its end, too.
    }
    this.#stop.abort();
  }

  #decode(chunk: Uint8Array): void {
    clearTimeout(this.#escape);
    for (const key of this.#isRaw ? this.#decoder.push(chunk) : this.#lines(chunk)) this.#take(key);
    if (!this.#decoder.hasEscape || !this.#isOpen) return;
    this.#escape = setTimeout(() => this.#decoder.escape().forEach((key) => this.#take(key)), ESCAPE);
  }

  /** Lines as the terminal gives them, each as a text and Enter. */
  #lines(chunk: Uint8Array): Key[] {
    const lines = (this.#line + this.#utf8.decode(chunk, { stream: true })).split("\n");
    this.#line = lines.pop()!;
    return lines.flatMap((line) => [{ name: "text", text: line.replaceAll(SEQUENCES, "") }, { name: "enter" }]);
  }

  #take(key: Key): void {
    if (key.name === "interrupt" && this.#isOpen) return this.#stop.abort();
    if (this.#keys.length < KEYS_AHEAD) this.#keys.push(key);
    this.#wake();
  }
}
