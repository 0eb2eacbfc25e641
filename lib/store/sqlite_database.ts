/**
 * The SQLite file itself, through `node:sqlite`: every call is done when it returns. It knows nothing of sockets, passwords
 * or the protocol, and leaves it to `sqlite.ts` not to wait for it.
 *
 * @module
 */

import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { ChatError, type Message } from "../chat.ts";
import { migrate } from "./sqlite_schema.ts";
import type { NewAccount, StoredAccount, StoredLogin, Unread } from "./store.ts";

/** The primary codes of https://www.sqlite.org/rescode.html that a user can do something about. */
const REASONS: Readonly<Record<number, string>> = {
  5: "the database is locked by another program",
  8: "the database cannot be written",
  10: "the disk does not take it",
  11: "the database is damaged; restore a backup",
  13: "the disk is full",
  26: "the file is no database, or damaged; restore a backup",
};
const CONSTRAINT = 19;

/** Milliseconds to wait for another process, such as `ngobrol-server user add`, to finish its transaction. */
const BUSY_TIMEOUT = 5_000;

/** Messages that one statement inserts: each call has a cost of its own, about as much as a row. */
const ROWS = 16;

/** Values of a message in {@linkcode Database.commit}: id, sender, receiver, text, at. */
export const MESSAGE_WIDTH = 5;

/** A write that is no message: which one, and its values. */
export type Write =
  | readonly [kind: "setPassword", passwordHash: string, account: number]
  | readonly [kind: "removeAccount", at: number, account: number]
  | readonly [kind: "endLogins", account: number]
  | readonly [kind: "addLogin", tokenHash: string, usedAt: number, account: number, passwordHash: string]
  | readonly [kind: "touchLogin", usedAt: number, tokenHash: string]
  | readonly [kind: "removeLogin", tokenHash: string]
  | readonly [kind: "markRead", at: number, account: number, upTo: number];

type Row = Record<string, SQLInputValue>;

/** An open database. */
export class Database {
  readonly #database: DatabaseSync;
  readonly #statements: ReturnType<typeof prepare>;

  /**
   * Opens the database in `file`, makes it if there is none, and brings its tables up to date.
   *
   * @param file A path, or `:memory:`.
   * @throws {ChatError} If the file is no database, is damaged, or was written by a newer version.
   */
  constructor(file: string) {
    this.#database = new DatabaseSync(file);
    try {
      const pragma = (text: string) => this.#database.prepare(`PRAGMA ${text}`).get();
      pragma(`busy_timeout = ${BUSY_TIMEOUT}`);
      migrate(this.#database);
      pragma("journal_mode = WAL");
      // A commit in WAL mode returns after fsync (https://www.sqlite.org/pragma.html#pragma_synchronous).
      pragma("synchronous = FULL");
      this.#statements = prepare(this.#database);
    } catch (error) {
      this.#database.close();
      throw explain(error, `Cannot open the store: ${file}`);
    }
  }

  /**
   * Writes all of it in one transaction, flushed when this returns, or nothing.
   *
   * @param messages {@linkcode MESSAGE_WIDTH} values each, one after the other.
   * @returns How many rows each of `writes` changed.
   */
  commit(messages: SQLInputValue[], writes: readonly Write[]): number[] {
    try {
      this.#statements.begin.run();
      this.#addMessages(messages);
      const changes = writes.map(([kind, ...values]) => Number(this.#statements[kind].run(...values).changes));
      this.#statements.commit.run();
      return changes;
    } catch (error) {
      if (this.#database.isTransaction) this.#statements.rollback.run();
      throw explain(error, "Cannot store the message");
    }
  }

  #addMessages(messages: SQLInputValue[]): void {
    const { addMessage, addMessages } = this.#statements;
    let done = 0;
    for (const width = ROWS * MESSAGE_WIDTH; done + width <= messages.length; done += width) {
      addMessages.run(...messages.slice(done, done + width));
    }
    for (; done < messages.length; done += MESSAGE_WIDTH) addMessage.run(...messages.slice(done, done + MESSAGE_WIDTH));
  }

  /** @throws {ChatError} If the name is taken. */
  addAccount({ name, fullName, passwordHash, demo }: NewAccount): StoredAccount {
    try {
      return readAccount(this.#statements.addAccount.get(name, fullName, passwordHash, Number(demo)) as Row);
    } catch (error) {
      if (primaryCode(error) === CONSTRAINT) throw new ChatError(`The name ${name} is taken`);
      throw explain(error, "Cannot store the account");
    }
  }

  accounts(): StoredAccount[] {
    return this.#statements.accounts.all().map((row) => readAccount(row as Row));
  }

  namesEverUsed(): Set<string> {
    return new Set(this.#statements.names.all().map(({ name }) => String(name).toLowerCase()));
  }

  logins(since: number): StoredLogin[] {
    this.#statements.forgetLogins.run(since);
    return this.#statements.logins.all().map((row) => ({
      tokenHash: String(row["token_hash"]),
      account: Number(row["account"]),
      usedAt: Number(row["used_at"]),
    }));
  }

  unread(account: number, maxLength: number): Unread {
    const messages: Message[] = [];
    let upTo = 0;
    let length = 0;
    for (const row of this.#statements.unread.iterate(account)) {
      const message = readMessage(row as Row);
      length += message.text.length;
      if (length > maxLength && upTo > 0) break;
      messages.push(message);
      upTo = Number(row["seq"]);
    }
    return { messages, upTo };
  }

  unreadCounts(): Map<number, number> {
    return new Map(this.#statements.unreadCounts.all().map((row) => [Number(row["receiver"]), Number(row["count"])]));
  }

  close(): void {
    this.#database.close();
  }
}

function prepare(database: DatabaseSync) {
  const sql = (text: string) => database.prepare(text);
  return {
    begin: sql("BEGIN IMMEDIATE"),
    commit: sql("COMMIT"),
    rollback: sql("ROLLBACK"),
    accounts: sql("SELECT * FROM accounts WHERE removed_at IS NULL ORDER BY id"),
    names: sql("SELECT DISTINCT name FROM accounts"),
    addAccount: sql("INSERT INTO accounts (name, full_name, password_hash, demo) VALUES (?, ?, ?, ?) RETURNING *"),
    setPassword: sql("UPDATE accounts SET password_hash = ?, demo = 0 WHERE id = ?"),
    removeAccount: sql("UPDATE accounts SET removed_at = ? WHERE id = ?"),
    endLogins: sql("DELETE FROM logins WHERE account = ?"),
    forgetLogins: sql("DELETE FROM logins WHERE used_at < ?"),
    logins: sql("SELECT * FROM logins ORDER BY rowid"),
    addLogin: sql(
      "INSERT INTO logins (token_hash, account, used_at) " +
        "SELECT ?, id, ? FROM accounts WHERE id = ? AND password_hash = ? AND removed_at IS NULL",
    ),
    touchLogin: sql("UPDATE logins SET used_at = ? WHERE token_hash = ?"),
    removeLogin: sql("DELETE FROM logins WHERE token_hash = ?"),
    addMessage: sql(insertMessages(1)),
    addMessages: sql(insertMessages(ROWS)),
    unread: sql(
      "SELECT seq, messages.id, sender.name AS from_name, sender.full_name AS from_full_name, " +
        "receiver.full_name AS to_full_name, text, at FROM messages " +
        "JOIN accounts AS sender ON sender.id = sender JOIN accounts AS receiver ON receiver.id = receiver " +
        "WHERE receiver = ? AND read_at IS NULL ORDER BY seq",
    ),
    unreadCounts: sql("SELECT receiver, count(*) AS count FROM messages WHERE read_at IS NULL GROUP BY receiver"),
    markRead: sql("UPDATE messages SET read_at = ? WHERE receiver = ? AND read_at IS NULL AND seq <= ?"),
  };
}

function insertMessages(rows: number): string {
  const values = Array(rows).fill(`(${Array(MESSAGE_WIDTH).fill("?").join(", ")})`).join(", ");
  return `INSERT INTO messages (id, sender, receiver, text, at) VALUES ${values}`;
}

function readAccount(row: Row): StoredAccount {
  return {
    id: Number(row["id"]),
    name: String(row["name"]),
    fullName: String(row["full_name"]),
    passwordHash: String(row["password_hash"]),
    demo: row["demo"] === 1,
  };
}

function readMessage(row: Row): Message {
  return {
    id: String(row["id"]),
    from: String(row["from_name"]),
    fromName: String(row["from_full_name"]),
    toName: String(row["to_full_name"]),
    text: String(row["text"]),
    at: Number(row["at"]),
  };
}

/** The primary result code of an error of SQLite, or `undefined`. */
function primaryCode(error: unknown): number | undefined {
  const code = (error as { errcode?: unknown }).errcode;
  return typeof code === "number" ? code & 0xff : undefined;
}

/** An error of SQLite as a sentence for the user, where it is a fault of the disk and not of this program. */
function explain(error: unknown, what: string): unknown {
  const reason = REASONS[primaryCode(error) ?? 0];
  return reason === undefined ? error : new ChatError(`${what}: ${reason}`, { cause: error });
}
