/**
 * What a part of the bench found, and how it is shown.
 *
 * @module
 */

/** A row of a table: the same keys in every row. */
export type Row = Record<string, string | number>;

/** A value that the project promises. */
export interface Target {
  readonly what: string;
  readonly value: number;
  /** The value must be at least this ... */
  readonly atLeast?: number;
  /** ... or below this. */
  readonly below?: number;
  readonly unit?: string;
}

/** What a part of the bench found. */
export interface Section {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly targets?: readonly Target[];
  readonly notes?: readonly string[];
}

/** Whether the value is as promised. */
export function isMet({ value, atLeast = -Infinity, below = Infinity }: Target): boolean {
  return value >= atLeast && value < below;
}

/** A section as text: a table that is Markdown too, then the targets. */
export function formatSection({ title, rows, targets = [], notes = [] }: Section): string {
  const columns = Object.keys(rows[0] ?? {});
  const cells = [columns, ...rows.map((row) => columns.map((column) => formatCell(row[column])))];
  const widths = columns.map((_, at) => Math.max(...cells.map((row) => row[at]!.length)));
  const isText = columns.map((column) => typeof rows[0]?.[column] === "string");
  const lines = cells.map((row) => row.map((cell, at) => pad(cell, widths[at]!, isText[at]!)).join(" | "));
  const rule = widths.map((width, at) => isText[at] ? "-".repeat(width) : "-".repeat(width - 1) + ":").join(" | ");
  const table = rows.length === 0 ? [] : [lines[0]!, rule, ...lines.slice(1)].map((line) => `| ${line} |`);
  return [`## ${title}`, "", ...table, "", ...targets.map(formatTarget), ...notes.map((note) => `- ${note}`), ""].join(
    "\n",
  );
}

function pad(cell: string, width: number, isText: boolean): string {
  return isText ? cell.padEnd(width) : cell.padStart(width);
}

function formatCell(value: string | number | undefined): string {
  return typeof value === "number" ? formatNumber(value) : value ?? "";
}

/** Three digits, or all of those before the point. */
export function formatNumber(value: number): string {
  const digits = value === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toLocaleString("en", { maximumFractionDigits: Math.min(digits, 3) });
}

function formatTarget(target: Target): string {
  const { what, value, atLeast, below, unit = "" } = target;
  const limit = atLeast === undefined ? `below ${below}` : `at least ${atLeast}`;
  return `- ${isMet(target) ? "met" : "**NOT MET**"}: ${what}: ${formatNumber(value)}${unit} (${limit}${unit})`;
}

/** The value in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
