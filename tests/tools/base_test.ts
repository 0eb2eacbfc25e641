/** Bases of executables: a program that `deno compile` added is taken out of files of each format. @module */

import { Buffer } from "node:buffer";
import { assertEquals, assertThrows } from "@std/assert";
import { cleanBase, findPrograms, isFor, TARGETS } from "../../tools/base.ts";

const BODY = '{"argv":[],"permissions":{}} and its modules';

/** A program as `deno compile` adds it. */
function program(): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(BODY.length));
  return Buffer.concat([Buffer.from("d3n0l4nd"), length, Buffer.from(BODY), Buffer.from("d3n0l4nd")]);
}

/** Bytes of a file, of which some are set. */
function make(
  length: number,
  numbers: [at: number, value: number, bytes: 2 | 4 | 8][],
  texts: [number, string][] = [],
) {
  const file = Buffer.alloc(length, 0);
  for (const [at, value, bytes] of numbers) {
    if (bytes === 8) file.writeBigUInt64LE(BigInt(value), at);
    else file.writeUIntLE(value, at, bytes);
  }
  for (const [at, text] of texts) file.write(text, at, "latin1");
  return file;
}

/** An ELF file whose table of sections ends at 192, with Deno's mark in its code. */
function elf(processor: number): Buffer {
  const texts: [number, string][] = [[0, "\x7fELF"], [64, "d3n0l4nd"]];
  return make(192, [[18, processor, 2], [0x28, 128, 8], [0x3a, 64, 2], [0x3c, 1, 2]], texts);
}

/** A PE file with as many sections as it says, and resources where there is a program. */
function pe(programs: Buffer[]): Buffer {
  const [header, optional, table] = [64, 88, 88 + 240];
  const has = programs.length;
  return Buffer.concat([
    make(512, [
      ...[[0x3c, header, 4], [header + 6, 1 + has, 2], [header + 20, 240, 2]] as [number, number, 2 | 4][],
      ...[[optional + 56, 0x2000 + 0x1000 * has, 4], [optional + 128, 0x2000 * has, 4]] as [number, number, 4][],
      ...[[optional + 132, 99 * has, 4], [table + 12, 0x1000, 4], [table + 20, 448, 4]] as [number, number, 4][],
      ...(has ? [[table + 52, 0x2000, 4], [table + 60, 512, 4]] : []) as [number, number, 4][],
    ], [[0, "MZ"], [table, ".text"], ...(has ? [[table + 40, ".pedata"]] : []) as [number, string][]]),
    ...programs,
  ]);
}

/** A Mach-O file for x64, whose last segment and names of symbols reach to the end of the file. */
function machO64(programs: Buffer[]): Buffer {
  const more = Buffer.concat(programs).length;
  const numbers: [number, number, 4 | 8][] = [
    ...[[0, 0xfeedfacf, 4], [4, 0x01000007, 4], [16, 2, 4]] as [number, number, 4][],
    ...[[32, 0x19, 4], [36, 72, 4], [64, 56 + more, 8], [72, 200, 8], [80, 56 + more, 8]] as [number, number, 4 | 8][],
    ...[[104, 0x02, 4], [108, 24, 4], [120, 220, 4], [124, 36 + more, 4]] as [number, number, 4][],
  ];
  return Buffer.concat([make(256, numbers, [[40, "__LINKEDIT"]]), ...programs]);
}

/** A Mach-O file for arm64 with a segment for a program, in front of the last one. */
function machOArm(name: string, section: string, content: Buffer): Buffer {
  return Buffer.concat([
    make(256, [
      ...[[0, 0xfeedfacf, 4], [4, 0x0100000c, 4], [16, 1, 4], [32, 0x19, 4], [36, 152, 4]] as [number, number, 4][],
      ...[[72, 256, 8], [80, content.length, 8], [96, 1, 4]] as [number, number, 4 | 8][],
    ], [[40, name], [104, section], [120, name]]),
    content,
    Buffer.from("the last segment"),
  ]);
}

const FILES: [target: string, file: Buffer, clean: Buffer][] = [
  ["x86_64-unknown-linux-gnu", Buffer.concat([elf(0x3e), program(), Buffer.from("a trailer")]), elf(0x3e)],
  ["aarch64-unknown-linux-gnu", Buffer.concat([elf(0xb7), program()]), elf(0xb7)],
  ["x86_64-pc-windows-msvc", pe([program()]), pe([])],
  ["x86_64-apple-darwin", machO64([program()]), machO64([])],
  [
    "aarch64-apple-darwin",
    machOArm("__SUI", "d3n0l4nd", program()),
    machOArm("__OLD", "__old\0\0\0", Buffer.alloc(program().length)),
  ],
];

Deno.test("P5: of a file that deno compile made, for each target, Deno's own base is left", () => {
  assertEquals(FILES.map(([target]) => target), TARGETS);
  for (const [target, file, clean] of FILES) {
    assertEquals(TARGETS.filter((other) => isFor(other, file)), [target]);
    assertEquals(findPrograms(file).length, 1, target);
    assertEquals(Buffer.from(cleanBase(file, target)).toString("hex"), clean.toString("hex"), target);
    assertEquals(cleanBase(clean, target), clean, target);
  }
});

Deno.test("P5: what is no base, or one with two programs, is not taken for one", () => {
  for (const target of TARGETS) {
    assertEquals(isFor(target, Buffer.from("Not a program")), false);
    assertEquals(isFor(target, Buffer.alloc(0)), false);
  }
  const [target, file] = FILES[0]!;
  assertThrows(() => cleanBase(Buffer.concat([file, program()]), target), Error, "more than one program");
  assertThrows(() => cleanBase(Buffer.concat([pe([]), program()]), FILES[2]![0]), Error, "its last section");
});
