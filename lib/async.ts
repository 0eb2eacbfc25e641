/**
 * Waiting: what can be called off, and what lets others have their turn. It knows nothing of what is waited for.
 *
 * @module
 */

import { setImmediate } from "node:timers";
import { CLOCKS } from "./clock.ts";

/** Resolves after `milliseconds`, or at once when `signal` is aborted. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const timer = setTimeout(end, milliseconds);
    function end() {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    }
    signal?.addEventListener("abort", end);
  });
}

/** Waits until `promise` is settled, but for no longer than so many milliseconds. */
export async function atMost(milliseconds: number, promise: Promise<unknown>): Promise<void> {
  const done = new AbortController();
  try {
    await Promise.race([promise, pause(milliseconds, done.signal)]);
  } finally {
    done.abort();
  }
}

/** One wait at a time. */
export class Pause {
  #over = new AbortController();

  /** Waits, unless {@linkcode Pause.end} comes first. A wait that was going on ends. */
  async wait(milliseconds: number): Promise<void> {
    this.end();
    this.#over = new AbortController();
    await pause(milliseconds, this.#over.signal);
  }

  /** Ends the wait that is going on. */
  end(): void {
    this.#over.abort();
  }
}

/** Lets all that waits for what is already there go on. Nothing new is heard before it ends. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Lets keys, signals and bytes be heard, and what comes of them. */
export function breath(): Promise<void> {
  return pause(0);
}

/** Milliseconds that one piece of work may take before all else gets its turn: nobody notices so few. */
const SLICE = 10;

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

/** Lets so many go on in a turn of the event loop, and the others in the next ones, in the order of their coming. */
export class Pacer {
  readonly #perTurn: number;
  #count = 0;
  #waiting: (() => void)[] = [];

  /** A pacer that lets `perTurn` go on in each turn. */
  constructor(perTurn: number) {
    this.#perTurn = perTurn;
  }

  /** A promise only where there is something to wait for. */
  go(): Promise<void> | undefined {
    if (this.#count === 0) setImmediate(() => this.#count = 0);
    if (this.#waiting.length === 0 && ++this.#count <= this.#perTurn) return undefined;
    if (this.#waiting.length === 0) setTimeout(() => this.#next(), 0);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #next(): void {
    const next = this.#waiting.splice(0, this.#perTurn);
    if (this.#waiting.length > 0) setTimeout(() => this.#next(), 0);
    for (const resolve of next) resolve();
  }
}
