/**
 * A WebSocket as a transport: the payloads of its messages, one behind the other, are the bytes of the peer, and what is
 * written to it goes out as text messages. It knows no session.
 *
 * @module
 */

import { STEADY_CLOCKS } from "../../clock.ts";
import { atMost } from "../../async.ts";
import { close, linger } from "../connection/close.ts";
import type { Transport } from "../connection/transport.ts";
import { writeAll } from "../connection/writer.ts";
import { TokenBucket } from "../limits.ts";
import { CLOSE_CODE, encodeClose, encodeFrame, FrameDecoder, FrameError, OPCODE } from "./frames.ts";

/** Bytes of one message: a peer that reads slowly has that long for it. */
const MAX_MESSAGE = 16 * 1024;

/** Milliseconds in which a close frame may go out. */
const CLOSE_TIME = 1_000;

/** Frames without data, such as pings, so many at once and then so many a second: no request counts them. */
const EMPTY_RATE = { burst: 20, perSecond: 5 };

const NOTHING = new Uint8Array(0);

/** What {@linkcode openWebSocket} needs. */
export interface WebSocketOptions {
  /** Whose address it is. */
  readonly remoteAddr: Deno.NetAddr;
  /** What came behind the head of the request. */
  readonly rest: Uint8Array;
  /** Aborted when the server stops. */
  readonly stopping: AbortSignal;
}

/** Makes a transport of `under`, on which the answer to the upgrade has been sent. */
export function openWebSocket(under: Transport, options: WebSocketOptions): Transport {
  return new WebSocketTransport(under, options);
}

class WebSocketTransport implements Transport {
  readonly remoteAddr: Deno.NetAddr;
  readonly isPage = true;
  /** See {@linkcode Transport.isFull}. */
  isFull = false;
  readonly #under: Transport;
  readonly #stopping: AbortSignal;
  readonly #decoder = new FrameDecoder(this);
  #rest: Uint8Array;
  #emptyFrames: TokenBucket | undefined;
  /** The last ping that is still to be answered. */
  #ping: Uint8Array | undefined;
  #isAnswering = false;
  /** The message that is being written, or the last one; there is one at a time. */
  #data: Promise<number> | undefined;
  /** The frames without data that are being written. */
  #control: Promise<void> | undefined;
  /** The code of the peer's close frame, which is said back to it. */
  #peerCode: number = CLOSE_CODE.normal;
  #saidClose: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  constructor(under: Transport, { remoteAddr, rest, stopping }: WebSocketOptions) {
    this.#under = under;
    this.remoteAddr = remoteAddr;
    this.#rest = rest;
    this.#stopping = stopping;
  }

  setNoDelay(): void {
    this.#under.setNoDelay();
  }

  setKeepAlive(): void {
    this.#under.setKeepAlive();
  }

  /** `null` after a close frame, and after what a client may not send: it is told so when the connection is closed. */
  async read(buffer: Uint8Array): Promise<number | null> {
    while (!this.#decoder.isEnded) {
      const count = await this.#readUnder(buffer);
      if (count === null) throw new Deno.errors.UnexpectedEof("The WebSocket was not closed in order");
      this.isFull = count === buffer.length;
      const before = this.#decoder.emptyFrames;
      const length = this.#decoder.decode(buffer.subarray(0, count));
      this.#countEmpty(this.#decoder.emptyFrames - before);
      if (length > 0) return length;
    }
    return null;
  }

  write(bytes: Uint8Array): Promise<number> {
    return bytes.length === 0 ? this.#under.write(bytes) : this.#data = this.#writeMessage(bytes);
  }

  async #writeMessage(bytes: Uint8Array): Promise<number> {
    if (this.#control !== undefined) await this.#control; // Never rejects.
    if (this.#saidClose !== undefined) throw new Deno.errors.BadResource("Closed");
    const piece = bytes.length > MAX_MESSAGE ? bytes.subarray(0, MAX_MESSAGE) : bytes;
    await writeAll(this.#under, encodeFrame(OPCODE.text, piece)); // It is ASCII: see formatReply().
    return piece.length;
  }

  /** Writes a frame between two messages. It never rejects: that the peer is gone learns whoever reads or writes. */
  #sendControl(frame: Uint8Array): Promise<void> {
    const before = Promise.allSettled([this.#data, this.#control]);
    const sending = before.then(() => writeAll(this.#under, frame)).catch(() => {}).then(() => {
      if (this.#control === sending) this.#control = undefined;
    });
    return this.#control = sending;
  }

  async closeWrite(): Promise<void> {
    await this.#sayClose();
    await this.#under.closeWrite();
  }

  close(): void {
    this.#closing ??= this.#finish();
  }

  get closed(): Promise<void> {
    return this.#closing ?? Promise.resolve();
  }

  get released(): Promise<void> {
    return Promise.allSettled([this.#data, this.#control, this.#under.released]).then(() => {});
  }

  /** A browser closes in order as well what it never showed, so a close frame proves nothing. */
  staysOpen(): Promise<boolean> {
    return Promise.resolve(false);
  }

  /** See {@linkcode FrameDecoder}. */
  onControl(opcode: number, payload: Uint8Array): void {
    if (opcode === OPCODE.close && payload.length > 1) this.#peerCode = payload[0]! << 8 | payload[1]!;
    if (opcode !== OPCODE.ping) return;
    this.#ping = payload;
    if (!this.#isAnswering) void this.#answerPings();
  }

  #readUnder(buffer: Uint8Array): Promise<number | null> | number {
    if (this.#rest.length === 0) return this.#under.read(buffer);
    const count = Math.min(this.#rest.length, buffer.length);
    buffer.set(this.#rest.subarray(0, count));
    this.#rest = count === this.#rest.length ? NOTHING : this.#rest.subarray(count);
    return count;
  }

  #countEmpty(count: number): void {
    if (count === 0) return;
    const now = STEADY_CLOCKS.elapsed();
    this.#emptyFrames ??= new TokenBucket(EMPTY_RATE, now);
    if (this.#emptyFrames.take(now, count) === 0) return;
    this.#decoder.failure ??= new FrameError(CLOSE_CODE.policy, "Too many frames without data");
  }

  /** Only the last ping needs a pong (section 5.5.3), so that no more than one waits. */
  async #answerPings(): Promise<void> {
    this.#isAnswering = true;
    for (let ping; (ping = this.#ping) !== undefined && this.#saidClose === undefined;) {
      this.#ping = undefined;
      await this.#sendControl(encodeFrame(OPCODE.pong, ping));
    }
    this.#isAnswering = false;
  }

  /** Says that nothing more comes; never rejects. */
  #sayClose(): Promise<void> {
    const byDefault = this.#stopping.aborted && !this.#decoder.isClosed
      ? { code: CLOSE_CODE.goingAway, message: "The server stops" }
      : { code: this.#peerCode, message: "" };
    const { code, message } = this.#decoder.failure ?? byDefault;
    return this.#saidClose ??= this.#sendControl(encodeClose(code, message));
  }

  /** Says it, and reads on for a little, so that it arrives; never rejects. */
  async #finish(): Promise<void> {
    let isSaid = false;
    await atMost(CLOSE_TIME, this.#sayClose().then(() => isSaid = true));
    if (isSaid) await linger(this.#under).catch(() => {});
    close(this.#under);
    await this.#under.closed;
  }
}
