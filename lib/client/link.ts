/**
 * One connection to a server: one request out, one reply in. It knows when it is lost, but not what is in a request, and
 * it makes no new connection.
 *
 * @module
 */

import { ChatError, formatAddress } from "../chat.ts";
import { ReplyDecoder } from "./replies.ts";
import { startTls, type TlsOptions, tlsReason } from "./tls.ts";

/** Where a server listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** The connection ended before the reply came. */
export class LostError extends ChatError {
  /** Whether something of the request may have reached the server. */
  readonly wasSent: boolean;
  /** Whether this end gave up: the server did not answer, or not as it should. */
  readonly gaveUp: boolean;

  constructor(message: string, { wasSent, gaveUp }: { wasSent: boolean; gaveUp: boolean }) {
    super(message);
    this.name = "LostError";
    this.wasSent = wasSent;
    this.gaveUp = gaveUp;
  }
}

interface Waiting extends PromiseWithResolvers<string> {
  timer: number;
}

interface End {
  readonly message: string;
  readonly gaveUp: boolean;
}

/** Options of {@linkcode openLink} and of a {@linkcode Link}. */
export interface LinkOptions {
  /** Milliseconds to wait for the connection, and for a reply while nothing of it comes. @default 10_000 */
  timeout?: number;
  /** Bytes that a reply may have. @default 67_108_864 (64 MiB) */
  replyLimit?: number;
  /** Connects by TLS. @default without */
  tls?: TlsOptions | undefined;
  /** Gives up the attempt to connect. @default none */
  signal?: AbortSignal;
}

/** A connection, which reads from its start to its end, so that it knows when the server has closed it. */
export class Link {
  readonly #conn: Pick<Deno.Conn, "read" | "write" | "close">;
  readonly #address: string;
  readonly #timeout: number;
  readonly #decoder: ReplyDecoder;
  readonly #reading: Promise<void>;
  #waiting: Waiting | undefined;
  #end: End | undefined;

  constructor(
    conn: Pick<Deno.Conn, "read" | "write" | "close">,
    { host, port }: Address,
    { timeout = 10_000, replyLimit }: LinkOptions = {},
  ) {
    this.#conn = conn;
    this.#address = formatAddress(host, port);
    this.#timeout = timeout;
    this.#decoder = new ReplyDecoder(replyLimit === undefined ? {} : { limit: replyLimit });
    this.#reading = this.#read();
  }

  /** Whether the connection still stands, as far as it is known. */
  get isOpen(): boolean {
    return this.#end === undefined;
  }

  /** Whether a request waits for its reply. */
  get isBusy(): boolean {
    return this.#waiting !== undefined;
  }

  /**
   * Sends `line` and returns its reply without the end of it. There may be no other request that waits.
   *
   * @throws {LostError} If the connection is lost before the reply has come.
   */
  async exchange(line: string): Promise<string> {
    if (this.#end !== undefined) throw new LostError(this.#end.message, { wasSent: false, gaveUp: false });
    const waiting: Waiting = { ...Promise.withResolvers<string>(), timer: 0 };
    this.#waiting = waiting;
    this.#startTimer(waiting);
    const writing = this.#write(new TextEncoder().encode(line));
    try {
      return await waiting.promise;
    } catch {
      const { message, gaveUp } = this.#end!;
      throw new LostError(message, { wasSent: await writing !== "nothing", gaveUp });
    } finally {
      // A server may answer what it did not read to its end; the timer ends a writing that would last for ever.
      await writing;
      clearTimeout(waiting.timer);
    }
  }

  /** Ends the connection; a request that waits for its reply fails. */
  async close(): Promise<void> {
    this.#finish(`The connection to ${this.#address} was closed`, true);
    await this.#reading;
  }

  async #read(): Promise<void> {
    const buffer = new Uint8Array(64 * 1024);
    try {
      for (let count = await this.#conn.read(buffer); count !== null; count = await this.#conn.read(buffer)) {
        this.#take(buffer.subarray(0, count));
      }
    } catch (error) {
      if (error instanceof ChatError) this.#finish(`${error.message}; the connection was dropped`, true);
      // Any other error is a reset, or the end that this program made: the connection is gone either way.
    }
    this.#finish(`The connection to ${this.#address} was lost`, false);
  }

  #take(bytes: Uint8Array): void {
    const [reply, ...more] = this.#decoder.push(bytes);
    const waiting = this.#waiting;
    if (reply !== undefined && waiting !== undefined) {
      this.#waiting = undefined;
      waiting.resolve(reply);
    } else if (waiting !== undefined) {
      return this.#startTimer(waiting);
    }
    // What nobody asked for would be taken for the next reply.
    const isUnasked = more.length > 0 || (waiting === undefined && reply !== undefined) || this.#decoder.isInside;
    if (isUnasked) this.#finish(`The connection to ${this.#address} was lost`, false);
  }

  #startTimer(waiting: Waiting): void {
    clearTimeout(waiting.timer);
    waiting.timer = setTimeout(() => {
      const seconds = this.#timeout / 1000;
      this.#finish(`No reply from ${this.#address} within ${seconds} s; the connection was dropped`, true);
    }, this.#timeout);
  }

  /** Writes `bytes` and tells how many of them went out. It never fails: the reading tells what became of them. */
  async #write(bytes: Uint8Array): Promise<"nothing" | "some" | "all"> {
    let written = 0;
    try {
      while (written < bytes.length) written += await this.#conn.write(bytes.subarray(written));
    } catch {
      return written === 0 ? "nothing" : "some";
    }
    return "all";
  }

  #finish(message: string, gaveUp: boolean): void {
    if (this.#end !== undefined) return;
    this.#end = { message, gaveUp };
    this.#conn.close();
    this.#waiting?.reject(this.#end);
    this.#waiting = undefined;
  }
}

/**
 * Opens a connection.
 *
 * @throws {ChatError} If that fails; the message says why.
 */
export async function openLink(address: Address, options: LinkOptions = {}): Promise<Link> {
  const { timeout = 10_000, tls, signal } = options;
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(`no answer within ${timeout / 1000} s`), timeout);
  const stop = () => giveUp.abort("stopped");
  signal?.addEventListener("abort", stop);
  if (signal?.aborted) stop();
  try {
    const conn = await Deno.connect({ hostname: address.host, port: address.port, signal: giveUp.signal });
    conn.setNoDelay();
    conn.setKeepAlive();
    return new Link(tls ? await startTls(conn, address.host, tls, giveUp.signal) : conn, address, options);
  } catch (error) {
    const reason = giveUp.signal.aborted ? String(giveUp.signal.reason) : connectReason(error);
    throw new ChatError(`Cannot connect to ${formatAddress(address.host, address.port)}: ${reason}`);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

function connectReason(error: unknown): string {
  if (error instanceof Deno.errors.ConnectionRefused) return "the connection was refused";
  const message = error instanceof Error ? error.message : String(error);
  if (message.includes("lookup")) return "the host is unknown";
  const reason = tlsReason(error);
  if (reason !== undefined) return reason;
  return message.replace(/ \(os error \d+\)$/, "");
}
