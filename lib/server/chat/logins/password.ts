/**
 * Password hashes, made off the network's thread, so that a running chat does not notice a storm of logins. It knows no
 * account and no store.
 *
 * @module
 */

import type { Worker } from "node:worker_threads";
import { startWorker } from "../../../thread.ts";
import type { HashCost } from "./argon2.ts";
import type { PasswordJob, PasswordResult } from "./password_worker.ts";

/**
 * The first choice of OWASP's Password Storage Cheat Sheet for Argon2id
 * (https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html).
 */
export const OWASP_COST: HashCost = { memory: 19 * 1024, iterations: 2 };

/** Verified in the place of the hash of a name that nobody has, so that the time of a login does not tell the two apart. */
export const NOBODY: string = `$argon2id$v=19$m=${OWASP_COST.memory},t=${OWASP_COST.iterations},p=1` +
  `$${"A".repeat(22)}$${"A".repeat(43)}`;

/** Makes and verifies password hashes. */
export interface Passwords extends AsyncDisposable {
  /** The encoded Argon2id hash of `password`, as it is normalised, with a new salt. */
  hash(password: string): Promise<string>;
  /**
   * Whether `password` is the one that `encoded` was made from, however its characters were typed; takes as long as a
   * hash, or as two if it can be typed in more than one way.
   */
  verify(password: string, encoded: string): Promise<boolean>;
  /** How many hashes are made at once; more wait, in the order in which they were asked for. */
  readonly threads: number;
}

/** Options of {@linkcode createPasswords}. */
export interface PasswordOptions {
  /** What a new hash costs; an old one is verified at its own cost. @default {OWASP_COST} */
  readonly cost?: HashCost;
  /**
   * How many hashes are made at once: each takes a core, and a thread of 40 MiB.
   *
   * @default the number of cores
   */
  readonly threads?: number;
  /** Milliseconds after which the threads that nobody needs are ended, but for one. @default {60_000} */
  readonly rest?: number;
}

interface Waiting extends PromiseWithResolvers<PasswordResult> {
  readonly job: PasswordJob;
}

/** Starts the first thread that hashes; others are started while more are asked for at once. */
export function createPasswords(options: PasswordOptions = {}): Passwords {
  const { cost = OWASP_COST, threads = navigator.hardwareConcurrency, rest = 60_000 } = options;
  const pool = startThreads(threads, rest);
  return {
    threads,
    async hash(password) {
      const result = await pool.ask({ kind: "hash", password, cost });
      if ("hash" in result) return result.hash;
      throw new Error(`Cannot hash a password: ${JSON.stringify(result)}`);
    },
    async verify(password, encoded) {
      const result = await pool.ask({ kind: "verify", password, encoded });
      if ("matches" in result) return result.matches;
      throw new Error(`Cannot verify a password: ${JSON.stringify(result)}`);
    },
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  };
}

interface Threads extends AsyncDisposable {
  ask(job: PasswordJob): Promise<PasswordResult>;
}

function startThreads(most: number, rest: number): Threads {
  const jobs: Waiting[] = [];
  const workers = new Set<Worker>();
  const idle: Worker[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  function start(): void {
    const worker = startWorker(new URL("./password_worker.ts", import.meta.url));
    workers.add(worker);
    worker.once("message", () => release(worker));
  }

  function startNext(): void {
    if (jobs.length === 0) return;
    if (idle.length > 0) void run(idle.pop()!, jobs.shift()!);
    else if (workers.size < most) start(); // It takes 0.1 s, and then whoever waits first.
  }

  async function run(worker: Worker, { job, resolve }: Waiting): Promise<void> {
    const result = await new Promise<PasswordResult>((resolve) => {
      worker.once("message", resolve);
      worker.postMessage(job);
    });
    resolve(result);
    release(worker);
  }

  function release(worker: Worker): void {
    idle.push(worker);
    clearTimeout(timer);
    if (workers.size > 1) Deno.unrefTimer(Number(timer = setTimeout(endOthers, rest)));
    startNext();
  }

  /** Ends the threads that rest, but for one, which is there for the next login. */
  function endOthers(): void {
    while (idle.length > 0 && workers.size > 1) {
      const worker = idle.pop()!;
      workers.delete(worker);
      void worker.terminate();
    }
  }

  start();
  return {
    ask(job) {
      const waiting = { job, ...Promise.withResolvers<PasswordResult>() };
      jobs.push(waiting);
      startNext();
      return waiting.promise;
    },
    async [Symbol.asyncDispose]() {
      clearTimeout(timer);
      await Promise.all([...workers].map((worker) => worker.terminate()));
    },
  };
}
