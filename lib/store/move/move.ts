/**
 * Moves a store from one kind of database to the other, table by table in the order of the keys: what was broken off goes on
 * behind the last row that is there. Then both are read again, and compared. It knows no database.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { ChatError } from "../../chat.ts";
import { MOVED_TABLES, type MovedRow, type MovedTable, type MoveEnd, type MoveTarget } from "./tables.ts";

/** Rows that are moved at once. */
const ROWS = 2_000;

/** How far a move is. */
export interface MoveProgress {
  /** What is done: rows are moved, or compared. */
  readonly step: "move" | "compare";
  /** The name of the table. */
  readonly table: string;
  /** Rows of it that are done, and how many it has. */
  readonly done: number;
  /** See `done`. */
  readonly total: number;
}

/** Moves all rows that are not there yet. @param signal Ends it between two parts. */
export async function moveRows(
  from: MoveEnd,
  to: MoveTarget,
  onProgress: (progress: MoveProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  for (const table of MOVED_TABLES) {
    const total = await from.count(table);
    let done = await to.count(table);
    for (let after = await to.lastKey(table);;) {
      signal.throwIfAborted();
      onProgress({ step: "move", table: table.name, done, total });
      const rows = await from.read(table, after, ROWS);
      if (rows.length === 0) break;
      await to.write(table, rows);
      done += rows.length;
      after = keyOf(table, rows.at(-1)!);
    }
  }
}

/**
 * Reads both, and compares how many rows each table has and the SHA-256 of all of them.
 *
 * @returns How many rows there are, by table.
 * @throws {ChatError} If they differ.
 */
export async function compareRows(
  from: MoveEnd,
  to: MoveEnd,
  onProgress: (progress: MoveProgress) => void,
  signal: AbortSignal,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const table of MOVED_TABLES) {
    const total = await from.count(table);
    const tell = (done: number) => onProgress({ step: "compare", table: table.name, done, total });
    const [one, other] = [await sumOf(from, table, tell, signal), await sumOf(to, table, () => {}, signal)];
    if (one.count !== other.count || one.sum !== other.sum) {
      throw new ChatError(
        `The table ${table.name} is not the same in both: ${one.count} rows in ${from.name}, ${other.count} in ${to.name}` +
          (one.count === other.count ? ", and their sums differ" : ""),
      );
    }
    counts.set(table.name, one.count);
  }
  return counts;
}

async function sumOf(
  end: MoveEnd,
  table: MovedTable,
  onProgress: (done: number) => void,
  signal: AbortSignal,
): Promise<{ count: number; sum: string }> {
  const hash = createHash("sha256");
  let count = 0;
  let after: MovedRow | undefined;
  while (true) {
    signal.throwIfAborted();
    onProgress(count);
    const rows = await end.read(table, after, ROWS);
    if (rows.length === 0) return { count, sum: hash.digest("hex") };
    for (const row of rows) hash.update(JSON.stringify(row));
    count += rows.length;
    after = keyOf(table, rows.at(-1)!);
  }
}

function keyOf({ keys }: MovedTable, row: MovedRow): MovedRow {
  return row.slice(0, keys);
}
