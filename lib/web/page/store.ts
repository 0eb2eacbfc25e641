/**
 * Holds the state of the page, and tells who shows it that it is another one.
 *
 * @module
 */

import { START, type State } from "../state/state.ts";

/** Holds a state. */
export class Store {
  #state: State = START;
  readonly #listeners = new Set<() => void>();

  /** The state of now. */
  get state(): State {
    return this.#state;
  }

  /** Makes another state of it; nobody is told if it is the same. */
  update(change: (state: State) => State): void {
    const before = this.#state;
    this.#state = change(before);
    if (this.#state !== before) this.#listeners.forEach((listener) => listener());
  }

  /** Calls `listener` after each change. @returns What ends that. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
