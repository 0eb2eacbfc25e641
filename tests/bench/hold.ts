/**
 * Connections that ask for one thing each and then say nothing. A process of its own holds them, since the bench itself may
 * not open so many files.
 *
 * @module
 */

import { spawnDeno } from "./program.ts";

/** Connections that are asked for at the same time. */
const AT_ONCE = 50;

/**
 * Holds `count` connections open, each after it got the reply to `request`, until this is disposed of.
 *
 * @param request Each character is a byte.
 * @param end How the reply ends; before it may stand another one that ends so, if `replies` says so.
 */
export async function hold(
  port: number,
  count: number,
  request: string,
  end: string,
  replies = 1,
): Promise<AsyncDisposable> {
  const program = spawnDeno(["-A", import.meta.filename!, JSON.stringify({ port, count, request, end, replies })]);
  await program.banner;
  return program;
}

interface Job {
  readonly port: number;
  readonly count: number;
  readonly request: string;
  readonly end: string;
  readonly replies: number;
}

async function open({ port, request, end, replies }: Job): Promise<Deno.TcpConn> {
  const conn = await Deno.connect({ hostname: "127.0.0.1", port });
  await conn.write(Uint8Array.from(request, (character) => character.charCodeAt(0)));
  const buffer = new Uint8Array(1024);
  let reply = "";
  while (!reply.endsWith(end) || reply.split(end).length <= replies) {
    const count = await conn.read(buffer);
    if (count === null) throw new Error(`The server closed a connection: ${reply}`);
    reply += new TextDecoder().decode(buffer.subarray(0, count));
  }
  return conn;
}

async function main(job: Job): Promise<void> {
  const conns: Deno.TcpConn[] = [];
  while (conns.length < job.count) {
    const next = Math.min(AT_ONCE, job.count - conns.length);
    conns.push(...await Promise.all(Array.from({ length: next }, () => open(job))));
  }
  console.log("ready");
  await new Promise(() => setInterval(() => {}, 60_000)); // Until the bench ends this process.
}

if (import.meta.main) await main(JSON.parse(Deno.args[0]!));
