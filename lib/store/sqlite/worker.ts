/**
 * The thread that works on the database: calls in, results out. Calls are done in their order; but while another program
 * keeps the database locked, the writes wait, and reads get in between.
 *
 * @module
 */

import { parentPort } from "node:worker_threads";
import { ChatError, type ErrorCode } from "../../chat.ts";
import { CLOCKS } from "../../clock.ts";
import { type CheckOptions, checkStore } from "./check.ts";
import { isLocked, StoreError } from "./errors.ts";
import { Database } from "./database.ts";

/** A method of {@linkcode Database} and its arguments; `open` comes first, looks at the files, and makes it. */
export type DatabaseCall =
  | readonly [method: "open", file: string, options: CheckOptions]
  | { [M in Method]: readonly [method: M, ...args: Parameters<Database[M]>] }[Method];

/** What the thread can be asked to do. */
export type Method = keyof Database;

/** A call, and the milliseconds for which it may wait for the lock, if it writes. */
export type DatabaseRequest = readonly [call: DatabaseCall, patience: number];

/** What a call returned, or the error that it threw. */
export type DatabaseResult = { readonly value: unknown } | { readonly failure: Failure };

/**
 * What goes from thread to thread, under the number of its call. A map, since Deno looks for ports in all values of all arrays
 * and objects that arrive, even in those of an `Int32Array`: in a batch, for as long as SQLite works on a third of it.
 */
export type Posted<T> = ReadonlyMap<number, T>;

/** An error on its way between threads: one of the store, another one that may be shown, or a fault of this program. */
export type Failure =
  | {
    readonly kind: "store";
    readonly what: string;
    readonly reason: string;
    readonly code: StoreError["code"];
    readonly cause: string;
  }
  | { readonly kind: "shown"; readonly message: string; readonly code: ErrorCode | undefined; readonly cause: string }
  | { readonly kind: "fault"; readonly stack: string };

/** Milliseconds between two attempts, beside what SQLite itself waits. */
const LOCK_PAUSE = 5;

const WRITES: readonly DatabaseCall[0][] = ["commit", "addAccounts", "changeAccount", "addGroup", "prune"];

let database: Database | undefined;

/** Writes that wait for the lock, or for one that does, and until when. */
const waiting: { readonly id: number; readonly call: DatabaseCall; readonly until: number }[] = [];

function run(call: DatabaseCall): unknown {
  if (call[0] === "open") {
    const [, file, options] = call;
    checkStore(file, options);
    database = new Database(file);
    return undefined;
  }
  const [method, ...args] = call;
  const run = database![method] as (...args: unknown[]) => unknown;
  return run.apply(database, args);
}

function answer(id: number, result: DatabaseResult): void {
  parentPort!.postMessage(new Map([[id, result]]) satisfies Posted<DatabaseResult>);
}

/** Answers a call, unless it is a write that may still get the lock: then it tells that by `false`. */
function attempt(id: number, call: DatabaseCall, isLast: boolean): boolean {
  try {
    answer(id, { value: run(call) });
  } catch (error) {
    if (isLocked(error) && !isLast) return false;
    answer(id, { failure: describe(error) });
  }
  return true;
}

function describe(error: unknown): Failure {
  if (!(error instanceof ChatError)) return { kind: "fault", stack: (error as Error).stack ?? String(error) };
  const cause = String(error.cause);
  if (!(error instanceof StoreError)) return { kind: "shown", message: error.message, code: error.code, cause };
  const { what, reason, code } = error;
  return { kind: "store", what, reason, code, cause };
}

function retry(): void {
  for (let first; (first = waiting[0]) !== undefined; waiting.shift()) {
    if (!attempt(first.id, first.call, CLOCKS.elapsed() >= first.until)) return void setTimeout(retry, LOCK_PAUSE);
  }
}

function receive(id: number, [call, patience]: DatabaseRequest): void {
  const isWrite = WRITES.includes(call[0]);
  const isBehind = isWrite && waiting.length > 0;
  if (!isBehind && attempt(id, call, !isWrite)) return;
  waiting.push({ id, call, until: CLOCKS.elapsed() + patience });
  if (!isBehind) setTimeout(retry, LOCK_PAUSE);
}

parentPort!.on("message", (requests: Posted<DatabaseRequest>) => {
  for (const [id, request] of requests) receive(id, request);
});
