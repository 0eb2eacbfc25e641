/**
 * How many messages are unread, by account, without those to groups: counted from what the store tells. It asks nobody.
 *
 * @module
 */

import { groupOf } from "../../../store/groups.ts";
import type { Change } from "../../../store/store.ts";

/** Counts of messages, by the id of an account; none of an account is no entry. */
export class UnreadCounts {
  readonly #counts: Map<number, number>;

  /** As the store has them. */
  constructor(counts: Map<number, number> = new Map()) {
    this.#counts = counts;
  }

  /** The count of an account. */
  of(account: number): number {
    return this.#counts.get(account) ?? 0;
  }

  /** Counts more, or fewer. */
  add(account: number, change: number): void {
    const count = this.of(account) + change;
    if (count === 0) this.#counts.delete(account);
    else this.#counts.set(account, count);
  }

  /** Counts what was stored, read and removed for good. */
  changed(change: Change): void {
    if (change.kind === "messages") {
      for (let index = 0; index < change.messages.count; index++) {
        const receiver = change.messages.receiver(index);
        if (groupOf(receiver) === undefined) this.add(receiver, 1);
      }
    } else if (change.kind === "cursors" && change.state === "read") {
      for (const { sender, count } of change.updates) {
        if (groupOf(sender) === undefined) this.add(change.account, -count);
      }
    } else if (change.kind === "pruned") {
      for (const [account, count] of change.unread) this.add(account, -count);
    }
  }
}
