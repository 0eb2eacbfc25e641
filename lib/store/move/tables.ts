/**
 * The tables that a store of either kind has, for a move from one to the other: their columns and keys. It knows no database.
 *
 * @module
 */

/** What a column holds. */
export type ColumnType = "int" | "text" | "boolean" | "uuid";

/** A column: its name, and what it holds. */
export type Column = readonly [name: string, type: ColumnType];

/** A table that is moved. */
export interface MovedTable {
  /** Its name. */
  readonly name: string;
  /** The columns that both kinds of a store have, the key first. */
  readonly columns: readonly Column[];
  /** How many of them are the key, by which its rows are put in order. */
  readonly keys: number;
}

/** A value of a row, alike on both sides: what is true or false is 1 or 0. */
export type MovedValue = string | number | null;

/** A row, its values in the order of the columns. */
export type MovedRow = readonly MovedValue[];

function table(name: string, keys: number, columns: string): MovedTable {
  const types: Record<string, ColumnType> = { "'": "text", "?": "boolean", "@": "uuid" };
  return {
    name,
    keys,
    columns: columns.split(" ").map((column) => [column.replace(/\W$/, ""), types[column.at(-1)!] ?? "int"]),
  };
}

/** All tables, those first to which others refer. A text ends with `'`, what is true or false with `?`, a UUID with `@`. */
export const MOVED_TABLES: readonly MovedTable[] = [
  table("accounts", 1, "id name' full_name' password_hash' demo? removed_at role'"),
  table("logins", 1, "token_hash' account used_at"),
  table("conversations", 1, "id kind' low high last_seq last low_sent"),
  table("groups", 1, "conversation name' password_hash' maker invite_only? whole_history? made_at ended_at"),
  table("exits", 2, "conversation account exit'"),
  table("members", 2, "account conversation joined delivered_up_to delivered_count read_up_to read_count"),
  table("messages", 1, "number conversation seq sender sent id@ at text'"),
  table("moves", 4, "conversation account state up_to behind at"),
  table("posts", 1, "message sender key'"),
  table("post_marks", 1, "number message"),
  table("files", 1, "message conversation name' size sha256'"),
  table("edits", 1, "message at removed?"),
  table("measures", 2, "kind' target until by' at"),
  table("acts", 1, "number at by' act' target' detail'"),
  table("visits", 1, "number account began ended"),
  table("alive", 1, "id at"),
];

/** One end of a move. */
export interface MoveEnd {
  /** What it is called in a sentence. */
  readonly name: string;
  /** The rows behind a key, in the order of the keys, so many at most. */
  read(table: MovedTable, after: MovedRow | undefined, limit: number): Promise<MovedRow[]>;
  /** How many rows there are. */
  count(table: MovedTable): Promise<number>;
}

/** The end to which is moved. */
export interface MoveTarget extends MoveEnd {
  /** The key of the last row that is there; `undefined` if there is none. */
  lastKey(table: MovedTable): Promise<MovedRow | undefined>;
  /** Adds rows: all of them, or none. */
  write(table: MovedTable, rows: readonly MovedRow[]): Promise<void>;
}
