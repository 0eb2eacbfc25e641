/**
 * The messages of a batch: what is stored of them, and what is told. It knows no SQL.
 *
 * @module
 */

import type { NewMessage, StoredRef } from "../store.ts";
import { arrayOf } from "./connection.ts";

/** A message of a batch, and the key with which it is kept, if it has one. */
export interface Post {
  /** The message. */
  readonly message: NewMessage;
  /** Its key. */
  readonly key?: string;
}

/** What the news of a batch say of its messages. */
export interface Appended {
  /** As a change. */
  readonly kind: "appended";
  /** The number of the first, and how many are new: their numbers follow each other in the order of the batch. */
  readonly from: number;
  /** See `from`. */
  readonly count: number;
  /** Those that are not new, as their keys were used before: index, number, id, time. */
  readonly known: readonly (readonly [index: number, seq: number, id: string, at: number])[] | null;
  /**
   * Who wrote to whom, those that are known included, and the id of the last one. @default `undefined` if an older version
   * stored them
   */
  readonly posts?: { readonly by: readonly number[]; readonly to: readonly number[]; readonly last: string };
}

/** Where each message of a batch is kept, those that were kept before as well. */
export function placesOf(posts: readonly Post[], { from, known }: Appended): StoredRef[] {
  const before = new Map((known ?? []).map(([index, seq, id, at]) => [index, { seq, id, at }]));
  let next = from;
  return posts.map(({ message: { id, at } }, index) => before.get(index) ?? { seq: next++, id, at });
}

/** The files of messages, by their places from 1 on. */
export function fileColumns(posts: readonly Post[]): string[] {
  const files = posts.flatMap(({ message: { file } }, index) =>
    file === undefined ? [] : [{ index: index + 1, ...file }]
  );
  return [
    arrayOf(files.map(({ index }) => index)),
    arrayOf(files.map(({ name }) => name)),
    arrayOf(files.map(({ size }) => size)),
    arrayOf(files.map(({ sha256 }) => sha256)),
  ];
}
