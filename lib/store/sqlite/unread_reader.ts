/**
 * Reads what is unread, by calls to the thread that cost little each. What was found for one part and did not fit into it
 * is kept for the next one. It knows no database.
 *
 * @module
 */

import type { FullMessage } from "../../chat.ts";
import { Bounded, type Item } from "../bounds.ts";
import { readInbox, readUnread, type Steps } from "./outlines.ts";
import { type Change, type Inbox, MAX_INBOX_LENGTH, MAX_UNREAD, type Unread, type UnreadOptions } from "../store.ts";
import type { DatabaseCall } from "./worker.ts";

/** Messages that are looked for at once for parts of fewer, and accounts of which some are kept. */
const AHEAD = 4_000;
const MAX_KEPT = 100;

/** What was found after a place, in the order of the store. */
interface Rest {
  readonly after: number;
  readonly since: number;
  readonly items: readonly Item[];
}

/** How many are looked for: the first one alone is asked for again and again, and what is after it is not. */
function countOf(maxCount: number): number {
  return maxCount === 1 ? 1 : Math.max(maxCount, AHEAD);
}

/** Reads the unread messages of accounts. */
export class UnreadReader {
  readonly #call: <T>(...call: DatabaseCall) => Promise<T>;
  /** By account, the one that was kept last after the others. */
  readonly #rests = new Map<number, Rest>();

  /** A reader that knows of nothing yet; `call` calls the thread. */
  constructor(call: <T>(...call: DatabaseCall) => Promise<T>) {
    this.#call = call;
  }

  /** See `MessageStore.inbox`. */
  inbox(account: number, after: number): Promise<Inbox> {
    return readInbox(this.#steps(account, after), after, (accounts) => this.#call("namesOf", accounts));
  }

  /** See `MessageStore.unread`. */
  async unread(account: number, options: UnreadOptions): Promise<Unread> {
    const { maxCount = MAX_UNREAD, maxLength, since = Number.MAX_SAFE_INTEGER } = options;
    let after = options.after ?? 0;
    while (true) {
      const rest = this.#takeRest(account, after, since);
      const items = rest ?? await this.#find(account, after, { since, maxCount, maxLength });
      const bounds = new Bounded(maxCount, maxLength);
      const end = items.findIndex(({ length }) => !bounds.takes(length));
      const part = end === -1 ? items : items.slice(0, end);
      if (part.length === 0) return { messages: [], cursor: after };
      if (end !== -1) this.#keep(account, { after: part.at(-1)!.number, since, items: items.slice(end) });
      const messages = await this.#call<FullMessage[]>("messages", part.map(({ number }) => number));
      if (messages.length < part.length) continue; // Some were removed for good: what is left is looked for again.
      // Some may have been read since they were found.
      const unread = messages.filter(({ readAt }, index) => readAt === undefined || part[index]!.number > since);
      after = part.at(-1)!.number;
      const isWhole = rest === undefined && end === -1 && items.length < countOf(maxCount);
      if (unread.length > 0) return { messages: unread, cursor: after, ...isWhole && { isWhole } };
    }
  }

  /** Forgets what was found for an account that may not see all of it any more. */
  changed(change: Change): void {
    if (change.kind === "member left") this.#rests.delete(change.account);
    if (change.kind === "pruned") this.#rests.clear();
  }

  #find(
    account: number,
    after: number,
    { since, maxCount, maxLength }: { since: number; maxCount: number; maxLength: number },
  ): Promise<Item[]> {
    const wanted = { after, maxCount: countOf(maxCount), maxLength: Math.max(maxLength, MAX_INBOX_LENGTH) };
    return readUnread(this.#steps(account, after, since), wanted);
  }

  #takeRest(account: number, after: number, since: number): readonly Item[] | undefined {
    const rest = this.#rests.get(account);
    if (rest === undefined || rest.after !== after || rest.since !== since) return undefined;
    this.#rests.delete(account);
    return rest.items;
  }

  #keep(account: number, rest: Rest): void {
    this.#rests.delete(account);
    this.#rests.set(account, rest);
    if (this.#rests.size > MAX_KEPT) this.#rests.delete(this.#rests.keys().next().value!);
  }

  #steps(account: number, after: number, since = Number.MAX_SAFE_INTEGER): Steps {
    return {
      sources: () => this.#call("sources", account, after, since),
      chunks: (sources, places) => this.#call("chunks", sources, places),
    };
  }
}
