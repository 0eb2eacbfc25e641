/**
 * When to try again. Pure.
 *
 * @module
 */

/** Milliseconds before the second attempt, and the most before any: whatever lasted longer, people are back soon after it. */
const FIRST = 500;
const MOST = 5_000;

/**
 * Milliseconds to wait before an attempt, the first being number 0: at once, and then longer each time. The upper half of
 * a wait is left to chance, so that the clients of a server that was started anew do not all come at the same moment.
 *
 * @param chance From 0 to 1.
 */
export function delayBefore(attempt: number, chance: number): number {
  if (attempt === 0) return 0;
  const most = Math.min(MOST, FIRST * 2 ** (attempt - 1));
  return most / 2 + chance * most / 2;
}
