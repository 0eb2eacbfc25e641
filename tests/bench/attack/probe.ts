/**
 * The normal client beside an attack, as a process of its own: asks one thing after another at the pace of a person in a
 * hurry, on a few connections, and notes how long each reply took. It is probe.c where there is a C compiler, else this.
 *
 * @module
 */

import { compileC } from "../generator.ts";
import { RUN_DENO, runProgram } from "../program.ts";

/** What the process is told. */
export interface ProbeJob {
  readonly port: number;
  readonly seconds: number;
  /** Tokens of six accounts that nobody attacks. */
  readonly tokens: readonly string[];
}

/** What a client of one kind saw. Times are in milliseconds. */
export interface Times {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly slowest: number;
  /** How often each error came; `lost` is a connection that ended without a reply. */
  readonly errors: Readonly<Record<string, number>>;
}

/** What clients do: `newcomer` connects anew for each `hello`. */
export type Kind = "send" | "hello" | "inbox" | "newcomer";

/** A probe that is ready to run. */
export interface Probe {
  run(job: ProbeJob): Promise<Record<Kind, Times>>;
}

/** Before all else: it must not wait for a core when a reply is there. */
const NICE = -15;

/** Compiles the probe into `directory`, if it can be. */
export async function createProbe(directory: string): Promise<Probe> {
  const compiled = await compileC("attack/probe.c", `${directory}/probe`);
  const program = compiled ? [`${directory}/probe`] : [...RUN_DENO, "-A", import.meta.filename!];
  return {
    run: async ({ port, seconds, tokens }) =>
      JSON.parse(await runProgram([...program, String(port), String(seconds), ...tokens], "", { nice: NICE })),
  };
}

/** Connections of each kind. */
const CONNECTIONS: Readonly<Record<Kind, number>> = { send: 2, hello: 2, inbox: 2, newcomer: 1 };

/** Milliseconds between two requests of a connection: a little slower than the rate that a connection may have. */
const INTERVAL = 55;
const NEWCOMER_INTERVAL = 150;

/** What was not answered at the end counts if it waited for so many milliseconds. */
const UNANSWERED = 100;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

class Client {
  readonly #job: ProbeJob;
  readonly #kind: Kind;
  readonly #request: Uint8Array;
  readonly #interval: number;
  readonly times: number[] = [];
  readonly errors: Record<string, number> = {};
  #conn: Deno.TcpConn | undefined;
  #askedAt: number | undefined;

  constructor(job: ProbeJob, kind: Kind, token: string) {
    const requests = {
      send: `send ${token} nania Selamat pagi`,
      inbox: `inbox ${token}`,
      hello: "hello",
      newcomer: "hello",
    };
    this.#job = job;
    this.#kind = kind;
    this.#request = encoder.encode(`${requests[kind]}\r\n`);
    this.#interval = kind === "newcomer" ? NEWCOMER_INTERVAL : INTERVAL;
  }

  /** Asks until `end`, a moment of `performance.now()`. */
  async run(end: number): Promise<void> {
    for (let next = performance.now(); next < end;) {
      await pause(next - performance.now());
      const start = this.#askedAt = performance.now();
      try {
        const reply = await this.#ask();
        this.times.push(performance.now() - start);
        if (!reply.startsWith('{"status": "OK"')) this.#fail(/"message": "([^"]*)/.exec(reply)?.[1] ?? "no JSON");
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        this.#fail("lost");
      }
      this.#askedAt = undefined;
      if (this.#kind === "newcomer") this.#close();
      next = Math.max(start + this.#interval, performance.now());
    }
  }

  /** Notes how long the request under way has waited, if there is one. */
  stop(): void {
    const waited = performance.now() - (this.#askedAt ?? Infinity);
    if (waited > UNANSWERED) this.times.push(waited);
  }

  async #ask(): Promise<string> {
    this.#conn ??= await Deno.connect({ hostname: "127.0.0.1", port: this.#job.port });
    this.#conn.setNoDelay();
    await this.#conn.write(this.#request);
    const buffer = new Uint8Array(64 * 1024);
    for (let reply = "";;) {
      const length = await this.#conn.read(buffer);
      if (length === null) throw new Error("The server closed the connection");
      reply += decoder.decode(buffer.subarray(0, length));
      if (reply.endsWith("\r\n\r\n")) return reply;
    }
  }

  #fail(message: string): void {
    const name = message.replace(/\d+/g, "N");
    this.errors[name] = (this.errors[name] ?? 0) + 1;
    if (message === "lost" || /connections/.test(message)) this.#close();
  }

  #close(): void {
    this.#conn?.close();
    this.#conn = undefined;
  }
}

/** Where there was no reply at all, a reply takes at least the whole time. */
function summarize(clients: readonly Client[], seconds: number): Times {
  const times = clients.flatMap(({ times }) => times).sort((a, b) => a - b);
  const at = (part: number) => times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? seconds * 1000;
  const errors: Record<string, number> = {};
  for (const client of clients) {
    for (const [message, count] of Object.entries(client.errors)) errors[message] = (errors[message] ?? 0) + count;
  }
  return { count: times.length, p50: at(0.5), p99: at(0.99), slowest: at(1), errors };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, milliseconds)));
}

async function main(job: ProbeJob): Promise<void> {
  let next = 0;
  const kinds = Object.entries(CONNECTIONS) as [Kind, number][];
  const clients = kinds.map(([kind, count]) =>
    [kind, Array.from({ length: count }, () => new Client(job, kind, job.tokens[next++ % job.tokens.length]!))] as const
  );
  const end = performance.now() + job.seconds * 1000;
  for (const client of clients.flatMap(([, clients]) => clients)) client.run(end);
  await pause(job.seconds * 1000);
  for (const client of clients.flatMap(([, clients]) => clients)) client.stop();
  console.log(
    JSON.stringify(Object.fromEntries(clients.map(([kind, clients]) => [kind, summarize(clients, job.seconds)]))),
  );
  Deno.exit(0); // What is not answered would keep the process alive.
}

if (import.meta.main) {
  const [port, seconds, ...tokens] = Deno.args;
  await main({ port: Number(port), seconds: Number(seconds), tokens });
}
