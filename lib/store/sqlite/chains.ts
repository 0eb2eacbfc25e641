/**
 * The messages of a conversation, each of which knows the one before it: places in it, and ways back. It knows no cursor.
 *
 * @module
 */

import type { SQLInputValue } from "node:sqlite";
import { MARK, type Row, type Statements } from "./statements.ts";

/** All rows of a query. */
export type Rows = (
  query: Exclude<keyof Statements, "begin" | "commit" | "rollback">,
  ...values: SQLInputValue[]
) => Row[];

/** The end of a conversation. */
export interface End {
  /** Its id. */
  readonly conversation: number;
  /** The place of its newest message. */
  readonly lastSeq: number;
  /** The number of that message. */
  readonly last: number;
}

/** Where a message is, and what is before it. */
export interface Place {
  /** The number of the message: its place among all of the store. */
  readonly number: number;
  /** The id of its conversation. */
  readonly conversation: number;
  /** Its place in the conversation. */
  readonly seq: number;
  /** The id of its sender's account. */
  readonly sender: number;
  /** How many of the conversation's messages up to this one are its sender's. */
  readonly sent: number;
  /** The number of the message before it. */
  readonly previous: number | undefined;
  /** The number of the last one before it that somebody else sent. */
  readonly other: number | undefined;
  /** Its UUID v7. */
  readonly id: string;
}

/** Messages that were found, and the bytes of the text of each. */
export interface Found {
  /** Their numbers, their places among all of the store. */
  readonly numbers: number[];
  /** The bytes of the text of each, in UTF-8. */
  readonly lengths: number[];
  /** The ids of their senders' accounts. */
  readonly senders: number[];
}

/** The message with a number. */
export function placeOf(rows: Rows, number: number): Place | undefined {
  const [row] = rows("place", number);
  if (row === undefined) return undefined;
  const optional = (value: SQLInputValue | undefined) => value === null ? undefined : Number(value);
  return {
    number,
    conversation: Number(row["conversation"]),
    seq: Number(row["seq"]),
    sender: Number(row["sender"]),
    sent: Number(row["sent"]),
    previous: optional(row["previous"]),
    other: optional(row["other"]),
    id: String(row["id"]),
  };
}

/** The newest message of a conversation whose number is not greater than `number`. */
export function lastUpTo(rows: Rows, { conversation, lastSeq, last }: End, number: number): Place | undefined {
  let start = last;
  if (last > number) {
    // The first mark after it, if there is one.
    let [low, high] = [1, Math.floor(lastSeq / MARK) + 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (markOf(rows, conversation, middle) > number) high = middle;
      else low = middle + 1;
    }
    if (low <= Math.floor(lastSeq / MARK)) start = markOf(rows, conversation, low);
  }
  const [found] = start > number ? rows("backTo", start, number, number) : [{ number: start }];
  return found && placeOf(rows, Number(found["number"]));
}

/** The number of the message at the place `MARK * nth`. */
function markOf(rows: Rows, conversation: number, nth: number): number {
  return Number(rows("mark", conversation, nth)[0]?.["number"]);
}

/**
 * Messages from one back to a place, which is not included, the newest first.
 *
 * @param start The number of the newest.
 * @param without The id of an account whose messages are left out; 0 if there is none.
 */
export function walkBack(rows: Rows, start: number, behind: number, without = 0, limit = -1): Found {
  const found = rows("walk", without, start, without, behind, without, behind, limit);
  return {
    numbers: found.map(({ number }) => Number(number)),
    lengths: found.map(({ length }) => Number(length)),
    senders: found.map(({ sender }) => Number(sender)),
  };
}

/** Messages of a conversation after a place, the oldest first, and the place after which the rest is. */
export function walkOn(
  rows: Rows,
  { conversation, lastSeq, last }: End,
  behind: number,
  { without, places }: { readonly without: number; readonly places: number },
): Found & { readonly through: number; readonly throughNumber: number } {
  const nth = Math.floor(behind / MARK) + Math.floor(places / MARK);
  const isLast = nth * MARK >= lastSeq;
  const start = isLast ? last : markOf(rows, conversation, nth);
  const { numbers, lengths, senders } = walkBack(rows, start, behind, without);
  return {
    numbers: numbers.reverse(),
    lengths: lengths.reverse(),
    senders: senders.reverse(),
    through: isLast ? lastSeq : nth * MARK,
    throughNumber: start,
  };
}

/**
 * The number of the first message whose id is not less than `id`, in the order of the store: ids sort in it, so halving
 * finds it.
 *
 * @param newest The number of the newest message.
 */
export function firstFrom(rows: Rows, id: string, newest: number): { number: number; isExact: boolean } {
  let [low, high] = [1, newest + 1];
  let isExact = false;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [row] = rows("idFrom", middle);
    if (row === undefined || String(row["id"]) >= id) {
      high = middle;
      isExact = row !== undefined && String(row["id"]) === id;
    } else {
      low = Number(row["number"]) + 1;
    }
  }
  return { number: low, isExact };
}
