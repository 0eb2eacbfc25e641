/**
 * What it costs to look at the wire: CPU time a message with nobody who looks, with `--inspect`, and with a teacher who
 * watches all. The three take turns, and the least of the rounds counts.
 *
 * @module
 */

import type { Bench } from "./bench.ts";
import { connect, PASSWORD, sends, tokensOf } from "./peer.ts";
import type { Running } from "./program.ts";
import type { Row, Section } from "./report.ts";

const SHAPES = [{ connections: 50, depth: 1 }, { connections: 50, depth: 16 }];

/** A server, and who watches there. */
interface Subject {
  readonly name: string;
  readonly target: Running;
  readonly requests: readonly string[];
}

/** Runs this part. */
export async function tap(bench: Bench): Promise<Section> {
  const { rounds, time } = bench.quick ? { rounds: 3, time: 700 } : { rounds: 7, time: 1_000 };
  await using stack = new AsyncDisposableStack();
  const start = async (name: string, args: string[]): Promise<Subject> => {
    const target = stack.use(
      await bench.server.start(`${bench.directory}/tap-${name}`, { args: [...args, "--no-web"] }),
    );
    return { name, target, requests: sends(await tokensOf(target.port)) };
  };
  const nobody = await start("nobody looks", []);
  const subjects = [nobody, await start("--inspect", ["--inspect"]), await start("a teacher watches all", [])];
  stack.use(await watchAll(subjects[2]!.target.port));
  const rows: Row[] = [];
  for (const shape of SHAPES) {
    const least = new Map(subjects.map(({ name }) => [name, Infinity]));
    for (let round = 0; round <= rounds; round++) {
      for (const { name, target, requests } of subjects) {
        const { cpuSeconds, replies } = await bench.generator.run(target, { ...shape, time, requests });
        if (round > 0) least.set(name, Math.min(least.get(name)!, cpuSeconds * 1e6 / replies)); // The first one compiles.
      }
    }
    const base = least.get(nobody.name)!;
    for (const [name, cpu] of least) {
      rows.push({
        "connections x in flight": `${shape.connections} x ${shape.depth}`,
        who: name,
        "CPU us": cpu,
        ratio: cpu / base,
      });
    }
  }
  const kept = Number(rows.findLast(({ who }) => who === "--inspect")!["ratio"]);
  return {
    title: "What it costs to look at the wire",
    rows,
    targets: [{ what: "50 x 16, CPU a message with frames kept, of that without", value: kept, below: 1.05 }],
    notes: ["beyond 200 frames a second of a connection and 500 of all, frames are counted and not explained"],
  };
}

/** A teacher who watches all, and reads what comes. */
async function watchAll(port: number): Promise<Disposable> {
  using peer = await connect(port);
  const { tokenid } = JSON.parse(await peer.ask(`auth guru ${PASSWORD}`));
  const conn = await Deno.connect({ hostname: "127.0.0.1", port });
  await conn.write(new TextEncoder().encode(`watch ${tokenid} all\r\n`));
  const read = async () => {
    const buffer = new Uint8Array(256 * 1024);
    while (await conn.read(buffer) !== null);
  };
  read().catch(() => {}); // It ends with the bench.
  return { [Symbol.dispose]: () => conn.close() };
}
