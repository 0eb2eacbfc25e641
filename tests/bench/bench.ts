/**
 * The bench: starts the real server and the echo baseline as processes, drives both with the same load, and prints what
 * the project promises beside what it measured. `docs/performance.md` explains the numbers. Linux only, for it reads /proc.
 *
 * @module
 */

import { readArguments } from "../../lib/arguments.ts";
import { attack } from "./attack/attack.ts";
import { ATTACKS } from "./attack/attacks.ts";
import { createGenerator, type Generator } from "./generator.ts";
import { idle, inbox, storm } from "./latency.ts";
import { live } from "./live.ts";
import { describeMachine, realDirectory } from "./machine.ts";
import { memory } from "./memory.ts";
import { findServer, type ServerProgram } from "./program.ts";
import { formatNumber, formatSection, isMet, type Section } from "./report.ts";
import { scale } from "./scale.ts";
import { soak } from "./soak.ts";
import { throughput } from "./throughput.ts";

/** What every part of the bench works with. */
export interface Bench {
  readonly server: ServerProgram;
  readonly generator: Generator;
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
  idle,
  inbox,
  storm,
  memory,
  live,
  scale,
  soak,
  attack,
};

/** Parts that take longer than all others together: only who asks for them gets them. */
const isLong = (name: string, { soak }: Bench) => name === "attack" || (name === "soak" && soak === 0);

const ATTACK_NAMES = Object.keys(ATTACKS).join(", ").replaceAll(/(.{60,80},) /g, `$1\n${" ".repeat(18)}`);

const HELP = `Measures the server against a bare echo loop

Usage:
  deno task bench [options]

Options:
  --quick         fewer and shorter rounds
  --full          5 million stored messages instead of 1 million
  --only A,B      only these parts, of
                  ${Object.keys(PARTS).join(", ")}
  --attacks A,B   with --only attack, which takes 25 minutes (--quick: 12): only these, of
                  ${ATTACK_NAMES}
  --soak MINUTES  watch the memory of a busy server for so long (default 0: not at all)
  --server PATH   the server.ts to measure (default: this checkout's)
  --json          print the results for machines
  --help
`;

async function main(args: string[]): Promise<void> {
  const refuse = (arg: string) => {
    console.error(`Unknown option ${arg}; see --help`);
    Deno.exit(2);
  };
  const flags = readArguments(args, {
    boolean: ["quick", "full", "json", "help"],
    string: ["server", "soak", "only", "attacks"],
    unknown: refuse,
  });
  flags.words.forEach(refuse);
  if (flags.help) return console.log(HELP);
  const { quick, full, json, soak = "0", server = `${import.meta.dirname}/../../server.ts` } = flags;
  using directory = realDirectory();
  const bench: Bench = {
    server: await findServer(await Deno.realPath(server)),
    generator: await createGenerator(directory.path),
    directory: directory.path,
    quick,
    full,
    soak: Number(soak),
    attacks: flags.attacks?.split(",") ?? [],
    progress: (line) => console.error(line),
  };
  const machine = await describeMachine(directory.path);
  if (!json) console.log(introduce(machine, bench));
  const sections: Record<string, Section> = {};
  for (const name of choose(flags.only?.split(",") ?? [], bench)) {
    bench.progress(`${name} ...`);
    const found = await PARTS[name]!(bench);
    const section = sections[name] = {
      ...found,
      targets: (found.targets ?? []).map((target) => ({ ...target, met: isMet(target) })),
    };
    if (!json) console.log(formatSection(section));
  }
  if (json) console.log(JSON.stringify({ machine, generator: bench.generator.kind, sections }, null, 2));
  const targets = Object.values(sections).flatMap(({ targets = [] }) => targets);
  bench.progress(`${targets.filter(isMet).length} of ${targets.length} targets are met`);
}

function choose(only: string[], bench: Bench): string[] {
  const wrong = only.find((name) => !(name in PARTS));
  if (wrong !== undefined) throw new Error(`There is no part ${wrong}; see --help`);
  if (only.length > 0) return only;
  return Object.keys(PARTS).filter((name) => !isLong(name, bench));
}

function introduce(machine: Awaited<ReturnType<typeof describeMachine>>, { server, generator }: Bench): string {
  const { cpus, kernel, deno, v8, disk, busyPercent, flushMilliseconds } = machine;
  return [
    `${cpus}, Linux ${kernel}, ${disk}, a flush takes ${formatNumber(flushMilliseconds)} ms, ${
      busyPercent.toFixed(0)
    } % busy before`,
    `Deno ${deno}, V8 ${v8}, load generator in ${generator.kind}`,
    `${server.path}`,
    "",
  ].join("\n");
}

if (import.meta.main) await main(Deno.args);
