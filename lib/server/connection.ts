/**
 * A connection: carries bytes between a peer and its session, with time limits. It knows no command.
 *
 * @module
 */

import { ChatError } from "../chat.ts";
import { LineDecoder } from "../lines.ts";
import { type Admission, type Guest, Visit } from "./admission.ts";
import { close, isGone, isOpen, linger, staysOpen } from "./ending.ts";
import type { Limits } from "./limits.ts";
import type { Log } from "./log.ts";
import type { Service } from "./service.ts";
import { Reader } from "./reader.ts";
import { Session } from "./session.ts";
import { createTlsDetector, isHttp } from "./strangers.ts";
import { Writer } from "./writer.ts";

const LF = 0x0a;

/** Milliseconds that a handshake may take; that of a peer for which there is no place, who keeps others from being told so. */
const HANDSHAKE_TIME = 60_000;
const REFUSED_HANDSHAKE_TIME = 2_000;

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
  readonly admission: Admission;
  /** Aborted when the server stops: what was received is still answered. */
  readonly stopping: AbortSignal;
  /** Why the peer cannot be served, if it cannot: it is told, and that is all. */
  readonly refusal?: string | undefined;
  /** What a peer is told that begins with a TLS handshake. */
  readonly tlsHint: string;
}

/** A connection that is being served: a guest of the server. */
export interface Connection extends Guest {
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
  const { service, log, limits, admission, stopping, refusal, tlsHint } = options;
  const { hostname, port } = conn.remoteAddr;
  const peer = `${hostname}:${port}`;
  const writer = new Writer(conn);
  const reader = new Reader(conn);
  const writeEvents = (events: Uint8Array) => writer.write(events);
  const guest: Guest = { name: peer, dismiss };
  const visit = new Visit(admission, guest);
  const recipient = {
    get waiting() {
      return writer.waiting;
    },
    abandon,
  };
  const session = new Session({
    ...{ service, log, limits, stopping, peer, visit, recipient, write, writeEvents },
    close: () => close(conn),
    // What is written to a TLS connection says nothing of the peer's own.
    isGone: conn.handshake === undefined ? async () => !await isOpen(conn) : undefined,
  });
  const decoder = new LineDecoder({ limit: session.lineLimit });
  const isTls = createTlsDetector();
  let isReady = false;
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

  function dismiss(reason: string): boolean {
    const canRead = writer.waiting === 0;
    if (isReady) session.part(reason);
    else close(conn); // In the handshake nobody can be told.
    return canRead;
  }

  /** The lines of `chunk`. */
  function lines(chunk: Uint8Array): Iterable<string | ChatError> {
    hasAsked = chunk.includes(LF);
    return session.isKnown ? decoder.push(chunk) : strangerLines(chunk);
  }

  /** The lines of a peer without a login. The limit follows the session from line to line. */
  function* strangerLines(chunk: Uint8Array): Generator<string | ChatError> {
    if (isTls(chunk)) return yield new ChatError(tlsHint, { closes: true });
    for (const line of decoder.push(chunk)) {
      const isWeb = !session.isKnown && typeof line === "string" && isHttp(line);
      yield isWeb ? new ChatError("This is a chat server, not a web server", { closes: true }) : line;
      decoder.limit = session.lineLimit;
    }
  }

  /** Makes the carrier ready; tells whether it is. */
  async function prepare(): Promise<boolean> {
    conn.setNoDelay();
    conn.setKeepAlive();
    if (conn.handshake === undefined) return true;
    const patience = refusal === undefined ? HANDSHAKE_TIME : REFUSED_HANDSHAKE_TIME;
    const timer = admission.wheel.after(patience, () => close(conn));
    isReading = true;
    try {
      await conn.handshake();
      return true;
    } catch (error) {
      log.info(`TLS with ${peer} failed: ${error instanceof Error ? error.message : error}`);
      return false;
    } finally {
      isReading = false;
      admission.wheel.cancel(timer);
    }
  }

  /** Counts a piece of a line like a request, unless there was more than could be read at once. */
  async function slowDown(): Promise<void> {
    const delay = hasAsked || reader.isFull ? 0 : visit.take();
    if (delay > 0) await visit.wait(delay);
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
      const count = await reader.next();
      isReading = false;
      // What had come by the end of a write is as old as what came before that write: it may have been sent along.
      if (session.awaitsProof && !isEarly) cameAt = performance.now();
      isEarly = hasAsked = false;
      if (count === null) {
        if (decoder.isInside) await session.dismiss("The last request has no end: a line ends in CRLF or LF");
        return cameAt;
      }
      if (!decoder.isInside) begunAt = cameAt;
      const chunk = reader.take(count, session.isKnown);
      if (!await session.receive(lines(chunk), { begunAt, cameAt })) break;
      if (hasAsked) begunAt = cameAt;
      visit.keep(decoder.size);
      await slowDown();
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
      if (refusal === undefined) visit.enter();
      isReady = await prepare();
      if (isReady) endedAt = await converse();
    } catch (error) {
      isReading = false;
      if (!isGone(error)) log.fault(`Connection of ${peer} failed`, error);
    }
    visit.leave();
    const proved = endedAt === undefined ? undefined : session.proveByEnd(endedAt, isSound);
    await session.end();
    if (endedAt !== undefined) left.resolve();
    await proved;
    close(conn);
    await conn.closed;
    log.info(`connection of ${peer} closed`);
  }

  const closed = serve();
  return Object.assign(guest, {
    closed,
    left: left.promise,
    released: closed.then(async () => void await Promise.all([writer.released, conn.released])),
    stop() {
      if (isReading) close(conn);
    },
    checkPeer(patience: number) {
      if (writer.waiting >= patience) abandon();
    },
  });
}
