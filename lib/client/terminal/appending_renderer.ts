/**
 * A screen on which lines are only ever appended, without one escape byte: for screen readers, and for terminals that can
 * no more. The terminal itself shows and edits what is typed.
 *
 * @module
 */

import type { Output } from "../../output.ts";
import { appendNews } from "./ansi.ts";
import type { LineEditor } from "./line_editor.ts";
import { Renderer, type RowEnd } from "./renderer.ts";
import { escapeControls } from "../sanitize.ts";
import type { Theme } from "./theme.ts";
import type { Shown } from "./transcript.ts";

/** Appends. */
export class AppendingRenderer extends Renderer {
  /**
   * A screen on which nothing was shown yet.
   *
   * @param onLost Called when nobody is there to see what is shown.
   */
  constructor(output: Output, theme: Theme, onLost: () => void) {
    super(output, theme, undefined, onLost);
  }

  /** Shows the prompt, once. */
  override draw(editor: LineEditor): void {
    const isNew = this.editor === undefined;
    this.editor = editor;
    if (isNew) this.#write(this.#prompt!);
  }

  /** The terminal wraps a question that is too long. */
  override hasRoom(): boolean {
    return true;
  }

  /** See {@linkcode Renderer.end}. */
  override end(_editor: LineEditor, { hasEnded }: RowEnd): void {
    this.editor = undefined;
    if (!hasEnded) this.#write("\n");
  }

  /** Does nothing: what was shown stays. */
  override clear(): void {}

  /** See {@linkcode Renderer.resume}. */
  override resume(): void {
    this.#write(this.#prompt ?? "");
  }

  /** See {@linkcode Renderer.measure}. */
  protected override measure(): void {}

  /** See {@linkcode Renderer.news}. */
  protected override news({ lines }: Shown, bell: string): void {
    if (lines.length === 0) this.#write(bell);
    else this.#write(bell + appendNews(lines, this.#prompt), lines.length);
  }

  /** See {@linkcode Renderer.catchUp}. */
  protected override catchUp(missed: number): void {
    this.#write(appendNews(this.missingLines(missed), this.#prompt));
  }

  get #prompt(): string | undefined {
    return this.editor && escapeControls(this.editor.prompt);
  }

  #write(text: string, lines = 0): void {
    // It is promised, whatever a caller has printed.
    this.output.write(text.replaceAll("\x1b", "\\x1b"), lines);
  }
}
