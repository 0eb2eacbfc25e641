/**
 * What `announcement.ts` uses of dns-packet, which brings no types.
 *
 * @module
 */

/** A question. */
export interface Question {
  /** Such as `host.local`. */
  readonly name: string;
  /** Such as `SRV`. */
  readonly type: string;
}

/** A record. */
export interface Answer extends Question {
  /** Seconds for which it holds. */
  readonly ttl?: number;
  /** What it says, in the form of its type. */
  readonly data?: unknown;
}

/** A packet. */
export interface Packet {
  /** The same in a question and its answer. */
  readonly id?: number;
  /** Which of the two it is. */
  readonly type?: "query" | "response";
  /** Other bits of its header. */
  readonly flags?: number;
  /** What is asked. */
  readonly questions?: readonly Question[];
  /** What is said. */
  readonly answers?: readonly Answer[];
  /** What is said beside it. */
  readonly additionals?: readonly Answer[];
}

/** Reads a packet. @throws {Error} If it is none. */
export function decode(bytes: Uint8Array): Packet;

/** The bytes of a packet. */
export function encode(packet: Packet): Uint8Array;

/** The library. */
declare const packets: { readonly decode: typeof decode; readonly encode: typeof encode };

export default packets;
