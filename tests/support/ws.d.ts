/** What the tests use of `ws`, which has no types of its own: the decoder of frames that all the world uses. @module */

import type { Buffer } from "node:buffer";

/** Decodes the frames of a client. */
export class Receiver {
  constructor(options: { isServer: boolean; maxPayload: number });
  on(event: "message" | "ping" | "pong", listener: (data: Buffer) => void): void;
  on(event: "conclude", listener: (code: number, reason: Buffer) => void): void;
  _write(chunk: Buffer, encoding: string, done: (error?: Error | null) => void): void;
}
