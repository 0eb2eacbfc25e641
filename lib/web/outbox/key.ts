/**
 * UUIDs, also where a page is no secure context: on plain http from another machine there is no `crypto.randomUUID`.
 *
 * @module
 */

/** A UUID v4 (RFC 9562). */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = bytes[6]! & 0x0f | 0x40; // The version
  bytes[8] = bytes[8]! & 0x3f | 0x80; // The variant
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
