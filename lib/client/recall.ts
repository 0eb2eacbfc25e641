/**
 * Entered lines, kept in a file from one run to the next. It must not know which lines are worth keeping: whoever calls
 * it passes no password.
 *
 * @module
 */

/** The lines that `path` keeps, the oldest first. */
export function loadRecall(_path: string): string[] {
  return [];
}

/** Adds `line` to those that `path` keeps. */
export function keepRecall(_path: string, _line: string): void {}
