/**
 * What the operator says of the page: where it is, and by which names it is called. It knows no socket.
 *
 * @module
 */

import { familyOf, type Place, readPlace, usualHost } from "../../address.ts";
import { DEFAULT_WEB_PORT } from "../../chat.ts";
import { UsageError } from "../../usage_error.ts";

/** What is said of the page. */
export interface WebSettings {
  /** Whether there is one: where the server is on a network (`undefined`), in any case, or never. */
  readonly isWanted: boolean | undefined;
  /** Its address or name. @default that of the chat */
  readonly host: string | undefined;
  /** Its port. */
  readonly port: number;
  /** Names by which browsers may call it, besides its addresses and those of this machine; in small letters. */
  readonly names: readonly string[];
  /** Where people find it, such as `https://chat.example.org`, if the operator has said so. */
  readonly url: string | undefined;
  /** Where the pages of the servers are that share a store, as a browser writes an origin; this one's may be among them. */
  readonly others: readonly string[];
  /** Addresses of the proxies before it, in their usual form. */
  readonly proxies: readonly string[];
}

/** The flags about it, as they were given. */
export interface WebFlags {
  /** `--web`: empty without a place. */
  readonly web?: string;
  /** `--no-web`. */
  readonly "no-web": boolean;
  /** `--web-name`. */
  readonly "web-name"?: string;
  /** `--web-others`. */
  readonly "web-others"?: string;
  /** `--web-proxy`. */
  readonly "web-proxy"?: string;
  /** `--cert`: then the page comes over TLS. */
  readonly cert?: string;
}

/** Servers whose pages may be named: each is in a header of the page, and proxies take 4 KiB of them. */
const MAX_OTHERS = 32;

/** Reads the flags. @throws {UsageError} If one has a value that it cannot have. */
export function readWebFlags(flags: WebFlags): WebSettings {
  const { web, "no-web": isOff, "web-name": name, "web-proxy": proxy } = flags;
  if (isOff && web !== undefined) throw new UsageError("--web and --no-web: leave one of them out");
  const { host, port } = readWebPlace(web ?? "");
  const names = name === undefined ? [] : name.split(",").map((text) => readName(text.trim()));
  const url = names.find(({ url }) => url !== undefined)?.url;
  return {
    isWanted: isOff ? false : web === undefined ? undefined : true,
    host,
    port: port ?? DEFAULT_WEB_PORT,
    names: names.map(({ name }) => name),
    url,
    others: readOthers(flags["web-others"], flags.cert !== undefined || url?.startsWith("https:") === true),
    proxies: proxy === undefined ? [] : proxy.split(",").map((text) => readAddress(text.trim())),
  };
}

function readWebPlace(text: string): Partial<Place> {
  if (text === "") return {};
  const place = /^\d+$/.test(text) ? readPlace(`127.0.0.1:${text}`) : readPlace(text);
  if (place?.port !== undefined) return /^\d+$/.test(text) ? { port: place.port } : place;
  throw new UsageError(`--web takes a port, or an address and a port, such as ${DEFAULT_WEB_PORT} or 0.0.0.0:80`);
}

function readAddress(text: string): string {
  const address = usualHost(text);
  if (address !== undefined && familyOf(address) !== 0) return address;
  throw new UsageError("--web-proxy takes addresses, such as 127.0.0.1,::1");
}

function readName(text: string, flag = "--web-name"): { name: string; url?: string } {
  const isUrl = /^https?:\/\//i.test(text);
  const url = isUrl ? URL.parse(text) : undefined;
  const name = usualHost(isUrl ? url?.hostname ?? "" : text);
  const isWhole = !isUrl || url?.pathname === "/" && url.search + url.hash + url.username === "";
  if (name !== undefined && isWhole) return isUrl ? { name, url: url!.origin } : { name };
  throw new UsageError(`${flag} takes a name or an address of a page, such as https://chat.example.org`);
}

function readOthers(text: string | undefined, isSecure: boolean): string[] {
  const origins = text === undefined ? [] : text.split(",").map((it) => readName(it.trim(), "--web-others").url);
  if (origins.length > MAX_OTHERS) throw new UsageError(`--web-others takes ${MAX_OTHERS} addresses at most`);
  const others = origins.filter((url) => url !== undefined);
  if (others.length < origins.length || others.some((url) => url.includes("["))) { // No policy of a page takes IPv6.
    throw new UsageError(
      "--web-others takes addresses of pages by name or IPv4, such as https://chat1.example.org:8888",
    );
  }
  const isPlain = (url: string) => url.startsWith("http:");
  if (others.some(isPlain) && (isSecure || !others.every(isPlain))) {
    throw new UsageError(
      "--web-others: a browser lets a page that came by https speak to no http one; give all of them https",
    );
  }
  return others;
}
