/**
 * Clocks that go on only when the test says so.
 *
 * @module
 */

import { CLOCKS, type Clocks } from "../../lib/clock.ts";
import type { Timing } from "../../lib/server/chat/logins/login_gate.ts";

const HOUR = 60 * 60 * 1000;

/** By how much somebody sets the time of day, in milliseconds: an hour, a night and ten years, forwards and backwards. */
export const JUMPS = [HOUR, -HOUR, 13 * HOUR, -13 * HOUR, 87_660 * HOUR, -87_660 * HOUR];

/** The clocks of a machine: one that somebody sets, and one that nobody does. */
export class TestClocks implements Clocks {
  #elapsed = 0;
  #wall: number;

  /** @param wall What the time of day is set to, in milliseconds since 1970. @default the right one */
  constructor(wall = Date.now()) {
    this.#wall = wall;
  }

  readonly wall = () => this.#wall;
  readonly elapsed = () => this.#elapsed;

  /** Lets so many milliseconds go by. */
  pass(milliseconds: number): void {
    this.#elapsed += milliseconds;
    this.#wall += milliseconds;
  }

  /** Somebody sets the time of day by so many milliseconds. */
  jump(milliseconds: number): void {
    this.#wall += milliseconds;
  }

  /** The program starts again: the clock that nobody sets begins anew. */
  restart(): void {
    this.#elapsed = 5;
  }
}

/** Lets this process be as if it had been frozen for so many milliseconds, until that is disposed of: timers are not due. */
export function freeze(milliseconds: number): Disposable {
  const clocks = CLOCKS as { -readonly [Key in keyof Clocks]: Clocks[Key] };
  const { elapsed } = clocks;
  clocks.elapsed = () => elapsed() + milliseconds;
  return { [Symbol.dispose]: () => clocks.elapsed = elapsed };
}

/** A clock of the test. */
export class VirtualTime implements Timing {
  #now = 0;
  #timers: { at: number; run: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, run: () => void): () => void {
    const timer = { at: this.#now + milliseconds, run };
    // In their order, and of the same time in that in which they were set.
    const place = this.#timers.findLastIndex(({ at }) => at <= timer.at) + 1;
    this.#timers.splice(place, 0, timer);
    return () => {
      const index = this.#timers.indexOf(timer);
      if (index >= 0) this.#timers.splice(index, 1);
    };
  }

  /** Resolves so many milliseconds later. */
  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.after(milliseconds, resolve));
  }

  /** Lets so much time go by, with all that happens in it. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    await settle();
    for (let next; (next = this.#timers[0]) !== undefined && next.at <= end;) {
      this.#timers.shift();
      this.#now = Math.max(this.#now, next.at);
      next.run();
      await settle();
    }
    this.#now = end;
  }
}

/** Lets everything happen that waits for no time. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 12; turn++) await Promise.resolve();
}
