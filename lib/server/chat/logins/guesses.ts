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

/** Attempts before their time from which on a connection is one that does not wait: people are impatient, programs more so. */
const HASTE = 10;

/**
 * What a connection is to an account: `fresh`, one that has not tried its password; `returning`, one that was told to wait,
 * has waited and has never been wrong; `known`, one that has guessed, or that does not wait. Each kind has turns of its
 * own, so a flood at one of them shuts out nobody at the others.
 */
export type Standing = "fresh" | "returning" | "known";

/** A connection, as one that tries passwords. */
export class Guesser {
  /** Attempts that were answered, with whatever. */
  tries = 0;
  /** Wrong passwords since the last right one. */
  misses = 0;
  /** The account whose password it has shown; it is no guesser there. */
  #trusted: number | undefined;
  /**
   * Where it has to wait: for the account that it tried last. `since`: from when on it was told to; `haste`: how often it
   * tried before its time.
   */
  #told = { account: -1, count: 0, since: 0, until: 0, haste: 0 };

  /** Whether it has shown the password of `account`, and no wrong one since. */
  isTrusted(account: number): boolean {
    return this.#trusted === account;
  }

  /** What it is to `account`. */
  standing(account: number, now: number): Standing {
    const { account: told, until, haste } = this.#told;
    if (this.misses > 0 || haste >= HASTE) return "known";
    return told === account && now >= until ? "returning" : "fresh";
  }

  /** Whether it goes before another one of those that return: who has waited as told, and of these who was told first. */
  returnsBefore(other: Guesser): boolean {
    const [mine, others] = [this.#told, other.#told];
    return mine.haste < others.haste || (mine.haste === others.haste && mine.since < others.since);
  }

  /** Notes a right password. */
  passed(account: number): void {
    this.misses = 0;
    this.#trusted = account;
    this.#told = { account: -1, count: 0, since: 0, until: 0, haste: 0 };
  }

  /** Notes a wrong password. */
  missed(account: number): void {
    this.misses++;
    if (this.#trusted === account) this.#trusted = undefined;
  }

  /**
   * Notes that it is told to wait before it tries `account` again.
   *
   * @param seconds For how long. @default longer each time
   * @returns For how many seconds.
   */
  tell(account: number, now: number, seconds?: number): number {
    const before = this.#told.account === account ? this.#told : undefined;
    const { count, since, haste } = before ?? { count: 0, since: now, haste: 0 };
    const wait = seconds ?? WAITS[Math.min(count, WAITS.length - 1)]!;
    this.#told = { account, count: seconds === undefined ? count + 1 : count, since, until: now + wait * 1000, haste };
    return wait;
  }

  /** Notes an attempt on `account`. @returns Seconds that are left until its time, rounded up. */
  ask(account: number, now: number): number {
    const { account: told, until } = this.#told;
    if (told !== account || now >= until) return 0;
    this.#told.haste++;
    return Math.ceil((until - now) / 1000);
  }
}
