/**
 * A live class: from `post` to the event on the receiver's connection, and what a live connection costs. Everybody
 * acknowledges what they get, as the client does.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { openSqlite } from "../../lib/store/sqlite/sqlite_store.ts";
import type { Bench } from "./bench.ts";
import { measureMemory } from "./memory.ts";
import { TEXT, tokensOf } from "./peer.ts";
import { cpuSeconds, type Running } from "./program.ts";
import type { Row, Section } from "./report.ts";

const CLASSES = [40, 400];

/** Milliseconds between two messages of somebody who chats. */
const INTERVAL = 1_000;

/** Idle live connections. */
const IDLE = 5_000;

const ENCODER = new TextEncoder();

/** Runs this part. */
export async function live(bench: Bench): Promise<Section> {
  const time = bench.quick ? 4_000 : 15_000;
  const directory = `${bench.directory}/live`;
  await (await bench.server.start(directory))[Symbol.asyncDispose](); // Makes the store.
  const tokens = await addPeople(directory, Math.max(...CLASSES));
  await using server = await bench.server.start(directory);
  const [token = ""] = await tokensOf(server.port, ["nania"]);
  // Before the load, whose garbage would make room for them.
  const { "KiB a connection": kib } = await measureMemory(server, IDLE, `live ${token}\r\n`, "\r\n\r\n");
  const rows: Row[] = [];
  for (const count of CLASSES) {
    rows.push(await chat(server, tokens.slice(0, count), { load: "a message a second each", pace: INTERVAL, time }));
  }
  rows.push(await chat(server, tokens, { load: "as fast as it goes", pace: 0, time }));
  return {
    title: "Live: from a post to the event",
    rows,
    notes: [
      "delivered/s and the latency are those of a client in TypeScript, which holds all connections and takes a core",
      `a live connection takes ${kib.toFixed(1)} KiB of the server's memory (${IDLE} idle ones of one user)`,
    ],
  };
}

/** Adds people with a login each to a store that no server uses, and returns the tokens. */
async function addPeople(directory: string, count: number): Promise<string[]> {
  await using store = await openSqlite(`${directory}/chat.sqlite`);
  const tokens: string[] = [];
  for (let index = 0; index < count; index++) {
    const passwordHash = "nobody logs in with a password";
    const { id } = await store.addAccount({ name: nameOf(index), fullName: nameOf(index), passwordHash, demo: false });
    const token = crypto.randomUUID();
    const tokenHash = createHash("sha256").update(token).digest("hex");
    await store.addLogin({ tokenHash, account: id, usedAt: Date.now() }, passwordHash);
    tokens.push(token);
  }
  return tokens;
}

function nameOf(index: number): string {
  return `live${index}`;
}

/** What everybody does, and for how many milliseconds. */
interface Load {
  readonly load: string;
  /** Milliseconds between two messages of one person; 0 for the next as soon as the last one is answered. */
  readonly pace: number;
  readonly time: number;
}

/** Lets everybody write to the next one. */
async function chat(server: Running, tokens: readonly string[], { load, pace, time }: Load): Promise<Row> {
  const latencies: number[] = [];
  let start = Infinity;
  function note(postedAt: number): void {
    if (postedAt >= start) latencies.push(performance.now() - postedAt); // Others were unread before.
  }
  const people = await Promise.all(tokens.map((token) => join(server.port, token, note)));
  const before = cpuSeconds(server.pid);
  start = performance.now();
  await Promise.all(people.map(async (person, index) => {
    const receiver = nameOf((index + 1) % people.length);
    await pause(Math.random() * pace);
    while (performance.now() - start < time) {
      const next = performance.now() + pace;
      await person.post(receiver);
      if (pace > 0) await pause(Math.max(0, next - performance.now()));
    }
  }));
  const seconds = (performance.now() - start) / 1000;
  const cpu = cpuSeconds(server.pid) - before;
  const count = latencies.length;
  for (const person of people) person[Symbol.dispose]();
  latencies.sort((one, other) => one - other);
  return {
    "live users": tokens.length,
    load,
    "delivered/s": count / seconds,
    "server CPU us": cpu * 1e6 / count,
    "p50 ms": latencies[Math.floor(count * 0.5)]!,
    "p99 ms": latencies[Math.floor(count * 0.99)]!,
    "slowest ms": latencies.at(-1)!,
  };
}

/** Somebody who is live. */
interface Person extends Disposable {
  /** Writes to another, and acknowledges what came meanwhile; resolves when both are answered. */
  post(receiver: string): Promise<void>;
}

/** Goes live; `onMessage` hears when each message that comes was posted, by the clock of `performance.now()`. */
async function join(port: number, token: string, onMessage: (postedAt: number) => void): Promise<Person> {
  const conn = await Deno.connect({ hostname: "127.0.0.1", port });
  conn.setNoDelay();
  let replied = Promise.withResolvers<void>();
  let newest = "";

  function take(frame: string): void {
    if (frame.startsWith('{"status": "OK"')) return replied.resolve();
    const message = /^\{"event": "message", "id": "([^"]+)".*"msg": "([\d.]+) /.exec(frame);
    if (message !== null) {
      newest = message[1]!;
      onMessage(Number(message[2]));
    } else if (frame.includes('"ERROR"')) {
      throw new Error(frame);
    }
  }

  async function read(): Promise<void> {
    const buffer = new Uint8Array(64 * 1024);
    const decoder = new TextDecoder();
    let text = "";
    for (let count = await conn.read(buffer); count !== null; count = await conn.read(buffer)) {
      const frames = (text + decoder.decode(buffer.subarray(0, count))).split("\r\n\r\n");
      text = frames.pop()!;
      frames.forEach(take);
    }
  }

  async function ask(request: string): Promise<void> {
    replied = Promise.withResolvers();
    await conn.write(ENCODER.encode(`${request}\r\n`));
    await replied.promise;
  }

  read().catch((error) => {
    if (!(error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted)) throw error;
  });
  await ask(`live ${token}`);
  return {
    async post(receiver) {
      await ask(`post ${token} ${crypto.randomUUID()} ${receiver} ${performance.now()} ${TEXT}`);
      if (newest === "") return;
      const id = newest;
      newest = "";
      await ask(`ack ${token} ${id}`);
    },
    [Symbol.dispose]: () => conn.close(),
  };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
