/**
 * What came in the place of a reply, in words: for a user who writes a server, and for one who called another one.
 * Pure: it knows no socket.
 *
 * @module
 */

import { maskTokens } from "../../wire/request.ts";
import { escapeControls } from "../../sanitize.ts";
import type { Texts } from "../i18n/texts.ts";

/** Characters that are shown of how something begins, and of how it ends: there stands what is wrong. */
const BEGIN = 100;
const END = 40;

/** Bytes that are looked at as a whole. */
const SMALL = 16 * 1024;

/** Servers of other protocols, by how they begin to answer or to greet, one character for each byte. */
const STRANGERS: readonly [begin: RegExp, name: keyof Texts["strangers"]][] = [
  [/^HTTP\/\d|^\s*<(?:!doctype |html|\?xml)/i, "http"],
  // deno-lint-ignore no-control-regex -- A record of TLS: RFC 8446, section 5.1.
  [/^[\x15\x16]\x03[\x00-\x04]/, "tls"],
  [/^SSH-\d/, "ssh"],
  [/^220[ -]/, "mail"],
  [/^(?:\+|\* )OK/, "mailbox"],
  [/^-ERR /, "redis"],
];

/** That a server speaks another protocol, in words, if it begins so; `undefined` if it does not. */
export function describeStranger(bytes: Uint8Array, address: string, texts: Texts): string | undefined {
  const begin = String.fromCharCode(...bytes.subarray(0, 32));
  const name = STRANGERS.find(([pattern]) => pattern.test(begin))?.[1];
  return name && `${address} ${texts.strangers[name]}: ${maskTokens(showBytes(bytes))}`;
}

/** What came of a reply that has no end, in words; `undefined` if nothing did. */
export function describeRest(
  { bytes, blank }: { readonly bytes: Uint8Array; readonly blank: string },
  address: string,
  texts: Texts,
): string | undefined {
  if (bytes.length > 0) {
    return describeStranger(bytes, address, texts) ?? texts.noEnd(bytes.length, maskTokens(showBytes(bytes)));
  }
  return blank === "" ? undefined : texts.onlyEnds(showText(blank));
}

/** What is no reply though it has its end, in words: `reason`, and what it is. */
export function describeFrame(frame: string, reason: string, address: string, texts: Texts): string {
  const bytes = new TextEncoder().encode(frame.slice(0, BEGIN + END));
  return describeStranger(bytes, address, texts) ?? `${reason}: ${maskTokens(showText(frame))}`;
}

/** Bytes as text on one line, with their line ends: `{"status": "OK"}\r\n`. Of many, how they begin and how they end. */
export function showBytes(bytes: Uint8Array): string {
  if (bytes.length <= SMALL) return showText(decode(bytes));
  return `${escape(decode(bytes.subarray(0, BEGIN)))} ... ${escape(decode(bytes.subarray(-END)))}`;
}

/** Text in the same way. */
export function showText(text: string): string {
  return text.length <= BEGIN + END ? escape(text) : `${escape(text.slice(0, BEGIN))} ... ${escape(text.slice(-END))}`;
}

/**
 * Whether the sender of these bytes seems to have said all that there is to say: a JSON object whose end is missing, or
 * something that will never be one. More may be on its way, so it is no proof.
 */
export function isAllButEnd(bytes: Uint8Array): boolean {
  const [first, last] = [bytes.find(isVisible), bytes.findLast(isVisible)];
  if (first !== 0x7b) return true;
  if (last !== 0x7d || bytes.length > SMALL) return false;
  try {
    JSON.parse(decode(bytes));
    return true;
  } catch {
    return false;
  }
}

function isVisible(byte: number): boolean {
  return byte > 0x20;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const hex = (byte: number) => `\\x${byte.toString(16).padStart(2, "0")}`;
    return Array.from(bytes, (byte) => byte < 0x80 ? String.fromCharCode(byte) : hex(byte)).join("");
  }
}

function escape(text: string): string {
  return escapeControls(text.replaceAll("\r", "\\r").replaceAll("\n", "\\n").replaceAll("\t", "\\t"));
}
