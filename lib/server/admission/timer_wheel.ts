/**
 * One timer for thousands that wait or have a deadline: coarse, and nothing that depends on how many there are. It knows
 * neither peer nor limit.
 *
 * A timer of the system and a listener of an abort for each of them cost more with each one that is there: to take one of
 * 5,000 listeners away means to look through them.
 *
 * @module
 */

import { CLOCKS } from "../../clock.ts";

/** Milliseconds of a tick: nobody is woken too early, and at most so much too late. */
const TICK = 20;

/** Ticks of a turn of the wheel. What is due later stays for another turn. */
const SLOTS = 512;

/** How many are woken before everything else has its turn. */
const BATCH = 64;

/** Something that is to happen. */
export interface Timer {
  /** The tick at which it is due. */
  readonly tick: number;
  /** Called when it is due. */
  readonly run: () => void;
  /** Whether it is nothing but a wait, which may end early. */
  readonly isPause: boolean;
}

/** Options of a {@linkcode TimerWheel}. */
export interface TimerWheelOptions {
  /** Milliseconds of a clock that nobody sets. @default {CLOCKS.elapsed} */
  readonly now?: () => number;
}

/**
 * A hashed timer wheel (Varghese and Lauck, 1987): a timer stands in the slot of its tick; to add and to take out is O(1).
 *
 * @example A clock that the reader sets
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * let now = 0;
 * const wheel = new TimerWheel({ now: () => now });
 * const rung: string[] = [];
 * const early = wheel.after(1_000, () => rung.push("early"));
 * wheel.after(2_000, () => rung.push("late"));
 * wheel.cancel(early);
 * now = 2_020;
 * wheel.turn();
 * assertEquals(rung, ["late"]);
 * ```
 */
export class TimerWheel {
  readonly #now: () => number;
  readonly #slots: Set<Timer>[] = Array.from({ length: SLOTS }, () => new Set());
  #size = 0;
  /** The last tick whose timers have all run. */
  #turned = 0;
  /** The system's timer, and its tick. */
  #alarm: ReturnType<typeof setTimeout> | undefined;
  #alarmTick = Infinity;

  /** A wheel without timers. */
  constructor({ now = CLOCKS.elapsed }: TimerWheelOptions = {}) {
    this.#now = now;
  }

  /** How many timers there are. */
  get size(): number {
    return this.#size;
  }

  /** Calls `run` after `milliseconds`, or a tick later. */
  after(milliseconds: number, run: () => void): Timer {
    return this.#add(milliseconds, run, false);
  }

  /** Calls `run` after `milliseconds`, or a tick later; sooner if {@linkcode TimerWheel.endPauses} is called. */
  pause(milliseconds: number, run: () => void): Timer {
    return this.#add(milliseconds, run, true);
  }

  /** Takes a timer out, and tells whether it was still in. */
  cancel(timer: Timer): boolean {
    if (!this.#slot(timer.tick).delete(timer)) return false;
    if (--this.#size === 0) this.#setAlarm(Infinity);
    return true;
  }

  /** Runs what is due; what is too much for once in a moment, after others had their turn. */
  turn(): void {
    const now = Math.floor(this.#now() / TICK);
    let ran = 0;
    // After a long sleep of the machine one turn of the wheel finds everything.
    for (let tick = Math.max(this.#turned + 1, now - SLOTS + 1); tick <= now && this.#size > 0; tick++) {
      for (const timer of this.#slot(tick)) {
        if (timer.tick > now || !this.cancel(timer)) continue;
        timer.run();
        if (++ran === BATCH) return this.#setAlarm(now);
      }
      this.#turned = tick;
    }
    this.#turned = Math.max(this.#turned, now);
    this.#setAlarm(this.#next());
  }

  /** Ends all pauses now. */
  endPauses(): void {
    for (const slot of this.#slots) {
      for (const timer of slot) if (timer.isPause && this.cancel(timer)) timer.run();
    }
  }

  #add(milliseconds: number, run: () => void, isPause: boolean): Timer {
    const now = this.#now();
    if (this.#size === 0) this.#turned = Math.max(this.#turned, Math.floor(now / TICK) - 1);
    const timer: Timer = { tick: Math.max(this.#turned + 1, Math.ceil((now + milliseconds) / TICK)), run, isPause };
    this.#slot(timer.tick).add(timer);
    this.#size++;
    if (timer.tick < this.#alarmTick) this.#setAlarm(timer.tick);
    return timer;
  }

  #slot(tick: number): Set<Timer> {
    return this.#slots[tick % SLOTS]!;
  }

  /** The next tick at which something may be due. */
  #next(): number {
    if (this.#size === 0) return Infinity;
    let tick = this.#turned + 1;
    while (this.#slot(tick).size === 0) tick++;
    return tick;
  }

  #setAlarm(tick: number): void {
    if (tick === this.#alarmTick && tick === Infinity) return;
    clearTimeout(this.#alarm);
    this.#alarmTick = tick;
    this.#alarm = tick === Infinity ? undefined : setTimeout(() => this.#ring(), Math.ceil(tick * TICK - this.#now()));
  }

  #ring(): void {
    this.#alarmTick = Infinity;
    this.turn();
  }
}
