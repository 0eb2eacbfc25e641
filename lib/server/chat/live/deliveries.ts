/**
 * How far messages between two were delivered to those who are live. It knows no message.
 *
 * @module
 */

import { ChatError } from "../../../chat.ts";
import type { Clocks } from "../../../clock.ts";
import type { MessageStore, StoredAccount } from "../../../store/store.ts";

/** What {@linkcode Deliveries} needs. */
export interface DeliveriesOptions {
  /** Where it is noted. */
  readonly store: Pick<MessageStore, "markDelivered">;
  /** By which it is timed. */
  readonly clocks: Clocks;
  /** Those who are live, by account. */
  readonly live: ReadonlyMap<number, unknown>;
  /** Called with a fault that nothing else reports. */
  readonly onFault: (error: unknown) => void;
}

/** Notes what was delivered. */
export class Deliveries {
  readonly #options: DeliveriesOptions;
  /** By account: the place up to which its messages are known to be delivered. */
  readonly #upTo = new Map<number, number>();

  /** Nothing was delivered yet. */
  constructor(options: DeliveriesOptions) {
    this.#options = options;
  }

  /** Notes that messages up to a place have been written to a connection of an account, if it was the first. Never rejects. */
  async note({ id }: StoredAccount, to: number): Promise<void> {
    const { store, clocks, live, onFault } = this.#options;
    if (to <= (this.#upTo.get(id) ?? 0)) return;
    if (live.has(id)) this.#upTo.set(id, to);
    try {
      await store.markDelivered(id, to, clocks.wall());
    } catch (error) {
      // A full disk loses a receipt and no message.
      if (!(error instanceof ChatError)) onFault(error);
    }
  }

  /** Forgets what is known of an account that is live no more. */
  forget(account: number): void {
    this.#upTo.delete(account);
  }
}
