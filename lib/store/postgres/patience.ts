/**
 * How long is waited for a database. It knows no connection.
 *
 * @module
 */

/** Nothing came within some time. */
export class NoAnswerError extends Error {
  /** That of the class. */
  override name = "NoAnswerError";
  /** As errors of the way to a database have one. */
  readonly code = "NO_ANSWER";
}

/**
 * What a promise resolves to, if that comes within so many milliseconds. It cancels nothing: a wait for the standby that is
 * cancelled looks like success.
 *
 * @throws {NoAnswerError} If it does not come.
 */
export async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new NoAnswerError("does not answer")), milliseconds);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
