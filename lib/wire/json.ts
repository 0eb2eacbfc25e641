/**
 * JSON as both ends write and read it: pure ASCII out, and whatever the other end sent in. Pure: it knows no reply.
 *
 * @module
 */

import { ChatError, type Json } from "../chat.ts";

// Not printable ASCII. A legacy client decodes each of its reads alone, so a character of several bytes may not occur.
const NOT_ASCII = /[^\x20-\x7e]/;

/** UTF-16 units that are escaped at once. */
const CHUNK = 4 * 1024;
const ESCAPE_LENGTH = 6;

const HEX = new TextEncoder().encode("0123456789abcdef");
const DECODER = new TextDecoder();
const ESCAPED = new Uint8Array(CHUNK * ESCAPE_LENGTH);

/** JSON as the seed's server writes it: pure ASCII, with a space after `,` and `:`. */
export function encode(value: Json): string {
  if (typeof value === "string") return encodeString(value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return `[${value.map(encode).join(", ")}]`;
  return `{${Object.entries(value).map(([key, item]) => `${encodeString(key)}: ${encode(item)}`).join(", ")}}`;
}

/** A string of JSON, pure ASCII. */
export function encodeString(text: string): string {
  const json = JSON.stringify(text);
  if (!NOT_ASCII.test(json)) return json;
  let escaped = "";
  for (let from = 0; from < json.length; from += CHUNK) {
    escaped += escape(json, from, Math.min(from + CHUNK, json.length));
  }
  return escaped;
}

/** Escapes what is not ASCII, byte by byte: a callback for each character takes five to twelve times as long. */
function escape(json: string, from: number, to: number): string {
  const [bytes, hex] = [ESCAPED, HEX];
  let length = 0;
  for (let index = from; index < to; index++) {
    const unit = json.charCodeAt(index);
    if (unit >= 0x20 && unit <= 0x7e) {
      bytes[length++] = unit;
    } else {
      bytes[length++] = 0x5c; // \
      bytes[length++] = 0x75; // u
      bytes[length++] = hex[unit >> 12]!;
      bytes[length++] = hex[unit >> 8 & 15]!;
      bytes[length++] = hex[unit >> 4 & 15]!;
      bytes[length++] = hex[unit & 15]!;
    }
  }
  return DECODER.decode(bytes.subarray(0, length));
}

/** A time, in milliseconds since 1970, as it is written. */
export function encodeTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** Whether a value that was read is an object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Reads an object.
 *
 * @throws {ChatError} If it is none.
 */
export function readObject(json: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    // Reported below, as any other reply that is no object.
  }
  if (!isObject(value)) throw new ChatError("The server's reply is not a JSON object");
  return value;
}

/** A text that was read; empty if it is none. */
export function readText(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** A time that was read, in milliseconds since 1970; `undefined` if it is none. */
export function readTime(value: unknown): number | undefined {
  const time = typeof value === "string" ? Date.parse(value) : NaN;
  return Number.isNaN(time) ? undefined : time;
}
