/**
 * How much an account may have stored: a budget of bytes that fills again. It knows no store.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { ChatError } from "../../../chat.ts";
import { STEADY_CLOCKS } from "../../../clock.ts";
import { type Rate, TokenBucket } from "../../limits.ts";

/** Bytes that a message takes in the store besides its text. */
const OVERHEAD = 256;

/** The budgets of all accounts. */
export class Quota {
  readonly #rate: Rate | undefined;
  readonly #now: () => number;
  /** By the id of the account. */
  readonly #budgets = new Map<number, TokenBucket>();

  /**
   * Budgets that are all full; `rate` in bytes, `undefined` for no bound.
   *
   * @param now Milliseconds of a clock that nobody sets.
   */
  constructor(rate: Rate | undefined, now: () => number = STEADY_CLOCKS.elapsed) {
    this.#rate = rate;
    this.#now = now;
  }

  /**
   * Counts a message of an account, or as many as it goes to.
   *
   * @throws {ChatError} If its budget does not reach; it says in how many seconds it will.
   */
  take(account: number, text: string, count = 1): void {
    if (this.#rate === undefined) return;
    const now = this.#now();
    let budget = this.#budgets.get(account);
    if (budget === undefined) this.#budgets.set(account, budget = new TokenBucket(this.#rate, now));
    const wait = budget.tryTake(now, count * (OVERHEAD + Buffer.byteLength(text)));
    if (wait === 0) return;
    const retrySeconds = Math.ceil(wait / 1000);
    throw new ChatError(`You have sent too much at once, try again in ${retrySeconds} s`, {
      code: "quota",
      retrySeconds,
    });
  }
}
