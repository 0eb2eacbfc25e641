/**
 * As much of HTTP/1.1 as a page and a WebSocket need: the head of one request, GET or HEAD, without a body. What is not
 * exactly that is refused, so that nobody in front of the server can read it in another way.
 *
 * @module
 */

import type { Transport } from "../connection/transport.ts";

/** Bytes that a head may have. */
const MAX_HEAD = 8 * 1024;

/** Bytes that most heads of a browser do not exceed. */
const BUFFER = 1024;

/** A name, and a value without control characters. */
const HEADER = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*?)[ \t]*$/;

const NOTHING = new Uint8Array(0);

const [CR, LF] = [0x0d, 0x0a];

/** The head of a request. */
export interface HttpHead {
  /** GET or HEAD. */
  readonly method: string;
  /** Without what follows a question mark. */
  readonly path: string;
  /** By their names in small letters; those that came several times, one after the other with commas. */
  readonly headers: ReadonlyMap<string, string>;
  /** Whether it is of HTTP/1.1. */
  readonly isCurrent: boolean;
}

/** Why a request is refused; it is the answer. */
export class HttpError extends Error {
  /** The name of the class. */
  override name = "HttpError";
  /** The three digits. */
  readonly status: number;

  /** An error that ends the connection. @param message A sentence for the person at the browser. */
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * Reads the head of a request, and what came behind it.
 *
 * @returns `undefined` if the peer ended before.
 * @throws {HttpError} If it is none that this server understands.
 */
export async function readHead(
  conn: Pick<Transport, "read">,
): Promise<{ head: HttpHead; rest: Uint8Array } | undefined> {
  let bytes = new Uint8Array(BUFFER);
  let length = 0;
  let matched = 0; // Bytes of the CR LF CR LF that ends a head.
  for (let count: number | null; (count = await conn.read(bytes.subarray(length))) !== null;) {
    const end = length + count;
    for (; length < end && matched < 4; length++) {
      const [isCr, isLf] = [bytes[length] === CR, bytes[length] === LF];
      // A line that ends otherwise would be another line to others.
      if (matched % 2 === 1 ? !isLf : isLf) throw new HttpError(400, "A line of the head has to end in CRLF");
      matched = isCr || isLf ? matched + 1 : 0;
    }
    if (matched === 4) {
      const text = new TextDecoder("latin1").decode(bytes.subarray(0, length - 4));
      const rest = length === end ? NOTHING : bytes.slice(length, end);
      bytes.buffer.transfer(0); // Thousands may come before the garbage collector does.
      return { head: parseHead(text), rest };
    }
    if (length === MAX_HEAD) throw new HttpError(431, "The head of the request is too long");
    if (length < bytes.length) continue;
    const more = new Uint8Array(2 * length);
    more.set(bytes);
    bytes = more;
  }
  return undefined;
}

/**
 * Parses a head, without the empty line at its end.
 *
 * @throws {HttpError} If it is none that this server understands.
 */
export function parseHead(text: string): HttpHead {
  const [first = "", ...lines] = text.split("\r\n");
  const [, method, path, version] = /^([A-Z]{1,16}) (\/[\x21-\x7e]*) HTTP\/1\.([01])$/.exec(first) ?? [];
  if (method === undefined || path === undefined) throw new HttpError(400, "This port takes HTTP/1.1");
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, name, value = ""] = HEADER.exec(line) ?? [];
    if (name === undefined) throw new HttpError(400, "A header is malformed");
    const key = name.toLowerCase();
    const before = headers.get(key);
    headers.set(key, before === undefined ? value : `${before}, ${value}`);
  }
  if (headers.has("content-length") || headers.has("transfer-encoding")) {
    throw new HttpError(413, "A request has no body here");
  }
  if (method !== "GET" && method !== "HEAD") throw new HttpError(405, "Only GET and HEAD are understood here");
  return { method, path: path.replace(/[?#].*$/, ""), headers, isCurrent: version === "1" };
}
