/**
 * Waits: one that can be ended early, and one for everybody else's turn. It knows nothing of what is waited for.
 *
 * @module
 */

import { setImmediate } from "node:timers";

/** Milliseconds that one piece of work may take before all else gets its turn: nobody notices so few. */
const SLICE = 10;

/** Lets all that can go on do so: whoever waits for what is already there, keys, signals, bytes. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Long work in slices, between which a key or a signal is heard. */
export class Slices {
  #since = performance.now();

  /** Resolves at once, or after everybody's turn if the slice is over. To be called within the work. */
  async next(): Promise<void> {
    if (performance.now() - this.#since < SLICE) return;
    await turn();
    this.#since = performance.now();
  }
}

/** One wait at a time. */
export class Pause {
  #timer: number | undefined;
  #end = () => {};

  /** Waits, unless {@linkcode Pause.end} comes first. A wait that was going on ends. */
  async wait(milliseconds: number): Promise<void> {
    this.end();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#end = resolve;
    this.#timer = setTimeout(resolve, milliseconds);
    await promise;
  }

  /** Ends the wait that is going on. */
  end(): void {
    clearTimeout(this.#timer);
    this.#end();
  }
}
