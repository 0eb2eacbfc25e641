/**
 * Prints what was answered at a terminal, however much it is: in parts, between which the terminal takes what it was given
 * and a key is heard, such as Ctrl-C. It knows no server.
 *
 * @module
 */

import { PROTOCOL_LIMITS } from "../../chat.ts";
import { breath } from "../../async.ts";
import type { Screen } from "../terminal/renderer.ts";
import { shorten } from "../sanitize.ts";
import type { ShownMessage } from "../message.ts";

/** Where it is printed. */
export type Output = Pick<Screen, "print" | "show" | "seen">;

/** Lines, or messages, that are printed at once. */
const PART = 100;

/** Characters of a line that is printed: a message with all that stands before it. */
const LONGEST = PROTOCOL_LIMITS.line + 1_000;

/** Prints lines, which must be safe to show, until `signal` is aborted. */
export async function printAll(screen: Output, lines: readonly string[], signal: AbortSignal): Promise<void> {
  for (let at = 0; at < lines.length && !signal.aborted; at += PART) {
    screen.print(lines.slice(at, at + PART).map((line) => shorten(line, LONGEST)));
    if (lines.length > PART) await seen(screen, signal);
  }
}

/** Shows messages that were read before, until `signal` is aborted. */
export async function showAll(
  screen: Output,
  messages: readonly ShownMessage[],
  signal: AbortSignal,
): Promise<void> {
  for (let at = 0; at < messages.length && !signal.aborted; at += PART) {
    for (const message of messages.slice(at, at + PART)) screen.show(message, { quiet: true });
    if (messages.length > PART) await seen(screen, signal);
  }
}

/** Waits until all is on the screen, unless `signal` is aborted meanwhile. */
async function seen(screen: Output, signal: AbortSignal): Promise<void> {
  await breath();
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = () => resolve();
  signal.addEventListener("abort", stop);
  // A terminal that is gone ends the program by itself.
  await Promise.race([screen.seen().catch(stop), promise]);
  signal.removeEventListener("abort", stop);
}
