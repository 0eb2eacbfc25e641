/**
 * What an idle connection costs: thousands of them, from one address, logged in by showing a token.
 *
 * @module
 */

import type { Bench } from "./bench.ts";
import { hold } from "./hold.ts";
import { tokensOf } from "./peer.ts";
import { residentKib, type Running, startBaseline } from "./program.ts";
import type { Section } from "./report.ts";

const CONNECTIONS = 10_000;

/** Connections that come and go before the first reading, to warm up; their memory is used again and so not counted. */
const WARM_UP = 100;

/** Files that a program needs besides its connections. */
const RESERVE = 200;

const BEFORE = "MiB before";

/** Runs this part. */
export async function memory(bench: Bench): Promise<Section> {
  const count = Math.min(CONNECTIONS, fileLimit() - RESERVE);
  await using echo = await startBaseline("echo.ts");
  await using server = await bench.server.start(`${bench.directory}/memory`);
  const [token] = await tokensOf(server.port, ["izza"]);
  const rows = [
    { program: "echo", ...await measureMemory(echo, count, "hello\n", "\n") },
    { program: "server", ...await measureMemory(server, count, `list ${token}\r\n`, "\r\n\r\n") },
  ];
  const value = rows[1]!["KiB a connection"];
  return {
    title: "Idle connections, logged in, from one address",
    rows,
    targets: [
      { what: "The server's memory for a connection", value, below: 14, unit: " KiB" },
      { what: "Its memory with no connection, of the echo's", value: rows[1]![BEFORE] / rows[0]![BEFORE], below: 3 },
    ],
    notes: count < CONNECTIONS ? [`the file limit allows ${count} connections, not ${CONNECTIONS}`] : [],
  };
}

/** The memory of so many connections, each of which got the reply to `request` and says nothing more. */
export async function measureMemory(
  program: Pick<Running, "pid" | "port">,
  count: number,
  request: string,
  end: string,
  replies = 1,
) {
  {
    await using _ = await hold(program.port, WARM_UP, request, end, replies);
  }
  const before = await settledKib(program.pid);
  await using _ = await hold(program.port, count, request, end, replies);
  const after = await settledKib(program.pid);
  return {
    "connections": count,
    [BEFORE]: before / 1024,
    "MiB after": after / 1024,
    "KiB a connection": (after - before) / count,
  };
}

/** The memory of a process, in KiB, once it has stopped changing. */
export async function settledKib(pid: number): Promise<number> {
  let last = residentKib(pid);
  for (let second = 0; second < 10; second++) {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const now = residentKib(pid);
    if (Math.abs(now - last) < 256) return now;
    last = now;
  }
  return last;
}

/** How many files a program of the bench may have open. */
function fileLimit(): number {
  const limits = Deno.readTextFileSync("/proc/self/limits");
  return Number(/^Max open files\s+\S+\s+(\d+)/m.exec(limits)?.[1] ?? Infinity);
}
