/**
 * OpenTelemetry by Deno's own support: a collector gets the metrics that Prometheus gets, under the same names, and nobody
 * gets anything where nothing asks for it.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { connect, serverProgram, startProcess, temporaryDirectory } from "../support/helpers.ts";
import { exitCode, within } from "../support/patience.ts";

/** What a collector gets, as far as it is looked at: OTLP as JSON. */
interface Sent {
  readonly resourceMetrics: readonly {
    readonly scopeMetrics: readonly {
      readonly scope: { readonly name: string };
      readonly metrics: readonly { readonly name: string; readonly sum?: Points; readonly gauge?: Points }[];
    }[];
  }[];
}

interface Points {
  readonly isMonotonic?: boolean;
  readonly dataPoints: readonly {
    readonly asDouble?: number;
    readonly asInt?: string;
    readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue: string } }[];
  }[];
}

/** A collector on this machine, which tells each time what it got, by name and labels. */
function startCollector() {
  let arrived = Promise.withResolvers<Map<string, number>>();
  let requests = 0;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    requests++;
    const sent = await request.json() as Sent;
    if (request.url.endsWith("/v1/metrics")) {
      arrived.resolve(read(sent));
      arrived = Promise.withResolvers();
    }
    return new Response("{}", { headers: { "content-type": "application/json" } });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    get requests() {
      return requests;
    },
    next: () => within("metrics at the collector", arrived.promise),
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function read({ resourceMetrics }: Sent): Map<string, number> {
  const scopes = resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics);
  const metrics = scopes.filter(({ scope }) => scope.name === "ngobrol").flatMap(({ metrics }) => metrics);
  return new Map(metrics.flatMap(({ name, sum, gauge }) => {
    assertEquals(sum !== undefined, name.endsWith("_total"), name);
    return (sum ?? gauge)!.dataPoints.map(({ asDouble, asInt, attributes }) => {
      const labels = attributes.map(({ key, value }) => `${key}="${value.stringValue}"`).join(",");
      return [labels === "" ? name : `${name}{${labels}}`, asDouble ?? Number(asInt)] as const;
    });
  }));
}

/** Deno decides when it makes an executable whether that sends: docs/operating.md. */
const isSource = Deno.env.get("CI_EXECUTABLES") !== "1";

function testSource(name: string, fn: () => Promise<void>): void {
  Deno.test({ name: isSource ? name : `${name} (needs the programs from their sources)`, ignore: !isSource, fn });
}

testSource("a collector of OpenTelemetry gets what Prometheus gets, while it happens", async () => {
  using directory = temporaryDirectory();
  await using collector = startCollector();
  const env = {
    OTEL_DENO: "true",
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_METRIC_EXPORT_INTERVAL: "200",
  };
  const args = ["--port", "0", "--metrics", "0", "--log", "quiet", "--data", `${directory.path}/data`];
  await using server = await startProcess(serverProgram(), args, { env, shows: "Metrics: " });
  using peer = await connect(server.port);
  const token = await peer.logIn("maya");
  await peer.ask(`send ${token} izza hi`);
  await peer.ask("nonsense");
  let sent = await collector.next();
  while (sent.get("ngobrol_requests_total") !== 3) sent = await collector.next();
  assertEquals(sent.get("ngobrol_messages_total"), 1);
  assertEquals(sent.get("ngobrol_connections"), 1);
  assertEquals(sent.get('ngobrol_request_errors_total{code="unknown_command"}'), 1);
  const [, base] = /Metrics: (http:\/\/\S+\/metrics)/.exec(server.banner)!;
  const lines = (await (await fetch(base!)).text()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const names = lines.map((line) => line.slice(0, line.lastIndexOf(" ")));
  assertEquals([...sent.keys()].sort(), names.sort());
  server.process.kill("SIGTERM");
  assertEquals(await exitCode(server.process), 0, "it stops with a collector as without one");
});

testSource("a collector that is not there costs the chat nothing", async () => {
  using directory = temporaryDirectory();
  const env = {
    OTEL_DENO: "true",
    OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9",
    OTEL_METRIC_EXPORT_INTERVAL: "50",
  };
  const args = ["--port", "0", "--log", "quiet", "--data", `${directory.path}/data`];
  await using server = await startProcess(serverProgram(), args, { env });
  using peer = await connect(server.port);
  const token = await peer.logIn("maya");
  for (let count = 0; count < 50; count++) assertEquals((await peer.ask(`send ${token} izza hi`))["status"], "OK");
  server.process.kill("SIGTERM");
  assertEquals(await exitCode(server.process), 0);
});

testSource("nothing is sent unless OTEL_DENO says so, though the environment names a collector", async () => {
  using directory = temporaryDirectory();
  for (const asks of [true, false]) {
    await using collector = startCollector();
    const env = {
      ...asks && { OTEL_DENO: "true" },
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    };
    const args = ["--port", "0", "--log", "quiet", "--data", `${directory.path}/${asks}`];
    await using server = await startProcess(serverProgram(), args, { env });
    server.process.kill("SIGTERM"); // What is not sent yet is sent at the end.
    assertEquals(await exitCode(server.process), 0);
    assertEquals(collector.requests > 0, asks);
  }
});
