/**
 * A live class: from `post` to the event on the receiver's connection, against a bare relay, and what a live connection
 * costs. Everybody acknowledges what they get, as the client does.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { openSqlite } from "../../lib/store/sqlite/sqlite_store.ts";
import type { Bench } from "./bench.ts";
import { compileC } from "./generator.ts";
import { measureMemory } from "./memory.ts";
import { tokensOf } from "./peer.ts";
import { runProgram, startBaseline } from "./program.ts";
import { median, type Section } from "./report.ts";

/** What is measured: so many people, each of whom writes a message every so many milliseconds. */
const CLASSES = [
  { count: 40, pace: 1_000, load: "a message a second each" },
  { count: 400, pace: 1_000, load: "a message a second each" },
  { count: 400, pace: 0, load: "as fast as it goes" },
];

/** Idle live connections. */
const IDLE = 5_000;

/** How much of the relay must be reached, and milliseconds within which nearly all messages of a class must be there. */
const OF_RELAY = 0.15;
const P99 = 20;

/** Runs this part. */
export async function live(bench: Bench): Promise<Section> {
  const { rounds, time } = bench.quick ? { rounds: 2, time: 2_000 } : { rounds: 5, time: 3_000 };
  const directory = `${bench.directory}/live`;
  await (await bench.server.start(directory))[Symbol.asyncDispose](); // Makes the store.
  const people = await addPeople(directory, Math.max(...CLASSES.map(({ count }) => count)));
  await using server = await bench.server.start(directory);
  const [token = ""] = await tokensOf(server.port, ["nania"]);
  // Before the load, whose garbage would make room for them.
  const { "KiB a connection": kib } = await measureMemory(server, IDLE, `live ${token}\r\n`, "\r\n\r\n");
  const notes = [
    `a live connection takes ${kib.toFixed(1)} KiB of the server's memory (${IDLE} idle ones of one user)`,
  ];
  const title = "Live: from a post to the event, against a bare relay";
  const generator = `${bench.directory}/live-load`;
  if (!await compileC("live.c", generator)) {
    return { title, rows: [], notes: [...notes, "the rest needs a C compiler"] };
  }
  await using relay = await startBaseline("relay.ts");
  const rows = [];
  for (const { count, pace, load } of CLASSES) {
    const found: Pair[] = [];
    for (let round = 0; round < rounds; round++) {
      const all = people.slice(0, count);
      found.push({
        relay: await chat(generator, relay, all.map(({ name }) => ({ name, token: name })), { pace, time }),
        server: await chat(generator, server, all, { pace, time }),
      });
    }
    rows.push({ "live users": count, load, ...summarize(found) });
  }
  const [, paced, fast] = rows;
  return {
    title,
    rows,
    targets: [
      { what: "400 live, a message a second each, p99", value: paced!["p99 ms"], below: P99, unit: " ms" },
      { what: "400 live, as fast as it goes, ratio to the relay", value: fast!.ratio, atLeast: OF_RELAY },
    ],
    notes: [...notes, `medians of ${rounds} rounds of ${time / 1000} s each, the relay and the server in turns`],
  };
}

/** Somebody with a login. */
export interface Person {
  readonly name: string;
  readonly token: string;
}

/** Adds people with a login each to a store that no server uses. */
export async function addPeople(directory: string, count: number): Promise<Person[]> {
  await using store = await openSqlite(`${directory}/chat.sqlite`);
  const people: Person[] = [];
  for (let index = 0; index < count; index++) {
    const passwordHash = "nobody logs in with a password";
    const name = `live${String(index).padStart(4, "0")}`;
    const { id } = await store.addAccount({ name, fullName: name, passwordHash, demo: false });
    const token = crypto.randomUUID();
    const tokenHash = createHash("sha256").update(token).digest("hex");
    await store.addLogin({ tokenHash, account: id, usedAt: Date.now() }, passwordHash);
    people.push({ name, token });
  }
  return people;
}

/** What the generator of a live class measured. Times are in microseconds, if nothing else is said. */
export interface Chat {
  readonly delivered: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly p50: number;
  readonly p99: number;
  readonly slowest: number;
}

/** Lets everybody write to the next one, by the program that `live.c` was compiled to. `port`: or several, with commas. */
export async function chat(
  generator: string,
  { port, pid }: { readonly port: number | string; readonly pid: number },
  people: readonly Person[],
  { pace, time, group }: { pace: number; time: number; group?: readonly (string | number)[] },
): Promise<Chat> {
  const file = `${generator}-people`;
  await Deno.writeTextFile(file, people.map(({ token, name }) => `${token} ${name}\n`).join(""));
  return JSON.parse(
    await runProgram([generator, ...[port, pace, time, pid].map(String), file, ...(group ?? []).map(String)], ""),
  );
}

/** A round. */
interface Pair {
  readonly relay: Chat;
  readonly server: Chat;
}

function summarize(pairs: readonly Pair[]) {
  const of = (pick: (pair: Pair) => number) => median(pairs.map(pick));
  const rate = ({ delivered, seconds }: Chat) => delivered / seconds;
  const cpu = ({ cpuSeconds, delivered }: Chat) => cpuSeconds * 1e6 / delivered;
  return {
    "relay/s": of(({ relay }) => rate(relay)),
    "delivered/s": of(({ server }) => rate(server)),
    "ratio": of(({ relay, server }) => rate(server) / rate(relay)),
    "relay CPU us": of(({ relay }) => cpu(relay)),
    "server CPU us": of(({ server }) => cpu(server)),
    "by CPU": of(({ relay, server }) => cpu(relay) / cpu(server)),
    "p50 ms": of(({ server }) => server.p50 / 1000),
    "p99 ms": of(({ server }) => server.p99 / 1000),
    "slowest ms": Math.max(...pairs.map(({ server }) => server.slowest / 1000)),
  };
}
