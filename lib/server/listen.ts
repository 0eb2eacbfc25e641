/**
 * The accept loop: takes connections, and takes leave of them. It knows no command.
 *
 * @module
 */

import { ChatError } from "../chat.ts";
import { Admission } from "./admission/admission.ts";
import { drain } from "./drain.ts";
import type { Transport } from "./connection/transport.ts";
import { Connection, type ConnectionOptions } from "./connection/connection.ts";
import { isDisconnect } from "./connection/close.ts";
import type { KeyPair } from "./connection/key_pair.ts";
import { SERVER_DEFAULTS, type ServerLimits } from "./limits.ts";
import type { Log } from "./log.ts";
import { bindPorts, type Ports } from "./ports.ts";
import type { Chat } from "./chat/chat.ts";
import { secure } from "./connection/tls.ts";
import { Inspector, type InspectorSettings } from "./watch/inspector.ts";
import { atMost, pause } from "../async.ts";
import { formatRedirect, pageUrl } from "./web/page_address.ts";
import { WebDoor, type WebPlace } from "./web/web_door.ts";

/** Milliseconds to wait after a failed accept, such as when there are no file descriptors left. */
const ACCEPT_PAUSE = 100;

/** Milliseconds in which a request that was on its way when the server was stopped is still read. */
const STOP_GRACE = 50;

/** Milliseconds that a stopped server waits for a peer that does not read its replies. */
const STOP_PATIENCE = 2_000;

/**
 * Milliseconds that it waits for a store that takes nothing, as a database that is gone. With what comes before and after it
 * they are fewer than the ten seconds after which the usual ways to run a program kill it.
 */
const STORE_PATIENCE = 5_000;

/** Milliseconds between two looks whether the time of day was set. */
const CLOCK_INTERVAL = 60_000;

/** Milliseconds after which what is known of who is there is kept: the most that a kill can take from it. */
const TICK_INTERVAL = 1_000;

/**
 * Connections that are accepted before everything else has its turn. While others wait at the door, an accept never has to
 * wait, nor does the read of who has asked already: the event loop would do nothing else.
 */
const TURN = 8;

/** Connections beyond the bound that are told to go at once; the next one waits until one of them is gone. */
const MAX_SENT_AWAY = 32;

/** Connections that wait for the proof of an inbox, and for nothing else, without a place; more of them keep theirs. */
const MAX_LEAVING = 16;

/** Options of {@linkcode listen}. */
export interface ListenOptions {
  /** Where, by address; on the same port of each. */
  readonly addresses: readonly string[];
  /** The port without TLS. 0 for any free port, `undefined` for none. */
  readonly port: number | undefined;
  /** The port with TLS, and what to show there; asked for each connection. @default none */
  readonly tls?: { readonly port: number; readonly keys: () => KeyPair } | undefined;
  /** The port of the page, with TLS if there are keys. @default none */
  readonly web?: WebPlace | undefined;
  /** Where connections and faults are told. */
  readonly log: Log;
  /** What peers may use. @default {SERVER_DEFAULTS} */
  readonly limits?: ServerLimits;
  /** What may be seen of the wire. @default what goes over it from now on, without the texts of others */
  readonly inspect?: InspectorSettings | undefined;
  /** How many connections there may be, while so many are open. @default as many as `limits` says */
  readonly places?: (open: number) => number;
}

/** A server that listens. Disposing of it stops it in order: what was asked is answered first. */
export interface Server extends AsyncDisposable {
  /** Those addresses that this machine has. */
  readonly addresses: readonly string[];
  /** The port without TLS, if there is one. */
  readonly port: number | undefined;
  /** The port with TLS, if there is one. */
  readonly tlsPort: number | undefined;
  /** Whether it takes nobody any more. */
  readonly isStopping: boolean;
  /** Takes nobody any more, and lets those who are there go within so many milliseconds, one after the other. */
  drain(span: number): Promise<void>;
  /** Where the page is, if there is one. */
  readonly web: { readonly addresses: readonly string[]; readonly port: number } | undefined;
}

/**
 * Listens and serves every peer that calls.
 *
 * @throws {ChatError} If it cannot listen there.
 */
export function listen(chat: Chat, options: ListenOptions): Server {
  return new Listening(chat, options, bindPorts(options));
}

/**
 * Makes sure that {@linkcode listen} can listen there, before anything else is begun.
 *
 * @throws {ChatError} If it cannot.
 */
export function checkAddresses(options: Pick<ListenOptions, "addresses" | "port" | "tls" | "web">): void {
  bindPorts(options)[Symbol.dispose]();
}

class Listening implements Server {
  readonly addresses: readonly string[];
  readonly port: number | undefined;
  readonly tlsPort: number | undefined;
  readonly web: Server["web"];
  isStopping = false;
  readonly #chat: Chat;
  readonly #log: Log;
  readonly #limits: ServerLimits;
  readonly #places: (open: number) => number;
  readonly #ports: Ports;
  readonly #connections = new Set<Connection>();
  /** Those that are told that there is no place for them, or no more, and take none. */
  readonly #sentAway = new Set<Connection>();
  /** Those whose peers are gone. */
  readonly #leaving = new Set<Connection>();
  readonly #stopping = new AbortController();
  /** What all connections share. */
  readonly #shared: ConnectionOptions;
  readonly #door: WebDoor | undefined;
  readonly #accepting: Promise<unknown>;
  readonly #watching: readonly ReturnType<typeof setInterval>[];
  #checking: ReturnType<typeof setInterval>;

  constructor(chat: Chat, options: ListenOptions, ports: Ports) {
    const { addresses, tls, web, log, limits = SERVER_DEFAULTS, places = () => limits.connections } = options;
    const { plain, secured } = ports;
    const stopping = this.#stopping.signal;
    this.addresses = (plain ?? secured)?.addresses ?? addresses;
    this.port = plain?.port;
    this.tlsPort = secured?.port;
    this.web = ports.web;
    this.#chat = chat;
    this.#log = log;
    this.#limits = limits;
    this.#places = places;
    this.#ports = ports;
    const page = web && ports.web && { ...ports.web, url: web.url, isSecure: tls !== undefined };
    const pageHint = page && ((own?: Deno.NetAddr) => own && formatRedirect(pageUrl(page, own.hostname)));
    this.#shared = { ...this.#share(options.inspect ?? {}), pageHint };
    const elsewhere = plain === undefined ? "" : `; without it, port ${plain.port}`;
    const hint = `This port takes TLS (ngobrol --tls)${elsewhere}`;
    this.#door = web && new WebDoor({ ...web, log, limits, stopping, take: (page) => this.#take(page) });
    this.#accepting = Promise.all([
      ...(plain?.listeners ?? []).map((listener) => this.#accept(listener, (conn) => this.#take(conn))),
      ...(secured?.listeners ?? []).map((listener) =>
        this.#accept(listener, (conn) => this.#take(secure(conn, tls!.keys(), hint)))
      ),
      ...(ports.web?.listeners ?? []).map((listener) =>
        this.#accept(
          listener,
          (conn) => this.#receive(tls ? secure(conn, tls.keys(), pageHint!(conn.localAddr)!) : conn),
        )
      ),
    ]);
    this.#checking = this.#checkPeers(limits.writeTimeout);
    // They never reject.
    this.#watching = [
      setInterval(() => void chat.logins.noteClock(), CLOCK_INTERVAL),
      setInterval(() => chat.tick(), TICK_INTERVAL),
    ];
  }

  async drain(span: number): Promise<void> {
    await this.#closePorts();
    if (span > 0) await drain(() => [...this.#connections], span);
  }

  async #closePorts(): Promise<void> {
    this.isStopping = true;
    this.#ports[Symbol.dispose]();
    await this.#accepting;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const impatience = setTimeout(() => this.#chat.giveUp(), STORE_PATIENCE);
    await this.#closePorts();
    await this.#door?.[Symbol.asyncDispose]();
    this.#chat.hub.notice("The server stops", { stopping: true });
    if (this.#connections.size > 0) await pause(STOP_GRACE);
    this.#stopping.abort();
    const [idle, others]: Connection[][] = [[], []];
    for (const connection of this.#all()) (connection.stop() ? idle! : others!).push(connection);
    clearInterval(this.#checking);
    this.#checking = this.#checkPeers(Math.min(this.#limits.writeTimeout, STOP_PATIENCE));
    await Promise.all(others!.map(({ closed }) => closed));
    // There is nothing to wait for but their ends; in Deno 2.8.3 (denoland/deno#35292) a close() ends no read.
    await atMost(STOP_PATIENCE, Promise.all(idle!.map(({ closed }) => closed)));
    clearInterval(this.#checking);
    this.#watching.forEach(clearInterval);
    await this.#chat.close();
    clearTimeout(impatience);
    this.#shared.inspector[Symbol.dispose]();
  }

  #share(inspect: InspectorSettings): ConnectionOptions {
    const [chat, log, limits, stopping] = [this.#chat, this.#log, this.#limits, this.#stopping.signal];
    const tlsHint = this.tlsPort === undefined
      ? "TLS is not enabled on this server"
      : `This is the plain port: TLS is on port ${this.tlsPort}`;
    const admission = new Admission({ limits, log, stopping });
    const inspector = new Inspector(chat, inspect, (error) => log.fault("Inspector", error));
    return {
      chat,
      inspector,
      log,
      limits,
      admission,
      stopping,
      tlsHint,
      onLeft: (connection) => {
        if (this.#leaving.size < MAX_LEAVING && this.#forget(connection)) this.#leaving.add(connection);
      },
      onReleased: (connection) => {
        if (!this.#forget(connection)) this.#leaving.delete(connection);
      },
    };
  }

  #forget(connection: Connection): boolean {
    return this.#connections.delete(connection) || this.#sentAway.delete(connection);
  }

  #all(): Connection[] {
    return [...this.#connections, ...this.#sentAway, ...this.#leaving];
  }

  #checkPeers(patience: number): ReturnType<typeof setInterval> {
    return setInterval(() => this.#all().forEach((connection) => connection.closeIfStalled(patience)), patience / 4);
  }

  async #accept(listener: Deno.TcpListener, take: (conn: Deno.TcpConn) => Promise<void>): Promise<void> {
    for (let count = 1;; count++) {
      try {
        await take(await listener.accept());
        if (count % TURN === 0) await pause(0);
      } catch (error) {
        if (error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted) return; // Closed.
        if (isDisconnect(error)) continue; // The peer was gone before it was accepted.
        this.#log.fault("Cannot accept a connection", error);
        await pause(ACCEPT_PAUSE);
      }
    }
  }

  /** Takes a connection to the door of the page. It gets a place only once it is a WebSocket. */
  async #receive(conn: Transport): Promise<void> {
    await this.#door!.room();
    void this.#door!.enter(conn);
  }

  async #take(transport: Transport): Promise<void> {
    while (this.#isFull && this.#sentAway.size >= MAX_SENT_AWAY) {
      await Promise.race(Array.from(this.#sentAway, ({ released }) => released));
    }
    const isRefused = this.#isFull && !this.#makeRoom();
    if (!isRefused) return void this.#connections.add(new Connection(transport, this.#shared));
    const most = this.#places(this.#connections.size);
    const reason = `Server is full: it has ${most} connections; try again in a minute`;
    this.#sentAway.add(new Connection(transport, this.#shared, new ChatError(reason, { code: "server_full" })));
  }

  get #isFull(): boolean {
    return this.#connections.size >= this.#places(this.#connections.size);
  }

  /** Dismisses the guest that makes room; tells whether there is one. */
  #makeRoom(): boolean {
    const guest = this.#shared.admission.makeRoom() as Connection | undefined; // There are no other guests.
    if (guest === undefined) return false;
    this.#connections.delete(guest);
    this.#sentAway.add(guest);
    return true;
  }
}
