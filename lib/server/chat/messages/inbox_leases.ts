/**
 * Inboxes that this server has answered with, or is about to, of which it is not known whether they have arrived: as long as there
 * is one of an account, no other server of the database answers with its inbox. It knows no message.
 *
 * @module
 */

import { pause } from "../../../async.ts";
import { CLOCKS } from "../../../clock.ts";
import type { Inbox, Store } from "../../../store/store.ts";

/** Milliseconds in which it turns out whether an inbox has arrived; another server waits no longer to answer with it. */
const SPAN = 3_000;

/**
 * Milliseconds for which a server answers with the inbox of an account again and again before it lets another one have its turn,
 * and for how long it does that: two times the others look whether it is theirs.
 */
const TURN = 1_000;
const PAUSE = 50;

/** Accounts whose turns are remembered. */
const MAX_TURNS = 1_000;

/** What is held of an account. */
interface Lease {
  /** How many are about to be answered with. */
  asked: number;
  /** The place of the last message that was in one; 0 if there is none. */
  upTo: number;
  /** The place up to which it is known of all whether they have arrived. */
  known: number;
  /** Resolves when what has arrived is noted, as far as that is known. */
  noted: Promise<unknown>;
}

/** The inboxes of a server; where no other one has the same store, there is nothing to hold. */
export class InboxLeases {
  readonly #store: Pick<Store, "shared">;
  readonly #leases = new Map<number, Lease>();
  /** By account: when this server began to answer, and when it let go of the inbox last. */
  readonly #turns = new Map<number, { readonly began: number; ended: number }>();

  /** None is held. */
  constructor(store: Pick<Store, "shared">) {
    this.#store = store;
  }

  /**
   * Reads what an account is answered with, when no other server is about to answer.
   *
   * @param after The place behind which it begins.
   */
  async hold(account: number, after: number, read: () => Promise<Inbox>): Promise<Inbox> {
    const { shared } = this.#store;
    if (shared === undefined) return await read();
    await this.#leases.get(account)?.noted;
    await this.#yield(account);
    const lease = this.#leases.get(account) ?? { asked: 0, upTo: 0, known: 0, noted: Promise.resolve() };
    this.#leases.set(account, lease);
    lease.asked++;
    try {
      await shared.takeInbox(account, SPAN);
      const inbox = await read();
      if (inbox.seqs.length > 0) lease.upTo = Math.max(lease.upTo, inbox.cursor);
      else if (after === 0) lease.upTo = 0; // All is read, whoever has read it.
      return inbox;
    } finally {
      lease.asked--;
      this.#release(account, lease);
    }
  }

  /** Is told of what makes it known whether an inbox up to a place has arrived, and if it has, notes that its messages are read. */
  settle(account: number, upTo: number, noting: Promise<unknown>): void {
    const lease = this.#leases.get(account);
    if (lease === undefined) return;
    const noted = noting.catch(() => {}).then(() => {
      lease.known = Math.max(lease.known, upTo);
      this.#release(account, lease);
    });
    lease.noted = Promise.all([lease.noted, noted]);
  }

  /** Lets others have their turn. */
  async #yield(account: number): Promise<void> {
    const now = CLOCKS.elapsed();
    const turn = this.#turns.get(account);
    if (turn === undefined || now - turn.ended > PAUSE) {
      if (this.#turns.size >= MAX_TURNS) this.#turns.clear();
      this.#turns.set(account, { began: now, ended: now });
    } else if (now - turn.began > TURN) {
      this.#turns.delete(account);
      await pause(PAUSE);
    }
  }

  #release(account: number, lease: Lease): void {
    if (lease.asked > 0 || lease.known < lease.upTo || this.#leases.get(account) !== lease) return;
    this.#leases.delete(account);
    const turn = this.#turns.get(account);
    if (turn !== undefined) turn.ended = CLOCKS.elapsed();
    this.#store.shared!.releaseInbox(account);
  }
}
