/**
 * Waiting that can be called off.
 *
 * @module
 */

import { setImmediate } from "node:timers";

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
