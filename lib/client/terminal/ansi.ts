/**
 * What makes a terminal show news and the row that is edited: the bytes, as text. Pure.
 *
 * @module
 */

import type { Row } from "./line_editor.ts";
import type { Patch } from "./transcript.ts";
import { clusters, clusterWidth, cutToWidth } from "../../width.ts";

const ERASE_ROW = "\r\x1b[K";
/** Erases all below the row, too. If that began in the first column, some terminals would keep it in their history. */
const ERASE_REST = `${ERASE_ROW}\x1b[C\x1b[J\r`;
/** What goes beyond the last column is cut off (DECAWM). */
const CUT = "\x1b[?7l";
const WRAP = "\x1b[?7h";
/** Where the cursor is (DECSC), for a terminal may count columns otherwise; nothing may scroll before it goes back there. */
const SAVE = "\x1b7";
const RESTORE = "\x1b8";

/** What there is to draw besides the row that is edited. */
export interface News {
  /** Rows above it to be drawn anew. */
  readonly patches: readonly Patch[];
  /** Lines to be printed above it. */
  readonly lines: readonly string[];
}

/** Draws the row that is edited, on which the cursor stands somewhere. It never takes a second one. */
export function drawRow({ text, column }: Row): string {
  const before = cutToWidth(text, column);
  const after = text.slice(before.length);
  return `${ERASE_ROW}${CUT}${before}${after === "" ? "" : `${SAVE}${after}${RESTORE}`}${WRAP}`;
}

/** Draws news above the row that is edited, if there is one; else above the cursor, which stands on an empty row. */
export function drawNews({ patches, lines }: News, row: Row | undefined): string {
  const patched = patches.map(({ up, text }) => `\x1b[${up}A${ERASE_ROW}${text}${RESTORE}`).join("");
  const drawn = patched === "" ? "" : `${CUT}${SAVE}${patched}${WRAP}`;
  if (lines.length === 0) return drawn;
  const printed = lines.map((line) => `${line}\r\n`).join("");
  return `${drawn}${row === undefined ? "" : ERASE_REST}${printed}${row === undefined ? "" : drawRow(row)}`;
}

/**
 * Appends news to a terminal that edits lines by itself: below a `prompt` that was shown and whatever was typed after
 * it, which the terminal still knows. The prompt is shown again.
 */
export function appendNews(lines: readonly string[], prompt: string | undefined): string {
  const printed = lines.map((line) => `${line}\n`).join("");
  return prompt === undefined ? printed : `\n${printed}${prompt}`;
}

/**
 * Erases the row that is edited, on a terminal that has `columns` since it was drawn, and goes to its start.
 *
 * If the cursor was in a column that there is no more, the terminal has either cut the row off, and the cursor is still in
 * it (xterm), or wrapped it, and the cursor is further down (tmux); nobody knows which, unless it surely `wraps`. So it is
 * told to go not up, where a message may be, but back: from the first column, tmux goes back to the row above only if that
 * one goes on in this one, and most others to none at all while they do not wrap (GNU screen and PuTTY would go to any).
 * What wraps rows and does not go back shows a piece of the old row, but nothing is ever erased above it.
 */
export function eraseResized({ text, column }: Row, columns: number, { wraps }: { wraps: boolean }): string {
  const before = cutToWidth(text, column);
  // Behind the end of a text that fills its row, GNU screen has the cursor in the next one.
  const [under = wraps ? " " : ""] = clusters(text.slice(before.length));
  const up = "\r\b".repeat(extraRows(before + under, columns));
  return `${up === "" || wraps ? up : `${CUT}${up}${WRAP}`}${ERASE_REST}`;
}

/** How many more rows than one `text` takes on a terminal of `columns` that wraps it. */
export function extraRows(text: string, columns: number): number {
  let rows = 0;
  let used = 0;
  for (const cluster of clusters(text)) {
    used += clusterWidth(cluster);
    if (used <= columns) continue;
    rows++;
    used = clusterWidth(cluster);
  }
  return rows;
}
