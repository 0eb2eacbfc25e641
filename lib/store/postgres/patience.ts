/**
 * How long is waited for a database. It knows no connection.
 *
 * @module
 */

import { CLOCKS } from "../../clock.ts";

/** Milliseconds that a timer may be late on a busy machine. What is later was frozen, and has not read what came meanwhile. */
const LATE = 1_000;

/** Nothing came within some time. */
export class NoAnswerError extends Error {
  /** That of the class. */
  override name = "NoAnswerError";
  /** As errors of the way to a database have one. */
  readonly code = "NO_ANSWER";
}

/**
 * What a promise resolves to, if that comes within so many milliseconds. It cancels nothing: a wait for the standby that is
 * cancelled looks like success. The time in which this process was frozen does not count.
 *
 * @throws {NoAnswerError} If it does not come.
 */
export async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const begin = () => {
    const began = CLOCKS.elapsed();
    timer = setTimeout(() => {
      if (CLOCKS.elapsed() - began > milliseconds + LATE) begin();
      else reject(new NoAnswerError("does not answer"));
    }, milliseconds);
  };
  begin();
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
