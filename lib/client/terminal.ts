/**
 * The terminal that a person sits at: keys in, one row that is edited, and lines printed above it. It must not know what
 * a line means, nor any server.
 *
 * @module
 */

import { type Key, KeyDecoder } from "./keys.ts";
import { complete, openScreen, press, render, type Screen } from "./screen.ts";
import { type Look, lookOf } from "./style.ts";
import { visible } from "./text.ts";
import type { ShownMessage, StateChange } from "./view.ts";

/** Finds what the end of `before`, the start of a line, can become; `undefined` if nothing. */
export type Completer = (
  before: string,
) => Promise<{ readonly part: string; readonly candidates: readonly string[] } | undefined>;

/** Options of a {@linkcode Terminal}. */
export interface TerminalOptions {
  /** Where it draws. @default Deno.stdout */
  output?: { writeSync(bytes: Uint8Array): number };
  /** What the Tab key asks. @default nobody */
  completer?: Completer;
  /** How the chat is shown. @default colours, English, no bell */
  look?: Look;
  /** Lines that were entered before and can be recalled, the oldest first. @default none */
  history?: readonly string[];
  /** Is told each line that is kept to be recalled. @default nobody */
  onRemember?: (line: string) => void;
}

/** Options of {@linkcode Terminal.readLine}. */
export interface ReadLineOptions {
  /** Show and remember nothing of what is typed. @default false */
  secret?: boolean;
}

/** Lines that can be recalled. */
const HISTORY = 1_000;
/** Keys that are kept while nobody reads a line. */
const KEYS_AHEAD = 10_000;

/** Milliseconds that typing waits for a name to be completed. */
const PATIENCE = 300;

const ERASE_ROW = "\r\x1b[K";
const ERASE_ALL = "\x1b[H\x1b[2J";
const PASTE_ON = "\x1b[?2004h";
const PASTE_OFF = "\x1b[?2004l";

/**
 * A terminal in raw mode, until it is disposed of. What is typed while nobody reads a line waits for the next one,
 * except Ctrl-C, which aborts `stop` at once, as does the end of the terminal.
 */
export class Terminal implements Disposable {
  readonly #stop: AbortController;
  readonly #output: { writeSync(bytes: Uint8Array): number };
  readonly #completer: Completer;
  readonly #decoder = new KeyDecoder();
  readonly #look: Look;
  readonly #onRemember: (line: string) => void;
  readonly #redraw = () => this.#draw();
  #keys: Key[] = [];
  #wake = () => {};
  /** The row that is shown; `undefined` while nobody reads a line. */
  #screen: Screen | undefined;
  #history: readonly string[] = [];
  #isOpen = true;

  constructor(stop: AbortController, options: TerminalOptions = {}) {
    const { output = Deno.stdout, completer = () => Promise.resolve(undefined) } = options;
    this.#stop = stop;
    this.#output = output;
    this.#completer = completer;
    this.#look = options.look ?? lookOf({ language: "en" });
    this.#history = options.history ?? [];
    this.#onRemember = options.onRemember ?? (() => {});
    Deno.stdin.setRaw(true);
    this.#write(PASTE_ON);
    // Windows has no such signal; the row is right again with the next key.
    if (Deno.build.os !== "windows") Deno.addSignalListener("SIGWINCH", this.#redraw);
    stop.signal.addEventListener("abort", () => this.#wake());
    // It ends with the program, since a read of a terminal cannot be called off, and never fails but by a mistake.
    this.#read().catch(reportError);
  }

  /** Prints `lines`, which must be safe to show, above the row that is edited. */
  print(lines: readonly string[]): void {
    this.#write(`${this.#screen === undefined ? "" : ERASE_ROW}${lines.map((line) => `${line}\r\n`).join("")}`);
    this.#draw();
  }

  /** Shows a message above the row that is edited, with one bell if it is somebody else's and the look has bells. */
  show(message: ShownMessage): void {
    if (this.#look.bell && !message.own) this.#write("\x07");
    const who = message.own ? `you -> ${message.to}` : message.from;
    this.print([visible(`${who}: ${message.text}${message.state === undefined ? "" : `  ${message.state}`}`)]);
  }

  /** Shows what has become of an own message, where it is still on the screen. */
  update(_key: string, _change: StateChange): void {}

  /** Shows that all own messages to `user` up to `id` have come as far as `state`. */
  receipt(_user: string, _id: string, _state: "delivered" | "read"): void {}

  /** Lets a person write a line; `undefined` if they want no more of it, or `stop` was aborted. */
  async readLine(prompt: string, { secret = false }: ReadLineOptions = {}): Promise<string | undefined> {
    this.#screen = openScreen(prompt, { secret, history: this.#history });
    let line: string | undefined;
    for (let isDone = false; !isDone;) {
      if (this.#keys.length === 0) this.#draw();
      const key = await this.#nextKey();
      if (key === undefined) break;
      const { screen, effect } = press(this.#screen, key);
      this.#screen = screen;
      if (effect.kind === "complete") await atMost(PATIENCE, this.#complete(screen));
      else if (effect.kind === "clear") this.#write(ERASE_ALL);
      else if (effect.kind === "line") line = effect.line;
      isDone = effect.kind === "line" || effect.kind === "end";
    }
    this.#draw();
    this.#screen = undefined;
    this.#write("\r\n");
    return line;
  }

  /** Keeps `line`, so that it can be recalled. */
  remember(line: string): void {
    if (line !== this.#history.at(-1)) this.#history = [...this.#history, line].slice(-HISTORY);
    this.#onRemember(line);
  }

  /** Leaves the terminal as it was. */
  [Symbol.dispose](): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    if (Deno.build.os !== "windows") Deno.removeSignalListener("SIGWINCH", this.#redraw);
    this.#write(PASTE_OFF);
    try {
      Deno.stdin.setRaw(false);
    } catch {
      // The terminal is gone, and with it what there was to restore.
    }
  }

  async #read(): Promise<void> {
    const buffer = new Uint8Array(4096);
    try {
      for (let count = await Deno.stdin.read(buffer); count !== null; count = await Deno.stdin.read(buffer)) {
        for (const key of this.#decoder.push(buffer.subarray(0, count))) this.#take(key);
      }
    } catch {
      // A terminal that is gone cannot be read; that is its end, too.
    }
    this.#stop.abort();
  }

  #take(key: Key): void {
    if (key.name === "interrupt" && this.#isOpen) return this.#stop.abort();
    if (this.#keys.length < KEYS_AHEAD) this.#keys.push(key);
    this.#wake();
  }

  async #nextKey(): Promise<Key | undefined> {
    while (this.#keys.length === 0 && !this.#stop.signal.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
    return this.#stop.signal.aborted ? undefined : this.#keys.shift();
  }

  /** Completes the draft, unless it has changed by the time when it is known how. */
  async #complete(asked: Screen): Promise<void> {
    const found = await this.#completer(asked.before);
    if (found === undefined || this.#screen !== asked) return;
    const { screen, choices } = complete(asked, found.part, found.candidates);
    this.#screen = screen;
    if (choices.length > 0) this.print([visible(choices.join("  "))]);
    else this.#draw();
  }

  #draw(): void {
    if (this.#screen === undefined) return;
    const { text, column } = render(this.#screen, columns());
    this.#write(`${ERASE_ROW}${text}\r${column === 0 ? "" : `\x1b[${column}C`}`);
  }

  #write(text: string): void {
    const bytes = new TextEncoder().encode(text);
    try {
      for (let written = 0; written < bytes.length;) written += this.#output.writeSync(bytes.subarray(written));
    } catch {
      // Nobody is there to read it.
      this.#stop.abort();
    }
  }
}

/** Waits for `work`, but no longer than some milliseconds; it goes on then. */
async function atMost(milliseconds: number, work: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  await Promise.race([work, promise]);
  clearTimeout(timer);
}

function columns(): number {
  try {
    return Deno.consoleSize().columns || 80;
  } catch {
    return 80;
  }
}
