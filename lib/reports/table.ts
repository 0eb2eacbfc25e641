/**
 * Tables that a teacher takes home: as CSV for a spreadsheet, as a page to print, and as lines. Pure.
 *
 * @module
 */

import { escapeControls } from "../sanitize.ts";
import { width } from "../width.ts";
import type { Table } from "./report.ts";

/** What a spreadsheet would take for a formula, and run; the signs of full width where it is a Japanese or Chinese one. */
const FORMULA = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;

/**
 * A table as CSV (RFC 4180), which begins with the mark by which spreadsheets know UTF-8. A text that a spreadsheet would
 * take for a formula gets an apostrophe before it.
 *
 * @example A name that is none
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const csv = toCsv({ title: "t", note: "n", columns: ["name"], rows: [["=1+1"], ['a "b", c']] });
 * assertEquals(csv, "\ufeffname\r\n'=1+1\r\n\"a \"\"b\"\", c\"\r\n");
 * ```
 */
export function toCsv({ columns, rows }: Table): string {
  const lines = [columns, ...rows].map(csvLine);
  return `\ufeff${lines.join("\r\n")}\r\n`;
}

/** A row of a table as CSV, without its end; texts that look like formulas as in {@linkcode toCsv}. */
export function csvLine(cells: readonly string[]): string {
  return cells.map(csvCell).join(",");
}

/** A text as it was before {@linkcode csvLine} put an apostrophe before it. */
export function withoutApostrophe(text: string): string {
  return text.startsWith("'") && FORMULA.test(text.slice(1)) ? text.slice(1) : text;
}

function csvCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",;\r\n\t]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const STYLE = `
  body { font: 11pt/1.4 sans-serif; margin: 2em; color: #000; background: #fff; }
  h1 { font-size: 16pt; margin: 0; }
  p { margin: 0.3em 0 1em; }
  table { border-collapse: collapse; width: 100%; }
  th, td { border: 1px solid #999; padding: 0.2em 0.5em; text-align: left; vertical-align: top; }
  td { white-space: pre-wrap; overflow-wrap: anywhere; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
  @page { margin: 1.5cm; }
`;

/** A table as one page of HTML that prints well: no script, and nothing from elsewhere. */
export function toHtml({ title, note, columns, rows }: Table): string {
  const row = (tag: string, cells: readonly string[]) =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join("")}</tr>`;
  return `<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(note)}</p>
<table>
<thead>${row("th", columns)}</thead>
<tbody>
${rows.map((cells) => row("td", cells)).join("\n")}
</tbody>
</table>
</body>
</html>
`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A text as HTML shows it, in an element or an attribute. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character]!);
}

/** A table as lines for people, its columns below each other; nothing in them can drive a terminal. */
export function toLines({ note, columns, rows }: Table): string[] {
  const all = [columns, ...rows].map((cells) => cells.map(escapeControls));
  const widest = (column: number) => all.reduce((most, cells) => Math.max(most, width(cells[column]!)), 0);
  const widths = columns.map((_, column) => Math.min(40, widest(column)));
  const fill = (cell: string, column: number) => cell + " ".repeat(Math.max(widths[column]! - width(cell), 0));
  return [escapeControls(note), ...all.map((cells) => cells.map(fill).join("  ").trimEnd())];
}

/** The form of a file by the end of its name: a page for `.html` and `.htm`, and else CSV. */
export function formatFor(path: string, table: Table): string {
  return /\.html?$/i.test(path) ? toHtml(table) : toCsv(table);
}
