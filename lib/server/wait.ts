/**
 * Waiting that can be called off.
 *
 * @module
 */

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

/**
 * What `promise` resolves to; if `signal` is aborted first, `undefined`, and the promise goes on unheard.
 */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  const { promise: aborted, resolve } = Promise.withResolvers<undefined>();
  const end = () => resolve(undefined);
  signal.addEventListener("abort", end);
  try {
    if (signal.aborted) end();
    return await Promise.race([promise, aborted]); // In any case: a rejection that nobody hears ends the program.
  } finally {
    signal.removeEventListener("abort", end);
  }
}

/** Lets one work after the other. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs `work` when all that was given before is done, whatever came of it. */
  take(work: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {}); // Heard by the caller.
    return turn;
  }

  /** Resolves when all that was given is done; never rejects. */
  async settle(): Promise<void> {
    await this.#last;
  }
}
