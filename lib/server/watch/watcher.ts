/**
 * Who watches: which frames go to a connection, and how many. It holds nobody up: what is too much is left out, and said to
 * be. It knows no command.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { formatEvent } from "../../wire/event.ts";
import { FRAME_RATE, TokenBucket } from "../limits.ts";
import type { Login } from "../chat/logins/login.ts";
import type { KeptFrame, Owner } from "./kept_frames.ts";
import type { Tapped } from "./tap.ts";

/** Bytes of frames that wait for one who does not read. */
const MOST_WAITING = 256 * 1024;
/** Milliseconds after which it is said how many were left out. */
const TELL_AFTER = 1_000;

const ENCODER = new TextEncoder();

/** Whom one watches. */
export interface Target {
  /** An account; `undefined` for all. */
  readonly account: number | undefined;
  /** As it is called: a user name, or `all`. */
  readonly name: string;
}

/** One connection that is sent frames. */
export class Watcher {
  /** Whose login it watches with. */
  readonly login: Login;
  /** Whom it watches. */
  readonly target: Target;
  /** Where it is sent them. */
  readonly connection: Tapped;
  readonly #hasTexts: boolean;
  readonly #now: () => number;
  readonly #bucket: TokenBucket;
  #events: Uint8Array[] = [];
  #waiting = 0;
  #leftOut = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #state: "made" | "idle" | "writing" | "ended" = "made";

  /**
   * Sends nothing until {@linkcode Watcher.start}.
   *
   * @param hasTexts Whether it may read the texts of others.
   * @param now Milliseconds of the clock that nobody sets.
   */
  constructor(connection: Tapped, login: Login, target: Target, hasTexts: boolean, now: () => number) {
    this.connection = connection;
    this.login = login;
    this.target = target;
    this.#hasTexts = hasTexts;
    this.#now = now;
    this.#bucket = new TokenBucket(FRAME_RATE, now());
  }

  /** Whether it has nothing to see any more: its login has ended, or it is one of a teacher no longer. */
  get isOver(): boolean {
    const { ended, account } = this.login;
    return ended || this.target.account !== account.id && account.role !== "teacher";
  }

  /** Whether frames of an owner are for it. */
  sees({ accounts }: Owner): boolean {
    return this.target.account === undefined || accounts.includes(this.target.account);
  }

  /** Frames that were before it came: they count for nothing. */
  begin(frames: readonly KeptFrame[]): void {
    for (const frame of frames) this.#add(this.#encode(frame));
  }

  /** A frame that is for it, unless its login has ended since. */
  push(frame: KeptFrame): void {
    if (this.isOver) return;
    if (this.#waiting > MOST_WAITING || this.#bucket.tryTake(this.#now(), 1) > 0) return this.leaveOut();
    this.#add(this.#encode(frame));
  }

  #encode(frame: KeptFrame): Uint8Array {
    return frame.event(this.#hasTexts || frame.owner.reader === this.login.account.id);
  }

  /** One frame more that it is not sent. */
  leaveOut(): void {
    if (this.#state === "ended") return;
    this.#leftOut++;
    this.#timer ??= setTimeout(() => this.#tellLeftOut(), TELL_AFTER);
  }

  #tellLeftOut(): void {
    this.#timer = undefined;
    const count = this.#leftOut;
    this.#leftOut = 0;
    this.#add(ENCODER.encode(formatEvent({ kind: "left out", count })));
  }

  #add(event: Uint8Array): void {
    this.#events.push(event);
    this.#waiting += event.length;
    this.#schedule();
  }

  /** Lets go what was kept back: its reply is written. */
  start(): void {
    if (this.#state === "made") this.#state = "idle";
    this.#schedule();
  }

  #schedule(): void {
    if (this.#state !== "idle" || this.#events.length === 0) return;
    this.#state = "writing";
    this.connection.output.exclusively(async (write) => {
      const events = this.#events.splice(0);
      if (this.#state === "ended") return;
      await write(Buffer.concat(events));
      this.#waiting -= events.reduce((size, { length }) => size + length, 0);
    }).then(() => {
      if (this.#state === "writing") this.#state = "idle";
      this.#schedule();
    }, () => this.end()); // Its reader notices that the connection has ended.
  }

  /** Sends no more. */
  end(): void {
    clearTimeout(this.#timer);
    this.#state = "ended";
    this.#events = [];
  }
}
