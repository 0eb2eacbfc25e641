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
import { clusters, cutToWidth, safeWidth, width } from "../../width.ts";

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
  readonly index: number;
  /** The draft, put aside while the history is shown. */
  readonly draft: string;
  /** What was erased last, to be put in again. */
  readonly killed: string;
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

/** An editor after a key, and what there is to do. */
export interface Updated {
  /** The editor then. */
  readonly editor: LineEditor;
  /** What there is to do. */
  readonly effect: Effect;
}

/** Options of {@linkcode openLineEditor}. */
export interface LineEditorOptions {
  /** Show nothing of what is typed. @default false */
  secret?: boolean;
  /** Lines that were entered before, the oldest first. @default none */
  history?: readonly string[];
  /** What was erased last in an earlier editor. @default nothing */
  killed?: string;
}

/** An editor with an empty draft. */
export function openLineEditor(prompt: string, options: LineEditorOptions = {}): LineEditor {
  const { secret = false, history = [], killed = "" } = options;
  const index = history.length;
  return { prompt, secret, before: "", after: "", history, index, draft: "", killed, search: undefined };
}

/**
 * What `key` makes of the editor.
 *
 * @example Typing, and a key that moves the cursor
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const typed = update(openLineEditor("> "), { name: "text", text: "apa kabar" }).editor;
 * const { editor } = update(typed, { name: "word left" });
 * assertEquals([editor.before, editor.after], ["apa ", "kabar"]);
 * assertEquals(update(editor, { name: "enter" }).effect, { kind: "line", line: "apa kabar" });
 * ```
 */
export function update(editor: LineEditor, key: Key): Updated {
  if (editor.search !== undefined) return updateInSearch(editor, key);
  if (key.name === "text") return put(editor, key.text);
  const { before, after, secret } = editor;
  switch (key.name) {
    case "enter":
      return { editor, effect: { kind: "line", line: before + after } };
    case "end of input":
      if (before + after === "") return { editor, effect: { kind: "end" } };
      return to(edit(editor, "delete"));
    case "interrupt":
      return before + after === "" || secret ? { editor, effect: { kind: "quit" } } : clear(editor);
    case "tab":
      return { editor, effect: { kind: secret ? "none" : "complete" } };
    case "clear":
      return { editor, effect: { kind: "clear" } };
    case "stop":
      return { editor, effect: { kind: "stop" } };
    case "search":
      return to(secret ? editor : startSearch(editor));
    case "cancel":
      return to(editor);
    case "up":
      return to(goTo(editor, editor.index - 1));
    case "down":
      return to(goTo(editor, editor.index + 1));
    case "yank":
      return put(editor, editor.killed);
    default:
      return to(edit(editor, key.name));
  }
}

/** Gives up what was written, which can be put in again. */
function clear({ prompt, before, after, history, killed }: LineEditor): Updated {
  const editor = openLineEditor(prompt, { history, killed: before + after || killed });
  return { editor, effect: { kind: "cleared" } };
}

/** A key that means something else while the history is searched; any other takes what was found, and counts then. */
function updateInSearch(editor: LineEditor, key: Key): Updated {
  const found = searching(editor, key);
  if (found !== undefined) return to(found);
  switch (key.name) {
    case "cancel":
      return to(giveUp(editor));
    case "interrupt":
      return clear(giveUp(editor));
    case "clear":
      return { editor, effect: { kind: "clear" } };
    case "enter":
      // Nothing is run that is not on the screen.
      return editor.search?.found === undefined ? to(giveUp(editor)) : update(takeFound(editor), key);
    default:
      return update(takeFound(editor), key);
  }
}

function to(editor: LineEditor): Updated {
  return { editor, effect: { kind: "none" } };
}

/** Inserts what has room; that something has none is told when the room ends. */
function put(editor: LineEditor, text: string): Updated {
  const room = roomIn(editor);
  const isCut = room > 0 && text.length > room;
  return {
    editor: insert(editor, text),
    effect: isCut ? { kind: "full", limit: PROTOCOL_LIMITS.line } : { kind: "none" },
  };
}

function roomIn({ before, after }: LineEditor): number {
  return PROTOCOL_LIMITS.line - before.length - after.length;
}

function insert(editor: LineEditor, text: string): LineEditor {
  const room = roomIn(editor);
  // A secret is one line.
  const kept = editor.secret ? text.replaceAll(/[\n\t]/g, " ") : text;
  return { ...editor, before: editor.before + kept.slice(0, Math.max(0, room)) };
}

function goTo(editor: LineEditor, index: number): LineEditor {
  const { history, before, after } = editor;
  if (editor.secret || index < 0 || index > history.length) return editor;
  const draft = editor.index === history.length ? before + after : editor.draft;
  return { ...editor, index, draft, before: history[index] ?? draft, after: "" };
}

/** The draft, or what a search has found in its place, up to the cursor and after it. */
function shownDraft(editor: LineEditor): readonly [before: string, after: string] {
  const { before, after } = editor.search?.found === undefined ? editor : takeFound(editor);
  return [before, after];
}

/** A completed editor, and what there was to choose from if the draft could not be completed any further. */
export interface Completed {
  /** The editor then. */
  readonly editor: LineEditor;
  /** What there was to choose from; empty unless nothing could be added. */
  readonly choices: readonly string[];
}

/** Completes `part`, the end of what stands before the cursor, to what is common to all of `candidates`. */
export function complete(editor: LineEditor, part: string, candidates: readonly string[]): Completed {
  const matches = [...new Set(candidates)].filter((candidate) => candidate.startsWith(part));
  const [only] = matches;
  if (only === undefined) return { editor, choices: [] };
  const whole = matches.length === 1 ? `${only} ` : matches.reduce(common);
  const rest = whole.slice(part.length);
  return { editor: insert(editor, rest), choices: rest === "" ? matches : [] };
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

/** Words of an editor. */
export interface EditorWords {
  /** The prompt of a search. */
  readonly search: string;
  /** Stands beside it when nothing is found. */
  readonly notFound: string;
}

/** The part of the terminal's columns that stays free. */
const MARGIN = 8;

const WORDS: EditorWords = { search: "search", notFound: "not found" };

/**
 * The row for a terminal of `columns`. A draft that is too long is scrolled, so that the cursor stays in sight, and the
 * row away from the edge: while a terminal is made narrower little by little, it neither wraps the row nor cuts it off.
 */
export function render(editor: LineEditor, columns: number, words: EditorWords = WORDS): Row {
  const prompt = cutToWidth(escapeControls(promptOf(editor, words)), columns - 2);
  if (editor.secret) return { text: prompt, column: width(prompt) };
  const room = Math.max(1, columns - width(prompt) - 1 - Math.floor(columns / MARGIN));
  const [before, after] = shownDraft(editor).map(asRow) as [string, string];
  const isFit = safeWidth(before) + safeWidth(after) <= room;
  if (isFit) return { text: prompt + before + after, column: width(prompt) + width(before) };
  // A quarter of the row shows what comes after the cursor, as far as there is something.
  const shown = cutStart(before, room - Math.min(safeWidth(after), Math.floor(room / 4)));
  const rest = cutToWidth(after, room - safeWidth(shown), safeWidth);
  return { text: prompt + shown + rest, column: width(prompt) + width(shown) };
}

function promptOf({ prompt, search }: LineEditor, words: EditorWords): string {
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
