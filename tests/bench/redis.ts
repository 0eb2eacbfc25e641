/**
 * Redis beside the server: the well-known program that can flush each write before its OK. It gets the same bytes of text
 * from the same generator, and as many in one flush as have come.
 *
 * @module
 */

import { spawnGuarded } from "./guarded.ts";
import { TEXT } from "./peer.ts";
import type { Running } from "./program.ts";

/** Each write is flushed before its reply; no snapshot, and no rewriting of the log, holds it up. */
const SETTINGS = ["--appendonly", "yes", "--appendfsync", "always", "--save", "", "--auto-aof-rewrite-percentage", "0"];

/** The settings as a file of Redis has them. */
export const REDIS_SETTINGS = 'appendonly yes, appendfsync always, save "", auto-aof-rewrite-percentage 0';

/** Milliseconds that it may take to start. */
const START_TIME = 10_000;

/** One message into a stream, as the clients of Redis write it. */
export const XADD = toWire(["XADD", "chat", "*", "text", TEXT]);

/** What the generator has to know: each word of a request has two lines, and a reply is a length and an id. */
export const XADD_LOAD = { requests: [XADD], linesPerRequest: 11, linesPerReply: 2 };

/** Bytes of the shortest reply with an id; an error is no such reply. */
export const SHORTEST_ID = "$15\r\n1700000000000-0\r\n".length;

/** A Redis that runs. */
export interface Redis extends Running {
  /** Forgets all messages. */
  clear(): Promise<void>;
}

function toWire(words: readonly string[]): string {
  return `*${words.length}\r\n` + words.map((word) => `$${word.length}\r\n${word}\r\n`).join("");
}

/** The version of the Redis that is installed, if there is one. */
export async function findRedis(): Promise<string | undefined> {
  try {
    const { stdout } = await new Deno.Command("redis-server", { args: ["--version"], stderr: "null" }).output();
    return /\bv=(\S+)/.exec(new TextDecoder().decode(stdout))?.[1];
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Starts it on a free port of this machine with an empty `directory`, which is gone with it. */
export async function startRedis(directory: string, env: Record<string, string> = {}): Promise<Redis> {
  await Deno.mkdir(directory);
  const port = freePort();
  const own = ["--port", String(port), "--bind", "127.0.0.1", "--dir", directory];
  const program = await spawnGuarded(["redis-server", ...own, ...SETTINGS], env);
  const end = performance.now() + START_TIME;
  while (!await answers(port)) {
    if (performance.now() < end) continue;
    await program[Symbol.asyncDispose]();
    throw new Error("Redis does not start");
  }
  return {
    pid: program.pid,
    port,
    tlsPort: NaN,
    clear: async () => void await ask(port, ["DEL", "chat"]),
    async [Symbol.asyncDispose]() {
      await program[Symbol.asyncDispose]();
      await Deno.remove(directory, { recursive: true });
    },
  };
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

async function answers(port: number): Promise<boolean> {
  try {
    return await ask(port, ["PING"]) === "+PONG\r\n";
  } catch (error) {
    if (!(error instanceof Deno.errors.ConnectionRefused)) throw error;
    await new Promise((resolve) => setTimeout(resolve, 50));
    return false;
  }
}

/** Asks one thing with a short answer. */
async function ask(port: number, words: readonly string[]): Promise<string> {
  using conn = await Deno.connect({ hostname: "127.0.0.1", port });
  await conn.write(new TextEncoder().encode(toWire(words)));
  const buffer = new Uint8Array(1024);
  const count = await conn.read(buffer) ?? 0;
  return new TextDecoder().decode(buffer.subarray(0, count));
}
