/**
 * What a SQLite database has, read without its thread.
 *
 * @module
 */

import { addMessage, emptyColumns, type GrowingColumns } from "../../lib/store/sqlite/columns.ts";
import type { Database } from "../../lib/store/sqlite/database.ts";
import type { NewMessage } from "../../lib/store/store.ts";

/** Messages as a commit takes them. */
export function columnsOf(messages: readonly NewMessage[]): GrowingColumns {
  const columns = emptyColumns();
  for (const message of messages) addMessage(columns, message);
  return columns;
}

/** The places of the unread messages of an account, in the order of the store. */
export function unreadPlaces(database: Database, account: number): number[] {
  const places: number[] = [];
  let sources = database.sources(account, 0, Number.MAX_SAFE_INTEGER);
  while (sources.length > 0) {
    const chunks = database.chunks(sources, 1024);
    places.push(...chunks.flatMap(({ numbers }) => numbers));
    const rest = chunks.map(({ through }, index) => ({ ...sources[index]!, behind: through }));
    sources = [...rest, ...sources.slice(chunks.length)].filter(({ behind, lastSeq }) => behind < lastSeq);
  }
  return places.sort((one, other) => one - other);
}

/** The texts of the unread messages of an account. */
export function unreadTexts(database: Database, account: number): string[] {
  return database.messages(unreadPlaces(database, account)).map(({ text }) => text);
}
