/**
 * A TCP connection: carries bytes between a peer and its session, with time limits. It knows no command.
 *
 * @module
 */

import type { ChatError } from "../chat.ts";
import { LineDecoder } from "../lines.ts";
import type { Limits } from "./limits.ts";
import type { Log } from "./log.ts";
import type { Service } from "./service.ts";
import { Session } from "./session.ts";

/** Bytes of the read buffer: small while a peer types, large while it sends much. */
const SMALL_BUFFER = 2 * 1024;
const LARGE_BUFFER = 64 * 1024;

/** Milliseconds and bytes for which a closed connection is still read, so that the reason for it arrives. */
const LINGER_TIME = 1_000;
const LINGER_BYTES = 1024 * 1024;

/** Milliseconds in which the reset of a peer that ended its half follows, if one does. */
const RESET_GRACE = 20;

/** What a connection needs. */
export interface ConnectionOptions {
  readonly service: Service;
  readonly log: Log;
  readonly limits: Limits;
  /** Why the peer cannot be served, if it cannot: it is told, and that is all. */
  readonly refusal?: string | undefined;
}

/** A connection that is being served. */
export interface Connection {
  /** Resolves when the connection is closed and everything that it asked for is done; never rejects. */
  readonly closed: Promise<void>;
  /** Answers what was received, then closes. */
  stop(): void;
  /** Closes, if the peer takes too long to read what was written to it. */
  checkPeer(): void;
}

/** Serves a peer until one of the two has enough. */
export function serveConnection(conn: Deno.TcpConn, options: ConnectionOptions): Connection {
  const { service, log, limits, refusal } = options;
  const { hostname, port } = conn.remoteAddr;
  const peer = `${hostname}:${port}`;
  const encoder = new TextEncoder();
  const stopping = new AbortController();
  const session = new Session({ service, log, limits, stopping: stopping.signal, peer, write });
  const decoder = new LineDecoder({ limit: session.lineLimit });
  let deadline = performance.now() + limits.loginTimeout;
  let isReading = false;
  /** When the write began that is under way; 0 if none is. */
  let writingSince = 0;

  async function write(replies: string): Promise<void> {
    writingSince = performance.now();
    await writeAll(conn, encoder.encode(replies));
    writingSince = 0;
  }

  /** The next bytes, or `null` at the end. */
  async function read(buffer: Uint8Array): Promise<number | null> {
    const timer = session.isKnown ? undefined : setTimeout(expire, deadline - performance.now());
    isReading = true;
    try {
      return await conn.read(buffer);
    } finally {
      isReading = false;
      clearTimeout(timer);
    }
  }

  async function expire(): Promise<void> {
    await session.dismiss(`No request within ${limits.loginTimeout / 1000} s and no login`).catch(() => {});
    close(conn);
  }

  /** The lines of `chunk`. The limit and the deadline follow the session from line to line. */
  function* lines(chunk: Uint8Array): Generator<string | ChatError> {
    for (const line of decoder.push(chunk)) {
      yield line;
      decoder.limit = session.lineLimit;
      deadline = performance.now() + limits.loginTimeout;
    }
  }

  /** Answers what comes, and tells whether it was the peer that ended the conversation. */
  async function converse(): Promise<boolean> {
    let buffer = new Uint8Array(SMALL_BUFFER);
    if (refusal !== undefined) await session.dismiss(refusal);
    while (refusal === undefined && !stopping.signal.aborted) {
      const count = await read(buffer);
      if (count === null) return true;
      if (!await session.receive(lines(buffer.subarray(0, count)))) break;
      const size = count === buffer.length ? LARGE_BUFFER : count <= SMALL_BUFFER ? SMALL_BUFFER : buffer.length;
      if (size !== buffer.length) buffer = new Uint8Array(size);
    }
    await linger(conn);
    return false;
  }

  async function serve(): Promise<void> {
    log.info(`connection from ${peer}`);
    let hasEnded = false;
    try {
      conn.setNoDelay();
      conn.setKeepAlive();
      hasEnded = await converse();
    } catch (error) {
      if (!isGone(error)) log.fault(`Connection of ${peer} failed`, error);
    }
    await session.end(hasEnded ? { arrived: () => hasArrived(conn) } : {});
    close(conn);
    log.info(`connection of ${peer} closed`);
  }

  return {
    closed: serve(),
    stop() {
      stopping.abort();
      if (isReading) close(conn);
    },
    checkPeer() {
      if (writingSince === 0 || performance.now() - writingSince < limits.writeTimeout) return;
      log.info(`${peer} does not read its replies`);
      close(conn);
    },
  };
}

/** Writes all of `bytes`: one call may take only a part. */
async function writeAll(conn: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) done += await conn.write(bytes.subarray(done));
}

/**
 * Whether a peer that has ended its half got all that was written to it.
 *
 * A program that dies with bytes unread, or before they come, is answered for by its system with a reset. Where the end
 * came first, reading tells nothing of the reset; writing does, even writing nothing.
 */
async function hasArrived(conn: Deno.TcpConn): Promise<boolean> {
  await new Promise((resolve) => setTimeout(resolve, RESET_GRACE));
  try {
    await conn.write(new Uint8Array(0));
    return true;
  } catch {
    return false;
  }
}

/** Ends our half and reads on for a little: a close with bytes unread would reset the connection and destroy the last reply. */
async function linger(conn: Deno.TcpConn): Promise<void> {
  const timer = setTimeout(() => close(conn), LINGER_TIME);
  try {
    await conn.closeWrite();
    const buffer = new Uint8Array(LARGE_BUFFER);
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

function close(conn: Deno.Conn): void {
  try {
    conn.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error; // Closed before.
  }
}

/** Whether an error says no more than that the peer, or we, closed the connection. */
function isGone(error: unknown): boolean {
  return GONE.some((kind) => error instanceof kind);
}

const GONE = [
  Deno.errors.BadResource,
  Deno.errors.BrokenPipe,
  Deno.errors.ConnectionAborted,
  Deno.errors.ConnectionReset,
  Deno.errors.Interrupted,
  Deno.errors.NotConnected,
  Deno.errors.TimedOut,
  Deno.errors.UnexpectedEof,
];
