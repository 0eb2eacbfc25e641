/**
 * The main table: messages a second on disk, against the bare echo loop in the same run.
 *
 * Rounds of the baseline and of the server take turns, since other work on the machine comes and goes: a ratio is the
 * median of the rounds' ratios. CPU time a message suffers least from that work.
 *
 * @module
 */

import type { Bench } from "./bench.ts";
import type { Measured } from "./generator.ts";
import { type Running, startEcho } from "./program.ts";
import { sends, tokensOf } from "./peer.ts";
import { median, type Row, type Section, type Target } from "./report.ts";

const SHAPES = [
  { connections: 2, depth: 1 },
  { connections: 50, depth: 1, atLeast: 0.45 },
  { connections: 500, depth: 1, atLeast: 0.45, slowest: 150 },
  { connections: 50, depth: 16, atLeast: 0.15 },
  { connections: 500, depth: 16, atLeast: 0.15 },
];

/** A round. */
interface Pair {
  readonly echo: Measured;
  readonly server: Measured;
}

/** `Message Sent`; another reply would be an error, and errors are fast. */
const SENT = '{"status": "OK", "message": "Message Sent"}\r\n\r\n'.length;

/** Runs this part. */
export async function throughput(bench: Bench): Promise<Section> {
  const { rounds, time } = bench.quick ? { rounds: 4, time: 700 } : { rounds: 9, time: 1_000 };
  await using echo = await startEcho();
  await using server = await bench.server.start(`${bench.directory}/throughput`);
  const requests = sends(await tokensOf(server.port));

  async function measure(target: Running, shape: { connections: number; depth: number }, time: number) {
    const linesPerReply = target === echo ? 1 : 2;
    const measured = await bench.generator.run(target, { ...shape, time, linesPerReply, requests });
    if (target === server && measured.bytes !== measured.replies * SENT) {
      throw new Error("Not every send was answered OK");
    }
    return measured;
  }

  const rows: Row[] = [];
  const targets: Target[] = [];
  for (const target of [echo, server]) await measure(target, { connections: 50, depth: 16 }, time); // Compiles.
  for (const { connections, depth, atLeast, slowest } of SHAPES) {
    const shape = { connections, depth };
    const pairs: Pair[] = [];
    for (let round = 0; round < rounds; round++) {
      pairs.push({ echo: await measure(echo, shape, time), server: await measure(server, shape, time) });
    }
    const name = `${connections} x ${depth}`;
    const row = summarize(name, calmest(pairs));
    rows.push(row);
    bench.progress(`${name}: ${Math.round(row["messages/s"])} messages/s, ratio ${row.ratio.toFixed(3)}`);
    if (atLeast !== undefined) targets.push({ what: `${name}, ratio to the echo`, value: row.ratio, atLeast });
    if (slowest !== undefined) {
      targets.push({ what: `${name}, slowest request`, value: row["slowest ms"], below: slowest, unit: " ms" });
    }
  }
  return { title: "Messages on disk a second, against a bare echo loop", rows, targets, notes: explain(rounds, time) };
}

function explain(rounds: number, time: number): string[] {
  return [
    `medians of the calmer half of ${rounds} rounds of ${time / 1000} s each; slowest is the slowest of these rounds`,
    "others %: the CPU time of the machine that neither the server nor the generator used; with more than a few, repeat it",
    "by CPU: the ratio of the CPU times of a request, which other work on the machine hardly changes",
  ];
}

/** The half of the rounds in which others used the machine least. */
function calmest(pairs: readonly Pair[]): Pair[] {
  const others = ({ echo, server }: Pair) => echo.othersPercent + server.othersPercent;
  return pairs.toSorted((a, b) => others(a) - others(b)).slice(0, Math.ceil(pairs.length / 2));
}

function summarize(name: string, pairs: readonly Pair[]) {
  const of = (pick: (pair: Pair) => number) => median(pairs.map(pick));
  return {
    "connections x in flight": name,
    "echo/s": of(({ echo }) => rate(echo)),
    "messages/s": of(({ server }) => rate(server)),
    "ratio": of(({ echo, server }) => rate(server) / rate(echo)),
    "echo CPU us": of(({ echo }) => cpuMicroseconds(echo)),
    "CPU us": of(({ server }) => cpuMicroseconds(server)),
    "by CPU": of(({ echo, server }) => cpuMicroseconds(echo) / cpuMicroseconds(server)),
    "p50 ms": of(({ server }) => server.p50 / 1000),
    "p99 ms": of(({ server }) => server.p99 / 1000),
    "slowest ms": Math.max(...pairs.map(({ server }) => server.slowest / 1000)),
    "echo slowest ms": Math.max(...pairs.map(({ echo }) => echo.slowest / 1000)),
    "others %": of(({ echo, server }) => (echo.othersPercent + server.othersPercent) / 2),
  };
}

/** Replies a second. */
export function rate({ replies, seconds }: Measured): number {
  return replies / seconds;
}

/** CPU time of the server for one request. */
export function cpuMicroseconds({ cpuSeconds, replies }: Measured): number {
  return cpuSeconds * 1e6 / replies;
}
