/**
 * How a server that stops lets its peers go: one after the other within a span, so that they do not all come to another one at
 * the same moment. It knows no socket and no command.
 *
 * @module
 */

import { pause } from "../async.ts";
import { CLOCKS } from "../clock.ts";

/** Milliseconds between two times that some are let go. */
const STEP = 100;

/** A connection that can be let go. */
export interface Leaving {
  /** Closes, if nothing was received that is not yet answered, and tells whether. */
  stop(): boolean;
}

/**
 * Lets connections go, none before what it asked is answered; resolves when all are gone, or the span is over.
 *
 * @param open Those that are open.
 * @param span Milliseconds.
 */
export async function drain(open: () => readonly Leaving[], span: number): Promise<void> {
  const began = CLOCKS.elapsed();
  const all = open();
  for (let next = 0;;) {
    const passed = CLOCKS.elapsed() - began;
    const due = Math.ceil(all.length * Math.min(1, (passed + STEP) / span));
    for (; next < due; next++) all[next]!.stop();
    const left = open();
    if (left.length === 0 || passed >= span) return;
    if (next === all.length) { for (const connection of left) connection.stop(); // They were busy before.
     }
    await pause(Math.min(STEP, span));
  }
}
