/**
 * Reads back in the conversation that is open, for a search, and goes to what was found.
 *
 * @module
 */

import { type App, update } from "../app.ts";
import { MOST_LINES } from "../../state/lines.ts";
import { findLines } from "../../state/search.ts";
import { currentOf } from "../../state/state.ts";
import { loadOlder } from "./conversations.ts";

/** Messages of a page. */
const PAGE = 200;

/** How a search ended: at the beginning, at what the page can hold, with enough, by the person, or without a connection. */
export type SearchEnd = "all" | "bound" | "enough" | "stopped" | "failed";

/**
 * Reads a conversation back, page by page, as long as it is open.
 *
 * @param most With how many messages found it is enough.
 */
export async function searchBack(
  app: App,
  { name, query, most, signal }: { name: string; query: string; most: number; signal: AbortSignal },
): Promise<SearchEnd> {
  for (;;) {
    const talk = currentOf(app.store.state);
    if (signal.aborted || talk?.name !== name) return "stopped";
    if (talk.hasOlder === false) return "all";
    if (findLines(talk.lines, query).length >= most) return "enough";
    // One page more, and the newest ones would make room.
    if (talk.lines.length > MOST_LINES - PAGE) return "bound";
    if (!await loadOlder(app)) return signal.aborted ? "stopped" : "failed";
  }
}

/** Shows a message in its conversation; where a pane takes its place, that is closed. */
export function jumpTo(app: App, id: string): void {
  const isNarrow = matchMedia("(max-width: 48rem)").matches;
  update(app, (state) => ({ ...state, jump: id, pane: isNarrow ? undefined : state.pane }));
}
