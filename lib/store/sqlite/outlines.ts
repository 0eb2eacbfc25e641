/**
 * Where the messages of an inbox or of a page are, found in steps that cost little each: between them the others have their
 * turns. It knows no file and no thread.
 *
 * @module
 */

import { type End, firstFrom, type Found, lastUpTo, placeOf, type Rows, walkBack, walkOn } from "./chains.ts";
import { readMemberships } from "./cursors.ts";
import { MARK } from "./statements.ts";
import { Bounded, type Item, toInbox } from "../bounds.ts";
import { type Inbox, MAX_INBOX_LENGTH, MAX_UNREAD } from "../store.ts";

/** Places of a conversation that are looked through at once, and messages that one step finds, about. */
const PLACES = 1024;
const STEP = 1000;

/** Sources of which some is read at once, though only the first of them holds up the others: a call costs as much. */
const TOGETHER = 16;

/** Unread messages of a conversation that are looked through rather than looked for. */
const FEW = 128;

/** A conversation whose messages to an account are wanted, from after a place on. */
export interface Source extends End {
  /** Whose messages are left out; 0 if nobody's are. */
  readonly without: number;
  /** The place after which they are wanted. */
  readonly behind: number;
}

/** Messages of a source, the oldest first, and up to where they were looked for. */
export type Chunk = ReturnType<typeof walkOn>;

/**
 * The conversations in which an account has messages after the place `after` that are unread, or are newer than
 * `since`.
 */
export function sourcesOf(rows: Rows, account: number, after: number, since: number): Source[] {
  return readMemberships(rows("memberships", account, since), account).map((membership) => {
    const { conversation, lastSeq, last, own, joined, pruned } = membership;
    const upTo = Math.max(membership.upTo, pruned); // There are no marks before.
    let behind = last > since
      ? Math.min(upTo, Math.max(joined, pruned, lastUpTo(rows, membership, since)?.seq ?? 0))
      : upTo;
    // To look for the place costs as much as to read some messages and leave them out.
    if (after > 0 && lastSeq - behind > FEW) behind = Math.max(behind, lastUpTo(rows, membership, after)?.seq ?? 0);
    return { conversation, lastSeq, last, without: own, behind };
  }).filter(({ last, behind, lastSeq }) => last > after && behind < lastSeq);
}

/** The next messages of some of the sources, of the first one at least, so many places of each. */
export function chunksOf(rows: Rows, sources: readonly Source[], places: number): Chunk[] {
  const chunks: Chunk[] = [];
  for (let found = 0; chunks.length < sources.length && found < STEP; found += chunks.at(-1)!.numbers.length + 1) {
    const source = sources[chunks.length]!;
    chunks.push(walkOn(rows, source, source.behind, { without: source.without, places }));
  }
  return chunks;
}

/** What finds messages step by step. */
export interface Steps {
  /** The conversations to look in. */
  sources(): Promise<readonly Source[]>;
  /** The next messages of the first sources, of so many places each. */
  chunks(sources: readonly Source[], places: number): Promise<readonly Chunk[]>;
}

/** Which messages to read. */
export interface Wanted {
  /** The place after which to begin. */
  readonly after: number;
  /** How many messages at most. @default {MAX_UNREAD} */
  readonly maxCount?: number;
  /** Bytes of text at most; the first message may have more. @default {MAX_INBOX_LENGTH} */
  readonly maxLength?: number;
}

/** Finds what is unread step by step, in the order of the store. */
export async function readUnread(
  steps: Steps,
  { after, maxCount = MAX_UNREAD, maxLength = MAX_INBOX_LENGTH }: Wanted,
): Promise<Item[]> {
  const sources = await steps.sources();
  // Of many sources little each: what is not taken is read again.
  const places = Math.min(PLACES, MARK * Math.ceil((maxCount + 1) / sources.length / MARK));
  const all = new Bounded(maxCount, maxLength);
  const taken: Item[] = [];
  let waiting: Item[] = [];
  let open = sources.map((source) => ({ source, throughNumber: 0 }));
  while (!all.isFull && (open.length > 0 || waiting.length > 0)) {
    open.sort((one, other) => one.throughNumber - other.throughNumber);
    // After the least of these there may be some of a source that was not looked through so far.
    const least = open[0]?.throughNumber ?? Infinity;
    const ready = waiting.filter(({ number }) => number <= least).sort((one, other) => one.number - other.number);
    waiting = waiting.filter(({ number }) => number > least);
    for (const item of ready) if (all.takes(item.length)) taken.push(item);
    if (all.isFull || open.length === 0) continue;
    const next = open.filter(({ throughNumber }, index) => throughNumber === least || index < TOGETHER);
    const chunks = await steps.chunks(next.map(({ source }) => source), places);
    open = open.slice(chunks.length);
    for (const [place, { numbers, lengths, senders, through, throughNumber }] of chunks.entries()) {
      const { source } = next[place]!;
      for (const [index, number] of numbers.entries()) {
        if (number > after) waiting.push({ number, length: lengths[index]!, sender: senders[index]! });
      }
      if (through < source.lastSeq) open.push({ source: { ...source, behind: through }, throughNumber });
    }
  }
  return taken;
}

/** Reads an inbox step by step. @param namesOf The names of accounts. */
export async function readInbox(
  steps: Steps,
  after: number,
  namesOf: (accounts: readonly number[]) => Promise<readonly string[]>,
): Promise<Inbox> {
  return await toInbox(await readUnread(steps, { after }), after, namesOf);
}

/**
 * Messages of a conversation, the newest first, that end before the one with the id `before`, if one is named.
 *
 * @param ends The ids of an account, and of the other one or of a group, as a receiver. Who is no member has none of a group's.
 */
export function pageOf(
  rows: Rows,
  [account, other]: readonly [number, number],
  { before, limit }: { readonly before?: string | undefined; readonly limit: number },
): Found {
  const [conversation] = other < 0
    ? rows("groupFor", -other, account)
    : rows("direct", Math.min(account, other), Math.max(account, other));
  if (conversation === undefined) return { numbers: [], lengths: [], senders: [] };
  const [id, lastSeq, last] = ["id", "last_seq", "last"].map((name) => Number(conversation[name])) as [
    number,
    number,
    number,
  ];
  let start: number | undefined = last;
  if (before !== undefined) {
    const { number } = firstFrom(rows, before, Number(rows("newestPlace")[0]!["seq"]));
    const place = placeOf(rows, number);
    start = place?.conversation === id
      ? place.previous
      : lastUpTo(rows, { conversation: id, lastSeq, last }, number - 1)?.number;
  }
  return start === undefined
    ? { numbers: [], lengths: [], senders: [] }
    : walkBack(rows, start, Number(conversation["behind"] ?? 0), 0, limit);
}
