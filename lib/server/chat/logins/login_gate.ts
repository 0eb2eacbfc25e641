/**
 * Who may try a password, and when: every attempt gets its turn, or is told at once when to come again. It knows no socket,
 * no store and no hash.
 *
 * A hash takes a core for a while, so attempts wait for it in one room, and who is next is chosen anew each time. What
 * it weighs is in `docs/decisions.md`.
 *
 * @module
 */

import { ChatError, PROTOCOL_LIMITS } from "../../../chat.ts";
import { CLOCKS } from "../../../clock.ts";
import { Guesser, Guesses } from "./guesses.ts";
import { type AccountState, deadlineOf, isGuarded, lastOf, nextChange, nextOf, type Turn } from "./login_queue.ts";

/** Attempts on a guarded account that may wait, of each standing. */
const GUARDED_ROOM = 16;

/** Attempts that may wait in all. */
const ROOM = 1_024;

/** Milliseconds of hashes that wait from which on the newest is made first. */
const OVERLOAD = 2_000;

/** Seconds that a busy server lets somebody wait: short, since a user who comes back goes first. */
const BUSY_WAIT = 1;

/** A clock that does not jump, and what waits by it. */
export interface Timing {
  /** Milliseconds since whenever. */
  now(): number;
  /** Calls `run` after `milliseconds`, unless it is called off by what this returns. */
  after(milliseconds: number, run: () => void): () => void;
}

const REAL_TIMING: Timing = {
  now: CLOCKS.elapsed,
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** What counts at the gate as one account: whatever is to be made with a password, accounts and groups. */
export const NOT_MADE_YET: number = -1;

/** Who tries a password, or has one made, and until when. */
export interface Asker {
  /** The connection, if there is one. @default nobody who was seen before */
  readonly guesser?: Guesser;
  /** Aborted when the server stops. */
  readonly signal: AbortSignal;
  /** Whether nobody waits for the answer any more; asked when its turn comes. @default somebody does */
  readonly isGone?: (() => Promise<boolean>) | undefined;
}

/** One attempt to log in, or whatever else takes a hash. */
export interface Attempt extends Asker {
  /** The id of the account; 0 for all the names that nobody has, which share the turns of one account. */
  readonly account: number;
  /** The name as it was sent. */
  readonly name: string;
}

interface Waiting extends Turn, PromiseWithResolvers<boolean> {
  readonly attempt: Attempt & { readonly guesser: Guesser };
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
  /** Hashes that were begun while several kinds of attempts waited. */
  #shared = 0;
  #callOff: () => void = () => {};
  /** Those that were seen before. */
  readonly #signals = new WeakSet<AbortSignal>();

  /**
   * A gate at which nobody waits.
   *
   * @param threads How many hashes are made at once.
   */
  constructor(threads: number, timing: Timing = REAL_TIMING) {
    this.#threads = threads;
    this.#timing = timing;
  }

  /**
   * Runs `verify`, which tells whether the password is right, when it is the turn of the attempt.
   *
   * @throws {ChatError} If its turn does not come in time; it says when to try again.
   */
  admit(asked: Attempt, verify: () => Promise<boolean>): Promise<boolean> {
    this.#watch(asked.signal);
    const now = this.#timing.now();
    const { guesser = new Guesser(), account: id } = asked;
    const attempt = { ...asked, guesser };
    const account = this.#stateOf(id);
    const early = guesser.ask(id, now);
    const standing = guesser.standing(id, now);
    const waiting: Waiting = { ...Promise.withResolvers(), attempt, account, verify, since: now, standing };
    if (attempt.signal.aborted) waiting.reject(stopping());
    else if (early > 0 && isGuarded(waiting, now)) waiting.reject(tooMany(attempt, early));
    else this.#enter(waiting, now);
    return waiting.promise;
  }

  #enter(waiting: Waiting, now: number): void {
    this.#waiting.push(waiting);
    if (isGuarded(waiting, now)) this.#makeRoom(waiting, now);
    if (this.#waiting.length > ROOM) this.#refuse(lastOf(this.#waiting), now);
    this.#serve();
  }

  /** Begins what can be begun, refuses who has waited for too long, and sees to it that neither is forgotten. */
  #serve(): void {
    this.#callOff();
    const now = this.#timing.now();
    for (const waiting of [...this.#waiting]) {
      if (now >= deadlineOf(waiting, now, this.#backlog())) this.#refuse(waiting, now);
    }
    while (this.#running.size < this.#threads && this.#begin(now));
    const change = nextChange(this.#waiting, now, this.#backlog());
    if (change < Infinity) this.#callOff = this.#timing.after(Math.ceil(change - now), () => this.#serve());
  }

  /** Begins the next hash. @returns Whether there is one. */
  #begin(now: number): boolean {
    const isNewestFirst = this.#backlog() > OVERLOAD;
    const { turn, isShared } = nextOf(this.#waiting, { now, isNewestFirst, shared: this.#shared });
    if (isShared) this.#shared++;
    if (turn !== undefined) void this.#run(turn);
    return turn !== undefined;
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

  #missed(waiting: Waiting): void {
    const { attempt: { account: id, guesser }, account, standing } = waiting;
    const now = this.#timing.now();
    account.guesses.add(now);
    guesser.missed(id);
    if (!account.guesses.isGuarded(now)) return;
    account.opensAt[standing] = now + account.guesses.pause(now);
    guesser.tell(id, now);
  }

  /** Refuses whom a guarded account has no room for. */
  #makeRoom({ account, standing }: Waiting, now: number): void {
    const rivals = this.#waiting.filter((other) =>
      other.account === account && other.standing === standing && isGuarded(other, now)
    );
    while (rivals.length > GUARDED_ROOM) {
      const last = lastOf(rivals);
      rivals.splice(rivals.indexOf(last), 1);
      this.#refuse(last, now);
    }
  }

  #refuse(waiting: Waiting, now: number): void {
    const { attempt, attempt: { account, guesser } } = waiting;
    this.#leave(waiting);
    guesser.tries++;
    if (isGuarded(waiting, now)) return waiting.reject(tooMany(attempt, guesser.tell(account, now)));
    const retrySeconds = guesser.tell(account, now, BUSY_WAIT);
    waiting.reject(new ChatError(`Server is busy, try again in ${retrySeconds} s`, { code: "busy", retrySeconds }));
  }

  #leave(waiting: Waiting): void {
    this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
  }

  /** Milliseconds until all that wait were served. */
  #backlog(): number {
    return this.#waiting.length * this.#duration / this.#threads;
  }

  #stateOf(id: number): AccountState {
    let state = this.#accounts.get(id);
    if (state === undefined) {
      state = { guesses: new Guesses(), running: 0, opensAt: { fresh: 0, returning: 0, known: 0 } };
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
  const shown = name.slice(0, PROTOCOL_LIMITS.name);
  const message = `Too many wrong passwords for ${shown}, try again in ${seconds} s`;
  return new ChatError(message, { code: "too_many_attempts", retrySeconds: seconds });
}

function stopping(): ChatError {
  return new ChatError("The server is stopping", { code: "stopping" });
}
