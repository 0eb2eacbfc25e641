/**
 * A frame as one line, and as all that is known of it. Pure: it knows no terminal. Nothing in a line can drive one.
 *
 * @module
 */

import type { Frame, FrameField } from "../../chat.ts";
import { describeError, meaningOf, ruleOf } from "../../wire/meanings.ts";
import type { Texts } from "../i18n/texts.ts";
import { escapeControls, shorten } from "../sanitize.ts";

/** Bytes of a field that are shown in hexadecimal, and characters of its text. */
const MOST_HEX = 8;
const MOST_TEXT = 40;
/** Characters of a frame in one line, where the terminal wraps by itself. */
const MOST_LINE = 160;

const ENCODER = new TextEncoder();

/** Whether a frame came from the peer. */
export function isIncoming({ kind }: Frame): boolean {
  return kind === "request" || kind === "unfinished";
}

/** `12 14:37:02.126 maya -> 17 B (9+8) ! send  **** ****`. It begins with what is the least that must be seen. */
export function frameLine(frame: Frame, texts: Texts): string {
  const { n, kind, size, error, provoked } = frame;
  const start = `${n} ${timeOf(frame.at)} ${whoOf(frame)}`;
  if (kind === "opened" || kind === "closed") {
    return escapeControls(`${start} ${kind === "opened" ? texts.wireOpened : texts.wireClosed}`);
  }
  const how = provoked === undefined ? "" : ` [${provoked}]`;
  const text = kind === "unfinished" ? texts.wireNoEnd : shorten(fieldsText(frame.fields), MOST_LINE);
  const mark = error === undefined ? "" : " !";
  const arrow = isIncoming(frame) ? "->" : "<-";
  return escapeControls(`${start} ${arrow} ${size} B${piecesText(frame)}${how}${mark} ${text}`.trimEnd());
}

/** `(9+8)`, where it came in more than one piece; no more than the first of them. */
function piecesText({ pieces, morePieces = 0 }: Frame): string {
  if (pieces.length < 2) return "";
  const [shown, left] = [pieces.slice(0, 4), pieces.length - 4 + morePieces];
  return ` (${shown.join("+")}${left > 0 ? `+...${left}` : ""})`;
}

/** The name of the user, or the number of a connection that nobody has logged in on. */
function whoOf({ user, connection }: Frame): string {
  return user ?? `(${connection})`;
}

function timeOf(at: number): string {
  const time = new Date(at);
  const two = (number: number) => String(number).padStart(2, "0");
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(":");
  return `${clock}.${String(time.getMilliseconds()).padStart(3, "0")}`;
}

function fieldsText(fields: readonly FrameField[]): string {
  return fields.filter(({ kind }) => kind !== "end").map(fieldText).join("");
}

function fieldText({ text, hidden, size }: FrameField): string {
  if (text !== undefined) return text;
  return hidden === "private" ? `[${size} B]` : hidden === "secret" ? "***" : "";
}

/**
 * All that is known of a frame: a line for each field, with its offset, its bytes, its text and its meaning, and one with
 * what is wrong, under it.
 */
export function frameDetails(frame: Frame, texts: Texts): string[] {
  const { size, pieces, command, morePieces = 0 } = frame;
  const came = isIncoming(frame) ? texts.wireReads : texts.wireWrites;
  const { language } = texts;
  const lines = [
    `#${frame.n}  ${timeOf(frame.at)}  ${whoOf(frame)}  ${frame.address}`,
    came(size, pieces.length + morePieces, pieces.join(" + ")),
    ...frame.provoked === undefined ? [] : [texts.wireProvoked(frame.provoked)],
    ...frame.fields.flatMap((field) => {
      const { at, error, kind, name } = field;
      const label = kind === "parameter" || kind === "string" || kind === "number" ? `${name}: ` : "";
      const what = `${String(at).padStart(4)}  ${hexOf(field)}  ${shownText(field)}  ${label}`;
      const row = `${what}${meaningOf(field, command, language)}`;
      if (error === undefined) return [row];
      const why = `${error} (${describeError(error, language)}; protocol.md#${ruleOf(field, command)})`;
      return [row, `${" ".repeat(4)}  ^ ${texts.wireAtByte(at)}: ${why}`];
    }),
  ];
  return lines.map(escapeControls);
}

/** The first bytes of a field in hexadecimal; stars for those that are hidden. */
export function hexOf({ text, size }: FrameField): string {
  const bytes = text === undefined
    ? new Array<string>(Math.min(size, MOST_HEX)).fill("**")
    : Array.from(ENCODER.encode(text).subarray(0, MOST_HEX), (byte) => byte.toString(16).padStart(2, "0"));
  return `${bytes.join(" ")}${size > MOST_HEX ? " .." : ""}`.padEnd(3 * MOST_HEX + 2);
}

function shownText(field: FrameField): string {
  const text = JSON.stringify(fieldText(field)).slice(1, -1).replaceAll('\\"', '"');
  return text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}...` : text;
}

/**
 * How a request is sent by hand: with what is hidden as a word in capitals; `undefined` of what is no request.
 *
 * @example With a token to fill in
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const fields = [
 *   { at: 0, size: 5, kind: "command", text: "inbox" },
 *   { at: 5, size: 1, kind: "space", text: " " },
 *   { at: 6, size: 36, kind: "parameter", name: "token", hidden: "secret" as const },
 *   { at: 42, size: 2, kind: "end", text: "\r\n" },
 * ];
 * const frame = { n: 1, at: 0, connection: 1, address: "", kind: "request", size: 44, pieces: [44], fields } as const;
 * assertEquals(asPrintf(frame, "127.0.0.1:8889"), "printf 'inbox TOKEN\\r\\n' | nc 127.0.0.1 8889");
 * ```
 */
export function asPrintf({ kind, fields }: Frame, address: string): string | undefined {
  if (kind !== "request") return undefined;
  const [, host = "", port = ""] = /^\[?(.*?)\]?:(\d+)$/.exec(address) ?? [];
  const text = fields.map(({ text, name, size }) => text ?? (size === 0 ? "" : (name ?? "WORD").toUpperCase())).join(
    "",
  );
  // To printf a backslash and a percent sign say something, and to the shell an apostrophe.
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("%", "%%").replaceAll("'", "'\\''")
    .replaceAll("\r", "\\r").replaceAll("\n", "\\n").replaceAll("\t", "\\t");
  const printable = Array.from(escaped, (char) => /[\x20-\x7e]/.test(char) ? char : octal(char)).join("");
  return `printf '${printable}' | nc ${host} ${port}`;
}

/** A character as printf reads it: each of its bytes in octal. */
function octal(char: string): string {
  return Array.from(ENCODER.encode(char), (byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
}
