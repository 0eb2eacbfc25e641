/**
 * The bounds of a server, which its operator may change. They hold for a connection or an account, or for all together who
 * have not shown one; never for an address: a class sits behind one. `admission.ts` holds peers to them; docs/reliability.md
 * has them all in one table.
 *
 * @module
 */

import { PROTOCOL_LIMITS } from "../chat.ts";
import { FREE_GUESSES, LONGEST_WAIT } from "./chat/logins/guesses.ts";
import type { FileLimits } from "./files/space.ts";
import { PROOF_TIMES, type ProofTimes } from "./session/inbox_proof.ts";

/** So many at once, then so many a second: of requests, or of bytes. */
export interface Rate {
  /** So many at once, after a pause that was long enough. */
  readonly burst: number;
  /** So many a second in the long run. */
  readonly perSecond: number;
}

/** What one person may use. Each is `undefined` where there is no bound. */
export interface Shares {
  /** Requests of a connection. What is over that is read more slowly. */
  readonly rate: Rate | undefined;
  /** Requests of all connections of an account; likewise. */
  readonly accountRate: Rate | undefined;
  /** Requests of a connection that has shown no login; likewise. */
  readonly strangerRate: Rate | undefined;
  /** Requests of all those together, but for the first few of each; likewise. */
  readonly strangersRate: Rate | undefined;
  /** Connections of an account. The one that was idle for longest makes room for another. */
  readonly accountConnections: number | undefined;
  /** Bytes of messages that an account may have stored. What is over that is refused, with the time to wait. */
  readonly storeRate: Rate | undefined;
}

/** How many groups there may be. */
export interface GroupLimits {
  /** On the server. */
  readonly groups: number;
  /** Members of one. */
  readonly members: number;
}

/** The bounds of a server. */
export interface ServerLimits extends Shares {
  /** Connections at once. */
  readonly connections: number;
  /** Unread messages of an account; 0 for no bound. */
  readonly unread: number;
  /** Groups, and members of one. */
  readonly groupLimits: GroupLimits;
  /** Bytes in a request line after a login. */
  readonly line: number;
  /** Bytes of files. */
  readonly files: FileLimits;
  /** Milliseconds from the connection to the login. */
  readonly loginTimeout: number;
  /** Milliseconds in which a browser's request has to come. */
  readonly headTimeout: number;
  /** Milliseconds that a peer may take to read what was written to it. */
  readonly writeTimeout: number;
  /** What proves that an inbox has arrived. */
  readonly proof: ProofTimes;
}

const DEFAULT_SHARES: Shares = {
  rate: { burst: 100, perSecond: 20 },
  accountRate: { burst: 1_000, perSecond: 200 },
  strangerRate: { burst: 20, perSecond: 20 },
  strangersRate: { burst: 2_000, perSecond: 2_000 },
  accountConnections: 50,
  storeRate: { burst: 8 * 1024 * 1024, perSecond: 16 * 1024 },
};

/** With `--rate off`: one client is many there. */
export const NO_SHARES: Shares = {
  rate: undefined,
  accountRate: undefined,
  strangerRate: undefined,
  strangersRate: undefined,
  accountConnections: undefined,
  storeRate: undefined,
};

const MIB = 1024 * 1024;

/** What holds when the operator says nothing. */
export const SERVER_DEFAULTS: ServerLimits = {
  ...DEFAULT_SHARES,
  connections: 10_000,
  unread: 10_000,
  groupLimits: { groups: 500, members: 1_000 },
  line: PROTOCOL_LIMITS.line,
  files: { file: 16 * MIB, account: 256 * MIB, all: 5 * 1024 * MIB },
  loginTimeout: PROTOCOL_LIMITS.loginTimeout,
  headTimeout: 10_000,
  writeTimeout: 30_000,
  proof: PROOF_TIMES,
};

/** Frames that a connection is watched by, and that a watcher is sent: so many at once, so many a second. */
export const FRAME_RATE: Rate = { burst: 200, perSecond: 200 };

/** The bounds that a client may want to know, in requests, bytes, characters and seconds, as `hello` tells them. */
export function describeLimits(limits: ServerLimits): Record<string, number> {
  const { line, loginTimeout, unread, accountConnections, groupLimits, files } = limits;
  return {
    line_before_login: PROTOCOL_LIMITS.lineBeforeLogin,
    line,
    name: PROTOCOL_LIMITS.name,
    login_seconds: loginTimeout / 1000,
    token_idle_seconds: PROTOCOL_LIMITS.loginIdle / 1000,
    post_key_seconds: PROTOCOL_LIMITS.postKey / 1000,
    logins: PROTOCOL_LIMITS.logins,
    groups: groupLimits.groups,
    members: groupLimits.members,
    wrong_passwords: FREE_GUESSES,
    wrong_password_seconds: LONGEST_WAIT,
    file: files.file,
    account_files: files.account,
    file_name: PROTOCOL_LIMITS.fileName,
    chunk: PROTOCOL_LIMITS.chunk,
    ...unread > 0 && { unread },
    ...describeRate("requests", limits.rate),
    ...describeRate("account_requests", limits.accountRate),
    ...describeRate("stranger_requests", limits.strangerRate),
    ...describeRate("stored_bytes", limits.storeRate),
    ...accountConnections !== undefined && { account_connections: accountConnections },
  };
}

function describeRate(name: string, rate: Rate | undefined): Record<string, number> {
  return rate === undefined ? {} : { [name]: rate.burst, [`${name}_per_second`]: rate.perSecond };
}

/** File descriptors that are kept for files that the server opens later, and for the connections that are refused. */
const RESERVE = 64;

/** So many connections more than there are, the system is asked for at a time: it takes 3 ms. */
const STEP = 256;

/**
 * How many connections the system lets this process have, up to the default. It is asked by trying, since what `/proc` says
 * of it is closed to a program that may not do everything; and for a few more than there are, since thousands would hold
 * up the start.
 *
 * @param descriptors How many file descriptors a connection needs.
 * @returns How many there may be at least, while so many are `open`; at most as many only if it is all.
 */
export function systemConnections(descriptors = 1): (open: number) => number {
  let known = Deno.build.os === "windows" ? SERVER_DEFAULTS.connections : 0;
  let isAll = known > 0;
  return (open) => {
    if (open < known || isAll) return known;
    const wanted = Math.min(STEP, SERVER_DEFAULTS.connections - open);
    const more = Math.floor((countFree(wanted * descriptors + RESERVE) - RESERVE) / descriptors);
    isAll = more < STEP;
    return known = Math.max(1, open + more);
  };
}

/** How many files more this process may open, up to `most`. */
function countFree(most: number): number {
  using files = new DisposableStack();
  for (let count = 0; count < most; count++) {
    try {
      files.use(Deno.openSync("/dev/null"));
    } catch {
      return count; // So many it lets us have.
    }
  }
  return most;
}

/**
 * A token bucket: tells how long one has to wait for the next request, or how many bytes.
 *
 * @example Two at once, then one every half a second
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const bucket = new TokenBucket({ burst: 2, perSecond: 2 }, 0);
 * assertEquals([bucket.take(0), bucket.take(0), bucket.take(0)], [0, 0, 500]);
 * assertEquals(bucket.take(1_000), 0);
 * ```
 */
export class TokenBucket {
  readonly #rate: Rate;
  #tokens: number;
  #filledAt: number;

  /**
   * A bucket that is full.
   *
   * @param now Milliseconds of a clock that does not jump.
   */
  constructor(rate: Rate, now: number) {
    this.#rate = rate;
    this.#tokens = rate.burst;
    this.#filledAt = now;
  }

  /** Takes `count` tokens, and returns the milliseconds until they are there. */
  take(now: number, count = 1): number {
    const { burst, perSecond } = this.#rate;
    this.#tokens = Math.min(burst, this.#tokens + (now - this.#filledAt) * perSecond / 1000) - count;
    this.#filledAt = now;
    return this.#tokens >= 0 ? 0 : -this.#tokens * 1000 / perSecond;
  }

  /** Takes `count` tokens, or all of the burst, if they are there; if not, none, and returns the milliseconds until they are. */
  tryTake(now: number, count: number): number {
    const taken = Math.min(count, this.#rate.burst);
    const wait = this.take(now, taken);
    if (wait > 0) this.#tokens += taken;
    return wait;
  }
}

/** Reads `BURST/PER_SECOND` or `off`, which is `undefined`; `null` if it is neither. */
export function parseRate(text: string): Rate | undefined | null {
  if (text === "off") return undefined;
  const [, burst, perSecond] = /^([1-9]\d{0,8})\/([1-9]\d{0,8})$/.exec(text) ?? [];
  return perSecond === undefined ? null : { burst: Number(burst), perSecond: Number(perSecond) };
}
