/**
 * One message as the rows that show it. Pure: it knows no terminal, and not where the rows come to stand.
 *
 * @module
 */

import { STATES } from "./states.ts";
import { paint, paintName, type Theme } from "./theme.ts";
import { escapeControls } from "../sanitize.ts";
import { type ShownMessage, stateText } from "../message.ts";
import { clusters, safeWidth, width } from "../../width.ts";
import { wrap } from "./wrap.ts";

/** Options of {@linkcode messageRows}. */
export interface LayoutOptions {
  /** The columns of the terminal. @default it wraps by itself */
  columns?: number | undefined;
  /** Show the sender's full name, too. @default false */
  introduce?: boolean;
}

/** What stands before the text: the time, and who wrote to whom. */
interface Head {
  readonly text: string;
  readonly painted: string;
}

/** Columns by which the rows of a message are indented if what stands before its text is too long: those of the time. */
const INDENT = 6;

/**
 * The rows that show `message`, painted. Their number is the same whatever becomes of it. If the terminal wraps by
 * itself, they are the lines of the text.
 */
export function messageRows(theme: Theme, message: ShownMessage, { columns, introduce }: LayoutOptions): string[] {
  const head = headOf(theme, message, introduce ?? false);
  const [first = "", ...others] = message.text.split("\n").map(untabbed);
  if (columns === undefined) {
    const rows = [head.text + first, ...others.map((line) => `  ${line}`)];
    return withState(theme, message, rows);
  }
  // A terminal may wrap after its last column, so it stays free.
  const room = Math.max(2, columns - 1);
  const length = (message.own ? safeWidth : width)(head.text);
  const hang = Math.min(length * 3 <= room ? length : INDENT, Math.floor(room / 3));
  const fits = length < room;
  // An own one is redrawn: it must be known how many rows it takes.
  const safe = message.own;
  const top = fits ? wrap(first, room, { first: length, hang, safe }) : wrap(head.text + first, room, { hang, safe });
  const indent = " ".repeat(hang);
  const rest = others.flatMap((line) =>
    wrap(line, room, { first: hang, hang, safe }).map((row, at) => at ? row : indent + row)
  );
  const rows = [`${fits ? head.painted : ""}${top[0]}`, ...top.slice(1), ...rest];
  if (!message.own) return rows;
  const last = rows.length === 1 ? (fits ? length : 0) + safeWidth(top[0]!) : safeWidth(rows.at(-1)!);
  const longest = longestState(theme, message.to);
  if (last + longest > room) rows.push(indent.slice(0, Math.max(0, room - longest)));
  return withState(theme, message, rows);
}

/**
 * The rows that show a line which is no message; it stays one if the terminal wraps by itself. What goes on in another row is indented; that of a table, such as `help`
 * prints, to its second column.
 */
export function lineRows(line: string, columns: number | undefined): string[] {
  if (columns === undefined) return [line];
  const room = Math.max(2, columns - 1);
  const first = /^\S+(?: \S+)* {2,}/.exec(line)?.[0].length ?? room;
  return wrap(line, room, { hang: first * 3 <= room ? first : Math.min(2, Math.floor(room / 3)), safe: true });
}

/** As much of a line as fits into one row; all of it, if the terminal wraps by itself. */
export function cutRow(line: string, columns: number | undefined): string {
  if (columns === undefined) return line;
  let [row, used] = ["", 0];
  for (const cluster of clusters(line)) {
    used += safeWidth(cluster);
    if (used >= Math.max(2, columns)) return row;
    row += cluster;
  }
  return row;
}

/** The row that stands between messages of different days. */
export function dayRow(theme: Theme, day: string): string {
  return paint(theme, "dim", `-- ${day} --`);
}

/** The day of a time, in the reader's time zone: `2026-11-23`. */
export function localDayOf(at: number): string {
  const time = new Date(at);
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
}

function headOf(theme: Theme, { at, own, from, fromName, to }: ShownMessage, introduce: boolean): Head {
  const time = at === undefined ? "" : `${hourOf(at)} `;
  const { you } = theme.texts;
  const name = own ? you : from;
  const receiver = own || to.startsWith("#") ? to : "";
  const fullName = !own && introduce && fromName !== from && fromName !== "" ? ` (${fromName})` : "";
  const more = fullName + (receiver === "" ? "" : " -> ");
  return {
    text: escapeControls(`${time}${name}${more}${receiver}: `),
    painted: paint(theme, "dim", time) + (own ? paint(theme, "strong", name) : paintName(theme, from)) +
      paint(theme, "dim", more) + paintName(theme, receiver) + ": ",
  };
}

/** A tab is as wide as four spaces, wherever it stands: rows are shifted by what stands before them. */
function untabbed(text: string): string {
  return escapeControls(text.replaceAll("\t", "    "));
}

function hourOf(at: number): string {
  const time = new Date(at);
  return `${two(time.getHours())}:${two(time.getMinutes())}`;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}

function withState(theme: Theme, { own, state, progress }: ShownMessage, rows: readonly string[]): string[] {
  if (!own || state === undefined) return [...rows];
  return rows.map((row, at) =>
    at < rows.length - 1 ? row : `${row} ${paint(theme, "dim", `[${stateText(state, progress, theme.texts)}]`)}`
  );
}

/** The columns of the longest state of a message to somebody, or to a group. */
function longestState({ texts }: Theme, to: string): number {
  const count = to.startsWith("#") ? " 1000/1000".length : 0;
  return Math.max(...STATES.map((state) => width(texts[state]))) + count + " []".length;
}
