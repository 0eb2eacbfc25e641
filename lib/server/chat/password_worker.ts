/**
 * The thread that hashes passwords: Argon2id, one at a time. It knows no account.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { timingSafeEqual } from "node:crypto";
import { parentPort } from "node:worker_threads";
// Here and not in deno.json: `deno task` fetches the npm packages named there before a task can say which certificates to
// trust, and a network that inspects TLS would stop it.
// deno-lint-ignore no-import-prefix
import { argon2id } from "npm:hash-wasm@4.12.0";

/** What a hash costs; it stands in the encoded hash, so that it can be raised and old hashes still be verified. */
export interface HashCost {
  /** KiB of memory. */
  readonly memory: number;
  /** Passes over the memory. */
  readonly iterations: number;
  /** Lanes, which are computed one after the other here. */
  readonly parallelism: number;
}

/** What a thread is asked. */
export type PasswordJob =
  | { readonly kind: "hash"; readonly password: string; readonly cost: HashCost }
  /** Tries one after the other, until one matches. */
  | { readonly kind: "verify"; readonly passwords: readonly string[]; readonly encoded: string };

/** What a thread answers. */
export type PasswordResult =
  | { readonly hash: string }
  | { readonly matches: boolean }
  | { readonly error: string };

const SALT_LENGTH = 16;
const HASH_LENGTH = 32;
const ENCODED = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** KiB of hashes after which the garbage collector hears of them. */
const UNTOLD = 64 * 1024;

let untold = 0;

/**
 * Lets the garbage collector know of a hash. Each one leaves WebAssembly memory behind, which V8 takes for small: 50 logins
 * held a gigabyte. An `ArrayBuffer` it takes for what it is; one that nobody writes to needs no memory.
 */
function tellCollector({ memory }: HashCost): void {
  untold += memory;
  if (untold < UNTOLD) return;
  untold = 0;
  void new ArrayBuffer(UNTOLD * 1024);
}

async function digest(password: string, salt: Uint8Array, cost: HashCost): Promise<string> {
  const encoded = await argon2id({
    password,
    salt,
    memorySize: cost.memory,
    iterations: cost.iterations,
    parallelism: cost.parallelism,
    hashLength: HASH_LENGTH,
    outputType: "encoded",
  });
  tellCollector(cost);
  return encoded;
}

async function verify(password: string, encoded: string): Promise<boolean> {
  const [, memory, iterations, parallelism, salt] = ENCODED.exec(encoded) ?? [];
  if (salt === undefined) throw new Error("A stored password hash is not in the format of Argon2id");
  const cost = { memory: Number(memory), iterations: Number(iterations), parallelism: Number(parallelism) };
  const again = Buffer.from(await digest(password, Buffer.from(salt, "base64"), cost));
  const expected = Buffer.from(encoded);
  return again.length === expected.length && timingSafeEqual(again, expected);
}

async function verifyAny(passwords: readonly string[], encoded: string): Promise<boolean> {
  for (const password of passwords) if (await verify(password, encoded)) return true;
  return false;
}

async function run(job: PasswordJob): Promise<PasswordResult> {
  try {
    return job.kind === "hash"
      ? { hash: await digest(job.password, crypto.getRandomValues(new Uint8Array(SALT_LENGTH)), job.cost) }
      : { matches: await verifyAny(job.passwords, job.encoded) };
  } catch (error) {
    return { error: String(error) };
  }
}

parentPort!.on("message", async (job: PasswordJob) => parentPort!.postMessage(await run(job)));
