/**
 * The page's end of the wire: a WebSocket that carries the lines of the protocol. Requests get their replies in order, events
 * come between; a connection that is lost, or gives no sign of life, is made again. It knows no command but `hello`.
 *
 * @module
 */

import type { ChatEvent, Reply } from "../../chat.ts";
import { delayBefore } from "../../client/connection/backoff.ts";
import { CLOCKS } from "../../clock.ts";
import type { Command } from "../../wire/command.ts";
import type { ErrorReply } from "../../wire/error.ts";
import { isEvent, parseEvent, REPLY_END } from "../../wire/event.ts";
import { parseReply } from "../../wire/reply.ts";
import { formatCommand } from "../../wire/request.ts";
import type { LinkState } from "../state/state.ts";
import { Places } from "../state/places.ts";

/** Milliseconds without anything from the server after which it is asked for a sign of life, and between two looks. */
const SILENT = 30_000;
const LOOK = 1_000;
/** Milliseconds for a reply, and for a connection: an `auth` may take 10 seconds, a server that is gone takes forever. */
const PATIENCE = 25_000;
const CONNECT = 10_000;
/** Where there are other servers: milliseconds for a connection, and for a reply until one finds out if the server is there. */
const CONNECT_ONE = 3_000;
const ANSWER = 2_000;
/** A connection that has stood so long, in milliseconds, is made at another server at once when it is lost. */
const STABLE = 10_000;
/** Characters of a reply that has no end: more than the largest inbox has. */
const MOST = 48 * 1024 * 1024;

/** A reply that will not come: its connection was lost, or there was none. What was asked may have been done. */
export class LinkLost extends Error {
  /** Its name. */
  override readonly name = "LinkLost";
  /** Whether it was asked. */
  readonly wasAsked: boolean;

  /** An error for whoever waits. */
  constructor(message: string, wasAsked = false) {
    super(message);
    this.wasAsked = wasAsked;
  }
}

/** What a {@linkcode Link} tells. */
export interface LinkOptions {
  /** Where the WebSockets of the chat are: the first is used as long as it is there, then any other. */
  readonly urls: readonly string[];
  /** It stands somewhere else. */
  readonly onState: (state: LinkState) => void;
  /** It is open: nothing was asked on this connection yet. */
  readonly onOpen: () => void;
  /** An event came. */
  readonly onEvent: (event: ChatEvent) => void;
  /** The server has refused something. */
  readonly onRefused: (refusal: ErrorReply) => void;
  /**
   * The connection is lost.
   *
   * @param last Why, if the server said so. @returns Whether to make another one.
   */
  readonly onLost: (last: ErrorReply | undefined) => boolean;
}

interface Waiting {
  readonly name: Command["name"];
  readonly since: number;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
}

/** A connection to the server, over and over. */
export class Link {
  readonly #options: LinkOptions;
  readonly #places: Places;
  #socket: WebSocket | undefined;
  #waiting: Waiting[] = [];
  #pending = "";
  #attempts = 0;
  #heardAt = 0;
  /** When the server first answered on this connection; `undefined`: it has not. */
  #goodSince: number | undefined;
  #timer: number | undefined;
  #probe: WebSocket | undefined;
  #last: ErrorReply | undefined;
  #retry: number | undefined;
  #ready: PromiseWithResolvers<void> | undefined;

  /** A link that is not connected yet. */
  constructor(options: LinkOptions) {
    this.#options = options;
    this.#places = new Places(options.urls);
    setInterval(() => this.#look(), LOOK);
  }

  /** Whether something can be asked. */
  get isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** Whether there are other servers of the chat. */
  get hasOthers(): boolean {
    return this.#places.hasOthers;
  }

  /** Connects, unless it is connected or on the way. */
  connect(): void {
    if (this.#socket !== undefined) return;
    clearTimeout(this.#retry);
    this.#options.onState({ kind: "connecting" });
    const socket = new WebSocket(this.#places.current);
    this.#socket = socket;
    this.#goodSince = undefined;
    this.#pending = "";
    this.#last = undefined;
    this.#timer = setTimeout(() => this.#lose(socket), this.hasOthers ? CONNECT_ONE : CONNECT);
    socket.onopen = () => {
      clearTimeout(this.#timer);
      this.#heardAt = CLOCKS.elapsed();
      this.#options.onState({ kind: "open" });
      this.#options.onOpen();
      this.#ready?.resolve();
      this.#ready = undefined;
    };
    socket.onmessage = ({ data }) => this.#take(String(data));
    socket.onclose = () => this.#lose(socket);
  }

  /**
   * Resolves when something can be asked; connects if nothing is on the way.
   *
   * @throws {LinkLost} If the server cannot be reached.
   */
  async ready(): Promise<void> {
    if (this.isOpen) return;
    this.connect();
    this.#ready ??= Promise.withResolvers();
    await this.#ready.promise;
  }

  /**
   * Asks, and waits for the reply.
   *
   * @throws {LinkLost} If there is no connection, or none any more.
   * @throws {ChatError} If it cannot be asked so: a parameter is empty or has what a line cannot have.
   */
  async ask(command: Command): Promise<Reply> {
    const line = formatCommand(command);
    const socket = this.#socket;
    if (socket === undefined || !this.isOpen) throw new LinkLost("There is no connection");
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    this.#waiting.push({ name: command.name, since: CLOCKS.elapsed(), resolve, reject });
    socket.send(line);
    return await promise;
  }

  /** Ends the connection, and makes another one at once if one is wanted. */
  renew(): void {
    if (this.#socket !== undefined) this.#lose(this.#socket);
    this.#attempts = 0;
    this.connect();
  }

  #take(data: string): void {
    this.#heardAt = CLOCKS.elapsed();
    // The end may be cut in two, and what came before it need not be looked at again.
    let from = Math.max(0, this.#pending.length - REPLY_END.length);
    this.#pending += data;
    let start = 0;
    for (let end; (end = this.#pending.indexOf(REPLY_END, from)) >= 0; from = start) {
      this.#takeOne(this.#pending.slice(start, end));
      start = end + REPLY_END.length;
    }
    this.#pending = this.#pending.slice(start);
    if (this.#pending.length > MOST && this.#socket !== undefined) this.#lose(this.#socket);
  }

  #takeOne(json: string): void {
    try {
      if (isEvent(json)) {
        const event = parseEvent(json);
        if (event !== undefined) this.#options.onEvent(event);
        return;
      }
    } catch {
      return; // An event of a later version, with a known name.
    }
    const asked = this.#waiting.shift();
    try {
      const reply = parseReply(json, asked?.name ?? "hello");
      // What nobody asked for, and what is said right before the end, tell why it ends.
      this.#last = reply.kind === "error" ? reply : undefined;
      if (reply.kind === "error") this.#options.onRefused(reply);
      else this.#good();
      asked?.resolve(reply);
    } catch (error) {
      asked?.reject(error as Error);
    }
  }

  #good(): void {
    this.#attempts = 0;
    this.#goodSince ??= CLOCKS.elapsed();
    this.#places.reached();
  }

  #lose(socket: WebSocket): void {
    if (this.#socket !== socket) return;
    this.#socket = undefined;
    clearTimeout(this.#timer);
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
    for (const { reject } of this.#waiting.splice(0)) reject(new LinkLost("The connection was lost", true));
    const isWanted = this.#options.onLost(this.#last);
    const isStable = this.#goodSince === undefined || CLOCKS.elapsed() - this.#goodSince > STABLE;
    const isNext = this.#places.leave() && isWanted && isStable;
    if (isNext) return this.connect();
    this.#ready?.reject(new LinkLost("The server cannot be reached"));
    this.#ready = undefined;
    if (!isWanted) return this.#options.onState({ kind: "resting" });
    const wait = delayBefore(++this.#attempts, Math.random());
    this.#options.onState({ kind: "waiting", until: CLOCKS.wall() + wait });
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.connect(), wait);
  }

  #look(): void {
    const socket = this.#socket;
    if (socket === undefined) return;
    const now = CLOCKS.elapsed();
    const silent = now - this.#heardAt;
    if (!this.isOpen) return;
    const oldest = this.#waiting[0];
    if (oldest === undefined) {
      if (silent > SILENT) this.ask({ name: "hello" }).catch(() => {});
      return;
    }
    const waited = Math.min(silent, now - oldest.since);
    if (waited > PATIENCE) this.#lose(socket);
    else if (waited > ANSWER && this.hasOthers) this.#findOut(socket);
  }

  /** Leaves a server that answers nothing at all; one that waits for its database opens another connection at once. */
  #findOut(socket: WebSocket): void {
    if (this.#probe !== undefined) return;
    const probe = this.#probe = new WebSocket(socket.url);
    const end = (isThere: boolean) => {
      clearTimeout(timer);
      probe.onopen = probe.onclose = null;
      this.#probe = undefined;
      probe.close();
      if (!isThere) this.#lose(socket);
    };
    const timer = setTimeout(() => end(false), CONNECT_ONE);
    probe.onopen = () => end(true);
    probe.onclose = () => end(false);
  }
}
