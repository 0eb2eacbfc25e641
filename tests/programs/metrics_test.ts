/**
 * `--metrics`: what is counted is what happened, in the format of Prometheus, for those who may see it.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { connect, PASSWORD, run, serverProgram, startProcess, temporaryDirectory } from "../support/helpers.ts";
import { exitCode, within } from "../support/patience.ts";
import { testWith } from "../support/with_program.ts";
import { formatAddress } from "../../lib/chat.ts";
import { resolve } from "../../lib/resolve.ts";
import { formatMetrics } from "../../lib/server/admin/status/metrics.ts";
import { Counters } from "../../lib/server/chat/counters.ts";
import type { Status } from "../../lib/server/admin/status/status.ts";

const STATUS: Status = {
  version: 'ngobrol-server 1 "x" \\',
  pid: 1,
  started: 1_795_826_637_253,
  uptime: 5,
  addresses: [],
  certificateUntil: 1_795_826_637_000,
  accounts: 4,
  people: ["maya"],
  connections: { open: 1, pages: 1, all: 2 },
  messages: 3,
  rates: { requests: 1, messages: 1 },
  disk: { database: 10, files: 20, free: 30 },
  memory: 40,
  backups: { newest: 1_795_826_637_000, failure: "no space" },
};

/** Starts a server with metrics. */
async function start(data: string, ...args: string[]) {
  const words = ["--port", "0", "--log", "quiet", "--data", data, "--metrics", "0", ...args];
  const server = await startProcess(serverProgram(), words, { shows: "Metrics: " });
  return { server, base: /Metrics: (http:\/\/[^/]+)\//.exec(server.banner)![1]! };
}

const get = async (url: string, method = "GET") => {
  const response = await fetch(url, { method });
  return { status: response.status, type: response.headers.get("content-type"), body: await response.text() };
};

/** The value of each metric, by its name with its labels. */
async function measure(base: string): Promise<Map<string, number>> {
  const { body } = await get(`${base}/metrics`);
  const lines = body.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.split(" ").at(-1))]));
}

Deno.test("the metrics count what happened: connections, requests, errors by their code, messages and bytes", async () => {
  using directory = temporaryDirectory();
  const { server, base } = await start(`${directory.path}/data`);
  await using _ = server;
  {
    using peer = await connect(server.port);
    const token = await peer.logIn("maya");
    await peer.ask(`send ${token} izza hi`);
    await peer.ask(`send ${token} nobody hi`);
    await peer.ask("nonsense");
    const now = await measure(base);
    const counted = {
      ngobrol_connections: 1,
      ngobrol_people_connected: 1,
      ngobrol_accounts: 4,
      ngobrol_connections_accepted_total: 1,
      ngobrol_requests_total: 4,
      'ngobrol_request_errors_total{code="no_user"}': 1,
      'ngobrol_request_errors_total{code="unknown_command"}': 1,
      'ngobrol_request_errors_total{code="internal"}': 0,
      ngobrol_logins_total: 1,
      ngobrol_messages_total: 1,
      ngobrol_stored_messages: 1,
    };
    assertEquals(Object.fromEntries(Object.keys(counted).map((name) => [name, now.get(name)])), counted);
    const requests = `auth maya ${PASSWORD}\r\nsend ${token} izza hi\r\nsend ${token} nobody hi\r\nnonsense\r\n`;
    assertEquals(now.get("ngobrol_received_bytes_total"), requests.length);
    assert(now.get("ngobrol_sent_bytes_total")! > 100);
    assert(now.get("ngobrol_disk_free_bytes")! > 0 && now.get("process_resident_memory_bytes")! > 1e6);
  }
  using peer = await connect(server.port);
  await peer.ask("hello");
  const later = await measure(base);
  assertEquals(later.get("ngobrol_connections_accepted_total"), 2);
  assert(later.get("ngobrol_received_bytes_total")! > 100, "what went over a connection that is closed still counts");
});

Deno.test("the port of the metrics is of this machine, can only be read, and tells no name and whether the store answers", async () => {
  using directory = temporaryDirectory();
  const { server, base } = await start(`${directory.path}/data`);
  await using _ = server;
  assertMatch(base, /^http:\/\/127\.0\.0\.1:\d+$/);
  using peer = await connect(server.port);
  await peer.logIn("maya");
  const metrics = await get(`${base}/metrics`);
  assertEquals([metrics.status, metrics.type], [200, "text/plain; version=0.0.4; charset=utf-8"]);
  assertEquals(/maya|127\.0\.0\.1/.test(metrics.body), false);
  const health = await get(`${base}/health`);
  assertEquals([health.status, health.body], [200, "ok\n"]);
  assertEquals((await get(`${base}/`)).status, 404);
  for (const method of ["POST", "PUT", "DELETE"]) assertEquals((await get(`${base}/metrics`, method)).status, 405);
  const second = await run(serverProgram(), [
    "--port",
    "0",
    "--data",
    `${directory.path}/b`,
    "--metrics",
    base.slice(7),
  ]);
  assertEquals([second.code, second.err.split("\n").length], [1, 2], second.err);
  assertMatch(second.err, /^Cannot listen on 127\.0\.0\.1:\d+: the port is in use; choose another with --metrics$/m);
  for (const wrong of ["", "x", "70000", "[::1]", "1.2.3.4", "0.0.0.0:x"]) {
    const { code, err } = await run(serverProgram(), ["--data", `${directory.path}/c`, "--metrics", wrong]);
    assertEquals([code, err.split("\n").length], [2, 2], wrong);
  }
});

Deno.test("B6, B7: the metrics are at each address of a name, in whichever form it is written", async () => {
  using directory = temporaryDirectory();
  for (const [place, host] of [["LOCALHOST:0", "localhost"], ["[0:0:0:0:0:0:0:1]:0", "::1"]] as const) {
    const addresses = (await resolve(host, new AbortController().signal)).filter(canListen);
    if (addresses.length === 0) continue; // A machine without IPv6.
    const { server, base } = await start(`${directory.path}/${host.length}`, "--metrics", place);
    await using _ = server;
    const port = Number(new URL(base).port);
    for (const address of addresses) {
      assertEquals((await get(`http://${formatAddress(address, port)}/health`)).body, "ok\n", address);
    }
  }
  const { code, err } = await run(serverProgram(), ["--data", `${directory.path}/b`, "--metrics", "no.invalid:9889"]);
  assertEquals([code, err], [1, "Cannot listen on no.invalid: there is no such name\n"]);
});

function canListen(hostname: string): boolean {
  try {
    Deno.listen({ hostname, port: 0 }).close();
    return true;
  } catch {
    return false;
  }
}

Deno.test("who holds connections to the port of the metrics keeps nobody else away, and no server from stopping", async () => {
  using directory = temporaryDirectory();
  const { server, base } = await start(`${directory.path}/data`);
  await using _ = server;
  using held = new DisposableStack();
  for (let count = 0; count < 40; count++) {
    const conn = await Deno.connect({ hostname: "127.0.0.1", port: Number(base.split(":").at(-1)) });
    held.defer(() => conn.close());
    if (count % 2 === 0) await conn.write(new TextEncoder().encode("GET /metrics HTTP/1.1\r\n"));
  }
  assertEquals((await get(`${base}/health`)).body, "ok\n");
  server.process.kill("SIGTERM");
  assertEquals(await exitCode(server.process), 0);
});

Deno.test("what is no HTTP is told so", async () => {
  using directory = temporaryDirectory();
  const { server, base } = await start(`${directory.path}/data`);
  await using _ = server;
  for (const request of ["auth maya surabaya\r\n\r\n", `${"x".repeat(9000)}`]) {
    using conn = await Deno.connect({ hostname: "127.0.0.1", port: Number(base.split(":").at(-1)) });
    await conn.write(new TextEncoder().encode(request));
    const answer = await within("an answer", new Response(conn.readable).text(), () => {});
    assertMatch(answer, /^HTTP\/1\.1 400 Bad Request\r\n/);
  }
});

testWith(["promtool"], "promtool finds nothing wrong with the metrics", async () => {
  const text = formatMetrics({ status: STATUS, counters: new Counters() });
  const { code, out, err } = await run(["promtool", "check", "metrics"], [], { input: text });
  assertEquals({ code, out, err }, { code: 0, out: "", err: "" });
});

Deno.test("each metric has its help and its type once, a counter ends in _total, and texts are quoted", () => {
  const text = formatMetrics({ status: STATUS, counters: new Counters() });
  const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name!, type!]);
  assertEquals(new Set(types.map(([name]) => name)).size, types.length);
  for (const [name, type] of types) assertEquals(name!.endsWith("_total"), type === "counter", name);
  assertEquals([...text.matchAll(/^# HELP (\S+) ./gm)].map(([, name]) => name), types.map(([name]) => name));
  assert(text.includes('ngobrol_build_info{version="ngobrol-server 1 \\"x\\" \\\\"} 1\n'), text);
  assert(
    text.includes("ngobrol_backup_failed 1\n") && text.includes("ngobrol_certificate_expiry_seconds 1795826637\n"),
  );
});
