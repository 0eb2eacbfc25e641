/**
 * The thread of a database, from the side of those who call it: what goes wrong there is thrown here.
 *
 * @module
 */

import { ChatError } from "../../chat.ts";
import { startWorker } from "../../thread.ts";
import { StoreError } from "./errors.ts";
import type { DatabaseCall, DatabaseRequest, DatabaseResult, Failure, Posted } from "./worker.ts";

/** Milliseconds for which a write waits for another process, such as `ngobrol-server user add`. */
export const LOCK_PATIENCE = 5_000;

/** The thread that works on the database. */
export interface Thread {
  /** Calls a method of the database there; rejects with what it throws. */
  call<T>(...call: DatabaseCall): Promise<T>;
  /** Calls with another patience than {@linkcode LOCK_PATIENCE}. */
  callWithin<T>(patience: number, ...call: DatabaseCall): Promise<T>;
  /** Closes the database and ends the thread. */
  stop(): Promise<void>;
}

/** Starts a thread. */
export function startThread(): Thread {
  const worker = startWorker(new URL("./worker.ts", import.meta.url));
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let calls = 0;
  worker.on("message", (results: Posted<DatabaseResult>) => {
    for (const [id, result] of results) {
      const { resolve, reject } = waiting.get(id)!;
      waiting.delete(id);
      if ("value" in result) resolve(result.value);
      else reject(errorOf(result.failure));
    }
  });
  function callWithin<T>(patience: number, ...call: DatabaseCall): Promise<T> {
    const answer = Promise.withResolvers<unknown>();
    waiting.set(++calls, answer);
    worker.postMessage(new Map([[calls, [call, patience]]]) satisfies Posted<DatabaseRequest>);
    return answer.promise as Promise<T>;
  }
  return {
    call: (...call) => callWithin(LOCK_PATIENCE, ...call),
    callWithin,
    async stop() {
      await worker.terminate();
    },
  };
}

function errorOf(failure: Failure): Error {
  if (failure.kind === "fault") return new Error(failure.stack);
  const { code, cause } = failure;
  if (failure.kind === "shown") return new ChatError(failure.message, { code, cause });
  return new StoreError(failure.what, failure.reason, { code: failure.code, cause });
}
