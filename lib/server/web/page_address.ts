/**
 * Where the page is, for people: as an address, as a code to point a phone at, and for browsers that came to another port.
 *
 * @module
 */

// Not in deno.json, as in password_worker.ts.
// deno-lint-ignore-file no-import-prefix
import { formatAddress, hasControl } from "../../chat.ts";
import { isUnspecified } from "../../address.ts";

/** Columns of a terminal beyond those of the code: what is less wide shows the address only. */
const MARGIN = 2;

/** White on black, whatever the colours of the terminal are; and back. */
const COLOURS = ["\x1b[97;40m", "\x1b[0m"] as const;

/** What is known of the page's port. */
export interface PagePlace {
  /** What the operator has said, such as `https://chat.example.org`. */
  readonly url?: string | undefined;
  /** What the port is listened on at. */
  readonly addresses: readonly string[];
  /** The port. */
  readonly port: number;
  /** Whether it takes TLS. */
  readonly isSecure: boolean;
}

/** The address of the page, as a browser takes it. @param own That of this machine, where the page is at all of them. */
export function pageUrl({ url, addresses, port, isSecure }: PagePlace, own: string): string {
  if (url !== undefined) return url;
  const [address = own] = addresses;
  return `${isSecure ? "https" : "http"}://${formatAddress(isUnspecified(address) ? own : address, port)}`;
}

/** The answer of HTTP that sends a browser to the page. What follows on the connection is its body. */
export function formatRedirect(url: string): Uint8Array<ArrayBuffer> {
  const headers = ["Content-Type: text/plain", "X-Content-Type-Options: nosniff", "Referrer-Policy: no-referrer"];
  const lines = [
    "HTTP/1.1 303 See Other",
    `Location: ${url}/`,
    ...headers,
    "Cache-Control: no-store",
    "Connection: close",
  ];
  return new TextEncoder().encode(`${lines.join("\r\n")}\r\n\r\n`);
}

/**
 * A code that leads a phone to the page, as lines of a terminal; `undefined` where there is no room for it. The library is
 * loaded here only.
 *
 * @param terminal Its size; `undefined` if it is none.
 */
export async function drawCode(
  url: string,
  terminal: { readonly columns: number; readonly rows: number } | undefined,
): Promise<string[] | undefined> {
  if (terminal === undefined || hasControl(url)) return undefined;
  const { renderUnicodeCompact } = await import("npm:uqr@0.1.3");
  const lines = renderUnicodeCompact(url, { border: 2 }).split("\n");
  if (lines[0]!.length + MARGIN > terminal.columns || lines.length + MARGIN > terminal.rows) return undefined;
  return lines.map((line) => `${COLOURS[0]}${line}${COLOURS[1]}`);
}
