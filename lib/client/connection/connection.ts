/**
 * One connection to a server: one request out, one reply in, and events between them. It knows when it is lost, but not
 * what is in a request or an event, and it makes no new connection.
 *
 * @module
 */

import { atMost, Slices, turn } from "../../async.ts";
import { ChatError, formatAddress } from "../../chat.ts";
import { isEvent } from "../../wire/event.ts";
import type { Lookup } from "../../resolve.ts";
import { LARGEST_REPLY, ReplyDecoder } from "./reply_decoder.ts";
import { Rest } from "./rest.ts";
import { type Texts, textsOf } from "../i18n/texts.ts";
import type { TlsOptions } from "./tls.ts";

/** Where a server listens. */
export interface Address {
  /** Its name or address. */
  readonly host: string;
  /** Its port. */
  readonly port: number;
}

/** The connection ended before the reply came. */
export class LostError extends ChatError {
  /** Whether something of the request may have reached the server. */
  readonly wasSent: boolean;
  /** Whether this end gave up: the server did not answer, or not as it should. */
  readonly closedByUs: boolean;

  /** An error with a message for the user. */
  constructor(message: string, { wasSent, closedByUs }: { wasSent: boolean; closedByUs: boolean }) {
    super(message);
    this.name = "LostError";
    this.wasSent = wasSent;
    this.closedByUs = closedByUs;
  }
}

interface Waiting extends PromiseWithResolvers<string> {
  timer: ReturnType<typeof setTimeout> | undefined;
  /** Settles when the caller has the reply. */
  readonly given: PromiseWithResolvers<void>;
}

/** Bytes that an event may have, and what else comes while no request waits: far more than the longest message has. */
const LARGEST_EVENT = 1 << 20;

interface End {
  readonly message: string;
  readonly closedByUs: boolean;
}

/** Options of a {@linkcode Connection}, and of what opens one. */
export interface ConnectionOptions {
  /** Milliseconds to wait for the connection, and for a reply while nothing of it comes. @default 10_000 */
  timeout?: number;
  /** Milliseconds to wait for the connection, if not those. @default {timeout} */
  connectTimeout?: number;
  /** Bytes that any reply may have. @default {LARGEST_REPLY} */
  replyLimit?: number;
  /** Connects by TLS. @default without */
  tls?: TlsOptions | undefined;
  /** Gives up the attempt to connect. @default none */
  signal?: AbortSignal;
  /** Finds the addresses of a name. @default as the system does */
  lookup?: Lookup | undefined;
  /**
   * Called with each event, without its end, one at a time: before the reply that comes after it, and after who waited
   * for the one before it had a turn to show that. It never fails. While it waits, nothing is read. @default an event
   * is something that nobody asked for
   */
  onEvent?: ((json: string) => void | Promise<void>) | undefined;
  /** Called with what came and is no reply or event: it has no end, or nobody asked for it. @default nobody */
  onStray?: ((text: string) => void) | undefined;
  /** Called once when the connection has ended, from either end. @default nobody */
  onEnd?: (() => void) | undefined;
  /** What errors say. @default in English */
  texts?: Texts | undefined;
}

/** Milliseconds that the end of the last read may take, once the connection is closed. */
const CLOSE_TIME = 2_000;

/** A connection, which reads from its start to its end, so that it knows when the server has closed it. */
export class Connection {
  readonly #conn: Pick<Deno.Conn, "read" | "write" | "close">;
  readonly #address: string;
  readonly #options: ConnectionOptions;
  readonly #timeout: number;
  readonly #replyLimit: number;
  readonly #texts: Texts;
  readonly #decoder: ReplyDecoder;
  readonly #rest: Rest;
  readonly #reading: Promise<void>;
  #waiting: Waiting | undefined;
  /** Settles when the last reply was shown, where that is done without waiting for anything else. */
  #shown: Promise<void> | undefined;
  /** Whether what has begun to come began before the request that waits: it is not its reply. */
  #isUnasked = false;
  #end: End | undefined;

  /** A connection over `conn`, which nothing else reads or writes. */
  constructor(
    conn: Pick<Deno.Conn, "read" | "write" | "close">,
    { host, port }: Address,
    options: ConnectionOptions = {},
  ) {
    const { timeout = 10_000, replyLimit = LARGEST_REPLY, texts = textsOf("en") } = options;
    this.#conn = conn;
    this.#address = formatAddress(host, port);
    this.#options = options;
    this.#texts = texts;
    this.#timeout = timeout;
    this.#replyLimit = replyLimit;
    this.#decoder = new ReplyDecoder({ texts, limit: LARGEST_EVENT });
    this.#rest = new Rest(this.#decoder, this.#address, texts, options.onStray);
    this.#reading = this.#read();
  }

  /** Whether the connection still stands, as far as it is known. */
  get isOpen(): boolean {
    return this.#end === undefined;
  }

  /** Why it has ended. */
  get failure(): string | undefined {
    return this.#end?.message;
  }

  /** Whether a request waits for its reply. */
  get isBusy(): boolean {
    return this.#waiting !== undefined;
  }

  /**
   * Sends `line` and returns its reply without the end of it. There may be no other request that waits.
   *
   * @param largest Bytes that the reply may have.
   * @throws {LostError} If the connection is lost before the reply has come.
   */
  async exchange(line: string, largest = LARGEST_REPLY): Promise<string> {
    if (this.#end !== undefined) throw new LostError(this.#end.message, { wasSent: false, closedByUs: false });
    const waiting: Waiting = {
      ...Promise.withResolvers<string>(),
      timer: undefined,
      given: Promise.withResolvers<void>(),
    };
    this.#waiting = waiting;
    this.#decoder.blank = "";
    this.#decoder.limit = Math.min(largest, this.#replyLimit);
    this.#startTimer(waiting);
    const writing = this.#write(new TextEncoder().encode(line));
    try {
      return await waiting.promise;
    } catch {
      const { message, closedByUs } = this.#end!;
      throw new LostError(message, { wasSent: await writing !== "nothing", closedByUs });
    } finally {
      // A server may answer what it did not read to its end; the timer ends a writing that would last for ever.
      await writing;
      clearTimeout(waiting.timer);
      waiting.given.resolve();
    }
  }

  /** Ends the connection; a request that waits for its reply fails. */
  async close(): Promise<void> {
    this.#finish(this.#texts.wasClosed(this.#address), true);
    // In Deno 2.8.3 (denoland/deno#35292) a close() ends no read.
    await atMost(CLOSE_TIME, this.#reading);
  }

  async #read(): Promise<void> {
    const buffer = new Uint8Array(64 * 1024);
    try {
      for (let count = await this.#conn.read(buffer); count !== null; count = await this.#conn.read(buffer)) {
        await this.#take(buffer.subarray(0, count));
      }
    } catch (error) {
      if (error instanceof ChatError) this.#drop(error.message, true);
      // Any other error is a reset, or the end that this program made: the connection is gone either way.
    }
    const [lost, rest] = [this.#texts.lost(this.#address), this.#rest.words];
    this.#finish(rest === undefined ? lost : `${lost}: ${rest}`, false);
  }

  async #take(bytes: Uint8Array): Promise<void> {
    const { onEvent } = this.#options;
    // A request that begins while an event is handled has no part in what had come by then.
    let waiting = this.#waiting;
    const slices = new Slices();
    const frames = this.#decoder.push(bytes);
    this.#rest.watch(frames.length > 0);
    for (const json of frames) {
      await this.#shown;
      await slices.next();
      if (this.#end !== undefined) return;
      const isReply = waiting !== undefined && !this.#isUnasked;
      this.#isUnasked = false;
      if (onEvent !== undefined && isEvent(json)) {
        await onEvent(json);
      } else if (waiting !== undefined && isReply) {
        this.#give(waiting, json);
        waiting = undefined;
      } else {
        // What nobody asked for would be taken for the next reply.
        return this.#drop(this.#rest.unasked(json), false);
      }
    }
    // A rest that is told may not come before the reply that came before it.
    if (this.#decoder.isInside) await this.#shown;
    if (this.#end !== undefined) return;
    const { stranger } = this.#rest;
    if (stranger !== undefined) return this.#drop(stranger, waiting !== undefined);
    if (waiting !== undefined) return this.#startTimer(waiting);
    this.#isUnasked = this.#decoder.isInside;
    if (this.#isUnasked && !this.#mayBeEvent()) this.#drop(this.#rest.unasked(), false);
  }

  #give(waiting: Waiting, json: string): void {
    this.#waiting = undefined;
    this.#decoder.limit = LARGEST_EVENT;
    waiting.resolve(json);
    // What comes after the reply must not be shown before it.
    this.#shown = waiting.given.promise.then(turn);
  }

  /** Whether what has begun to come can be an event: it is an object, and does not begin as a reply does. */
  #mayBeEvent(): boolean {
    return this.#options.onEvent !== undefined && /^\s*(?:$|\{(?!\s*"status))/.test(this.#decoder.begin);
  }

  #startTimer(waiting: Waiting): void {
    clearTimeout(waiting.timer);
    waiting.timer = setTimeout(() => {
      this.#drop(this.#rest.words ?? this.#texts.noReply(this.#address, this.#timeout / 1000), true);
    }, this.#rest.timeout(this.#timeout));
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

  #drop(reason: string, closedByUs: boolean): void {
    this.#finish(this.#texts.dropped(reason), closedByUs);
  }

  #finish(message: string, closedByUs: boolean): void {
    if (this.#end !== undefined) return;
    this.#rest.tell();
    this.#end = { message, closedByUs };
    this.#conn.close();
    this.#waiting?.reject(this.#end);
    this.#waiting = undefined;
    this.#options.onEnd?.();
  }
}
