/**
 * Names that a server tells, kept for some seconds: enough to complete one. It knows no request.
 *
 * @module
 */

import { ChatError } from "../../chat.ts";
import { CLOCKS } from "../../clock.ts";

/** Milliseconds for which names count as fresh enough to complete one. */
const FRESH = 5_000;

/** Names that are kept. */
const MOST = 10_000;

/** Names of one kind. */
export class KnownNames {
  readonly #ask: () => Promise<readonly string[]> | undefined;
  #names: readonly string[] = [];
  #at = -Infinity;

  /** None yet. @param ask Asks for them; `undefined` if that cannot be done now. */
  constructor(ask: () => Promise<readonly string[]> | undefined) {
    this.#ask = ask;
  }

  /** The names: never an error, and from some seconds ago if that is enough. */
  async get(): Promise<readonly string[]> {
    if (CLOCKS.elapsed() - this.#at < FRESH) return this.#names;
    try {
      const names = await this.#ask();
      if (names === undefined) return this.#names;
      this.#names = names.slice(0, MOST);
      this.#at = CLOCKS.elapsed();
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
    }
    return this.#names;
  }
}
