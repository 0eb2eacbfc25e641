/**
 * The main table: messages a second on disk, against the bare echo loop and against Redis in the same run.
 *
 * Rounds of the three take turns, since other work on the machine comes and goes: a ratio is the median of the rounds'
 * ratios. CPU time a message suffers least from that work.
 *
 * @module
 */

import type { Bench } from "./bench.ts";
import type { Load, Measured } from "./generator.ts";
import { type Running, startBaseline } from "./program.ts";
import { sends, tokensOf } from "./peer.ts";
import { REDIS_SETTINGS, SHORTEST_ID, startRedis, XADD_LOAD } from "./redis.ts";
import { median, type Row, type Section, type Target } from "./report.ts";

/** What is measured, and how much of the echo must be reached at least. */
const SHAPES = [
  { connections: 2, depth: 1 },
  { connections: 50, depth: 1, atLeast: 0.5 },
  { connections: 500, depth: 1, atLeast: 0.5, slowest: 100 },
  { connections: 50, depth: 16, atLeast: 0.25 },
  { connections: 500, depth: 16, atLeast: 0.25 },
];

type Shape = (typeof SHAPES)[number];

/** How much of Redis must be reached at least, wherever there is a bound. */
const OF_REDIS = 1;

/** A round. */
interface Round {
  readonly echo: Measured;
  readonly server: Measured;
  readonly redis?: Measured;
}

/** A program that is measured. */
interface Subject extends Pick<Load, "requests" | "linesPerReply" | "linesPerRequest"> {
  readonly target: Running;
  /** Whether replies of so many bytes on average can all be those of success: errors are fast. */
  readonly isRight: (bytesPerReply: number) => boolean;
  /** Brings back how it was at first. */
  readonly clear?: () => Promise<void>;
}

type Subjects = { readonly [Name in keyof Round]: Subject };

/** `Message Sent`. */
const SENT = '{"status": "OK", "message": "Message Sent"}\r\n\r\n'.length;

/** Runs this part. */
export async function throughput(bench: Bench): Promise<Section> {
  const { rounds, time } = bench.quick ? { rounds: 4, time: 700 } : { rounds: 9, time: 1_000 };
  await using stack = new AsyncDisposableStack();
  const subjects = await startAll(bench, stack);
  const rows: Row[] = [];
  const targets: Target[] = [];
  for (const subject of Object.values(subjects)) await measure(bench, subject, { connections: 50, depth: 16, time }); // Compiles.
  for (const shape of SHAPES) {
    const { connections, depth } = shape;
    const found: Round[] = [];
    for (let round = 0; round < rounds; round++) {
      const measured: [string, Measured][] = [];
      for (const [name, subject] of Object.entries(subjects)) {
        measured.push([name, await measure(bench, subject, { connections, depth, time })]);
      }
      found.push(Object.fromEntries(measured) as unknown as Round);
    }
    const row = summarize(`${connections} x ${depth}`, calmest(found));
    rows.push(row);
    targets.push(...targetsOf(shape, row, bench));
    bench.progress(`${row[NAME]}: ${Math.round(row[RATE])} messages/s, ratio ${row.ratio.toFixed(3)}`);
  }
  const title = "Messages on disk a second, against a bare echo loop and Redis";
  return { title, rows, targets, notes: explain(bench, rounds, time) };
}

/** Starts those that are measured, in the order of their turns. */
async function startAll(bench: Bench, stack: AsyncDisposableStack): Promise<Subjects> {
  const echo = stack.use(await startBaseline("echo.ts"));
  const server = stack.use(await bench.server.start(`${bench.directory}/throughput-${bench.day.name}`));
  const requests = sends(await tokensOf(server.port));
  const subjects = {
    echo: { target: echo, requests, linesPerReply: 1, isRight: () => true },
    server: { target: server, requests, isRight: (bytes: number) => bytes === SENT },
  };
  if (bench.redis === undefined) return subjects;
  const redis = stack.use(await startRedis(`${bench.directory}/redis`, bench.day.env));
  const isRight = (bytes: number) => bytes >= SHORTEST_ID;
  return { ...subjects, redis: { target: redis, ...XADD_LOAD, isRight, clear: redis.clear } };
}

async function measure(
  { generator }: Bench,
  { target, isRight, clear, ...load }: Subject,
  how: { connections: number; depth: number; time: number },
): Promise<Measured> {
  const measured = await generator.run(target, { ...how, ...load });
  if (!isRight(measured.bytes / measured.replies)) throw new Error("Not every message was answered OK");
  await clear?.();
  return measured;
}

/** What is promised of a row; beside a slow disk the echo, which has none, is no measure. */
function targetsOf({ atLeast, slowest }: Shape, row: Summary, { day }: Bench): Target[] {
  if (atLeast === undefined) return [];
  const name = row[NAME];
  const toRedis = row[TO_REDIS];
  return [
    ...day.name === "slow-disk" ? [] : [{ what: `${name}, ratio to the echo`, value: row.ratio, atLeast }],
    ...toRedis === undefined ? [] : [{ what: `${name}, ratio to Redis`, value: toRedis, atLeast: OF_REDIS }],
    ...slowest === undefined
      ? []
      : [{ what: `${name}, slowest request`, value: row["slowest ms"], below: slowest, unit: " ms" }],
  ];
}

function explain({ redis }: Bench, rounds: number, time: number): string[] {
  return [
    redis === undefined
      ? "no Redis is installed here (redis-server), so nothing is said of it"
      : `Redis ${redis}, XADD of the same text from the same generator: ${REDIS_SETTINGS}`,
    `medians of the calmer half of ${rounds} rounds of ${time / 1000} s each; slowest is the slowest of these rounds`,
    "others %: the CPU time of the machine that neither the server nor the generator used; with more than a few, repeat it",
    "by CPU: the ratio of the CPU times of a request, which other work on the machine hardly changes",
  ];
}

/** The half of the rounds in which others used the machine least. */
function calmest(rounds: readonly Round[]): Round[] {
  const others = ({ echo, server, redis }: Round) =>
    echo.othersPercent + server.othersPercent + (redis?.othersPercent ?? 0);
  return rounds.toSorted((a, b) => others(a) - others(b)).slice(0, Math.ceil(rounds.length / 2));
}

const NAME = "connections x in flight";
const RATE = "messages/s";
const TO_REDIS = "to Redis";

type Summary = ReturnType<typeof summarize>;

function summarize(name: string, rounds: readonly Round[]) {
  const of = (pick: (round: Round) => number) => median(rounds.map(pick));
  const ofRedis = (pick: (redis: Measured, server: Measured) => number) =>
    of(({ redis, server }) => pick(redis!, server));
  return {
    [NAME]: name,
    "echo/s": of(({ echo }) => rate(echo)),
    ...rounds[0]!.redis && { "redis/s": ofRedis(rate) },
    [RATE]: of(({ server }) => rate(server)),
    "ratio": of(({ echo, server }) => rate(server) / rate(echo)),
    ...rounds[0]!.redis && { [TO_REDIS]: ofRedis((redis, server) => rate(server) / rate(redis)) },
    "echo CPU us": of(({ echo }) => cpuMicroseconds(echo)),
    ...rounds[0]!.redis && { "redis CPU us": ofRedis(cpuMicroseconds) },
    "CPU us": of(({ server }) => cpuMicroseconds(server)),
    "by CPU": of(({ echo, server }) => cpuMicroseconds(echo) / cpuMicroseconds(server)),
    "p50 ms": of(({ server }) => server.p50 / 1000),
    "p99 ms": of(({ server }) => server.p99 / 1000),
    "slowest ms": slowestOf(rounds.map(({ server }) => server)),
    "echo slowest ms": slowestOf(rounds.map(({ echo }) => echo)),
    ...rounds[0]!.redis && { "redis slowest ms": slowestOf(rounds.map(({ redis }) => redis!)) },
    "others %": of(({ echo, server }) => (echo.othersPercent + server.othersPercent) / 2),
  };
}

function slowestOf(measured: readonly Measured[]): number {
  return Math.max(...measured.map(({ slowest }) => slowest / 1000));
}

/** Replies a second. */
export function rate({ replies, seconds }: Measured): number {
  return replies / seconds;
}

/** CPU time of the server for one request. */
export function cpuMicroseconds({ cpuSeconds, replies }: Measured): number {
  return cpuSeconds * 1e6 / replies;
}
