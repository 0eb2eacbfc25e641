/**
 * Whose turn it is to have a password verified, and who has waited for too long. Pure: every time is one in milliseconds of
 * a clock that does not jump.
 *
 * @module
 */

import { FREE_GUESSES, type Guesser, type Guesses, type Standing } from "./guesses.ts";

/** Milliseconds that an attempt may wait for its turn: clients give up after 10 s. */
const PATIENCE = 8_000;

/** Milliseconds that it may wait on a guarded account: a little longer than the pauses there. */
const GUARDED_PATIENCE = 2_500;

/**
 * Milliseconds that it may wait where so many do that the last would wait for too long: then some have to be told, and soon,
 * since a user who comes back goes first. It is not nothing, since one who waits for an answer sends no other attempt.
 */
const BUSY_PATIENCE = 1_000;

/** What is known of an account. */
export interface AccountState {
  /** The wrong passwords that count against it. */
  readonly guesses: Guesses;
  /** Attempts that are being verified. */
  running: number;
  /** When the next one may be verified while the account is guarded, by what its connection is to the account. */
  readonly opensAt: Record<Standing, number>;
}

/** An attempt that waits. */
export interface Turn {
  /** The id of the account, and who tries. */
  readonly attempt: { readonly account: number; readonly guesser: Guesser };
  /** The state of that account. */
  readonly account: AccountState;
  /** When it came, in milliseconds of a clock that does not jump. */
  readonly since: number;
  /** What its connection was to the account when it came. */
  readonly standing: Standing;
}

/** Those who share the hashes: who waited as told; attempts that others' or their own guesses speak against; all others. */
export type Kind = "returning" | "doubtful" | "clear";

/** Of the hashes that are made while several kinds wait, whose is which. */
const SHARES: readonly Kind[] = ["clear", "returning", "clear", "doubtful"];

/** Whether an attempt is one on a guarded account, by a connection that has not shown its password. */
export function isGuarded({ attempt, account }: Turn, now: number): boolean {
  return account.guesses.isGuarded(now) && !attempt.guesser.isTrusted(attempt.account);
}

function kindOf({ attempt: { account: id, guesser }, account, standing }: Turn, now: number): Kind {
  if (guesser.isTrusted(id)) return "clear";
  if (standing === "returning") return standing;
  return standing === "fresh" && account.guesses.count(now) === 0 ? "clear" : "doubtful";
}

/** From when on an attempt may be verified, if nothing else is. */
function opensAt(turn: Turn, now: number): number {
  return isGuarded(turn, now) ? turn.account.opensAt[turn.standing] : 0;
}

/** Whether an attempt may be verified. */
function isOpen(turn: Turn, now: number): boolean {
  const { attempt, account } = turn;
  if (attempt.guesser.isTrusted(attempt.account)) return true;
  // What is being verified may be wrong: no more at once than may be wrong.
  const free = Math.max(1, FREE_GUESSES - account.guesses.count(now));
  return account.running < free && now >= opensAt(turn, now);
}

/** When an attempt has waited for too long. @param backlog Milliseconds until all that wait could be served. */
export function deadlineOf(turn: Turn, now: number, backlog: number): number {
  if (isGuarded(turn, now)) return turn.since + GUARDED_PATIENCE;
  return turn.since + (backlog > PATIENCE ? BUSY_PATIENCE : PATIENCE);
}

/** The time of the next change, if nothing else happens; `Infinity` if there is none. */
export function nextChange(turns: readonly Turn[], now: number, backlog: number): number {
  let soonest = Infinity;
  for (const turn of turns) {
    soonest = Math.min(soonest, deadlineOf(turn, now, backlog));
    const opens = opensAt(turn, now);
    if (opens > now) soonest = Math.min(soonest, opens);
  }
  return soonest;
}

/**
 * Whose turn it is, if anybody's.
 *
 * @param turns In the order in which they came.
 * @param isNewestFirst Whether more wait than can be served soon: the oldest would be given up in any case.
 * @param shared How many hashes were shared between the kinds before.
 * @returns It, and whether another kind could have had this hash.
 */
export function nextOf<T extends Turn>(
  turns: readonly T[],
  { now, isNewestFirst, shared }: { now: number; isNewestFirst: boolean; shared: number },
): { turn: T | undefined; isShared: boolean } {
  const best: Partial<Record<Kind, T>> = {};
  for (const turn of turns) {
    if (!isOpen(turn, now)) continue;
    const kind = kindOf(turn, now);
    const other = best[kind];
    if (other === undefined || goesBefore(turn, other, isNewestFirst || isGuarded(turn, now))) best[kind] = turn;
  }
  const owner = SHARES[shared % SHARES.length]!;
  const isShared = Object.keys(best).length > 1;
  return { turn: best[owner] ?? best.clear ?? best.returning ?? best.doubtful, isShared };
}

/** Whether an attempt goes before one that came before it. */
function goesBefore(turn: Turn, other: Turn, isNewestFirst: boolean): boolean {
  const [guesser, before] = [turn.attempt.guesser, other.attempt.guesser];
  if (turn.standing === "returning" && other.standing === "returning") return guesser.returnsBefore(before);
  return guesser.tries < before.tries || (guesser.tries === before.tries && isNewestFirst);
}

/** Who has to leave where there is no room for all. @param turns In the order in which they came. */
export function lastOf<T extends Turn>(turns: readonly T[]): T {
  return turns.reduce((last, turn) => goesBefore(turn, last, true) ? last : turn);
}
