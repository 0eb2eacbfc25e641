/**
 * How a case can end, and what is shown of it. Pure.
 *
 * @module
 */

import type { Words } from "./words.ts";

/** Some bytes that went over a connection. */
export interface Entry {
  /** The connection of the case, 1 for its first. */
  readonly connection: number;
  /** From the checker (`>`) or to it (`<`); `|` is what is no byte, told by `note`. */
  readonly direction: ">" | "<" | "|";
  /** The bytes. */
  readonly bytes: Uint8Array;
  /** What is no byte. */
  readonly note?: Words;
  /** Milliseconds since the case began. */
  readonly at: number;
}

/** Where in an exchange the fault is. */
export interface Mark {
  /** The entry. */
  readonly entry: Entry;
  /** The first byte of the fault in it. */
  readonly offset: number;
  /** How many bytes it has. */
  readonly length: number;
}

/** How a program fails: it says something else, it says nothing in time, or it closes the connection. */
export type Failure = "wrong" | "hangs" | "closes";

/** Thrown by a case: the program breaks a rule. */
export class Broken extends Error {
  /** The rule `rule` is broken, in the way `failure`, as `what` says; `mark` is where. */
  constructor(readonly rule: string, readonly failure: Failure, readonly what: Words, readonly mark?: Mark) {
    super(`${rule}: ${what.en}`);
  }
}

/** Thrown by a case: it cannot tell, since something that it needs does not work. */
export class Skipped extends Error {
  /** Why. */
  constructor(readonly reason: Words) {
    super(reason.en);
  }
}

/** Thrown where the program takes no connection. */
export class Refused extends Skipped {}

/** What came of a case. */
export interface Outcome {
  /** Its name, see {@linkcode Case.name}. */
  readonly name: string;
  /** The rules that it is about. */
  readonly rules: readonly string[];
  /** What it came to. */
  readonly result: "kept" | "broken" | "skipped";
  /** The rule that is broken, and how. */
  readonly broken?: Broken;
  /** Why it was skipped. */
  readonly reason?: Words;
  /** Whether the program took no connection. */
  readonly isRefused?: boolean;
  /** What went over its connections. */
  readonly exchange: readonly Entry[];
  /** Milliseconds that it took. */
  readonly took: number;
}
