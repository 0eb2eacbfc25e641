/**
 * The accept loop: takes connections, and takes leave of them. It knows no command.
 *
 * @module
 */

import { ChatError } from "../chat.ts";
import { Admission } from "./admission/admission.ts";
import { bind } from "./bind.ts";
import type { Transport } from "./connection/transport.ts";
import { Connection } from "./connection/connection.ts";
import { isDisconnect } from "./connection/close.ts";
import type { KeyPair } from "./connection/key_pair.ts";
import { SERVER_DEFAULTS, type ServerLimits } from "./limits.ts";
import type { Log } from "./log.ts";
import type { Chat } from "./chat/service.ts";
import { secure } from "./connection/tls.ts";
import { atMost, pause } from "../async.ts";

/** Milliseconds to wait after a failed accept, such as when there are no file descriptors left. */
const ACCEPT_PAUSE = 100;

/** Milliseconds in which a request that was on its way when the server was stopped is still read. */
const STOP_GRACE = 50;

/** Milliseconds that a stopped server waits for a peer that does not read its replies. */
const STOP_PATIENCE = 2_000;

/** Milliseconds between two looks whether the time of day was set. */
const CLOCK_INTERVAL = 60_000;

/**
 * Connections that are accepted before everything else has its turn. While others wait at the door, an accept never has to
 * wait, nor does the read of who has asked already: the event loop would do nothing else.
 */
const TURN = 8;

/** Connections beyond the bound that are told to go at once; who comes then waits until one of them is gone. */
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
  readonly log: Log;
  /** @default {DEFAULT_LIMITS} */
  readonly limits?: ServerLimits;
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
}

/**
 * Listens and serves every peer that calls.
 *
 * @throws {ChatError} If it cannot listen there.
 */
// deno-lint-ignore ngobrol/function-length
export function listen(chat: Chat, options: ListenOptions): Server {
  const { addresses, port, tls, log, limits = SERVER_DEFAULTS, places = () => limits.connections } = options;
  using listeners = new DisposableStack();
  const plain = port === undefined ? undefined : listeners.use(bind(addresses, port, "--port"));
  const secured = tls === undefined ? undefined : listeners.use(bind(addresses, tls.port, "--tls-port"));
  const tlsHint = secured === undefined
    ? "TLS is not enabled on this server"
    : `This is the plain port: TLS is on port ${secured.port}`;
  const elsewhere = plain === undefined ? "" : `; without it, port ${plain.port}`;
  const plainHint = `This port takes TLS (ngobrol --tls)${elsewhere}`;
  const connections = new Set<Connection>();
  /** Those that are told that there is no place for them, or no more, and take none. */
  const sentAway = new Set<Connection>();
  /** Those whose peers are gone. */
  const leaving = new Set<Connection>();
  const stopping = new AbortController();
  const admission = new Admission({ limits, log, stopping: stopping.signal });
  const shared = { chat, log, limits, admission, stopping: stopping.signal, tlsHint, onLeft, onReleased };

  function forget(connection: Connection): boolean {
    return connections.delete(connection) || sentAway.delete(connection);
  }

  function onLeft(connection: Connection): void {
    if (leaving.size < MAX_LEAVING && forget(connection)) leaving.add(connection);
  }

  function onReleased(connection: Connection): void {
    if (!forget(connection)) leaving.delete(connection);
  }

  /** Lets the least of the guests go; tells whether there is one. */
  function makeRoom(): boolean {
    const guest = admission.makeRoom() as Connection | undefined; // There are no other guests.
    if (guest === undefined) return false;
    connections.delete(guest);
    sentAway.add(guest);
    return true;
  }

  async function take(conn: Deno.TcpConn, keys?: () => KeyPair): Promise<void> {
    const isFull = () => connections.size >= places(connections.size);
    while (isFull() && sentAway.size >= MAX_SENT_AWAY) {
      await Promise.race(Array.from(sentAway, ({ released }) => released));
    }
    const isRefused = isFull() && !makeRoom();
    const carrier: Transport = keys === undefined ? conn : secure(conn, keys(), plainHint);
    if (!isRefused) return void connections.add(new Connection(carrier, shared));
    const reason = `Server is full: it has ${places(connections.size)} connections; try again in a minute`;
    sentAway.add(new Connection(carrier, shared, new ChatError(reason, { code: "server_full" })));
  }

  async function accept(listener: Deno.TcpListener, keys?: () => KeyPair): Promise<void> {
    for (let count = 1;; count++) {
      try {
        await take(await listener.accept(), keys);
        if (count % TURN === 0) await pause(0);
      } catch (error) {
        if (error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted) return; // Closed.
        if (isDisconnect(error)) continue; // The peer was gone before it was accepted.
        log.fault("Cannot accept a connection", error);
        await pause(ACCEPT_PAUSE);
      }
    }
  }

  function all(): Connection[] {
    return [...connections, ...sentAway, ...leaving];
  }

  function checkPeers(patience: number): ReturnType<typeof setInterval> {
    return setInterval(() => all().forEach((connection) => connection.closeIfStalled(patience)), patience / 4);
  }

  const accepting = Promise.all([
    ...(plain?.listeners ?? []).map((listener) => accept(listener)),
    ...(secured?.listeners ?? []).map((listener) => accept(listener, tls?.keys)),
  ]);
  let checking = checkPeers(limits.writeTimeout);
  // It never rejects.
  const watching = setInterval(() => void chat.logins.noteClock(), CLOCK_INTERVAL);
  const open = listeners.move();
  return {
    addresses: (plain ?? secured)?.addresses ?? addresses,
    port: plain?.port,
    tlsPort: secured?.port,
    async [Symbol.asyncDispose]() {
      open.dispose();
      await accepting;
      chat.hub.notice("The server stops");
      if (connections.size > 0) await pause(STOP_GRACE);
      stopping.abort();
      const [idle, others]: Connection[][] = [[], []];
      for (const connection of all()) (connection.stop() ? idle! : others!).push(connection);
      clearInterval(checking);
      checking = checkPeers(Math.min(limits.writeTimeout, STOP_PATIENCE));
      await Promise.all(others!.map(({ closed }) => closed));
      // There is nothing to wait for but their ends; in Deno 2.8.3 (denoland/deno#35292) a close() ends no read.
      await atMost(STOP_PATIENCE, Promise.all(idle!.map(({ closed }) => closed)));
      clearInterval(checking);
      clearInterval(watching);
      await chat.logins.noteClock();
    },
  };
}

/**
 * Makes sure that {@linkcode listen} can listen there, before anything else is begun.
 *
 * @throws {ChatError} If it cannot.
 */
export function checkAddresses({ addresses, port, tls }: Pick<ListenOptions, "addresses" | "port" | "tls">): void {
  if (port !== undefined) bind(addresses, port, "--port")[Symbol.dispose]();
  if (tls !== undefined) bind(addresses, tls.port, "--tls-port")[Symbol.dispose]();
}
