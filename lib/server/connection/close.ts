/**
 * The end of a connection: what of the last bytes arrives, and who has gone. It knows no session.
 *
 * @module
 */

import { CLOCKS } from "../../clock.ts";
import { pause } from "../../async.ts";

/** Milliseconds and bytes for which a closed connection is still read, so that the reason for it arrives. */
const LINGER_TIME = 1_000;
const LINGER_BYTES = 1024 * 1024;
const LINGER_BUFFER = 64 * 1024;

/** The first and the longest part of the time for which a peer is watched: most resets come at once. */
const FIRST_LOOK = 1 / 50;
const LONGEST_LOOK = 1 / 10;

/**
 * Whether a peer that has ended its half sends no reset for `grace` milliseconds.
 *
 * A program that dies with bytes unread, or before they come, is answered for by its system with a reset: a round trip
 * after they were written, at the latest. Where the end came first, reading tells nothing of it.
 *
 * @param signal Ends the watch, though not at once: it is not known then, so the answer is no. Nothing listens to it,
 * since many may be watched.
 */
export async function staysOpen(
  conn: Pick<Deno.Conn, "write">,
  grace: number,
  signal: AbortSignal,
): Promise<boolean> {
  const end = CLOCKS.elapsed() + grace;
  let look = FIRST_LOOK * grace;
  for (let left = grace; left > 0; left = end - CLOCKS.elapsed()) {
    await pause(Math.min(look, left));
    if (signal.aborted || !await isOpen(conn)) return false;
    look = Math.min(2 * look, LONGEST_LOOK * grace);
  }
  return true;
}

/** Whether a peer has sent no reset: writing tells, even writing nothing. */
export async function isOpen(conn: Pick<Deno.Conn, "write">): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  // A peer that has not made room within that time has not read either.
  const timer = setTimeout(() => resolve(false), LINGER_TIME);
  conn.write(new Uint8Array(0)).then(() => resolve(true), () => resolve(false));
  const isOpen = await promise;
  clearTimeout(timer);
  return isOpen;
}

/** Ends our half and reads on for a little: a close with bytes unread would reset the connection and destroy the last reply. */
export async function linger(conn: Pick<Deno.Conn, "read" | "close" | "closeWrite">): Promise<void> {
  const timer = setTimeout(() => close(conn), LINGER_TIME);
  try {
    await conn.closeWrite();
    const buffer = new Uint8Array(LINGER_BUFFER);
    for (let left = LINGER_BYTES; left > 0;) {
      const count = await conn.read(buffer);
      if (count === null) break;
      left -= count;
    }
  } catch (error) {
    if (!isDisconnect(error)) throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** Closes `conn`, if that is still to do. */
export function close(conn: Pick<Deno.Conn, "close">): void {
  try {
    conn.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error; // Closed before.
  }
}

/** Whether an error says no more than that the peer, or we, closed the connection. */
export function isDisconnect(error: unknown): boolean {
  return GONE.some((kind) => error instanceof kind);
}

const GONE = [
  Deno.errors.BadResource,
  Deno.errors.BrokenPipe,
  Deno.errors.ConnectionAborted,
  Deno.errors.ConnectionReset,
  Deno.errors.Interrupted,
  Deno.errors.InvalidData, // What came is no TLS.
  Deno.errors.NotConnected,
  Deno.errors.TimedOut,
  Deno.errors.UnexpectedEof,
];
