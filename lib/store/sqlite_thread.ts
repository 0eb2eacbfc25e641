/**
 * The thread of a database, from the side of those who call it: what goes wrong there is thrown here.
 *
 * @module
 */

import { setTimeout as pause } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { ChatError } from "../chat.ts";
import { LockedError } from "./sqlite_errors.ts";
import type { DatabaseCall, DatabaseResult } from "./sqlite_worker.ts";

/** Milliseconds for which a write waits for another process, such as `ngobrol-server user add`. */
const LOCK_PATIENCE = 5_000;

/** Milliseconds between two attempts, beside what SQLite itself waits. */
const LOCK_PAUSE = 5;

/** The errors of the thread, on this side. */
const ERRORS = {
  chat: (message: string, options: ErrorOptions) => new ChatError(message, options),
  locked: (message: string, options: ErrorOptions) => new LockedError(message, options),
  fault: (message: string) => new Error(message),
};

/** The thread that works on the database: it answers calls in their order. */
export interface Thread {
  call<T>(...call: DatabaseCall): Promise<T>;
  stop(): Promise<void>;
}

/** Starts a thread. */
export function startThread(): Thread {
  const worker = new Worker(new URL("./sqlite_worker.ts", import.meta.url));
  const waiting: PromiseWithResolvers<unknown>[] = [];
  worker.on("message", (result: DatabaseResult) => {
    const { resolve, reject } = waiting.shift()!;
    if ("value" in result) resolve(result.value);
    else reject(ERRORS[result.kind](result.message, { cause: result.cause }));
  });
  return {
    call<T>(...call: DatabaseCall) {
      const answer = Promise.withResolvers<unknown>();
      waiting.push(answer);
      worker.postMessage(call);
      return answer.promise as Promise<T>;
    },
    async stop() {
      await worker.terminate();
    },
  };
}

/** Calls again while another program keeps the database locked, and lets readers in between. */
export async function whileLocked<T>(call: () => Promise<T>): Promise<T> {
  const end = performance.now() + LOCK_PATIENCE;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof LockedError) || performance.now() >= end) throw error;
    }
    await pause(LOCK_PAUSE);
  }
}
