/**
 * Whether a commit waits a moment for those who will come: two clients, each of which waits for its reply, would else be
 * committed by turns, each with a flush of its own, for good. It knows no commit and no timer.
 *
 * @module
 */

import { CLOCKS } from "../../clock.ts";

/** The part of a flush for which the next one waits at most, and milliseconds for which it does. */
const PART = 1 / 3;
const MOST = 1;

/** Commits between two attempts to find more company: while they are in vain, ever more. */
const FIRST_PAUSE = 4;
const LAST_PAUSE = 1024;

/** Judges, from the commits before, how many will come with the next one. */
export class Company {
  readonly #now: () => number;
  /** How many the last commit had. */
  #last = 0;
  /** Up to when those may come again who were answered then. */
  #until = -Infinity;
  /** What it was asked about last, and how many are waited for. */
  #batch: unknown;
  #wanted = 0;
  #isAttempt = false;
  #pause = FIRST_PAUSE;
  #left = FIRST_PAUSE;

  /**
   * Nobody has come yet.
   *
   * @param now Milliseconds of a clock that does not jump.
   */
  constructor(now: () => number = CLOCKS.elapsed) {
    this.#now = now;
  }

  /** Whether a batch that has `size` by now is to wait for a turn of the event loop. */
  isAwaited(batch: unknown, size: number): boolean {
    if (batch !== this.#batch) {
      this.#batch = batch;
      this.#wanted = this.#judge(size);
    }
    return size < this.#wanted && this.#now() < this.#until;
  }

  /** Notes that a commit of `size` was made, whose flush took so many milliseconds. */
  committed(size: number, flush: number): void {
    if (this.#isAttempt) {
      this.#pause = size > this.#last ? FIRST_PAUSE : Math.min(2 * this.#pause, LAST_PAUSE);
      this.#left = this.#pause;
      this.#isAttempt = false;
    }
    this.#last = size;
    this.#until = this.#now() + Math.min(PART * flush, MOST);
  }

  #judge(size: number): number {
    if (2 * size <= this.#last) return this.#last;
    // Those of the last commit and these may be two halves that miss each other.
    this.#isAttempt = --this.#left <= 0;
    return this.#isAttempt ? this.#last + size : 0;
  }
}
