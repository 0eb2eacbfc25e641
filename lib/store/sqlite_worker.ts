/**
 * The thread that works on the database: calls in, results out, one after the other.
 *
 * @module
 */

import { parentPort } from "node:worker_threads";
import { ChatError } from "../chat.ts";
import { Database } from "./sqlite_database.ts";

/** A method of {@linkcode Database} and its arguments; `open` comes first and makes it. */
export type DatabaseCall =
  | readonly [method: "open", file: string]
  | { [M in Method]: readonly [method: M, ...args: Parameters<Database[M]>] }[Method];

type Method = keyof Database;

/** What a call returned, or the error that it threw. */
export type DatabaseResult =
  | { readonly value: unknown }
  | { readonly message: string; readonly isChatError: boolean; readonly cause: unknown };

let database: Database | undefined;

function run([method, ...args]: DatabaseCall): unknown {
  if (method === "open") {
    database = new Database(args[0] as string);
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
    const isChatError = error instanceof ChatError;
    const message = isChatError ? error.message : (error as Error).stack ?? String(error);
    result = { message, isChatError, cause: isChatError ? String(error.cause) : undefined };
  }
  parentPort!.postMessage(result);
});
