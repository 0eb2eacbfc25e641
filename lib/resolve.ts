/**
 * What a name stands for, for both programs. It opens no connection.
 *
 * @module
 */

import { lookup } from "node:dns/promises";
import { familyOf, usualHost } from "./address.ts";

/** Tells the addresses of a name, the best first; rejects if there is no such name. */
export type Lookup = (name: string) => Promise<readonly string[]>;

/** Asks the system, which reads `/etc/hosts`, asks name servers, and sorts as RFC 6724 has it. */
const ask: Lookup = async (name) => (await lookup(name, { all: true })).map(({ address }) => address);

/**
 * All addresses of a host, each once and in its usual form. An address is its own.
 *
 * @param signal Gives up; the system may go on with its search.
 * @throws {Deno.errors.NotFound} If there is no such name. The reason of `signal`, if it is aborted.
 */
export async function resolve(host: string, signal: AbortSignal, find: Lookup = ask): Promise<readonly string[]> {
  if (familyOf(host) !== 0) return [usualHost(host)!];
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason);
  signal.addEventListener("abort", stop);
  try {
    const found = await Promise.race([find(host).catch(() => []), aborted]);
    if (found.length === 0) throw new Deno.errors.NotFound(`There is no host ${host}`);
    return [...new Set(found.map((address) => usualHost(address) ?? address))];
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
