/**
 * Whether a disk is quick enough to wait for it on the network's thread, judged by the commits that it has made. It knows no
 * commit.
 *
 * @module
 */

import { CLOCKS } from "../../clock.ts";

/** Milliseconds of a commit after which the next one is made elsewhere. */
const QUICK = 2;

/** Milliseconds of a flush that everybody notices who waits meanwhile. */
const SLOW = 40;

/** Milliseconds of a slow flush that may come once in so many milliseconds: a machine that does something else has those. */
const HICCUP = 250;
const HICCUP_INTERVAL = 60_000;

/**
 * Commits in a row without a slow one before the disk counts as quick. An SD card that takes a second for one of a hundred
 * flushes gets that far in less than one of a hundred attempts.
 */
const RUN = 500;

/**
 * Milliseconds for which a slow flush keeps the commits away, for the square of its own: of what takes 50 ms, a two-hundredth
 * of the time may be lost; what takes a second may happen once in an hour, which is also the most.
 */
const AWAY = 4;
const MAX_AWAY = 60 * 60 * 1_000;

/** Judges a disk. */
export class QuickDisk {
  readonly #now: () => number;
  /** Milliseconds that the last commit took. */
  #last = 0;
  /** Commits since the last slow one. */
  #run = 0;
  #slowAt = -Infinity;
  #awayUntil = -Infinity;

  /**
   * A disk of which nothing is known.
   *
   * @param now Milliseconds of a clock that does not jump.
   */
  constructor(now: () => number = CLOCKS.elapsed) {
    this.#now = now;
  }

  /** Whether the next commit may be waited for. */
  get isQuick(): boolean {
    return this.#last <= QUICK && this.#run >= RUN && this.#now() >= this.#awayUntil;
  }

  /** Lets the next commits be made elsewhere for some milliseconds: one of them may take long. */
  stayAway(milliseconds: number): void {
    this.#awayUntil = Math.max(this.#awayUntil, this.#now() + milliseconds);
  }

  /** Notes how many milliseconds a commit took, wherever it was made, and its flush: a large commit may take long otherwise. */
  took(time: number, flush: number): void {
    this.#last = time;
    this.#run++;
    if (flush <= SLOW) return;
    const now = this.#now();
    const isHiccup = flush <= HICCUP && now - this.#slowAt >= HICCUP_INTERVAL;
    this.#slowAt = now;
    this.#run = 0;
    if (!isHiccup) this.#awayUntil = Math.max(this.#awayUntil, now + Math.min(AWAY * flush ** 2, MAX_AWAY));
  }
}
