/**
 * The row that a person edits, as a value: a key makes a new one out of it. Pure: it knows no terminal, and not what a
 * line means. What is printed above the row is none of its business.
 *
 * @module
 */

import { LIMITS } from "../chat.ts";
import type { Key, KeyName } from "./keys.ts";
import { visible } from "./text.ts";
import { clusters, width } from "./width.ts";

/** A prompt, a draft with a cursor in it, and the lines that were entered before. */
export interface Screen {
  readonly prompt: string;
  /** Nothing of the draft is shown or completed. */
  readonly secret: boolean;
  /** The draft up to the cursor. */
  readonly before: string;
  /** The draft behind the cursor. */
  readonly after: string;
  /** Lines that were entered, the oldest first. */
  readonly history: readonly string[];
  /** Which line of the history is shown; its length stands for the draft. */
  readonly place: number;
  /** The draft, put aside while the history is shown. */
  readonly draft: string;
}

/** What there is to do after a key: nothing, run a line, leave, complete the draft, or draw everything anew. */
export type Effect =
  | { readonly kind: "none" | "end" | "complete" | "clear" }
  | { readonly kind: "line"; readonly line: string };

/** A screen after a key, and what there is to do. */
export interface Pressed {
  readonly screen: Screen;
  readonly effect: Effect;
}

/** Options of {@linkcode openScreen}. */
export interface ScreenOptions {
  /** Show nothing of what is typed. @default false */
  secret?: boolean;
  /** Lines that were entered before, the oldest first. @default none */
  history?: readonly string[];
}

/** A screen with an empty draft. */
export function openScreen(prompt: string, { secret = false, history = [] }: ScreenOptions = {}): Screen {
  return { prompt, secret, before: "", after: "", history, place: history.length, draft: "" };
}

/** What `key` makes of the screen. */
export function press(screen: Screen, key: Key): Pressed {
  if (key.name === "text") return to(insert(screen, key.text));
  const { before, after } = screen;
  switch (key.name) {
    case "enter":
      return { screen, effect: { kind: "line", line: before + after } };
    case "end of input":
      if (before + after === "") return { screen, effect: { kind: "end" } };
      return to(edit(screen, key.name));
    case "interrupt":
      return { screen, effect: { kind: "end" } };
    case "tab":
      return { screen, effect: { kind: screen.secret ? "none" : "complete" } };
    case "clear":
      return { screen, effect: { kind: "clear" } };
    case "up":
      return to(recall(screen, screen.place - 1));
    case "down":
      return to(recall(screen, screen.place + 1));
    default:
      return to(edit(screen, key.name));
  }
}

function to(screen: Screen): Pressed {
  return { screen, effect: { kind: "none" } };
}

function insert(screen: Screen, text: string): Screen {
  const room = LIMITS.line - screen.before.length - screen.after.length;
  return { ...screen, before: screen.before + text.slice(0, Math.max(0, room)) };
}

type EditKey = Exclude<KeyName, "enter" | "tab" | "up" | "down" | "clear" | "interrupt">;

function edit(screen: Screen, name: EditKey): Screen {
  const { before, after } = screen;
  switch (name) {
    case "left":
      return { ...screen, before: before.slice(0, -last(before)), after: before.slice(-last(before)) + after };
    case "right":
      return { ...screen, before: before + after.slice(0, first(after)), after: after.slice(first(after)) };
    case "home":
      return { ...screen, before: "", after: before + after };
    case "end":
      return { ...screen, before: before + after, after: "" };
    case "backspace":
      return { ...screen, before: before.slice(0, before.length - last(before)) };
    case "delete":
    case "end of input":
      return { ...screen, after: after.slice(first(after)) };
    case "erase word":
      return { ...screen, before: before.replace(/\S+\s*$|\s+$/u, "") };
    case "erase before":
      return { ...screen, before: "" };
    case "erase after":
      return { ...screen, after: "" };
  }
}

/** The length of the first of what a reader sees as characters. */
function first(text: string): number {
  return clusters(text)[0]?.length ?? 0;
}

function last(text: string): number {
  return clusters(text).at(-1)?.length ?? 0;
}

function recall(screen: Screen, place: number): Screen {
  const { history, before, after } = screen;
  if (screen.secret || place < 0 || place > history.length) return screen;
  const draft = screen.place === history.length ? before + after : screen.draft;
  return { ...screen, place, draft, before: history[place] ?? draft, after: "" };
}

/** A completed screen, and what there was to choose from if the draft could not be completed any further. */
export interface Completed {
  readonly screen: Screen;
  readonly choices: readonly string[];
}

/** Completes `part`, the end of what stands before the cursor, to what is common to all of `candidates`. */
export function complete(screen: Screen, part: string, candidates: readonly string[]): Completed {
  const matches = [...new Set(candidates)].filter((candidate) => candidate.startsWith(part));
  const [only] = matches;
  if (only === undefined) return { screen, choices: [] };
  const whole = matches.length === 1 ? `${only} ` : matches.reduce(common);
  const rest = whole.slice(part.length);
  return { screen: insert(screen, rest), choices: rest === "" ? matches : [] };
}

function common(one: string, other: string): string {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return one.slice(0, length);
}

/** The row as it is shown, and the column of the cursor in it. */
export interface Row {
  readonly text: string;
  readonly column: number;
}

/** The row for a terminal of `columns`. A draft that is too long is scrolled, so that the cursor stays in sight. */
export function render(screen: Screen, columns: number): Row {
  const prompt = cutEnd(visible(screen.prompt), columns - 2);
  if (screen.secret) return { text: prompt, column: width(prompt) };
  // The last column stays free: a terminal may wrap behind it.
  const room = Math.max(1, columns - width(prompt) - 1);
  const before = visible(screen.before);
  const after = visible(screen.after);
  const beforeWidth = width(before);
  if (beforeWidth + width(after) <= room) return { text: prompt + before + after, column: width(prompt) + beforeWidth };
  // A quarter of the row shows what comes behind the cursor, as far as there is something.
  const shown = cutStart(before, room - Math.min(width(after), Math.floor(room / 4)));
  const shownWidth = width(shown);
  return { text: prompt + shown + cutEnd(after, room - shownWidth), column: width(prompt) + shownWidth };
}

function cutEnd(text: string, columns: number): string {
  let used = 0;
  const shown = clusters(text).filter((cluster) => (used += width(cluster)) <= columns);
  return shown.join("");
}

function cutStart(text: string, columns: number): string {
  let used = 0;
  const shown = clusters(text).reverse().filter((cluster) => (used += width(cluster)) <= columns);
  return shown.reverse().join("");
}
