/**
 * What a normal client notices of an attack, and what the server's memory does: a probe measures before each attack of
 * `attacks.ts` and beside it. Server, attacker and probe are processes of their own.
 *
 * @module
 */

import { existsSync } from "node:fs";
import type { Bench } from "../bench.ts";
import { slowFlushes } from "../day.ts";
import { watchOthers } from "../generator.ts";
import { RUN_DENO, type Running, runProgram, type StartOptions } from "../program.ts";
import type { Row, Section, Target } from "../report.ts";
import type { Job, Outcome } from "./attacker.ts";
import { type Attack, ATTACKS } from "./attacks.ts";
import { addLetters, addLogins, copyDirectory, type Crowd, makeCrowd } from "./crowd.ts";
import { allowed, describe, type Seen, targetsOf, toRow } from "./findings.ts";
import { logInPatiently } from "./owner.ts";
import { createProbe, type Probe } from "./probe.ts";
import { settle, sizeOf, watchMemory } from "./watch.ts";

/** Seconds of an attack, and of the probe before it. */
const SECONDS = 15;
const BEFORE = 4;

/** Seconds after which memory must be back. */
const REST = 30;

/** Seconds after the attack began in which the owner first tries to log in. */
const OWNER_AFTER = 3;

/** People in the crowd whom nobody attacks. */
const PROBES = [390, 397] as const;

/** Who goes first where the cores do not suffice: the probe (-15), then these, then all else. Only root can have it so. */
const SERVER_NICE = -10;
const ATTACKER_NICE = -5;

/** Who takes part in all attacks. */
interface Cast {
  readonly crowd: Crowd;
  readonly probe: Probe;
}

/** Runs this part. */
export async function attack(bench: Bench): Promise<Section> {
  const cast: Cast = {
    crowd: await makeCrowd(bench.server, `${bench.directory}/crowd`),
    probe: await createProbe(bench.directory),
  };
  const rows: Row[] = [];
  const targets: Target[] = [];
  const notes: string[] = [];
  for (const name of bench.attacks.length > 0 ? bench.attacks : Object.keys(ATTACKS)) {
    const attack = ATTACKS[name];
    if (attack === undefined) throw new Error(`There is no attack ${name}; see --help`);
    bench.progress(`  ${name} ...`);
    const seen = await run(bench, cast, name, attack);
    rows.push(toRow(name, seen));
    targets.push(...targetsOf(name, attack, seen));
    notes.push(`${name}: ${attack.title}${describe(seen)}`);
  }
  return { title: "Under attack", rows, targets, notes };
}

async function run(bench: Bench, cast: Cast, name: string, attack: Attack): Promise<Seen> {
  const directory = await prepare(bench, cast.crowd, name, attack);
  try {
    await using server = await bench.server.start(directory, await startOptions(bench, attack));
    return await measure(bench, server, { ...cast, attack, directory });
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

async function startOptions(bench: Bench, attack: Attack): Promise<StartOptions> {
  const { args = [], tls, unreadLog } = attack;
  const options: StartOptions = { limited: true, nice: SERVER_NICE, args, stderr: unreadLog ? "piped" : "inherit" };
  if (attack.slowFlushes) {
    return { ...options, env: await slowFlushes(bench.directory, { every: 100, microseconds: 1_000_000 }) };
  }
  if (!tls) return options;
  const pair = pairIn(bench);
  if (!existsSync(pair)) await bench.server.command(["cert", "--out", pair]);
  return { ...options, args: ["--cert", `${pair}/cert.pem`, "--key", `${pair}/key.pem`, "--tls-port", "0"] };
}

interface Scene extends Cast {
  readonly attack: Attack;
  readonly directory: string;
}

async function measure(bench: Bench, server: Running, { crowd, probe, attack, directory }: Scene): Promise<Seen> {
  const seconds = Math.ceil((attack.seconds ?? SECONDS) * (bench.quick ? 0.5 : 1));
  const tokens = crowd.tokens.slice(...PROBES);
  const before = await probe.run({ port: server.port, seconds: BEFORE, tokens });
  const size = sizeOf(directory);
  using watch = watchMemory(server);
  const memoryBefore = watch.most();
  const watchedOthers = watchOthers(server.pid);
  const [outcomes, during, owner] = await Promise.all([
    flood(server, {
      seconds,
      floods: attack.floods(crowd),
      ...attack.tls && { certificate: await Deno.readTextFile(`${pairIn(bench)}/cert.pem`) },
    }),
    probe.run({ port: server.port, seconds, tokens }),
    attack.owner && logInPatiently(server.port, attack.owner(crowd), { after: OWNER_AFTER, seconds }),
    attack.addsPeople && addPeople(bench, directory),
  ]);
  const others = watchedOthers();
  const grown = (sizeOf(directory) - size) / 1e6;
  const memory = { before: memoryBefore, most: watch.most(), files: watch.files() };
  const after = await settle(server, allowed(memoryBefore), REST);
  return { before, during, memory: { ...memory, after }, owner, grown, others, outcomes };
}

async function flood({ port, tlsPort }: Running, rest: Omit<Job, "ports">): Promise<Outcome[]> {
  if (rest.floods.length === 0) return [];
  const job: Job = { ports: { plain: port, tls: tlsPort }, ...rest };
  const script = `${import.meta.dirname}/attacker.ts`;
  return JSON.parse(await runProgram([...RUN_DENO, "-A", script], JSON.stringify(job), { nice: ATTACKER_NICE }));
}

/** What an operator does beside it. */
async function addPeople({ server }: Bench, directory: string): Promise<void> {
  for (const name of ["one", "two", "three"]) {
    await server.command(["user", "add", name, "--password-stdin", "--data", directory], "surabaya\n");
  }
}
