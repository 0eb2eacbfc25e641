/**
 * The messages that did not fit into the queue of a live connection: where they are in the store, in their order. It knows
 * no message and no store.
 *
 * @module
 */

import { PIECE_LENGTH, PIECE_MESSAGES } from "../messages/long_replies.ts";

/** Messages of which the place is kept. */
const MAX_PLACES = 20_000;

/** Places of messages. */
export class Backlog {
  readonly #places: number[] = [];
  /** The lengths of their texts. */
  readonly #lengths: number[] = [];

  /** Whether nothing is left to be sent. */
  get isEmpty(): boolean {
    return this.#places.length === 0;
  }

  /** Adds a place after the others; tells whether there is room for it. */
  add(place: number, length: number): boolean {
    if (this.#places.length === MAX_PLACES) return false;
    this.#places.push(place);
    this.#lengths.push(length);
    return true;
  }

  /** The first places, as many as go into a piece. They stay until they are dropped. */
  first(): number[] {
    let count = 1;
    for (let length = this.#lengths[0] ?? 0; count < PIECE_MESSAGES && count < this.#places.length; count++) {
      length += this.#lengths[count]!;
      if (length > PIECE_LENGTH) break;
    }
    return this.#places.slice(0, count);
  }

  /** Drops the first `count` places: their messages are written. */
  drop(count: number): void {
    this.#places.splice(0, count);
    this.#lengths.splice(0, count);
  }
}
