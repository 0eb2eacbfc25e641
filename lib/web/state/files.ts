/**
 * Names, kinds and parts of files, as far as no file is looked into twice. Pure.
 *
 * @module
 */

import { PROTOCOL_LIMITS } from "../../chat.ts";

// What a person does not see, or sees as something else: controls, what turns the direction, signs of paths.
const HARMFUL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}<>:"/\\|?*]/gu;

/** A name that a file may be sent with: without a path and controls, and no longer than a server takes, with its ending. */
export function sentName(name: string): string {
  const clean = (name.split(/[/\\]/).at(-1) ?? "").replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, "_").trim();
  const known = clean === "" || clean === "." || clean === ".." ? "file" : clean;
  const bytes = (text: string) => new TextEncoder().encode(text).length;
  if (bytes(known) <= PROTOCOL_LIMITS.fileName) return known;
  const ending = /\.[^.]{1,16}$/.exec(known)?.[0] ?? "";
  const start = Array.from(known.slice(0, known.length - ending.length));
  while (bytes(start.join("") + ending) > PROTOCOL_LIMITS.fileName) start.pop();
  return start.join("") + ending;
}

/** A name under which a file that somebody sent is saved: it looks like what it is. */
export function savedName(name: string): string {
  return name.replaceAll(HARMFUL, "_").replace(/^\.+/, "_").trim() || "file";
}

/** Whether a file is called as a picture is that a page can show. */
export function looksLikePicture(name: string): boolean {
  return /\.(?:png|jpe?g|gif|webp)$/i.test(name);
}

const ANY = undefined;

/** What pictures begin with. */
const SIGNATURES: readonly (readonly [type: string, bytes: readonly (number | undefined)[]])[] = [
  ["image/png", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ["image/jpeg", [0xff, 0xd8, 0xff]],
  ["image/gif", [0x47, 0x49, 0x46, 0x38]],
  ["image/webp", [0x52, 0x49, 0x46, 0x46, ANY, ANY, ANY, ANY, 0x57, 0x45, 0x42, 0x50]],
];

/** The media type of a picture by what is in it, whatever it is called; `undefined`: it is none that is shown. */
export function pictureType(content: Uint8Array): string | undefined {
  return SIGNATURES.find(([, bytes]) => bytes.every((byte, i) => byte === ANY || content[i] === byte))?.[0];
}

/** Milliseconds that a part shall take, so that messages on the same connection are not held up. */
const SHORT = 150;
const LONG = 500;
const LEAST_PART = 8 * 1024;

/** Bytes of the next part, after one of `size` bytes that took some milliseconds. */
export function nextPart(size: number, took: number): number {
  if (took < SHORT) return Math.min(2 * size, PROTOCOL_LIMITS.chunk);
  return took > LONG ? Math.max(Math.ceil(size / 2), LEAST_PART) : size;
}

/** Bytes as Base64. */
export function toBase64(bytes: Uint8Array): string {
  let text = "";
  // As many arguments as every browser takes.
  for (let i = 0; i < bytes.length; i += 0x2000) text += String.fromCharCode(...bytes.subarray(i, i + 0x2000));
  return btoa(text);
}

/** The bytes of a Base64 text; none, if it is none. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return new Uint8Array(0);
  }
}
