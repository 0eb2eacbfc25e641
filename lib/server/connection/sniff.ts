/**
 * Peers that speak another protocol, known by how they begin. Pure.
 *
 * @module
 */

/** How each TLS connection begins: a record of the handshake, of version 3.x (RFC 8446, section 5.1). */
const TLS_HANDSHAKE = [0x16, 0x03];

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
