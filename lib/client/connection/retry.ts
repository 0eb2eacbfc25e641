/**
 * A request that the server lets wait, asked again by itself. It knows no command and no connection.
 *
 * @module
 */

import { Pause } from "../../async.ts";
import type { Exchange } from "./remote.ts";

/** Seconds that are waited for one request in all; after that the user is told what the server said. */
const LONGEST = 60;

/** Options of {@linkcode Retry}. */
export interface RetryOptions {
  /** Called with what the server said, and with the seconds to wait; not again where the same is said again. */
  readonly onWait: (reason: string, seconds: number) => void;
  /** What waits. @default a timer */
  readonly pause?: Pick<Pause, "wait" | "end"> | undefined;
}

/** Waits where a server names a time, one request at a time. */
export class Retry {
  readonly #onWait: (reason: string, seconds: number) => void;
  readonly #pause: Pick<Pause, "wait" | "end">;
  #isOver = false;

  /** Waits for nothing yet. */
  constructor({ onWait, pause = new Pause() }: RetryOptions) {
    this.#onWait = onWait;
    this.#pause = pause;
  }

  /** Asks until the reply names no time to wait, or too long a one. */
  async ask(request: () => Promise<Exchange>): Promise<Exchange> {
    this.#isOver = false;
    let told = "";
    for (let left = LONGEST;;) {
      const exchange = await request();
      const { reply } = exchange;
      const seconds = reply.kind === "error" ? reply.retrySeconds : undefined;
      if (reply.kind !== "error" || seconds === undefined || seconds > left || this.#isOver) return exchange;
      left -= seconds;
      if (reply.message !== told) this.#onWait(reply.message, seconds);
      told = reply.message;
      await this.#pause.wait(seconds * 1000);
      if (this.#isOver) return exchange;
    }
  }

  /** Ends the wait, and all that would follow it. */
  end(): void {
    this.#isOver = true;
    this.#pause.end();
  }
}
