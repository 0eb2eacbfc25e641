/**
 * The load generator, as a process: load.c where there is a C compiler, else load.ts, with the same arguments.
 *
 * @module
 */

import { cpuSeconds, endedSeconds, machineSeconds, type Running } from "./program.ts";

/** What the generator does. */
export interface Load {
  readonly connections: number;
  /** Requests in flight on each connection. */
  readonly depth: number;
  /** Milliseconds before the measurement. @default {300} */
  readonly warmUp?: number;
  /** Milliseconds of the measurement. */
  readonly time: number;
  /** Line feeds in a reply: 2 of the server's CRLF CRLF, 1 of the baseline. @default {2} */
  readonly linesPerReply?: number;
  /** Requests of one length, with their ends; connection I repeats the one at I. */
  readonly requests: readonly string[];
  /** Line feeds in a request. @default {1} */
  readonly linesPerRequest?: number;
  /** What each connection sends first, and its answer ends with an empty line; the requests may be any bytes then. */
  readonly opening?: string;
}

/** What it measured. Times are in microseconds, if nothing else is said. */
export interface Measured {
  readonly replies: number;
  readonly bytes: number;
  readonly unanswered: number;
  readonly seconds: number;
  /** CPU time that the measured process used. */
  readonly cpuSeconds: number;
  readonly p50: number;
  readonly p99: number;
  /** Of all requests, also those that were never answered. */
  readonly slowest: number;
  /** The part of the machine's CPU time, in percent, that neither the measured process nor the generator used. */
  readonly othersPercent: number;
}

/** A generator that is ready to run. */
export interface Generator {
  readonly kind: "C" | "TypeScript";
  run(target: Pick<Running, "pid" | "port">, load: Load): Promise<Measured>;
}

/** Compiles the generator into `directory`, if it can be. */
export async function createGenerator(directory: string): Promise<Generator> {
  const compiled = await compileC("load.c", `${directory}/load`);
  const script = `${import.meta.dirname}/load.ts`;
  const program = compiled ? [`${directory}/load`] : [Deno.execPath(), "run", "-A", "--quiet", script];
  let runs = 0;
  return {
    kind: compiled ? "C" : "TypeScript",
    async run({ pid, port }: Pick<Running, "pid" | "port">, load) {
      const { connections, depth, warmUp = 300, time, linesPerReply = 2, requests, linesPerRequest = 1, opening } =
        load;
      const file = `${directory}/requests-${runs++}`;
      await Deno.writeFile(file, bytesOf(requests.join("")));
      if (opening !== undefined) await Deno.writeFile(`${file}-opening`, bytesOf(opening));
      const args = [...program, ...[port, connections, depth, warmUp, time, linesPerReply, pid].map(String), file];
      args.push(
        ...opening === undefined ? [String(linesPerRequest)] : [String(-requests[0]!.length), `${file}-opening`],
      );
      const others = watchOthers(pid);
      const { success, stdout } = await new Deno.Command(args[0]!, { args: args.slice(1), stderr: "inherit" }).output();
      if (!success) throw new Error("The load generator failed");
      const measured: Measured = { ...JSON.parse(new TextDecoder().decode(stdout)), othersPercent: others() };
      if (measured.replies === 0) throw new Error("The load generator got no reply");
      return measured;
    },
  };
}

/** The bytes of a text in which each character is one. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** Compiles a file of this folder to `path`, if there is a C compiler. */
export async function compileC(file: string, path: string, options: readonly string[] = []): Promise<boolean> {
  const source = `${import.meta.dirname}/${file}`;
  const args = ["-O2", ...options, "-o", path, source];
  try {
    return (await new Deno.Command("cc", { args, stderr: "inherit" }).output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Begins to watch what others do beside the process and those that end meanwhile; the result tells in percent of the machine. */
export function watchOthers(pid: number): () => number {
  const read = () => ({
    machine: machineSeconds(),
    ours: cpuSeconds(pid) + endedSeconds(),
    time: performance.now() / 1000,
  });
  const before = read();
  return () => {
    const after = read();
    const others = after.machine - before.machine - (after.ours - before.ours);
    return Math.max(0, 100 * others / (after.time - before.time) / navigator.hardwareConcurrency);
  };
}
