/**
 * A SQLite store as an end of a move. Its messages know the ones before them, which a PostgreSQL finds by an index: that is made
 * up again from their order.
 *
 * @module
 */

import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { migrate } from "../sqlite/schema.ts";
import { MARK } from "../sqlite/statements.ts";
import type { Column, MovedRow, MovedTable, MoveTarget } from "./tables.ts";

/** The end of a conversation: what the next message points to. */
interface Tail {
  last: number | null;
  sender: number;
  other: number | null;
}

/** A SQLite store that nobody else has open. */
export class SqliteEnd implements MoveTarget, Disposable {
  /** See `MoveEnd.name`. */
  readonly name: string;
  readonly #database: DatabaseSync;
  /** By the id of a conversation. */
  #tails: Map<number, Tail> | undefined;

  /**
   * Opens a file; an empty one gets its tables.
   *
   * @param isNew Whether it is to be written.
   */
  constructor(file: string, name: string, isNew: boolean) {
    this.name = name;
    this.#database = new DatabaseSync(file, { readOnly: !isNew, enableForeignKeyConstraints: false });
    if (!isNew) return;
    migrate(this.#database);
    this.#database.exec("PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL");
    // The first marks are of a store that was always there.
    if (this.#count("messages") === 0) this.#database.exec("DELETE FROM post_marks");
  }

  /** See `MoveEnd.read`. */
  read(table: MovedTable, after: MovedRow | undefined, limit: number): Promise<MovedRow[]> {
    const { columns, keys } = table;
    const names = columns.map((column) => nameOf(table, column));
    const key = names.slice(0, keys).join(", ");
    const behind = after === undefined ? "" : `WHERE (${key}) > (${after.map(() => "?").join(", ")})`;
    const sql =
      `SELECT ${names.map((name, index) => `${name} AS c${index}`).join(", ")} FROM ${table.name} ${behind} ` +
      `ORDER BY ${key} LIMIT ?`;
    const rows = this.#database.prepare(sql).all(...(after ?? []) as SQLInputValue[], limit);
    return Promise.resolve(rows.map((row) => columns.map((_, index) => row[`c${index}`] as MovedRow[number])));
  }

  /** See `MoveEnd.count`. */
  count({ name }: MovedTable): Promise<number> {
    return Promise.resolve(this.#count(name));
  }

  /** See `MoveTarget.lastKey`. */
  lastKey(table: MovedTable): Promise<MovedRow | undefined> {
    const names = table.columns.slice(0, table.keys).map((column) => nameOf(table, column));
    const sql = `SELECT ${names.map((name, index) => `${name} AS c${index}`).join(", ")} FROM ${table.name} ` +
      `ORDER BY ${names.map((name) => `${name} DESC`).join(", ")} LIMIT 1`;
    const row = this.#database.prepare(sql).get();
    return Promise.resolve(row && names.map((_, index) => row[`c${index}`] as MovedRow[number]));
  }

  /** See `MoveTarget.write`. */
  write(table: MovedTable, rows: readonly MovedRow[]): Promise<void> {
    const names = table.columns.map((column) => nameOf(table, column));
    const more = MORE[table.name] ?? [];
    const all = [...names, ...more];
    const insert = this.#database.prepare(
      `INSERT INTO ${table.name} (${all.join(", ")}) VALUES (${all.map(() => "?").join(", ")})`,
    );
    this.#database.exec("BEGIN IMMEDIATE");
    for (const row of rows) {
      const values = row as SQLInputValue[];
      if (table.name === "messages") insert.run(...values, ...this.#chain(row));
      else insert.run(...values, ...more.map(() => 0));
    }
    this.#database.exec("COMMIT");
    return Promise.resolve();
  }

  /** Finishes a store that was written: the ends of conversations, and one file. */
  finish(): void {
    this.#database.exec(
      "UPDATE conversations SET (last_sender, last_other) = " +
        "(SELECT sender, other FROM messages WHERE number = conversations.last) WHERE last IN (SELECT number FROM messages)",
    );
    // What was pruned is where the first message is not the first one.
    this.#database.exec(
      "UPDATE conversations SET pruned = " +
        "coalesce((SELECT min(seq) - 1 FROM messages WHERE conversation = conversations.id), last_seq); " +
        "UPDATE pruned SET number = coalesce((SELECT min(number) - 1 FROM messages), (SELECT max(last) FROM conversations), 0)",
    );
    this.#database.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get();
    this.#database.prepare("PRAGMA journal_mode = DELETE").get();
  }

  /** What the row of a message has beside: the one before it, and the newest one before it of somebody else. */
  #chain(row: MovedRow): [previous: number | null, other: number | null] {
    const [number, conversation, seq, sender] = row as readonly number[];
    const tails = this.#tails ??= this.#readTails();
    const tail = tails.get(conversation!) ?? { last: null, sender: 0, other: null };
    tails.set(conversation!, tail);
    const previous = tail.last;
    if (previous !== null && tail.sender !== sender) tail.other = previous;
    tail.last = number!;
    tail.sender = sender!;
    if (seq! % MARK === 0) {
      this.#database.prepare("INSERT INTO marks VALUES (?, ?, ?)").run(conversation!, seq! / MARK, number!);
    }
    return [previous, tail.other];
  }

  /** The ends of conversations, where a move was broken off. */
  #readTails(): Map<number, Tail> {
    const sql = "SELECT conversation, number, sender, other FROM messages WHERE number IN " +
      "(SELECT max(number) FROM messages GROUP BY conversation)";
    return new Map(
      this.#database.prepare(sql).all().map(({ conversation, number, sender, other }) => [
        Number(conversation),
        { last: Number(number), sender: Number(sender), other: other === null ? null : Number(other) },
      ]),
    );
  }

  #count(table: string): number {
    return Number(this.#database.prepare(`SELECT count(*) AS count FROM ${table}`).get()!["count"]);
  }

  /** Closes the file. */
  [Symbol.dispose](): void {
    this.#database.close();
  }
}

/** Columns that only this kind of a store has. */
const MORE: Readonly<Record<string, readonly string[]>> = {
  conversations: ["last_sender"],
  messages: ["previous", "other"],
};

/** What a column is called here. */
function nameOf({ name }: MovedTable, [column]: Column): string {
  if (name === "post_marks" && column === "message") return "seq";
  return column;
}
