/**
 * The bench: starts the real server and the echo baseline as processes, drives both with the same load, and prints what
 * the project promises beside what it measured. `docs/performance.md` explains the numbers. Linux only, for it reads /proc.
 *
 * @module
 */

import { readArguments } from "../../lib/arguments.ts";
import { attack } from "./attack/attack.ts";
import { ATTACKS } from "./attack/attacks.ts";
import { cluster } from "./cluster/cluster.ts";
import { beginDay, type Day, type DayName, DAYS, onDay } from "./day.ts";
import { createGenerator, type Generator } from "./generator.ts";
import { groups } from "./groups.ts";
import { idle, inbox, storm } from "./latency.ts";
import { live } from "./live.ts";
import { describeMachine, realDirectory } from "./machine.ts";
import { memory } from "./memory.ts";
import { findServer, type ServerProgram } from "./program.ts";
import { findRedis } from "./redis.ts";
import { formatNumber, formatSection, isMet, type Section } from "./report.ts";
import { scale } from "./scale.ts";
import { soak } from "./soak.ts";
import { store } from "./store.ts";
import { tap } from "./tap.ts";
import { throughput } from "./throughput.ts";
import { web } from "./web.ts";

/** What every part of the bench works with. */
export interface Bench {
  readonly server: ServerProgram;
  readonly generator: Generator;
  /** The version of the Redis that is installed, if there is one. */
  readonly redis: string | undefined;
  readonly day: Day;
  /** A directory on a disk, gone afterwards. */
  readonly directory: string;
  /** Fewer and shorter rounds. */
  readonly quick: boolean;
  /** All that was promised, however long it takes. */
  readonly full: boolean;
  /** Minutes of the soak. */
  readonly soak: number;
  /** Only these attacks; all if there are none. */
  readonly attacks: readonly string[];
  /** Tells a person who waits what happened. */
  progress(line: string): void;
}

/** The parts, in the order in which they run. */
const PARTS: Readonly<Record<string, (bench: Bench) => Promise<Section>>> = {
  throughput,
  store,
  idle,
  inbox,
  storm,
  memory,
  live,
  groups,
  web,
  tap,
  scale,
  cluster,
  soak,
  attack,
};

/** Parts that take as long as all others together, or longer: only who asks for them gets them. */
const isLong = (name: string, { soak }: Bench) =>
  name === "attack" || name === "cluster" || (name === "soak" && soak === 0);

/** Parts that other days than the quiet one make a difference to. */
const DAILY = ["throughput", "idle"];

const ATTACK_NAMES = Object.keys(ATTACKS).join(", ").replaceAll(/(.{60,80},) /g, `$1\n${" ".repeat(18)}`);

const HELP = `Measures the server against a bare echo loop and, where it is installed, Redis

Usage:
  deno task bench [options]

Options:
  --quick         fewer and shorter rounds
  --full          5 million stored messages instead of 1 million
  --only A,B      only these parts, of
                  ${Object.keys(PARTS).join(", ")}
  --attacks A,B   with --only attack, which takes 25 minutes (--quick: 12): only these, of
                  ${ATTACK_NAMES}
  --day A,B       only on these kinds of day (default quiet); on another than the quiet one ${
  DAILY.join(" and ")
} run, if
                  --only does not name others
                  ${
  Object.entries(DAYS).map(([name, what]) => name.padEnd(9) + "  " + what).join("\n                  ")
}
  --soak MINUTES  watch the memory of a busy server for so long (default 0: not at all)
  --server PATH   the server.ts to measure (default: this checkout's)
  --json          print the results for machines
  --help
`;

/** What was found, by the name of the part, and of the day if it is not the quiet one. */
type Findings = Record<string, Section>;

async function main(args: string[]): Promise<void> {
  const refuse = (arg: string) => {
    console.error(`Unknown option ${arg}; see --help`);
    Deno.exit(2);
  };
  const flags = readArguments(args, {
    boolean: ["quick", "full", "json", "help"],
    string: ["server", "soak", "only", "attacks", "day"],
    unknown: refuse,
  });
  flags.words.forEach(refuse);
  if (flags.help) return console.log(HELP);
  const { quick, full, json, soak = "0", server = `${import.meta.dirname}/../../server.ts` } = flags;
  using directory = realDirectory();
  const bench: Omit<Bench, "day"> = {
    server: await findServer(await Deno.realPath(server)),
    generator: await createGenerator(directory.path),
    redis: await findRedis(),
    directory: directory.path,
    quick,
    full,
    soak: Number(soak),
    attacks: flags.attacks?.split(",") ?? [],
    progress: (line) => console.error(line),
  };
  const days = pick(flags.day?.split(",") ?? ["quiet"], DAYS, "day");
  const only = pick(flags.only?.split(",") ?? [], PARTS, "part");
  const machine = await describeMachine(directory.path);
  if (!json) console.log(introduce(machine, bench));
  const sections: Findings = {};
  for (const day of days) Object.assign(sections, await runDay(bench, day, { only, json }));
  if (json) console.log(JSON.stringify({ machine, generator: bench.generator.kind, sections }, null, 2));
  const targets = Object.values(sections).flatMap(({ targets = [] }) => targets);
  bench.progress(`${targets.filter(isMet).length} of ${targets.length} targets are met`);
}

/** Runs the parts that are asked for on one day. */
async function runDay(
  rest: Omit<Bench, "day">,
  name: DayName,
  { only, json }: { only: readonly string[]; json: boolean },
): Promise<Findings> {
  await using day = await beginDay(name, rest.directory);
  const bench: Bench = { ...rest, day, server: onDay(rest.server, day) };
  const found: Findings = {};
  for (const part of choose(only, bench)) {
    const title = name === "quiet" ? part : `${part}, ${name}`;
    bench.progress(`${title} ...`);
    const { targets = [], ...section } = await PARTS[part]!(bench);
    found[title] = {
      ...section,
      title: name === "quiet" ? section.title : `${section.title}; ${DAYS[name]}`,
      targets: targets.map((target) => ({ ...target, met: isMet(target) })),
    };
    if (!json) console.log(formatSection(found[title]));
  }
  return found;
}

/** Those of the names that there are, or an error. */
function pick<Name extends string>(
  names: readonly string[],
  all: Readonly<Record<Name, unknown>>,
  what: string,
): Name[] {
  const wrong = names.find((name) => !Object.hasOwn(all, name));
  if (wrong !== undefined) throw new Error(`There is no ${what} ${wrong}; see --help`);
  return names as Name[];
}

function choose(only: readonly string[], bench: Bench): readonly string[] {
  if (only.length > 0) return only;
  return bench.day.name === "quiet" ? Object.keys(PARTS).filter((name) => !isLong(name, bench)) : DAILY;
}

function introduce(
  machine: Awaited<ReturnType<typeof describeMachine>>,
  { server, generator, redis }: Omit<Bench, "day">,
): string {
  const { cpus, kernel, deno, v8, disk, busyPercent, flushMilliseconds } = machine;
  return [
    `${cpus}, Linux ${kernel}, ${disk}, a flush takes ${formatNumber(flushMilliseconds)} ms, ${
      busyPercent.toFixed(0)
    } % busy before`,
    `Deno ${deno}, V8 ${v8}, Redis ${redis ?? "not installed"}, load generator in ${generator.kind}`,
    `${server.path}`,
    "",
  ].join("\n");
}

if (import.meta.main) await main(Deno.args);
