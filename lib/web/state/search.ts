/**
 * Looks for words in the messages of a conversation. Pure.
 *
 * @module
 */

import type { FullMessage } from "../../chat.ts";

/** Messages that are found at most: nobody reads more of them. */
export const MOST_FOUND = 200;

/** A text as it is compared: in lower case, each character in one form. */
function plain(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

/** The messages that have `query` in their text or the name of their file, the newest first, at most {@linkcode MOST_FOUND}. */
export function findLines(lines: readonly FullMessage[], query: string): FullMessage[] {
  const wanted = plain(query.trim());
  const found: FullMessage[] = [];
  if (wanted === "") return found;
  for (let i = lines.length - 1; i >= 0 && found.length < MOST_FOUND; i--) {
    const line = lines[i]!;
    if (line.removed !== true && plain(line.text).includes(wanted)) found.push(line);
  }
  return found;
}

/** A part of a text around what was looked for. */
export interface Excerpt {
  /** What is before it. */
  readonly before: string;
  /** It; empty if it is there in another form only. */
  readonly match: string;
  /** What is behind it. */
  readonly after: string;
}

/** Characters of an excerpt on each side. */
const AROUND = 60;

/** What is around the first place where `query` occurs in a text. */
export function excerptOf(text: string, query: string): Excerpt {
  const wanted = query.trim();
  const at = text.toLowerCase().indexOf(wanted.toLowerCase());
  // Where lower case has another length, places mean nothing.
  if (at < 0 || text.toLowerCase().length !== text.length) {
    return { before: head(text, 2 * AROUND), match: "", after: "" };
  }
  const end = at + wanted.length;
  return { before: tail(text.slice(0, at), AROUND), match: text.slice(at, end), after: head(text.slice(end), AROUND) };
}

/** The first characters of a text; half of a character is none. */
function head(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most).toWellFormed().replace(/\ufffd$/, "")}…`;
}

function tail(text: string, most: number): string {
  return text.length <= most ? text : `…${text.slice(-most).toWellFormed().replace(/^\ufffd/, "")}`;
}
