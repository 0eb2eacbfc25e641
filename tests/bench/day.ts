/**
 * The kinds of day on which the bench runs: a quiet machine is not what a class has.
 *
 * @module
 */

import { compileC } from "./generator.ts";
import { spawnGuarded } from "./guarded.ts";
import type { ServerProgram } from "./program.ts";

/** Milliseconds that each flush takes longer where the disk is slow. */
export const SLOW_FLUSH = 3;

/** What each kind is, for a person. */
export const DAYS = {
  "quiet": "nothing else to do",
  "busy": "one core busy: a process that spins",
  "slow-disk": `each flush takes ${SLOW_FLUSH} ms longer`,
} as const;

/** The name of a kind. */
export type DayName = keyof typeof DAYS;

/** A day while it lasts. Disposing of it ends it. */
export interface Day extends AsyncDisposable {
  readonly name: DayName;
  /** What programs that flush get into their environment. */
  readonly env: Record<string, string>;
}

/** Begins a day. */
export async function beginDay(name: DayName, directory: string): Promise<Day> {
  const env = name === "slow-disk" ? await slowFlushes(directory, { every: 1, microseconds: SLOW_FLUSH * 1000 }) : {};
  const spinning = name === "busy" ? await spawnGuarded(["sh", "-c", "while :; do :; done"]) : undefined;
  return { name, env, [Symbol.asyncDispose]: async () => await spinning?.[Symbol.asyncDispose]() };
}

/** The server as it runs on a day. */
export function onDay(server: ServerProgram, { env }: Day): ServerProgram {
  return {
    ...server,
    start: (directory, options = {}) => server.start(directory, { ...options, env: { ...env, ...options.env } }),
  };
}

/** Which flushes take longer, and by how much. */
export interface SlowFlushes {
  /** One in so many. */
  readonly every: number;
  readonly microseconds: number;
}

/**
 * The environment in which the flushes of a program take longer.
 *
 * @throws {Error} If there is no C compiler.
 */
export async function slowFlushes(
  directory: string,
  { every, microseconds }: SlowFlushes,
): Promise<Record<string, string>> {
  const library = `${directory}/slow_flush-${every}.so`;
  const options = ["-shared", "-fPIC", `-DEVERY=${every}`, `-DDELAY_US=${microseconds}`];
  if (!await compileC("slow_flush.c", library, options)) throw new Error("Slow flushes need a C compiler");
  return { LD_PRELOAD: library };
}
