/**
 * Turns at something that takes the thread or the disk: so many at a time, in the order of their coming, so that those who
 * want something short get in between. It knows nothing of what is done.
 *
 * @module
 */

/** Takes turns. */
export class Turns {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  /** Nobody is at it; `most` may be at once. */
  constructor(most: number) {
    this.#free = most;
  }

  /** Does something when it is its turn. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free++;
      else next();
    }
  }
}
