/**
 * What a terminal shows: news, and below them the row that is edited. It must not know keys, nor what a line means.
 *
 * Whatever is printed changes neither the row nor the cursor in it: it is written above, and each piece of news at once,
 * so that nothing flickers.
 *
 * @module
 */

import { CLOCKS } from "../../clock.ts";
import type { Output } from "../../output.ts";
import { drawNews, drawRow, eraseResized, extraRows, plainNews } from "./ansi.ts";
import { lineRows } from "./message_layout.ts";
import { type LineEditor, render, type Row } from "./line_editor.ts";
import type { Theme } from "./theme.ts";
import { escapeControls } from "../sanitize.ts";
import {
  afterLines,
  changeMessage,
  forget,
  isUntold,
  openTranscript,
  resize,
  showMessage,
  takeReceipt,
  tellStates,
} from "./transcript.ts";
import type { ShownMessage, StateChange } from "../message.ts";
import type { Shown, Size, Transcript } from "./transcript.ts";
import { safeWidth } from "./width.ts";

const ERASE_ROW = "\r\x1b[K";
const ERASE_ALL = "\x1b[H\x1b[2J";
const PASTE_ON = "\x1b[?2004h";
const PASTE_OFF = "\x1b[?2004l";
const BELL = "\x07";

/** Bytes that wait for a terminal that was stopped; what is shown beyond that is only counted. */
const CAPACITY = 256 * 1024;

/**
 * Milliseconds without news after which is told what has become of messages that cannot be redrawn, and that some wait: what
 * comes together is told together.
 */
const QUIET = 300;
/** Milliseconds after which it is told whatever comes. */
const LONGEST_UNTOLD = 3_000;

/** Columns for the answer to a question. */
const ANSWER = 8;

/** Columns: when tmux wraps the row, it scrolls, even if there is room below. For so narrow a terminal rows are kept above. */
const NARROW = 16;

/** A terminal's screen, on which a row may be edited. In a plain look, the terminal itself shows what is typed. */
export class Renderer {
  readonly #output: Output;
  readonly #look: Theme;
  readonly #onLost: () => void;
  #view: Transcript;
  /** The row that is edited; `undefined` while nobody edits one. */
  #screen: LineEditor | undefined;
  /** The row as it was drawn. */
  #drawn: Row | undefined;
  /** Rows that surely are above it on the screen. */
  #above = 0;
  #written = Promise.resolve();
  /** Lines that were not drawn, if anything was not, since the terminal took nothing. */
  #missed: number | undefined;
  #telling: ReturnType<typeof setTimeout> | undefined;
  /** Since when something is to be told. */
  #untoldSince: number | undefined;
  #isLeft = false;

  /**
   * Nothing is drawn yet.
   *
   * @param onLost Called when the terminal is gone.
   */
  constructor(output: Output, look: Theme, onLost: () => void) {
    this.#output = output;
    this.#look = look;
    this.#onLost = onLost;
    this.#view = openTranscript(look, sizeNow(), CLOCKS.wall());
    if (!look.plain) this.#write(PASTE_ON);
  }

  /** Prints `lines`, which must be safe to show, broken between words unless they are to stay `asIs`. */
  print(lines: readonly string[], { asIs }: { asIs: boolean }): void {
    this.#measure();
    const { look, size } = this.#view;
    const rows = asIs ? lines : lines.flatMap((line) => lineRows(look, line, size.columns));
    this.#tell({ view: afterLines(this.#view, rows), patches: [], lines: rows });
  }

  /** Shows a message. */
  show(message: ShownMessage, hasBell: boolean): void {
    this.#measure();
    this.#tell(showMessage(this.#view, message, CLOCKS.wall()), hasBell ? BELL : "");
  }

  /** Shows what has become of an own message. */
  update(key: string, change: StateChange): void {
    this.#measure();
    this.#tell(changeMessage(this.#view, key, change));
  }

  /** Shows that own messages have come as far as `state`. */
  receipt(user: string, id: string, state: "delivered" | "read"): void {
    this.#measure();
    this.#tell(takeReceipt(this.#view, user, id, state));
  }

  /** Tells what is still to be told of own messages, now and not when there is quiet. */
  tell(): void {
    clearTimeout(this.#telling);
    this.#untoldSince = undefined;
    this.#measure();
    this.#tell(tellStates(this.#view));
  }

  /** Shows the row, as it is now; in a plain look the prompt, and it once. */
  draw(screen: LineEditor): void {
    const isNew = this.#screen === undefined;
    this.#screen = screen;
    if (this.#look.plain) return this.#write(isNew ? escapeControls(screen.prompt) : "");
    this.#measure();
    if (this.#missed !== undefined) return;
    this.#drawn = this.#render(screen);
    this.#write(drawRow(this.#drawn));
  }

  /** Draws the row on a terminal of another size, which may have wrapped what was the row to several, or cut it off. */
  redraw(): void {
    if (this.#missed !== undefined) return; // #catchUp() does it.
    this.#view = resize(this.#view, sizeNow());
    if (this.#screen === undefined || this.#drawn === undefined) return;
    const { columns, rows } = this.#view.size;
    const erased = eraseResized(this.#drawn, columns, this.#look);
    this.#above = Math.min(this.#above - extraRows(this.#drawn.text, columns), rows - 1);
    this.#drawn = this.#render(this.#screen);
    const room = Math.min(extraRows(this.#drawn.text, NARROW), rows - 1);
    const blank = this.#look.wraps ? Math.max(0, room - this.#above) : 0;
    this.#write(erased + "\r\n".repeat(blank) + drawRow(this.#drawn), blank);
  }

  /** Ends the row: it stays as a line, unless it `vanishes`; in a plain look the user `hasEnded` it by typing. */
  end(screen: LineEditor, { vanishes, hasEnded }: { vanishes: boolean; hasEnded: boolean }): void {
    if (!this.#look.plain) this.#measure();
    this.#screen = this.#drawn = undefined;
    if (this.#look.plain) return this.#write(hasEnded ? "" : "\n");
    if (vanishes) return this.#write(ERASE_ROW);
    const { text } = this.#render(screen);
    this.#view = afterLines(this.#view, [text]);
    this.#write(`${ERASE_ROW}${text}\r\n`, 1);
  }

  /** Makes the terminal empty. */
  clear(): void {
    this.#view = forget(this.#view);
    this.#above = 0;
    this.#write(ERASE_ALL);
  }

  /** Draws the row again where others have written, as a shell has while the program was stopped. */
  resume(): void {
    this.#drawn = undefined; // It is somewhere above, or no more.
    this.#above = 0;
    this.#measure();
    this.#view = forget(this.#view);
    if (this.#look.plain) return this.#write(this.#screen === undefined ? "" : escapeControls(this.#screen.prompt));
    this.#drawn = this.#screen && this.#render(this.#screen);
    this.#write(PASTE_ON + (this.#drawn === undefined ? "" : drawRow(this.#drawn)));
  }

  /** Undoes what was asked of the terminal. */
  leave(): void {
    this.#isLeft = true;
    clearTimeout(this.#telling);
    if (!this.#look.plain) this.#write(PASTE_OFF);
  }

  /**
   * Resolves when the terminal has taken what was drawn so far.
   *
   * @throws {Error} If it is gone.
   */
  async seen(): Promise<void> {
    await this.#written;
  }

  #tell({ view, patches, lines }: Shown, bell = ""): void {
    this.#view = view;
    this.#tellLater();
    const screen = this.#screen;
    if (patches.length + lines.length === 0) return this.#write(bell);
    const { length } = lines;
    if (this.#look.plain) return this.#write(bell + plainNews(lines, screen && escapeControls(screen.prompt)), length);
    if (screen !== undefined && this.#missed === undefined) this.#drawn = this.#render(screen);
    this.#write(bell + drawNews({ patches: this.#isSafe(this.#drawn) ? patches : [], lines }, this.#drawn), length);
  }

  /** Whether an answer has room behind a question, which a plain look leaves to the terminal. */
  hasRoom(question: string): boolean {
    const { columns } = sizeNow();
    return this.#look.plain || safeWidth(question) + ANSWER <= columns - Math.floor(columns / 8);
  }

  #tellLater(): void {
    if (this.#isLeft || !isUntold(this.#view)) return;
    const now = CLOCKS.elapsed();
    this.#untoldSince ??= now;
    clearTimeout(this.#telling);
    const rest = this.#untoldSince + LONGEST_UNTOLD - now;
    this.#telling = setTimeout(() => this.tell(), Math.max(0, Math.min(QUIET, rest)));
  }

  #render(screen: LineEditor): Row {
    const { columns } = this.#view.size;
    const row = render(screen, columns, this.#look.texts);
    if (!this.#isSafe(row)) this.#view = forget(this.#view);
    return row;
  }

  /** Whether the row takes no second one on any terminal; else nobody knows what stands how far above it. */
  #isSafe(row: Row | undefined): boolean {
    return row === undefined || safeWidth(row.text) < this.#view.size.columns;
  }

  /** The terminal may have another size before anybody has heard of it. */
  #measure(): void {
    if (resize(this.#view, sizeNow()) !== this.#view) this.redraw();
  }

  #write(text: string, lines = 0): void {
    if (text === "") return;
    if (this.#missed !== undefined || this.#output.size + text.length > CAPACITY) {
      this.#missed = (this.#missed ?? 0) + lines;
      return;
    }
    this.#above = Math.min(this.#above + lines, this.#view.size.rows - 1);
    // A plain look promises it, whatever a caller has printed.
    const bytes = new TextEncoder().encode(this.#look.plain ? text.replaceAll("\x1b", "\\x1b") : text);
    this.#written = this.#output.write(bytes);
    this.#written.then(() => this.#catchUp(), () => this.#onLost());
  }

  /** Draws the row as it is now, and tells what is missing above it, once a terminal that was stopped goes on. */
  #catchUp(): void {
    if (this.#missed === undefined || this.#output.size > 0) return;
    const lines = this.#missed === 0 ? [] : [escapeControls(this.#look.texts.notShown(this.#missed))];
    this.#missed = undefined;
    this.redraw();
    this.#view = afterLines(forget(this.#view), lines);
    if (this.#look.plain) return this.#write(plainNews(lines, this.#screen && escapeControls(this.#screen.prompt)));
    this.#drawn = this.#screen && this.#render(this.#screen);
    this.#write(
      `${ERASE_ROW}${drawNews({ patches: [], lines }, this.#drawn)}${this.#drawn ? drawRow(this.#drawn) : ""}`,
    );
  }
}

function sizeNow(): Size {
  try {
    const { columns, rows } = Deno.consoleSize();
    return { columns: columns || 80, rows: rows || 24 };
  } catch {
    return { columns: 80, rows: 24 };
  }
}
