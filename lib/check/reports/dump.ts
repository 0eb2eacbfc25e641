/**
 * An exchange as people read it: who sent what, in text, and the faulty bytes in hexadecimal with a line under them. Pure.
 *
 * @module
 */

import type { Entry, Mark } from "../outcome.ts";
import type { Language } from "../words.ts";

/** Bytes in a row of a dump. */
const ROW = 16;

/** Rows that are shown around a fault. */
const CONTEXT = 2;
const MAX_MARKED_ROWS = 8;

/** Characters of an entry, and entries of an exchange, that are shown: the last ones are next to the fault. */
const MAX_TEXT = 160;
const MAX_ENTRIES = 14;

/** A line of a dump. */
export interface DumpLine {
  /** The line, without an end. */
  readonly text: string;
  /** Whether it belongs to the fault. */
  readonly isFault: boolean;
}

/** An exchange, with its fault. */
export function dump(exchange: readonly Entry[], mark: Mark | undefined, language: Language): DumpLine[] {
  const at = mark === undefined ? exchange.length : exchange.indexOf(mark.entry) + 1;
  const shown = exchange.slice(Math.max(0, at - MAX_ENTRIES), at);
  const lines: DumpLine[] = [];
  if (at > shown.length) lines.push({ text: `... ${at - shown.length} ...`, isFault: false });
  for (const entry of shown) {
    const isWhole = entry === mark?.entry && mark.length >= entry.bytes.length;
    lines.push({ text: describe(entry, language), isFault: isWhole });
    if (entry === mark?.entry && !isWhole) lines.push(...underline(mark));
  }
  return lines;
}

function describe({ connection, direction, bytes, note, at }: Entry, language: Language): string {
  const time = `${(at / 1000).toFixed(3)} s`.padStart(9);
  return `${time}  ${connection} ${direction} ${note?.[language] ?? shorten(showBytes(bytes))}`;
}

/** Bytes as text of printable ASCII: the others as `\xNN`, line ends as `\r` and `\n`. */
export function showBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => {
    if (byte === 0x0d) return "\\r";
    if (byte === 0x0a) return "\\n";
    if (byte === 0x5c) return "\\\\";
    return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${hex(byte)}`;
  }).join("");
}

function shorten(text: string): string {
  if (text.length <= MAX_TEXT) return text;
  const half = MAX_TEXT / 2;
  return `${text.slice(0, half)} ... ${text.slice(-half)}`;
}

/** The rows around a fault, and a line under its bytes. */
function underline({ entry: { bytes }, offset, length }: Mark): DumpLine[] {
  const [first, last] = [Math.floor(offset / ROW), Math.floor((offset + Math.max(length, 1) - 1) / ROW)];
  const lines: DumpLine[] = [];
  const end = Math.min(last, first + MAX_MARKED_ROWS - 1);
  for (
    let row = Math.max(0, first - CONTEXT);
    row <= Math.min(end + CONTEXT, Math.ceil(bytes.length / ROW) - 1);
    row++
  ) {
    const part = bytes.subarray(row * ROW, (row + 1) * ROW);
    lines.push({ text: dumpRow(row * ROW, part), isFault: false });
    const from = Math.max(offset, row * ROW);
    const to = Math.min(offset + length, row * ROW + part.length);
    if (row >= first && row <= end && to > from) lines.push({ text: carets(from % ROW, to - from), isFault: true });
  }
  return lines;
}

function dumpRow(at: number, bytes: Uint8Array): string {
  const text = Array.from(bytes, (byte) => byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".").join("");
  return `    ${at.toString(16).padStart(6, "0")}  ${Array.from(bytes, hex).join(" ").padEnd(ROW * 3 - 1)}  ${text}`;
}

function carets(from: number, count: number): string {
  const under = `${" ".repeat(from * 3)}${Array(count).fill("^^").join(" ")}`;
  return `    ${" ".repeat(6)}  ${under.padEnd(ROW * 3 - 1)}  ${" ".repeat(from)}${"^".repeat(count)}`;
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}
