/**
 * The thread that works on the database: calls in, results out, one after the other.
 *
 * @module
 */

import { parentPort } from "node:worker_threads";
import { ChatError } from "../chat.ts";
import { LockedError } from "./sqlite_errors.ts";
import { Database } from "./sqlite_database.ts";

/** A method of {@linkcode Database} and its arguments; `open` comes first and makes it. */
export type DatabaseCall =
  | readonly [method: "open", ...args: ConstructorParameters<typeof Database>]
  | { [M in Method]: readonly [method: M, ...args: Parameters<Database[M]>] }[Method];

type Method = keyof Database;

/** What a call returned, or the error that it threw. */
export type DatabaseResult =
  | { readonly value: unknown }
  | { readonly message: string; readonly kind: "chat" | "locked" | "fault"; readonly cause: unknown };

let database: Database | undefined;

function run([method, ...args]: DatabaseCall): unknown {
  if (method === "open") {
    database = new Database(...args as ConstructorParameters<typeof Database>);
    return undefined;
  }
  const call = database![method] as (...args: unknown[]) => unknown;
  return call.apply(database, args);
}

parentPort!.on("message", (call: DatabaseCall) => {
  let result: DatabaseResult;
  try {
    result = { value: run(call) };
  } catch (error) {
    const kind = error instanceof LockedError ? "locked" : error instanceof ChatError ? "chat" : "fault";
    const message = kind === "fault" ? (error as Error).stack ?? String(error) : (error as Error).message;
    result = { message, kind, cause: kind === "fault" ? undefined : String((error as Error).cause) };
  }
  parentPort!.postMessage(result);
});
