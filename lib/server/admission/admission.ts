/**
 * The admission policy: who may stay, who has to wait, and who has to make room for whom. It holds every peer to the bounds
 * of `limits.ts`, and knows no socket, no command and no password.
 *
 * Three kinds share a server. Those who have shown a login answer for its account: what one account may use is bounded,
 * on however many connections. **Strangers**, who have not, answer for nothing: each of them may do little, and all of them
 * together no more than those who are known do not notice. Where something shared runs out, the peer that has held it
 * idle for longest makes room, and is told so; a newcomer is not refused for what others hold.
 *
 * @module
 */

import { ChatError } from "../../chat.ts";
import { STEADY_CLOCKS } from "../../clock.ts";
import { type ServerLimits, TokenBucket } from "../limits.ts";
import type { Log } from "../log.ts";
import { Share } from "./share.ts";
import { type Timer, TimerWheel } from "./timer_wheel.ts";

/** Requests of each stranger that the bound for all of them lets through: to find out what this is, and to log in. */
const FIRST_REQUESTS = 3;

/** Bytes of lines without an end that all strangers, all who are known, and one account may let the server keep. */
const STRANGERS_UNFINISHED = 4 * 1024 * 1024;
const KNOWN_UNFINISHED = 32 * 1024 * 1024;
const ACCOUNT_UNFINISHED = 1024 * 1024;

/** Bytes of such a line that count for nothing: a line is cut as the network likes. */
const UNCOUNTED = 512;

const FULL = "The server is full, and you have said nothing for longest; try again";
const UNFINISHED = "Too many requests wait for their end: a line ends in CRLF or LF";

/** A peer, as the policy sees it. */
export interface Guest {
  /** Its name in the log. */
  readonly who: string;
  /** Ends the conversation, after saying why; tells whether that can be done, since a peer that does not read stays. */
  dismiss(reason: ChatError): boolean;
}

/** Options of an {@linkcode Admission}. */
export interface AdmissionOptions {
  /** What one peer, one account and all strangers may use. */
  readonly limits: ServerLimits;
  /** Where refusals are told. */
  readonly log: Log;
  /** Aborted when the server stops: nobody waits any more. */
  readonly stopping: AbortSignal;
  /** Milliseconds of a clock that nobody sets. @default {STEADY_CLOCKS.elapsed} */
  readonly now?: () => number;
}

/** What the connections of one account use together. */
export interface AccountUsage {
  /** The rate of its requests; `undefined`: without a bound. */
  readonly bucket: TokenBucket | undefined;
  /** Its connections, the one that was idle for longest first. */
  readonly connections: Share<Visit>;
  /** Bytes of lines without an end. */
  readonly unfinished: Share<Visit>;
}

/** The policy of one server. */
export class Admission {
  /** What one peer, one account and all strangers may use. */
  readonly limits: ServerLimits;
  /** Where refusals are told. */
  readonly log: Log;
  /** Aborted when the server stops. */
  readonly stopping: AbortSignal;
  /** Milliseconds of a clock that nobody sets. */
  readonly now: () => number;
  /** For all that wait or have a deadline. */
  readonly wheel: TimerWheel;
  /** Those without a login, the one that has asked nothing for longest first. */
  readonly strangers = new Share<Visit>(Infinity);
  /** The rate of the requests of all strangers; `undefined`: without a bound. */
  readonly strangersBucket: TokenBucket | undefined;
  /** Bytes of lines without an end that all strangers together hold. */
  readonly strangersUnfinished = new Share<Visit>(STRANGERS_UNFINISHED);
  /** The same of all peers with a login. */
  readonly knownUnfinished = new Share<Visit>(KNOWN_UNFINISHED);
  /** By id. They stay: a peer that reconnects at once is still bound by what was used before. */
  readonly #accounts = new Map<number, AccountUsage>();

  /** A policy for a server that nobody has connected to. */
  constructor({ limits, log, stopping, now = STEADY_CLOCKS.elapsed }: AdmissionOptions) {
    this.limits = limits;
    this.log = log;
    this.stopping = stopping;
    this.now = now;
    this.wheel = new TimerWheel({ now });
    this.strangersBucket = limits.strangersRate && new TokenBucket(limits.strangersRate, now());
    stopping.addEventListener("abort", () => this.wheel.endPauses(), { once: true });
  }

  /** Lets the stranger go that has asked nothing for longest; `undefined` if there is none. */
  makeRoom(): Guest | undefined {
    for (let visit; (visit = this.strangers.first) !== undefined;) {
      // One that cannot be dismissed is asked no second time: it holds nothing any more but what the system keeps for it.
      if (visit.dismiss(new ChatError(FULL, { code: "server_full" }))) return visit.guest;
    }
    return undefined;
  }

  /** What the account with an id uses. */
  account(id: number): AccountUsage {
    const { accountRate, accountConnections = Infinity } = this.limits;
    const known = this.#accounts.get(id);
    if (known !== undefined) return known;
    const account: AccountUsage = {
      bucket: accountRate && new TokenBucket(accountRate, this.now()),
      connections: new Share(accountConnections),
      unfinished: new Share(ACCOUNT_UNFINISHED),
    };
    this.#accounts.set(id, account);
    return account;
  }
}

/** One peer's stay: a stranger at first. A class of its own, since thousands of peers wait: functions would take memory. */
export class Visit {
  /** The peer whose stay it is. */
  readonly guest: Guest;
  readonly #admission: Admission;
  #bucket: TokenBucket | undefined;
  #account: AccountUsage | undefined;
  /** Requests as a stranger. */
  #requests = 0;
  /** Until when it may stay without a login. */
  #deadline: Timer | undefined;
  /** The wait that it is in. */
  #waiting: Timer | undefined;
  /** Bytes of a line without an end that are counted. */
  #unfinished = 0;
  #isNoted = false;

  /** A stay that begins with {@linkcode enter}. */
  constructor(admission: Admission, guest: Guest) {
    this.guest = guest;
    this.#admission = admission;
  }

  /** Comes in, as a stranger. */
  enter(): void {
    const { limits, wheel, strangers, now } = this.#admission;
    this.#bucket = limits.strangerRate && new TokenBucket(limits.strangerRate, now());
    strangers.hold(this, 1);
    const reason = `No login within ${limits.loginTimeout / 1000} s`;
    const dismiss = () => this.dismiss(new ChatError(reason, { code: "login_timeout" }));
    this.#deadline = wheel.after(limits.loginTimeout, dismiss);
  }

  /** Whether it has shown no login. */
  get isStranger(): boolean {
    return this.#account === undefined;
  }

  /** Notes that the peer is not idle; of a stranger, that it has asked something that makes sense. */
  renew(): void {
    const { limits, strangers } = this.#admission;
    if (this.#account === undefined) strangers.renew(this);
    else if (limits.accountConnections !== undefined) this.#account.connections.renew(this);
  }

  /** Notes that the peer has shown a login of the account with this id, and from now on answers for it. */
  show(id: number): void {
    const { limits, now } = this.#admission;
    const account = this.#admission.account(id);
    if (account === this.#account) return;
    if (this.#account === undefined) this.#bucket = limits.rate && new TokenBucket(limits.rate, now());
    this.leave();
    this.#account = account;
    const reason = `This account has ${limits.accountConnections} connections, and this one was idle for longest`;
    for (const visit of account.connections.hold(this, 1)) {
      visit.dismiss(new ChatError(reason, { code: "too_many_connections" }));
    }
  }

  /** Counts a request, and returns the milliseconds until it is its turn. */
  take(): number {
    const { now, strangersBucket } = this.#admission;
    const account = this.#account;
    const isFirst = account === undefined && ++this.#requests <= FIRST_REQUESTS;
    const shared = account === undefined ? strangersBucket : account.bucket;
    if (this.#bucket === undefined && shared === undefined) return 0;
    const time = now();
    return Math.max(this.#bucket?.take(time) ?? 0, isFirst ? 0 : shared?.take(time) ?? 0);
  }

  /** Waits for so many milliseconds, but not for longer than the server runs and the peer may stay. */
  wait(milliseconds: number): Promise<void> {
    const { log, stopping, wheel } = this.#admission;
    if (stopping.aborted) return Promise.resolve();
    if (!this.#isNoted) log.info(`${this.guest.who} asks too fast and is read more slowly`);
    this.#isNoted = true;
    return new Promise((resolve) => this.#waiting = wheel.pause(milliseconds, resolve));
  }

  /** Notes how many bytes of a line without an end are kept for the peer. */
  keep(bytes: number): void {
    const counted = bytes > UNCOUNTED ? bytes : 0;
    if (counted === this.#unfinished) return;
    this.#unfinished = counted;
    for (const share of this.#shares()) {
      if (counted === 0) share.release(this);
      else for (const visit of share.hold(this, counted)) visit.dismiss(unfinished());
    }
  }

  /** Ends the conversation, after saying why; tells whether that can be done. */
  dismiss(reason: ChatError): boolean {
    this.#admission.log.info(`${this.guest.who} has to go: ${reason.message}`);
    this.leave();
    const canGo = this.guest.dismiss(reason);
    const waiting = this.#waiting;
    if (waiting !== undefined && this.#admission.wheel.cancel(waiting)) waiting.run();
    return canGo;
  }

  /** Gives back all that it holds. */
  leave(): void {
    this.keep(0);
    this.#admission.strangers.release(this);
    this.#account?.connections.release(this);
    if (this.#deadline !== undefined) this.#admission.wheel.cancel(this.#deadline);
    this.#deadline = undefined;
  }

  /** The bounds of unfinished lines that hold for it. */
  #shares(): Share<Visit>[] {
    const { knownUnfinished, strangersUnfinished } = this.#admission;
    return this.#account === undefined ? [strangersUnfinished] : [this.#account.unfinished, knownUnfinished];
  }
}

function unfinished(): ChatError {
  return new ChatError(UNFINISHED, { code: "too_many_unfinished" });
}
