/**
 * CPU time a message, by part of the server: from a profile of its threads while the load generator runs.
 *
 * `deno run -A tests/bench/parts.ts [SERVER.TS] [50x1 500x16 ...]`, with `$STD` where JSR cannot be reached. Under the profiler
 * everything takes a little longer, and what waits (for a flush, or for another program that has the core) counts as well.
 *
 * @module
 */

import { createGenerator } from "./generator.ts";
import { sends, tokensOf } from "./peer.ts";
import { spawnDeno } from "./program.ts";
import { formatSection, type Row } from "./report.ts";

/** Milliseconds of the measurement, and of the load before it, in which V8 compiles what runs often. */
const TIME = 3_000;
const WARM_UP = 2_000;

/** Microseconds between two samples. */
const INTERVAL = 200;

/** A V8 CPU profile, as far as it is read here. Times are in microseconds. */
interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** Which part a file is, by the end of its name; the first that fits. What a function calls outside of lib/ counts as its own. */
const PARTS: readonly (readonly [part: string, files: RegExp])[] = [
  ["read", /connection\/(reader|connection)\.ts$/],
  ["decode", /wire\/lines\.ts$/],
  ["parse", /(wire\/(request|scan|command|commands\/\w+|hint)|lib\/chat)\.ts$/],
  ["reply", /(session\/reply_queue|connection\/writer|wire\/reply)\.ts$/],
  ["store", /lib\/store\//],
  ["chat", /server\/chat\//],
  ["session", /server\/(session|admission)\/|lib\/(clock|async)\.ts$/],
];

/** What is no part of a file on the network's thread. */
const OTHERS = ["flush", "event loop", "garbage collection", "the store's thread", "its flush"] as const;

/** Adds the time of each part of a thread, in microseconds, of the last `span` milliseconds. */
function addTimes(times: Map<string, number>, profile: Profile, span: number, isWorker: boolean): void {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const parents = new Map(profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  function partOf(id: number): string | undefined {
    const { functionName } = nodes.get(id)!.callFrame;
    if (functionName === "(idle)") return undefined;
    if (functionName === "(garbage collector)") return OTHERS[2];
    const caller = nodes.get(parents.get(id) ?? id)!.callFrame.url;
    if (functionName === "run" && /sqlite\/commit\.ts$/.test(caller)) return OTHERS[0];
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      const { url } = nodes.get(at)!.callFrame;
      const part = PARTS.find(([, files]) => files.test(url))?.[0];
      if (part !== undefined) return part;
    }
    return OTHERS[1];
  }
  const known = new Map(profile.nodes.map(({ id }) => [id, partOf(id)]));
  let left = span * 1000;
  for (let index = profile.samples.length - 1; index >= 0 && left > 0; index--) {
    const time = profile.timeDeltas[index]!;
    left -= time;
    const part = known.get(profile.samples[index]!);
    if (part === undefined) continue;
    const name = !isWorker ? part : part === OTHERS[0] ? OTHERS[4] : OTHERS[3];
    times.set(name, (times.get(name) ?? 0) + time);
  }
}

async function measure(server: string, shape: string): Promise<Row> {
  const [connections, depth] = shape.split("x").map(Number) as [number, number];
  const directory = await Deno.makeTempDir();
  try {
    const generator = await createGenerator(directory);
    const limits = ["--rate", "off", "--max-unread", "0"];
    const options = ["--port", "0", "--log", "quiet", "--data", `${directory}/data`, ...limits];
    const std = (Deno.env.get("STD") ?? "").split(" ").filter((option) => option !== "");
    const profiler = ["--cpu-prof", `--cpu-prof-dir=${directory}/profiles`, `--cpu-prof-interval=${INTERVAL}`];
    const program = spawnDeno([...std, ...profiler, "-A", server, ...options]);
    let measured;
    try {
      const port = Number(/:(\d+)\b/.exec(await program.banner)![1]);
      const requests = sends(await tokensOf(port));
      const target = { pid: program.pid, port, tlsPort: NaN, [Symbol.asyncDispose]: () => Promise.resolve() };
      measured = await generator.run(target, { connections, depth, warmUp: WARM_UP, time: TIME, requests });
    } finally {
      await program[Symbol.asyncDispose]();
    }
    const times = new Map([...PARTS.map(([part]) => part), ...OTHERS].map((part) => [part, 0]));
    for await (const { name } of Deno.readDir(`${directory}/profiles`)) {
      if (!name.endsWith(".cpuprofile")) continue;
      const profile: Profile = JSON.parse(await Deno.readTextFile(`${directory}/profiles/${name}`));
      addTimes(times, profile, TIME, name.includes("worker"));
    }
    return {
      "connections x in flight": shape.replace("x", " x "),
      ...Object.fromEntries(times.entries().map(([part, time]) => [part, time / measured.replies])),
      "CPU us": measured.cpuSeconds * 1e6 / measured.replies,
    };
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

if (import.meta.main) {
  const shapes = Deno.args.filter((arg) => /^\d+x\d+$/.test(arg));
  const server = Deno.args.find((arg) => arg.endsWith(".ts")) ?? new URL("../../server.ts", import.meta.url).pathname;
  const rows: Row[] = [];
  for (const shape of shapes.length > 0 ? shapes : ["50x1", "500x1", "50x16", "500x16"]) {
    rows.push(await measure(server, shape));
  }
  console.log(formatSection({ title: "CPU time of a message by part, us", rows }));
}
