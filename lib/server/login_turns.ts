/**
 * Whose turn it is to have a password verified, and who has waited for too long. Pure: every time is one in milliseconds of
 * a clock that does not jump.
 *
 * @module
 */

import { FREE_GUESSES, type Guesser, type Guesses } from "./guesses.ts";

/** Milliseconds that an attempt may wait for its turn: clients give up after 10 s. */
const PATIENCE = 8_000;

/** Milliseconds that it may wait on a guarded account: a little longer than the pauses there. */
const GUARDED_PATIENCE = 2_500;

/** What is known of an account. */
export interface AccountState {
  readonly guesses: Guesses;
  /** Attempts that are being verified. */
  running: number;
  /** Attempts that wait. */
  waiting: number;
  /** When the next one may be verified while the account is guarded: for a connection that has not guessed, and one that has. */
  readonly opensAt: { fresh: number; known: number };
}

/** An attempt that waits. */
export interface Turn {
  readonly attempt: { readonly account: number; readonly guesser: Guesser };
  readonly account: AccountState;
  readonly since: number;
  /** Whose pauses hold for it on a guarded account. */
  readonly lane: "fresh" | "known";
}

/** What an order is chosen by. */
export interface OrderOptions {
  readonly now: number;
  /** Whether more wait than can be served in time: then the newest is, since the oldest would be given up in any case. */
  readonly isOverloaded: boolean;
  /** Whether a doubtful attempt goes before another one. */
  readonly isShareOfDoubtful: boolean;
}

/** Whether an attempt is one on a guarded account, by a connection that has not shown its password. */
export function isGuarded({ attempt, account }: Turn, now: number): boolean {
  return account.guesses.isGuarded(now) && !attempt.guesser.isTrusted(attempt.account);
}

/** Whether others' or its own guesses speak against an attempt: such ones have a share of the hashes, and no more. */
export function isDoubtful({ attempt, account }: Turn, now: number): boolean {
  const { guesser } = attempt;
  return !guesser.isTrusted(attempt.account) && (guesser.misses > 0 || account.guesses.count(now) > 0);
}

/** From when on an attempt may be verified, if nothing else is. */
export function opensAt(turn: Turn, now: number): number {
  return isGuarded(turn, now) ? turn.account.opensAt[turn.lane] : 0;
}

/** Whether an attempt may be verified. */
export function isOpen(turn: Turn, now: number): boolean {
  const { attempt, account } = turn;
  if (attempt.guesser.isTrusted(attempt.account)) return true;
  // What is being verified may be wrong: no more at once than may be wrong.
  const free = Math.max(1, FREE_GUESSES - account.guesses.count(now));
  return account.running < free && now >= opensAt(turn, now);
}

/** When an attempt has waited for too long. */
export function deadlineOf(turn: Turn, now: number): number {
  return turn.since + (isGuarded(turn, now) ? GUARDED_PATIENCE : PATIENCE);
}

/** The time of the next change, if nothing else happens; `Infinity` if there is none. */
export function nextChange(turns: readonly Turn[], now: number): number {
  let soonest = Infinity;
  for (const turn of turns) {
    soonest = Math.min(soonest, deadlineOf(turn, now));
    const opens = opensAt(turn, now);
    if (opens > now) soonest = Math.min(soonest, opens);
  }
  return soonest;
}

/** Whether both kinds of attempts may be verified: doubtful ones and others. */
export function isContested(turns: readonly Turn[], now: number): boolean {
  const isBoth = (isAsked: boolean) => turns.some((turn) => isDoubtful(turn, now) === isAsked && isOpen(turn, now));
  return isBoth(true) && isBoth(false);
}

/**
 * Whose turn it is, if anybody's: of those that may be verified, who has had the fewest answers, and of these who came
 * first; the last one on a guarded account, and where not all can be served in time.
 *
 * @param turns In the order in which they came.
 */
export function firstOf<T extends Turn>(
  turns: readonly T[],
  { now, isOverloaded, isShareOfDoubtful }: OrderOptions,
): T | undefined {
  let best: T | undefined;
  for (const turn of turns) {
    if (!isOpen(turn, now)) continue;
    if (best === undefined || isBefore(turn, best)) best = turn;
  }
  return best;

  function isBefore(turn: T, other: T): boolean {
    const doubtful = isDoubtful(turn, now);
    if (doubtful !== isDoubtful(other, now)) return doubtful === isShareOfDoubtful;
    const lead = other.attempt.guesser.tries - turn.attempt.guesser.tries;
    return lead > 0 || (lead === 0 && (isOverloaded || isGuarded(turn, now)));
  }
}

/** Who has the least claim to wait: who has had the most answers, and of those who came first. */
export function lastOf<T extends Turn>(turns: readonly T[]): T {
  return turns.reduce((last, turn) => turn.attempt.guesser.tries > last.attempt.guesser.tries ? turn : last);
}
