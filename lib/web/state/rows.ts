/**
 * The rows that a conversation is shown as: its days, what is new, what one person said at a time, and pasted code as one
 * block. Pure.
 *
 * @module
 */

import type { FullMessage } from "../../chat.ts";
import { dayOf } from "../../zone.ts";
import { type Conversation, keyOf, type Pending } from "./state.ts";

/** Milliseconds in which what one person says stands under one name. */
const TOGETHER = 5 * 60_000;

/** Milliseconds between lines that were pasted at once: a person needs longer, and a server takes 20 a second. */
export const PASTED = 1_500;

/** The text of an empty line of a paste, for no message has an empty text: the empty pattern of Braille is blank everywhere. */
export const BLANK_LINE = "\u2800";

/** What stands in a row. */
export type Row =
  | { readonly kind: "day"; readonly key: string; readonly at: number }
  | { readonly kind: "divider"; readonly key: string }
  | { readonly kind: "messages"; readonly key: string; readonly lines: readonly FullMessage[] } & Place;

/** Where messages stand among the others of their sender. */
export interface Place {
  /** They are code, each line a message: shown, and copied, as one. */
  readonly isCode: boolean;
  /** The name of their sender stands above them. */
  readonly isFirst: boolean;
  /** Their time and receipt stand below them. */
  readonly isLast: boolean;
}

/**
 * The rows of the messages of a conversation.
 *
 * @param lines Those that are shown, a part of the conversation's.
 * @param zone The time zone whose days are shown.
 */
export function rowsOf(lines: readonly FullMessage[], divider: string | undefined, zone: string): Row[] {
  const rows: Row[] = [];
  let day = "";
  for (let i = 0; i < lines.length;) {
    const line = lines[i]!;
    const today = dayOf(line.at, zone);
    if (today !== day) rows.push({ kind: "day", key: `day ${today} ${line.id}`, at: line.at });
    const isNew = line.id === divider;
    if (isNew) rows.push({ kind: "divider", key: "divider" });
    const count = countPasted(lines, i, divider);
    const last = lines[i + count - 1]!;
    const next = lines[i + count];
    rows.push({
      kind: "messages",
      key: line.id,
      lines: lines.slice(i, i + count),
      isCode: count > 1,
      isFirst: today !== day || isNew || !areTogether(lines[i - 1], line),
      isLast: !areTogether(last, next) || next!.id === divider || dayOf(next!.at, zone) !== today,
    });
    day = today;
    i += count;
  }
  return rows;
}

function areTogether(one: FullMessage | undefined, next: FullMessage | undefined): boolean {
  return one !== undefined && next !== undefined && one.from === next.from && next.at - one.at < TOGETHER;
}

/** How many messages from `start` on are one paste: several, of which at least one is indented; else 1. */
function countPasted(lines: readonly FullMessage[], start: number, divider: string | undefined): number {
  let end = start + 1;
  while (end < lines.length && isPastedAfter(lines[end - 1]!, lines[end]!) && lines[end]!.id !== divider) end++;
  return end - start > 1 && lines.slice(start, end).some(({ text }) => isIndented(text)) ? end - start : 1;
}

function isPastedAfter(before: FullMessage, line: FullMessage): boolean {
  const isSame = before.from === line.from && Math.abs(line.at - before.at) < PASTED;
  return isSame && [before, line].every(({ file, removed }) => file === undefined && removed === undefined);
}

function isIndented(text: string): boolean {
  return /^[ \t]/.test(text);
}

/** What is copied of messages: their lines as they were written. */
export function textOf(lines: readonly { readonly text: string }[]): string {
  return lines.map(({ text }) => text === BLANK_LINE ? "" : text).join("\n");
}

/**
 * The messages that a draft becomes: one for each of its lines, with its indentation. Of one line the spaces around it do not
 * count.
 */
export function linesOf(draft: string): string[] {
  const lines = draft.replaceAll("\r\n", "\n").split(/[\n\r\u2028\u2029]/).map((line) => line.trimEnd());
  const first = lines.findIndex((line) => line !== "");
  if (first < 0) return [];
  const last = lines.findLastIndex((line) => line !== "");
  if (first === last) return [lines[first]!.trim()];
  return lines.slice(first, last + 1).map((line) => line === "" ? BLANK_LINE : line);
}

/** What waits for a conversation. */
export function pendingOf(pending: readonly Pending[], { name }: Conversation): readonly Pending[] {
  return pending.filter(({ to }) => keyOf(to) === keyOf(name));
}

/** A part of a text: what leads somewhere has an `href`. */
export interface Piece {
  /** As it is written. */
  readonly text: string;
  /** Where it leads. */
  readonly href?: string;
}

const LINK = /\bhttps?:\/\/[^\s<>"'`]+/gi;

/** A text with what in it is an address of the Web, and of nothing else. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(LINK)) {
    const href = withoutEnd(match[0]);
    if (!URL.canParse(href)) continue;
    if (match.index > at) pieces.push({ text: text.slice(at, match.index) });
    pieces.push({ text: href, href });
    at = match.index + href.length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at) });
  return pieces;
}

/** An address without the end of the sentence that it stands in; a bracket belongs to it if it was opened in it. */
function withoutEnd(address: string): string {
  // They are counted once: somebody may write sixty thousand of them.
  let unopened = address.split(")").length - address.split("(").length;
  for (let end = address.length;; end--) {
    const last = address[end - 1]!;
    if (!/[.,;:!?)\]}*_]/.test(last) || last === ")" && unopened <= 0) return address.slice(0, end);
    if (last === ")") unopened--;
  }
}
