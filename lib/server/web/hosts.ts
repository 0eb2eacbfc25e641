/**
 * By which names a server may be called. A page of somebody else's must not speak to it: neither one whose own name was made
 * to lead here (DNS rebinding), nor one that opens a WebSocket to it (RFC 6454, Origin). Pure.
 *
 * @module
 */

import { isIP } from "node:net";
import { HttpError } from "./http_head.ts";

/** `NAME`, `NAME:PORT`, `[IPV6]` or `[IPV6]:PORT`. */
const HOST = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9._-]{1,253}))(?::\d{1,5})?$/;

/**
 * Names of this server: those that were given, and those that a machine has by itself. In small letters.
 *
 * @param others Origins of pages of the same operator: he may let a name of theirs lead here.
 */
export function namesOf(
  given: readonly string[],
  machine: string | undefined,
  others: readonly string[] = [],
): ReadonlySet<string> {
  const own = machine?.toLowerCase() ?? "localhost";
  const theirs = others.map((origin) => new URL(origin).hostname);
  return new Set(["localhost", own, own.replace(/\..*$/, ""), ...given, ...theirs]);
}

/**
 * Makes sure that a request is meant for this server: by an address, which nobody can have made to lead here, or by a name
 * that is ours.
 *
 * @param host The header.
 * @param names In small letters.
 * @throws {HttpError} If it is not.
 */
export function checkHost(host: string | undefined, names: ReadonlySet<string>): void {
  const [, address, name] = HOST.exec(host ?? "") ?? [];
  if (address === undefined && name === undefined) throw new HttpError(400, "A request names one host");
  if (address !== undefined && isIP(address) === 6) return;
  const usual = name?.toLowerCase().replace(/\.$/, "");
  // Only the machines of a network itself give each other names in .local (RFC 6762).
  if (usual !== undefined && (isIP(usual) === 4 || usual.endsWith(".local") || names.has(usual))) return;
  throw new HttpError(403, "This server does not go by that name: use its address, or start it with --web-name");
}

/**
 * Makes sure that no other site's page asks. A program that is no browser names no origin, and carries nothing of a person
 * that another page could misuse.
 *
 * @param others Where the pages of servers with the same store are.
 * @throws {HttpError} If one does.
 */
export function checkOrigin(headers: ReadonlyMap<string, string>, others: ReadonlySet<string>): void {
  const [origin, host] = [headers.get("origin")?.toLowerCase(), headers.get("host")?.toLowerCase()];
  if (origin === undefined || origin === `http://${host}` || origin === `https://${host}`) return;
  if (others.has(origin)) return;
  throw new HttpError(403, "The page of another site may not speak to this server");
}
