/**
 * Which replies and events go to a peer, and in how many writes each went. What is kept of one that is not written yet is
 * explained already, so that nothing in it is secret. It knows no session.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import type { Explained } from "../../wire/explain.ts";
import { explainReply } from "../../wire/explain_reply.ts";
import { Pieces } from "./incoming.ts";

/** Characters of a reply that are explained. */
const MOST_EXPLAINED = 8 * 1024;
const LF = 0x0a;
/** How the events begin that tell of frames: a watcher would watch his own watching, without an end. */
const FRAME_EVENT = '{"event": "frame"';
const LETTER_E = 0x65;

/** A reply or an event that was written. */
export interface Sent {
  /** Which of the two. */
  readonly kind: "reply" | "event";
  /** What it consists of. */
  readonly explained: Explained;
  /** The writes in which it went. */
  readonly pieces: Pieces;
}

/** One that is being written. */
interface Entry {
  /** Its bytes, as far as they are known, and those of them that are not written. */
  size: number;
  left: number;
  /** Whether more of them are to come. */
  isOpen: boolean;
  /** Its beginning, until it is explained. */
  head: string;
  /** `undefined` if it is not to be told. */
  readonly sent: { readonly kind: Sent["kind"]; readonly pieces: Pieces; explained?: Explained } | undefined;
}

/** What {@linkcode Outgoing} tells, and asks. */
export interface OutgoingOptions {
  /** Whether the next one may be explained: that takes time. */
  readonly mayExplain: (kind: Sent["kind"]) => boolean;
  /** Called with each that was written. */
  readonly onSent: (sent: Sent) => void;
}

/** The bytes to a peer, as they are cut into frames and writes. */
export class Outgoing {
  readonly #options: OutgoingOptions;
  /** In the order in which they go. */
  #entries: Entry[] = [];

  /** Nothing was written yet. */
  constructor(options: OutgoingOptions) {
    this.#options = options;
  }

  /** Bytes are about to be written, after all that were told before. */
  writing(bytes: Uint8Array): void {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let at = 0; at < buffer.length;) {
      // A line feed is in its end only, CRLF CRLF, which is written at once; to look for all four bytes takes longer.
      const lf = bytes.indexOf(LF, at);
      const to = lf < 0 ? buffer.length : Math.min(lf + 3, buffer.length);
      const last = this.#entries.at(-1);
      const entry = last?.isOpen ? last : this.#begin(buffer, at);
      entry.size += to - at;
      entry.left += to - at;
      entry.isOpen = lf < 0;
      if (entry.sent !== undefined) {
        const room = MOST_EXPLAINED - entry.head.length;
        if (room > 0) entry.head += buffer.toString("latin1", at, Math.min(to, at + room));
        if (!entry.isOpen) this.#explain(entry, entry.sent);
      }
      at = to;
    }
  }

  #begin(buffer: Buffer, at: number): Entry {
    // An event begins with {"e, as no reply does: to look at one byte takes less time than at all of them.
    const kind = buffer[at + 2] === LETTER_E ? "event" : "reply";
    const isFrame = kind === "event" && buffer.toString("latin1", at, at + FRAME_EVENT.length) === FRAME_EVENT;
    const isTold = !isFrame && this.#options.mayExplain(kind);
    const last = this.#entries.at(-1);
    // Those that are not told are one, since a flood has thousands of them.
    if (!isTold && last !== undefined && last.sent === undefined) return last;
    const sent = isTold ? { kind, pieces: new Pieces() } as const : undefined;
    const entry = { size: 0, left: 0, isOpen: true, head: "", sent };
    this.#entries.push(entry);
    return entry;
  }

  #explain(entry: Entry, sent: NonNullable<Entry["sent"]>): void {
    sent.explained = explainReply(entry.head, entry.size);
    entry.head = "";
  }

  /** So many bytes were written. */
  wrote(count: number): void {
    let [done, left] = [0, count];
    for (; done < this.#entries.length && left > 0; done++) {
      const { sent, isOpen, ...entry } = this.#entries[done]!;
      const part = Math.min(left, entry.left);
      this.#entries[done]!.left -= part;
      left -= part;
      sent?.pieces.add(part);
      if (entry.left > part || isOpen) break;
      if (sent?.explained !== undefined) this.#options.onSent({ ...sent, explained: sent.explained });
    }
    if (done > 0) this.#entries.splice(0, done);
  }
}
