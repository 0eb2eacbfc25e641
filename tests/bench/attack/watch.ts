/**
 * What an attack does to the server's memory, its files and its store.
 *
 * @module
 */

import { openFiles, residentKib, type Running } from "../program.ts";

/** The server's memory in MiB; `NaN`, which meets no target, if it has ended. */
function memoryOf(server: Running): number {
  try {
    return residentKib(server.pid) / 1024;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return NaN;
    throw error;
  }
}

/** Looks at the server's memory and files, over and over. */
export function watchMemory(server: Running) {
  let [most, files] = [0, 0];
  function look(): void {
    const memory = memoryOf(server);
    if (isNaN(memory)) return;
    most = Math.max(most, memory);
    files = Math.max(files, openFiles(server.pid));
  }
  look();
  const timer = setInterval(look, 500);
  return { most: () => most, files: () => files, [Symbol.dispose]: () => clearInterval(timer) };
}

/** The server's memory in MiB as soon as it is no more than `enough`, at the latest `seconds` from now. */
export async function settle(server: Running, enough: number, seconds: number): Promise<number> {
  for (let second = 0;; second++) {
    const now = memoryOf(server);
    if (now < enough || isNaN(now) || second === seconds) return now;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

/** Bytes of the files in a directory. */
export function sizeOf(directory: string): number {
  return Array.from(Deno.readDirSync(directory)).reduce(
    (sum, { name }) => sum + Deno.statSync(`${directory}/${name}`).size,
    0,
  );
}
