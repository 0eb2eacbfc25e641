/**
 * The port on which a server is watched: `--metrics [HOST:]PORT`, with `/metrics` for Prometheus and `/health` for whoever
 * starts and restarts servers. It can only be read, has no name of a person in it, and knows no command.
 *
 * @module
 */

import { ChatError, formatAddress } from "../../chat.ts";
import { atMost } from "../../async.ts";
import type { Counters } from "../chat/counters.ts";
import type { Log } from "../log.ts";
import { formatMetrics, METRICS_TYPE } from "./metrics.ts";
import type { StatusWatch } from "./status.ts";

/** Milliseconds in which a store that works answers. */
const HEALTH_TIME = 5_000;

/** Where a server is watched. */
export interface MetricsPlace {
  /** The address. */
  readonly host: string;
  /** The port; 0 for any free one. */
  readonly port: number;
}

/** What {@linkcode serveMetrics} needs. */
export interface MetricsOptions extends MetricsPlace {
  /** Tells how the server is. */
  readonly watch: StatusWatch;
  /** What has happened. */
  readonly counters: Counters;
  /** Where faults are told. */
  readonly log: Log;
}

/** A port on which a server is watched, until it is disposed of. */
export interface MetricsServer extends AsyncDisposable {
  /** Such as `127.0.0.1:9889`. */
  readonly address: string;
}

/**
 * Serves metrics and health.
 *
 * @throws {ChatError} If it cannot listen there.
 */
export function serveMetrics({ host, port, watch, counters, log }: MetricsOptions): MetricsServer {
  const onError = (error: unknown) => {
    log.fault("Metrics", error);
    return text(500, "Internal error\n");
  };
  const handler = async (request: Request): Promise<Response> => {
    if (request.method !== "GET" && request.method !== "HEAD") return text(405, "GET only\n", { allow: "GET, HEAD" });
    switch (new URL(request.url).pathname) {
      case "/metrics":
        return text(200, formatMetrics({ status: await watch.status(), counters }), { "content-type": METRICS_TYPE });
      case "/health":
        return await health(watch);
      default:
        return text(404, "There are /metrics and /health\n");
    }
  };
  try {
    const server = Deno.serve({ hostname: host, port, onError, onListen: () => {}, handler });
    const { addr } = server;
    return {
      address: formatAddress(addr.hostname, addr.port),
      [Symbol.asyncDispose]: () => server.shutdown().then(() => {}),
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ChatError(`Cannot serve metrics on ${formatAddress(host, port)}: ${reason}`, { cause: error });
  }
}

/** Whether the store answers, which is all that the chat needs. */
async function health(watch: StatusWatch): Promise<Response> {
  let isWell = false;
  await atMost(HEALTH_TIME, watch.status().then(() => isWell = true, () => {}));
  return isWell ? text(200, "ok\n") : text(503, "The store does not answer\n");
}

function text(status: number, body: string, headers: Record<string, string> = {}): Response {
  const common = { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" };
  return new Response(body, { status, headers: { ...common, ...headers } });
}
