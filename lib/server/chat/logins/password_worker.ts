/**
 * A thread that hashes passwords. It knows no account.
 *
 * @module
 */

import { parentPort } from "node:worker_threads";
import { type HashCost, hashPassword, verifyPassword } from "./argon2.ts";

/** What a thread is asked. */
export type PasswordJob =
  | { readonly kind: "hash"; readonly password: string; readonly cost: HashCost }
  | { readonly kind: "verify"; readonly password: string; readonly encoded: string };

/** What a thread answers; the first of its messages is none, and says that it is ready. */
export type PasswordResult =
  | { readonly hash: string }
  | { readonly matches: boolean }
  | { readonly error: string };

function run(job: PasswordJob): PasswordResult {
  try {
    if (job.kind === "verify") return { matches: verifyPassword(job.password, job.encoded) };
    return { hash: hashPassword(job.password, job.cost) };
  } catch (error) {
    return { error: String(error) };
  }
}

parentPort!.on("message", (job: PasswordJob) => parentPort!.postMessage(run(job)));
parentPort!.postMessage("ready");
