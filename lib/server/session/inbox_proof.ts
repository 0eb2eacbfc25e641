/**
 * Whether the inboxes that were written to a peer have arrived: the one place that decides it. It knows no socket, no
 * command and no store; its connection tells it of each read, write, request and of the end when they happen.
 *
 * Deno does not tell what TCP knows of unacknowledged bytes. What is left is time: nobody can have read what was written a
 * moment ago, and less than a round trip.
 *
 * @module
 */

import { CLOCKS } from "../../clock.ts";
import type { Login } from "../chat/logins/login.ts";

/** Times of a proof, in milliseconds. */
export interface ProofTimes {
  /** The longest round trip that is reckoned with: what holds where none was seen. */
  readonly roundTrip: number;
  /** How long the end of a peer is watched for a reset, which takes back that it has read. */
  readonly grace: number;
}

/** What holds for a server. */
export const PROOF_TIMES: ProofTimes = { roundTrip: 1_000, grace: 1_000 };

/** A round trip in milliseconds that is none: a busy machine may be so late, and a path in a room takes nothing. */
const NEAR = 15;

/** Milliseconds by which a request may come sooner than the round trip that was seen: clocks and timers are not exact. */
const SLACK = 2;

/** The same for an end; and its part of the round trip that was seen, since the first reply may take a client longer. */
const END_SLACK = 40;
const END_PART = 0.5;

/** Bytes of a reply that go out at once: a longer one needs more than one round trip (RFC 6928). */
const FIRST_FLIGHT = 14_600;

/** Inboxes of one peer that are remembered. What is forgotten is not lost: it stays unread. */
const MAX_PENDING = 64;

/** The messages of an account up to a place, as an inbox had them. */
export interface WrittenInbox {
  /** Whose inbox it was. */
  readonly login: Login;
  /** The place of the last message in it. */
  readonly cursor: number;
}

interface Pending extends WrittenInbox {
  /** When all of it was handed to the system. */
  writtenAt: number;
  /** Milliseconds from then on in which nothing that comes can know of it: a request, an end. */
  request: number;
  end: number;
}

const NOTHING: readonly never[] = [];

/** One for all. */
const monotonic = CLOCKS.elapsed;

/** The inboxes of one peer. Times are those of `CLOCKS.elapsed()`. */
export class InboxProof {
  readonly #times: ProofTimes;
  readonly #now: () => number;
  /** In the order in which they were written; most peers have none. */
  #pending: readonly Pending[] = NOTHING;
  /** When the last bytes came, or the end; not exact while nothing is pending. */
  #cameAt = 0;
  /** The same of the next request that is answered. */
  #begunAt = 0;
  /** When the request began to come that is being answered; not kept while nothing is pending. */
  #at = 0;
  /** Whether what is read next had come by the end of the last write. */
  #isEarly = false;
  /** The token that the peer was given last and has not yet used. */
  #token: { readonly value: string; readonly writtenAt: number } | undefined;
  /** The shortest time in which a reply is known to have arrived and been answered: at least a round trip. */
  #shown: number | undefined;

  /** Of a peer that was given no inbox yet. */
  constructor(times: ProofTimes = PROOF_TIMES, now: () => number = monotonic) {
    this.#times = times;
    this.#now = now;
  }

  /** Whether there is an inbox of which it is not known whether it has arrived. */
  get isAwaited(): boolean {
    return this.#pending.length > 0;
  }

  /** Notes a token that was just handed to the system. */
  tokenWritten(value: string): void {
    this.#token = { value, writtenAt: this.#now() };
  }

  /** Notes a token that a request shows. If it came on this connection, so did the reply that had it. */
  tokenShown(value: string): void {
    if (this.#token?.value !== value) return;
    const time = this.#now() - this.#token.writtenAt;
    this.#token = undefined;
    // A longer time was one to think, and says nothing.
    if (time < Math.min(this.#times.roundTrip, this.#shown ?? Infinity)) this.#shown = time;
  }

  /** Notes an inbox that is about to be written. */
  add(receipt: WrittenInbox): void {
    const open = { ...receipt, writtenAt: Infinity, request: 0, end: 0 };
    this.#pending = [...this.#pending, open].slice(-MAX_PENDING);
  }

  /**
   * Notes that the inbox that was added last is handed to the system, and so many bytes long. What proves it is settled
   * now: what comes later is no evidence for itself.
   */
  written(bytes: number): void {
    const last = this.#pending.at(-1);
    if (last === undefined || last.writtenAt !== Infinity) return;
    last.writtenAt = this.#now();
    const shown = this.#shown ?? 0;
    if (this.#shown === undefined || bytes > FIRST_FLIGHT) last.request = this.#times.roundTrip;
    else last.request = shown < NEAR ? 0 : shown - SLACK;
    last.end = Math.max(0, shown * END_PART - END_SLACK);
  }

  /**
   * The place up to which an account's messages were written to this peer before the request that is being answered began
   * to come. They need not be written again: who reads on in a connection has read what came before.
   */
  writtenUpTo(account: number): number {
    const known = this.#pending.findLast(({ login, writtenAt }) =>
      login.account.id === account && writtenAt <= this.#at
    );
    return known?.cursor ?? 0;
  }

  /** Forgets what needs no other proof: all messages of an account before a place are read. */
  readBefore(account: number, place: number): void {
    this.#pending = this.#pending.filter(({ login, cursor }) => login.account.id !== account || cursor >= place);
  }

  /** Notes that replies were handed to the system, while an inbox is awaited. @param hasCome Whether the next bytes, or the end, had come by now. */
  onWritten(hasCome: boolean): void {
    this.#isEarly = hasCome;
  }

  /** Notes that bytes came, or the end. @param isContinued Whether they go on with a request that has begun. */
  onRead(isContinued: boolean): void {
    // What had come by the end of a write is as old as what came before that write: it may have been sent along.
    if (this.isAwaited && !this.#isEarly) this.#cameAt = this.#now();
    this.#isEarly = false;
    if (!isContinued) this.#begunAt = this.#cameAt;
  }

  /** What the next request proves, whose end was in what was read last. Each receipt is returned once. */
  onRequest(): readonly WrittenInbox[] {
    const at = this.#begunAt;
    this.#begunAt = this.#cameAt; // Those after it began later.
    if (!this.isAwaited) return NOTHING;
    this.#at = at;
    return this.#take(({ writtenAt, request }) => at - writtenAt >= request);
  }

  /** What the end of the peer proves that was read last, if no reset follows. Each receipt is returned once. */
  onEnd(): readonly WrittenInbox[] {
    const at = this.#cameAt;
    return this.#take(({ writtenAt, end }) => at - writtenAt >= end);
  }

  /** Takes out the last inbox that is proved, and with it those before: who has the later bytes has the earlier ones. */
  #take(isProved: (pending: Pending) => boolean): readonly WrittenInbox[] {
    const count = this.#pending.findLastIndex(isProved) + 1;
    if (count === 0) return NOTHING;
    const taken = this.#pending.slice(0, count);
    this.#pending = count === this.#pending.length ? NOTHING : this.#pending.slice(count);
    return taken;
  }
}
