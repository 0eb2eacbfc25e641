/**
 * A rate that strangers share: half of it is for those who wait as they are told, so that a flood of new connections shuts
 * nobody out. Pure: it knows no clock and no connection, and every time is one in milliseconds of a clock that nobody sets.
 *
 * @module
 */

import { type Rate, TokenBucket } from "../../limits.ts";

/** A connection, as one that wants something of the rate. */
export class Waiter {
  /** From when on it has waited as it was told to. */
  comesAt: number = Infinity;
  /** Whether it has had of it what others may miss now: then it is one of the crowd. */
  hasHad = false;
}

/**
 * A rate with a share for the patient.
 *
 * @example The crowd has taken all, and who waits gets something
 * ```ts
 * import { assert, assertEquals } from "@std/assert";
 *
 * const bucket = new FairBucket({ burst: 2, perSecond: 2 }, 0);
 * const patient = new Waiter();
 * assertEquals([bucket.take(new Waiter(), 0), bucket.take(new Waiter(), 0), bucket.take(patient, 0)], [0, 0, 1]);
 * assertEquals([bucket.take(new Waiter(), 1_000), bucket.take(new Waiter(), 1_000)], [0, 1]);
 * assertEquals(bucket.take(patient, 1_000), 0);
 * ```
 */
export class FairBucket {
  readonly #crowd: TokenBucket;
  readonly #patient: TokenBucket;

  /** A bucket that is full. @param rate What all together have in the long run, and what they have at once. */
  constructor({ burst, perSecond }: Rate, now: number) {
    const share = perSecond / 2;
    this.#crowd = new TokenBucket({ burst, perSecond: share }, now);
    this.#patient = new TokenBucket({ burst: Math.max(1, share), perSecond: share }, now);
  }

  /** Takes one. @returns 0, or the seconds after which `waiter` may come again. */
  take(waiter: Waiter, now: number): number {
    const wait = this.#of(waiter, now).tryTake(now, 1);
    if (wait === 0) return 0;
    const seconds = Math.ceil(wait / 1000);
    waiter.comesAt = now + seconds * 1000;
    return seconds;
  }

  /** Gives back what was taken at the same moment. */
  giveBack(waiter: Waiter, now: number): void {
    this.#of(waiter, now).take(now, -1);
  }

  #of({ comesAt, hasHad }: Waiter, now: number): TokenBucket {
    return !hasHad && now >= comesAt ? this.#patient : this.#crowd;
  }
}
