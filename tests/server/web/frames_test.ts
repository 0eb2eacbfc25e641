/** The frames of a WebSocket, byte by byte, and beside the decoder of `ws`. @module */

import { assert, assertEquals } from "@std/assert";
import { encodeClose, encodeFrame, FrameDecoder, OPCODE } from "../../../lib/server/web/frames.ts";
import { compareDecoders } from "../../support/frame_fuzz.ts";
import { createRandom } from "../../support/fuzz.ts";
import { chooseSeed } from "../../support/fuzz_run.ts";
import { maskedFrame } from "../../support/web_peer.ts";

function decode(...parts: Uint8Array[]): string {
  const decoder = new FrameDecoder({ onControl() {} });
  return parts.map((part) => new TextDecoder().decode(part.subarray(0, decoder.decode(part)))).join("");
}

function codeOf(...parts: Uint8Array[]): number | undefined {
  const decoder = new FrameDecoder({ onControl() {} });
  for (const part of parts) decoder.decode(part);
  return decoder.failure?.code;
}

Deno.test("the decoder agrees with that of ws, whatever comes and however it is cut", () => {
  const seed = chooseSeed();
  const errors = new Set<number | undefined>();
  for (let round = 0; round < 1_500; round++) {
    try {
      errors.add(compareDecoders(createRandom(seed + round)).error);
    } catch (error) {
      throw new Error(`NGOBROL_FUZZ_SEED=${seed + round}: ${(error as Error).message}`, { cause: error });
    }
  }
  assert([undefined, 1002, 1007].every((code) => errors.has(code)), "hardly anything was tried");
});

Deno.test("each wrong frame has its code", () => {
  const changed = (frame: Uint8Array, at: number, to: number) => (frame[at] = to, frame);
  for (const bit of [0x40, 0x20, 0x10]) assertEquals(codeOf(changed(maskedFrame("x"), 0, 0x81 | bit)), 1002);
  for (const opcode of [3, 4, 5, 6, 7, 11, 12, 13, 14, 15]) assertEquals(codeOf(maskedFrame("x", { opcode })), 1002);
  assertEquals(codeOf(encodeFrame(OPCODE.text, Uint8Array.of(65))), 1002, "without a mask");
  assertEquals(codeOf(maskedFrame("x", { opcode: 0 })), 1002, "nothing to go on with");
  assertEquals(codeOf(maskedFrame("x", { isLast: false }), maskedFrame("y")), 1002, "another message inside");
  assertEquals(codeOf(maskedFrame("x", { opcode: 9, isLast: false })), 1002, "a ping in fragments");
  assertEquals(codeOf(maskedFrame("x".repeat(126), { opcode: 9 })), 1002, "a ping of 126 bytes");
  assertEquals(codeOf(Uint8Array.of(0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0)), 1009, "a length of 2^63");
  assertEquals(codeOf(maskedFrame(Uint8Array.of(0xff))), 1007);
  assertEquals(codeOf(maskedFrame(Uint8Array.of(0xc3))), 1007, "half of a character");
  assertEquals(codeOf(maskedFrame(Uint8Array.of(3), { opcode: 8 })), 1002, "half of a close code");
  assertEquals(codeOf(maskedFrame(Uint8Array.of(3, 0xed), { opcode: 8 })), 1002, "close code 1005");
  assertEquals(codeOf(maskedFrame(Uint8Array.of(3, 0xe8, 0xff), { opcode: 8 })), 1007, "a reason that is no text");
});

Deno.test("what came before a wrong frame counts, and nothing after it", () => {
  const bytes = new Uint8Array([
    ...maskedFrame("before"),
    ...encodeFrame(OPCODE.text, Uint8Array.of(65)),
    ...maskedFrame("after"),
  ]);
  assertEquals(decode(bytes, maskedFrame("later")), "before");
});

Deno.test("a character in two fragments is one, and bytes in a binary message are any", () => {
  const [first, second] = [
    maskedFrame(Uint8Array.of(0xc3), { isLast: false }),
    maskedFrame(Uint8Array.of(0xa9), { opcode: 0 }),
  ];
  const both = new Uint8Array([...first, ...second]);
  assertEquals(decode(both), "é");
  assertEquals(new FrameDecoder({ onControl() {} }).decode(maskedFrame(Uint8Array.of(0xff, 0xfe), { opcode: 2 })), 2);
});

Deno.test("a length is written in the shortest form, at each bound", () => {
  for (const [length, start] of [[0, 2], [125, 2], [126, 4], [65_535, 4], [65_536, 10], [70_000, 10]] as const) {
    const frame = encodeFrame(OPCODE.text, new Uint8Array(length));
    assertEquals(frame.length, start + length);
    const view = new DataView(frame.buffer);
    const told = start === 2 ? frame[1] : start === 4 ? view.getUint16(2) : Number(view.getBigUint64(2));
    assertEquals(told, length);
  }
  assertEquals(encodeClose(1000, "x".repeat(200)).length, 2 + 125);
});
