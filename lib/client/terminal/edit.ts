/**
 * A draft with a cursor in it, and what the keys for editing make of it. Pure: it knows no terminal, no history and no
 * prompt.
 *
 * @module
 */

import type { KeyName } from "./key_decoder.ts";
import { clusters } from "../../width.ts";

/** A draft with a cursor in it. */
export interface Draft {
  /** The draft up to the cursor. */
  readonly before: string;
  /** The draft after the cursor. */
  readonly after: string;
  /** What was killed last as a whole, to be put in again. */
  readonly killed: string;
  /** What is killed is not kept. */
  readonly secret: boolean;
}

/** The keys that edit a draft by themselves. */
export type EditKey = Exclude<
  KeyName,
  "enter" | "tab" | "up" | "down" | "clear" | "interrupt" | "stop" | "end of input" | "search" | "cancel" | "yank"
>;

// Halves of characters beyond U+FFFF and what joins emoji count as letters, so that no character is cut.
const LETTER = /[\p{L}\p{N}\p{M}_\u200d\ud800-\udfff]/u;
const SPACE = /\s/;

/** What a key makes of a draft. */
export function edit<T extends Draft>(draft: T, name: EditKey): T {
  const { before, after } = draft;
  switch (name) {
    case "left":
      return move(draft, before.length - last(before));
    case "right":
      return move(draft, before.length + first(after));
    case "home":
      return move(draft, 0);
    case "end":
      return move(draft, before.length + after.length);
    case "word left":
      return move(draft, wordStart(before, isLetter));
    case "word right":
      return move(draft, before.length + wordEnd(after, isLetter));
    case "backspace":
      return { ...draft, before: before.slice(0, before.length - last(before)) };
    case "delete":
      return { ...draft, after: after.slice(first(after)) };
    case "erase word":
      // As a shell has it: up to white space.
      return eraseBefore(draft, before.length - wordStart(before, (unit) => !SPACE.test(unit)));
    case "erase word after":
      return eraseAfter(draft, wordEnd(after, isLetter));
    case "erase before":
      return eraseBefore(draft, before.length);
    case "erase after":
      return eraseAfter(draft, after.length);
  }
}

function move<T extends Draft>(draft: T, at: number): T {
  const text = draft.before + draft.after;
  return { ...draft, before: text.slice(0, at), after: text.slice(at) };
}

function eraseBefore<T extends Draft>(draft: T, length: number): T {
  const { before } = draft;
  const at = before.length - length;
  return { ...draft, before: before.slice(0, at), killed: kept(draft, before.slice(at)) };
}

function eraseAfter<T extends Draft>(draft: T, length: number): T {
  const { after } = draft;
  return { ...draft, after: after.slice(length), killed: kept(draft, after.slice(0, length)) };
}

function kept({ secret, killed }: Draft, text: string): string {
  return secret || text === "" ? killed : text;
}

function isLetter(unit: string): boolean {
  return LETTER.test(unit);
}

/** Where the last word of `text` starts, whatever stands after it. */
function wordStart(text: string, isInWord: (unit: string) => boolean): number {
  let at = text.length;
  while (at > 0 && !isInWord(text[at - 1]!)) at--;
  while (at > 0 && isInWord(text[at - 1]!)) at--;
  return at;
}

/** Where the first word of `text` ends, whatever stands before it. */
function wordEnd(text: string, isInWord: (unit: string) => boolean): number {
  let at = 0;
  while (at < text.length && !isInWord(text[at]!)) at++;
  while (at < text.length && isInWord(text[at]!)) at++;
  return at;
}

/** The length of the first of what a reader sees as characters. */
function first(text: string): number {
  return clusters(text)[0]?.length ?? 0;
}

function last(text: string): number {
  return clusters(text).at(-1)?.length ?? 0;
}
