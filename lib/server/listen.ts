/**
 * The accept loop: takes connections, and takes leave of them. It knows no command.
 *
 * @module
 */

import { ChatError } from "../chat.ts";
import { type Connection, serveConnection } from "./connection.ts";
import { DEFAULT_LIMITS, type Limits } from "./limits.ts";
import type { Log } from "./log.ts";
import type { Service } from "./service.ts";
import { pause } from "./wait.ts";

/** Milliseconds to wait after a failed accept, such as when there are no file descriptors left. */
const ACCEPT_PAUSE = 100;

/** Milliseconds in which a request that was on its way when the server was stopped is still read. */
const STOP_GRACE = 50;

/** Connections beyond the bound that are told so at once. */
const MAX_REFUSALS = 32;

/** Options of {@linkcode listen}. */
export interface ListenOptions {
  readonly hostname: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly log: Log;
  /** @default {DEFAULT_LIMITS} */
  readonly limits?: Limits;
}

/** A server that listens. Disposing of it stops it in order: what was asked is answered first. */
export interface Server extends AsyncDisposable {
  readonly hostname: string;
  readonly port: number;
}

/**
 * Listens and serves every peer that calls.
 *
 * @throws {ChatError} If it cannot listen there.
 */
export function listen(service: Service, options: ListenOptions): Server {
  const { hostname, port, log, limits = DEFAULT_LIMITS } = options;
  const listener = bind(hostname, port);
  const connections = new Set<Connection>();

  function take(conn: Deno.TcpConn): void {
    const isFull = connections.size >= limits.connections;
    if (connections.size >= limits.connections + MAX_REFUSALS) return conn.close(); // Nothing is left even to say so.
    const refusal = isFull ? `The server has its ${limits.connections} connections; try again later` : undefined;
    const connection = serveConnection(conn, { service, log, limits, refusal });
    connections.add(connection);
    void connection.closed.then(() => connections.delete(connection));
  }

  async function accept(): Promise<void> {
    while (true) {
      try {
        take(await listener.accept());
      } catch (error) {
        if (error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted) return; // Closed.
        log.fault("Cannot accept a connection", error);
        await pause(ACCEPT_PAUSE);
      }
    }
  }

  const accepting = accept();
  const checking = setInterval(
    () => connections.forEach((connection) => connection.checkPeer()),
    limits.writeTimeout / 4,
  );
  return {
    hostname: listener.addr.hostname,
    port: listener.addr.port,
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
      if (connections.size > 0) await pause(STOP_GRACE);
      for (const connection of connections) connection.stop();
      await Promise.all(Array.from(connections, ({ closed }) => closed));
      clearInterval(checking);
    },
  };
}

function bind(hostname: string, port: number): Deno.TcpListener {
  try {
    return Deno.listen({ hostname, port });
  } catch (error) {
    throw new ChatError(`Cannot listen on ${formatAddress(hostname, port)}: ${explain(error)}`, { cause: error });
  }
}

function explain(error: unknown): string {
  if (error instanceof Deno.errors.AddrInUse) return "the port is in use; choose another with --port";
  if (error instanceof Deno.errors.AddrNotAvailable) return "this machine has no such address";
  if (error instanceof Deno.errors.PermissionDenied) return "the port may not be used; choose one above 1023";
  return error instanceof Error ? error.message : String(error);
}

/** An address and a port as people write them: `127.0.0.1:8889`, `[::1]:8889`. */
export function formatAddress(hostname: string, port: number): string {
  return hostname.includes(":") ? `[${hostname}]:${port}` : `${hostname}:${port}`;
}

/** Whether only this machine can reach a server that listens on `hostname`. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "::1" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
