/**
 * Chaos: three servers on a primary and its standby, people with all kinds of clients who write and read, and one fault after the
 * other, by a seed. In the end the store has every message that was acknowledged, once and in order, every receiver has seen
 * it, and what was told of it is so.
 *
 *     deno task chaos [--minutes 30] [--seed 1] [--peers 60] [--only "part of a fault's name"]
 *
 * @module
 */

import { readArguments } from "../../lib/arguments.ts";
import { UsageError } from "../../lib/usage_error.ts";
import { temporaryDirectory } from "../support/helpers.ts";
import { Crowd, PASSWORD, randomOf, waitFor } from "./crowd.ts";
import { FAULTS, leavesOthers } from "./faults.ts";
import { type Outcome, table } from "./report.ts";
import { Scene } from "./scene.ts";
import { Slowness } from "./slowness.ts";
import { readStore } from "./store.ts";

/** Milliseconds after a fault in which everybody is to be served again. */
const PROMISED = 10_000;

/** Milliseconds in which somebody is served while something is wrong with one server, or with the way to it. */
const PROMISED_TO_OTHERS = 5_000;

/** Watches how long nobody is served, until it is disposed of. */
class Pauses implements Disposable {
  /** Milliseconds, at most. */
  longest = 0;
  readonly #began = performance.now();
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(crowd: Crowd) {
    this.#timer = setInterval(() => {
      this.longest = Math.max(this.longest, performance.now() - Math.max(this.#began, crowd.servedAt));
    }, 50);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

/** Lets something go wrong, and waits until everybody is served again. */
async function tryFault(
  name: string,
  { scene, crowd, random }: { scene: Scene; crowd: Crowd; random: () => number },
): Promise<Outcome> {
  const pids = () => [Deno.pid, ...scene.places.map(({ server }) => server.process.pid)];
  const began = performance.now();
  const inFault = new Slowness(pids);
  using pauses = new Pauses(crowd);
  await FAULTS[name]!(scene, random);
  const healed = performance.now();
  const after = new Slowness(pids);
  let last = "";
  const served = await waitFor(() => {
    const [person] = crowd.waiting(healed);
    if (person !== undefined) last = `${person.name}, ${person.state}`;
    return person === undefined;
  });
  const { factor } = after;
  const isLate = served > PROMISED * factor ||
    leavesOthers(name) && pauses.longest > PROMISED_TO_OTHERS * inFault.factor;
  const outcome = { name, lasted: healed - began, pause: pauses.longest, served, isLate };
  const says = `${name}, ${seconds(outcome.lasted)}: nobody served for ${seconds(outcome.pause)}, then all after ` +
    seconds(served);
  const more = served > PROMISED / 2 ? ` (last: ${last})` : "";
  console.log(`${clock()} ${says}${more}${isLate ? " LATE" : ""} (slower by ${factor.toFixed(1)})`);
  for (const { name, state } of served === Infinity ? crowd.waiting(healed) : []) {
    console.log(`  not: ${name} ${state}`);
  }
  return outcome;
}

/** Lets one fault follow the other. @param note Called with what each has cost. */
async function play(
  scene: Scene,
  crowd: Crowd,
  { names, minutes, random }: { names: readonly string[]; minutes: number; random: () => number },
  note: (outcome: Outcome) => void,
): Promise<void> {
  const end = performance.now() + minutes * 60_000;
  let deck: string[] = [];
  while (performance.now() < end) {
    if (deck.length === 0) deck = [...names]; // Each once before one comes again.
    const [name] = deck.splice(Math.floor(random() * deck.length), 1) as [string];
    const outcome = await tryFault(name, { scene, crowd, random });
    note(outcome);
    if (outcome.served === Infinity) return;
  }
}

function clock(): string {
  return new Date().toISOString().slice(11, 19);
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(1)} s`;
}

function readFlags(args: string[]): { minutes: number; seed: number; count: number; names: string[] } {
  const refuse = (arg: string) => {
    throw new UsageError(`chaos takes --minutes, --seed, --peers and --only, not ${arg}`);
  };
  const flags = readArguments(args, { boolean: [], string: ["minutes", "seed", "peers", "only"], unknown: refuse });
  const names = Object.keys(FAULTS).filter((name) => name.includes(flags.only ?? ""));
  if (names.length === 0) refuse(`--only ${flags.only}`);
  const { minutes = 30, seed = 1, peers = 60 } = flags;
  return { minutes: Number(minutes), seed: Number(seed), count: Number(peers), names };
}

async function main(args: string[]): Promise<number> {
  const { minutes, seed, count, names } = readFlags(args);
  const crowd = new Crowd(count);
  using directory = temporaryDirectory();
  await using scene = await Scene.start(crowd.names, crowd.groups, PASSWORD);
  crowd.start(scene, seed, directory.path);
  await waitFor(() => crowd.waiting(0).length === 0);
  console.log(`Seed ${seed}: ${minutes} minutes, ${count} people, ${scene.places.length} servers`);
  let broke: unknown;
  const outcomes: Outcome[] = [];
  try {
    await play(scene, crowd, { names, minutes, random: randomOf(seed) }, (outcome) => void outcomes.push(outcome));
  } catch (error) {
    console.log("The scene itself broke:", broke = error);
  }
  await crowd.end(() => readStore(scene.primary));
  const stored = await readStore(scene.primary);
  const verdict = { ...crowd.ledger.judge(stored), told: await crowd.compareHistories(scene, stored) };
  console.log(
    `${outcomes.length} faults, ${crowd.ledger.acknowledged.size} messages acknowledged, ${stored.length} stored`,
  );
  if (scene.ended > 0) console.log(`${scene.ended} servers ended by themselves, and were started again`);
  console.log(table(outcomes, crowd.counts(), verdict));
  const isRight = scene.ended === 0 && Object.values(verdict).every((texts) => texts.length === 0);
  if (isRight && broke === undefined && !outcomes.some(({ isLate }) => isLate)) return 0;
  console.log(`Failed; again with: deno task chaos --seed ${seed} --minutes ${minutes} --peers ${count}`);
  return 1;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
