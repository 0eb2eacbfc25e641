/**
 * A thread that hashes passwords: Argon2id, one at a time. It knows no account.
 *
 * @module
 */

import { parentPort } from "node:worker_threads";
// Here and not in deno.json: `deno task` fetches the npm packages named there before a task can say which certificates to
// trust, and a network that inspects TLS would stop it.
// deno-lint-ignore no-import-prefix
import sodium from "npm:libsodium-wrappers-sumo@0.8.4";

/** What a hash costs; it stands in the encoded hash, so that it can be raised and old hashes still be verified. */
export interface HashCost {
  /** KiB of memory. */
  readonly memory: number;
  /** Passes over the memory. */
  readonly iterations: number;
}

/** What a thread is asked. */
export type PasswordJob =
  | { readonly kind: "hash"; readonly password: string; readonly cost: HashCost }
  /** Tries one after the other, until one matches. */
  | { readonly kind: "verify"; readonly passwords: readonly string[]; readonly encoded: string };

/** What a thread answers; the first of its messages is none, and says that it is ready. */
export type PasswordResult =
  | { readonly hash: string }
  | { readonly matches: boolean }
  | { readonly error: string };

const ENCODED = /^\$argon2id\$v=19\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$/;

function verify({ passwords, encoded }: PasswordJob & { kind: "verify" }): boolean {
  if (!ENCODED.test(encoded)) throw new Error("A stored password hash is not in the format of Argon2id");
  return passwords.some((password) => sodium.crypto_pwhash_str_verify(encoded, password)); // In constant time.
}

function run(job: PasswordJob): PasswordResult {
  try {
    if (job.kind === "verify") return { matches: verify(job) };
    return { hash: sodium.crypto_pwhash_str(job.password, job.cost.iterations, job.cost.memory * 1024) };
  } catch (error) {
    return { error: String(error) };
  }
}

await sodium.ready;
parentPort!.on("message", (job: PasswordJob) => parentPort!.postMessage(run(job)));
parentPort!.postMessage("ready");
