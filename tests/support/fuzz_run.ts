/**
 * Sends the hostile input of `fuzz.ts` to the real server, and looks at the server before and after.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { ERROR_CODES } from "../../lib/chat.ts";
import { createRandom, makePlan, type Plan, type World } from "./fuzz.ts";
import {
  connect,
  PASSWORD,
  type ServerProcess,
  serverProgram,
  startProcess,
  temporaryDirectory,
  texts,
} from "./helpers.ts";

/** Connections at once. */
const WORKERS = 12;

/** Milliseconds that a connection may take: a server that hangs is a failure, and not a run that hangs. */
const PATIENCE = 60_000;

/** What was done so far. */
export interface Tally {
  connections: number;
  frames: number;
  replies: number;
  /** Connections on which a reset took replies with it, after the server had closed them for a line that was too long. */
  resets: number;
}

/** What the system tells of a process. */
export interface Vitals {
  readonly descriptors: number;
  /** Bytes of memory. */
  readonly rss: number;
}

/** Options of {@linkcode fuzz}. */
export interface FuzzOptions {
  readonly seed: number;
  readonly frames: number;
  readonly onProgress?: (tally: Readonly<Tally>) => void;
}

/** The seed that the environment asks for, else a new one. */
export function chooseSeed(): number {
  return Number(Deno.env.get("NGOBROL_FUZZ_SEED") ?? Math.floor(Math.random() * 2 ** 31));
}

/** The process's descriptors and memory; nothing where the system has no /proc. */
export function vitalsOf(pid: number): Vitals {
  if (Deno.build.os !== "linux") return { descriptors: 0, rss: 0 };
  const descriptors = Array.from(Deno.readDirSync(`/proc/${pid}/fd`)).length;
  const rss = Number(/^VmRSS:\s+(\d+) kB/m.exec(Deno.readTextFileSync(`/proc/${pid}/status`))![1]) * 1024;
  return { descriptors, rss };
}

/** Checks replies as they come in pieces, and counts them. */
export function createReplyReader(): { count: number; push(bytes: Uint8Array): void; end(): void } {
  const latin1 = new TextDecoder("latin1"); // Byte by byte.
  let rest = "";
  return {
    count: 0,
    push(bytes) {
      const pieces = (rest + latin1.decode(bytes)).split("\r\n\r\n");
      rest = pieces.pop()!;
      for (const piece of pieces) checkReply(piece);
      this.count += pieces.length;
    },
    end() {
      assertEquals(rest, "", "the last reply has no end");
    },
  };
}

function checkReply(reply: string): void {
  assert(/^\{[\x20-\x7e]*\}$/.test(reply), `no printable ASCII on one line: ${JSON.stringify(reply)}`);
  const { status, message, code } = JSON.parse(reply);
  assert(status === "OK" || status === "ERROR", `a status of its own: ${reply}`);
  if (status === "ERROR") assert(typeof message === "string" && message !== "", `an error without a message: ${reply}`);
  assert(code === undefined ? status === "OK" : code !== "internal" && ERROR_CODES.includes(code), reply);
}

async function write(conn: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) done += await conn.write(bytes.subarray(done));
}

/** Whether an error says that the server closed the connection. */
function isGone(error: unknown): boolean {
  return error instanceof Deno.errors.ConnectionReset || error instanceof Deno.errors.BrokenPipe;
}

/** Reads until there are `count` replies or the connection ends; false if it was reset. */
async function readReplies(conn: Deno.Conn, reader: ReturnType<typeof createReplyReader>, count: number) {
  const buffer = new Uint8Array(64 * 1024);
  try {
    while (reader.count < count) {
      const length = await conn.read(buffer);
      if (length === null) break;
      reader.push(buffer.subarray(0, length));
    }
    return true;
  } catch (error) {
    if (!isGone(error)) throw error;
    return false;
  }
}

async function writePieces(conn: Deno.TcpConn, { bytes, cuts, ending }: Plan): Promise<void> {
  try {
    let start = 0;
    for (const end of [...cuts, bytes.length]) {
      await write(conn, bytes.subarray(start, end));
      start = end;
    }
    if (ending === "end" || ending === "deaf") await conn.closeWrite();
  } catch (error) {
    if (!isGone(error)) throw error; // The server has closed the connection for what came before.
  }
}

/** Makes one connection and does as planned. Returns how many replies came, and whether a reset took any. */
async function play(port: number, plan: Plan): Promise<{ replies: number; reset: boolean }> {
  using conn = await Deno.connect({ hostname: "127.0.0.1", port });
  conn.setNoDelay(); // Each piece shall be a segment.
  let late = false;
  const timer = setTimeout(() => (late = true, conn.close()), PATIENCE);
  const reader = createReplyReader();
  try {
    const reads = plan.ending === "end" || plan.ending === "close";
    if (plan.ending === "reset") await readOneByte(conn);
    const writing = writePieces(conn, plan);
    // It reads while it writes: the server reads no further while its replies are not read.
    const count = plan.ending === "close" && plan.exact && !plan.closes ? plan.replies : Infinity;
    if (plan.ending === "close" && count === Infinity) writing.then(() => conn.closeWrite()).catch(() => {});
    const whole = !reads || await readReplies(conn, reader, count);
    await writing;
    if (!reads) return { replies: 0, reset: false };
    if (whole) reader.end();
    assert(whole || plan.closes || !plan.exact, "the server reset a connection that was in order");
    assert(reader.count <= plan.replies + Number(!plan.exact), `${reader.count} replies instead of ${plan.replies}`);
    if (whole && plan.exact) assertEquals(reader.count, plan.replies, "replies");
    return { replies: reader.count, reset: !whole };
  } catch (error) {
    throw late ? new Error(`no end within ${PATIENCE / 1000} s, ${reader.count} of ${plan.replies} replies`) : error;
  } finally {
    clearTimeout(timer);
  }
}

/** Lets a reply come and leaves most of it in the system's buffer. */
async function readOneByte(conn: Deno.Conn): Promise<void> {
  await write(conn, new TextEncoder().encode("hello\n"));
  await conn.read(new Uint8Array(1));
}

/** Sends so many frames to the server on `port`. A failure names the seed and the connection. */
export async function sendFrames(
  port: number,
  world: World,
  { seed, frames, onProgress }: FuzzOptions,
): Promise<Tally> {
  const tally: Tally = { connections: 0, frames: 0, replies: 0, resets: 0 };
  let next = 0;
  async function work(): Promise<void> {
    while (tally.frames < frames) {
      const connection = next++;
      const plan = makePlan(createRandom(seed + connection), world);
      const { replies, reset } = await play(port, plan).catch((error) => {
        const { ending, cuts } = plan;
        const what = `NGOBROL_FUZZ_SEED=${seed}, connection ${connection} (${ending}, cut at ${cuts})`;
        throw new Error(`${what}: ${error.message}`, { cause: error });
      });
      tally.connections++;
      tally.frames += plan.frames;
      tally.replies += replies;
      tally.resets += Number(reset);
      onProgress?.(tally);
    }
  }
  await Promise.all(Array.from({ length: WORKERS }, work));
  return tally;
}

/** A normal client: logs in, sends, reads, lists and logs out. */
export async function chatNormally(port: number): Promise<void> {
  using maya = await connect(port);
  using izza = await connect(port);
  const [from, to] = [await maya.logIn("maya"), await izza.logIn("izza")];
  const text = crypto.randomUUID();
  assertEquals((await maya.ask(`send ${from} izza ${text}`))["message"], "Message Sent");
  const received: string[] = [];
  while (!received.includes(text)) received.push(...texts(await izza.ask(`inbox ${to}`))["maya"] ?? []);
  assert((await maya.ask("list"))["messages"].includes("izza"));
  for (const peer of [maya, izza]) assertEquals((await peer.ask("logout"))["message"], "Logged out");
}

/** Asks until the server has done with all that is closed, and returns its vitals then. */
async function calm({ port, process }: ServerProcess, before: Vitals): Promise<Vitals> {
  using peer = await connect(port);
  const start = performance.now();
  let vitals: Vitals;
  do {
    await peer.ask("hello");
    vitals = vitalsOf(process.pid);
  } while (vitals.descriptors > before.descriptors && performance.now() - start < 10_000);
  return vitals;
}

/** What in a log is no line of a server that is well: no such line begins otherwise, or tells of a fault. */
export function faultsIn(log: string): string[] {
  const fine = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d) (?!Cannot |.*(?:failed|[Ee]rror\b|Uncaught|panicked))/;
  return log.split("\n").filter((line) => line !== "" && !fine.test(line));
}

/** Runs a server, sends it hostile input and asserts that it is as well as before. */
export async function fuzz(options: FuzzOptions): Promise<Tally & { before: Vitals; after: Vitals }> {
  using directory = temporaryDirectory();
  const log = `${directory.path}/log`;
  const program: [string, ...string[]] = ["sh", "-c", 'exec "$@" 2>"$0"', log, ...serverProgram()];
  // Without a bound to the rate: it would slow the fuzzer down, and nothing else.
  const args = ["--port", "0", "--rate", "off", "--log", "info", "--data", `${directory.path}/data`];
  await using server = await startProcess(program, args);
  await chatNormally(server.port);
  using peer = await connect(server.port);
  const users = ["izza", "maya", "nania"];
  const tokens: string[] = [];
  for (const user of users) tokens.push(await peer.logIn(user));
  const before = vitalsOf(server.process.pid);
  try {
    const tally = await sendFrames(server.port, { tokens, users, password: PASSWORD }, options);
    await chatNormally(server.port);
    const after = await calm(server, before);
    assert(
      after.descriptors <= before.descriptors + 2,
      `${before.descriptors} descriptors became ${after.descriptors}`,
    );
    assert(after.rss < 2 * before.rss + 64 * 1024 * 1024, `${before.rss} bytes of memory became ${after.rss}`);
    assertEquals(faultsIn(Deno.readTextFileSync(log)), [], `NGOBROL_FUZZ_SEED=${options.seed}`);
    return { ...tally, before, after };
  } catch (error) {
    const faults = faultsIn(Deno.readTextFileSync(log)).slice(0, 50).join("\n");
    throw new Error(`NGOBROL_FUZZ_SEED=${options.seed}: ${(error as Error).message}\n${faults}`, { cause: error });
  }
}
