/**
 * A screen that is drawn: news, and below them the row that is edited.
 *
 * Whatever is printed changes neither the row nor the cursor in it: it is written above, and each piece of news at once,
 * so that nothing flickers.
 *
 * @module
 */

import type { Output } from "../../output.ts";
import { drawNews, drawRow, eraseResized, extraRows } from "./ansi.ts";
import { type LineEditor, render, type Row } from "./line_editor.ts";
import { Renderer, type RowEnd } from "./renderer.ts";
import type { Theme } from "./theme.ts";
import { afterLines, forget, resize, type Shown, type Size } from "./transcript.ts";
import { safeWidth } from "../../width.ts";

const ERASE_ROW = "\r\x1b[K";
const ERASE_ALL = "\x1b[H\x1b[2J";
const PASTE_ON = "\x1b[?2004h";
const PASTE_OFF = "\x1b[?2004l";

/** Columns: when tmux wraps the row, it scrolls, even if there is room below. For so narrow a terminal rows are kept above. */
const NARROW = 16;

/** Columns for the answer to a question. */
const ANSWER = 8;

/** Windows has no such signal; the row is right again with the next key. */
const HEARS_OF_SIZE = Deno.build.os !== "windows";

/** Draws. */
export class DrawingRenderer extends Renderer {
  /** The row as it was drawn. */
  #drawn: Row | undefined;
  /** Rows that surely are above it on the screen. */
  #above = 0;
  readonly #resized = () => this.#redraw();

  /**
   * A screen on which nothing was shown yet.
   *
   * @param onLost Called when nobody is there to see what is drawn.
   */
  constructor(output: Output, theme: Theme, onLost: () => void) {
    super(output, theme, sizeNow(), onLost);
    this.#write(PASTE_ON);
    if (HEARS_OF_SIZE) Deno.addSignalListener("SIGWINCH", this.#resized);
  }

  /** See {@linkcode Renderer.draw}. */
  override draw(editor: LineEditor): void {
    this.editor = editor;
    this.measure();
    if (this.output.isBehind) return;
    this.#drawn = this.#render(editor);
    this.#write(drawRow(this.#drawn));
  }

  /** See {@linkcode Renderer.hasRoom}. */
  override hasRoom(question: string): boolean {
    const { columns } = sizeNow();
    return safeWidth(question) + ANSWER <= columns - Math.floor(columns / 8);
  }

  /** See {@linkcode Renderer.end}. */
  override end(editor: LineEditor, { vanishes }: RowEnd): void {
    this.measure();
    this.editor = this.#drawn = undefined;
    if (vanishes) return this.#write(ERASE_ROW);
    const { text } = this.#render(editor);
    this.transcript = afterLines(this.transcript, [text]);
    this.#write(`${ERASE_ROW}${text}\r\n`, 1);
  }

  /** See {@linkcode Renderer.clear}. */
  override clear(): void {
    this.transcript = forget(this.transcript);
    this.#above = 0;
    this.#write(ERASE_ALL);
  }

  /** See {@linkcode Renderer.resume}. */
  override resume(): void {
    this.#drawn = undefined; // It is somewhere above, or no more.
    this.#above = 0;
    this.measure();
    this.transcript = forget(this.transcript);
    this.#drawn = this.editor && this.#render(this.editor);
    this.#write(PASTE_ON + (this.#drawn === undefined ? "" : drawRow(this.#drawn)));
  }

  /** See {@linkcode Renderer.leave}. */
  override leave(): void {
    super.leave();
    if (HEARS_OF_SIZE) Deno.removeSignalListener("SIGWINCH", this.#resized);
    this.#write(PASTE_OFF);
  }

  /** See {@linkcode Renderer.measure}. */
  protected override measure(): void {
    if (resize(this.transcript, sizeNow()) !== this.transcript) this.#redraw();
  }

  /** See {@linkcode Renderer.news}. */
  protected override news({ patches, lines }: Shown, bell: string): void {
    if (patches.length + lines.length === 0) return this.#write(bell);
    if (this.editor !== undefined && !this.output.isBehind) this.#drawn = this.#render(this.editor);
    const reachable = this.#isSafe(this.#drawn) ? patches : [];
    this.#write(bell + drawNews({ patches: reachable, lines }, this.#drawn), lines.length);
  }

  /** See {@linkcode Renderer.catchUp}. */
  protected override catchUp(missed: number): void {
    const lines = this.missingLines(missed);
    this.#redraw();
    this.transcript = afterLines(forget(this.transcript), lines);
    this.#drawn = this.editor && this.#render(this.editor);
    this.#write(
      `${ERASE_ROW}${drawNews({ patches: [], lines }, this.#drawn)}${this.#drawn ? drawRow(this.#drawn) : ""}`,
    );
  }

  get #size(): Size {
    return this.transcript.size!;
  }

  /** Draws the row on a terminal of another size, which may have wrapped what was the row to several, or cut it off. */
  #redraw(): void {
    if (this.output.isBehind) return; // catchUp() does it.
    this.transcript = resize(this.transcript, sizeNow());
    if (this.editor === undefined || this.#drawn === undefined) return;
    const { columns, rows } = this.#size;
    const erased = eraseResized(this.#drawn, columns, this.theme);
    this.#above = Math.min(this.#above - extraRows(this.#drawn.text, columns), rows - 1);
    this.#drawn = this.#render(this.editor);
    const room = Math.min(extraRows(this.#drawn.text, NARROW), rows - 1);
    const blank = this.theme.wraps ? Math.max(0, room - this.#above) : 0;
    this.#write(erased + "\r\n".repeat(blank) + drawRow(this.#drawn), blank);
  }

  #render(editor: LineEditor): Row {
    const row = render(editor, this.#size.columns, this.theme.texts);
    if (!this.#isSafe(row)) this.transcript = forget(this.transcript);
    return row;
  }

  /** Whether the row takes no second one on any terminal; else nobody knows what stands how far above it. */
  #isSafe(row: Row | undefined): boolean {
    return row === undefined || safeWidth(row.text) < this.#size.columns;
  }

  #write(text: string, lines = 0): void {
    if (this.output.write(text, lines)) this.#above = Math.min(this.#above + lines, this.#size.rows - 1);
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
