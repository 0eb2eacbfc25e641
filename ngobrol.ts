/**
 * Both programs as one executable: it is the server if it is called by the name `ngobrol-server`, as by a link to it, or
 * with `server` as its first word, and else the client.
 *
 * @module
 */

import process from "node:process";
import { endOnUncaught, endProgram } from "./lib/output.ts";

const SERVER_NAME = /(?:^|[\\/])ngobrol-server(?:\.exe)?$/i;

/** Runs the program that is meant. @returns Its exit code. */
async function run(name: string, args: string[]): Promise<number> {
  const isServer = SERVER_NAME.test(name);
  if (!isServer && args[0] === "help" && args[1] === "server") args = ["server", ...args.toSpliced(1, 1)];
  if (!isServer && args[0] !== "server") return await (await import("./client.ts")).run(args);
  return await (await import("./server.ts")).run(isServer ? args : args.slice(1));
}

if (import.meta.main) {
  endOnUncaught();
  await endProgram(await run(process.argv0, Deno.args));
}
