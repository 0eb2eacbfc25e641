/**
 * The page's port: what a WebSocket costs beside TCP, in the same run. Memory of idle pages, CPU of a durable send, and how
 * soon one message is with all members of a group who are live on a page.
 *
 * @module
 */

import { maskedFrame, upgradeHead } from "../support/web_peer.ts";
import type { Bench } from "./bench.ts";
import { bytesOf } from "./generator.ts";
import { addGroup, MEMBERS } from "./groups.ts";
import { addPeople, type Person } from "./live.ts";
import { measureMemory } from "./memory.ts";
import { sends, TEXT, tokensOf } from "./peer.ts";
import type { Running } from "./program.ts";
import { median, type Row, type Section } from "./report.ts";
import { cpuMicroseconds } from "./throughput.ts";

/** Pages that are open and say nothing, and KiB that each may take. */
const IDLE = 2_000;
const MEMORY = 24;

/** How much more CPU than over TCP a durable send may take. */
const TIMES = 1.25;

/** Milliseconds in which nearly all of 400 pages have a message; messages that are sent one after the other. */
const P99 = 60;
const MESSAGES = 40;
/** Messages before those, with which the programs get up to speed. */
const WARM_UP = 10;

/** Connections x requests in flight. */
const SHAPES = [[50, 1], [50, 16]] as const;

const END = "\r\n\r\n";
/** No byte of a request is a line feed then, or ends a text. */
const MASK = Uint8Array.of(0x80, 0x80, 0x80, 0x80);

/** Runs this part. */
export async function web(bench: Bench): Promise<Section> {
  const directory = `${bench.directory}/web`;
  await (await bench.server.start(directory))[Symbol.asyncDispose](); // Makes the store.
  const people = await addPeople(directory, MEMBERS);
  await addGroup(directory, people);
  const idle = { tcp: await measureIdle(bench, false), page: await measureIdle(bench, true) };
  const port = freePort();
  await using server = await bench.server.start(directory, { args: ["--web", String(port)] });
  const page = { pid: server.pid, port };
  const fanOut = { tcp: await spread(server, people), page: await spread(page, people, true) };
  const rows = await measureSends(bench, server, page, sends(await tokensOf(server.port)));
  return {
    title: "The page's port, beside TCP",
    rows,
    targets: [
      { what: `${IDLE} idle pages, each`, value: idle.page, below: MEMORY, unit: " KiB" },
      ...rows.map((row) => ({ what: `a durable send, ${row[SHAPE]}, by CPU of TCP`, value: row.ratio, below: TIMES })),
      { what: `one message to ${MEMBERS} pages, p99`, value: fanOut.page.p99, below: P99, unit: " ms" },
    ],
    notes: [
      `an idle connection by TCP takes ${idle.tcp.toFixed(1)} KiB, a page ${idle.page.toFixed(1)}`,
      `one message to ${MEMBERS}, p50 and p99: by TCP ${ms(fanOut.tcp)}, to pages ${
        ms(fanOut.page)
      }, read by one program`,
    ],
  };
}

/** KiB of a connection that says nothing more, on a server that has done nothing else: garbage would make room for it. */
async function measureIdle(bench: Bench, isPage: boolean): Promise<number> {
  const port = freePort();
  const directory = `${bench.directory}/web-idle-${isPage}`;
  await using server = await bench.server.start(directory, { args: ["--web", String(port)] });
  const [token] = await tokensOf(server.port, ["nania"]);
  const list = `list ${token}\r\n`;
  const row = isPage
    ? await measureMemory({ pid: server.pid, port }, IDLE, upgradeHead(port) + framed(list), END, 2)
    : await measureMemory(server, IDLE, list, END);
  return row["KiB a connection"];
}

const SHAPE = "connections x in flight";

async function measureSends(
  { generator, quick }: Bench,
  server: Running,
  page: { pid: number; port: number },
  requests: readonly string[],
) {
  const { rounds, time } = quick ? { rounds: 3, time: 700 } : { rounds: 7, time: 1_000 };
  const framedRequests = requests.map(framed);
  const rows: (Row & { readonly [SHAPE]: string; readonly ratio: number })[] = [];
  for (const [connections, depth] of SHAPES) {
    const found: { tcp: number; page: number }[] = [];
    for (let round = -1; round < rounds; round++) { // The first one warms up.
      const how = { connections, depth, time };
      const tcp = cpuMicroseconds(await generator.run(server, { ...how, requests }));
      const opening = upgradeHead(page.port);
      const measured = await generator.run(page, { ...how, requests: framedRequests, opening });
      if (round >= 0) found.push({ tcp, page: cpuMicroseconds(measured) });
    }
    rows.push({
      [SHAPE]: `${connections} x ${depth}`,
      "TCP CPU us": median(found.map(({ tcp }) => tcp)),
      "page CPU us": median(found.map(({ page }) => page)),
      "ratio": median(found.map(({ tcp, page }) => page / tcp)),
    });
  }
  return rows;
}

/** A request as a frame, each character of which is a byte. */
function framed(request: string): string {
  return String.fromCharCode(...maskedFrame(request, { mask: MASK }));
}

interface Delays {
  readonly p50: number;
  readonly p99: number;
}

/** Milliseconds from a message to the group until its members have it, who are all live. */
async function spread(server: { port: number }, people: readonly Person[], isPage = false): Promise<Delays> {
  const conns = await Promise.all(people.map(({ token }) => goLive(server.port, token, isPage)));
  const delays: number[] = [];
  const first = conns[0]!;
  for (let message = -WARM_UP; message < MESSAGES; message++) {
    const line = `post ${people[0]!.token} ${crypto.randomUUID()} #kelas ${TEXT}\r\n`;
    const start = performance.now();
    const heard = conns.slice(1).map(async (conn) => {
      await readUntil(conn, '"event": "message"');
      if (message >= 0) delays.push(performance.now() - start);
    });
    await first.write(bytesOf(isPage ? framed(line) : line));
    await Promise.all([...heard, readUntil(first, '"status": "OK"')]);
  }
  conns.forEach((conn) => conn.close());
  delays.sort((a, b) => a - b);
  return { p50: delays[Math.floor(delays.length / 2)]!, p99: delays[Math.floor(delays.length * 0.99)]! };
}

async function goLive(port: number, token: string, isPage: boolean): Promise<Deno.TcpConn> {
  const conn = await Deno.connect({ hostname: "127.0.0.1", port });
  conn.setNoDelay();
  if (isPage) {
    await conn.write(bytesOf(upgradeHead(port)));
    await readUntil(conn, END);
  }
  const request = `live ${token}\r\n`;
  await conn.write(bytesOf(isPage ? framed(request) : request));
  await readUntil(conn, '"status": "OK"');
  return conn;
}

/** Reads until what came has `text` in it and ends as an event or a reply does. */
async function readUntil(conn: Deno.TcpConn, text: string): Promise<void> {
  const buffer = new Uint8Array(16 * 1024);
  for (let got = ""; !got.includes(text) || !got.endsWith("\r\n");) {
    const count = await conn.read(buffer);
    if (count === null) throw new Error(`The server closed a connection: ${got}`);
    got += String.fromCharCode(...buffer.subarray(0, count));
    if (got.includes('"status": "ERROR"')) throw new Error(got);
  }
}

function ms({ p50, p99 }: Delays): string {
  return `${p50.toFixed(1)} and ${p99.toFixed(1)} ms`;
}

/** A port that nobody has now. */
function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
