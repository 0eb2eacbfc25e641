/**
 * A store in one SQLite file, worked on in a thread of its own: a flush holds up nobody, and whatever arrives while one runs
 * shares the next. It knows nothing of sockets, passwords or the protocol.
 *
 * @module
 */

import { DatabaseSync } from "node:sqlite";
import { setImmediate } from "node:timers";
import { Worker } from "node:worker_threads";
import { ChatError } from "../chat.ts";
import type { Write } from "./sqlite_database.ts";
import type { DatabaseCall, DatabaseResult } from "./sqlite_worker.ts";
import type { NewAccount, NewMessage, Store, StoredAccount, StoredLogin, Unread } from "./store.ts";

/** What goes into one transaction, and the promise that all of it shares. */
interface Batch {
  /** Flat, since a batch is copied to the thread. */
  readonly messages: (string | number)[];
  readonly writes: Write[];
  readonly done: PromiseWithResolvers<void>;
  /** How many rows each of `writes` changed, when it is done. */
  changes: number[];
}

/**
 * Opens the store in `file`, makes it if there is none, and brings its tables up to date.
 *
 * @param file A path, or `:memory:`.
 * @throws {ChatError} If the file is no database, is damaged, or was written by a newer version.
 */
export async function openSqlite(file: string): Promise<Store> {
  const thread = startThread();
  try {
    await thread.call("open", file);
    return new SqliteStore(thread, file === ":memory:" ? undefined : watchAccounts(file));
  } catch (error) {
    await thread.stop();
    throw error;
  }
}

/** The thread that works on the database: it answers calls in their order. */
interface Thread {
  call<T>(...call: DatabaseCall): Promise<T>;
  stop(): Promise<void>;
}

function startThread(): Thread {
  const worker = new Worker(new URL("./sqlite_worker.ts", import.meta.url));
  const waiting: PromiseWithResolvers<unknown>[] = [];
  worker.on("message", (result: DatabaseResult) => {
    const { resolve, reject } = waiting.shift()!;
    if ("value" in result) resolve(result.value);
    else {reject(
        result.isChatError ? new ChatError(result.message, { cause: result.cause }) : new Error(result.message),
      );}
  });
  return {
    call<T>(...call: DatabaseCall) {
      const answer = Promise.withResolvers<unknown>();
      waiting.push(answer);
      worker.postMessage(call);
      return answer.promise as Promise<T>;
    },
    async stop() {
      await worker.terminate();
    },
  };
}

/** A second connection, for the one question that cannot wait for the thread. */
function watchAccounts(file: string): Disposable & { version(): number } {
  const database = new DatabaseSync(file, { readOnly: true });
  const statement = database.prepare("SELECT value FROM accounts_version");
  return {
    version: () => Number(statement.get()?.["value"]),
    [Symbol.dispose]: () => database.close(),
  };
}

class SqliteStore implements Store {
  readonly #thread: Thread;
  readonly #watch: ReturnType<typeof watchAccounts> | undefined;
  #accountsVersion = -1;
  /** Whether `#accountsVersion` was read in this turn of the event loop: what arrives together is asked for once. */
  #isFresh = false;
  /** What waits for the commit that is under way. */
  #next: Batch | undefined;
  #isCommitting = false;

  constructor(thread: Thread, watch: ReturnType<typeof watchAccounts> | undefined) {
    this.#thread = thread;
    this.#watch = watch;
  }

  accounts(): Promise<StoredAccount[]> {
    return this.#thread.call("accounts");
  }

  addAccount(account: NewAccount): Promise<StoredAccount> {
    return this.#thread.call("addAccount", account);
  }

  async setPassword(account: number, passwordHash: string): Promise<void> {
    await this.#write(["setPassword", passwordHash, account], ["endLogins", account]);
  }

  async removeAccount(account: number): Promise<void> {
    await this.#write(["removeAccount", Date.now(), account], ["endLogins", account]);
  }

  namesEverUsed(): Promise<Set<string>> {
    return this.#thread.call("namesEverUsed");
  }

  logins(since: number): Promise<StoredLogin[]> {
    return this.#thread.call("logins", since);
  }

  addLogin({ tokenHash, account, usedAt }: StoredLogin, passwordHash: string): Promise<void> {
    return this.#write(["addLogin", tokenHash, usedAt, account, passwordHash]);
  }

  touchLogin(tokenHash: string, usedAt: number): Promise<void> {
    return this.#write(["touchLogin", usedAt, tokenHash]);
  }

  removeLogin(tokenHash: string): Promise<void> {
    return this.#write(["removeLogin", tokenHash]);
  }

  addMessage({ id, sender, receiver, text, at }: NewMessage): Promise<void> {
    const { messages, done } = this.#batch();
    messages.push(id, sender, receiver, text, at);
    return done.promise;
  }

  unread(account: number, { maxLength }: { maxLength: number }): Promise<Unread> {
    return this.#thread.call("unread", account, maxLength);
  }

  unreadCounts(): Promise<Map<number, number>> {
    return this.#thread.call("unreadCounts");
  }

  async markRead(account: number, upTo: number, at: number): Promise<number> {
    const batch = this.#batch();
    const place = batch.writes.push(["markRead", at, account, upTo]) - 1;
    await batch.done.promise;
    return batch.changes[place]!;
  }

  accountsChanged(): boolean {
    if (this.#isFresh || this.#watch === undefined) return false;
    this.#isFresh = true;
    setImmediate(() => this.#isFresh = false);
    const version = this.#watch.version();
    const changed = version !== this.#accountsVersion;
    this.#accountsVersion = version;
    return changed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Whoever waits for it hears of its error.
    while (this.#isCommitting || this.#next !== undefined) await this.#batch().done.promise.catch(() => {});
    await this.#thread.call("close");
    await this.#thread.stop();
    this.#watch?.[Symbol.dispose]();
  }

  #write(...writes: Write[]): Promise<void> {
    const batch = this.#batch();
    batch.writes.push(...writes);
    return batch.done.promise;
  }

  /** What goes into the next commit. If none is under way, it begins when all that has arrived is handled: no timer. */
  #batch(): Batch {
    if (this.#next === undefined) {
      this.#next = { messages: [], writes: [], done: Promise.withResolvers(), changes: [] };
      if (!this.#isCommitting) setImmediate(() => this.#commit());
    }
    return this.#next;
  }

  async #commit(): Promise<void> {
    this.#isCommitting = true;
    for (let batch = this.#next; batch !== undefined; batch = this.#next) {
      this.#next = undefined;
      try {
        batch.changes = await this.#thread.call("commit", batch.messages, batch.writes);
        batch.done.resolve();
      } catch (error) {
        batch.done.reject(error);
      }
    }
    this.#isCommitting = false;
  }
}
