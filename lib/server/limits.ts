/**
 * The bounds of a server, which its operator may change. They hold for a connection or an account, never for an address: a
 * class sits behind one.
 *
 * @module
 */

import { LIMITS } from "../chat.ts";
import { FREE_GUESSES, LONGEST_WAIT } from "./guesses.ts";
import { PROOF_TIMES, type ProofTimes } from "./inbox_proof.ts";

/** How many requests a connection may make: `burst` at once, then `perSecond`. What is over that is read more slowly. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

/** The bounds of a server. */
export interface Limits {
  /** Connections at once. */
  readonly connections: number;
  /** Unread messages of an account; 0 for no bound. */
  readonly unread: number;
  /** Bytes in a request line after a login. */
  readonly line: number;
  /** `undefined` for no bound. */
  readonly rate: Rate | undefined;
  /** Milliseconds that a peer may take for a request before it has logged in. */
  readonly loginTimeout: number;
  /** Milliseconds that a peer may take to read what was written to it. */
  readonly writeTimeout: number;
  /** What proves that an inbox has arrived. */
  readonly proof: ProofTimes;
}

/** What holds when the operator says nothing. */
export const DEFAULT_LIMITS: Limits = {
  connections: 10_000,
  unread: 10_000,
  line: LIMITS.line,
  rate: { burst: 100, perSecond: 20 },
  loginTimeout: LIMITS.loginTimeout,
  writeTimeout: 30_000,
  proof: PROOF_TIMES,
};

/** The bounds that a client may want to know, in bytes, characters and seconds, as `hello` tells them. */
export function describeLimits({ line, loginTimeout }: Limits): Record<string, number> {
  return {
    line_before_login: LIMITS.lineBeforeLogin,
    line,
    name: LIMITS.name,
    login_seconds: loginTimeout / 1000,
    token_idle_seconds: LIMITS.loginIdle / 1000,
    post_key_seconds: LIMITS.postKey / 1000,
    logins: LIMITS.logins,
    wrong_passwords: FREE_GUESSES,
    wrong_password_seconds: LONGEST_WAIT,
  };
}

/** File descriptors that are kept for the store, the log and the connections that are refused. */
const RESERVE = 64;

/**
 * How many connections the system lets this process have, up to the default. It tries, in 0.2 s at most: what `/proc` says of
 * it is closed to a program that may not do everything.
 *
 * @param descriptors How many file descriptors a connection needs.
 */
export function systemConnections(descriptors = 1): number {
  if (Deno.build.os === "windows") return DEFAULT_LIMITS.connections;
  using files = new DisposableStack();
  let count = 0;
  try {
    for (; count < DEFAULT_LIMITS.connections + RESERVE; count++) files.use(Deno.openSync("/dev/null"));
  } catch {
    // So many it lets us have.
  }
  return Math.max(1, Math.floor((count - RESERVE) / descriptors));
}

/** A token bucket: tells how long a peer has to wait for its next request. */
export class TokenBucket {
  readonly #rate: Rate;
  #tokens: number;
  #filledAt: number;

  /** @param now Milliseconds of a clock that does not jump. */
  constructor(rate: Rate, now: number) {
    this.#rate = rate;
    this.#tokens = rate.burst;
    this.#filledAt = now;
  }

  /** Takes one token, and returns the milliseconds until it is there. */
  take(now: number): number {
    const { burst, perSecond } = this.#rate;
    this.#tokens = Math.min(burst, this.#tokens + (now - this.#filledAt) * perSecond / 1000) - 1;
    this.#filledAt = now;
    return this.#tokens >= 0 ? 0 : -this.#tokens * 1000 / perSecond;
  }
}

/** Reads `BURST/PER_SECOND` or `off`, which is `undefined`; `null` if it is neither. */
export function parseRate(text: string): Rate | undefined | null {
  if (text === "off") return undefined;
  const [, burst, perSecond] = /^([1-9]\d{0,8})\/([1-9]\d{0,8})$/.exec(text) ?? [];
  return perSecond === undefined ? null : { burst: Number(burst), perSecond: Number(perSecond) };
}
