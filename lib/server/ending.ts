/**
 * The end of a connection: what of the last bytes arrives, and who has gone. It knows no session.
 *
 * @module
 */

import { pause } from "./wait.ts";

/** Milliseconds and bytes for which a closed connection is still read, so that the reason for it arrives. */
const LINGER_TIME = 1_000;
const LINGER_BYTES = 1024 * 1024;
const LINGER_BUFFER = 64 * 1024;

/** Milliseconds in which the reset of a peer that ended its half follows, if one does. */
const RESET_GRACE = 20;

/**
 * Whether a peer that has ended its half got all that was written to it.
 *
 * A program that dies with bytes unread, or before they come, is answered for by its system with a reset. Where the end
 * came first, reading tells nothing of the reset; writing does, even writing nothing.
 *
 * @param grace Milliseconds in which the reset follows.
 */
export async function hasArrived(conn: Pick<Deno.Conn, "write">, grace = RESET_GRACE): Promise<boolean> {
  await pause(grace);
  const { promise, resolve } = Promise.withResolvers<boolean>();
  // A peer that has not made room within that time has not read either.
  const timer = setTimeout(() => resolve(false), LINGER_TIME);
  conn.write(new Uint8Array(0)).then(() => resolve(true), () => resolve(false));
  const hasArrived = await promise;
  clearTimeout(timer);
  return hasArrived;
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
    if (!isGone(error)) throw error;
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
export function isGone(error: unknown): boolean {
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
