/**
 * Events as the bytes that go to live connections. It knows no connection.
 *
 * @module
 */

import type { ChatEvent, FullMessage } from "../../../chat.ts";
import { formatEvent } from "../../../wire/event.ts";

const ENCODER = new TextEncoder();

/** A message as an event, of which the bytes are made when they are asked for. */
export interface Encoded {
  /** Length of the text of the message. */
  readonly length: number;
  /** The event as it goes over the wire, with its end. */
  readonly bytes: Uint8Array;
}

/** An event as bytes. */
export function encodeEvent(event: ChatEvent): Uint8Array {
  return ENCODER.encode(formatEvent(event));
}

/** A message as an event, encoded when the first connection takes it: those that do not read cost nothing. */
export function encodeOnce(message: FullMessage): Encoded {
  let bytes: Uint8Array | undefined;
  return {
    length: message.text.length,
    get bytes() {
      return bytes ??= encodeEvent({ kind: "message", message });
    },
  };
}
