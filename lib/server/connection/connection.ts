/**
 * A connection: carries bytes between a peer and its session, with time limits. It knows no command.
 *
 * @module
 */

import { formatPeer } from "../../address.ts";
import { ChatError } from "../../chat.ts";
import { LineDecoder, type LongPart } from "../../wire/lines.ts";
import { type Admission, type Guest, Visit } from "../admission/admission.ts";
import type { Transport } from "./transport.ts";
import { close, isDisconnect, isOpen, linger, staysOpen } from "./close.ts";
import type { ServerLimits } from "../limits.ts";
import type { Log } from "../log.ts";
import type { Chat } from "../chat/chat.ts";
import { Reader } from "./reader.ts";
import type { Carrier } from "../session/carrier.ts";
import { Session } from "../session/session.ts";
import { checkLine, Sniffer, WRONG_SERVICE } from "./sniff.ts";
import type { StoredAccount } from "../../store/store.ts";
import type { Inspector } from "../watch/inspector.ts";
import { type Lines, tapLines, WireEnd } from "./wire_end.ts";
import { Unfinished } from "./unfinished.ts";

const LF = 0x0a;
/** Bytes of a piece of a file that cost no request: less than a packet has. */
const LEAST_PIECE = 1_000;
const NO_END = "Incomplete request: a line ends in CRLF or LF";
/** Milliseconds that a handshake may take; that of a peer for which there is no place, who keeps others from being told so. */
const [HANDSHAKE_TIME, REFUSED_HANDSHAKE_TIME] = [60_000, 2_000];

/** What a connection needs of its server: one object for all, as the rest of this file counts bytes, since thousands wait. */
export interface ConnectionOptions {
  /** The chat that requests are about. */
  readonly chat: Chat;
  /** Where the connection is told of. */
  readonly log: Log;
  /** What one peer may use. */
  readonly limits: ServerLimits;
  /** What all peers may use together. */
  readonly admission: Admission;
  /** Aborted when the server stops: what was received is still answered. */
  readonly stopping: AbortSignal;
  /** Who looks at the bytes of whom, and lets them come as a network may bring them. */
  readonly inspector: Inspector;
  /** What a peer is told that begins with a TLS handshake. */
  readonly tlsHint: string;
  /** What a browser is sent before the reply, which becomes the body of this answer; nothing where there is no page. */
  readonly pageHint?: ((address: Deno.NetAddr | undefined) => Uint8Array | undefined) | undefined;
  /** Called when a peer has ended and what it asked for is done: if at all, only its last inbox waits for a proof. */
  onLeft(connection: Connection): void;
  /** Called when the descriptor of a connection is free. */
  onReleased(connection: Connection): void;
}

/** A connection that is being served until one of the two has enough: a guest of the server, and what its session needs. */
export class Connection extends WireEnd implements Guest, Carrier {
  /** Address and port of the peer. */
  override readonly peer: string;
  /** Its stay, for which the server's admission knows it. */
  readonly visit: Visit;
  /** Resolves when the connection is closed and everything that it asked for is done; never rejects. */
  readonly closed: Promise<void>;
  /** Resolves when its descriptor is free as well; never rejects. */
  readonly released: Promise<void>;
  readonly #conn: Transport;
  readonly #options: ConnectionOptions;
  /** Why the peer cannot be served, if it cannot: it is told, and that is all. */
  readonly #refusal: ChatError | undefined;
  readonly #reader: Reader;
  readonly #session: Session;
  readonly #decoder: LineDecoder;
  readonly #unfinished: Unfinished;
  /** Not for those who are known. */
  #sniffer: Sniffer | undefined = new Sniffer();
  #isReady = false;
  #isReading = false;

  /** Serves at once; with a `refusal`, says that and ends. */
  constructor(conn: Transport, options: ConnectionOptions, refusal?: ChatError) {
    super(conn, options.inspector);
    this.peer = formatPeer(conn.remoteAddr);
    this.#conn = conn;
    this.#options = options;
    this.#refusal = refusal;
    this.#reader = new Reader(conn);
    this.visit = new Visit(options.admission, this);
    this.#session = new Session(this);
    this.#decoder = new LineDecoder({ limit: this.#session.lineLimit });
    this.#decoder.mayBeLong = (begun) => this.#session.longRequests.mayBegin(begun);
    this.#unfinished = new Unfinished(this.#decoder, this, options.admission.wheel);
    this.closed = this.#serve();
    this.released = this.#release();
  }

  /** Its name in the log: address, port, and who it is logged in as. */
  get who(): string {
    return this.#session.log.who;
  }

  /** See {@linkcode ConnectionOptions.chat}. */
  get chat(): Chat {
    return this.#options.chat;
  }

  /** See {@linkcode Tapped.account}. */
  override get account(): StoredAccount | undefined {
    return this.#session.log.login?.account;
  }

  /** See {@linkcode ConnectionOptions.log}. */
  get log(): Log {
    return this.#options.log;
  }

  /** See {@linkcode ConnectionOptions.limits}. */
  get limits(): ServerLimits {
    return this.#options.limits;
  }

  /** See {@linkcode ConnectionOptions.stopping}. */
  get stopping(): AbortSignal {
    return this.#options.stopping;
  }

  /** Bytes that came from the peer. */
  get received(): number {
    return this.#reader.received;
  }

  /** Closes, if nothing was received that is not yet answered, and tells whether. To be called when the server stops. */
  stop(): boolean {
    if (this.#isReading) this.close();
    return this.#isReading;
  }

  /** See {@linkcode Guest.dismiss}. */
  dismiss(reason: ChatError): boolean {
    const canRead = this.waiting === 0;
    if (this.#isReady) this.#session.part(this.#unfinished.explain(reason));
    else this.close(); // In the handshake nobody can be told.
    return canRead;
  }

  /** Closes the connection at once, whatever waits to be written. */
  override close(): void {
    close(this.#conn);
  }

  /** Ends the connection: the peer does not read. */
  override abandon(): void {
    this.log.info(`${this.who} does not read its replies`);
    this.close();
    this.writer.giveUp();
  }

  /** Whether the peer has closed, as far as its system has said; `false` with TLS. */
  async isGone(): Promise<boolean> {
    // What is written to a TLS connection says nothing of the peer's own.
    return this.#conn.handshake === undefined && !await isOpen(this.#conn);
  }

  /** Writes replies; resolves when they are handed to the system. */
  write(replies: Uint8Array): Promise<void> {
    if (!this.#session.proof.isAwaited) return this.writer.write(replies);
    return this.writer.exclusively((write) => this.#watch(replies, write));
  }

  /** Writes one reply in pieces, with nothing between them. */
  writePieces(pieces: AsyncIterable<Uint8Array>): Promise<void> {
    return this.writer.exclusively(async (write) => {
      for await (const piece of pieces) await this.#watch(piece, write);
    });
  }

  /** Writes, and finds out whether the peer had sent something by then, if that matters. */
  async #watch(bytes: Uint8Array, write: (bytes: Uint8Array) => Promise<void>): Promise<void> {
    const { proof } = this.#session;
    if (!proof.isAwaited) return await write(bytes);
    this.#reader.begin();
    await write(bytes);
    await this.writer.flush();
    proof.onWritten(this.#reader.hasCome);
  }

  async #serve(): Promise<void> {
    this.log.info(`connection from ${this.peer}${this.isPage ? " by the page" : ""}`);
    this.chat.counters.opened(this, this.#refusal !== undefined);
    this.inspector.opened(this);
    let isOrderly = false;
    try {
      if (this.#refusal === undefined) this.visit.enter();
      this.#isReady = await this.#prepare();
      if (this.#isReady) isOrderly = await this.#converse();
    } catch (error) {
      this.#isReading = false;
      if (!isDisconnect(error)) this.log.fault(`Connection of ${this.who} failed`, error);
    }
    await this.writer.flush().catch(() => {}); // Who has gone needs it no more.
    this.visit.leave();
    this.#unfinished.end();
    const [conn, { grace }] = [this.#conn, this.limits.proof];
    const isSound = () => conn.staysOpen?.(grace, this.stopping) ?? staysOpen(conn, grace, this.stopping);
    const proved = isOrderly ? this.#session.ended(isSound) : undefined;
    await this.#session.end();
    if (isOrderly) this.#options.onLeft(this);
    await proved;
    this.leave();
    this.close();
    await this.#conn.closed;
    this.chat.counters.closed(this);
    this.log.info(`connection of ${this.who} closed`);
  }

  async #release(): Promise<void> {
    await this.closed;
    await Promise.all([this.writer.released, this.#conn.released]);
    this.#options.onReleased(this);
  }

  /** Makes the transport ready; tells whether it is. */
  async #prepare(): Promise<boolean> {
    const conn = this.#conn;
    conn.setNoDelay();
    conn.setKeepAlive();
    if (conn.handshake === undefined) return true;
    const { wheel } = this.#options.admission;
    const timer = wheel.after(this.#refusal === undefined ? HANDSHAKE_TIME : REFUSED_HANDSHAKE_TIME, () => close(conn));
    this.#isReading = true;
    try {
      await conn.handshake();
      return true;
    } catch (error) {
      this.log.info(`TLS with ${this.peer} failed: ${error instanceof Error ? error.message : error}`);
      return false;
    } finally {
      this.#isReading = false;
      wheel.cancel(timer);
    }
  }

  /** Answers what comes; tells whether it was the peer that ended the conversation. */
  async #converse(): Promise<boolean> {
    const [session, reader, decoder] = [this.#session, this.#reader, this.#decoder];
    if (this.#refusal !== undefined) await session.dismiss(this.#refusal);
    while (this.#refusal === undefined && !this.stopping.aborted) {
      this.#isReading = true;
      const count = await reader.next();
      this.#isReading = false;
      session.proof.onRead(decoder.isInside);
      if (count === null) {
        if (decoder.isInside) await session.dismiss(new ChatError(NO_END, { code: "bad_line" }));
        return true;
      }
      const chunk = reader.take(count, session.isKnown, decoder.isLong);
      this.tap?.read(chunk);
      if (!await session.receive(tapLines(this.#lines(chunk), this.tap))) break;
      this.visit.keep(this.#unfinished.watch());
      const isPiece = decoder.isInside && !chunk.includes(LF);
      // A piece of a line counts like a request, unless there was more than could be read at once.
      const isFree = reader.isFull || decoder.isLong && count >= LEAST_PIECE;
      const delay = !isPiece || isFree ? 0 : this.visit.take();
      if (delay > 0) await this.visit.wait(delay);
    }
    await this.writer.flush();
    await linger(this.#conn);
    return false;
  }

  #lines(chunk: Uint8Array): Lines {
    if (!this.#session.isKnown) return this.#strangerLines(chunk);
    this.#sniffer = undefined;
    return this.#decoder.parts(chunk);
  }

  /** The lines of a peer without a login. The limit follows the session from line to line. */
  *#strangerLines(chunk: Uint8Array): Generator<string | ChatError | LongPart> {
    if (this.#sniffer?.isTls(chunk)) return yield new ChatError(this.#options.tlsHint, WRONG_SERVICE);
    for (const line of this.#decoder.parts(chunk)) {
      if (this.#sniffer?.isBrowser(line)) this.sendFirst(this.#options.pageHint?.(this.#conn.localAddr));
      yield this.#session.isKnown ? line : checkLine(line);
      this.#decoder.limit = this.#session.lineLimit;
    }
  }
}
