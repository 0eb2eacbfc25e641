/**
 * Terminals as a picture: text with colours (SGR of ECMA-48) to SVG. Pure.
 *
 * @module
 */

import { clusters, clusterWidth } from "../lib/width.ts";

/** A terminal to draw. */
export interface Terminal {
  readonly title: string;
  /** Its rows, with SGR sequences and no others. */
  readonly screen: string;
  /** Column and row of the cursor, both from 0, with a comma between. */
  readonly cursor: string;
}

/** Characters of a terminal. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

const CELL = { width: 8.4, height: 19 };
const MARGIN = 14;
const TITLE = 30;
const GAP = 18;

const INK = "#d8dee9";
const PAPER = "#1f2430";
/** The first eight colours of a terminal, and the same bright. */
const COLORS = ["#3b4252", "#ef6b73", "#8ccf7e", "#e5c76b", "#67b0e8", "#c47fd5", "#6cbfbf", "#d8dee9"];
const BRIGHT = ["#7b8496", "#ff8a90", "#a6e39a", "#f4d67a", "#8ac7f5", "#d99ae6", "#8ad9d9", "#ffffff"];

interface Style {
  readonly color?: string | undefined;
  readonly bold?: boolean;
  readonly dim?: boolean;
  readonly reverse?: boolean;
}

/** Draws terminals side by side. */
export function drawTerminals(terminals: readonly Terminal[], size: Size): string {
  const width = Math.ceil(size.columns * CELL.width) + 2 * MARGIN;
  const height = TITLE + size.rows * CELL.height + 2 * MARGIN;
  const all = terminals.length * width + (terminals.length - 1) * GAP;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${all} ${height}" width="${all}" height="${height}" ` +
    `font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14">`,
    ...terminals.flatMap((terminal, index) => [
      `<g transform="translate(${index * (width + GAP)} 0)">`,
      `<rect width="${width}" height="${height}" rx="9" fill="${PAPER}"/>`,
      `<text x="${width / 2}" y="20" fill="#8b93a5" text-anchor="middle" font-size="12">${
        escape(terminal.title)
      }</text>`,
      ...drawCursor(terminal.cursor),
      ...drawRows(terminal.screen.split("\n").slice(0, size.rows)),
      "</g>",
    ]),
    "</svg>",
    "",
  ].join("\n");
}

function drawCursor(cursor: string): string[] {
  const [column = 0, row = 0] = cursor.split(",").map(Number);
  const [x, y] = [MARGIN + column * CELL.width, TITLE + MARGIN + row * CELL.height - 14];
  return [`<rect x="${x.toFixed(1)}" y="${y}" width="${CELL.width}" height="${CELL.height - 2}" fill="#8b93a5"/>`];
}

/** Rows, the first of which has no style; each goes on with that of the one above. */
function drawRows(rows: readonly string[]): string[] {
  let style: Style = {};
  return rows.flatMap((row, index) => {
    const drawn = drawRow(row, index, style);
    style = drawn.style;
    return drawn.texts;
  });
}

/** A row: one text element for each stretch of one style, at its column, whatever font shows it. */
function drawRow(row: string, index: number, before: Style): { texts: string[]; style: Style } {
  const y = TITLE + MARGIN + index * CELL.height;
  const texts: string[] = [];
  let style = before;
  let column = 0;
  // deno-lint-ignore no-control-regex
  for (const part of row.split(/(\x1b\[[0-9;:]*m)/)) {
    if (part.startsWith("\x1b")) {
      style = applySgr(style, part.slice(2, -1));
      continue;
    }
    // A wide character may be drawn narrower than its cells, so it stands alone.
    for (const piece of part.match(/[ -~]+|[^ -~]+/gu) ?? []) {
      for (const text of /^[ -~]/.test(piece) ? [piece] : clusters(piece)) {
        const columns = /^[ -~]/.test(text) ? text.length : clusterWidth(text);
        if (text.trim() !== "") texts.push(drawText(text, { column, y, columns, style }));
        column += columns;
      }
    }
  }
  return { texts, style };
}

function drawText(
  text: string,
  { column, y, columns, style }: { column: number; y: number; columns: number; style: Style },
): string {
  const x = (MARGIN + column * CELL.width).toFixed(1);
  const attributes = [
    `x="${x}" y="${y}" fill="${style.color ?? INK}"`,
    ...(/^[ -~]/.test(text) ? [`textLength="${(columns * CELL.width).toFixed(1)}"`] : []),
    ...(style.bold ? ['font-weight="bold"'] : []),
    ...(style.dim ? ['opacity="0.65"'] : []),
  ];
  return `<text ${attributes.join(" ")} xml:space="preserve">${escape(text)}</text>`;
}

/** The style after an SGR sequence with these parameters. */
function applySgr(style: Style, parameters: string): Style {
  const codes = parameters === "" ? [0] : parameters.split(/[;:]/).map(Number);
  let next = style;
  while (codes.length > 0) {
    const code = codes.shift()!;
    if (code === 0) next = {};
    else if (code === 1) next = { ...next, bold: true };
    else if (code === 2) next = { ...next, dim: true };
    else if (code === 22) next = { ...next, bold: false, dim: false };
    else if (code === 39) next = { ...next, color: undefined };
    else if (code >= 30 && code < 38) next = { ...next, color: COLORS[code - 30] };
    else if (code >= 90 && code < 98) next = { ...next, color: BRIGHT[code - 90] };
    else if (code === 38 && codes.shift() === 5) next = { ...next, color: color256(codes.shift() ?? 7) };
  }
  return next;
}

/** A colour of the palette of 256: sixteen, a cube of six by six by six, and greys. */
function color256(index: number): string {
  if (index < 8) return COLORS[index]!;
  if (index < 16) return BRIGHT[index - 8]!;
  if (index > 231) return hex([0, 0, 0].map(() => 8 + 10 * (index - 232)));
  const level = (step: number) => step === 0 ? 0 : 55 + 40 * step;
  return hex([Math.floor((index - 16) / 36), Math.floor((index - 16) / 6) % 6, (index - 16) % 6].map(level));
}

function hex(levels: number[]): string {
  return `#${levels.map((level) => level.toString(16).padStart(2, "0")).join("")}`;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
