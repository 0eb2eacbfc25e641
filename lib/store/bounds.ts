/**
 * How much of what was found one answer has: so many messages, so many bytes. It knows no database.
 *
 * @module
 */

import { type Inbox, MAX_PAGE_LENGTH, type Page } from "./store.ts";

/** A message that was found. */
export interface Item {
  /** Its number. */
  readonly number: number;
  /** The bytes of its text, in UTF-8. */
  readonly length: number;
  /** The id of its sender's account. */
  readonly sender: number;
}

/**
 * An inbox of messages in the order of the store: sender by sender.
 *
 * @param after The place after which they were looked for.
 * @param namesOf The names of accounts: people who had one name, one after the other, are one sender.
 */
export async function toInbox(
  items: readonly Item[],
  after: number,
  namesOf: (accounts: readonly number[]) => Promise<readonly string[]>,
): Promise<Inbox> {
  const senders = [...new Set(items.map(({ sender }) => sender))];
  const names = senders.length > 1 ? await namesOf(senders) : senders.map(String);
  const bySender = Map.groupBy(items, ({ sender }) => names[senders.indexOf(sender)]);
  const sorted = [...bySender.values()].flat();
  return {
    seqs: sorted.map(({ number }) => number),
    lengths: sorted.map(({ length }) => length),
    cursor: items.at(-1)?.number ?? after,
  };
}

/** A page of the messages that were found, the newest first, of which there is one more than wanted if there are older. */
export function toPage(
  { numbers, lengths }: { readonly numbers: readonly number[]; readonly lengths: readonly number[] },
  limit: number,
): Page {
  const all = new Bounded(limit, MAX_PAGE_LENGTH);
  const count = lengths.findIndex((length) => !all.takes(length));
  const end = count === -1 ? numbers.length : count;
  return { seqs: numbers.slice(0, end).reverse(), lengths: lengths.slice(0, end).reverse(), more: all.isFull };
}

/** So many messages and bytes; but one message in any case. */
export class Bounded {
  readonly #maxCount: number;
  readonly #maxLength: number;
  #count = 0;
  #length = 0;
  /** Whether there was a message that it did not take. */
  isFull = false;

  /** Nothing was taken yet. */
  constructor(maxCount: number, maxLength: number) {
    this.#maxCount = maxCount;
    this.#maxLength = maxLength;
  }

  /** Whether it takes a message of that length. */
  takes(length: number): boolean {
    this.#length += length;
    this.isFull ||= this.#count === this.#maxCount || (this.#length > this.#maxLength && this.#count > 0);
    if (!this.isFull) this.#count++;
    return !this.isFull;
  }
}
