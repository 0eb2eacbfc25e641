/**
 * The SQLite file itself, through `node:sqlite`: every call is done when it returns. It knows nothing of sockets, passwords
 * or the protocol, and leaves it to `sqlite.ts` not to wait for it.
 *
 * @module
 */

import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { ChatError, type Message } from "../chat.ts";
import { adviseRestore, checkAtStart, checkFiles } from "./sqlite_check.ts";
import { explain, primaryCode } from "./sqlite_errors.ts";
import { migrate } from "./sqlite_schema.ts";
import { MAX_UNREAD, type NewAccount, type StoredAccount, type StoredLogin, type Unread } from "./store.ts";

const CONSTRAINT = 19;

/** Milliseconds to wait for another process, such as a server that starts, while the database is opened. */
const OPEN_TIMEOUT = 5_000;

/** Milliseconds to wait for another process later: whoever wants to wait longer calls again, and lets readers in between. */
const BUSY_TIMEOUT = 20;

/** Rows that are read at once. */
const READ_ROWS = 256;

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

type Query = "accounts" | "names" | "logins" | "unread" | "unreadCounts" | "newestId";

/** An open database. */
export class Database {
  readonly #database: DatabaseSync;
  readonly #statements: ReturnType<typeof prepare>;

  /**
   * Opens the database in `file`, makes it if there is none, and brings its tables up to date.
   *
   * @param file A path, or `:memory:`.
   * @param options See `SqliteOptions`.
   * @throws {ChatError} If the file is no database, is damaged, or was written by a newer version.
   */
  constructor(file: string, { check = false, isLost = false }: { check?: boolean; isLost?: boolean } = {}) {
    let database: DatabaseSync | undefined;
    try {
      checkFiles(file, isLost);
      if (check) checkAtStart(file);
      database = new DatabaseSync(file, { timeout: OPEN_TIMEOUT });
      const pragma = (text: string) => database!.prepare(`PRAGMA ${text}`).get();
      migrate(database);
      pragma("journal_mode = WAL");
      // A commit in WAL mode returns after fsync (https://www.sqlite.org/pragma.html#pragma_synchronous).
      pragma("synchronous = FULL");
      pragma(`busy_timeout = ${BUSY_TIMEOUT}`);
      this.#statements = prepare(database);
      this.#database = database;
    } catch (error) {
      database?.close();
      throw explain(error, `Cannot open the store: ${file}`, adviseRestore(file));
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
      const row = this.#statements.addAccount.get(name, fullName, passwordHash, Number(demo)) as Row;
      this.#leaveLog();
      return readAccount(row);
    } catch (error) {
      if (primaryCode(error) === CONSTRAINT) throw new ChatError(`The name ${name} is taken`);
      throw explain(error, "Cannot store the account");
    }
  }

  /** Brings what is in the log into the file as well: who has lost the log shall not meet a chat with nobody in it. */
  #leaveLog(): void {
    try {
      this.#statements.checkpoint.all();
    } catch (error) {
      if (!(explain(error, "") instanceof ChatError)) throw error; // It is in the log.
    }
  }

  accounts(): StoredAccount[] {
    return this.#all("accounts").map(readAccount);
  }

  namesEverUsed(): Set<string> {
    return new Set(this.#all("names").map(({ name }) => String(name).toLowerCase()));
  }

  logins(since: number): StoredLogin[] {
    try {
      this.#statements.forgetLogins.run(since);
    } catch (error) {
      // A disk that takes nothing can be read all the same.
      if (!(explain(error, "") instanceof ChatError)) throw error;
    }
    return this.#all("logins", since).map((row) => ({
      tokenHash: String(row["token_hash"]),
      account: Number(row["account"]),
      usedAt: Number(row["used_at"]),
    }));
  }

  /** Those that come `after` a place, no more than `limit`, and without it at least one, however long it is. */
  unread(account: number, maxLength: number, { after = 0, limit = MAX_UNREAD } = {}): Unread {
    const messages: Message[] = [];
    let upTo = after;
    let length = 0;
    for (let rows; (rows = this.#all("unread", account, upTo, READ_ROWS)).length > 0;) {
      for (const row of rows) {
        const message = readMessage(row);
        length += message.text.length;
        if ((length > maxLength && upTo > 0) || messages.length === limit) return { messages, upTo };
        messages.push(message);
        upTo = Number(row["seq"]);
      }
    }
    return { messages, upTo };
  }

  unreadCounts(): Map<number, number> {
    return new Map(this.#all("unreadCounts").map((row) => [Number(row["receiver"]), Number(row["count"])]));
  }

  newestId(): string | undefined {
    const [row] = this.#all("newestId");
    return row && String(row["id"]);
  }

  /** All rows at once: in Deno 2.7 `iterate()` ends at an error as if there were no more. */
  #all(query: Query, ...values: SQLInputValue[]): Row[] {
    try {
      return this.#statements[query].all(...values) as Row[];
    } catch (error) {
      throw explain(error, "Cannot read the store");
    }
  }

  /** Grows with each change to an account, by whatever process. */
  accountsVersion(): number {
    try {
      return Number(this.#statements.accountsVersion.get()?.["value"]);
    } catch (error) {
      throw explain(error, "Cannot read the store");
    }
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
    accountsVersion: sql("SELECT value FROM accounts_version"),
    accounts: sql("SELECT * FROM accounts WHERE removed_at IS NULL ORDER BY id"),
    names: sql("SELECT DISTINCT name FROM accounts"),
    addAccount: sql("INSERT INTO accounts (name, full_name, password_hash, demo) VALUES (?, ?, ?, ?) RETURNING *"),
    setPassword: sql("UPDATE accounts SET password_hash = ?, demo = 0 WHERE id = ?"),
    removeAccount: sql("UPDATE accounts SET removed_at = ? WHERE id = ?"),
    endLogins: sql("DELETE FROM logins WHERE account = ?"),
    forgetLogins: sql("DELETE FROM logins WHERE used_at < ?"),
    logins: sql("SELECT * FROM logins WHERE used_at >= ? ORDER BY rowid"),
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
        "WHERE receiver = ? AND read_at IS NULL AND seq > ? ORDER BY seq LIMIT ?",
    ),
    unreadCounts: sql("SELECT receiver, count(*) AS count FROM messages WHERE read_at IS NULL GROUP BY receiver"),
    checkpoint: sql("PRAGMA wal_checkpoint(PASSIVE)"),
    newestId: sql("SELECT id FROM messages ORDER BY seq DESC LIMIT 1"),
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
