/**
 * Chaos: three servers on a primary and its standby, peers that write and read, and one fault after the other, by a seed. In
 * the end the store has every message that was acknowledged, once and in order, and every receiver has seen it.
 *
 *     deno task chaos [--minutes 30] [--seed 1] [--peers 24] [--only "part of a fault's name"]
 *
 * @module
 */

import { readArguments } from "../../lib/arguments.ts";
import { UsageError } from "../../lib/usage_error.ts";
import { FAULTS } from "./faults.ts";
import { Ledger } from "./ledger.ts";
import { ChaosPeer, type Kind } from "./peer.ts";
import { Scene } from "./scene.ts";

const PASSWORD = "surabaya";
const KINDS: readonly Kind[] = ["live", "live", "inbox", "send"];

/** Milliseconds after a fault in which everybody is to be served again, else it is told, and for which is waited at most. */
const PROMISED = 10_000;
const PATIENCE = 60_000;

/** Numbers from 0 to 1 that follow from a seed: xorshift. */
function randomOf(seed: number): () => number {
  let state = (seed * 2654435761 >>> 0) || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Waits until something holds. @returns After how many milliseconds; `Infinity`: it does not. */
async function waitFor(holds: () => boolean): Promise<number> {
  const began = performance.now();
  while (!holds()) {
    if (performance.now() - began > PATIENCE) return Infinity;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return performance.now() - began;
}

/** What a kind of fault has cost. */
interface Cost {
  count: number;
  longest: number;
}

async function play(
  scene: Scene,
  peers: readonly ChaosPeer[],
  names: readonly string[],
  minutes: number,
  random: () => number,
) {
  const costs = new Map<string, Cost>();
  const end = performance.now() + minutes * 60_000;
  let deck: string[] = [];
  while (performance.now() < end) {
    if (deck.length === 0) deck = [...names]; // Each once before one comes again.
    const [name] = deck.splice(Math.floor(random() * deck.length), 1) as [string];
    await FAULTS[name]!(scene, random);
    const healed = performance.now();
    const took = await waitFor(() => peers.every(({ servedAt }) => servedAt > healed));
    const { count, longest } = costs.get(name) ?? { count: 0, longest: 0 };
    costs.set(name, { count: count + 1, longest: Math.max(longest, took) });
    console.log(`${new Date().toISOString().slice(11, 19)} ${name}: all served again after ${Math.round(took)} ms`);
    if (took === Infinity) {
      console.log(`  not: ${peers.filter(({ servedAt }) => servedAt <= healed).map(({ name }) => name)}`);
      break;
    }
  }
  return costs;
}

async function main(args: string[]): Promise<number> {
  const refuse = (arg: string) => {
    throw new UsageError(`chaos takes --minutes, --seed, --peers and --only, not ${arg}`);
  };
  const flags = readArguments(args, { boolean: [], string: ["minutes", "seed", "peers", "only"], unknown: refuse });
  const [minutes, seed, count] = [flags.minutes ?? 30, flags.seed ?? 1, flags.peers ?? 24].map(Number) as [
    number,
    number,
    number,
  ];
  const faultNames = Object.keys(FAULTS).filter((name) => name.includes(flags.only ?? ""));
  if (faultNames.length === 0) refuse(`--only ${flags.only}`);
  const random = randomOf(seed);
  const names = Array.from({ length: count }, (_, index) => `peer${index}`);
  await using scene = await Scene.start(names, PASSWORD);
  const ledger = new Ledger();
  const ports = scene.places.map(({ proxy }) => proxy.port);
  const peers = names.map((name, index) => {
    const others = names.filter((other) => other !== name);
    // Each its own numbers: what they draw does not change what goes wrong.
    const own = randomOf(seed * 1_000 + index + 1);
    return new ChaosPeer({
      ...{ name, others, ports, ledger, password: PASSWORD, kind: KINDS[index % KINDS.length]!, random: own },
    });
  });
  await waitFor(() => peers.every(({ servedAt }) => servedAt > 0));
  console.log(`Seed ${seed}: ${minutes} minutes, ${count} peers, ${scene.places.length} servers`);
  const costs = await play(scene, peers, faultNames, minutes, random);
  for (const peer of peers) peer.finish();
  await waitFor(() => peers.every(({ isQuiet }) => isQuiet));
  await waitFor(() => ledger.unseen.length === 0);
  await Promise.all(peers.map((peer) => peer.stop()));
  const stored = await scene.texts();
  const verdict = ledger.judge(stored);
  const faults = [...costs.values()].reduce((sum, { count }) => sum + count, 0);
  console.log(`${faults} faults, ${ledger.acknowledged.size} messages acknowledged, ${stored.length} stored`);
  for (const [name, { count, longest }] of costs) {
    const late = longest > PROMISED ? " LATE" : "";
    console.log(`  ${name}: ${count}, all served again after ${(longest / 1_000).toFixed(1)} s at most${late}`);
  }
  for (const [what, texts] of Object.entries(verdict)) {
    console.log(`  ${what}: ${texts.length}${texts.length > 0 ? ` (${texts.slice(0, 5).join("; ")})` : ""}`);
  }
  const isRight = Object.values(verdict).every((texts) => texts.length === 0);
  // Late is no fault on a machine that does other work; never is one.
  const isServed = [...costs.values()].every(({ longest }) => longest < Infinity);
  if (isRight && isServed) return 0;
  console.log(`Failed; again with: deno task chaos --seed ${seed} --minutes ${minutes} --peers ${count}`);
  return 1;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
