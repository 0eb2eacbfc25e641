/**
 * Who may make an account without the operator, and what it takes. It knows no hash, no store and no session.
 *
 * A stranger can guess at the code of a class. Wrong ones slow the connection that gives them, and all connections
 * together have so many a second: see `docs/decisions.md` for how long the codes hold at that rate.
 *
 * @module
 */

import { timingSafeEqual } from "node:crypto";
import { ChatError } from "../../../chat.ts";
import { CLOCKS } from "../../../clock.ts";
import type { Rate } from "../../limits.ts";
import { FairBucket, Waiter } from "./fair_bucket.ts";

/** Whether strangers may make accounts: nobody, who gives the code, or everybody. */
export const REGISTRATION_MODES = ["closed", "code", "open"] as const;

/** One of {@linkcode REGISTRATION_MODES}. */
export type RegistrationMode = typeof REGISTRATION_MODES[number];

/** Digits and letters that nobody takes for another one, on a wall or read out: no 0, 1, I, L, O, U. */
const ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Characters of a code that is made. */
const CODE_LENGTH = 8;

/** Wrong codes of all connections together: a class of 40 can mistype each of its codes 25 times at once. */
const WRONG_CODES: Rate = { burst: 1_000, perSecond: 100 };

/** Accounts that are made: a class comes at once; later ones share the hashes with those who log in. */
const NEW_ACCOUNTS: Rate = { burst: 500, perSecond: 2 };

/** Accounts from which on strangers can make no more. */
export const MOST_ACCOUNTS = 10_000;

/** Milliseconds that a connection waits before its next code after the first wrong one, which doubles; and at most. */
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 8_000;

/** A new code. */
export function makeCode(): string {
  let code = "";
  while (code.length < CODE_LENGTH) {
    const index = crypto.getRandomValues(new Uint8Array(1))[0]! & 31;
    code += ALPHABET[index] ?? "";
  }
  return code;
}

/** A code as it is compared: written small, or with strokes or spaces between its parts, it is the same. */
function normalizeCode(code: string): string {
  return code.replaceAll("-", "").toUpperCase();
}

/** Whether a text can be the code of a class: 8 to 32 ASCII letters and digits. */
export function isCode(text: string): boolean {
  return /^[A-Z0-9]{8,32}$/.test(normalizeCode(text));
}

/** A connection, as one that wants an account. */
export class Joiner {
  /** Whether it has given the code. */
  isIn = false;
  /** Wrong codes that it has given. */
  misses = 0;
  /** As one that gives codes. */
  readonly codes = new Waiter();
  /** As one that has accounts made. */
  readonly accounts = new Waiter();
}

/** Who is to have an account. */
export interface Applicant {
  /** The user name. */
  readonly name: string;
  /** The password, as it was typed. */
  readonly password: string;
  /** The full name; the user name if none was given. */
  readonly fullName: string;
}

/** Options of a {@linkcode Registration}. */
export interface RegistrationOptions {
  /** Whether strangers may make accounts at first. @default {"closed"} */
  readonly mode?: RegistrationMode;
  /** The code, which mode `code` needs. @default one that nobody knows */
  readonly code?: string;
  /** What the class is called. @default it has no name */
  readonly title?: string | undefined;
  /** Called with the id of each account that was made; its login waits for it. @default nobody */
  readonly onRegistered?: ((account: number) => Promise<void>) | undefined;
  /** Milliseconds of a clock that nobody sets. @default {CLOCKS.elapsed} */
  readonly now?: () => number;
}

/** How a server takes new accounts. */
export class Registration {
  /** What the class is called, if it has a name. */
  readonly title: string | undefined;
  /** Called with the id of each account that was made. */
  readonly onRegistered: (account: number) => Promise<void>;
  readonly #code: string;
  readonly #now: () => number;
  readonly #wrongCodes: FairBucket;
  readonly #newAccounts: FairBucket;
  /** Whether strangers may make accounts; may be changed while the server runs. */
  mode: RegistrationMode;

  /** By default, nobody may make an account. */
  constructor(options: RegistrationOptions = {}) {
    const { mode = "closed", code = makeCode(), title, onRegistered = () => Promise.resolve() } = options;
    const { now = CLOCKS.elapsed } = options;
    this.mode = mode;
    this.title = title;
    this.onRegistered = onRegistered;
    this.#code = normalizeCode(code);
    this.#now = now;
    this.#wrongCodes = new FairBucket(WRONG_CODES, now());
    this.#newAccounts = new FairBucket(NEW_ACCOUNTS, now());
  }

  /** Milliseconds that a connection waits before its next code. */
  pauseOf({ misses }: Joiner): number {
    return misses === 0 ? 0 : Math.min(FIRST_PAUSE * 2 ** (misses - 1), LONGEST_PAUSE);
  }

  /**
   * Takes a code.
   *
   * @throws {ChatError} If it is wrong, or it is not known because too many were.
   */
  join(joiner: Joiner, code: string): void {
    this.#refuseIfClosed();
    if (this.mode === "open") return;
    // Before it is known whether it is right: who was told so sooner would not wait for the other answer.
    const now = this.#now();
    const wait = this.#wrongCodes.take(joiner.codes, now);
    if (wait > 0) throw later("Too many wrong codes", wait);
    if (!this.#isRight(code)) {
      joiner.misses++;
      joiner.codes.hasHad = true;
      throw new ChatError("Wrong code", { code: "wrong_code" });
    }
    this.#wrongCodes.giveBack(joiner.codes, now);
    joiner.codes.hasHad = false;
    joiner.misses = 0;
    joiner.isIn = true;
  }

  /**
   * Reads who is to have an account: `[CODE] USER PASSWORD [FULL NAME]`, with the code if it was not given before.
   *
   * @throws {ChatError} If nobody, or nobody without the code, may have one, or the name or the password is missing.
   */
  read(joiner: Joiner, text: string): Applicant {
    this.#refuseIfClosed();
    const [first, rest] = cut(text);
    const hasCode = this.mode === "code" && this.#isCode(first, rest);
    if (hasCode && (!joiner.isIn || this.#isRight(first))) {
      this.join(joiner, first);
      return applicant(rest);
    }
    if (this.mode === "code" && !joiner.isIn) {
      throw new ChatError("Give the code of the class first", { code: "wrong_code", hint: "join CODE" });
    }
    return applicant(text);
  }

  /** Notes that an account is about to be made. @throws {ChatError} If there are too many, or too many at once. */
  take({ accounts }: Joiner, count: number): void {
    if (count >= MOST_ACCOUNTS) throw closed(`: there are ${count} accounts`);
    const wait = this.#newAccounts.take(accounts, this.#now());
    if (wait > 0) throw later("Too many new accounts", wait);
    accounts.hasHad = true;
  }

  #refuseIfClosed(): void {
    if (this.mode === "closed") throw closed();
  }

  /** Whether the first of some words may be meant as the code: a name and a password must follow. */
  #isCode(first: string, rest: string): boolean {
    return normalizeCode(first).length === this.#code.length && cut(rest)[1] !== "";
  }

  #isRight(code: string): boolean {
    const [given, right] = [normalizeCode(code), this.#code].map((text) => new TextEncoder().encode(text));
    return given!.length === right!.length && timingSafeEqual(given!, right!);
  }
}

function applicant(text: string): Applicant {
  const [name, rest] = cut(text);
  const [password, fullName] = cut(rest);
  if (password === "") throw new ChatError("A name and a password are needed", { code: "wrong_parameters" });
  return { name, password, fullName: fullName || name };
}

/** The first word of a text, and what comes after it. */
function cut(text: string): [word: string, rest: string] {
  const [, word = "", rest = ""] = /^(\S+)\s*(.*)$/.exec(text.trim()) ?? [];
  return [word, rest];
}

function closed(why = ""): ChatError {
  return new ChatError(`Registration is closed${why}`, { code: "registration_closed" });
}

function later(what: string, retrySeconds: number): ChatError {
  return new ChatError(`${what}, try again in ${retrySeconds} s`, { code: "too_many_attempts", retrySeconds });
}
