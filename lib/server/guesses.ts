/**
 * How guessing at passwords is counted: by account and by connection, never by address. Pure: it knows no clock, and every
 * time is one in milliseconds of a clock that does not jump.
 *
 * @module
 */

/** Wrong passwords of an account from which on it is guarded: attempts on it are admitted one after the other, with pauses. */
export const FREE_GUESSES = 5;

/** Wrong passwords beyond which no more are counted: an account recovers in bounded time, however long it was attacked. */
const MOST_GUESSES = 10;

/** Milliseconds in which one wrong password is forgotten. Nothing else forgets one: a login of the owner helps no attacker. */
const FORGET_ONE = 20_000;

/** Milliseconds between attempts on a guarded account: the first pause, which doubles with each wrong password, and the longest. */
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 2_000;

/** Seconds after which a connection that has guessed at a guarded account may try again there: the first time, the second, ... */
const WAITS = [1, 2, 4, 8, 15] as const;

/** The longest of them. */
export const LONGEST_WAIT: number = WAITS.at(-1)!;

/** The wrong passwords of one account, from whomever; they fade with time. */
export class Guesses {
  #count = 0;
  #countedAt = 0;

  /** How many there were, in whole ones. */
  count(now: number): number {
    return Math.ceil(this.#faded(now));
  }

  /** Notes one more. */
  add(now: number): void {
    this.#count = Math.min(this.#faded(now) + 1, MOST_GUESSES);
    this.#countedAt = now;
  }

  /** Whether there were so many that attempts take turns. */
  isGuarded(now: number): boolean {
    return this.count(now) >= FREE_GUESSES;
  }

  /** Milliseconds from a wrong password to the next attempt. */
  pause(now: number): number {
    return Math.min(FIRST_PAUSE * 2 ** (this.count(now) - FREE_GUESSES), LONGEST_PAUSE);
  }

  #faded(now: number): number {
    return Math.max(0, this.#count - (now - this.#countedAt) / FORGET_ONE);
  }
}

/** A connection, as one that tries passwords. */
export class Guesser {
  /** Attempts that were answered, with whatever: who has had fewer goes first. */
  tries = 0;
  /** Wrong passwords since the last right one. */
  misses = 0;
  /** The account whose password it has shown; it is no guesser there. */
  #trusted: number | undefined;
  /** Where it has to wait: for the account that it tried last. */
  #held = { account: 0, count: 0, until: 0 };

  /** Whether it has shown the password of `account`, and no wrong one since. */
  isTrusted(account: number): boolean {
    return this.#trusted === account;
  }

  /** Notes a right password. */
  passed(account: number): void {
    this.misses = 0;
    this.#trusted = account;
    this.#held = { account, count: 0, until: 0 };
  }

  /** Notes a wrong password. */
  missed(account: number): void {
    this.misses++;
    if (this.#trusted === account) this.#trusted = undefined;
  }

  /** Lets it wait before it tries `account` again, longer each time. @returns For how many seconds. */
  hold(account: number, now: number): number {
    const count = this.#held.account === account ? this.#held.count : 0;
    const seconds = WAITS[Math.min(count, WAITS.length - 1)]!;
    this.#held = { account, count: count + 1, until: now + seconds * 1000 };
    return seconds;
  }

  /** Seconds that are left of that wait, rounded up. */
  waitFor(account: number, now: number): number {
    if (this.#held.account !== account) return 0;
    return Math.max(0, Math.ceil((this.#held.until - now) / 1000));
  }
}
