/**
 * Sends to one server or several at once, each driven by a generator of its own, and what they cost.
 *
 * @module
 */

import type { Generator, Measured } from "../generator.ts";
import type { Person } from "../live.ts";
import { TEXT } from "../peer.ts";
import { cpuSeconds, endedSeconds, machineSeconds, type Running } from "../program.ts";
import type { Database } from "./database.ts";

/** How many senders there are at once, on all servers together, and how many messages each has under way. */
export interface Shape {
  readonly senders: number;
  readonly depth: number;
}

/** What was measured. Costs are for each message, CPU time in microseconds. */
export interface Cost {
  readonly rate: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly server: number;
  /** Nothing of these for SQLite. */
  readonly batch?: number;
  readonly primary?: number;
  readonly standby?: number;
  readonly log?: number;
  /** The machine's CPU time, in percent, that no program of the bench used. */
  readonly others: number;
}

/** The servers that are measured, and what they share, if that is a database. */
export interface Subject {
  readonly servers: readonly Running[];
  readonly people: readonly Person[];
  readonly database?: Database;
}

/** `Message Sent`. */
const SENT = '{"status": "OK", "message": "Message Sent"}\r\n\r\n'.length;

/** Lets everybody write to the next one. */
export async function measureSends(
  generators: readonly Generator[],
  { servers, people, database }: Subject,
  { senders, depth }: Shape,
  { time, warmUp }: { time: number; warmUp: number },
): Promise<Cost> {
  const requests = people.map(({ token }, index) =>
    `send ${token} ${people[(index + 1) % people.length]!.name} ${TEXT}\r\n`
  );
  const before = await database?.usage();
  const used = usedOf(servers);
  const found = await Promise.all(servers.map((server, at) =>
    generators[at]!.run(server, {
      connections: Math.ceil(senders / servers.length),
      depth,
      time,
      warmUp,
      requests: requests.filter((_, index) => index % servers.length === at),
    })
  ));
  const after = usedOf(servers);
  const usage = await database?.usage();
  if (found.some(({ bytes, replies }) => bytes !== replies * SENT)) {
    throw new Error("Not every message was answered OK");
  }
  const costs = usage && before && costsOf(before, usage);
  const ours = after.ours - used.ours + (costs?.cpu ?? 0);
  const sum = (pick: (one: Measured) => number) => found.reduce((total, one) => total + pick(one), 0);
  const replies = sum((one) => one.replies);
  const others = (after.machine - used.machine - ours) / (after.time - used.time) / navigator.hardwareConcurrency;
  return {
    rate: replies / found[0]!.seconds,
    p50: Math.max(...found.map(({ p50 }) => p50)) / 1000,
    p99: Math.max(...found.map(({ p99 }) => p99)) / 1000,
    server: sum(({ cpuSeconds }) => cpuSeconds) * 1e6 / replies,
    ...costs && { batch: costs.batch, primary: costs.primary, standby: costs.standby, log: costs.log },
    others: Math.max(0, 100 * others),
  };
}

/** CPU time of all, and of the servers and generators. */
function usedOf(servers: readonly Running[]) {
  const ours = servers.reduce((sum, { pid }) => sum + cpuSeconds(pid), cpuSeconds(Deno.pid)) + endedSeconds();
  return { machine: machineSeconds(), ours, time: performance.now() / 1000 };
}

type Usages = Awaited<ReturnType<Database["usage"]>>;

function costsOf(before: Usages, after: Usages) {
  const messages = after.messages - before.messages;
  return {
    batch: messages / (after.batches - before.batches),
    primary: (after.primary - before.primary) * 1e6 / messages,
    standby: (after.standby - before.standby) * 1e6 / messages,
    log: (after.log - before.log) / messages,
    cpu: after.primary - before.primary + after.standby - before.standby,
  };
}
