/**
 * Where the messages of an inbox or of a page are, found in steps that cost little each: between them the others have their
 * turns. It knows no file and no thread.
 *
 * @module
 */

import type { SQLInputValue } from "node:sqlite";
import { BLOCK, type Row, type Statements } from "./statements.ts";
import { type Inbox, MAX_INBOX_LENGTH, MAX_PAGE_LENGTH, MAX_UNREAD, type Page } from "../store.ts";

/** Unread messages that one step looks at. */
const INBOX_STEP = 1_000;

/** Blocks of a conversation that one step looks through, and all that a page costs: if they have little, it has little. */
const BLOCKS_STEP = 8;
const MAX_BLOCKS = 32;

/** All rows of a query. */
export type Rows = (
  query: Exclude<keyof Statements, "begin" | "commit" | "rollback">,
  ...values: SQLInputValue[]
) => Row[];

/** Messages that a step found. */
export interface Found {
  readonly places: number[];
  readonly lengths: number[];
  /** Where the next step goes on, if there is more. */
  readonly next: number | undefined;
}

/** Unread messages that a step found, and the names of their senders. */
export interface FoundUnread extends Found {
  readonly senders: string[];
}

/** The unread messages behind a place. */
export function inboxStep(rows: Rows, account: number, after: number, count: number): FoundUnread {
  const found = rows("inbox", account, after, count);
  const next = found.length < count ? undefined : Number(found.at(-1)!["seq"]);
  return { ...collect(found), senders: found.map(({ name }) => String(name)), next };
}

/** Reads an inbox step by step, from behind a place on. */
export async function readInbox(
  step: (after: number, count: number) => Promise<FoundUnread>,
  start: number,
): Promise<Inbox> {
  const bySender = new Map<string, List>();
  const all = new Bounded(MAX_UNREAD, MAX_INBOX_LENGTH);
  let cursor = start;
  for (let after: number | undefined = start; after !== undefined && !all.isFull;) {
    const found: FoundUnread = await step(after, INBOX_STEP);
    after = found.next;
    for (const [index, place] of found.places.entries()) {
      if (!all.takes(found.lengths[index]!)) break;
      cursor = place;
      const sender = found.senders[index]!;
      const list = bySender.get(sender) ?? { places: [], lengths: [] };
      bySender.set(sender, list);
      add(list, place, found.lengths[index]!);
    }
  }
  const lists = [...bySender.values()];
  return { seqs: lists.flatMap(({ places }) => places), lengths: lists.flatMap(({ lengths }) => lengths), cursor };
}

/** Where a step towards a page begins: not beyond that block, and before that place; and how many it is to find. */
export type PageStep = [block: number, end: number, limit: number];

/** Messages of a conversation, the newest first, in a few blocks. */
export function conversationStep(rows: Rows, account: number, other: number, ...[from, end, limit]: PageStep): Found {
  const pair = [Math.min(account, other), Math.max(account, other)];
  const blocks = rows("blocks", ...pair, from, BLOCKS_STEP + 1).map(({ block }) => Number(block));
  const found: Row[] = [];
  for (const block of blocks.slice(0, BLOCKS_STEP)) {
    const last = Math.min(block * BLOCK + BLOCK, end) - 1;
    found.push(...rows("inBlock", block * BLOCK, last, ...pair, limit - found.length));
    if (found.length === limit) break;
  }
  return { ...collect(found), next: blocks[BLOCKS_STEP] };
}

/** Reads a page step by step: it ends before the place `end`, if there is one. */
export async function readPage(
  step: (...from: PageStep) => Promise<Found>,
  { end = Number.MAX_SAFE_INTEGER, limit }: { end: number | undefined; limit: number },
): Promise<Page> {
  const list: List = { places: [], lengths: [] };
  const all = new Bounded(limit, MAX_PAGE_LENGTH);
  let block: number | undefined = Math.floor(end / BLOCK);
  for (let blocks = 0; block !== undefined && blocks < MAX_BLOCKS && !all.isFull; blocks += BLOCKS_STEP) {
    const found: Found = await step(block, end, limit + 1 - list.places.length);
    block = found.next;
    for (const [index, place] of found.places.entries()) {
      if (!all.takes(found.lengths[index]!)) break;
      add(list, place, found.lengths[index]!);
    }
  }
  return { seqs: list.places.reverse(), lengths: list.lengths.reverse(), more: all.isFull || block !== undefined };
}

interface List {
  readonly places: number[];
  readonly lengths: number[];
}

function add({ places, lengths }: List, place: number, length: number): void {
  places.push(place);
  lengths.push(length);
}

/** So many messages and bytes; but one message in any case. */
class Bounded {
  readonly #maxCount: number;
  readonly #maxLength: number;
  #count = 0;
  #length = 0;
  /** Whether there was a message that it did not take. */
  isFull = false;

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

/** The place of the first message whose id is not less than `id`: ids sort as places do, so halving finds it. */
export function placeOf(rows: Rows, id: string, newest: number): number {
  let [low, high] = [1, newest + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [row] = rows("idFrom", middle);
    if (row === undefined || String(row["id"]) >= id) high = middle;
    else low = Number(row["seq"]) + 1;
  }
  return low;
}

function collect(rows: readonly Row[]): { places: number[]; lengths: number[] } {
  return { places: rows.map(({ seq }) => Number(seq)), lengths: rows.map(({ length }) => Number(length)) };
}
