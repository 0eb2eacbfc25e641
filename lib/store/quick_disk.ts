/**
 * Whether a disk is quick enough to wait for it on the network's thread, judged by the commits that it has made. It knows no
 * commit.
 *
 * @module
 */

/** Milliseconds of a commit after which the next one is made elsewhere. */
const QUICK = 2;

/** Milliseconds of a commit that everybody notices who waits meanwhile. */
const SLOW = 40;

/**
 * Commits in a row without a slow one before the disk counts as quick. An SD card that takes a second for one of a hundred
 * flushes gets that far in less than one of a hundred attempts.
 */
const RUN = 500;

/** For how many times its own duration a slow commit keeps the others away: a thousandth of the time is lost, at most. */
const SHARE = 1_000;

/** Milliseconds for which one slow commit does so at most. */
const MAX_AWAY = 60 * 60 * 1_000;

/** Judges a disk. */
export class QuickDisk {
  readonly #now: () => number;
  /** Milliseconds that the last commit took. */
  #last = 0;
  /** Commits since the last slow one. */
  #run = 0;
  #awayUntil = -Infinity;

  /** @param now Milliseconds of a clock that does not jump. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Whether the next commit may be waited for. */
  get isQuick(): boolean {
    return this.#last <= QUICK && this.#run >= RUN && this.#now() >= this.#awayUntil;
  }

  /** Notes how many milliseconds a commit took, wherever it was made. */
  took(time: number): void {
    this.#last = time;
    this.#run++;
    if (time <= SLOW) return;
    this.#run = 0;
    this.#awayUntil = Math.max(this.#awayUntil, this.#now() + Math.min(SHARE * time, MAX_AWAY));
  }
}
