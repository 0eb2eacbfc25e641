/**
 * The machine that the bench runs on: its name, and a directory on its disk.
 *
 * @module
 */

import { machineSeconds } from "./program.ts";

/** Flushes that are timed. */
const FLUSHES = 100;

/** What numbers cannot be compared without. */
export interface Machine {
  readonly cpus: string;
  readonly kernel: string;
  readonly deno: string;
  readonly v8: string;
  /** The file system of the data. */
  readonly disk: string;
  /** The part of the CPU time, in percent, that others used in the second before the bench. */
  readonly busyPercent: number;
  /** Milliseconds of a write of 4 KiB with its flush, the one in the middle. */
  readonly flushMilliseconds: number;
}

/** Describes this machine and the disk below `directory`. */
export async function describeMachine(directory: string): Promise<Machine> {
  const model = /^model name\s*:\s*(.*)$/m.exec(await Deno.readTextFile("/proc/cpuinfo"))?.[1] ?? "unknown processor";
  return {
    cpus: `${navigator.hardwareConcurrency} x ${model}`,
    kernel: Deno.osRelease(),
    deno: Deno.version.deno,
    v8: Deno.version.v8,
    disk: fileSystemOf(directory),
    busyPercent: await measureBusy(),
    flushMilliseconds: timeFlush(directory),
  };
}

/** Other work makes every number worse, so it has to be known. */
async function measureBusy(): Promise<number> {
  const before = machineSeconds();
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  return 100 * (machineSeconds() - before) / navigator.hardwareConcurrency;
}

/** The type of the file system that holds `path`. */
function fileSystemOf(path: string): string {
  const mounts = Deno.readTextFileSync("/proc/mounts").split("\n").map((line) => line.split(" "));
  const holding = mounts.filter(([, at = ""]) => path === at || path.startsWith(at.endsWith("/") ? at : `${at}/`));
  return holding.toSorted(([, a = ""], [, b = ""]) => a.length - b.length).at(-1)?.[2] ?? "unknown";
}

function timeFlush(directory: string): number {
  using file = Deno.openSync(`${directory}/flush`, { write: true, create: true });
  const block = new Uint8Array(4096);
  const times = Array.from({ length: FLUSHES }, () => {
    const start = performance.now();
    file.writeSync(block);
    file.syncDataSync();
    return performance.now() - start;
  });
  return times.toSorted((a, b) => a - b)[FLUSHES >> 1]!;
}

/** A directory on a disk that is removed with the bench: in memory a flush would cost nothing. */
export function realDirectory(): Disposable & { readonly path: string } {
  const usual = Deno.makeTempDirSync({ prefix: "ngobrol-bench-" });
  let path = usual;
  if (/^(tmpfs|ramfs)$/.test(fileSystemOf(usual))) {
    Deno.removeSync(usual);
    path = Deno.makeTempDirSync({ prefix: "ngobrol-bench-", dir: `${import.meta.dirname}/../../..` });
  }
  return { path, [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }) };
}
