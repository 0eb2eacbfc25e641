/**
 * The base of an executable: Deno's runtime (`denort`) for one target, to which `deno compile` adds a program. Where it
 * cannot be downloaded, any program that the same Deno made serves, once the program in it is taken out. It knows bytes
 * alone, and starts nothing.
 *
 * @module
 */

import { Buffer } from "node:buffer";

/** How a file is for a target: how it begins, and how a program is taken out of it. */
interface Format {
  /** In hexadecimal, as ELF and Mach-O name the processor in their first 20 bytes. */
  readonly head: RegExp;
  /** Takes out the program that `start` is the place of. The bytes may be changed. */
  readonly clean: (file: Buffer, start: number) => Buffer;
}

const FORMATS: ReadonlyMap<string, Format> = new Map([
  ["x86_64-unknown-linux-gnu", { head: /^7f454c46.{28}3e00/, clean: cleanElf }],
  ["aarch64-unknown-linux-gnu", { head: /^7f454c46.{28}b700/, clean: cleanElf }],
  ["x86_64-pc-windows-msvc", { head: /^4d5a/, clean: cleanPe }],
  ["x86_64-apple-darwin", { head: /^cffaedfe07000001/, clean: cleanMachO }],
  ["aarch64-apple-darwin", { head: /^cffaedfe0c000001/, clean: cleanMachO }],
]);

/** Deno's targets. */
export const TARGETS: readonly string[] = [...FORMATS.keys()];

/** Whether a file that begins with these bytes is for a target. */
export function isFor(target: string, head: Uint8Array): boolean {
  return FORMATS.get(target)?.head.test(Buffer.from(head.subarray(0, 20)).toString("hex")) ?? false;
}

/** What begins and ends a program that `deno compile` added. */
const MARK = "d3n0l4nd";

/** The places of the programs in a file: each begins with a mark, a length and an object of JSON. */
export function findPrograms(file: Uint8Array): number[] {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const places: number[] = [];
  for (let at = bytes.indexOf(MARK); at >= 0; at = bytes.indexOf(MARK, at + MARK.length)) {
    const begin = at + MARK.length + 8;
    if (begin + 2 > bytes.length || bytes.toString("latin1", begin, begin + 2) !== '{"') continue;
    if (begin + Number(bytes.readBigUInt64LE(begin - 8)) <= bytes.length) places.push(at);
  }
  return places;
}

/**
 * Takes the program out of a file that is for `target`, so that Deno's own base is left.
 *
 * @returns The file itself, if there is none in it.
 * @throws {Error} If it is none that `deno compile` made.
 */
export function cleanBase(file: Uint8Array, target: string): Uint8Array {
  const [start, ...others] = findPrograms(file);
  if (start === undefined) return file;
  if (others.length > 0) throw new Error("there is more than one program in it");
  const clean = FORMATS.get(target)!.clean(Buffer.from(file), start);
  if (findPrograms(clean).length > 0) throw new Error("the program in it cannot be taken out");
  return clean;
}

/** The program lies after all that the headers name, of which the table of sections is the last. */
function cleanElf(file: Buffer): Buffer {
  const table = Number(file.readBigUInt64LE(0x28));
  const [size, count] = [file.readUInt16LE(0x3a), file.readUInt16LE(0x3c)];
  return file.subarray(0, table + size * count);
}

/** The program is a resource in a section of its own, the last one; Deno's base has no resources. */
function cleanPe(file: Buffer): Buffer {
  const header = file.readUInt32LE(0x3c);
  const optional = header + 24;
  const count = file.readUInt16LE(header + 6);
  const section = optional + file.readUInt16LE(header + 20) + 40 * (count - 1);
  if (file.toString("latin1", section, section + 8) !== ".pedata\0") throw new Error("its last section is no program");
  const [address, start] = [file.readUInt32LE(section + 12), file.readUInt32LE(section + 20)];
  file.writeUInt16LE(count - 1, header + 6);
  file.writeUInt32LE(address, optional + 56); // The size of the image
  file.fill(0, optional + 128, optional + 136); // Where the resources are
  file.fill(0, section, section + 40);
  return file.subarray(0, start);
}

const LC_SYMTAB = 0x02;
const LC_SEGMENT_64 = 0x19;

/**
 * For arm64 the program has a segment of its own, in front of one that may not move: what was in it becomes zeros, and it
 * another name. For x64 it is the end of the last segment, and of the names of symbols.
 */
function cleanMachO(file: Buffer, start: number): Buffer {
  let isInside = false;
  const last: { segment: number; symbols: number } = { segment: 0, symbols: 0 };
  for (let at = 32, left = file.readUInt32LE(16); left > 0; left--, at += file.readUInt32LE(at + 4)) {
    const command = file.readUInt32LE(at);
    if (command === LC_SYMTAB) last.symbols = at;
    if (command !== LC_SEGMENT_64) continue;
    last.segment = at;
    if (file.toString("latin1", at + 8, at + 14) !== "__SUI\0") continue;
    const place = Number(file.readBigUInt64LE(at + 40));
    file.fill(0, place, place + Number(file.readBigUInt64LE(at + 48)));
    for (const name of [at + 8, at + 72 + 16]) file.write("__OLD\0", name, "latin1");
    file.write("__old\0\0\0", at + 72, "latin1");
    isInside = true;
  }
  if (isInside) return file;
  const length = file.length - start;
  for (const field of [last.segment + 32, last.segment + 48]) {
    file.writeBigUInt64LE(file.readBigUInt64LE(field) - BigInt(length), field);
  }
  file.writeUInt32LE(file.readUInt32LE(last.symbols + 20) - length, last.symbols + 20);
  return file.subarray(0, start);
}
