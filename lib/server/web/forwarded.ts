/**
 * Whom a reverse proxy speaks for. Pure.
 *
 * @module
 */

import { isIP } from "node:net";
import { usualHost } from "../../address.ts";

/** Addresses that are looked at, from the last one on: what a browser made up stands before them. */
const MOST = 8;

/**
 * The peer of a request: who asked the proxy, if it is one of `proxies` who says so.
 *
 * Each proxy puts the address of who asked it behind what it was told (`X-Forwarded-For`), so the last one that is no proxy
 * of ours is the peer; what stands before it anybody could have written.
 *
 * @param proxies Their addresses in the usual form.
 */
export function peerOf(
  peer: Deno.NetAddr,
  headers: ReadonlyMap<string, string>,
  proxies: ReadonlySet<string>,
): Deno.NetAddr {
  let { hostname } = peer;
  const told = (headers.get("x-forwarded-for") ?? "").split(",").slice(-MOST);
  while (proxies.has(usualHost(hostname) ?? hostname)) {
    const next = told.pop()?.trim().replace(/^\[(.*)\]$/, "$1");
    if (next === undefined || isIP(next) === 0) break;
    hostname = next;
  }
  return hostname === peer.hostname ? peer : { ...peer, hostname };
}
