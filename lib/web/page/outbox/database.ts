/**
 * The outbox in IndexedDB, which survives the page, the browser and the machine, and is one for all tabs. Where there is none
 * (some private windows), it is in memory and ends with the page.
 *
 * @module
 */

import type { Pending } from "../../state/state.ts";
import { isTaken, MemoryStorage, type OutboxStorage, type Turn } from "../../outbox/storage.ts";

const MESSAGES = "messages";
const TURNS = "turns";

class DatabaseStorage implements OutboxStorage {
  readonly isKept: boolean = true;
  readonly #database: IDBDatabase;

  constructor(database: IDBDatabase) {
    this.#database = database;
  }

  add(messages: readonly Omit<Pending, "n">[]): Promise<void> {
    return this.#write(MESSAGES, (store) => messages.forEach((message) => store.add(message)), "strict");
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

  /**
   * Resolves when it is written; `strict`: when it is on disk, as far as a browser tells. What else is lost with the machine only
   * lets the server be asked about a message once more.
   */
  #write(
    name: string,
    write: (store: IDBObjectStore) => void,
    durability: "strict" | "relaxed" = "relaxed",
  ): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const transaction = this.#database.transaction(name, "readwrite", { durability });
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
