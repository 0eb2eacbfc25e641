/**
 * What a case is: some steps with a program that show whether it keeps a rule.
 *
 * @module
 */

import type { Bench } from "./bench.ts";

/** A case. It stands by itself: it needs nothing that another one has left. */
export interface Case {
  /** Its name, for `--only` and the reports: small letters, digits and strokes. */
  readonly name: string;
  /** The rules that it can find broken; the first one is what it is about. */
  readonly rules: readonly string[];
  /** Rules without which it can tell nothing: where one is broken it is skipped. */
  readonly needs?: readonly string[];
  /** Plays it. @throws {Broken} If a rule is broken. @throws {Skipped} If it cannot tell. */
  play(bench: Bench): Promise<void>;
}
