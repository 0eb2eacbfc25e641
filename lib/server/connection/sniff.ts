/**
 * Peers that speak another protocol, known by how they begin. Pure.
 *
 * @module
 */

import { ChatError } from "../../chat.ts";

/** How each TLS connection begins: a record of the handshake, of version 3.x (RFC 8446, section 5.1). */
const TLS_HANDSHAKE = [0x16, 0x03];

/** What is told of another protocol ends the connection. */
export const WRONG_SERVICE = { code: "wrong_service", closes: true } as const;

/** What the first bytes and the first line of a connection say of its protocol. */
export class Sniffer {
  #matched = 0;
  #isDecided = false;
  #hasLine = false;

  /** Told the bytes as they come, says whether they are those of a TLS handshake. */
  isTls(chunk: Uint8Array): boolean {
    for (let at = 0; at < chunk.length && !this.#isDecided; at++) {
      if (chunk[at] !== TLS_HANDSHAKE[this.#matched]) this.#isDecided = true;
      else if (++this.#matched === TLS_HANDSHAKE.length) return this.#isDecided = true;
    }
    return false;
  }

  /** Told the lines as they come, says whether the first one is that of an HTTP request. */
  isBrowser(line: unknown): boolean {
    const isFirst = !this.#hasLine;
    this.#hasLine = true;
    return isFirst && typeof line === "string" && isHttp(line);
  }
}

/** Whether a line is the first one of an HTTP request. No command is written in capitals. */
export function isHttp(line: string): boolean {
  return /^[A-Z]+ \S+ HTTP\/\d(?:\.\d)?$/.test(line);
}

/** A line, or what is to be said of it, if it belongs to another protocol. */
export function checkLine<T>(line: string | T): string | T | ChatError {
  if (typeof line !== "string") return line;
  if (isHttp(line)) return new ChatError("This is a chat server, not a web server", WRONG_SERVICE);
  if (/^SSH-\d+\.\d+-/.test(line)) return new ChatError("This is a chat server, not an SSH server", WRONG_SERVICE);
  return line;
}
