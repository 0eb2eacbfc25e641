/**
 * The start of a request whose end does not come: shown in the log of the wire, and told to the peer that has to go. It knows
 * no socket.
 *
 * @module
 */

import { ChatError } from "../../chat.ts";
import type { LineDecoder } from "../../wire/lines.ts";
import { maskRequest } from "../../wire/request.ts";
import type { Log } from "../log.ts";
import type { Timer, TimerWheel } from "../admission/timer_wheel.ts";

/** Milliseconds of silence after which it is logged. */
const QUIET = 1_000;

/** Characters of it that are logged. */
const MOST_SHOWN = 200;

/** Whose it is, and where it is shown. */
export interface Author {
  /** Its name in the log. */
  readonly peer: string;
  /** Where it is told, at the level of the wire. */
  readonly log: Log;
}

/** What is kept of a peer's unfinished request. */
export class Unfinished {
  readonly #decoder: LineDecoder;
  readonly #author: Author;
  readonly #wheel: TimerWheel;
  #timer: Timer | undefined;

  /** Nothing is left in `decoder` yet. */
  constructor(decoder: LineDecoder, author: Author, wheel: TimerWheel) {
    this.#decoder = decoder;
    this.#author = author;
    this.#wheel = wheel;
  }

  /** To be called when bytes have come. @returns The bytes that are kept for it. */
  watch(): number {
    const [{ log }, wheel] = [this.#author, this.#wheel];
    if (this.#timer !== undefined) wheel.cancel(this.#timer);
    this.#timer = log.wire && this.#decoder.isInside ? wheel.after(QUIET, () => this.#tell()) : undefined;
    return this.#decoder.size;
  }

  /** `reason`, for a peer that has to go; with what it did not finish, if it may wait for a reply to that. */
  explain(reason: ChatError): ChatError {
    const { length } = this.#decoder.begun;
    if (length === 0) return reason;
    const bytes = length === 1 ? "1 byte" : `${length} bytes`;
    const message = `${reason.message}; ${bytes} came without the CRLF or LF that ends a request`;
    return new ChatError(message, { closes: reason.closes, ...(reason.code && { code: reason.code }) });
  }

  /** No more comes. */
  end(): void {
    if (this.#timer !== undefined) this.#tell();
    this.#decoder.clear();
  }

  #tell(): void {
    const { log, peer } = this.#author;
    if (this.#timer !== undefined) this.#wheel.cancel(this.#timer);
    this.#timer = undefined;
    const { begun } = this.#decoder;
    const text = new TextDecoder().decode(begun);
    // The ends that the peer may have taken for the right one.
    const [end] = /[\s\0]*$/.exec(text)!;
    const shown = JSON.stringify(
      maskRequest(text.slice(0, text.length - end.length)).slice(0, MOST_SHOWN) + end.slice(-MOST_SHOWN),
    );
    log.info(`data from client ${peer} without the CRLF or LF that ends a request ${shown}`);
  }
}
