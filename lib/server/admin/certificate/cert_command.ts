/**
 * The command that makes a certificate for this machine, as two files. It knows no server.
 *
 * @module
 */

import { ChatError } from "../../../chat.ts";
import { createCertificate } from "./certificate.ts";
import { ownAddresses, ownName } from "./own_addresses.ts";

/**
 * Makes `cert.pem` and `key.pem` in a directory, which is made if it is not there.
 *
 * @returns What to tell the operator, line by line.
 * @throws {ChatError} If one of them is there already, or cannot be written.
 */
export async function runCertCommand(directory: string): Promise<string[]> {
  const [certFile, keyFile] = [`${directory}/cert.pem`, `${directory}/key.pem`];
  const hosts = listHosts();
  const { cert, key, fingerprint, validUntil } = await createCertificate({ hosts });
  write(directory, [[keyFile, key, 0o600], [certFile, cert, 0o644]]);
  return [
    `Made ${certFile} and ${keyFile}, valid until ${validUntil.toISOString().slice(0, 10)}`,
    `for ${hosts.join(", ")}`,
    `SHA-256 fingerprint ${fingerprint}`,
    "",
    `Start the server:       ngobrol-server --host 0.0.0.0 --cert ${certFile} --key ${keyFile}`,
    "Who connects needs a copy of cert.pem (never of key.pem):",
    `                        ngobrol --host ${hosts[0]} --tls --ca cert.pem`,
  ];
}

/** What this machine is called, the name that is best for others first. */
function listHosts(): [string, ...string[]] {
  const addresses = ownAddresses()
    .map(({ address }) => address)
    .filter((address) => !address.startsWith("fe80:") && !address.includes("%")); // Valid on one link only.
  const own = ["127.0.0.1", "::1"];
  const others = addresses.filter((address) => !own.includes(address));
  const isV6 = (address: string) => Number(address.includes(":"));
  others.sort((a, b) => isV6(a) - isV6(b));
  const name = ownName() ?? "";
  const names = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})$/.test(name) && name !== "localhost" ? [name] : [];
  const [first = "localhost", ...rest] = [...new Set([...others, ...names, "localhost", ...own])];
  return [first, ...rest];
}

/** Writes all of the files or none, and over none. */
function write(directory: string, files: [path: string, text: string, mode: number][]): void {
  const made: string[] = [];
  try {
    Deno.mkdirSync(directory, { recursive: true, mode: 0o700 });
    for (const [path, text, mode] of files) {
      Deno.writeTextFileSync(path, text, { createNew: true, mode });
      made.push(path);
    }
  } catch (error) {
    for (const path of made) Deno.removeSync(path);
    const isThere = error instanceof Deno.errors.AlreadyExists;
    const reason = isThere
      ? "cert.pem or key.pem is there already; move them away or name another directory with --out"
      : error instanceof Error
      ? error.message
      : String(error);
    throw new ChatError(`Cannot make a certificate in ${directory}: ${reason}`, { cause: error });
  }
}
