/**
 * A connection: carries bytes between a peer and its session, with time limits. It knows no command.
 *
 * @module
 */

import { ChatError } from "../chat.ts";
import { LineDecoder } from "../lines.ts";
import { close, isGone, isOpen, linger, staysOpen } from "./ending.ts";
import type { Limits } from "./limits.ts";
import type { Log } from "./log.ts";
import type { Service } from "./service.ts";
import { Reader } from "./reader.ts";
import { Session } from "./session.ts";
import { createTlsDetector, isHttp } from "./strangers.ts";
import { Writer } from "./writer.ts";

const LF = 0x0a;

/** What carries the bytes of a peer: a TCP connection, or TLS on one, which has the optional members. */
export interface Carrier
  extends Pick<Deno.TcpConn, "remoteAddr" | "read" | "write" | "close" | "closeWrite" | "setNoDelay" | "setKeepAlive"> {
  /** Makes it ready to carry bytes. */
  handshake?(): Promise<void>;
  /** See {@linkcode staysOpen}. */
  staysOpen?(grace: number, signal: AbortSignal): Promise<boolean>;
  /** Resolves when a close is done; never rejects. */
  readonly closed?: Promise<void>;
  /** Resolves when its descriptors are free as well; never rejects. */
  readonly released?: Promise<void>;
}

/** What a connection needs. */
export interface ConnectionOptions {
  readonly service: Service;
  readonly log: Log;
  readonly limits: Limits;
  /** Aborted when the server stops: what was received is still answered. */
  readonly stopping: AbortSignal;
  /** Why the peer cannot be served, if it cannot: it is told, and that is all. */
  readonly refusal?: string | undefined;
  /** What a peer is told that begins with a TLS handshake. */
  readonly tlsHint: string;
}

/** A connection that is being served. */
export interface Connection {
  /** Resolves when the connection is closed and everything that it asked for is done; never rejects. */
  readonly closed: Promise<void>;
  /** Resolves when the peer has ended and what it asked for is done: if at all, only its last inbox waits for a proof. */
  readonly left: Promise<void>;
  /** Resolves when its descriptor is free as well; never rejects. */
  readonly released: Promise<void>;
  /** Closes, if nothing was received that is not yet answered. To be called when the server stops. */
  stop(): void;
  /** Closes, if the peer has read nothing for `patience` milliseconds of what is written to it. */
  checkPeer(patience: number): void;
}

/** Serves a peer until one of the two has enough. */
export function serveConnection(conn: Carrier, options: ConnectionOptions): Connection {
  const { service, log, limits, stopping, refusal, tlsHint } = options;
  const { hostname, port } = conn.remoteAddr;
  const peer = `${hostname}:${port}`;
  const writer = new Writer(conn);
  const reader = new Reader(conn);
  const writeEvents = (events: Uint8Array) => writer.write(events);
  const recipient = {
    get waiting() {
      return writer.waiting;
    },
    abandon,
  };
  const session = new Session({
    service,
    log,
    limits,
    stopping,
    peer,
    recipient,
    write,
    writeEvents,
    close: () => close(conn),
    // What is written to a TLS connection says nothing of the peer's own.
    isGone: conn.handshake === undefined ? async () => !await isOpen(conn) : undefined,
  });
  const decoder = new LineDecoder({ limit: session.lineLimit });
  const isTls = createTlsDetector();
  let deadline = performance.now() + limits.loginTimeout;
  let isReading = false;
  const left = Promise.withResolvers<void>();
  /** Whether the next bytes, or the end, had come by the end of the last write, while an inbox awaits its proof. */
  let isEarly = false;
  /** Whether the last bytes ended a request. */
  let hasAsked = false;

  function write(replies: Uint8Array): Promise<void> {
    return session.awaitsProof ? writeWatching(replies) : writer.write(replies);
  }

  async function writeWatching(bytes: Uint8Array): Promise<void> {
    reader.begin();
    await writer.write(bytes);
    isEarly = reader.hasCome;
  }

  /** Ends the connection: the peer does not read. */
  function abandon(): void {
    log.info(`${peer} does not read its replies`);
    close(conn);
    writer.giveUp();
  }

  /** How many bytes come next, or `null` at the end. */
  function read(): Promise<number | null> {
    return session.isKnown ? reader.next() : readInTime();
  }

  async function readInTime(): Promise<number | null> {
    const timer = setTimeout(expire, deadline - performance.now());
    try {
      return await reader.next();
    } finally {
      clearTimeout(timer);
    }
  }

  async function expire(): Promise<void> {
    await session.dismiss(`No request within ${limits.loginTimeout / 1000} s and no login`).catch(() => {});
    close(conn);
  }

  /** The lines of `chunk`. */
  function lines(chunk: Uint8Array): Iterable<string | ChatError> {
    hasAsked = chunk.includes(LF);
    return session.isKnown ? decoder.push(chunk) : strangerLines(chunk);
  }

  /** The lines of a peer without a login. The limit and the deadline follow the session from line to line. */
  function* strangerLines(chunk: Uint8Array): Generator<string | ChatError> {
    if (isTls(chunk)) return yield new ChatError(tlsHint, { closes: true });
    for (const line of decoder.push(chunk)) {
      const isWeb = !session.isKnown && typeof line === "string" && isHttp(line);
      yield isWeb ? new ChatError("This is a chat server, not a web server", { closes: true }) : line;
      decoder.limit = session.lineLimit;
      if (!session.isKnown) deadline = performance.now() + limits.loginTimeout;
    }
  }

  /** Makes the carrier ready, within the time for a login; tells whether it is. */
  async function prepare(): Promise<boolean> {
    conn.setNoDelay();
    conn.setKeepAlive();
    if (conn.handshake === undefined) return true;
    const timer = setTimeout(() => close(conn), deadline - performance.now());
    isReading = true;
    try {
      await conn.handshake();
      return true;
    } catch (error) {
      log.info(`TLS with ${peer} failed: ${error instanceof Error ? error.message : error}`);
      return false;
    } finally {
      isReading = false;
      clearTimeout(timer);
    }
  }

  /** Answers what comes, and tells when the peer ended the conversation, if it did. */
  async function converse(): Promise<number | undefined> {
    if (refusal !== undefined) await session.dismiss(refusal);
    /** When the last bytes, or the end, came; not exact while no inbox awaits its proof. */
    let cameAt = 0;
    /** The same of the request that is not yet whole. */
    let begunAt = 0;
    while (refusal === undefined && !stopping.aborted) {
      isReading = true;
      const count = await read();
      isReading = false;
      // What had come by the end of a write is as old as what came before that write: it may have been sent along.
      if (session.awaitsProof && !isEarly) cameAt = performance.now();
      isEarly = hasAsked = false;
      if (count === null) {
        if (decoder.isInside) await session.dismiss("The last request has no end: a line ends in CRLF or LF");
        return cameAt;
      }
      if (!decoder.isInside) begunAt = cameAt;
      if (!await session.receive(lines(reader.take(count)), { begunAt, cameAt })) break;
      if (hasAsked) begunAt = cameAt;
    }
    await linger(conn);
    return undefined;
  }

  /** Whether the peer, which has ended the conversation, sends no reset. */
  function isSound(): Promise<boolean> {
    const { grace } = limits.proof;
    return conn.staysOpen?.(grace, stopping) ?? staysOpen(conn, grace, stopping);
  }

  async function serve(): Promise<void> {
    log.info(`connection from ${peer}`);
    let endedAt: number | undefined;
    try {
      if (await prepare()) endedAt = await converse();
    } catch (error) {
      isReading = false;
      if (!isGone(error)) log.fault(`Connection of ${peer} failed`, error);
    }
    const proved = endedAt === undefined ? undefined : session.proveByEnd(endedAt, isSound);
    await session.end();
    if (endedAt !== undefined) left.resolve();
    await proved;
    close(conn);
    await conn.closed;
    log.info(`connection of ${peer} closed`);
  }

  const closed = serve();
  return {
    closed,
    left: left.promise,
    released: closed.then(async () => void await Promise.all([writer.released, conn.released])),
    stop() {
      if (isReading) close(conn);
    },
    checkPeer(patience) {
      if (writer.waiting >= patience) abandon();
    },
  };
}
