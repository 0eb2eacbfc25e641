/**
 * Addresses of machines, as people write them and as both programs print them: read, compared and told apart. Pure: it asks
 * nobody what a name stands for.
 *
 * @module
 */

import { BlockList, isIP, isIPv6 } from "node:net";
import { formatAddress } from "./chat.ts";

/** Where a server listens, or may. */
export interface Place {
  /** A name, or an address in its usual form and without brackets. */
  readonly host: string;
  /** The port; `undefined`: not said. */
  readonly port: number | undefined;
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK.addAddress("::1", "ipv6");

/** `[IPV6]` or `HOST`, and a port. */
const PLACE = /^(?:\[([^\]]*:[^\]]*)\]|([^:]+))(?::(\d{1,5}))?$/;

/** What a name may have; what else a URL may have before its path would not be one. */
const NAME = /^[\p{L}\p{M}\p{N}._-]+$/u;

/** An IPv4 address that is written as an IPv6 one: `::ffff:7f00:1`. */
const MAPPED = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;

/**
 * Reads `HOST`, `HOST:PORT`, `IPV6`, `[IPV6]` or `[IPV6]:PORT`.
 *
 * @returns `undefined` if it is none of them.
 */
export function readPlace(text: string): Place | undefined {
  const [, bracketed, name, digits] = PLACE.exec(text) ?? [];
  const host = usualHost(bracketed ?? name ?? text); // An IPv6 address needs no brackets where no port follows.
  const port = digits === undefined ? undefined : Number(digits);
  return host === undefined || (port ?? 0) > 65535 ? undefined : { host, port };
}

/** Whether a word is meant as a place where a command may stand as well. No command is written so. */
export function isMeantAsPlace(word: string): boolean {
  return /[.:]/.test(word) || word.toLowerCase() === "localhost";
}

/**
 * The usual form of a name or an address, which is the same for all ways to write it: `::1` for `0:0:0:0:0:0:0:1`,
 * `127.0.0.1` for `127.1` and `::ffff:127.0.0.1`, `localhost` for `LOCALHOST` and `localhost.`. The zone of `fe80::1%eth0` is kept.
 *
 * @returns `undefined` if it can be neither.
 */
export function usualHost(host: string): string | undefined {
  if (!host.includes(":")) {
    const name = NAME.test(host) ? URL.parse(`http://${host}`)?.hostname : undefined;
    return name === "localhost." ? "localhost" : name; // The same (RFC 6761), which not every system's resolver knows.
  }
  const [, address = "", zone = ""] = /^([^%]*)(%[^\s%]+)?$/.exec(host) ?? [];
  if (!isIPv6(address)) return undefined;
  const usual = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [, high, low] = MAPPED.exec(usual) ?? [];
  if (high === undefined || low === undefined) return usual + zone;
  return [high, low].map((part) => parseInt(part, 16)).flatMap((part) => [part >> 8, part & 255]).join(".");
}

/** `host` without its zone, which means something on this machine only. */
export function withoutZone(host: string): string {
  return host.replace(/%.*$/, "");
}

/** Whether `host` is an address, and of which family; 0 for a name. */
export function familyOf(host: string): 0 | 4 | 6 {
  return isIP(withoutZone(host)) as 0 | 4 | 6;
}

/** Whether only this machine can reach an address. */
export function isLoopback(address: string): boolean {
  const host = withoutZone(usualHost(address) ?? "");
  const family = familyOf(host);
  return family !== 0 && LOOPBACK.check(host, family === 4 ? "ipv4" : "ipv6");
}

/** Whether an address stands for all of this machine. */
export function isUnspecified(address: string): boolean {
  const host = usualHost(address);
  return host === "0.0.0.0" || host === "::";
}

/** The address of a peer, as it is shown: an IPv4 one as such, also where it came to an IPv6 socket. */
export function formatPeer({ hostname, port }: { readonly hostname: string; readonly port: number }): string {
  return formatAddress(usualHost(hostname) ?? hostname, port);
}
