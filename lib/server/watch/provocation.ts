/**
 * How what a server writes may be made to come as a network may bring it. Pure.
 *
 * @module
 */

import { ChatError, PROVOCATIONS } from "../../chat.ts";

/** What is done with what is written. */
export interface Provocation {
  /** It goes in pieces of so many bytes, 5 ms apart. */
  readonly split?: number;
  /** So many writes go together, or those of half a second. */
  readonly merge?: number;
  /** Each write is so many milliseconds late. */
  readonly delay?: number;
  /** After so many bytes the connection is closed. */
  readonly cut?: number;
}

/** The least and the most of each. A peer that waits for longer than 2 s may be taken for one that does not read. */
const BOUNDS: { readonly [H in keyof Required<Provocation>]: readonly [least: number, most: number] } = {
  split: [1, 65_536],
  merge: [2, 16],
  delay: [1, 2_000],
  cut: [1, 1_000_000],
};

/** A provocation of one kind. @throws {ChatError} If the amount is not within its bounds. */
export function provocationOf(how: string, amount: number): Provocation {
  const kind = PROVOCATIONS.find((each) => each === how)!;
  const [least, most] = BOUNDS[kind];
  if (amount >= least && amount <= most) return { [kind]: amount };
  throw new ChatError(`${kind} takes a number from ${least} to ${most}`, { code: "wrong_parameters" });
}

/** As it is shown, and read again: `split 10, delay 50`. */
export function describeProvocation(provocation: Provocation): string {
  return PROVOCATIONS.flatMap((how) => provocation[how] === undefined ? [] : [`${how} ${provocation[how]}`]).join(", ");
}

/**
 * Reads `split:10,delay:50`: what all connections get. A cut is of those that there are, and so none of them.
 *
 * @returns `undefined` if it is none.
 */
export function readProvocation(text: string): Provocation | undefined {
  try {
    const parts = text.split(",").map((part) => {
      const [, how, amount] = /^(split|merge|delay):(\d{1,6})$/.exec(part) ?? [];
      return how === undefined ? undefined : provocationOf(how, Number(amount));
    });
    return parts.includes(undefined) ? undefined : Object.assign({}, ...parts);
  } catch {
    return undefined;
  }
}
