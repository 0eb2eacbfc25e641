/**
 * Whether the peer of a live connection is there: it is asked for a heartbeat when it is silent, and counts as gone
 * when it gives none. Pure: it knows no clock, and every time is one in milliseconds of a clock that nobody sets.
 *
 * @module
 */

import { PROTOCOL_LIMITS } from "../../../chat.ts";

/** Milliseconds from a ping to the time when a peer that has not answered counts as gone. */
const PATIENCE = PROTOCOL_LIMITS.silentAfter - PROTOCOL_LIMITS.pingAfter;

/** The heartbeats of one peer. */
export class Heartbeat {
  #heardAt: number;
  /** When it was asked for one since then. */
  #pingedAt: number | undefined;
  #timedOut = false;

  /** Of a peer that went live at `now`. */
  constructor(now: number) {
    this.#heardAt = now;
  }

  /** Whether the peer counts as gone. */
  get timedOut(): boolean {
    return this.#timedOut;
  }

  /** Notes a heartbeat. @returns Whether the peer counted as gone until now. */
  heard(now: number): boolean {
    const timedOut = this.#timedOut;
    this.#heardAt = now;
    this.#pingedAt = undefined;
    this.#timedOut = false;
    return timedOut;
  }

  /** What is due now, once each: to ask the peer, or to count it as gone. */
  tick(now: number): "ping" | "time out" | undefined {
    if (this.#pingedAt === undefined) {
      if (now - this.#heardAt < PROTOCOL_LIMITS.pingAfter) return undefined;
      this.#pingedAt = now;
      return "ping";
    }
    if (this.#timedOut || now - this.#pingedAt < PATIENCE) return undefined;
    this.#timedOut = true;
    return "time out";
  }
}
