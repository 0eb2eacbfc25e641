/**
 * Several servers on one PostgreSQL, against one server with SQLite in the same run: what sends and live messages cost with and
 * without a synchronous standby, what is stored changes of that, and what servers cost that only listen.
 *
 * @module
 */

import type { Bench } from "../bench.ts";
import { compileC, createGenerator, type Generator } from "../generator.ts";
import { addPeople, chat } from "../live.ts";
import { cpuSeconds, familySeconds, type Running } from "../program.ts";
import { median, type Row, type Section, type Target } from "../report.ts";
import { POSTGRES } from "../../support/postgres.ts";
import { addLogins, type Database, fill, type Place, PLACES, startDatabase } from "./database.ts";
import { type Cost, measureSends, type Shape, type Subject } from "./sends.ts";

/** Servers on one database. */
const COUNTS = [1, 2, 4];

const ALONE: Shape = { senders: 1, depth: 1 };
const CLASS: Shape = { senders: 64, depth: 1 };
const MANY: Shape = { senders: 64, depth: 16 };

/** Accounts of a database, those who send, and those who are live. */
const ACCOUNTS = 1_000;
const PEOPLE = 64;
const LIVE = 40;

/** What is stored before, where it is much. */
const MUCH = { accounts: 100_000, messages: 5_000_000 };

/** What is promised: messages a second, milliseconds of a lone one with a standby, and of a live one across servers. */
const RATE = 40_000;
const LONE = 2.5;
const ACROSS = 40;

/** What all measurements share. */
interface Scene {
  readonly bench: Bench;
  readonly generators: readonly Generator[];
  readonly sqlite: Subject;
  readonly rounds: number;
  readonly time: number;
  readonly rows: Row[];
  readonly targets: Target[];
  readonly notes: string[];
}

/** Runs this part. */
export async function cluster(bench: Bench): Promise<Section> {
  const title = "Several servers on one PostgreSQL, against one with SQLite";
  if (POSTGRES === undefined) return { title, rows: [], notes: ["there is no PostgreSQL here"] };
  await using stack = new AsyncDisposableStack();
  const scene: Scene = {
    bench,
    generators: await createGenerators(bench),
    sqlite: await startSqlite(bench, stack),
    ...bench.quick ? { rounds: 1, time: 800 } : { rounds: 3, time: 3_000 },
    rows: [],
    targets: [],
    notes: [],
  };
  await measure(scene, scene.sqlite, { name: "SQLite", shapes: [ALONE, CLASS, MANY] });
  for (const place of PLACES) await measurePlace(scene, place);
  if (!bench.quick) await measureMuch(scene);
  return { title, rows: scene.rows, targets: scene.targets, notes: [...scene.notes, ...explain(scene)] };
}

/** One for each server. */
async function createGenerators({ directory }: Bench): Promise<Generator[]> {
  return await Promise.all(Array.from({ length: Math.max(...COUNTS) }, async (_, index) => {
    const own = `${directory}/generator-${index}`;
    await Deno.mkdir(own);
    return await createGenerator(own);
  }));
}

async function startSqlite(bench: Bench, stack: AsyncDisposableStack): Promise<Subject> {
  const directory = `${bench.directory}/cluster-sqlite`;
  await (await bench.server.start(directory))[Symbol.asyncDispose](); // Makes the store.
  const people = await addPeople(directory, PEOPLE);
  return { servers: [stack.use(await bench.server.start(directory))], people };
}

async function measurePlace(scene: Scene, place: Place): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await startDatabase(place));
  const people = await fill(database, { accounts: ACCOUNTS, messages: 0, people: PEOPLE });
  const live = place === "standby" ? await addLogins(database, LIVE) : [];
  const servers: Running[] = [];
  for (const count of COUNTS) {
    while (servers.length < count) servers.push(await startServer(scene, database, stack));
    const shapes = count === 1 ? [ALONE, CLASS, MANY] : [MANY];
    const name = `${count} ${count === 1 ? "server" : "servers"}, ${place}`;
    await measure(scene, { servers, people, database }, { name, shapes });
    if (count === 2 && place === "standby") await measureLive(scene, { servers, people: live, database });
  }
  if (place === "standby") await measureIdle(scene, database, { servers, stack });
}

let started = 0;

async function startServer(
  { bench }: Scene,
  { url, isSafe }: Database,
  stack: AsyncDisposableStack,
): Promise<Running> {
  const args = ["--store", url, "--no-web", ...isSafe ? [] : ["--store-unsafe"]];
  const directory = `${bench.directory}/cluster-${started++}`;
  return stack.use(await bench.server.start(directory, { args, stderr: "piped" }));
}

/** Measures shapes of load, in turns with SQLite. */
async function measure(
  scene: Scene,
  subject: Subject,
  { name, shapes }: { name: string; shapes: readonly Shape[] },
): Promise<void> {
  const { generators, sqlite, rounds, time, bench } = scene;
  await measureSends(generators, subject, MANY, { time: 700, warmUp: 300 }); // Compiles.
  for (const shape of shapes) {
    const found: { cost: Cost; ratio: number }[] = [];
    for (let round = 0; round < rounds; round++) {
      const base = await measureSends(generators, sqlite, shape, { time, warmUp: 200 });
      const cost = subject === sqlite ? base : await measureSends(generators, subject, shape, { time, warmUp: 200 });
      found.push({ cost, ratio: cost.rate / base.rate });
    }
    const row = summarize(`${name}, ${shape.senders} x ${shape.depth}`, found);
    scene.rows.push(row);
    scene.targets.push(...targetsOf(name, shape, row));
    bench.progress(`${row["servers, senders x in flight"]}: ${Math.round(row["messages/s"])} messages/s`);
  }
}

function targetsOf(name: string, shape: Shape, row: ReturnType<typeof summarize>): Target[] {
  if (name !== "1 server, standby") return [];
  if (shape === ALONE) {
    return [{ what: "a lone send with a standby, p50", value: row["p50 ms"], below: LONE, unit: " ms" }];
  }
  return shape === MANY ? [{ what: "sends a second with a standby", value: row["messages/s"], atLeast: RATE }] : [];
}

function summarize(name: string, found: readonly { cost: Cost; ratio: number }[]) {
  const of = (pick: (cost: Cost) => number | undefined) => median(found.map(({ cost }) => pick(cost) ?? 0));
  const shared = (pick: (cost: Cost) => number | undefined) => found[0]!.cost.batch === undefined ? "" : of(pick);
  return {
    "servers, senders x in flight": name,
    "messages/s": of(({ rate }) => rate),
    "to SQLite": median(found.map(({ ratio }) => ratio)),
    "p50 ms": of(({ p50 }) => p50),
    "p99 ms": of(({ p99 }) => p99),
    "server us": of(({ server }) => server),
    "a batch": shared(({ batch }) => batch),
    "primary us": shared(({ primary }) => primary),
    "standby us": shared(({ standby }) => standby),
    "log B": shared(({ log }) => log),
    "others %": of(({ others }) => others),
  };
}

/** A class whose members write to those of another server, and acknowledge what they get. */
async function measureLive(scene: Scene, { servers, people, database }: Required<Subject>): Promise<void> {
  const generator = `${scene.bench.directory}/cluster-live`;
  if (!await compileC("live.c", generator)) return;
  const target = { port: servers.map(({ port }) => port).join(","), pid: servers[0]!.pid };
  const time = scene.bench.quick ? 3_000 : 10_000;
  const once = await chat(generator, target, people, { pace: 1_000, time });
  const what = `a live message to somebody of another server, ${LIVE} live who write once a second`;
  scene.targets.push({ what: `${what}, p50`, value: once.p50 / 1000, below: ACROSS, unit: " ms" });
  const cpu = () => servers.reduce((sum, { pid }) => sum + cpuSeconds(pid), 0);
  const [before, used] = [await database.usage(), cpu()];
  const fast = await chat(generator, target, people, { pace: 0, time });
  const [after, now] = [await database.usage(), cpu()];
  const each = (seconds: number) => (seconds * 1e6 / (after.messages - before.messages)).toFixed(0);
  scene.notes.push(
    `${what}: p50 ${(once.p50 / 1000).toFixed(1)} ms, p99 ${(once.p99 / 1000).toFixed(1)} ms`,
    `as fast as they can: ${
      (fast.delivered / fast.seconds).toFixed(0)
    } a second, each delivered and acknowledged; CPU us of ` +
      `one: ${each(after.primary - before.primary)} of the primary, ${
        each(after.standby - before.standby)
      } of the standby, ` +
      `${each(now - used)} of the servers`,
  );
}

/** Servers that only listen, and those of a quick run. */
const LISTENERS = 20;
const FEW = 4;

/** What servers cost that have nothing to do but to ask for news. */
async function measureIdle(
  scene: Scene,
  database: Database,
  { servers, stack }: { servers: Running[]; stack: AsyncDisposableStack },
): Promise<void> {
  const { bench, time, notes } = scene;
  const count = bench.quick ? FEW : LISTENERS;
  while (servers.length < count) servers.push(await startServer(scene, database, stack));
  const read = () => ({
    primary: familySeconds(database.primary.pid),
    servers: servers.reduce((sum, { pid }) => sum + cpuSeconds(pid), 0),
    at: performance.now() / 1000,
  });
  await pause(SETTLING);
  const before = read();
  await pause(2 * time);
  const after = read();
  const percent = (seconds: number) => (100 * seconds / (after.at - before.at)).toFixed(1);
  notes.push(
    `${count} servers that only listen: ${percent(after.primary - before.primary)} % of a core of the primary, ` +
      `${percent((after.servers - before.servers) / count)} % of a core of each`,
  );
}

/** Milliseconds after which what was under way is done, and what was just started has come to rest. */
const SETTLING = 2_000;

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** What a send costs where much is stored, and how much room that takes. */
async function measureMuch(scene: Scene): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await startDatabase("no standby"));
  const start = performance.now();
  const people = await fill(database, { ...MUCH, people: PEOPLE });
  const took = (performance.now() - start) / 1000;
  const size = Number(await database.sql("SELECT pg_database_size(current_database())"));
  const [accounts, messages] = [MUCH.accounts, MUCH.messages].map((count) => count.toLocaleString("en"));
  const name = `${accounts} accounts, ${messages} messages`;
  scene.notes.push(
    `${name}: ${(size / MUCH.messages).toFixed(0)} bytes of the database's disk for each message; filled in ${
      took.toFixed(0)
    } s`,
  );
  const servers = [await startServer(scene, database, stack)];
  await measure(scene, { servers, people, database }, { name, shapes: [ALONE, CLASS, MANY] });
}

function explain({ rounds, time }: Scene): string[] {
  return [`medians of ${rounds} rounds of ${time / 1000} s`];
}
