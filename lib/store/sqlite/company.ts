/**
 * Whether a commit waits a moment for those who will come: two clients, each of which waits for its reply, would else be
 * committed by turns, each with a flush of its own, for good. It knows no commit and no timer.
 *
 * @module
 */

import { CLOCKS } from "../../clock.ts";

/** The part of a flush for which the next one waits at most, and milliseconds for which it does. */
const PART = 1 / 3;
const MOST = 5;

/** Milliseconds of a flush from which on it is worth while: on a quick disk who waits only keeps the thread from others. */
const SLOW_FLUSH = 1;

/** Milliseconds of such a time in which it is not worth while to look all the time. */
const LONG = 1;

/** Something that is tried, and ever more rarely while it is in vain. */
class Attempts {
  readonly #least: number;
  readonly #most: number;
  #pause: number;
  #left: number;

  /** The first `least` occasions are let pass, and never more than `most` in a row. */
  constructor(least: number, most: number) {
    this.#least = this.#pause = this.#left = least;
    this.#most = most;
  }

  /** Whether to try it on this occasion. */
  isDue(): boolean {
    return --this.#left < 0;
  }

  /** Notes how an attempt ended. */
  ended(isVain: boolean): void {
    this.#left = this.#pause = isVain ? Math.min(2 * this.#pause + 1, this.#most) : this.#least;
  }
}

/** Judges, from the commits before, how many will come with the next one. */
export class Company {
  readonly #now: () => number;
  /** How many the last commit had. */
  #last = 0;
  /** Up to when those may come again who were answered then. */
  #until = -Infinity;
  /** What it was asked about last, how many it had then, and how many are waited for. */
  #batch: unknown;
  #first = 0;
  #wanted = 0;
  /** To wait for those of the last commit, of whom some are missing; and for these with those of the last one. */
  readonly #missed = new Attempts(0, 16);
  readonly #met = new Attempts(4, 16);
  #attempt: Attempts | undefined;

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
      this.#first = size;
      this.#wanted = this.#now() < this.#until ? this.#judge(size) : 0;
    }
    return size < this.#wanted && this.#now() < this.#until;
  }

  /** Whether to look again after a millisecond, and not in the next turn already. */
  get isPatient(): boolean {
    return this.#until - this.#now() > LONG;
  }

  /** Notes that a commit of `size` was made, whose flush took so many milliseconds. */
  committed(size: number, flush: number): void {
    // Half of those who were waited for are worth it.
    this.#attempt?.ended(2 * size < this.#first + this.#wanted);
    this.#attempt = undefined;
    this.#last = size;
    this.#until = flush < SLOW_FLUSH ? -Infinity : this.#now() + Math.min(PART * flush, MOST);
  }

  #judge(size: number): number {
    const isPart = 2 * size <= this.#last;
    const attempt = isPart ? this.#missed : this.#met;
    if (!attempt.isDue()) return 0;
    this.#attempt = attempt;
    return isPart ? this.#last : this.#last + size;
  }
}
