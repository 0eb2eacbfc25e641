/**
 * Waits: one that can be ended early, and one for everybody else's turn. It knows nothing of what is waited for.
 *
 * @module
 */

import { setImmediate } from "node:timers";
import { CLOCKS } from "../clock.ts";

/** Milliseconds that one piece of work may take before all else gets its turn: nobody notices so few. */
const SLICE = 10;

/** Lets all that waits for what is already there go on. Nothing new is heard before it ends. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Lets keys, signals and bytes be heard, and what comes of them. */
export function breath(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** Long work in slices, between which a key or a signal is heard. */
export class Slices {
  #since = CLOCKS.elapsed();

  /** Resolves at once, or after a breath if the slice is over: `true` then. To be called within the work. */
  async next(): Promise<boolean> {
    if (CLOCKS.elapsed() - this.#since < SLICE) return false;
    await breath();
    this.#since = CLOCKS.elapsed();
    return true;
  }
}

/** One wait at a time. */
export class Pause {
  #timer: ReturnType<typeof setTimeout> | undefined;
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
