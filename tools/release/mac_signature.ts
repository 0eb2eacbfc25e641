/**
 * The signature in an executable for macOS: an arm64 Mac starts none whose pages are not those that were signed. It says
 * nothing of who signed.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";

const LC_CODE_SIGNATURE = 0x1d;
const CODE_DIRECTORY = 0xfade0c02;
const SHA256 = 2;

/** Whether a Mach-O file has a signature, and each of its pages is as it was when it was signed. */
export function isSigned(executable: Uint8Array): boolean {
  const file = Buffer.from(executable.buffer, executable.byteOffset, executable.byteLength);
  const at = findSignature(file);
  if (at === undefined) return false;
  const count = file.readUInt32BE(at + 8);
  for (let index = 0; index < count; index++) {
    const directory = at + file.readUInt32BE(at + 16 + 8 * index);
    if (file.readUInt32BE(directory) === CODE_DIRECTORY) return hasItsPages(file, directory, at);
  }
  return false;
}

/** Where the signature begins. */
function findSignature(file: Buffer): number | undefined {
  for (let at = 32, left = file.readUInt32LE(16); left > 0; left--, at += file.readUInt32LE(at + 4)) {
    if (file.readUInt32LE(at) === LC_CODE_SIGNATURE) return file.readUInt32LE(at + 8);
  }
  return undefined;
}

/** Compares the pages with the sums of a directory; they reach to where the signature begins. */
function hasItsPages(file: Buffer, directory: number, end: number): boolean {
  const [sums, pages, limit] = [16, 28, 32].map((field) => file.readUInt32BE(directory + field));
  const [size, kind, bits] = [36, 37, 39].map((field) => file.readUInt8(directory + field));
  const page = 2 ** bits!;
  if (kind !== SHA256 || size !== 32 || limit !== end || pages !== Math.ceil(limit / page)) return false;
  for (let index = 0; index < pages; index++) {
    const sum = createHash("sha256").update(file.subarray(index * page, Math.min((index + 1) * page, limit))).digest();
    const place = directory + sums! + index * size;
    if (!sum.equals(file.subarray(place, place + size))) return false;
  }
  return true;
}
