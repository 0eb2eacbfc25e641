/**
 * A store in one SQLite file. What would hold up the network is done in a thread of its own, and whatever arrives while a
 * flush runs there shares the next. It knows nothing of sockets, passwords or the protocol.
 *
 * @module
 */

import { setImmediate } from "node:timers";
import { ChatError, type Message } from "../chat.ts";
import { GroupCommit } from "./sqlite_commits.ts";
import { Database, type Write } from "./sqlite_database.ts";
import { startThread, type Thread, whileLocked } from "./sqlite_thread.ts";
import type { DatabaseCall } from "./sqlite_worker.ts";
import {
  MAX_UNREAD,
  type NewAccount,
  type NewMessage,
  type Store,
  type StoredAccount,
  type StoredLogin,
  type Unread,
} from "./store.ts";

/** Messages of an inbox that come from the thread at once: to take them over holds up everybody. */
const UNREAD_PART = 500;

/** Options of {@linkcode openSqlite}. */
export interface SqliteOptions {
  /**
   * Whether to look through the database first, if it is small or was not closed in order.
   *
   * @default {false}
   */
  readonly check?: boolean;
  /**
   * Whether a missing or empty file is known to be a lost one; else it is a new one, unless its log is there.
   *
   * @default {false}
   */
  readonly isLost?: boolean;
  /** Hears, once, of a fault of the disk, and when what could not be written can be again. */
  readonly onTrouble?: (sentence: string) => void;
}

/**
 * Opens the store in `file`, makes it if there is none, and brings its tables up to date.
 *
 * @param file A path, or `:memory:`.
 * @throws {ChatError} If the file is no database, is damaged, or was written by a newer version.
 */
export async function openSqlite(
  file: string,
  { onTrouble = () => {}, ...options }: SqliteOptions = {},
): Promise<Store> {
  const thread = startThread();
  try {
    await thread.call("open", file, options);
    return new SqliteStore(thread, file === ":memory:" ? undefined : new Database(file), onTrouble);
  } catch (error) {
    await thread.stop();
    throw error;
  }
}

class SqliteStore implements Store {
  readonly #thread: Thread;
  /** A second connection, for what cannot wait for the thread, or costs less than to hand it over. */
  readonly #near: Database | undefined;
  readonly #onTrouble: (sentence: string) => void;
  /** The troubles that were told. */
  readonly #told = new Set<string>();
  #accountsVersion = -1;
  /** Whether `#accountsVersion` was read in this turn of the event loop: what arrives together is asked for once. */
  #isFresh = false;
  readonly #commits: GroupCommit;

  constructor(thread: Thread, near: Database | undefined, onTrouble: (sentence: string) => void) {
    this.#thread = thread;
    this.#near = near;
    this.#onTrouble = onTrouble;
    this.#commits = new GroupCommit({
      thread,
      near,
      onFault: (error) => this.#tell(error),
      onRecovery: () => this.#recover(),
    });
  }

  accounts(): Promise<StoredAccount[]> {
    return this.#read("accounts");
  }

  addAccount(account: NewAccount): Promise<StoredAccount> {
    return whileLocked(() => this.#thread.call("addAccount", account));
  }

  async setPassword(account: number, passwordHash: string): Promise<void> {
    await this.#write("the password", ["setPassword", passwordHash, account], ["endLogins", account]);
  }

  async removeAccount(account: number): Promise<void> {
    await this.#write("the removal", ["removeAccount", Date.now(), account], ["endLogins", account]);
  }

  namesEverUsed(): Promise<Set<string>> {
    return this.#read("namesEverUsed");
  }

  logins(since: number): Promise<StoredLogin[]> {
    return this.#read("logins", since);
  }

  addLogin({ tokenHash, account, usedAt }: StoredLogin, passwordHash: string): Promise<void> {
    return this.#write("the login", ["addLogin", tokenHash, usedAt, account, passwordHash]);
  }

  touchLogin(tokenHash: string, usedAt: number): Promise<void> {
    return this.#write("the login", ["touchLogin", usedAt, tokenHash]);
  }

  removeLogin(tokenHash: string): Promise<void> {
    return this.#write("the logout", ["removeLogin", tokenHash]);
  }

  addMessage({ id, sender, receiver, text, at }: NewMessage): Promise<void> {
    const { messages, done } = this.#commits.next();
    messages.push(id, sender, receiver, text, at);
    return done.promise;
  }

  async unread(account: number, { maxLength }: { maxLength: number }): Promise<Unread> {
    const messages: Message[] = [];
    let upTo = 0;
    for (let length = 0, isAll = false; !isAll;) {
      const limit = Math.min(UNREAD_PART, MAX_UNREAD - messages.length);
      const part = await this.#read<Unread>("unread", account, maxLength - length, { after: upTo, limit });
      for (const message of part.messages) length += message.text.length;
      messages.push(...part.messages);
      upTo = part.upTo;
      isAll = part.messages.length < limit || messages.length === MAX_UNREAD;
    }
    return { messages, upTo };
  }

  unreadCounts(): Promise<Map<number, number>> {
    return this.#read("unreadCounts");
  }

  newestId(): Promise<string | undefined> {
    return this.#read("newestId");
  }

  async markRead(account: number, upTo: number, at: number): Promise<number> {
    const batch = this.#commits.next();
    const place = batch.writes.push(["markRead", at, account, upTo]) - 1;
    await batch.done.promise;
    return batch.changes[place]!;
  }

  accountsChanged(): boolean {
    if (this.#isFresh || this.#near === undefined) return false;
    this.#isFresh = true;
    setImmediate(() => this.#isFresh = false);
    const version = this.#near.accountsVersion();
    const changed = version !== this.#accountsVersion;
    this.#accountsVersion = version;
    return changed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Whoever waits for it hears of its error.
    while (this.#commits.isBusy) await this.#commits.next().done.promise.catch(() => {});
    // Before the thread's, for only a connection that may write, and is the last one, leaves a single file behind.
    this.#near?.close();
    await this.#thread.call("close");
    await this.#thread.stop();
  }

  async #read<T>(...call: DatabaseCall): Promise<T> {
    try {
      return await this.#thread.call(...call);
    } catch (error) {
      this.#tell(error);
      throw error;
    }
  }

  /** @param what What a failure is told of: a commit is about messages, and may be about other things too. */
  async #write(what: string, ...writes: Write[]): Promise<void> {
    const { writes: all, done } = this.#commits.next();
    all.push(...writes);
    try {
      await done.promise;
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      throw new ChatError(error.message.replace("the message", what), { cause: error.cause });
    }
  }

  #tell(error: unknown): void {
    if (!(error instanceof ChatError) || this.#told.has(error.message)) return;
    this.#told.add(error.message);
    this.#onTrouble(error.message);
  }

  #recover(): void {
    this.#onTrouble("What is written is stored again");
    this.#told.clear();
  }
}
