/**
 * The way to a terminal that may have been stopped: what it does not take is counted, and not kept without bounds. It must
 * not know what is shown.
 *
 * @module
 */

import type { Output } from "../../output.ts";

/** Bytes that wait for a terminal that was stopped; what is shown beyond that is only counted. */
const CAPACITY = 256 * 1024;

/** What is called by a {@linkcode ScreenOutput}. */
export interface ScreenOutputCallbacks {
  /** Called when nobody is there to see what is written. */
  readonly onLost: () => void;
  /** Called with the number of lines that are missing, when the terminal has taken all that was written before them. */
  readonly onCaughtUp: (missed: number) => void;
}

/** Writes to a terminal. */
export class ScreenOutput {
  readonly #output: Output;
  readonly #callbacks: ScreenOutputCallbacks;
  #written = Promise.resolve();
  /** Lines that were not written, if anything was not, since the terminal took nothing. */
  #missed: number | undefined;

  /** A way to the terminal that `output` writes to. */
  constructor(output: Output, callbacks: ScreenOutputCallbacks) {
    this.#output = output;
    this.#callbacks = callbacks;
  }

  /** Whether something is missing on the terminal, and so nothing more is written for now. */
  get isBehind(): boolean {
    return this.#missed !== undefined;
  }

  /** Writes `text`, which has so many lines. @returns Whether it was written, or will be. */
  write(text: string, lines: number): boolean {
    if (text === "") return false;
    if (this.#missed !== undefined || this.#output.size + text.length > CAPACITY) {
      this.#missed = (this.#missed ?? 0) + lines;
      return false;
    }
    this.#written = this.#output.write(new TextEncoder().encode(text));
    this.#written.then(() => this.#catchUp(), () => this.#callbacks.onLost());
    return true;
  }

  /**
   * Resolves when the terminal has taken what was written so far.
   *
   * @throws {Error} If it is gone.
   */
  async seen(): Promise<void> {
    await this.#written;
  }

  #catchUp(): void {
    if (this.#missed === undefined || this.#output.size > 0) return;
    const missed = this.#missed;
    this.#missed = undefined;
    this.#callbacks.onCaughtUp(missed);
  }
}
