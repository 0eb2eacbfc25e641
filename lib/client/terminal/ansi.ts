/**
 * What makes a terminal show news and the row that is edited: the bytes, as text. Pure.
 *
 * @module
 */

import type { Row } from "./line_editor.ts";
import type { Patch } from "./transcript.ts";
import { width } from "./width.ts";

const ERASE_ROW = "\r\x1b[K";

/** What there is to draw besides the row that is edited. */
export interface News {
  /** Rows above it to be drawn anew. */
  readonly patches: readonly Patch[];
  /** Lines to be printed above it. */
  readonly lines: readonly string[];
}

/** Draws the row that is edited, on which the cursor stands somewhere. */
export function drawRow({ text, column }: Row): string {
  return `${ERASE_ROW}${text}${toColumn(column)}`;
}

/** Draws news above the row that is edited, if there is one; else above the cursor, which stands on an empty row. */
export function drawNews({ patches, lines }: News, row: Row | undefined): string {
  const drawn = patches.map(({ up, text }) => `${moveTo(up)}${ERASE_ROW}${text}\r\x1b[${up}B`).join("");
  if (lines.length === 0) return drawn + (row === undefined ? "\r" : toColumn(row.column));
  const printed = lines.map((line) => `${line}\r\n`).join("");
  return `${drawn}${row === undefined ? "" : ERASE_ROW}${printed}${row === undefined ? "" : drawRow(row)}`;
}

/**
 * Appends news to a terminal that edits lines by itself: below a `prompt` that was shown and whatever was typed behind
 * it, which the terminal still knows. The prompt is shown again.
 */
export function plainNews(lines: readonly string[], prompt: string | undefined): string {
  const printed = lines.map((line) => `${line}\n`).join("");
  return prompt === undefined ? printed : `\n${printed}${prompt}`;
}

/**
 * Erases a row that was drawn on a wider terminal, which has wrapped it to several since, and goes to the first of them.
 * To erase all below at once would make some terminals keep it in their history.
 */
export function eraseWrapped({ text, column }: Row, columns: number): string {
  const rows = Math.max(1, Math.ceil(width(text) / columns));
  const erased = Array<string>(rows).fill("\x1b[K").join("\x1b[B");
  return moveTo(Math.floor(column / columns)) + erased + moveTo(rows - 1);
}

/** Moves to the start of the row that is so many above. */
function moveTo(up: number): string {
  return up === 0 ? "\r" : `\r\x1b[${up}A`;
}

function toColumn(column: number): string {
  return column === 0 ? "\r" : `\r\x1b[${column}C`;
}
