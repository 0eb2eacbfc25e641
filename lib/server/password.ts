/**
 * Password hashes, made off the network's thread, so that a running chat does not notice a storm of logins. It knows no
 * account and no store.
 *
 * @module
 */

import type { Worker } from "node:worker_threads";
import { ChatError } from "../chat.ts";
import { startWorker } from "../thread.ts";

/** What a hash costs; it stands in the encoded hash, so that it can be raised and old hashes still be verified. */
export interface HashCost {
  /** KiB of memory. */
  readonly memory: number;
  readonly iterations: number;
  readonly parallelism: number;
}

/**
 * The first choice of OWASP's Password Storage Cheat Sheet for Argon2id
 * (https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html).
 */
export const OWASP_COST: HashCost = { memory: 19 * 1024, iterations: 2, parallelism: 1 };

/** What a thread is asked. */
export type PasswordJob =
  | { readonly kind: "hash"; readonly password: string; readonly cost: HashCost }
  | { readonly kind: "verify"; readonly password: string; readonly encoded: string };

/** What a thread answers. */
export type PasswordResult =
  | { readonly hash: string }
  | { readonly matches: boolean }
  | { readonly error: string };

/** Makes and verifies password hashes. */
export interface Passwords extends AsyncDisposable {
  /** The encoded Argon2id hash of `password`, with a new salt. */
  hash(password: string): Promise<string>;
  /**
   * Whether `password` is the one that `encoded` was made from; takes as long as a hash. Jobs take turns by `queue`, so that
   * many attempts on one account hold up only each other.
   *
   * @throws {ChatError} If too many wait already.
   */
  verify(password: string, encoded: string, options?: { queue?: string }): Promise<boolean>;
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
  /**
   * Milliseconds that a job may have to wait for its turn, by what those before it took; who comes then is refused.
   *
   * @default {30_000}
   */
  readonly maxWait?: number;
}

interface Waiting extends PromiseWithResolvers<PasswordResult> {
  readonly job: PasswordJob;
}

/** Starts the threads that hash. */
export function createPasswords(options: PasswordOptions = {}): Passwords {
  const { cost = OWASP_COST, threads = navigator.hardwareConcurrency >= 4 ? 2 : 1, maxWait = 30_000 } = options;
  /** By queue, in the order of their turns. */
  const queues = new Map<string, Waiting[]>();
  const workers = Array.from({ length: threads }, () => startWorker(new URL("./password_worker.ts", import.meta.url)));
  const idle = [...workers];
  /** Milliseconds that a job takes; learned from those that were done. */
  let duration = 100;

  function ask(job: PasswordJob, queue: string): Promise<PasswordResult> {
    const wait = jobsBefore(queue) * duration / threads;
    if (wait > maxWait) throw new ChatError(`Server is busy, try again in ${Math.ceil(wait / 1000)} s`);
    const waiting = { job, ...Promise.withResolvers<PasswordResult>() };
    const others = queues.get(queue);
    if (others === undefined) queues.set(queue, [waiting]);
    else others.push(waiting);
    startNext();
    return waiting.promise;
  }

  /** The jobs that have their turns before the next one of a queue: as many of each other queue, if it has them. */
  function jobsBefore(queue: string): number {
    const own = queues.get(queue)?.length ?? 0;
    return queues.values().reduce((sum, { length }) => sum + Math.min(length, own + 1), 0);
  }

  function startNext(): void {
    const worker = idle.pop();
    if (worker === undefined) return;
    const [first] = queues;
    if (first === undefined) return void idle.push(worker);
    const [queue, jobs] = first;
    const waiting = jobs.shift()!;
    // Behind the other queues, if it has more.
    queues.delete(queue);
    if (jobs.length > 0) queues.set(queue, jobs);
    void run(worker, waiting);
  }

  async function run(worker: Worker, { job, resolve }: Waiting): Promise<void> {
    const start = performance.now();
    const result = await new Promise<PasswordResult>((resolve) => {
      worker.once("message", resolve);
      worker.postMessage(job);
    });
    duration += (performance.now() - start - duration) / 8;
    resolve(result);
    idle.push(worker);
    startNext();
  }

  return {
    async hash(password) {
      const result = await ask({ kind: "hash", password, cost }, "");
      if ("hash" in result) return result.hash;
      throw new Error(`Cannot hash a password: ${JSON.stringify(result)}`);
    },
    async verify(password, encoded, { queue = "" } = {}) {
      const result = await ask({ kind: "verify", password, encoded }, queue);
      if ("matches" in result) return result.matches;
      throw new Error(`Cannot verify a password: ${JSON.stringify(result)}`);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
