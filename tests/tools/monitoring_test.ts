/**
 * What an operator is given to watch a server: the dashboard and the alerts name what the server tells, and a real
 * Prometheus takes them.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { ERROR_CODES } from "../../lib/chat.ts";
import { listMetrics } from "../../lib/server/admin/status/metrics.ts";
import { Counters } from "../../lib/server/chat/counters.ts";
import { connect, ROOT, run, serverProgram, startProcess, temporaryDirectory } from "../support/helpers.ts";
import { exitCode, PATIENCE, until, within } from "../support/patience.ts";
import { testWith } from "../support/with_program.ts";

const MONITORING = `${ROOT}docs/monitoring`;
const ALERTS = `${MONITORING}/alerts.yml`;

interface Target {
  readonly expr: string;
}

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly description: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets: readonly Target[];
}

interface Dashboard {
  readonly panels: readonly Panel[];
  readonly annotations: { readonly list: readonly Target[] };
  readonly templating: { readonly list: readonly { readonly name: string; readonly definition?: string }[] };
}

const dashboard: Dashboard = JSON.parse(Deno.readTextFileSync(`${MONITORING}/grafana.json`));

/** Every query of the dashboard, by the title of what it draws. */
const QUERIES = [
  ...dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ title, expr }))),
  ...dashboard.annotations.list.map(({ expr }) => ({ title: "annotation", expr })),
];

/** A query as Grafana sends it, for the server at an address. */
function fillIn(expr: string): string {
  return expr.replaceAll("$__rate_interval", "1m").replaceAll("$instance", ".*");
}

/** The names of metrics in an expression: what is not in braces or quotes, no function, and no word of the language. */
function metricsIn(expr: string): string[] {
  const bare = expr.replace(/\{[^}]*\}|"[^"]*"|\[[^\]]*\]|\b(?:by|without) \([^)]*\)/g, " ");
  return [...bare.matchAll(/\b[a-z_:][\w:]*\b(?!\s*\()/g)].map(([name]) => name).filter((name) => name !== "by");
}

/** How the way to a database is, for a server that has one. */
const DATABASE = { primary: "db1", lag: 0, inDoubt: 0, repeated: 0, barriers: 0, waited: 0 };

/** What the server tells, whatever it is told of. */
function told(more: { readonly database?: typeof DATABASE } = {}): Set<string> {
  const status = {
    ...{ version: "", pid: 1, started: 0, uptime: 0, addresses: [], accounts: 0, people: [], messages: 0, memory: 0 },
    ...{
      connections: { open: 0, pages: 0, all: 0 },
      rates: { requests: 0, messages: 0 },
      disk: { database: 0, files: 0 },
    },
  };
  return new Set(listMetrics({ status: { ...status, ...more }, counters: new Counters() }).map(({ name }) => name));
}

Deno.test("the scan finds the metrics of an expression, and nothing else", () => {
  const expr = 'sum by (code) (rate(a_total{code=~"b|c_.*"}[5m])) > 0 and time() - d < 14 * 86400';
  assertEquals(metricsIn(expr).filter((name) => name !== "and"), ["a_total", "d"]);
});

Deno.test("the dashboard and the alerts name metrics and codes that the server tells, and leave out none", () => {
  const known = told();
  const alerts = Deno.readTextFileSync(ALERTS);
  const exprs = [
    ...QUERIES.map(({ expr }) => expr),
    ...Array.from(alerts.matchAll(/^ +expr: (.*)$/gm), ([, it]) => it!),
  ];
  const named = new Set(exprs.flatMap(metricsIn));
  const all = told({ database: DATABASE });
  assertEquals([...named].filter((name) => name !== "up" && !all.has(name)), []);
  const { definition = "" } = dashboard.templating.list.find(({ name }) => name === "instance")!;
  const unseen = [...known].filter((name) => !named.has(name) && !definition.includes(name));
  assertEquals(unseen, []);
  const [, codes = ""] = /code=~"([^"]+)"/.exec(alerts)!;
  for (const code of codes.split("|")) assert(ERROR_CODES.some((it) => new RegExp(`^${code}$`).test(it)), code);
});

Deno.test("the panels of the dashboard have names and numbers of their own, say what they show, and lie beside each other", () => {
  const { panels } = dashboard;
  for (const key of ["id", "title"] as const) assertEquals(new Set(panels.map((it) => it[key])).size, panels.length);
  const taken = new Set<string>();
  for (const { title, description, gridPos: { x, y, w, h } } of panels) {
    assert(description.length > 0 && x + w <= 24, title);
    for (let column = x; column < x + w; column++) {
      for (let row = y; row < y + h; row++) {
        assert(!taken.has(`${column},${row}`), `${title} lies on another`);
        taken.add(`${column},${row}`);
      }
    }
  }
});

testWith(
  ["promtool"],
  "promtool finds nothing wrong with the alerts, and each wakes somebody when it shall",
  async () => {
    const check = await run(["promtool", "check", "rules"], [ALERTS]);
    assertEquals([check.code, check.err], [0, ""], check.out);
    const test = await run(["promtool", "test", "rules"], [`${ROOT}tests/data/alerts_test.yml`]);
    assertEquals(test.code, 0, test.out + test.err);
  },
);

/** A real Prometheus that watches a server. */
function startPrometheus(directory: string, target: string) {
  const probe = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = probe.addr as Deno.NetAddr;
  probe.close();
  const every = "{ scrape_interval: 200ms, scrape_timeout: 200ms, evaluation_interval: 200ms }";
  const job = `{ job_name: ngobrol, static_configs: [{ targets: ["${target}"] }] }`;
  Deno.writeTextFileSync(
    `${directory}/prometheus.yml`,
    `global: ${every}\nrule_files: ["${ALERTS}"]\nscrape_configs: [${job}]\n`,
  );
  const args = [`--config.file=${directory}/prometheus.yml`, `--storage.tsdb.path=${directory}/tsdb`];
  const process = new Deno.Command("prometheus", {
    args: [...args, `--web.listen-address=127.0.0.1:${port}`, "--log.level=error"],
    ...{ stdin: "null", stdout: "null", stderr: "null" } as const,
  }).spawn();
  return {
    /** What its API answers; `undefined` while it has no answer. */
    async ask(path: string): Promise<{ status: string; data: Record<string, unknown[]> } | undefined> {
      const signal = AbortSignal.timeout(PATIENCE);
      const url = `http://127.0.0.1:${port}/api/v1/${path}`;
      return await fetch(url, { signal }).then((it) => it.json()).catch(() => undefined); // It is not ready.
    },
    async [Symbol.asyncDispose]() {
      process.kill("SIGTERM");
      await exitCode(process);
    },
  };
}

testWith(
  ["prometheus"],
  "a real Prometheus draws every graph of the dashboard for a real server, and alerts when that is gone",
  async () => {
    using directory = temporaryDirectory();
    const { path } = directory;
    const cert = await run(serverProgram(), ["cert", "--out", `${path}/pair`]);
    assertEquals(cert.code, 0, cert.err);
    const tls = ["--tls-port", "0", "--cert", `${path}/pair/cert.pem`, "--key", `${path}/pair/key.pem`];
    const args = ["--port", "0", "--metrics", "0", "--log", "quiet", "--data", `${path}/data`, "--backup-every", "1d"];
    await using server = await startProcess(serverProgram(), [...args, ...tls], { shows: "Metrics: " });
    using peer = await connect(server.port);
    await peer.logIn("maya");
    await using prometheus = startPrometheus(path, /http:\/\/([^/]+)\/metrics/.exec(server.banner)![1]!);
    const query = async (expr: string) =>
      (await prometheus.ask(`query?query=${encodeURIComponent(fillIn(expr))}`))?.data["result"] ?? [];
    await until(async () => (await query("ngobrol_backup_newest_seconds")).length > 0, "the first backup is seen");
    await peer.ask("nonsense");
    for (const { title, expr } of QUERIES.filter(({ title }) => title !== "annotation")) {
      await until(async () => (await query(expr)).length > 0, `${title} shows something: ${expr}`);
    }
    const asked = await prometheus.ask(`query?query=${encodeURIComponent(fillIn(QUERIES.at(-1)!.expr))}`);
    assertEquals(asked?.status, "success");
    assertEquals(await query('ALERTS{alertname!="NgobrolDiskFull"}'), []);
    server.process.kill("SIGKILL");
    await within("the end of the server", server.process.status);
    await until(async () => (await query('ALERTS{alertname="NgobrolDown"}')).length > 0, "somebody is to be told");
  },
);
