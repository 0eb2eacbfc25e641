/**
 * Hashes of passwords: Argon2id, one at a time, in the thread that asks. It knows no account.
 *
 * @module
 */

// Here and not in deno.json: `deno task` fetches the npm packages named there before a task can say which certificates to
// trust, and a network that inspects TLS would stop it.
// deno-lint-ignore no-import-prefix
import sodium from "npm:libsodium-wrappers-sumo@0.8.4";
import { formsOf, normalizePassword } from "./password_forms.ts";

/** What a hash costs; it stands in the encoded hash, so that it can be raised and old hashes still be verified. */
export interface HashCost {
  /** KiB of memory. */
  readonly memory: number;
  /** Passes over the memory. */
  readonly iterations: number;
}

const ENCODED = /^\$argon2id\$v=19\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$/;

await sodium.ready;

/** The encoded hash of a password, as it is normalised, with a new salt. */
export function hashPassword(password: string, { memory, iterations }: HashCost): string {
  return sodium.crypto_pwhash_str(normalizePassword(password), iterations, memory * 1024);
}

/**
 * Whether a password, however its characters were typed, is the one that `encoded` was made from.
 *
 * @throws {Error} If `encoded` is no such hash.
 */
export function verifyPassword(password: string, encoded: string): boolean {
  if (!ENCODED.test(encoded)) throw new Error("A stored password hash is not in the format of Argon2id");
  return formsOf(password).some((form) => sodium.crypto_pwhash_str_verify(encoded, form)); // In constant time.
}
