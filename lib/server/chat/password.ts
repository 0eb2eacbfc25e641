/**
 * Password hashes, made off the network's thread, so that a running chat does not notice a storm of logins. It knows no
 * account and no store.
 *
 * @module
 */

import type { Worker } from "node:worker_threads";
import { startWorker } from "../../thread.ts";
import type { HashCost, PasswordJob, PasswordResult } from "./password_worker.ts";

export type { HashCost };

/**
 * The first choice of OWASP's Password Storage Cheat Sheet for Argon2id
 * (https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html).
 */
export const OWASP_COST: HashCost = { memory: 19 * 1024, iterations: 2, parallelism: 1 };

/** Makes and verifies password hashes. */
export interface Passwords extends AsyncDisposable {
  /** The encoded Argon2id hash of `password`, with a new salt. */
  hash(password: string): Promise<string>;
  /** Whether `password` is the one that `encoded` was made from; takes as long as a hash. */
  verify(password: string, encoded: string): Promise<boolean>;
  /** How many hashes are made at once; more wait, in the order in which they were asked for. */
  readonly threads: number;
}

/** Options of {@linkcode createPasswords}. */
export interface PasswordOptions {
  /** @default {OWASP_COST} */
  readonly cost?: HashCost;
  /**
   * How many hashes are made at once: each needs a core and its memory.
   *
   * @default {1, or 2 where there are four cores}
   */
  readonly threads?: number;
}

interface Waiting extends PromiseWithResolvers<PasswordResult> {
  readonly job: PasswordJob;
}

/** Starts the threads that hash. */
export function createPasswords(options: PasswordOptions = {}): Passwords {
  const { cost = OWASP_COST, threads = navigator.hardwareConcurrency >= 4 ? 2 : 1 } = options;
  const jobs: Waiting[] = [];
  const workers = Array.from({ length: threads }, () => startWorker(new URL("./password_worker.ts", import.meta.url)));
  const idle = [...workers];

  function ask(job: PasswordJob): Promise<PasswordResult> {
    const waiting = { job, ...Promise.withResolvers<PasswordResult>() };
    jobs.push(waiting);
    startNext();
    return waiting.promise;
  }

  function startNext(): void {
    if (jobs.length > 0 && idle.length > 0) void run(idle.pop()!, jobs.shift()!);
  }

  async function run(worker: Worker, { job, resolve }: Waiting): Promise<void> {
    const result = await new Promise<PasswordResult>((resolve) => {
      worker.once("message", resolve);
      worker.postMessage(job);
    });
    resolve(result);
    idle.push(worker);
    startNext();
  }

  return {
    threads,
    async hash(password) {
      const result = await ask({ kind: "hash", password, cost });
      if ("hash" in result) return result.hash;
      throw new Error(`Cannot hash a password: ${JSON.stringify(result)}`);
    },
    async verify(password, encoded) {
      const result = await ask({ kind: "verify", password, encoded });
      if ("matches" in result) return result.matches;
      throw new Error(`Cannot verify a password: ${JSON.stringify(result)}`);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
