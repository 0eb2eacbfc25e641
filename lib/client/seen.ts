/**
 * What a live client remembers of messages: which ones were shown, and how far its own ones have come. Pure.
 *
 * @module
 */

import type { ReceiptState } from "../chat.ts";

/** Ids that are remembered: far more than a server sends again. */
const MOST = 20_000;

/** The ids of the messages that were shown, so that none is shown twice. */
export class Seen {
  readonly #ids = new Set<string>();

  /** Notes an id. @returns Whether it is new; a message without one always is. */
  add(id: string | undefined): boolean {
    if (id === undefined) return true;
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    // The oldest goes first: a set keeps the order in which it grew.
    if (this.#ids.size > MOST) this.#ids.delete(this.#ids.values().next().value!);
    return true;
  }
}

/** How far one's own messages have come, by their receivers. */
export class Receipts {
  readonly #newest = new Map<string, Partial<Record<ReceiptState, string>>>();

  /** Notes that all messages to `user` up to `id` have come so far. */
  add(user: string, id: string, state: ReceiptState): void {
    const newest = this.#newest.get(user.toLowerCase()) ?? {};
    if ((newest[state] ?? "") < id) this.#newest.set(user.toLowerCase(), { ...newest, [state]: id });
  }

  /** How far the message `id` to `user` has come, which the server has taken. */
  stateOf(user: string, id: string): "sent" | ReceiptState {
    const { delivered = "", read = "" } = this.#newest.get(user.toLowerCase()) ?? {};
    if (id <= read) return "read";
    return id <= delivered ? "delivered" : "sent";
  }
}
