/**
 * The ids of messages: UUIDs of version 7, each greater than the one before, whatever the clock does.
 *
 * @module
 */

import { generate } from "@std/uuid/v7";

const UUID_7 = /^([0-9a-f]{8})-([0-9a-f]{4})-7([0-9a-f]{3})-/;

/** Ids of one millisecond; the next one belongs to the next. */
const COUNT = 0x1000;

/**
 * Gives ids: a time, a counter in the place of `rand_a` (RFC 9562, section 6.2, method 1) and 62 random bits, which those of
 * one millisecond share: the counter tells these apart, the bits those of other servers.
 */
export class MessageIds {
  #time = 0;
  #count = 0;
  /** What stands before and after the counter. */
  #start = "";
  #end = "";
  /** The id that was given last. */
  #latest = "";

  /**
   * A source of ids, each greater than the one before it, the first than `newest`.
   *
   * @param newest The id to go on from.
   */
  constructor(newest = "") {
    this.see(newest);
  }

  /** Goes on after an id that another server of the same chat has given. */
  see(id: string): void {
    if (id <= this.#latest) return; // One of its own, mostly.
    const [, high, low, count] = UUID_7.exec(id) ?? [];
    if (high === undefined) return;
    const time = parseInt(high + low!, 16);
    if (time < this.#time) return;
    if (time > this.#time) this.#setTime(time);
    this.#count = Math.max(this.#count, parseInt(count!, 16));
  }

  /** The next id, of the time `now` (milliseconds since 1970) or the one of the id before, whichever is later. */
  next(now: number): string {
    if (now > this.#time) this.#setTime(now);
    else if (++this.#count === COUNT) this.#setTime(this.#time + 1);
    return this.#latest = this.#start + this.#count.toString(16).padStart(3, "0") + this.#end;
  }

  #setTime(time: number): void {
    this.#time = time;
    this.#count = 0;
    const id = generate(time);
    this.#start = id.slice(0, 15);
    this.#end = id.slice(18);
  }
}
