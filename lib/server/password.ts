/**
 * Password hashes, made off the network's thread and one at a time, so that a running chat does not notice a storm of
 * logins. It knows no account and no store.
 *
 * @module
 */

import { Worker } from "node:worker_threads";

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

/** What the thread is asked. */
export type PasswordJob =
  | { readonly kind: "hash"; readonly password: string; readonly cost: HashCost }
  | { readonly kind: "verify"; readonly password: string; readonly encoded: string };

/** What the thread answers. */
export type PasswordResult =
  | { readonly hash: string }
  | { readonly matches: boolean }
  | { readonly error: string };

/** Makes and verifies password hashes. */
export interface Passwords extends AsyncDisposable {
  /** The encoded Argon2id hash of `password`, with a new salt. */
  hash(password: string): Promise<string>;
  /** Whether `password` is the one that `encoded` was made from; takes as long as a hash. */
  verify(password: string, encoded: string): Promise<boolean>;
}

/**
 * Starts the thread that hashes.
 *
 * @param options `cost`: default {@linkcode OWASP_COST}.
 */
export function createPasswords({ cost = OWASP_COST }: { cost?: HashCost } = {}): Passwords {
  const worker = new Worker(new URL("./password_worker.ts", import.meta.url));
  let last: Promise<unknown> = Promise.resolve();

  /** Queued, since each hash in progress holds its memory. */
  function ask(job: PasswordJob): Promise<PasswordResult> {
    const answer = last.then(() =>
      new Promise<PasswordResult>((resolve) => {
        worker.once("message", resolve);
        worker.postMessage(job);
      })
    );
    last = answer;
    return answer;
  }

  return {
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
      await worker.terminate();
    },
  };
}
