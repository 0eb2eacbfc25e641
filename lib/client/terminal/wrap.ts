/**
 * A text as the rows of a terminal: broken between words, by the columns that it takes. Pure.
 *
 * @module
 */

import { clusters, clusterWidth, safeWidth } from "../../width.ts";

/** Options of {@linkcode wrap}. */
export interface WrapOptions {
  /** Columns of the first row that something else takes. @default 0 */
  first?: number;
  /** Columns that stay blank at the start of every other row. @default 0 */
  hang?: number;
  /** Counts the most columns that a terminal may take. @default false */
  safe?: boolean;
}

/** What is not broken without need, such as a word or one ideograph, and how many spaces stand before it. */
interface Word {
  readonly spaces: number;
  readonly text: string;
  readonly columns: number;
}

/** Rows in the making: those that are done, and one that has `used` of its columns. */
interface Rows {
  readonly done: string[];
  readonly columns: number;
  readonly hang: number;
  readonly measure: (cluster: string) => number;
  row: string;
  used: number;
}

/**
 * The rows of `text`, which has no control characters, for a terminal of `columns`. Its spaces stay, but for those where
 * a row ends. A word that is longer than a row is cut, never within what a reader sees as one character.
 *
 * @example A message after its sender, on a terminal of 16 columns
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(wrap("apa kabar hari ini?", 16, { first: 6, hang: 6 }), ["apa kabar", "      hari ini?"]);
 * ```
 */
export function wrap(text: string, columns: number, { first = 0, hang = 0, safe = false }: WrapOptions = {}): string[] {
  const measure = safe ? safeWidth : clusterWidth;
  const page: Rows = { done: [], columns, hang, measure, row: "", used: first };
  for (const [index, word] of wordsOf(text, measure).entries()) {
    const length = word.columns;
    let { spaces } = word;
    if (index === 0) {
      // The indentation of a line of code is meant, so far as there is room.
      spaces = Math.min(spaces, Math.max(0, columns - first - 1));
      add(page, " ".repeat(spaces), spaces);
      spaces = 0;
    }
    const fits = page.used + spaces + length <= columns;
    const isWorthARow = length <= columns - hang && page.used > hang;
    if (!fits && (isWorthARow || page.used + spaces >= columns)) breakRow(page);
    else add(page, " ".repeat(spaces), spaces);
    putWord(page, word.text, length);
  }
  return [...page.done, page.row];
}

function add(page: Rows, text: string, columns: number): void {
  page.row += text;
  page.used += columns;
}

function breakRow(page: Rows): void {
  page.done.push(page.row);
  page.row = " ".repeat(page.hang);
  page.used = page.hang;
}

/** Puts a word on the page; one that is too long for the row goes on in the next. */
function putWord(page: Rows, text: string, length: number): void {
  if (page.used + length <= page.columns) return add(page, text, length);
  for (const cluster of clusters(text)) {
    const step = page.measure(cluster);
    // A row of nothing would be followed by another one for ever.
    if (page.used + step > page.columns && page.used > page.hang) breakRow(page);
    add(page, cluster, step);
  }
}

// What is written without spaces may be broken between any two characters, but not before one that closes and not after
// one that opens (a little of Unicode's UAX 14).
const IDEOGRAPH = /^[\u2e80-\ud7a3\uf900-\ufaff\uff00-\uff60\u{20000}-\u{3fffd}]/u;
const CLOSING = /^[\p{Pe}\p{Pf}\p{Po}\u3005\u30fc]/u;
const OPENING = /^[\p{Ps}\p{Pi}]/u;
// deno-lint-ignore no-control-regex
const ASCII = /^[\x00-\x7f]*$/;

function wordsOf(text: string, measure: Rows["measure"]): Word[] {
  // Spaces at the end would be tried from each of them on.
  return Array.from(text.trimEnd().matchAll(/( *)([^ ]+)/g)).flatMap(([, spaces, chunk]) =>
    piecesOf(chunk!, measure).map((piece, index) => ({ ...piece, spaces: index === 0 ? spaces!.length : 0 }))
  );
}

function piecesOf(chunk: string, measure: Rows["measure"]): { text: string; columns: number }[] {
  if (ASCII.test(chunk)) return [{ text: chunk, columns: chunk.length }];
  const pieces: { text: string; columns: number }[] = [];
  let previous: string | undefined;
  for (const cluster of clusters(chunk)) {
    const columns = measure(cluster);
    const piece = pieces.at(-1);
    if (piece === undefined || previous === undefined || canBreak(previous, cluster)) {
      pieces.push({ text: cluster, columns });
    } else {
      piece.text += cluster;
      piece.columns += columns;
    }
    previous = cluster;
  }
  return pieces;
}

function canBreak(before: string, after: string): boolean {
  return (IDEOGRAPH.test(before) || IDEOGRAPH.test(after)) && !CLOSING.test(after) && !OPENING.test(before);
}
