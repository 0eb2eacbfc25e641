/**
 * The files of the page, and the answers of HTTP with which they go out. It knows no socket.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { HttpError, type HttpHead } from "./http_head.ts";

/** Where the files lie in the project and in an executable. */
const FOLDER = new URL(import.meta.resolve("../../web/dist/"));

/** What is `/`. */
const MAIN = "page.html";

const TYPES: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  ico: "image/x-icon",
  js: "text/javascript; charset=utf-8",
  png: "image/png",
  svg: "image/svg+xml",
  webmanifest: "application/manifest+json",
};

/**
 * What the page may do: nothing but what it comes with. There is no word in it that begins with `unsafe`.
 *
 * @param chats Where else it may open a WebSocket.
 */
function policyFor(chats: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    ["connect-src 'self'", ...chats].join(" "),
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
}

/** The headers of every answer. */
export const COMMON: Readonly<Record<string, string>> = {
  "Content-Security-Policy": policyFor([]),
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY", // For browsers that do not know frame-ancestors.
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
  "Cache-Control": "no-cache",
};

const REASONS: Readonly<Record<number, string>> = {
  200: "OK",
  303: "See Other",
  304: "Not Modified",
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  413: "Content Too Large",
  426: "Upgrade Required",
  431: "Request Header Fields Too Large",
  503: "Service Unavailable",
};

/** What makes sense only where the page came over TLS: elsewhere browsers ignore it, and complain. */
const OVER_TLS = { "Cross-Origin-Opener-Policy": "same-origin" };

/** A file of the page. */
export interface Asset {
  /** Its media type. */
  readonly type: string;
  /** What changes with it: its entity tag. */
  readonly tag: string;
  /** It. */
  readonly plain: Uint8Array;
  /** The same for browsers that take gzip. */
  readonly zipped: Uint8Array;
  /** What the page may do that it is, if that is more than usual. */
  readonly policy?: string;
}

/** The files by their paths. */
export type Site = ReadonlyMap<string, Asset>;

/**
 * Reads the files of the page.
 *
 * @param folder Where they lie. @default those of this program
 * @param others Where the pages of servers with the same store are, as origins: this one's learns of them. @default nowhere
 */
export function loadSite({ folder = FOLDER, others = [] }: { folder?: URL; others?: readonly string[] } = {}): Site {
  const site = new Map<string, Asset>();
  for (const { name, isFile } of Deno.readDirSync(folder)) {
    const type = TYPES[name.split(".").at(-1)!];
    if (!isFile || type === undefined) continue;
    const bytes = Deno.readFileSync(new URL(name, folder));
    if (name !== MAIN || others.length === 0) site.set(name === MAIN ? "/" : `/${name}`, assetOf(type, bytes));
    else site.set("/", { ...assetOf(type, withOthers(bytes, others)), policy: policyFor(others.map(chatOf)) });
  }
  return site;
}

function assetOf(type: string, plain: Uint8Array<ArrayBuffer>): Asset {
  const tag = `"${createHash("sha256").update(plain).digest("hex").slice(0, 16)}"`;
  return { type, tag, plain, zipped: gzipSync(plain, { level: 9 }) };
}

/** The page, with where else it may chat: an origin has no character that means something in HTML. */
function withOthers(page: Uint8Array, others: readonly string[]): Uint8Array<ArrayBuffer> {
  const html = new TextDecoder().decode(page);
  return new TextEncoder().encode(
    html.replace("</title>", `$&\n    <meta name="others" content="${others.join(" ")}">`),
  );
}

/** Where a WebSocket to the chat of a page leads: `http` becomes `ws`, `https` becomes `wss`. */
function chatOf(origin: string): string {
  return origin.replace(/^http/, "ws");
}

/**
 * The answer to a request for a file.
 *
 * @param isSecure Whether it came over TLS. A proxy says so in a header; who makes that up makes a rule for himself.
 * @throws {HttpError} If there is no such file.
 */
export function answerFile({ method, path, headers }: HttpHead, site: Site, isSecure: boolean): Uint8Array {
  const asset = site.get(path);
  if (asset === undefined) throw new HttpError(404, "There is no such page");
  const { type, tag, plain, zipped, policy = COMMON["Content-Security-Policy"]! } = asset;
  const isOverTls = isSecure || headers.get("x-forwarded-proto") === "https";
  const common = {
    ...COMMON,
    "Content-Security-Policy": policy,
    ...isOverTls && OVER_TLS,
    "ETag": tag,
    "Vary": "Accept-Encoding",
  };
  if (headers.get("if-none-match")?.includes(tag)) return formatResponse(304, common);
  const takesGzip = /(?:^|,)\s*(?:x-)?gzip\s*(?:,|;\s*q=(?!0(?:\.0*)?\s*(?:,|$))|$)/i.test(
    headers.get("accept-encoding") ?? "",
  );
  const [body, encoding] = takesGzip ? [zipped, { "Content-Encoding": "gzip" }] : [plain, {}];
  return formatResponse(200, { ...common, "Content-Type": type, ...encoding }, { body, isHead: method === "HEAD" });
}

/** The answer to a request that is refused. */
export function answerError({ status, message }: HttpError): Uint8Array {
  const more = status === 405 ? { "Allow": "GET, HEAD" } : status === 426 ? UPGRADE : {};
  const type = "text/plain; charset=utf-8";
  return formatResponse(status, { ...COMMON, "Content-Type": type, ...more }, {
    body: new TextEncoder().encode(`${message}.\n`),
  });
}

const UPGRADE = { "Upgrade": "websocket", "Connection": "Upgrade, close", "Sec-WebSocket-Version": "13" };

/** An answer of HTTP, after which the connection ends. */
export function formatResponse(
  status: number,
  headers: Readonly<Record<string, string>>,
  { body = new Uint8Array(0), isHead = false }: { body?: Uint8Array; isHead?: boolean } = {},
): Uint8Array {
  const length = status === 304 ? {} : { "Content-Length": String(body.length) };
  const lines = Object.entries({ "Connection": "close", ...headers, ...length });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const start = new TextEncoder().encode(`HTTP/1.1 ${status} ${REASONS[status]}\r\n${head}\r\n`);
  const bytes = new Uint8Array(start.length + (isHead ? 0 : body.length));
  bytes.set(start);
  if (!isHead) bytes.set(body, start.length);
  return bytes;
}
