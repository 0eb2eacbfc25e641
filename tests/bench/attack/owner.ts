/**
 * Somebody with the right password who logs in, as this project's client does it: who is told to try again in some seconds
 * waits so long and asks again on the same connection.
 *
 * @module
 */

import { connect, PASSWORD, type Peer } from "../peer.ts";

/** Milliseconds before a connection that was lost is opened again, and between two logins. */
const PAUSE = 1_000;

/** Milliseconds that a reply may take. */
const PATIENCE = 60_000;

/** Logs in again and again, and returns the seconds that the slowest login took: until the end for one that never did. */
export async function logInPatiently(port: number, name: string, time: { after: number; seconds: number }) {
  const end = performance.now() + time.seconds * 1000;
  let slowest = 0;
  await pause(time.after * 1000);
  do {
    const start = performance.now();
    await logIn(port, name, end);
    slowest = Math.max(slowest, (performance.now() - start) / 1000);
    await pause(PAUSE);
  } while (performance.now() < end);
  return slowest;
}

/** Tries until it is in, or until `end`. */
async function logIn(port: number, name: string, end: number): Promise<void> {
  while (performance.now() < end) {
    try {
      using peer = await connect(port);
      if (await isIn(peer, name, end)) return;
    } catch {
      // Refused, or cut off.
    }
    await pause(PAUSE);
  }
}

async function isIn(peer: Peer, name: string, end: number): Promise<boolean> {
  while (true) {
    const waited = pause(Math.min(PATIENCE, end - performance.now())).then(() => undefined);
    const reply = await Promise.race([peer.ask(`auth ${name} ${PASSWORD}`), waited]);
    if (reply === undefined) return false;
    const { status, message } = JSON.parse(reply);
    if (status === "OK") return true;
    const seconds = /try again in (\d+) s/.exec(message)?.[1];
    if (seconds === undefined || performance.now() + Number(seconds) * 1000 > end) return false;
    await pause(Number(seconds) * 1000);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, milliseconds)));
}
