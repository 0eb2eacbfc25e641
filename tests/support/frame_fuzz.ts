/**
 * Frames of a WebSocket from a seed, right and wrong, and what two decoders make of them: ours, and that of `ws`. Pure: it
 * knows no socket.
 *
 * @module
 */

// Not in deno.json, since no program has it.
// deno-lint-ignore-file no-import-prefix
// @ts-types="./ws.d.ts"
import { Receiver } from "npm:ws@8.23.0";
import { Buffer } from "node:buffer";
import { assert, assertEquals } from "@std/assert";
import { FrameDecoder, OPCODE } from "../../lib/server/web/frames.ts";
import { awkwardText, mutate, type Random } from "./fuzz.ts";
import { maskedFrame } from "./web_peer.ts";

/** What a decoder found in a stream. */
interface Found {
  /** The data: of `ws` only that of messages which are whole. */
  readonly payload: string;
  /** Pings and pongs, and the close. */
  readonly controls: readonly string[];
  /** The code of the error that ended it; `undefined` if none did. */
  readonly error: number | undefined;
}

function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat(parts));
}

/** Frames as a client sends them, some of them not as it should. @returns Their bytes, and how many there are. */
export function makeFrames(random: Random): { bytes: Uint8Array; count: number } {
  const parts: Uint8Array[] = [];
  let isInside = false;
  for (let left = 1 + random.below(30); left > 0; left--) {
    const mask = Uint8Array.from({ length: 4 }, () => random.below(256));
    if (random.once(5)) {
      const opcode = random.once(30) ? OPCODE.close : random.pick([OPCODE.ping, OPCODE.pong]);
      parts.push(maskedFrame(controlPayload(random, opcode), { opcode, mask }));
      continue;
    }
    const isLast = !random.once(3);
    const opcode = isInside ? 0 : random.pick([OPCODE.text, OPCODE.text, OPCODE.binary]);
    parts.push(maskedFrame(payload(random), { opcode: random.once(200) ? random.below(16) : opcode, isLast, mask }));
    isInside = !isLast;
  }
  let bytes = concat(parts);
  if (random.once(3)) bytes = concat([mutate(random, bytes)]);
  if (random.once(10)) bytes = bytes.slice(0, random.below(bytes.length + 1));
  return { bytes, count: parts.length };
}

function payload(random: Random): Uint8Array {
  if (random.once(20)) return Uint8Array.from({ length: random.below(200) }, () => random.below(256));
  const text = new TextEncoder().encode(awkwardText(random, random.below(40)));
  if (random.once(300)) return new Uint8Array(random.pick([125, 126, 65_535, 65_536, 70_000])).fill(0x61);
  return random.once(10) ? text.subarray(0, random.below(text.length + 1)) : text;
}

function controlPayload(random: Random, opcode: number): Uint8Array {
  if (opcode !== OPCODE.close || random.once(8)) return new Uint8Array(random.below(126));
  const code = random.pick([1000, 1001, 1005, 1006, 1011, 1015, 2999, 3000, 4999, 5000]);
  return Uint8Array.of(code >> 8, code & 255, ...new TextEncoder().encode(awkwardText(random, random.below(9))));
}

/** Where the bytes are cut on their way. */
function* cut(random: Random, bytes: Uint8Array): Generator<Uint8Array<ArrayBuffer>> {
  const most = random.pick(bytes.length > 5_000 ? [3_000, 100_000] : [1, 8, 300, 100_000]);
  for (let at = 0; at < bytes.length;) {
    const end = Math.min(bytes.length, at + 1 + random.below(most));
    yield new Uint8Array(bytes.slice(at, end));
    at = end;
  }
}

function decodeByOurs(chunks: Iterable<Uint8Array<ArrayBuffer>>): Found {
  const [parts, controls]: [Uint8Array[], string[]] = [[], []];
  const decoder = new FrameDecoder({
    onControl: (opcode, payload) => controls.push(`${opcode} ${Buffer.from(payload).toString("hex")}`),
  });
  for (const chunk of chunks) parts.push(chunk.slice(0, decoder.decode(chunk)));
  return { payload: Buffer.concat(parts).toString("hex"), controls, error: decoder.failure?.code };
}

function decodeByWs(chunks: Iterable<Uint8Array<ArrayBuffer>>): Found {
  const [parts, controls]: [Buffer[], string[]] = [[], []];
  const receiver = new Receiver({ isServer: true, maxPayload: 0 });
  let [error, isClosed]: [number | undefined, boolean] = [undefined, false];
  receiver.on("message", (data) => parts.push(data));
  receiver.on("ping", (data) => controls.push(`${OPCODE.ping} ${data.toString("hex")}`));
  receiver.on("pong", (data) => controls.push(`${OPCODE.pong} ${data.toString("hex")}`));
  receiver.on("conclude", (code, reason) => {
    isClosed = true;
    const start = code === 1005 ? "" : code.toString(16).padStart(4, "0");
    controls.push(`${OPCODE.close} ${start}${reason.toString("hex")}`);
  });
  for (const chunk of chunks) {
    if (isClosed || error !== undefined) break;
    receiver._write(Buffer.from(chunk), "", (thrown) => {
      if (thrown) error = codeOf(thrown);
    });
  }
  return { payload: Buffer.concat(parts).toString("hex"), controls, error };
}

/** What `ws` keeps under a symbol: the code of the close frame. */
function codeOf(error: Error): number {
  const [symbol] = Object.getOwnPropertySymbols(error).filter(({ description }) => description === "status-code");
  return (error as unknown as Record<symbol, number>)[symbol!]!;
}

/**
 * Decodes frames with both, and asserts that they agree. Ours gives the data of a message before its end, and so says at the
 * first wrong byte of a text what `ws` says at its end, if that comes.
 *
 * @returns How many frames there were, and the code of the error if there was one.
 */
export function compareDecoders(random: Random): { count: number; error: number | undefined } {
  const { bytes, count } = makeFrames(random);
  const chunks = [...cut(random, bytes)];
  const theirs = decodeByWs(chunks.map((chunk) => chunk.slice()));
  const ours = decodeByOurs(chunks);
  const isEarly = ours.error === 1007;
  if (!isEarly) assertEquals(ours.error, theirs.error);
  assertEquals(ours.controls, isEarly ? theirs.controls.slice(0, ours.controls.length) : theirs.controls);
  assert(ours.payload.startsWith(theirs.payload), `${theirs.payload} is not how ${ours.payload} begins`);
  return { count, error: ours.error };
}
