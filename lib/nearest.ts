/** What somebody meant who mistyped a word. Pure. @module */

/** Letters from which on two may be wrong. */
const LONG = 6;

/**
 * The candidate that is nearest to a word by letters that are missing, too many, wrong, or changed places with their
 * neighbour; `undefined` if none is near, or the word is one of them.
 *
 * @example Two letters have changed places
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(nearest("sedn", ["send", "inbox"]), "send");
 * assertEquals(nearest("abc", ["send", "inbox"]), undefined);
 * ```
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = word.length < LONG ? 2 : 3;
  for (const candidate of candidates) {
    if (candidate === word) return undefined;
    // What differs that much in length is not near, and need not be measured: a word may be a whole line.
    if (Math.abs(candidate.length - word.length) >= least) continue;
    const far = distance(word, candidate);
    if (far < least) [best, least] = [candidate, far];
  }
  return best;
}

/** Damerau's and Levenshtein's distance, by rows of their matrix. */
function distance(from: string, to: string): number {
  let before: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const next = [row];
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[row - 1] === to[column - 1];
      const isSwapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      next.push(Math.min(
        last[column]! + 1,
        next[column - 1]! + 1,
        last[column - 1]! + (isSame ? 0 : 1),
        isSwapped ? before[column - 2]! + 1 : Infinity,
      ));
    }
    [before, last] = [last, next];
  }
  return last[to.length]!;
}
