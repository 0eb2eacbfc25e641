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

/** Told the bytes of a connection as they come, the function says whether they are those of a TLS handshake. */
export function createTlsDetector(): (chunk: Uint8Array) => boolean {
  let matched = 0;
  let isDecided = false;
  return (chunk) => {
    for (let at = 0; at < chunk.length && !isDecided; at++) {
      if (chunk[at] !== TLS_HANDSHAKE[matched]) isDecided = true;
      else if (++matched === TLS_HANDSHAKE.length) return isDecided = true;
    }
    return false;
  };
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
