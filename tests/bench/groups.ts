/**
 * Groups: how soon a message is with all members who are live, and what a message to very many costs who are not.
 *
 * @module
 */

import { openSqlite } from "../../lib/store/sqlite/sqlite_store.ts";
import type { Bench } from "./bench.ts";
import { compileC } from "./generator.ts";
import { addPeople, type Chat, chat, type Person } from "./live.ts";
import { connect, TEXT } from "./peer.ts";
import { cpuSeconds, type Running } from "./program.ts";
import { median, type Row, type Section } from "./report.ts";

/** Members of the group, and how many of them write, once a second. */
export const MEMBERS = 400;
const WRITERS = 40;

/** Milliseconds in which nearly all members have a message, and how many times as much as one to a user a message may cost. */
const P99 = 60;
const TIMES = 2;

/** Messages of a round in which nobody is live, and how many are under way at once. */
const SENDS = 20_000;
const DEPTH = 64;

/** Runs this part. */
export async function groups(bench: Bench): Promise<Section> {
  const rounds = bench.quick ? 2 : 5;
  const directory = `${bench.directory}/groups`;
  await (await bench.server.start(directory))[Symbol.asyncDispose](); // Makes the store.
  const people = await addPeople(directory, MEMBERS);
  await addGroup(directory, people);
  await using server = await bench.server.start(directory);
  // Before the sends, which nobody reads: they would all come to who goes live.
  const rows = await measureLive(bench, server, people, rounds);
  const cost = await measureSends(server, people, rounds);
  const what = `${MEMBERS} live, ${WRITERS} of them write once a second, p99`;
  const targets = [
    ...rows.slice(0, 1).map((row) => ({ what, value: Number(row["p99 ms"]), below: P99, unit: " ms" })),
    { what: "a send to 400 of whom nobody is live, by CPU of one to a user", value: cost.ratio, below: TIMES },
  ];
  const [one, group] = [cost.one, cost.group].map((time) => time.toFixed(1));
  const notes = [
    `${SENDS} sends with ${DEPTH} under way: ${one} us of CPU each to a user, ${group} to the group`,
    `medians of ${rounds} rounds`,
    ...(rows.length === 0 ? ["the rest needs a C compiler"] : []),
  ];
  return { title: `Groups: ${MEMBERS} members`, rows, targets, notes };
}

async function measureLive(
  bench: Bench,
  server: Running,
  people: readonly Person[],
  rounds: number,
): Promise<Row[]> {
  const generator = `${bench.directory}/groups-load`;
  if (!await compileC("live.c", generator)) return [];
  const rows: Row[] = [];
  for (const [acknowledged, ackEvery] of [["once a second", 1_000], ["at once", 0]] as const) {
    const time = bench.quick ? 3_000 : 5_000;
    const found: Chat[] = [];
    for (let round = 0; round < rounds; round++) {
      found.push(await chat(generator, server, people, { pace: 1_000, time, group: ["#kelas", WRITERS, ackEvery] }));
    }
    const of = (pick: (one: Chat) => number) => median(found.map(pick));
    rows.push({
      "live members": MEMBERS,
      "writers": WRITERS,
      acknowledged,
      "delivered/s": of(({ delivered, seconds }) => delivered / seconds),
      "CPU us each": of(({ cpuSeconds, delivered }) => cpuSeconds * 1e6 / delivered),
      "p50 ms": of(({ p50 }) => p50 / 1000),
      "p99 ms": of(({ p99 }) => p99 / 1000),
      "slowest ms": Math.max(...found.map(({ slowest }) => slowest / 1000)),
    });
  }
  return rows;
}

/** Adds `#kelas`, with everybody in it, to a store that no server uses. */
export async function addGroup(directory: string, people: readonly Person[]): Promise<void> {
  await using store = await openSqlite(`${directory}/chat.sqlite`);
  const ids = new Map((await store.accounts()).map(({ name, id }) => [name, id]));
  const group = await store.groups.add({ name: "kelas", inviteOnly: false, wholeHistory: false });
  await Promise.all(people.map(({ name }) => store.groups.join(group.id, ids.get(name)!)));
  const [kept] = await store.groups.list();
  if (kept?.members.length !== people.length) throw new Error("Not everybody is in the group");
}

/** CPU time of a send in microseconds, to a user and to the group. */
async function measureSends(
  server: Running,
  [sender, receiver]: readonly Person[],
  rounds: number,
): Promise<{ one: number; group: number; ratio: number }> {
  const found: Record<"one" | "group", number[]> = { one: [], group: [] };
  for (let round = -1; round < rounds; round++) { // The first one warms up.
    for (const [what, to] of [["one", receiver!.name], ["group", "#kelas"]] as const) {
      const time = await send(server, `send ${sender!.token} ${to} ${TEXT}\r\n`);
      if (round >= 0) found[what].push(time);
    }
  }
  const [one, group] = [median(found.one), median(found.group)];
  return { one, group, ratio: group / one };
}

async function send({ port, pid }: Running, request: string): Promise<number> {
  using peer = await connect(port);
  const before = cpuSeconds(pid);
  for (let sent = 0; sent < SENDS; sent += DEPTH) await peer.askAll(Array(DEPTH).fill(request));
  return (cpuSeconds(pid) - before) * 1e6 / SENDS;
}
