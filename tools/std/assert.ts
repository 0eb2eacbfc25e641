/** What the tests use of `jsr:@std/assert`, over `node:assert`. @module */

import strict from "node:assert/strict";

/** Fails unless `condition` holds. */
export function assert(condition: unknown, message?: string): asserts condition {
  strict.ok(condition, message);
}

/** Fails unless both are the same in structure. */
export function assertEquals<T>(actual: T, expected: T, message?: string): void {
  strict.deepStrictEqual(actual, expected, message);
}

/** Fails unless `text` matches `pattern`. */
export function assertMatch(text: string, pattern: RegExp, message?: string): void {
  strict.match(text, pattern, message);
}

/** Fails unless `text` contains `part`. */
export function assertStringIncludes(text: string, part: string, message?: string): void {
  strict.ok(text.includes(part), message ?? `Expected ${JSON.stringify(text)} to contain ${JSON.stringify(part)}`);
}

// deno-lint-ignore no-explicit-any
type ErrorClass<E extends Error> = new (...args: any[]) => E;

function check<E extends Error>(error: unknown, ErrorClass: ErrorClass<E>, part: string, message?: string): E {
  strict.ok(error instanceof ErrorClass, message ?? `Expected a ${ErrorClass.name}, got ${error}`);
  assertStringIncludes(error.message, part, message);
  return error;
}

/** Fails unless `fn` throws an `ErrorClass` whose message contains `part`; returns the error. */
export function assertThrows<E extends Error>(
  fn: () => unknown,
  ErrorClass: ErrorClass<E>,
  part = "",
  message?: string,
): E {
  try {
    fn();
  } catch (error) {
    return check(error, ErrorClass, part, message);
  }
  return strict.fail(message ?? "Expected the function to throw");
}

/** Fails unless the promise of `fn` rejects with an `ErrorClass` whose message contains `part`; returns the error. */
export async function assertRejects<E extends Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass: ErrorClass<E>,
  part = "",
  message?: string,
): Promise<E> {
  try {
    await fn();
  } catch (error) {
    return check(error, ErrorClass, part, message);
  }
  return strict.fail(message ?? "Expected the promise to reject");
}
