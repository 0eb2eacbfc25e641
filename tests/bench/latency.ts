/**
 * What one person waits for: a message to an idle server, and anything while another one reads a long inbox or a class
 * logs in.
 *
 * @module
 */

import { createPasswords } from "../../lib/server/chat/logins/password.ts";
import type { Bench } from "./bench.ts";
import { SLOW_FLUSH } from "./day.ts";
import type { Measured } from "./generator.ts";
import { connect, PASSWORD, sends, TEXT, tokensOf } from "./peer.ts";
import type { Running } from "./program.ts";
import { median, type Row, type Section } from "./report.ts";

/** One client, one request at a time. */
const ALONE = { connections: 1, depth: 1 };

/** Milliseconds of a lone message, of which a flush of the disk may take 0.2. */
const LONE = 0.35;

/** Runs this part: one client of a server that has nothing else to do. */
export async function idle(bench: Bench): Promise<Section> {
  await using server = await bench.server.start(`${bench.directory}/idle-${bench.day.name}`);
  const tokens = await tokensOf(server.port);
  const kinds = { send: sends(tokens), list: [`list ${tokens[0]}\r\n`] };
  const rows: Row[] = [];
  for (const [request, requests] of Object.entries(kinds)) {
    const time = bench.quick ? 1_000 : 5_000;
    rows.push({ request, ...times(await bench.generator.run(server, { ...ALONE, time, requests })) });
  }
  const below = bench.day.name === "slow-disk" ? LONE + SLOW_FLUSH : LONE;
  const targets = [{ what: "A message, p50", value: Number(rows[0]!["p50 ms"]), below, unit: " ms" }];
  return { title: "An idle server: one client, one request at a time", rows, targets };
}

function times({ p50, p99, slowest }: Measured): Row {
  return { "p50 ms": p50 / 1000, "p99 ms": p99 / 1000, "slowest ms": slowest / 1000 };
}

/** Messages in the inbox. */
const UNREAD = 10_000;

/** Runs this part: an inbox of 10,000 messages, and another client that asks for the list again and again. */
export async function inbox(bench: Bench): Promise<Section> {
  await using server = await bench.server.start(`${bench.directory}/inbox`);
  const [izza = "", maya = ""] = await tokensOf(server.port);
  const rounds = bench.quick ? 3 : 7;
  const found: { seconds: number; before: number; during: number; bytes: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    await fill(server, izza);
    const requests = [`list ${maya}\r\n`];
    const before = await bench.generator.run(server, { ...ALONE, time: 2_000, requests });
    const list = bench.generator.run(server, { ...ALONE, time: 2_000, requests });
    await pause(1_000); // In the middle of the measurement.
    found.push({ ...await read(server, izza), before: before.slowest / 1000, during: (await list).slowest / 1000 });
  }
  const rows = found.map(({ seconds, bytes, before, during }, round) => ({
    "round": round + 1,
    "whole reply ms": seconds * 1000,
    "MB": bytes / 1e6,
    "slowest list before, ms": before,
    "slowest list meanwhile, ms": during,
  }));
  return {
    title: "An inbox of 10,000 messages",
    rows,
    targets: [
      { what: "Whole reply", value: median(found.map(({ seconds }) => seconds)), below: 0.5, unit: " s" },
      {
        what: "Delay of the others",
        value: median(found.map(({ before, during }) => during - before)),
        below: 20,
        unit: " ms",
      },
    ],
    notes: [`medians of ${rounds} rounds`],
  };
}

async function fill({ port }: Running, token: string): Promise<void> {
  using peer = await connect(port);
  const requests = Array.from({ length: UNREAD / 10 }, (_, at) => `send ${token} izza ${at} ${TEXT}\r\n`);
  for (let part = 0; part < 10; part++) await peer.askAll(requests);
}

/** Reads the inbox, and lets the server know that it arrived. */
async function read({ port }: Running, token: string): Promise<{ seconds: number; bytes: number }> {
  using peer = await connect(port);
  await peer.ask(`list ${token}`);
  const start = performance.now();
  const reply = await peer.ask(`inbox ${token}`);
  const seconds = (performance.now() - start) / 1000;
  const count = Object.values<unknown[]>(JSON.parse(reply).messages).flat().length;
  if (count !== UNREAD) throw new Error(`The inbox has ${count} messages`);
  await peer.ask(`list ${token}`);
  return { seconds, bytes: reply.length };
}

/** People who log in at once. */
const STORM = 300;

/** How fast they must be in, as a part of what the hashes alone would take on all cores. */
const OF_HASHES = 0.7;

/** Runs this part: 300 people log in at once, and one who is in goes on chatting. */
export async function storm(bench: Bench): Promise<Section> {
  await using server = await bench.server.start(`${bench.directory}/storm`);
  const requests = sends(await tokensOf(server.port));
  const chat = (time: number) => bench.generator.run(server, { ...ALONE, time, requests });
  const before = await chat(3_000);
  const alone = await hashAll();
  let isOver = false;
  const logins = logInAll(server.port).finally(() => isOver = true);
  const during: Measured[] = [];
  while (!isOver) during.push(await chat(2_000));
  const { seconds, accepted, refused } = await logins;
  const meanwhile = during.slice(0, -1); // The last one saw the end of it.
  const p99 = Math.max(...(meanwhile.length > 0 ? meanwhile : during).map(({ p99 }) => p99)) / 1000;
  const slowest = Math.max(...during.map(({ slowest }) => slowest)) / 1000;
  return {
    title: "300 logins at once",
    rows: [
      { "a message": "before", ...times(before) },
      {
        "a message": "meanwhile",
        "p50 ms": median(during.map(({ p50 }) => p50)) / 1000,
        "p99 ms": p99,
        "slowest ms": slowest,
      },
    ],
    targets: [
      { what: "A message meanwhile, p99", value: p99, below: 50, unit: " ms" },
      { what: "Speed of the logins, of that of the hashes alone", value: alone / seconds, atLeast: OF_HASHES },
    ],
    notes: [
      `${accepted} logged in and ${refused} refused within ${seconds.toFixed(1)} s`,
      `${STORM} hashes alone, on all cores, took ${alone.toFixed(1)} s just before`,
    ],
  };
}

/** Seconds that the hashes of so many logins take with nothing beside them. */
async function hashAll(): Promise<number> {
  await using passwords = createPasswords();
  const encoded = await passwords.hash(PASSWORD);
  const start = performance.now();
  await Promise.all(Array.from({ length: STORM }, () => passwords.verify(PASSWORD, encoded)));
  return (performance.now() - start) / 1000;
}

async function logInAll(port: number): Promise<{ seconds: number; accepted: number; refused: number }> {
  const names = ["izza", "maya", "nania"];
  const start = performance.now();
  const tokens = await Promise.allSettled(Array.from({ length: STORM }, async (_, at) => {
    using peer = await connect(port);
    return await peer.logIn(names[at % names.length]!);
  }));
  const accepted = tokens.filter(({ status }) => status === "fulfilled").length;
  return { seconds: (performance.now() - start) / 1000, accepted, refused: STORM - accepted };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
