/**
 * JSON as both ends write and read it: pure ASCII out, and whatever the other end sent in. Pure: it knows no reply.
 *
 * @module
 */

import { ChatError } from "./chat.ts";

/** What can be written. */
export type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

// Not printable ASCII. A client of the family decodes each of its reads alone, so a character of several bytes may not occur.
const NOT_ASCII = /[^\x20-\x7e]/g;

/** JSON as the seed's server writes it: pure ASCII, with a space behind `,` and `:`. */
export function encode(value: Json): string {
  if (typeof value === "string") return encodeString(value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return `[${value.map(encode).join(", ")}]`;
  return `{${Object.entries(value).map(([key, item]) => `${encodeString(key)}: ${encode(item)}`).join(", ")}}`;
}

/** A string of JSON, pure ASCII. */
export function encodeString(text: string): string {
  return JSON.stringify(text).replace(NOT_ASCII, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
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
