/**
 * When to mark the place of a store, so that the age of what lies before the mark is known without a clock that somebody
 * may set. Pure.
 *
 * @module
 */

/** Milliseconds of running between two marks, at least. */
const EVERY = 60 * 60 * 1000;

/** Tells when a mark is due. The first is an hour after the start: nobody knows when the last run made its last one. */
export class KeyAge {
  readonly #elapsed: () => number;
  #last: number;

  /**
   * Counts from now on.
   *
   * @param elapsed Milliseconds of a clock that never jumps.
   */
  constructor(elapsed: () => number) {
    this.#elapsed = elapsed;
    this.#last = elapsed();
  }

  /** Whether a mark is to be made; it counts as made then. One that fails with its commit comes an hour later. */
  isDue(): boolean {
    const now = this.#elapsed();
    if (now - this.#last < EVERY) return false;
    this.#last = now;
    return true;
  }
}
