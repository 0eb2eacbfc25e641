/**
 * The clocks of the machine, and what each of them may be asked for. No other file reads one.
 *
 * How long ago something was is asked of the clock that nobody sets. The other one may be an hour or ten years off, and
 * jump: it tells what is shown and what is written down, and decides nothing but what is left of an earlier run. No order is
 * asked of either: messages and logins stand as they came.
 *
 * @module
 */

/** The clocks of a machine, in milliseconds. */
export interface Clocks {
  /** Since 1970, as somebody has set it. */
  readonly wall: () => number;
  /** Since whenever. It never jumps; it ends with the program, and stands still while the machine sleeps. */
  readonly elapsed: () => number;
}

/** Those of this machine. */
export const CLOCKS: Clocks = { wall: () => Date.now(), elapsed: () => performance.now() };

/** Those of this machine; in a run they stand still: what is ready to go on at the same moment sees the same time. */
export const STEADY_CLOCKS: Clocks = { wall: steady(CLOCKS.wall), elapsed: steady(CLOCKS.elapsed) };

/** A clock that is asked once in a run: to ask Deno for the time takes as long as to read a line. */
function steady(clock: () => number): () => number {
  let time: number | undefined;
  const forget = () => time = undefined;
  return () => {
    if (time === undefined) {
      time = clock();
      queueMicrotask(forget);
    }
    return time;
  };
}
