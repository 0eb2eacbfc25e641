/**
 * Who may try a password, and when: every attempt gets its turn, or is told at once when to come again. It knows no socket,
 * no store and no hash.
 *
 * A hash takes a core for a while, so attempts wait for it in one room, and who is next is chosen anew each time. What
 * it weighs is in `docs/decisions.md`.
 *
 * @module
 */

import { ChatError, LIMITS } from "../chat.ts";
import { type Guesser, Guesses } from "./guesses.ts";
import {
  type AccountState,
  deadlineOf,
  firstOf,
  isContested,
  isGuarded,
  lastOf,
  nextChange,
  type Turn,
} from "./login_turns.ts";

/** Attempts on a guarded account that may wait. */
const GUARDED_ROOM = 16;

/** Attempts that may wait in all. */
const ROOM = 1_024;

/** Milliseconds of hashes that wait from which on a gate is overloaded. */
const OVERLOAD = 2_000;

/** So often, of the hashes that are made while both kinds wait, one goes to a doubtful attempt. */
const DOUBTFUL_SHARE = 4;

/** Seconds that a busy server lets somebody wait at the most. */
const LONGEST_BUSY = 10;

/** A clock that does not jump, and what waits by it. */
export interface Timing {
  /** Milliseconds since whenever. */
  now(): number;
  /** Calls `run` after `milliseconds`, unless it is called off by what this returns. */
  after(milliseconds: number, run: () => void): () => void;
}

const REAL_TIMING: Timing = {
  now: () => performance.now(),
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** One attempt to log in. */
export interface Attempt {
  /** The id of the account; 0 for all the names that nobody has, which share the turns of one account. */
  readonly account: number;
  /** The name as it was sent. */
  readonly name: string;
  /** Who tries. */
  readonly guesser: Guesser;
  /** Aborted when the server stops. */
  readonly signal: AbortSignal;
  /** Whether nobody waits for the answer any more; asked when its turn comes. @default somebody does */
  readonly isGone?: (() => Promise<boolean>) | undefined;
}

interface Waiting extends Turn, PromiseWithResolvers<boolean> {
  readonly attempt: Attempt;
  readonly verify: () => Promise<boolean>;
}

/** Admits attempts to log in. */
export class LoginGate {
  readonly #threads: number;
  readonly #timing: Timing;
  /** By id; no more than there are accounts. */
  readonly #accounts = new Map<number, AccountState>();
  /** In the order in which they came. */
  #waiting: Waiting[] = [];
  readonly #running = new Set<Waiting>();
  /** Milliseconds that a hash takes; learned from those that were made. */
  #duration = 100;
  /** Hashes that were begun while both kinds waited. */
  #contested = 0;
  #callOff: () => void = () => {};
  /** Those that were seen before. */
  readonly #signals = new WeakSet<AbortSignal>();

  /** @param threads How many hashes are made at once. */
  constructor(threads: number, timing: Timing = REAL_TIMING) {
    this.#threads = threads;
    this.#timing = timing;
  }

  /**
   * Runs `verify`, which tells whether the password is right, when it is the turn of `attempt`.
   *
   * @throws {ChatError} If its turn does not come in time; it says when to try again.
   */
  admit(attempt: Attempt, verify: () => Promise<boolean>): Promise<boolean> {
    this.#watch(attempt.signal);
    const now = this.#timing.now();
    const account = this.#stateOf(attempt.account);
    const lane = attempt.guesser.misses === 0 ? "fresh" : "known";
    const waiting: Waiting = { ...Promise.withResolvers(), attempt, account, verify, since: now, lane };
    const seconds = isGuarded(waiting, now) ? attempt.guesser.waitFor(attempt.account, now) : 0;
    if (attempt.signal.aborted) waiting.reject(stopping());
    else if (seconds > 0) waiting.reject(tooMany(attempt, seconds));
    else this.#enter(waiting, now);
    return waiting.promise;
  }

  #enter(waiting: Waiting, now: number): void {
    this.#waiting.push(waiting);
    waiting.account.waiting++;
    if (isGuarded(waiting, now)) this.#makeRoom(waiting.account, now);
    if (this.#waiting.length > ROOM) this.#refuse(lastOf(this.#waiting), now);
    this.#serve();
  }

  /** Begins what can be begun, refuses who has waited for too long, and sees to it that neither is forgotten. */
  #serve(): void {
    this.#callOff();
    const now = this.#timing.now();
    for (const waiting of this.#waiting.filter((waiting) => now >= deadlineOf(waiting, now))) {
      this.#refuse(waiting, now);
    }
    for (let next; this.#running.size < this.#threads && (next = this.#next(now)) !== undefined;) void this.#run(next);
    const change = nextChange(this.#waiting, now);
    if (change < Infinity) this.#callOff = this.#timing.after(Math.ceil(change - now), () => this.#serve());
  }

  #next(now: number): Waiting | undefined {
    const isShareOfDoubtful = isContested(this.#waiting, now) && ++this.#contested % DOUBTFUL_SHARE === 0;
    return firstOf(this.#waiting, { now, isOverloaded: this.#backlog() > OVERLOAD, isShareOfDoubtful });
  }

  async #run(waiting: Waiting): Promise<void> {
    const { attempt: { account, guesser, isGone }, verify } = waiting;
    this.#leave(waiting);
    this.#running.add(waiting);
    waiting.account.running++;
    guesser.tries++;
    try {
      if (await isGone?.()) throw new ChatError("The connection is gone");
      const start = this.#timing.now();
      const matches = await verify();
      this.#duration += (this.#timing.now() - start - this.#duration) / 8;
      if (matches) guesser.passed(account);
      else this.#missed(waiting);
      waiting.resolve(matches);
    } catch (error) {
      waiting.reject(error);
    }
    this.#running.delete(waiting);
    waiting.account.running--;
    this.#serve();
  }

  #missed({ attempt: { account: id, guesser }, account, lane }: Waiting): void {
    const now = this.#timing.now();
    account.guesses.add(now);
    guesser.missed(id);
    if (!account.guesses.isGuarded(now)) return;
    account.opensAt[lane] = now + account.guesses.pause(now);
    guesser.hold(id, now);
    this.#makeRoom(account, now);
  }

  /** Refuses whom a guarded account has no room for. */
  #makeRoom(account: AccountState, now: number): void {
    if (account.waiting <= GUARDED_ROOM) return;
    const guarded = this.#waiting.filter((waiting) => waiting.account === account && isGuarded(waiting, now));
    while (guarded.length > GUARDED_ROOM) {
      const [last] = guarded.splice(guarded.indexOf(lastOf(guarded)), 1);
      this.#refuse(last!, now);
    }
  }

  #refuse(waiting: Waiting, now: number): void {
    const { attempt, attempt: { account, guesser } } = waiting;
    // With those behind it, of whom many may be refused now: they are to come one after the other.
    const busy = Math.min(Math.max(1, Math.ceil(this.#backlog() / 1000)), LONGEST_BUSY);
    this.#leave(waiting);
    guesser.tries++;
    if (isGuarded(waiting, now)) waiting.reject(tooMany(attempt, guesser.hold(account, now)));
    else waiting.reject(new ChatError(`Server is busy, try again in ${busy} s`, { retrySeconds: busy }));
  }

  #leave(waiting: Waiting): void {
    this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
    waiting.account.waiting--;
  }

  /** Milliseconds until all that wait were served. */
  #backlog(): number {
    return this.#waiting.length * this.#duration / this.#threads;
  }

  #stateOf(id: number): AccountState {
    let state = this.#accounts.get(id);
    if (state === undefined) {
      state = { guesses: new Guesses(), running: 0, waiting: 0, opensAt: { fresh: 0, known: 0 } };
      this.#accounts.set(id, state);
    }
    return state;
  }

  /** One listener for all attempts of a server. */
  #watch(signal: AbortSignal): void {
    if (this.#signals.has(signal)) return;
    this.#signals.add(signal);
    signal.addEventListener("abort", () => this.#stop(signal), { once: true });
  }

  #stop(signal: AbortSignal): void {
    for (const waiting of [...this.#running, ...this.#waiting]) {
      if (waiting.attempt.signal === signal) waiting.reject(stopping());
    }
    for (const waiting of this.#waiting.filter(({ attempt }) => attempt.signal === signal)) this.#leave(waiting);
    this.#serve();
  }
}

function tooMany({ name }: Attempt, seconds: number): ChatError {
  const shown = name.slice(0, LIMITS.name);
  return new ChatError(`Too many wrong passwords for ${shown}, try again in ${seconds} s`, { retrySeconds: seconds });
}

function stopping(): ChatError {
  return new ChatError("The server is stopping");
}
