/**
 * The files with which a server shows who it is. It knows no connection.
 *
 * @module
 */

import { ChatError } from "../../chat.ts";

/** A certificate with its chain and its private key, as PEM. */
export interface KeyPair {
  /** The certificate, and after it those that lead to the anchor. */
  readonly cert: string;
  /** The private key of the certificate; a secret. */
  readonly key: string;
}

/**
 * Reads a certificate and its key.
 *
 * @throws {ChatError} If a file cannot be read or is no PEM, or if the two do not belong together.
 */
export function readKeyPair(certFile: string, keyFile: string): KeyPair {
  const pair = { cert: readFile(certFile), key: readFile(keyFile) };
  try {
    // What the two are good for shows only when they are used.
    Deno.listenTls({ hostname: "127.0.0.1", port: 0, ...pair }).close();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const options = { cause: error };
    if (/no certificates/i.test(reason)) {
      throw new ChatError(`Cannot use ${certFile}: it holds no certificate in PEM format`, options);
    }
    if (/no keys/i.test(reason)) {
      throw new ChatError(`Cannot use ${keyFile}: it holds no private key in PEM format without a passphrase`, options);
    }
    if (/mismatch/i.test(reason)) {
      throw new ChatError(`Cannot use ${certFile}: the key in ${keyFile} belongs to another certificate`, options);
    }
    throw new ChatError(`Cannot use ${certFile} with ${keyFile}: ${reason}`, options);
  }
  return pair;
}

function readFile(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    const isMissing = error instanceof Deno.errors.NotFound;
    const reason = isMissing ? "there is no such file" : error instanceof Error ? error.message : String(error);
    throw new ChatError(`Cannot read ${path}: ${reason}`, { cause: error });
  }
}
