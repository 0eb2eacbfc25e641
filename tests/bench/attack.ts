/**
 * What a normal client notices of an attack, and what the server's memory does: a probe measures before each attack of
 * `attacks.ts` and beside it. Server, attacker and probe are processes of their own.
 *
 * @module
 */

import { existsSync } from "node:fs";
import type { Job, Outcome } from "./attacker.ts";
import { type Attack, ATTACKS } from "./attacks.ts";
import type { Bench } from "./bench.ts";
import { addLetters, addLogins, copyDirectory, type Crowd, makeCrowd } from "./crowd.ts";
import { logInPatiently } from "./owner.ts";
import type { Kind, ProbeJob, Times } from "./probe.ts";
import { compileC } from "./generator.ts";
import { openFiles, residentKib, runDeno, type Running, type StartOptions } from "./program.ts";
import { formatNumber, type Row, type Section, type Target } from "./report.ts";

/** Seconds of an attack, and of the probe before it. */
const SECONDS = 15;
const BEFORE = 4;

/** Seconds after which memory must be back, and the part and the MiB by which it may be more than before. */
const REST = 30;
const GROWTH = 0.2;
const ALLOWANCE = 15;

/** Seconds after the attack began in which the owner first tries to log in. */
const OWNER_AFTER = 3;

/** People in the crowd whom nobody attacks. */
const PROBES = [390, 397] as const;

/** Who goes first where the cores do not suffice: who measures, then the server, then the attacker and the rest. */
const PROBE_NICE = -15;
const SERVER_NICE = -10;

/** What was seen of one attack. */
interface Seen {
  readonly before: Record<Kind, Times>;
  readonly during: Record<Kind, Times>;
  /** Memory of the server in MiB, and its files. */
  readonly memory: { readonly before: number; readonly most: number; readonly after: number; readonly files: number };
  /** Seconds that the owner waited for a login, for the longest one. */
  readonly owner: number | undefined;
  /** MB by which the store grew. */
  readonly grown: number;
  readonly outcomes: readonly Outcome[];
}

/** Runs this part. */
export async function attack(bench: Bench): Promise<Section> {
  const crowd = await makeCrowd(bench.server, `${bench.directory}/crowd`);
  const rows: Row[] = [];
  const targets: Target[] = [];
  const notes: string[] = [];
  for (const name of bench.attacks.length > 0 ? bench.attacks : Object.keys(ATTACKS)) {
    const attack = ATTACKS[name];
    if (attack === undefined) throw new Error(`There is no attack ${name}; see --help`);
    bench.progress(`  ${name} ...`);
    const seen = await run(bench, crowd, name, attack);
    rows.push(toRow(name, seen));
    targets.push(...targetsOf(name, attack, seen));
    notes.push(`${name}: ${attack.title}${describe(seen)}`);
  }
  return { title: "Under attack", rows, targets, notes };
}

async function run(bench: Bench, crowd: Crowd, name: string, attack: Attack): Promise<Seen> {
  const directory = await prepare(bench, crowd, name, attack);
  try {
    await using server = await bench.server.start(directory, await startOptions(bench, attack));
    return await measure(bench, server, { crowd, attack, directory });
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
}

/** The data directory of an attack. */
async function prepare(bench: Bench, crowd: Crowd, name: string, attack: Attack): Promise<string> {
  const directory = `${bench.directory}/attack-${name}`;
  if (attack.letters !== undefined) await addLetters(bench.server, crowd, directory, attack.letters);
  else copyDirectory(crowd.directory, directory);
  if (attack.logins !== undefined) addLogins(directory, crowd.names.at(-1)!, attack.logins);
  return directory;
}

/** Where the certificate lies, for attacks with TLS. */
function pairIn(bench: Bench): string {
  return `${bench.directory}/pair`;
}

async function startOptions(bench: Bench, { start, tls, slowFlushes }: Attack): Promise<StartOptions> {
  const options = { ...start, limited: true, nice: SERVER_NICE };
  if (slowFlushes) return { ...options, env: await slowedFlushes(bench.directory) };
  if (!tls) return options;
  const pair = pairIn(bench);
  if (!existsSync(pair)) await bench.server.command(["cert", "--out", pair]);
  return { ...options, args: ["--cert", `${pair}/cert.pem`, "--key", `${pair}/key.pem`, "--tls-port", "0"] };
}

/** The environment in which a program's flushes take long, now and then. */
async function slowedFlushes(directory: string): Promise<Record<string, string>> {
  const library = `${directory}/slow_flush.so`;
  if (!await compileC("slow_flush.c", library, ["-shared", "-fPIC"])) throw new Error("This attack needs a C compiler");
  return { LD_PRELOAD: library };
}

interface Scene {
  readonly crowd: Crowd;
  readonly attack: Attack;
  readonly directory: string;
}

async function measure(bench: Bench, server: Running, { crowd, attack, directory }: Scene): Promise<Seen> {
  const seconds = Math.ceil((attack.seconds ?? SECONDS) * (bench.quick ? 0.5 : 1));
  const tokens = crowd.tokens.slice(...PROBES);
  const before = await probe({ port: server.port, seconds: BEFORE, tokens });
  const size = sizeOf(directory);
  using watch = watchMemory(server);
  const memoryBefore = watch.most();
  const [outcomes, during, owner] = await Promise.all([
    flood(server, {
      seconds,
      floods: attack.floods(crowd),
      ...attack.tls && { certificate: await Deno.readTextFile(`${pairIn(bench)}/cert.pem`) },
    }),
    probe({ port: server.port, seconds, tokens }),
    attack.owner && logInPatiently(server.port, attack.owner(crowd), { after: OWNER_AFTER, seconds }),
    attack.addsPeople && addPeople(bench, directory),
  ]);
  const [most, files] = [watch.most(), watch.files()];
  const after = await settle(server, allowed(memoryBefore));
  const grown = (sizeOf(directory) - size) / 1e6;
  return { before, during, memory: { before: memoryBefore, most, after, files }, owner, grown, outcomes };
}

async function probe(job: ProbeJob): Promise<Record<Kind, Times>> {
  const script = new URL("./probe.ts", import.meta.url).pathname;
  return JSON.parse(await runDeno(["-A", script], JSON.stringify(job), { nice: PROBE_NICE }));
}

async function flood({ port, tlsPort }: Running, rest: Omit<Job, "ports">): Promise<Outcome[]> {
  if (rest.floods.length === 0) return [];
  const job: Job = { ports: { plain: port, tls: tlsPort }, ...rest };
  const script = new URL("./attacker.ts", import.meta.url).pathname;
  return JSON.parse(await runDeno(["-A", script], JSON.stringify(job)));
}

/** What an operator does beside it. */
async function addPeople({ server }: Bench, directory: string): Promise<void> {
  for (const name of ["one", "two", "three"]) {
    await server.command(["user", "add", name, "--password-stdin", "--data", directory], "surabaya\n");
  }
}

/** Looks at the server's memory and files, over and over. */
function watchMemory(server: Running) {
  let [most, files] = [0, 0];
  function look(): void {
    most = Math.max(most, residentKib(server.pid) / 1024);
    files = Math.max(files, openFiles(server.pid));
  }
  look();
  const timer = setInterval(look, 500);
  return { most: () => most, files: () => files, [Symbol.dispose]: () => clearInterval(timer) };
}

/** The server's memory in MiB as soon as it is no more than `enough`, at the latest {@linkcode REST} seconds from now. */
async function settle(server: Running, enough: number): Promise<number> {
  for (let second = 0;; second++) {
    const now = residentKib(server.pid) / 1024;
    if (now < enough || second === REST) return now;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

function allowed(before: number): number {
  return before * (1 + GROWTH) + ALLOWANCE;
}

/** Bytes of the files in a directory. */
function sizeOf(directory: string): number {
  return Array.from(Deno.readDirSync(directory)).reduce(
    (sum, { name }) => sum + Deno.statSync(`${directory}/${name}`).size,
    0,
  );
}

function toRow(name: string, { before, during, memory, owner }: Seen): Row {
  return {
    "attack": name,
    "send p50 before, ms": before.send.p50,
    "p99 before": before.send.p99,
    "p50": during.send.p50,
    "p99": during.send.p99,
    "slowest": during.send.slowest,
    "hello p99": during.hello.p99,
    "newcomer p99": during.newcomer.p99,
    "MiB before": memory.before,
    "most": memory.most,
    "after": memory.after,
    "files": memory.files,
    "owner in, s": owner === undefined ? "" : formatNumber(owner),
  };
}

function targetsOf(name: string, attack: Attack, { during, memory, owner, grown, outcomes }: Seen): Target[] {
  const kind: Kind = attack.slowFlushes ? "hello" : "send";
  const { p99, slowest } = during[kind];
  const refused = Object.values(during.newcomer.errors).reduce((sum, count) => sum + count, 0);
  const failed = Object.values(during[kind].errors).reduce((sum, count) => sum + count, 0);
  const of = (what: string) => `${name}: ${what}`;
  return [
    { what: of(`${kind} p99`), value: p99, below: 50, unit: " ms" },
    { what: of(`${kind} slowest`), value: slowest, below: 500, unit: " ms" },
    { what: of(`${kind} that failed`), value: failed, below: 1 },
    { what: of("memory afterwards"), value: memory.after, below: Math.round(allowed(memory.before)), unit: " MiB" },
    ...owner === undefined ? [] : [{ what: of("the owner is in"), value: owner, below: 3, unit: " s" }],
    ...attack.mebibytes === undefined
      ? []
      : [{ what: of("memory before"), value: memory.before, below: attack.mebibytes, unit: " MiB" }],
    ...attack.newcomers ? [{ what: of("newcomers refused"), value: refused, below: 1 }] : [],
    ...attack.megabytes === undefined
      ? []
      : [{ what: of("the store grew"), value: grown, below: attack.megabytes, unit: " MB" }],
    ...attack.keepsFirst ? [{ what: of("readers cut off"), value: outcomes[0]!.closed, below: 1 }] : [],
  ];
}

/** What became of the attackers, and what went wrong for the probe. */
function describe({ during, outcomes }: Seen): string {
  const attackers = outcomes.map(({ opened, closed, sentBytes, receivedBytes, replies, errors }) =>
    `; ${opened} opened, ${closed} ended by the server, ${formatNumber(sentBytes / 1e6)} MB sent, ${
      formatNumber(receivedBytes / 1e6)
    } MB and ${replies} replies read${list(errors)}`
  );
  const wrong = Object.entries(during).filter(([, { errors }]) => Object.keys(errors).length > 0)
    .map(([kind, { count, errors }]) => `; the probe's ${kind}, ${count} times${list(errors)}`);
  return [...attackers, ...wrong].join("");
}

function list(errors: Readonly<Record<string, number>>): string {
  return Object.entries(errors).map(([message, count]) => `, ${count} x "${message}"`).join("");
}
