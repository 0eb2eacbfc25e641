/**
 * Several lines that were pasted at once: which messages they are, and to whom. Never is one of them a command but the
 * first. Pure.
 *
 * @module
 */

import { readTyped } from "../session/commands.ts";

/** Messages to one person. */
export interface Series {
  /** The user name of the receiver. */
  readonly to: string;
  /** Their texts in order, none of them blank. */
  readonly texts: readonly string[];
  /** How many lines were blank: an empty text is no message. */
  readonly blank: number;
}

/**
 * Reads a draft that has line ends in it.
 *
 * @param partner Who gets what is typed.
 * @returns A line without one, if there is only one that is not blank; `undefined`: it is nothing that can be sent.
 */
export function readPaste(draft: string, partner: string | undefined): Series | string | undefined {
  const lines = draft.replace(/\r?\n$/, "").split(/\r?\n|\r/);
  const full = lines.filter((line) => line.trim() !== "");
  const [first = "", ...rest] = full;
  if (rest.length === 0) return first;
  const blank = lines.length - full.length;
  // The indentation of a line of code is meant.
  const trim = (line: string) => line.trimEnd();
  if (partner !== undefined) return { to: partner, texts: full.map(trim), blank };
  const typed = readTyped(first);
  if (typed.kind !== "send") return undefined;
  return { to: typed.user, texts: [typed.text, ...rest.map(trim)], blank };
}
