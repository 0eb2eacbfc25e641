/**
 * The port on which a server is watched: `--metrics [HOST:]PORT`, with `/metrics` for Prometheus and `/health` for whoever
 * starts and restarts servers. It can only be read, has no name of a person in it, and knows no command.
 *
 * HTTP by hand, one request a connection: `Deno.serve` has no bound on connections and on the time of a request, and does
 * not end while one is open; what it would take from the chat has no end either.
 *
 * @module
 */

import { formatAddress } from "../../../chat.ts";
import { atMost, pause } from "../../../async.ts";
import type { Counters } from "../../chat/counters.ts";
import { close, isDisconnect, linger } from "../../connection/close.ts";
import { writeAll } from "../../connection/writer.ts";
import type { Log } from "../../log.ts";
import { bind, type Bound } from "../../bind.ts";
import { formatMetrics, METRICS_TYPE } from "./metrics.ts";
import type { StatusWatch } from "./status.ts";

/** Milliseconds of a whole request, and bytes of its head; connections at once, of which the oldest makes room. */
const REQUEST_TIME = 10_000;
const MAX_HEAD = 8 * 1024;
const MAX_CONNECTIONS = 16;

/** Milliseconds between two connections that are taken, and after one that could not be. */
const ACCEPT_PAUSE = 10;

/** Milliseconds in which a store that works answers. */
const HEALTH_TIME = 5_000;

/** Where a server is watched. */
export interface MetricsPlace {
  /** The name or address. */
  readonly host: string;
  /** The port; 0 for any free one. */
  readonly port: number;
}

/** What {@linkcode serveMetrics} needs. */
export interface MetricsOptions {
  /** The addresses. */
  readonly addresses: readonly string[];
  /** The port of each; 0 for any free one. */
  readonly port: number;
  /** Tells how the server is. */
  readonly watch: StatusWatch;
  /** What has happened. */
  readonly counters: Counters;
  /** Where faults are told. */
  readonly log: Log;
}

/** A port on which a server is watched, until it is disposed of. */
export interface MetricsServer extends AsyncDisposable {
  /** The first one, such as `127.0.0.1:9889`. */
  readonly address: string;
}

/**
 * Serves metrics and health.
 *
 * @throws {ChatError} If it cannot listen there.
 */
export function serveMetrics({ addresses, port, ...options }: MetricsOptions): MetricsServer {
  return new Watched(bind(addresses, port, "--metrics"), options);
}

class Watched implements MetricsServer {
  readonly address: string;
  readonly #bound: Bound;
  readonly #options: Pick<MetricsOptions, "watch" | "counters" | "log">;
  readonly #connections = new Map<Deno.TcpConn, Promise<void>>();
  readonly #accepting: Promise<unknown>;

  constructor(bound: Bound, options: Pick<MetricsOptions, "watch" | "counters" | "log">) {
    this.address = formatAddress(bound.addresses[0]!, bound.port);
    this.#bound = bound;
    this.#options = options;
    this.#accepting = Promise.all(bound.listeners.map((listener) => this.#accept(listener)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#bound[Symbol.dispose]();
    await this.#accepting;
    for (const conn of this.#connections.keys()) close(conn);
    await Promise.all(this.#connections.values());
  }

  async #accept(listener: Deno.TcpListener): Promise<void> {
    const connections = this.#connections;
    for (;; await pause(ACCEPT_PAUSE)) {
      try {
        const conn = await listener.accept();
        const [oldest] = connections.keys();
        if (connections.size >= MAX_CONNECTIONS) close(oldest!);
        connections.set(conn, this.#serve(conn).finally(() => connections.delete(conn)));
      } catch (error) {
        if (error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted) return; // Closed.
      }
    }
  }

  async #serve(conn: Deno.TcpConn): Promise<void> {
    const timer = setTimeout(() => close(conn), REQUEST_TIME);
    try {
      const head = await readHead(conn);
      const { method = "", path = "" } =
        /^(?<method>[A-Z]+) (?<path>[^ ?]*)\S* HTTP\/1\.[01]\r?\n/.exec(head)?.groups ?? {};
      const { status, type = "text/plain; charset=utf-8", body } = await this.#answer(method, path);
      const bytes = new TextEncoder().encode(body);
      const headers = `content-type: ${type}\r\ncontent-length: ${bytes.length}\r\ncache-control: no-store\r\n` +
        `${status.startsWith("405") ? "allow: GET, HEAD\r\n" : ""}connection: close\r\n`;
      await writeAll(conn, new TextEncoder().encode(`HTTP/1.1 ${status}\r\n${headers}\r\n`));
      if (method !== "HEAD") await writeAll(conn, bytes);
      await linger(conn);
    } catch (error) {
      if (!isDisconnect(error)) this.#options.log.fault("Metrics", error);
    } finally {
      clearTimeout(timer);
      close(conn);
    }
  }

  async #answer(method: string, path: string): Promise<Answer> {
    const { watch, counters } = this.#options;
    if (method === "") return { status: "400 Bad Request", body: "This port takes HTTP/1.1\n" };
    if (method !== "GET" && method !== "HEAD") return { status: "405 Method Not Allowed", body: "GET only\n" };
    switch (path) {
      case "/metrics":
        return {
          status: "200 OK",
          type: METRICS_TYPE,
          body: formatMetrics({ status: await watch.status(), counters }),
        };
      case "/health":
      case "/healthz":
        return await health(watch);
      default:
        return { status: "404 Not Found", body: "There are /metrics and /health\n" };
    }
  }
}

interface Answer {
  readonly status: string;
  readonly type?: string;
  readonly body: string;
}

/** The head of a request, or what came before its end if that is no head. */
async function readHead(conn: Deno.TcpConn): Promise<string> {
  let head = "";
  const buffer = new Uint8Array(MAX_HEAD);
  while (!/\r?\n\r?\n/.test(head) && head.length < MAX_HEAD) {
    const count = await conn.read(buffer);
    if (count === null) break;
    head += new TextDecoder("latin1").decode(buffer.subarray(0, count));
  }
  return /\r?\n\r?\n/.test(head) ? head : "";
}

/** Whether the store answers, which is all that the chat needs; with others on a database, how that is. */
async function health(watch: StatusWatch): Promise<Answer> {
  const { isStopping, database } = watch;
  const lines = database && [
    `primary: ${database.primary}`,
    `lag: ${Math.round(database.lag)} ms`,
    `batches in doubt: ${database.inDoubt}`,
    ...database.trouble === undefined ? [] : [`nothing can be stored now: ${database.trouble}`],
  ];
  const more = lines === undefined ? "" : `${lines.join("\n")}\n`;
  if (isStopping) return { status: "503 Service Unavailable", body: `The server stops\n${more}` };
  let isWell = false;
  await atMost(HEALTH_TIME, watch.status().then(() => isWell = true, () => {}));
  if (isWell) return { status: "200 OK", body: `ok\n${more}` };
  return { status: "503 Service Unavailable", body: `The store does not answer\n${more}` };
}
