/**
 * The row that a person edits, as a value: a key makes a new one out of it. Pure: it knows no terminal, and not what a
 * line means. What is printed above the row is none of its business.
 *
 * @module
 */

import { PROTOCOL_LIMITS } from "../../chat.ts";
import { edit } from "./edit.ts";
import type { Key } from "./key_decoder.ts";
import { giveUp, type Search, searching, startSearch, takeFound } from "./search.ts";
import { escapeControls } from "../sanitize.ts";
import { clusters, cutToWidth, safeWidth, width } from "./width.ts";

/** A prompt, a draft with a cursor in it, and the lines that were entered before. */
export interface LineEditor {
  /** What stands before the draft. */
  readonly prompt: string;
  /** Nothing of the draft is shown or completed. */
  readonly secret: boolean;
  /** The draft up to the cursor. */
  readonly before: string;
  /** The draft after the cursor. */
  readonly after: string;
  /** Lines that were entered, the oldest first. */
  readonly history: readonly string[];
  /** Which line of the history is shown; its length stands for the draft. */
  readonly place: number;
  /** The draft, put aside while the history is shown. */
  readonly draft: string;
  /** What was erased last, to be put in again. */
  readonly erased: string;
  /** The search in the history that is going on. */
  readonly search: Search | undefined;
}

/**
 * What there is to do after a key: nothing, run a line, leave in order or at once, complete the draft, draw all anew, or say
 * that it was cleared, that it is full or that Ctrl-Z does nothing.
 */
export type Effect =
  | { readonly kind: "none" | "end" | "complete" | "clear" | "cleared" | "quit" | "stop" }
  | { readonly kind: "full"; readonly limit: number }
  | { readonly kind: "line"; readonly line: string };

/** A screen after a key, and what there is to do. */
export interface Pressed {
  /** The screen then. */
  readonly screen: LineEditor;
  /** What there is to do. */
  readonly effect: Effect;
}

/** Options of {@linkcode openLineEditor}. */
export interface LineEditorOptions {
  /** Show nothing of what is typed. @default false */
  secret?: boolean;
  /** Lines that were entered before, the oldest first. @default none */
  history?: readonly string[];
  /** What was erased last on an earlier screen. @default nothing */
  erased?: string;
}

/** A screen with an empty draft. */
export function openLineEditor(prompt: string, options: LineEditorOptions = {}): LineEditor {
  const { secret = false, history = [], erased = "" } = options;
  const place = history.length;
  return { prompt, secret, before: "", after: "", history, place, draft: "", erased, search: undefined };
}

/**
 * What `key` makes of the screen.
 *
 * @example Typing, and a key that moves the cursor
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const typed = update(openLineEditor("> "), { name: "text", text: "apa kabar" }).screen;
 * const { screen } = update(typed, { name: "word left" });
 * assertEquals([screen.before, screen.after], ["apa ", "kabar"]);
 * assertEquals(update(screen, { name: "enter" }).effect, { kind: "line", line: "apa kabar" });
 * ```
 */
export function update(screen: LineEditor, key: Key): Pressed {
  if (screen.search !== undefined) return pressInSearch(screen, key);
  if (key.name === "text") return put(screen, key.text);
  const { before, after, secret } = screen;
  switch (key.name) {
    case "enter":
      return { screen, effect: { kind: "line", line: before + after } };
    case "end of input":
      if (before + after === "") return { screen, effect: { kind: "end" } };
      return to(edit(screen, "delete"));
    case "interrupt":
      return before + after === "" || secret ? { screen, effect: { kind: "quit" } } : clear(screen);
    case "tab":
      return { screen, effect: { kind: secret ? "none" : "complete" } };
    case "clear":
      return { screen, effect: { kind: "clear" } };
    case "stop":
      return { screen, effect: { kind: "stop" } };
    case "search":
      return to(secret ? screen : startSearch(screen));
    case "cancel":
      return to(screen);
    case "up":
      return to(recall(screen, screen.place - 1));
    case "down":
      return to(recall(screen, screen.place + 1));
    case "yank":
      return put(screen, screen.erased);
    default:
      return to(edit(screen, key.name));
  }
}

/** Gives up what was written, which can be put in again. */
function clear({ prompt, before, after, history, erased }: LineEditor): Pressed {
  const screen = openLineEditor(prompt, { history, erased: before + after || erased });
  return { screen, effect: { kind: "cleared" } };
}

/** A key that means something else while the history is searched; any other takes what was found, and counts then. */
function pressInSearch(screen: LineEditor, key: Key): Pressed {
  const found = searching(screen, key);
  if (found !== undefined) return to(found);
  switch (key.name) {
    case "cancel":
      return to(giveUp(screen));
    case "interrupt":
      return clear(giveUp(screen));
    case "clear":
      return { screen, effect: { kind: "clear" } };
    case "enter":
      // Nothing is run that is not on the screen.
      return screen.search?.found === undefined ? to(giveUp(screen)) : update(takeFound(screen), key);
    default:
      return update(takeFound(screen), key);
  }
}

function to(screen: LineEditor): Pressed {
  return { screen, effect: { kind: "none" } };
}

/** Inserts what has room; that something has none is told when the room ends. */
function put(screen: LineEditor, text: string): Pressed {
  const room = roomIn(screen);
  const isCut = room > 0 && text.length > room;
  return {
    screen: insert(screen, text),
    effect: isCut ? { kind: "full", limit: PROTOCOL_LIMITS.line } : { kind: "none" },
  };
}

function roomIn({ before, after }: LineEditor): number {
  return PROTOCOL_LIMITS.line - before.length - after.length;
}

function insert(screen: LineEditor, text: string): LineEditor {
  const room = roomIn(screen);
  // A secret is one line.
  const kept = screen.secret ? text.replaceAll(/[\n\t]/g, " ") : text;
  return { ...screen, before: screen.before + kept.slice(0, Math.max(0, room)) };
}

function recall(screen: LineEditor, place: number): LineEditor {
  const { history, before, after } = screen;
  if (screen.secret || place < 0 || place > history.length) return screen;
  const draft = screen.place === history.length ? before + after : screen.draft;
  return { ...screen, place, draft, before: history[place] ?? draft, after: "" };
}

/** The draft, or what a search has found in its place, up to the cursor and after it. */
function shownDraft(screen: LineEditor): readonly [before: string, after: string] {
  const { before, after } = screen.search?.found === undefined ? screen : takeFound(screen);
  return [before, after];
}

/** A completed screen, and what there was to choose from if the draft could not be completed any further. */
export interface Completed {
  /** The screen then. */
  readonly screen: LineEditor;
  /** What there was to choose from; empty unless nothing could be added. */
  readonly choices: readonly string[];
}

/** Completes `part`, the end of what stands before the cursor, to what is common to all of `candidates`. */
export function complete(screen: LineEditor, part: string, candidates: readonly string[]): Completed {
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
  /** What is shown, at most as wide as the terminal. */
  readonly text: string;
  /** The column of the cursor, from 0. */
  readonly column: number;
}

/** Words of a screen. */
export interface ScreenWords {
  /** The prompt of a search. */
  readonly search: string;
  /** Stands beside it when nothing is found. */
  readonly notFound: string;
}

/** The part of the terminal's columns that stays free. */
const MARGIN = 8;

const WORDS: ScreenWords = { search: "search", notFound: "not found" };

/**
 * The row for a terminal of `columns`. A draft that is too long is scrolled, so that the cursor stays in sight, and the
 * row away from the edge: while a terminal is made narrower little by little, it neither wraps the row nor cuts it off.
 */
export function render(screen: LineEditor, columns: number, words: ScreenWords = WORDS): Row {
  const prompt = cutToWidth(escapeControls(promptOf(screen, words)), columns - 2);
  if (screen.secret) return { text: prompt, column: width(prompt) };
  const room = Math.max(1, columns - width(prompt) - 1 - Math.floor(columns / MARGIN));
  const [before, after] = shownDraft(screen).map(asRow) as [string, string];
  const isFit = safeWidth(before) + safeWidth(after) <= room;
  if (isFit) return { text: prompt + before + after, column: width(prompt) + width(before) };
  // A quarter of the row shows what comes after the cursor, as far as there is something.
  const shown = cutStart(before, room - Math.min(safeWidth(after), Math.floor(room / 4)));
  const rest = cutToWidth(after, room - safeWidth(shown), safeWidth);
  return { text: prompt + shown + rest, column: width(prompt) + width(shown) };
}

function promptOf({ prompt, search }: LineEditor, words: ScreenWords): string {
  if (search === undefined) return prompt;
  const state = search.query !== "" && search.found === undefined ? ` ${words.notFound}` : "";
  return `${words.search} "${search.query}"${state}: `;
}

/** A draft of several lines, which is edited on one row. */
function asRow(text: string): string {
  return escapeControls(text.replaceAll("\n", "⏎"));
}

function cutStart(text: string, columns: number): string {
  let used = 0;
  const shown = clusters(text).reverse().filter((cluster) => (used += safeWidth(cluster)) <= columns);
  return shown.reverse().join("");
}
