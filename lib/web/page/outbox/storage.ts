/**
 * Where the outbox is kept: in IndexedDB, which survives the page, the browser and the machine, and is one for all tabs. Where
 * there is none (some private windows), it is kept in memory and ends with the page.
 *
 * @module
 */

import type { Pending } from "../state/state.ts";

/** What is kept of messages that wait. */
export interface OutboxStorage {
  /** Whether it survives the page. */
  readonly isKept: boolean;
  /** Keeps messages, in their order, behind all others: all of them or none. @returns When they are kept. */
  add(messages: readonly Omit<Pending, "n">[]): Promise<void>;
  /** Those of an account, in their order. */
  all(user: string): Promise<Pending[]>;
  /** Keeps something else of a message. @returns Whether it is still there. */
  change(message: Pending): Promise<boolean>;
  /** Forgets some. */
  remove(places: readonly number[]): Promise<void>;
  /**
   * Takes the turn to send what an account has written, for some time, or lets it go.
   *
   * @param owner Who takes it: a tab.
   * @param until When the turn ends by itself, in milliseconds since 1970; at most `now` to let it go.
   * @returns Whether it is the owner's now: it is not while another one has it.
   */
  takeTurn(user: string, owner: string, now: number, until: number): Promise<boolean>;
}

interface Turn {
  readonly owner: string;
  readonly until: number;
}

/** Whether somebody else has the turn. A turn far ahead was taken before the clock was set back. */
function isTaken(turn: Turn | undefined, owner: string, now: number): boolean {
  return turn !== undefined && turn.owner !== owner && turn.until > now && turn.until < now + 60_000;
}

/** An outbox in memory. */
export class MemoryStorage implements OutboxStorage {
  readonly isKept: boolean = false;
  #messages: Pending[] = [];
  #last = 0;
  readonly #turns = new Map<string, Turn>();

  /** See {@linkcode OutboxStorage.add}. */
  add(messages: readonly Omit<Pending, "n">[]): Promise<void> {
    this.#messages.push(...messages.map((message) => ({ ...message, n: ++this.#last })));
    return Promise.resolve();
  }

  /** See {@linkcode OutboxStorage.all}. */
  all(user: string): Promise<Pending[]> {
    return Promise.resolve(this.#messages.filter((message) => message.user === user));
  }

  /** See {@linkcode OutboxStorage.change}. */
  change(message: Pending): Promise<boolean> {
    const i = this.#messages.findIndex(({ n }) => n === message.n);
    if (i >= 0) this.#messages[i] = message;
    return Promise.resolve(i >= 0);
  }

  /** See {@linkcode OutboxStorage.remove}. */
  remove(places: readonly number[]): Promise<void> {
    this.#messages = this.#messages.filter(({ n }) => !places.includes(n));
    return Promise.resolve();
  }

  /** See {@linkcode OutboxStorage.takeTurn}. */
  takeTurn(user: string, owner: string, now: number, until: number): Promise<boolean> {
    const isFree = !isTaken(this.#turns.get(user), owner, now);
    if (isFree) this.#turns.set(user, { owner, until });
    return Promise.resolve(isFree);
  }
}

const MESSAGES = "messages";
const TURNS = "turns";

class DatabaseStorage implements OutboxStorage {
  readonly isKept: boolean = true;
  readonly #database: IDBDatabase;

  constructor(database: IDBDatabase) {
    this.#database = database;
  }

  add(messages: readonly Omit<Pending, "n">[]): Promise<void> {
    return this.#write(MESSAGES, (store) => messages.forEach((message) => store.add(message)));
  }

  async all(user: string): Promise<Pending[]> {
    const store = this.#database.transaction(MESSAGES).objectStore(MESSAGES);
    const messages = await resultOf<Pending[]>(store.getAll());
    return messages.filter((message) => message.user === user);
  }

  async change(message: Pending): Promise<boolean> {
    let isThere = false;
    await this.#write(MESSAGES, (store) => {
      const known = store.getKey(message.n);
      known.onsuccess = () => {
        isThere = known.result !== undefined;
        if (isThere) store.put(message);
      };
    });
    return isThere;
  }

  remove(places: readonly number[]): Promise<void> {
    return this.#write(MESSAGES, (store) => places.forEach((n) => store.delete(n)));
  }

  async takeTurn(user: string, owner: string, now: number, until: number): Promise<boolean> {
    let isFree = false;
    await this.#write(TURNS, (store) => {
      const known: IDBRequest<Turn | undefined> = store.get(user);
      known.onsuccess = () => {
        isFree = !isTaken(known.result, owner, now);
        if (isFree) store.put({ owner, until } satisfies Turn, user);
      };
    });
    return isFree;
  }

  /** Resolves when it is on disk, as far as a browser tells. */
  #write(name: string, write: (store: IDBObjectStore) => void): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const transaction = this.#database.transaction(name, "readwrite", { durability: "strict" });
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error("Nothing can be kept"));
    write(transaction.objectStore(name));
    return promise;
  }
}

function resultOf<T>(request: IDBRequest): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  request.onsuccess = () => resolve(request.result as T);
  request.onerror = () => reject(request.error);
  return promise;
}

/** Opens the outbox of this origin. */
export async function openStorage(): Promise<OutboxStorage> {
  try {
    const request = indexedDB.open("ngobrol", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(MESSAGES, { keyPath: "n", autoIncrement: true });
      request.result.createObjectStore(TURNS);
    };
    return new DatabaseStorage(await resultOf<IDBDatabase>(request));
  } catch {
    return new MemoryStorage();
  }
}
