/**
 * The frames of a WebSocket (RFC 6455), the server's end, without extensions: bytes to payloads, and back. Pure: it knows no
 * socket, and keeps nothing of a message, however long it is.
 *
 * @module
 */

/** What kind of frame it is. */
export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** The codes of a close frame that this server sends (RFC 6455, section 7.4.1). */
export const CLOSE_CODE = {
  normal: 1000,
  goingAway: 1001,
  protocol: 1002,
  text: 1007,
  policy: 1008,
  tooLarge: 1009,
} as const;

/** Bytes that the payload of a control frame may have. */
const MAX_CONTROL = 125;

/** What a peer did wrong. */
export class FrameError extends Error {
  /** The name of the class. */
  override name = "FrameError";
  /** That of the close frame which says so. */
  readonly code: number;

  /** An error that ends the connection. @param message A short sentence, which the close frame carries. */
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** Is told of frames that carry no data. */
export interface ControlHandler {
  /** A close, a ping or a pong. */
  onControl(opcode: number, payload: Uint8Array): void;
}

/** Takes the payloads of data frames out of a stream of frames. */
export class FrameDecoder {
  /** Whether a close frame has come: nothing after it counts. */
  isClosed = false;
  /** What a client may not send, once that has come: nothing after it counts. */
  failure: FrameError | undefined;
  /** Frames so far that carried no data. */
  emptyFrames = 0;
  readonly #handler: ControlHandler;
  /** Bytes of the head that have come, and that it has. */
  #headLength = 0;
  #headSize = 2;
  #first = 0;
  #mask = 0;
  /** Bytes of the payload that have come, and that are still to come. */
  #done = 0;
  #left = 0;
  /** The opcode of the message that goes on, and 0 between two. */
  #message = 0;
  #control: Uint8Array | undefined;
  /** Of a text with a character that is not ASCII. */
  #utf8: TextDecoder | undefined;

  /** A decoder that has seen nothing. */
  constructor(handler: ControlHandler) {
    this.#handler = handler;
  }

  /**
   * Decodes `chunk` in place; up to a {@linkcode FrameDecoder.failure}, if there is one in it.
   *
   * @returns How many bytes of payload now stand at its start.
   */
  decode(chunk: Uint8Array): number {
    let length = 0;
    try {
      for (let at = 0; at < chunk.length && !this.isEnded;) {
        if (this.#headLength < this.#headSize) {
          this.#takeHead(chunk[at++]!);
          continue;
        }
        const end = at + Math.min(this.#left, chunk.length - at);
        length += this.#takePayload(chunk, at, end, length);
        at = end;
        if (this.#left === 0) this.#endFrame();
      }
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.failure = error;
    }
    return length;
  }

  /** Whether nothing counts any more. */
  get isEnded(): boolean {
    return this.isClosed || this.failure !== undefined;
  }

  /** @returns How many bytes of data it was: they go to `target`. */
  #takePayload(chunk: Uint8Array, start: number, end: number, target: number): number {
    const count = end - start;
    const control = this.#control;
    const bits = this.#unmask(chunk, start, end, control ?? chunk, control === undefined ? target : this.#done);
    this.#done += count;
    this.#left -= count;
    if (control !== undefined) return 0;
    this.#checkText(chunk.subarray(target, target + count), bits);
    return count;
  }

  /** @returns The bits that any of the bytes has. */
  #unmask(from: Uint8Array, start: number, end: number, to: Uint8Array, target: number): number {
    const mask = this.#mask;
    let bits = 0;
    for (let at = start, place = this.#done; at < end; at++, place++) {
      const byte = from[at]! ^ (mask >>> (24 - ((place & 3) << 3)) & 255);
      bits |= byte;
      to[target++] = byte;
    }
    return bits;
  }

  #takeHead(byte: number): void {
    const place = this.#headLength++;
    if (place === 0) this.#first = byte;
    else if (place === 1) this.#readStart(this.#first, byte);
    else if (place < this.#headSize - 4) this.#left = this.#left * 256 + byte;
    else this.#mask = this.#mask << 8 | byte;
    if (!Number.isSafeInteger(this.#left)) throw new FrameError(CLOSE_CODE.tooLarge, "The frame is too long");
    if (this.#headLength < this.#headSize) return;
    this.#done = 0;
    if (this.#first & 8) this.#control = new Uint8Array(this.#left);
    if (this.#left > 0) return;
    this.#endFrame();
  }

  #readStart(first: number, second: number): void {
    const [opcode, length, isLast] = [first & 15, second & 127, first >= 128];
    const refuse = (message: string) => {
      throw new FrameError(CLOSE_CODE.protocol, message);
    };
    if ((first & 0x70) !== 0) refuse("A reserved bit is set: there are no extensions");
    if (second < 128) refuse("The frame of a client has to be masked");
    if (opcode > OPCODE.pong || opcode > OPCODE.binary && opcode < OPCODE.close) refuse("There is no such opcode");
    if (opcode >= OPCODE.close) {
      if (!isLast) refuse("A control frame cannot be a fragment");
      if (length > MAX_CONTROL) refuse("A control frame has 125 bytes at most");
    } else {
      if (opcode === 0 && this.#message === 0) refuse("There is no message to go on with");
      if (opcode !== 0 && this.#message !== 0) refuse("The message before has not ended");
      if (opcode !== 0) this.#message = opcode;
    }
    this.#left = length < 126 ? length : 0;
    this.#headSize = length < 126 ? 6 : length === 126 ? 8 : 14;
  }

  #endFrame(): void {
    const [first, done, control] = [this.#first, this.#done, this.#control];
    this.#headLength = 0;
    this.#headSize = 2;
    if (control !== undefined) {
      this.#control = undefined;
      this.emptyFrames++;
      if ((first & 15) === OPCODE.close) this.#checkClose(control);
      return this.#handler.onControl(first & 15, control);
    }
    if (done === 0) this.emptyFrames++;
    if (first < 128) return;
    if (this.#utf8 !== undefined) this.#decodeText(new Uint8Array(0), false);
    this.#utf8 = undefined;
    this.#message = 0;
  }

  #checkText(bytes: Uint8Array, bits: number): void {
    if (this.#message !== OPCODE.text) return;
    if (bits >= 128) this.#utf8 ??= new TextDecoder("utf-8", { fatal: true });
    if (this.#utf8 !== undefined) this.#decodeText(bytes, true);
  }

  #decodeText(bytes: Uint8Array, stream: boolean): void {
    try {
      this.#utf8!.decode(bytes, { stream });
    } catch {
      throw new FrameError(CLOSE_CODE.text, "The text is not UTF-8");
    }
  }

  #checkClose(payload: Uint8Array): void {
    this.isClosed = true;
    if (payload.length === 0) return;
    const code = payload[0]! << 8 | payload[1]!;
    const isKnown = code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code) || code >= 3000 && code <= 4999;
    if (payload.length === 1 || !isKnown) throw new FrameError(CLOSE_CODE.protocol, "There is no such close code");
    this.#utf8 = new TextDecoder("utf-8", { fatal: true });
    this.#decodeText(payload.subarray(2), false);
  }
}

/** A frame that is a whole message. */
export function encodeFrame(opcode: number, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const { length } = payload;
  const start = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const bytes = new Uint8Array(start + length);
  bytes[0] = 128 | opcode;
  bytes[1] = start === 2 ? length : start === 4 ? 126 : 127;
  for (let at = start - 1, left = length; start > 2 && at > 1; at--, left = Math.floor(left / 256)) {
    bytes[at] = left % 256;
  }
  bytes.set(payload, start);
  return bytes;
}

/** The frame that says why no more comes. @param reason A short sentence: what does not fit is cut. */
export function encodeClose(code: number, reason: string): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(reason).subarray(0, MAX_CONTROL - 2);
  return encodeFrame(OPCODE.close, Uint8Array.of(code >> 8, code & 255, ...text));
}
