/**
 * One connection to a server: one request out, one reply in, and events between them. It knows when it is lost, but not
 * what is in a request or an event, and it makes no new connection.
 *
 * @module
 */

import { ChatError, formatAddress } from "../chat.ts";
import { isEvent } from "../event.ts";
import { ReplyDecoder } from "./replies.ts";
import { type Texts, textsOf } from "./texts.ts";
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

/** How an event begins, without the white space in it. */
const EVENT = '{"event":';

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
  /**
   * Gets each event, without its end, one at a time and before the reply that comes after it; it never fails. While it
   * waits, nothing is read. @default an event is something that nobody asked for
   */
  onEvent?: ((json: string) => void | Promise<void>) | undefined;
  /** Is told once that the connection has ended, whoever ended it. @default nobody */
  onEnd?: (() => void) | undefined;
  /** What errors say. @default in English */
  texts?: Texts | undefined;
}

/** A connection, which reads from its start to its end, so that it knows when the server has closed it. */
export class Link {
  readonly #conn: Pick<Deno.Conn, "read" | "write" | "close">;
  readonly #address: string;
  readonly #options: LinkOptions;
  readonly #timeout: number;
  readonly #texts: Texts;
  readonly #decoder: ReplyDecoder;
  readonly #reading: Promise<void>;
  #waiting: Waiting | undefined;
  #end: End | undefined;

  constructor(
    conn: Pick<Deno.Conn, "read" | "write" | "close">,
    { host, port }: Address,
    options: LinkOptions = {},
  ) {
    const { timeout = 10_000, replyLimit, texts = textsOf("en") } = options;
    this.#conn = conn;
    this.#address = formatAddress(host, port);
    this.#options = options;
    this.#texts = texts;
    this.#timeout = timeout;
    this.#decoder = new ReplyDecoder({ texts, ...(replyLimit !== undefined && { limit: replyLimit }) });
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
    this.#finish(this.#texts.wasClosed(this.#address), true);
    await this.#reading;
  }

  async #read(): Promise<void> {
    const buffer = new Uint8Array(64 * 1024);
    try {
      for (let count = await this.#conn.read(buffer); count !== null; count = await this.#conn.read(buffer)) {
        await this.#take(buffer.subarray(0, count));
      }
    } catch (error) {
      if (error instanceof ChatError) this.#finish(this.#texts.dropped(error.message), true);
      // Any other error is a reset, or the end that this program made: the connection is gone either way.
    }
    this.#finish(this.#texts.lost(this.#address), false);
  }

  async #take(bytes: Uint8Array): Promise<void> {
    const { onEvent } = this.#options;
    // A request that begins while an event is handled has no part in what had come by then.
    let waiting = this.#waiting;
    for (const json of this.#decoder.push(bytes)) {
      if (this.#end !== undefined) return;
      if (onEvent !== undefined && isEvent(json)) {
        await onEvent(json);
      } else if (waiting !== undefined) {
        this.#waiting = undefined;
        waiting.resolve(json);
        waiting = undefined;
      } else {
        // What nobody asked for would be taken for the next reply.
        return this.#finish(this.#texts.lost(this.#address), false);
      }
    }
    if (waiting !== undefined) this.#startTimer(waiting);
    else if (this.#decoder.isInside && !this.#mayBeEvent()) this.#finish(this.#texts.lost(this.#address), false);
  }

  /** Whether what has begun to come can be an event. */
  #mayBeEvent(): boolean {
    const begin = this.#decoder.begin.replaceAll(/\s/g, "").slice(0, EVENT.length);
    return this.#options.onEvent !== undefined && EVENT.startsWith(begin);
  }

  #startTimer(waiting: Waiting): void {
    clearTimeout(waiting.timer);
    waiting.timer = setTimeout(() => {
      this.#finish(this.#texts.noReply(this.#address, this.#timeout / 1000), true);
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
    this.#options.onEnd?.();
  }
}

/**
 * Opens a connection.
 *
 * @throws {ChatError} If that fails; the message says why.
 */
export async function openLink(address: Address, options: LinkOptions = {}): Promise<Link> {
  const { timeout = 10_000, tls, signal, texts = textsOf("en") } = options;
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(texts.noAnswer(timeout / 1000)), timeout);
  const stop = () => giveUp.abort(texts.stopped);
  signal?.addEventListener("abort", stop);
  if (signal?.aborted) stop();
  try {
    const conn = await Deno.connect({ hostname: address.host, port: address.port, signal: giveUp.signal });
    conn.setNoDelay();
    conn.setKeepAlive();
    return new Link(tls ? await startTls(conn, address.host, tls, giveUp.signal) : conn, address, options);
  } catch (error) {
    const reason = giveUp.signal.aborted ? String(giveUp.signal.reason) : connectReason(error, texts);
    throw new ChatError(texts.cannotConnect(formatAddress(address.host, address.port), reason));
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

function connectReason(error: unknown, texts: Texts): string {
  if (error instanceof Deno.errors.ConnectionRefused) return texts.refused;
  const message = error instanceof Error ? error.message : String(error);
  if (message.includes("lookup")) return texts.unknownHost;
  const reason = tlsReason(error, texts);
  if (reason !== undefined) return reason;
  return message.replace(/ \(os error \d+\)$/, "");
}
