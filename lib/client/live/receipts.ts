/**
 * What a live client remembers of messages: which ones were shown, with whom, and how far its own ones have come. All of it
 * has bounds, since a server says whom and what there is. Pure.
 *
 * @module
 */

import { isConversation, type ReceiptState } from "../../chat.ts";

/** Ids that are remembered, or half as many: far more than a server sends again. */
const MOST = 20_000;

/** Characters of an id that is remembered: far more than a UUID has. */
const ID_LENGTH = 100;

/** People who are remembered, the latest. */
const MOST_PEOPLE = 1_000;

/** Puts a value at the end of a map, which forgets what was put first. */
function putLast<V>(map: Map<string, V>, key: string, value: V, most: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > most) map.delete(map.keys().next().value!);
}

/**
 * The ids of the messages that were shown, so that none is shown twice. They are forgotten by halves: to take the oldest
 * out of a set one by one would look at all the places that are already empty.
 */
export class SeenIds {
  #newer = new Set<string>();
  #older: ReadonlySet<string> = new Set();

  /** Notes an id. @returns Whether it is new; a message without one always is. */
  add(id: string | undefined): boolean {
    if (id === undefined || id.length > ID_LENGTH) return true;
    if (this.has(id)) return false;
    this.#newer.add(id);
    if (this.#newer.size < MOST / 2) return true;
    this.#older = this.#newer;
    this.#newer = new Set();
    return true;
  }

  /** Whether an id was noted. */
  has(id: string): boolean {
    return this.#newer.has(id) || this.#older.has(id);
  }
}

/** A conversation of this run. */
export interface Conversation {
  /** The other one's name, as it was written first. */
  readonly user: string;
  /** The id of the newest message of it that is known, if there is any. */
  readonly newest: string | undefined;
}

/** With whom there were messages, and up to which ones. */
export class Conversations {
  readonly #latest = new Map<string, Conversation>();
  #first: string | undefined;

  /** Notes a message from or to `user`, or somebody who is heard of without one. Who can have no account is nobody. */
  note(user: string, id?: string): void {
    if (!isConversation(user) || (id?.length ?? 0) > ID_LENGTH) return;
    const key = user.toLowerCase();
    const known = this.#latest.get(key) ?? { user, newest: undefined };
    const isNewer = id !== undefined && id > (known.newest ?? "");
    if (id !== undefined && (this.#first === undefined || id < this.#first)) this.#first = id;
    putLast(this.#latest, key, isNewer ? { ...known, newest: id } : known, MOST_PEOPLE);
  }

  /** The id of the oldest message that was noted. */
  get first(): string | undefined {
    return this.#first;
  }

  /** How a name was written first. */
  nameOf(user: string): string | undefined {
    return this.#latest.get(user.toLowerCase())?.user;
  }

  /** All of them, the latest first. */
  get all(): Conversation[] {
    return [...this.#latest.values()].reverse();
  }
}

/** How far one's own messages have come, by their receivers. */
export class Receipts {
  readonly #newest = new Map<string, Partial<Record<ReceiptState, string>>>();

  /** Notes that all messages to `user` up to `id` have come so far. */
  add(user: string, id: string, state: ReceiptState): void {
    if (!isConversation(user) || id.length > ID_LENGTH) return;
    const newest = this.#newest.get(user.toLowerCase()) ?? {};
    const isNewer = (newest[state] ?? "") < id;
    putLast(this.#newest, user.toLowerCase(), isNewer ? { ...newest, [state]: id } : newest, MOST_PEOPLE);
  }

  /** Whether it was noted that the message `id` to `user` has come so far. */
  has(user: string, id: string, state: ReceiptState): boolean {
    return id <= (this.#newest.get(user.toLowerCase())?.[state] ?? "");
  }

  /** How far the message `id` to `user` has come, which the server has taken. */
  stateOf(user: string, id: string): "sent" | ReceiptState {
    const { delivered = "", read = "" } = this.#newest.get(user.toLowerCase()) ?? {};
    if (id <= read) return "read";
    return id <= delivered ? "delivered" : "sent";
  }
}
