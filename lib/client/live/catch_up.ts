/**
 * What was pushed to nobody here while there was no connection: own messages of one's other clients, messages that were
 * read there, receipts. It is asked for page by page in the conversations of this run, and shown as events would have
 * shown it; what comes meanwhile waits, so that all stands in its order. It makes no request.
 *
 * @module
 */

import { type ChatEvent, type FullMessage, PROTOCOL_LIMITS, type ReceiptState, type Reply } from "../../chat.ts";
import { formatEvent, parseEvent } from "../../wire/event.ts";
import type { Incoming } from "./incoming.ts";

/** Conversations that are asked for, the latest first, and pages beyond the first of each: well within a server's rate. */
const MOST_PEOPLE = 20;
const MORE_PAGES = 20;

/** Events, and characters of them, that wait at most. */
const MOST_HELD = 1_000;
const MOST_LENGTH = 1 << 20;

/** Milliseconds of overlap with what is known: the reply to a post may overtake the event of a message that was stored just before. */
const OVERLAP = 10_000;

/** A page that is to be asked for. */
export interface PageWanted {
  /** With whom the conversation is. */
  readonly user: string;
  /** How many messages it has at most. */
  readonly limit: number;
  /** The id of the message before which it ends; absent: the newest page. */
  readonly before?: string;
}

/** A conversation whose pages are asked for. */
interface Place {
  readonly user: string;
  /** What is not newer is known; `undefined`: only by its time. */
  readonly floor: string | undefined;
  page: PageWanted;
  found: readonly FullMessage[];
}

interface Held {
  readonly json: string;
  /** Of a message. */
  readonly id: string | undefined;
}

/** Catches up after each return of one login. */
export class CatchUp {
  readonly #incoming: Incoming;
  readonly #since: number;
  readonly #handle: (json: string) => Promise<void>;
  #places: Place[] = [];
  #pages = 0;
  #found: FullMessage[] = [];
  #receipts: (ChatEvent & { readonly kind: "receipt" | "receipts" })[] = [];
  #held: Held[] | undefined;
  #heldLength = 0;
  #isStopped = false;
  /** Settles when all is shown that has stopped to wait. */
  #flowing: Promise<void> = Promise.resolve();

  /**
   * Holds nothing back until the connection was away.
   *
   * @param incoming Shows what is found.
   * @param since When the login began, in milliseconds since 1970.
   * @param handle Takes an event of the connection; it has been shown when this resolves.
   */
  constructor(incoming: Incoming, since: number, handle: (json: string) => Promise<void>) {
    this.#incoming = incoming;
    this.#since = since;
    this.#handle = handle;
  }

  /** Begins, since the login was taken up again. */
  begin(): void {
    this.give();
    const incoming = this.#incoming;
    const conversations = incoming.conversations.slice(0, MOST_PEOPLE);
    if (conversations.length === 0) return;
    const newest = conversations.map(({ newest }) => newest).reduce(later);
    this.#pages = MORE_PAGES;
    this.#held = [];
    this.#heldLength = 0;
    this.#places = conversations.map(({ user, newest: own }) => ({
      user,
      // What is older than all that this run knows of is none of its business.
      floor: later(earlier(own ?? newest), incoming.firstKnown),
      page: { user, limit: PROTOCOL_LIMITS.defaultPage },
      found: [],
    }));
  }

  /** The page that is to be asked for next. */
  get wanted(): PageWanted | undefined {
    return this.#places[0]?.page;
  }

  /** Takes what was answered to it; `undefined` if nothing that can be understood. */
  take(reply: Reply | undefined): void {
    const [place] = this.#places;
    if (place === undefined) return;
    if (reply?.kind !== "history") return void this.#places.shift();
    const { floor, page: { before, limit } } = place;
    const messages = reply.messages.slice(-limit);
    const oldest = messages[0]?.id;
    place.found = [...messages, ...place.found];
    const isMore = reply.more && oldest !== undefined && floor !== undefined && oldest > floor &&
      (before === undefined || oldest < before);
    if (isMore && this.#pages-- > 0) {
      place.page = { user: place.user, before: oldest, limit: PROTOCOL_LIMITS.page };
      return;
    }
    this.#places.shift();
    this.#look(place);
  }

  /** Whether there is nothing to ask for, and nothing that waits to be shown. */
  get isOver(): boolean {
    return this.#places.length === 0 && this.#held === undefined && this.#found.length + this.#receipts.length === 0;
  }

  /** Shows what was found, and what has come meanwhile, in its order. */
  async end(): Promise<void> {
    this.#release();
    await this.#flowing;
  }

  /** Ends without the pages that were not asked for yet: the connection was lost. */
  give(): void {
    this.#places = [];
    if (!this.isOver) this.#release();
  }

  /** Ends it, and forgets what waits: it was shown to nobody, and comes again at the next login. */
  stop(): void {
    this.#isStopped = true;
    this.#places = [];
    this.#held = undefined;
    this.#found = [];
    this.#receipts = [];
  }

  /** Takes an event of the connection. It has been shown when this resolves, or waits. */
  async event(json: string): Promise<void> {
    if (this.#held === undefined) {
      await this.#flowing;
      return await this.#handle(json);
    }
    const event = understood(json);
    // The server wants an answer now.
    if (event?.kind === "ping") return await this.#handle(json);
    this.#held.push({ json, id: event?.kind === "message" ? event.message.id : undefined });
    this.#heldLength += json.length;
    if (this.#held.length <= MOST_HELD && this.#heldLength <= MOST_LENGTH) return;
    this.#release();
    await this.#flowing;
  }

  /** Finds in a conversation what is new, and how far what was sent in this run has come. */
  #look({ user, floor, found }: Place): void {
    const [incoming, since] = [this.#incoming, this.#since];
    const isOwn = ({ from, to }: FullMessage) => incoming.isMe(from) && !incoming.isMe(to);
    const fresh = found.filter((message) => {
      const { id, at, readAt } = message;
      if (incoming.hasShown(id) || (floor === undefined ? at < since : id <= floor)) return false;
      // What is unread comes by itself, and is acknowledged then.
      return isOwn(message) || readAt !== undefined;
    });
    this.#found = this.#found.concat(fresh);
    const sent = found.filter((message) =>
      isOwn(message) && (incoming.hasShown(message.id) || fresh.includes(message))
    );
    for (const { id, progress } of sent) {
      if (progress !== undefined) this.#receipts.push({ kind: "receipts", id, group: user, ...progress });
    }
    const read = sent.findLast(({ readAt }) => readAt !== undefined);
    const delivered = sent.findLast(({ deliveredAt }) => deliveredAt !== undefined);
    const isFurther = delivered !== undefined && delivered.id > (read?.id ?? "");
    if (isFurther) this.#note(user, "delivered", delivered.id, delivered.deliveredAt!);
    if (read !== undefined) this.#note(user, "read", read.id, read.readAt!);
  }

  #note(by: string, state: ReceiptState, id: string, at: number): void {
    if (this.#incoming.hasHeard(by, id, state)) return;
    this.#receipts.push({ kind: "receipt", id, state, by, at });
  }

  /** Lets go on what waits. */
  #release(): void {
    const [found, receipts, held] = [this.#found, this.#receipts, this.#held ?? []];
    this.#found = [];
    this.#receipts = [];
    this.#held = undefined;
    found.sort((one, other) => one.id < other.id ? -1 : 1);
    // It never fails but by a mistake.
    this.#flowing = this.#flowing.then(() => this.#flow(found, receipts, held)).catch(reportError);
  }

  async #flow(found: readonly FullMessage[], receipts: readonly ChatEvent[], held: readonly Held[]): Promise<void> {
    const show = async (event: ChatEvent) => {
      if (!this.#isStopped) await this.#incoming.event(formatEvent(event).trimEnd());
    };
    let next = 0;
    for (const { json, id } of held) {
      for (; id !== undefined && next < found.length && found[next]!.id < id; next++) {
        await show(asPushed(found[next]!));
      }
      await this.#handle(json);
    }
    for (const message of found.slice(next)) await show(asPushed(message));
    for (const receipt of receipts) await show(receipt);
  }
}

/** The event that would have told of a message when it was sent. */
function asPushed({ deliveredAt: _, readAt: __, ...message }: FullMessage): ChatEvent {
  return { kind: "message", message };
}

function later(one: string | undefined, other: string | undefined): string | undefined {
  return (one ?? "") > (other ?? "") ? one : other;
}

/** Where the ids begin of messages that were stored somewhat before the one with `id`: a UUID v7 begins with its time. */
function earlier(id: string | undefined): string | undefined {
  if (id === undefined) return undefined;
  const time = parseInt(id.replaceAll("-", "").slice(0, 12), 16) - OVERLAP;
  if (!(time > 0)) return id;
  const digits = time.toString(16).padStart(12, "0");
  return `${digits.slice(0, 8)}-${digits.slice(8)}`;
}

function understood(json: string): ChatEvent | undefined {
  try {
    return parseEvent(json);
  } catch {
    return undefined; // Its handler says so.
  }
}
