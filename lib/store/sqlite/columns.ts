/**
 * The messages of a commit, by column: a batch is copied to the thread, and two arrays of one kind each are copied in less
 * time than the values of each message. It knows no row.
 *
 * @module
 */

import type { SQLInputValue } from "node:sqlite";
import type { NewMessage } from "../store.ts";

/** Values of a message among the texts: id, text; and among the accounts: sender, receiver. */
const WIDTH = 2;

/** The messages of a commit. Times are apart: beside them small numbers would be kept as large ones, and be slower to use. */
export interface Columns {
  /** Of each its id and its text. */
  readonly texts: readonly string[];
  /** Of each the ids of the accounts that it is from and to. */
  readonly accounts: ArrayLike<number>;
  /** Of each when it was sent, in milliseconds since 1970. */
  readonly times: ArrayLike<number>;
}

/** Messages to which more may be added. */
export interface GrowingColumns extends Columns {
  /** See {@linkcode Columns.texts}. */
  readonly texts: string[];
  /** See {@linkcode Columns.accounts}. */
  readonly accounts: number[];
  /** See {@linkcode Columns.times}. */
  readonly times: number[];
}

/** No messages yet. */
export function emptyColumns(): GrowingColumns {
  return { texts: [], accounts: [], times: [] };
}

/** How many messages there are. */
export function countOf({ times }: Columns): number {
  return times.length;
}

/** The message at an index. */
export function messageAt(columns: Columns, index: number): NewMessage {
  const { texts, times } = columns;
  return {
    id: texts[index * WIDTH]!,
    sender: senderAt(columns, index),
    receiver: receiverAt(columns, index),
    text: texts[index * WIDTH + 1]!,
    at: times[index]!,
  };
}

/** The id of the account that the message at an index is from. */
export function senderAt({ accounts }: Columns, index: number): number {
  return accounts[index * WIDTH]!;
}

/** The id of the account that the message at an index is to. */
export function receiverAt({ accounts }: Columns, index: number): number {
  return accounts[index * WIDTH + 1]!;
}

/** Adds the values of the message at an index that its row has as they are: id, text, at. */
export function pushRest({ texts, times }: Columns, index: number, values: SQLInputValue[]): void {
  values.push(texts[index * WIDTH]!, texts[index * WIDTH + 1]!, times[index]!);
}

/** Adds a message, and returns its index. */
export function addMessage(columns: GrowingColumns, { id, sender, receiver, text, at }: NewMessage): number {
  columns.texts.push(id, text);
  columns.accounts.push(sender, receiver);
  return columns.times.push(at) - 1;
}

/** The same messages, as they are copied in the least time. No store has two billion accounts. */
export function packed({ texts, accounts, times }: Columns): Columns {
  return { texts, accounts: Int32Array.from(accounts), times: Float64Array.from(times) };
}
