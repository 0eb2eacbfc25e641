/**
 * The SQLite file itself, through `node:sqlite`: every call is done when it returns. It knows nothing of sockets, passwords
 * or the protocol, and leaves it to `sqlite_store.ts` not to wait for it.
 *
 * @module
 */

import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import type { FullMessage } from "../../chat.ts";
import { addAccounts, changeAccount } from "./accounts.ts";
import { adviseRestore } from "./check.ts";
import { Tails } from "./append.ts";
import type { ControlQuery } from "./control_sql.ts";
import { commit, type Committed, posted, type Work } from "./commit.ts";
import { isDiskFault, StoreError, toChatError } from "./errors.ts";
import { DatabaseFiles, LONG_LOG } from "./database_files.ts";
import { firstFrom, type Found, type Rows } from "./chains.ts";
import { type Chunk, chunksOf, pageOf, type Source, sourcesOf } from "./outlines.ts";
import { addGroup, locate, readGroups } from "./group_store.ts";
import { prunable, prune, type PruneStep } from "./prune.ts";
import { migrate } from "./schema.ts";
import { prepare, readAccount, readLogin, readMessage, type Row, type Statements } from "./statements.ts";
import { answerFiles, type FileQuestion } from "./file_store.ts";
import type { Prunable } from "../prune.ts";
import type { Located, NewGroup, StoredGroup } from "../groups.ts";
import type { AccountChange, NewAccount, PageOptions, StoredAccount, StoredLogin, StoredRef } from "../store.ts";

/** Milliseconds to wait for another process, such as a server that starts, while the database is opened. */
const OPEN_TIMEOUT = 5_000;

/** Milliseconds to wait for another process later: who waits longer calls again, and lets readers in between. */
const BUSY_TIMEOUT = 20;

type Query = Exclude<keyof Statements, "begin" | "commit" | "rollback">;

/** An open database. Its files are left to SQLite alone as long as it is open: see `database_files.ts`. */
export class Database {
  readonly #database: DatabaseSync;
  readonly #statements: Statements;
  readonly #tails: Tails;
  readonly #files: DatabaseFiles;
  readonly #rows: Rows = (query, ...values) => this.#all(query, ...values);
  /** Why nothing is stored any more, if another program took the files away. */
  #loss: string | undefined;

  /**
   * Opens the database in `file`, makes it if there is none, and brings its tables up to date. Whether it can be trusted
   * was looked at before: `checkStore()`.
   *
   * @param file A path, or `:memory:`.
   * @throws {ChatError} If the file is no database, is damaged, or was written by a newer version.
   */
  constructor(file: string) {
    let database: DatabaseSync | undefined;
    try {
      // Without foreign keys: each message would look its sender up, which was done when the conversation was made. No account
      // is ever deleted, and verify looks at them.
      database = new DatabaseSync(file, { timeout: OPEN_TIMEOUT, enableForeignKeyConstraints: false });
      const pragma = (text: string) => database!.prepare(`PRAGMA ${text}`).get();
      migrate(database);
      pragma("journal_mode = WAL");
      // A commit in WAL mode returns after fsync (https://www.sqlite.org/pragma.html#pragma_synchronous).
      pragma("synchronous = FULL");
      pragma(`busy_timeout = ${BUSY_TIMEOUT}`);
      pragma(`journal_size_limit = ${LONG_LOG}`); // When the log is begun anew.
      this.#statements = prepare(database);
      this.#tails = new Tails(this.#statements);
      this.#database = database;
      pragma("user_version"); // A read: from the first one on there is a log.
      this.#files = new DatabaseFiles(file);
    } catch (error) {
      database?.close();
      throw toChatError(error, `Cannot open the store: ${file}`, adviseRestore(file));
    }
  }

  /**
   * Writes all of it in one transaction, flushed when this returns, or nothing: see {@linkcode commit}.
   *
   * @throws {ChatError} Also if another program took away the files that it was written to.
   */
  commit(...work: Work): Committed {
    try {
      this.checkFiles(); // Before, so that what is refused is not stored; and after, for what is acknowledged is found.
      const committed = commit(this.#statements, this.#tails, ...work);
      this.checkFiles();
      return committed;
    } catch (error) {
      this.#tails.forget();
      if (this.#database.isTransaction) this.#statements.rollback.run();
      throw toChatError(error, "Cannot store the message");
    }
  }

  /**
   * Makes sure that what is written will be found: a log or a database that another program removed or replaced is written
   * and flushed as before, and gone with this process. What is in a log that was removed is brought into the database.
   *
   * @param what What was written.
   * @throws {ChatError} From the first time on that it will not be found.
   */
  checkFiles(what = "the message"): void {
    if (this.#loss === undefined) {
      const moved = this.#files.findMoved();
      if (moved === undefined) return;
      const { path, isGone } = moved;
      this.#loss = `another program ${isGone ? "removed" : "replaced"} ${path} while the server runs; ` +
        "nothing is stored any more: stop the server, look into its directory, and start it again";
      if (isGone) this.#leaveLog();
    }
    throw new StoreError(`Cannot store ${what}`, this.#loss);
  }

  /** What a sender stored under an idempotency key. */
  posted(sender: number, key: string): StoredRef | undefined {
    return posted(this.#statements, sender, key);
  }

  /**
   * Adds accounts, all or none.
   *
   * @throws {ChatError} If a name is taken.
   */
  addAccounts(accounts: readonly NewAccount[]): StoredAccount[] {
    return this.#changeNames("the account", () => addAccounts(this.#statements, accounts));
  }

  /**
   * Changes an account. @returns As it is now; `undefined` if there is none.
   *
   * @throws {ChatError} If its name is taken.
   */
  changeAccount(id: number, change: AccountChange): StoredAccount | undefined {
    return this.#changeNames("the account", () => changeAccount(this.#statements, id, change));
  }

  #changeNames<T>(what: string, change: () => T): T {
    try {
      this.checkFiles(what);
      const changed = change();
      this.#leaveLog();
      this.checkFiles(what);
      return changed;
    } catch (error) {
      if (this.#database.isTransaction) this.#statements.rollback.run();
      throw toChatError(error, `Cannot store ${what}`);
    }
  }

  /**
   * Adds a group; returns its id.
   *
   * @throws {ChatError} If the name is taken.
   */
  addGroup(group: NewGroup, at: number): number {
    return this.#changeNames("the group", () => addGroup(this.#statements, group, at));
  }

  /** See {@linkcode locate}. */
  locate(id: string): Located | undefined {
    return locate(this.#rows, id);
  }

  /** All groups that have not ended. */
  groups(): StoredGroup[] {
    return readGroups(this.#rows);
  }

  /** Brings what is in the log into the file as well, for those who will have lost the log; tells whether all of it is there. */
  #leaveLog(): boolean {
    try {
      const [row] = this.#statements.checkpoint.all();
      return row!["log"] === row!["checkpointed"];
    } catch (error) {
      if (!isDiskFault(error)) throw error; // It is in the log.
      return false;
    }
  }

  /** Empties the log, unless somebody else reads what is in it. It may take long. */
  shrinkLog(): void {
    this.checkFiles();
    if (this.#leaveLog()) this.#all("truncateLog");
  }

  /** All accounts that are not removed, in the order in which they were added. */
  accounts(): StoredAccount[] {
    return this.#all("accounts").map(readAccount);
  }

  /** The ids of the removed accounts that had this name, the last one first. */
  removedAccounts(name: string): number[] {
    return this.#all("removed", name).map(({ id }) => Number(id));
  }

  /** The names of all accounts, removed ones too, in lower case. */
  namesEverUsed(): Set<string> {
    return new Set(this.#all("names").map(({ name }) => String(name).toLowerCase()));
  }

  /** Forgets logins that were used before `since`, and all but so many of an account; returns the others. */
  logins(since: number, most: number, now = Number.MAX_SAFE_INTEGER): StoredLogin[] {
    try {
      this.#statements.clampLogins.run(now, now);
      this.#statements.forgetLogins.run(since);
      this.#statements.forgetMoreLogins.run(most);
    } catch (error) {
      // A disk that takes nothing can be read all the same.
      if (!isDiskFault(error)) throw error;
    }
    return this.#all("logins", now, since, most).map(readLogin);
  }

  /** See {@linkcode firstFrom}. */
  firstFrom(id: string): ReturnType<typeof firstFrom> {
    return firstFrom(this.#rows, id, this.newestPlace());
  }

  /** The rows of what teachers decide and did. */
  control(query: ControlQuery, ...values: SQLInputValue[]): Row[] {
    return this.#all(query, ...values);
  }

  /** The messages in these places. */
  messages(places: readonly number[]): FullMessage[] {
    return this.#all("messages", JSON.stringify(places)).map(readMessage);
  }

  /** See {@linkcode sourcesOf}. */
  sources(account: number, after: number, since: number): Source[] {
    return sourcesOf(this.#rows, account, after, since);
  }

  /** See {@linkcode chunksOf}. */
  chunks(sources: readonly Source[], places: number): Chunk[] {
    return chunksOf(this.#rows, sources, places);
  }

  /** The names that accounts have or had. */
  namesOf(accounts: readonly number[]): string[] {
    return accounts.map((account) => String(this.#all("nameOf", account)[0]!["name"]));
  }

  /** See {@linkcode pageOf}. */
  page(ends: readonly [number, number], options: PageOptions): Found {
    return pageOf(this.#rows, ends, options);
  }

  /** The place of the newest message; 0 if there is none. */
  newestPlace(): number {
    return Number(this.#all("newestPlace")[0]!["seq"]);
  }

  /** See {@linkcode prunable}. */
  prunable(before: number): Prunable {
    return prunable(this.#rows, before);
  }

  /** See {@linkcode prune}. What was there is overwritten. */
  prune(before: number, most: number): PruneStep {
    // Not prepared: it is done when it is compiled.
    const overwrite = (isOn: boolean) => this.#database.exec(`PRAGMA secure_delete = ${isOn ? "ON" : "OFF"}`);
    overwrite(true);
    try {
      return this.#changeNames("the change", () => prune(this.#statements, before, most));
    } finally {
      overwrite(false);
    }
  }

  /** Answers what is asked of files. */
  files(question: FileQuestion): unknown {
    return answerFiles(this.#rows, question);
  }

  /** How many unread messages each account has that has any, by its id. */
  unreadCounts(): Map<number, number> {
    return new Map(this.#all("unreadCounts").map((row) => [Number(row["account"]), Number(row["count"])]));
  }

  /** The id of the newest message. */
  newestId(): string | undefined {
    const [row] = this.#all("newestId");
    return row && String(row["id"]);
  }

  /** All rows at once: in Deno 2.7 `iterate()` ends at an error as if there were no more. */
  #all(query: Query, ...values: SQLInputValue[]): Row[] {
    try {
      return this.#statements[query].all(...values) as Row[];
    } catch (error) {
      throw toChatError(error, "Cannot read the store");
    }
  }

  /** Closes it. One whose files were taken away stays open: the last to close would remove a log that is not its own. */
  close(): void {
    if (this.#loss === undefined) this.#database.close();
  }
}
