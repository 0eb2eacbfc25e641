/**
 * Patroni: three servers on three PostgreSQL that Patroni leads with three etcd, people who write and read, and one fault after
 * the other. Ends with a table: what was lost, and for how long people waited.
 *
 *     deno task patroni [--ttl 30] [--peers 9] [--only "part of a fault's name"]
 *
 * @module
 */

import { readArguments } from "../../lib/arguments.ts";
import { UsageError } from "../../lib/usage_error.ts";
import { whatIsMissing } from "./patroni_cluster.ts";
import { PATRONI_FAULTS } from "./patroni_faults.ts";
import { type Outcome, PatroniScene } from "./patroni_scene.ts";
import type { Timing } from "./patroni_settings.ts";

/** Patroni's own rule: the time to live is at least that of a round and two attempts. */
function timingOf(ttl: number): Timing {
  const each = Math.floor(ttl / 3);
  return { ttl, loop_wait: each, retry_timeout: each };
}

function seconds(milliseconds: number): string {
  return milliseconds === Infinity ? "never" : `${(milliseconds / 1_000).toFixed(1)} s`;
}

const COLUMNS =
  "| acknowledged | lost | doubled | misordered | unseen | wrong receipts | nobody served for | one not for | all again after |";

function rowOf(name: string, { acknowledged, verdict, pause, longest, after }: Outcome): string {
  const { lost, doubled, reordered, shownLate, unseen, ...others } = verdict;
  const all = [lost, doubled, [...reordered, ...shownLate], unseen, Object.values(others).flat()];
  const counts = [acknowledged, ...all.map(({ length }) => length)];
  return `| ${[name, ...counts, seconds(pause), seconds(longest), seconds(after)].join(" | ")} |`;
}

function isGood({ verdict, after }: Outcome): boolean {
  return Object.values(verdict).every((texts) => texts.length === 0) && after < Infinity;
}

async function main(args: string[]): Promise<number> {
  const refuse = (arg: string) => {
    throw new UsageError(`patroni takes --ttl, --peers and --only, not ${arg}`);
  };
  const flags = readArguments(args, { boolean: [], string: ["ttl", "peers", "only"], unknown: refuse });
  const [ttl, count] = [Number(flags.ttl ?? 30), Number(flags.peers ?? 9)];
  if (!(ttl >= 15 && count >= 2)) refuse("a ttl below 15 seconds or fewer than 2 peers");
  const faults = Object.entries(PATRONI_FAULTS).filter(([name]) => name.includes(flags.only ?? ""));
  if (faults.length === 0) refuse(`--only ${flags.only}`);
  const missing = whatIsMissing();
  if (missing !== undefined) throw new UsageError(`Cannot start Patroni: ${missing}`);
  const timing = timingOf(ttl);
  await using scene = await PatroniScene.start(timing);
  console.log(`Patroni with ${JSON.stringify(timing)}, ${count} peers\n`);
  console.log(`| fault ${COLUMNS}\n|${" --- |".repeat(10)}`);
  let isRight = true;
  for (const [name, fault] of faults) {
    const outcome = await scene.run(count, fault);
    console.log(rowOf(name, outcome));
    for (const [what, texts] of Object.entries(outcome.verdict)) {
      if (texts.length > 0) console.log(`  ${what}: ${texts.slice(0, 5).join("; ")}`);
    }
    isRight &&= isGood(outcome);
    await scene.cluster.untilWhole();
  }
  return isRight ? 0 : 1;
}

if (import.meta.main) {
  try {
    Deno.exit(await main(Deno.args));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    Deno.exit(2);
  }
}
