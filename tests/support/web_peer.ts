/**
 * A peer of the page's port that speaks bytes: requests of HTTP as they are written, and frames as they are made, right or
 * wrong.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { encodeFrame, OPCODE } from "../../lib/server/web/frames.ts";
import { type AnyReply, connect, PASSWORD, type Peer } from "./helpers.ts";
import { within } from "./patience.ts";

/** Options of {@linkcode maskedFrame}. */
export interface FrameOptions {
  readonly opcode?: number;
  /** Whether it is the last one of its message. @default true */
  readonly isLast?: boolean;
  /** @default a random one */
  readonly mask?: Uint8Array;
}

/** A frame as a client sends it. */
export function maskedFrame(
  payload: string | Uint8Array,
  { opcode = OPCODE.text, isLast = true, mask = crypto.getRandomValues(new Uint8Array(4)) }: FrameOptions = {},
): Uint8Array {
  const bytes = typeof payload === "string" ? new TextEncoder().encode(payload) : payload;
  const plain = encodeFrame(opcode, bytes);
  const start = plain.length - bytes.length;
  const frame = new Uint8Array(plain.length + 4);
  frame.set(plain.subarray(0, start));
  frame[0] = frame[0]! & 15 | (isLast ? 128 : 0);
  frame[1]! |= 128;
  frame.set(mask, start);
  frame.set(bytes.map((byte, at) => byte ^ mask[at % 4]!), start + 4);
  return frame;
}

/** A frame that the server sent. */
export interface ServerFrame {
  readonly opcode: number;
  readonly payload: Uint8Array;
}

/** The client's end of a WebSocket. */
export interface WebPeer extends Disposable {
  readonly conn: Deno.Conn;
  /** Sends bytes as they are. */
  send(bytes: Uint8Array): Promise<void>;
  /** The next frame; `undefined` at the end of the connection. */
  receive(): Promise<ServerFrame | undefined>;
  /** The code and the reason of the close frame that comes next, replies before it left out; `undefined` for an end without one. */
  closed(): Promise<{ code: number; reason: string } | undefined>;
  /** Sends a request as a message, and parses its reply. */
  ask(request: string): Promise<AnyReply>;
  /** Logs in and returns the token. */
  logIn(name: string): Promise<string>;
}

/** The head with which a browser opens the chat of the page. */
export function upgradeHead(port: number, headers: Record<string, string> = {}): string {
  const host = `127.0.0.1:${port}`;
  const all: Record<string, string> = {
    "Host": host,
    "Connection": "keep-alive, Upgrade",
    "Upgrade": "websocket",
    "Origin": `http://${host}`,
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `GET /chat HTTP/1.1\r\n${lines.join("")}\r\n`;
}

/** Opens a WebSocket to the page's port. */
export async function connectPage(
  port: number,
  { trusted, headers, behind = new Uint8Array(0) }: {
    trusted?: string;
    headers?: Record<string, string>;
    /** Bytes that come with the head. */
    behind?: Uint8Array;
  } = {},
): Promise<WebPeer> {
  const peer = await connect(port, trusted);
  const origin = trusted === undefined ? {} : { "Origin": `https://127.0.0.1:${port}` };
  const head = new TextEncoder().encode(upgradeHead(port, { ...origin, ...headers }));
  await peer.send(Uint8Array.of(...head, ...behind));
  const answer = await readHead(peer);
  assertEquals(answer.split("\r\n")[0], "HTTP/1.1 101 Switching Protocols", answer);
  return speakFrames(peer);
}

/** Reads what is there; `null` at the end, be it a reset. */
function readSome(conn: Deno.Conn, buffer: Uint8Array): Promise<number | null> {
  return within("bytes for a page", conn.read(buffer).catch(() => null), () => conn.close());
}

/** The head of an answer, byte by byte, so that nothing behind it is lost. */
export async function readHead({ conn }: Peer): Promise<string> {
  let head = "";
  const byte = new Uint8Array(1);
  while (!head.endsWith("\r\n\r\n")) {
    const count = await readSome(conn, byte);
    if (count === null) break;
    head += String.fromCharCode(byte[0]!);
  }
  return head;
}

/** A WebSocket on a connection on which the upgrade was answered. */
export function speakFrames({ conn, ...peer }: Peer): WebPeer {
  async function read(size: number): Promise<Uint8Array | undefined> {
    const bytes = new Uint8Array(size);
    for (let done = 0; done < size;) {
      const count = await readSome(conn, bytes.subarray(done));
      if (count === null) return undefined;
      done += count;
    }
    return bytes;
  }
  const web: WebPeer = {
    conn,
    send: (bytes) => peer.send(bytes),
    async receive() {
      const start = await read(2);
      if (start === undefined) return undefined;
      assertEquals([start[0]! & 0xf0, start[1]! & 128], [128, 0], "a whole message without a mask");
      const short = start[1]!;
      const more = short < 126 ? [] : [...(await read(short === 126 ? 2 : 8))!];
      const length = more.length === 0 ? short : more.reduce((sum, byte) => sum * 256 + byte, 0);
      return { opcode: start[0]! & 15, payload: (await read(length))! };
    },
    async closed() {
      for (let frame; (frame = await web.receive()) !== undefined;) {
        if (frame.opcode !== OPCODE.close) continue;
        const { payload } = frame;
        return { code: payload[0]! << 8 | payload[1]!, reason: new TextDecoder().decode(payload.subarray(2)) };
      }
      return undefined;
    },
    async ask(request) {
      await web.send(maskedFrame(`${request}\r\n`));
      for (let text = "";;) {
        const frame = await web.receive();
        if (frame === undefined) throw new Error(`The connection ended after ${text}`);
        if (frame.opcode !== OPCODE.text) continue;
        text += new TextDecoder().decode(frame.payload);
        if (text.endsWith("\r\n\r\n")) return JSON.parse(text);
      }
    },
    async logIn(name) {
      const reply = await web.ask(`auth ${name} ${PASSWORD}`);
      assertEquals(reply["status"], "OK");
      return reply["tokenid"];
    },
    [Symbol.dispose]: () => peer[Symbol.dispose](),
  };
  return web;
}

/** Sends a request of HTTP as it is written, and returns the answer: its status, headers and body. */
export async function askHttp(
  port: number,
  request: string | Uint8Array,
): Promise<{ status: number; headers: Headers; body: string }> {
  using peer = await connect(port);
  await peer.send(request);
  let text = "";
  const buffer = new Uint8Array(16 * 1024);
  for (let count; (count = await readSome(peer.conn, buffer)) !== null;) {
    text += new TextDecoder("latin1").decode(buffer.subarray(0, count));
  }
  const end = text.indexOf("\r\n\r\n");
  const [first = "", ...lines] = text.slice(0, end).split("\r\n");
  const headers = new Headers(lines.map((line) => line.split(/: (.*)/, 2) as [string, string]));
  return { status: Number(first.split(" ")[1]), headers, body: text.slice(end + 4) };
}
