/** What the server uses of `jsr:@std/uuid/v7`. @module */

/** A UUID v7 (RFC 9562) of `timestamp`, in milliseconds since 1970. */
export function generate(timestamp: number = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const view = new DataView(bytes.buffer);
  view.setUint16(0, Math.floor(timestamp / 2 ** 32));
  view.setUint32(2, timestamp % 2 ** 32);
  view.setUint8(6, view.getUint8(6) & 0x0f | 0x70); // The version
  view.setUint8(8, view.getUint8(8) & 0x3f | 0x80); // The variant
  return bytes.toHex().replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
