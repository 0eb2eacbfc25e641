/**
 * A store in one SQLite file, through `node:sqlite`. It knows nothing of sockets, passwords or the protocol.
 *
 * @module
 */

import { setImmediate } from "node:timers";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { ChatError } from "../chat.ts";
import { migrate } from "./sqlite_schema.ts";
import type { NewAccount, NewMessage, Store, StoredAccount, StoredLogin, Unread } from "./store.ts";

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

/**
 * Opens the store in `file`, makes it if there is none, and brings its tables up to date.
 *
 * @param file A path, or `:memory:`.
 * @throws {ChatError} If the file is no database, is damaged, or was written by a newer version.
 */
export function openSqlite(file: string): Store {
  const database = new DatabaseSync(file);
  try {
    // FULL: a commit in WAL mode returns after fsync (https://www.sqlite.org/pragma.html#pragma_synchronous).
    for (
      const pragma of [
        `busy_timeout = ${BUSY_TIMEOUT}`,
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
      ]
    ) {
      // Not exec(), whose errors have no code in Deno 2.7.
      database.prepare(`PRAGMA ${pragma}`).get();
    }
    migrate(database);
    return new SqliteStore(database);
  } catch (error) {
    database.close();
    throw explain(error, `Cannot open the store: ${file}`);
  }
}

type Row = Record<string, SQLInputValue>;

/** A write that waits for the next commit. */
interface Write {
  readonly statement: StatementSync;
  readonly values: SQLInputValue[];
  /** How many rows it changed, once it was done. */
  changes: number;
}

class SqliteStore implements Store {
  readonly #database: DatabaseSync;
  readonly #statements: ReturnType<typeof prepare>;
  /** The writes of the next commit, and the promise that all of them share. */
  #batch: { writes: Write[]; done: PromiseWithResolvers<void> } | undefined;
  #dataVersion: unknown;
  /** Whether `#dataVersion` was read in this turn of the event loop: what arrives together is asked for once. */
  #fresh = false;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#statements = prepare(database);
    this.#dataVersion = this.#statements.dataVersion.get()?.["data_version"];
  }

  accounts(): Promise<StoredAccount[]> {
    return this.#now(() => this.#statements.accounts.all().map((row) => readAccount(row as Row)));
  }

  addAccount({ name, fullName, passwordHash, demo }: NewAccount): Promise<StoredAccount> {
    return this.#now(() => {
      try {
        const row = this.#statements.addAccount.get(name, fullName, passwordHash, Number(demo));
        return readAccount(row as Row);
      } catch (error) {
        if (primaryCode(error) === CONSTRAINT) throw new ChatError(`The name ${name} is taken`);
        throw error;
      }
    });
  }

  async setPassword(account: number, passwordHash: string): Promise<void> {
    const { setPassword, endLogins } = this.#statements;
    this.#write(setPassword, passwordHash, account);
    await this.#write(endLogins, account);
  }

  async removeAccount(account: number): Promise<void> {
    const { removeAccount, endLogins } = this.#statements;
    this.#write(removeAccount, Date.now(), account);
    await this.#write(endLogins, account);
  }

  namesEverUsed(): Promise<Set<string>> {
    return this.#now(() => new Set(this.#statements.names.all().map(({ name }) => String(name).toLowerCase())));
  }

  logins(since: number): Promise<StoredLogin[]> {
    return this.#now(() => {
      this.#statements.forgetLogins.run(since);
      return this.#statements.logins.all().map((row) => ({
        tokenHash: String(row["token_hash"]),
        account: Number(row["account"]),
        usedAt: Number(row["used_at"]),
      }));
    });
  }

  addLogin({ tokenHash, account, usedAt }: StoredLogin, passwordHash: string): Promise<void> {
    return this.#write(this.#statements.addLogin, tokenHash, usedAt, account, passwordHash);
  }

  touchLogin(tokenHash: string, usedAt: number): Promise<void> {
    return this.#write(this.#statements.touchLogin, usedAt, tokenHash);
  }

  removeLogin(tokenHash: string): Promise<void> {
    return this.#write(this.#statements.removeLogin, tokenHash);
  }

  addMessage({ id, sender, receiver, text, at }: NewMessage): Promise<void> {
    return this.#write(this.#statements.addMessage, id, sender, receiver, text, at);
  }

  unread(account: number, { maxLength }: { maxLength: number }): Promise<Unread> {
    return this.#now(() => {
      const unread = { messages: [] as Unread["messages"], upTo: 0 };
      let length = 0;
      for (const row of this.#statements.unread.iterate(account)) {
        const message = readMessage(row as Row);
        length += message.text.length;
        if (length > maxLength && unread.upTo > 0) break;
        unread.messages.push(message);
        unread.upTo = Number(row["seq"]);
      }
      return unread;
    });
  }

  unreadCounts(): Promise<Map<number, number>> {
    return this.#now(() =>
      new Map(this.#statements.unreadCounts.all().map((row) => [Number(row["receiver"]), Number(row["count"])]))
    );
  }

  async markRead(account: number, upTo: number, at: number): Promise<number> {
    const write: Write = { statement: this.#statements.markRead, values: [at, account, upTo], changes: 0 };
    await this.#add(write);
    return write.changes;
  }

  changedElsewhere(): boolean {
    if (this.#fresh) return false;
    this.#fresh = true;
    setImmediate(() => this.#fresh = false);
    const version = this.#statements.dataVersion.get()?.["data_version"];
    const changed = version !== this.#dataVersion;
    this.#dataVersion = version;
    return changed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#batch?.done.promise.catch(() => {}); // Reported to those who wait for it.
    this.#database.close();
  }

  #write(statement: StatementSync, ...values: SQLInputValue[]): Promise<void> {
    return this.#add({ statement, values, changes: 0 });
  }

  /** Adds a write to the next commit. Whatever arrives before it shares its one flush. */
  #add(write: Write): Promise<void> {
    if (this.#batch === undefined) {
      this.#batch = { writes: [], done: Promise.withResolvers() };
      setImmediate(() => this.#commit());
    }
    this.#batch.writes.push(write);
    return this.#batch.done.promise;
  }

  #commit(): void {
    const { writes, done } = this.#batch!;
    this.#batch = undefined;
    try {
      this.#statements.begin.run();
      for (const write of writes) write.changes = Number(write.statement.run(...write.values).changes);
      this.#statements.commit.run();
      done.resolve();
    } catch (error) {
      if (this.#database.isTransaction) this.#statements.rollback.run();
      done.reject(explain(error));
    }
  }

  /** Runs `read` at once, as an asynchronous function would. */
  #now<T>(read: () => T): Promise<T> {
    return new Promise((resolve) => resolve(read())).catch((error) => {
      throw explain(error);
    }) as Promise<T>;
  }
}

function prepare(database: DatabaseSync) {
  const sql = (text: string) => database.prepare(text);
  return {
    begin: sql("BEGIN IMMEDIATE"),
    commit: sql("COMMIT"),
    rollback: sql("ROLLBACK"),
    dataVersion: sql("PRAGMA data_version"),
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
    addMessage: sql("INSERT INTO messages (id, sender, receiver, text, at) VALUES (?, ?, ?, ?, ?)"),
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

function readAccount(row: Row): StoredAccount {
  return {
    id: Number(row["id"]),
    name: String(row["name"]),
    fullName: String(row["full_name"]),
    passwordHash: String(row["password_hash"]),
    demo: row["demo"] === 1,
  };
}

function readMessage(row: Row): Unread["messages"][number] {
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
function explain(error: unknown, what = "Cannot store the message"): unknown {
  const reason = REASONS[primaryCode(error) ?? 0];
  return reason === undefined ? error : new ChatError(`${what}: ${reason}`, { cause: error });
}
