/**
 * A PostgreSQL store as an end of a move.
 *
 * @module
 */

import { ChatError } from "../../chat.ts";
import { arrayOf, type Row, type Value } from "../postgres/connection.ts";
import { Link } from "../postgres/link.ts";
import { openDatabase, type OpenOptions } from "../postgres/open.ts";
import { describePlace, type PostgresPlace } from "../postgres/url.ts";
import type { Column, ColumnType, MovedRow, MovedTable, MoveTarget } from "./tables.ts";

const CASTS: Readonly<Record<ColumnType, string>> = {
  int: "bigint[]",
  text: "text[]",
  boolean: "boolean[]",
  uuid: "uuid[]",
};

/** A database that no server works on. */
export class PostgresEnd implements MoveTarget, Disposable {
  /** See `MoveEnd.name`. */
  readonly name: string;
  readonly #link: Link;

  private constructor(link: Link, name: string) {
    this.#link = link;
    this.name = name;
  }

  /**
   * Opens a database.
   *
   * @throws {ChatError} If a server works on it, or, if it is to be written, it has a chat that no move has brought.
   */
  static async open(place: PostgresPlace, options: OpenOptions & { readonly isNew: boolean }): Promise<PostgresEnd> {
    const { primary } = await openDatabase(place, { ...options, isMove: true });
    const end = new PostgresEnd(new Link(primary, { synchronous_commit: "on" }), describePlace(place));
    try {
      await end.#begin(options.isNew);
      return end;
    } catch (error) {
      end[Symbol.dispose]();
      throw error;
    }
  }

  /** Keeps servers out of what is written: none works on it when that is looked at, see `openDatabase`. */
  async #begin(isNew: boolean): Promise<void> {
    const [row] = await this.#run(
      "SELECT is_moving, EXISTS (SELECT 1 FROM accounts) AS has_people FROM tables_version",
    );
    const [isMoving, hasPeople] = [row!["is_moving"] === true, row!["has_people"] === true];
    if (!isNew && isMoving) throw new ChatError(`A move into ${this.name} was broken off: it has a part of a chat`);
    if (!isNew) return await this.#checkAlone();
    if (!isMoving && hasPeople) throw new ChatError(`${this.name} has a chat already: name an empty database`);
    await this.#run("UPDATE tables_version SET is_moving = true");
    try {
      await this.#checkAlone();
      if (!hasPeople) await this.#run("DELETE FROM post_marks"); // Nothing was moved yet.
    } catch (error) {
      if (!isMoving) await this.#run("UPDATE tables_version SET is_moving = false");
      throw error;
    }
  }

  async #checkAlone(): Promise<void> {
    const [live] = await this.#run("SELECT id FROM servers WHERE until > clock_timestamp() LIMIT 1");
    if (live !== undefined) throw new ChatError(`Servers work on ${this.name}: stop them first`);
  }

  /** See `MoveEnd.read`. */
  async read(table: MovedTable, after: MovedRow | undefined, limit: number): Promise<MovedRow[]> {
    const { columns, keys } = table;
    const names = columns.map((column) => nameOf(table, column));
    const key = names.slice(0, keys).join(", ");
    const behind = after === undefined
      ? ""
      : `WHERE (${key}) > (${after.map((_, index) => `$${index + 1}::${castOf(columns[index]!)}`).join(", ")})`;
    const sql =
      `SELECT ${names.map((name, index) => `${name} AS c${index}`).join(", ")} FROM ${table.name} ${behind} ` +
      `ORDER BY ${key} LIMIT ${limit}`;
    const rows = await this.#run(sql, after);
    return rows.map((row) => columns.map((_, index) => plain(row[`c${index}`])));
  }

  /** See `MoveEnd.count`. */
  async count({ name }: MovedTable): Promise<number> {
    return Number((await this.#run(`SELECT count(*) AS count FROM ${name}`))[0]!["count"]);
  }

  /** See `MoveTarget.lastKey`. */
  async lastKey(table: MovedTable): Promise<MovedRow | undefined> {
    const names = table.columns.slice(0, table.keys).map((column) => nameOf(table, column));
    const sql = `SELECT ${names.map((name, index) => `${name} AS c${index}`).join(", ")} FROM ${table.name} ` +
      `ORDER BY ${names.map((name) => `${name} DESC`).join(", ")} LIMIT 1`;
    const [row] = await this.#run(sql);
    return row && names.map((_, index) => plain(row[`c${index}`]));
  }

  /** See `MoveTarget.write`. It may be asked for twice, if its answer is lost. */
  async write({ name, columns }: MovedTable, rows: readonly MovedRow[]): Promise<void> {
    const isLogin = name === "logins"; // The first batch of a database is the next one.
    const names = [...columns.map(([column]) => column), ...isLogin ? ["batch", "ordinal"] : []];
    const given = columns.map(([, type], index) => `$${index + 1}::${CASTS[type]}`).join(", ");
    const sql = `INSERT INTO ${name} (${names.join(", ")}) ` +
      `SELECT *${isLogin ? ", 0, 0" : ""} FROM unnest(${given}) ON CONFLICT DO NOTHING`;
    await this.#run(sql, columns.map(([, type], index) => arrayOf(rows.map((row) => valueOf(row[index]!, type)))));
  }

  /** Lets servers in. */
  async finish(): Promise<void> {
    await this.#run(
      "UPDATE state SET number = greatest(number, (SELECT max(number) FROM messages), (SELECT max(last) FROM conversations))",
    );
    await this.#run("UPDATE tables_version SET is_moving = false");
    await this.#run("ANALYZE");
  }

  #run(sql: string, values: MovedRow = []): Promise<readonly Row[]> {
    return this.#link.read((connection) => connection.run(sql, values as Value[]), "Cannot move the store");
  }

  /** The way for what is in files. */
  run(sql: string, values: readonly Value[]): Promise<readonly Row[]> {
    return this.#run(sql, values as MovedRow);
  }

  /** Lets go of the database. */
  [Symbol.dispose](): void {
    this.#link.close();
  }
}

/** A column of a table; texts are in the order of their bytes, as in SQLite. */
function nameOf({ keys, columns }: MovedTable, column: Column): string {
  const [title, type] = column;
  return type === "text" && columns.indexOf(column) < keys ? `${title} COLLATE "C"` : title;
}

function castOf([, type]: Column): string {
  return CASTS[type].slice(0, -2);
}

function plain(value: unknown): MovedRow[number] {
  if (value === null) return null;
  if (typeof value === "boolean") return Number(value);
  return typeof value === "number" ? value : String(value);
}

function valueOf(value: MovedRow[number], type: ColumnType): Value {
  return type === "boolean" && value !== null ? value === 1 : value;
}
