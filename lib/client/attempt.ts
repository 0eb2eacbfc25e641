/**
 * How long ago something was first tried, by two clocks neither of which can be trusted alone: that of the wall may be set,
 * and the one that cannot be ends with the program and stands still while the machine sleeps. Pure.
 *
 * @module
 */

import { CLOCKS, type Clocks } from "../clock.ts";

/** A first attempt, in this run or an earlier one. */
export class Attempt {
  /** When it was, in milliseconds since 1970 as the clock said then. */
  readonly at: number;
  readonly #clocks: Clocks;
  readonly #since: number;
  /** How old it was when this run heard of it. */
  readonly #before: number;

  /**
   * An attempt that is made now, or was made in an earlier run.
   *
   * @param at When it was, if that was in an earlier run. @default now
   */
  constructor(at?: number, clocks: Clocks = CLOCKS) {
    const now = clocks.wall();
    this.at = at ?? now;
    this.#clocks = clocks;
    this.#since = clocks.elapsed();
    // Since it was, the clock was set back, nobody knows how far.
    this.#before = this.at > now ? Infinity : now - this.at;
  }

  /** Milliseconds that have passed since then, at the most; infinite if a clock is known to be wrong. */
  get age(): number {
    const { wall, elapsed } = this.#clocks;
    return Math.max(this.#before + elapsed() - this.#since, wall() - this.at);
  }
}
