/**
 * Several stores that are open on one database, within a test: views of one SQLite store that behave as those of several
 * servers do. What one writes the others are told of a little later; who is there and who has an inbox is in memory.
 *
 * @module
 */

import { openSqlite } from "../../lib/store/sqlite/sqlite_store.ts";
import type { Change, Listener, Store } from "../../lib/store/store.ts";
import { override } from "./wrapped_server.ts";

/** Milliseconds after which the others are told. */
const LAG = 5;

/** What every view has of its own; a write of one has a name that begins so. */
const WRITES = /^(?:add|change|set|remove|touch|end|mark|acknowledge|join|leave|deliver|layDown|lift|keep|edit)/;

/** A database on which several stores can be open. */
export class SharedDatabase implements AsyncDisposable {
  readonly #store: Store;
  readonly #views = new Set<View>();
  /** By account: who answers with its inbox, when that is over, and who waits for it. */
  readonly #inboxes = new Map<number, { view: View; timer: ReturnType<typeof setTimeout>; waiting: (() => void)[] }>();
  /** Resolves when nobody reads what has to be of one moment. */
  loading: Promise<void> | undefined;

  private constructor(store: Store) {
    this.#store = store;
  }

  /** A new one, in memory. */
  static async open(): Promise<SharedDatabase> {
    return new SharedDatabase(await openSqlite(":memory:"));
  }

  /** Opens one more store on it. */
  view(): Store {
    const view = new View(this, this.#store, 1_000 * this.#views.size);
    this.#views.add(view);
    return view.store;
  }

  /** Who is active on any server. */
  get active(): Set<number> {
    return new Set([...this.#views].flatMap(({ active }) => [...active]));
  }

  /** Tells all who follow that an account has come to the first server, or left the last. */
  report(by: View, account: number, isActive: boolean): void {
    const count = () => [...this.#views].filter(({ active }) => active.has(account)).length;
    const before = count();
    if (isActive) by.active.add(account);
    else by.active.delete(account);
    if ((before > 0) === (count() > 0)) return;
    for (const view of this.#views) view.tell({ kind: "presence", account, isActive }, view === by);
  }

  /** See `SharedStore.takeInbox`. */
  async takeInbox(view: View, account: number, span: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve)); // Elsewhere it would be asked for over a network.
    let held = this.#inboxes.get(account);
    for (; held !== undefined && held.view !== view; held = this.#inboxes.get(account)) {
      const { waiting } = held;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    if (held !== undefined && held.waiting.length > 0) return; // It lasts no longer than those who wait for it have to.
    clearTimeout(held?.timer);
    this.#inboxes.set(account, { view, timer: setTimeout(() => this.releaseInbox(view, account), span), waiting: [] });
  }

  /** See `SharedStore.releaseInbox`. */
  releaseInbox(view: View, account: number): void {
    const held = this.#inboxes.get(account);
    if (held?.view !== view) return;
    clearTimeout(held.timer);
    this.#inboxes.delete(account);
    for (const go of held.waiting) go();
  }

  /** The server of a view is gone. */
  close(view: View): void {
    for (const account of [...view.active]) this.report(view, account, false);
    this.#views.delete(view);
    for (const account of [...this.#inboxes.keys()]) this.releaseInbox(view, account);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const view of [...this.#views]) await view.store[Symbol.asyncDispose]();
    await this.#store[Symbol.asyncDispose]();
  }
}

/** What one server has of the database. */
class View {
  readonly active = new Set<number>();
  readonly store: Store;
  readonly #listeners: Listener[] = [];
  #late: Change[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writes = 0;

  /** @param first The number after which those of visits are its own. */
  constructor(database: SharedDatabase, store: Store, first: number) {
    void store.follow((change) => this.tell(change, this.#writes > 0));
    const own: Partial<Store> = {
      presence: { report: (account, isActive) => database.report(this, account, isActive) },
      shared: {
        findLogin: async (tokenHash) => {
          const login = (await store.logins(0, 1_000)).find((login) => login.tokenHash === tokenHash);
          this.#flush();
          return login;
        },
        takeInbox: (account, span) => database.takeInbox(this, account, span),
        releaseInbox: (account) => database.releaseInbox(this, account),
      },
      follow: async (listener, load) => {
        if (load !== undefined) await this.#load(database, store, load);
        this.#listeners.push(listener);
        for (const account of database.active) listener({ kind: "presence", account, isActive: true });
      },
      [Symbol.asyncDispose]: async () => {
        this.#listeners.length = 0;
        clearTimeout(this.#timer);
        await store.lastSeq();
        database.close(this);
      },
    };
    const view = this.#wrap(database, store);
    const control = override(this.#wrap(database, store.control), "endVisits", () => Promise.resolve(first)); // Nobody dies.
    this.store = new Proxy(view, {
      get: (_, key) =>
        Reflect.get(own, key) ??
          (key === "control"
            ? control
            : key === "groups"
            ? this.#wrap(database, store.groups)
            : Reflect.get(view, key)),
    });
  }

  /** Tells of a change now, or when the others hear of it. */
  tell(change: Change, isOwn: boolean): void {
    this.#late.push(change);
    if (isOwn) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), LAG);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const change of this.#late.splice(0)) for (const listener of this.#listeners) listener(change);
  }

  /** Lets nobody write while something is read. */
  async #load(database: SharedDatabase, store: Store, load: () => Promise<void>): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    await database.loading;
    database.loading = promise;
    try {
      await store.touchLogin("nobody's", 0); // What was being written is.
      this.#flush();
      await load();
    } finally {
      database.loading = undefined;
      resolve();
    }
  }

  /** Counts what is being written, and lets it wait while something is read. */
  #wrap<T extends object>(database: SharedDatabase, part: T): T {
    return new Proxy(part, {
      get: (_, key) => {
        const value = Reflect.get(part, key);
        if (typeof value !== "function") return value;
        const call = value.bind(part);
        if (typeof key !== "string" || !WRITES.test(key)) return call;
        return (...values: unknown[]) => {
          if (database.loading !== undefined) return this.#later(database.loading, () => call(...values));
          const written: Promise<unknown> = call(...values);
          this.#writes++;
          const end = () => void this.#writes--;
          written.then(end, end);
          return written;
        };
      },
    });
  }

  async #later<T>(loaded: Promise<void>, write: () => Promise<T>): Promise<T> {
    await loaded;
    this.#writes++;
    try {
      return await write();
    } finally {
      this.#writes--;
    }
  }
}
