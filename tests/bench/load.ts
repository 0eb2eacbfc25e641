/**
 * The load generator where there is no C compiler: load.c with the same arguments and the same output, but more CPU
 * time a request, so the ratios come out flatter.
 *
 * @module
 */

import { cpuSeconds } from "./program.ts";

/** Microseconds up to which latencies are told apart. */
const SLOWEST = 10_000_000;
const LF = 0x0a;
const BUFFER_SIZE = 64 * 1024;

/** Milliseconds in which requests that are in flight at the end may still be answered. */
const DRAIN = 2_000;

const [port, connections, depth, warmUp, time, linesPerReply, pid] = Deno.args.slice(0, 7).map(Number) as [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];
const [file, form, opening] = [Deno.readFileSync(Deno.args[7]!), Number(Deno.args[8]), Deno.args[9]];
const requests = form < 0
  ? Array.from({ length: file.length / -form }, (_, at) => file.slice(at * -form, (at + 1) * -form))
  : new TextDecoder().decode(file).match(new RegExp(`([^\\n]*\\n){${form}}`, "g"))!.map((line) =>
    new TextEncoder().encode(line)
  );

const histogram = new Uint32Array(SLOWEST + 1);
const total = { replies: 0, bytes: 0, latencies: 0, slowest: 0, unanswered: 0 };
let begin = Infinity;
let end = Infinity;

function note(milliseconds: number): void {
  const us = Math.min(Math.round(milliseconds * 1000), SLOWEST);
  histogram[us]!++;
  total.latencies++;
  if (us > total.slowest) total.slowest = us;
}

/** Waits for one reply, so that the connection is accepted before the load begins. */
async function open(request: Uint8Array): Promise<Deno.TcpConn> {
  const conn = await Deno.connect({ hostname: "127.0.0.1", port });
  conn.setNoDelay();
  const buffer = new Uint8Array(BUFFER_SIZE);
  if (opening !== undefined) {
    await conn.write(Deno.readFileSync(opening));
    for (let text = ""; !text.endsWith("\r\n\r\n");) {
      text += new TextDecoder().decode(buffer.subarray(0, await conn.read(buffer) ?? 0));
    }
  }
  await conn.write(request);
  for (let lines = 0; lines < linesPerReply;) {
    const length = await conn.read(buffer);
    if (length === null) throw new Error("The server closed a connection");
    lines += buffer.subarray(0, length).filter((byte) => byte === LF).length;
  }
  return conn;
}

/** One connection: keeps `depth` requests in flight until the end. */
async function drive(conn: Deno.TcpConn, request: Uint8Array): Promise<void> {
  const batch = new Uint8Array(request.length * depth);
  for (let at = 0; at < depth; at++) batch.set(request, at * request.length);
  const buffer = new Uint8Array(BUFFER_SIZE);
  const sent = new Float64Array(depth); // A ring; `first` is the oldest.
  let [first, inFlight, lines] = [0, 0, 0];

  async function send(count: number, now: number): Promise<void> {
    for (let i = 0; i < count; i++) sent[(first + inFlight++) % depth] = now;
    const length = count * request.length;
    for (let done = 0; done < length;) done += await conn.write(batch.subarray(done, length));
  }

  try {
    await send(depth, performance.now());
    while (inFlight > 0) {
      const length = await conn.read(buffer);
      if (length === null) throw new Error("The server closed a connection");
      const now = performance.now();
      const bytes = buffer.subarray(0, length);
      for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) lines++;
      const count = Math.floor(lines / linesPerReply);
      lines %= linesPerReply;
      for (let i = 0; i < count; i++, first = (first + 1) % depth) if (now >= begin) note(now - sent[first]!);
      inFlight -= count;
      if (now >= end) continue;
      if (now >= begin) {
        total.replies += count;
        total.bytes += length;
      }
      if (count > 0) await send(count, now);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted)) throw error;
    // Closed below: what was never answered took at least until now.
    for (let i = 0; i < inFlight; i++) note(performance.now() - sent[(first + i) % depth]!);
    total.unanswered += inFlight;
  }
}

function percentile(part: number): number {
  let left = Math.floor(total.latencies * part);
  return histogram.findIndex((count) => (left -= count) <= 0);
}

function sleepUntil(moment: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, moment - performance.now()));
}

const conns = await Promise.all(Array.from({ length: connections }, (_, at) => open(requests[at % requests.length]!)));
begin = performance.now() + warmUp;
end = begin + time;
const driven = Promise.all(conns.map((conn, at) => drive(conn, requests[at % requests.length]!)));
await sleepUntil(begin);
const cpuBefore = cpuSeconds(pid);
await sleepUntil(end);
const cpu = cpuSeconds(pid) - cpuBefore;
await Promise.race([driven, sleepUntil(end + DRAIN)]);
for (const conn of conns) conn.close();
await driven;
const { replies, bytes, unanswered, slowest } = total;
console.log(JSON.stringify({
  ...{ replies, bytes, unanswered, seconds: time / 1000, cpuSeconds: cpu },
  ...{ p50: percentile(0.5), p99: percentile(0.99), slowest },
}));
Deno.exit(0); // The timer of the drain would keep the process alive.
