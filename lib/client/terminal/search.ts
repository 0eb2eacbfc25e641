/**
 * The search in the lines that were entered before, while its words are typed. Pure: it knows no terminal.
 *
 * @module
 */

import type { Key } from "./key_decoder.ts";
import { clusters } from "../../width.ts";

/** A search that is going on; the draft stays as it was. */
export interface Search {
  /** What is searched for, capital or small. */
  readonly query: string;
  /** Which line of the history is shown; `undefined` if none has the query in it. */
  readonly found: number | undefined;
}

/** What is searched: the lines of the history, and the draft that gives way to one of them. */
export interface Searchable {
  /** The draft up to the cursor. */
  readonly before: string;
  /** The draft from the cursor on. */
  readonly after: string;
  /** The lines that were entered, the oldest first. */
  readonly history: readonly string[];
  /** The index in `history` of the line that is shown; its length for the draft. */
  readonly index: number;
  /** What is typed, while a line of the history is shown in its place. */
  readonly draft: string;
  /** The search that is under way. */
  readonly search: Search | undefined;
}

/** Begins a search. */
export function startSearch<Editor extends Searchable>(editor: Editor): Editor {
  return { ...editor, search: { query: "", found: undefined } };
}

/** What a key that belongs to the search makes of it; `undefined` for any other key. */
export function searching<Editor extends Searchable>(editor: Editor, key: Key): Editor | undefined {
  const { query = "", found } = editor.search ?? {};
  const newest = editor.history.length - 1;
  switch (key.name) {
    case "text":
      // Longer words may still be in the line that is shown.
      return look(editor, query + key.text.replaceAll(/\s+/g, " "), found ?? newest);
    case "backspace":
      return look(editor, query.slice(0, query.length - (clusters(query).at(-1)?.length ?? 0)), newest);
    case "search": {
      if (found === undefined) return editor;
      const older = find(editor, query, found - 1, editor.history[found]);
      return older === undefined ? editor : { ...editor, search: { query, found: older } };
    }
    default:
      return undefined;
  }
}

/** The editor as it was before the search. */
export function giveUp<Editor extends Searchable>(editor: Editor): Editor {
  return { ...editor, search: undefined };
}

/** The found line to be edited, with the cursor where the query stands in it; the draft is put aside. */
export function takeFound<Editor extends Searchable>(editor: Editor): Editor {
  const { history, search, index, before, after } = editor;
  const line = search?.found === undefined ? undefined : history[search.found];
  if (search?.found === undefined || line === undefined) return giveUp(editor);
  const at = Math.max(0, indexIn(line, search.query));
  const draft = index === history.length ? before + after : editor.draft;
  return { ...editor, before: line.slice(0, at), after: line.slice(at), index: search.found, draft, search: undefined };
}

function look<Editor extends Searchable>(editor: Editor, query: string, from: number): Editor {
  return { ...editor, search: { query, found: query === "" ? undefined : find(editor, query, from) } };
}

/** The newest line with `query` in it, from the index `from` on to older ones, that is not `except`. */
function find({ history }: Searchable, query: string, from: number, except?: string): number | undefined {
  for (let index = from; index >= 0; index--) {
    const line = history[index]!;
    if (line !== except && indexIn(line, query) >= 0) return index;
  }
  return undefined;
}

/** Where `query` stands last in `line`: as it is, or else however its characters are typed, capital or small. */
function indexIn(line: string, query: string): number {
  const exact = line.lastIndexOf(query);
  if (exact >= 0) return exact;
  const at = folded(line).lastIndexOf(folded(query));
  // What is folded may have another length.
  let [place, seen] = [0, 0];
  for (const cluster of at <= 0 ? [] : clusters(line)) {
    if (seen >= at) break;
    place += cluster.length;
    seen += folded(cluster).length;
  }
  return at <= 0 ? at : place;
}

function folded(text: string): string {
  return text.normalize("NFC").toLowerCase();
}
