/**
 * The replies of one peer, in the order of its requests, though some of them wait for the disk. It knows no command.
 *
 * @module
 */

import { ChatError } from "../../chat.ts";
import { errorReply } from "../../wire/error.ts";
import { formatReply } from "../../wire/reply.ts";
import type { LongReply, LongTurn } from "../chat/messages/long_replies.ts";
import type { Carrier } from "./carrier.ts";
import type { PeerLog } from "./wire_log.ts";

/** Characters of replies that are gathered into one write, if there are that many. */
const WRITE_SIZE = 64 * 1024;

const ENCODER = new TextEncoder();

/** What most replies are, and the bytes of as many as one write has: nobody changes what is written, so all peers share these. */
const SENT = formatReply({ kind: "sent" });
const SENTS = ENCODER.encode(SENT.repeat(Math.ceil(WRITE_SIZE / SENT.length)));
/** Of each number of them that was written: a view of a buffer takes as long to make as a small string. */
const VIEWS = new Array<Uint8Array | undefined>(SENTS.length / SENT.length + 1);

function sents(count: number): Uint8Array {
  return VIEWS[count] ??= SENTS.subarray(0, count * SENT.length);
}

/** Replies that wait. */
interface Waiting {
  readonly done: Promise<unknown>;
  /** Until it is settled `count` of the replies, from `from` on, are provisional. */
  readonly from: number;
  count: number;
}

/** Gathers replies and writes them. */
export class ReplyQueue {
  readonly #carrier: Carrier;
  readonly #log: PeerLog;
  /** How many `Message Sent` come before all others: most often there are no others. */
  #sent = 0;
  #others: string[] = [];
  /** Characters of them all. */
  #length = 0;
  #waiting: Waiting[] = [];

  /** A queue without replies, which `carrier` writes. */
  constructor(carrier: Carrier, log: PeerLog) {
    this.#carrier = carrier;
    this.#log = log;
  }

  /** Whether there is enough for a write. */
  get isFull(): boolean {
    return this.#length >= WRITE_SIZE;
  }

  /** Adds a reply. */
  add(reply: string): void {
    this.#others.push(reply);
    this.#length += reply.length;
  }

  /**
   * Adds `Message Sent`, which holds if `done` resolves. If it rejects, its error takes the place of the reply;
   * the caller must have been told of that before.
   */
  addSent(done: Promise<unknown>): void {
    const from = this.#sent + this.#others.length;
    const last = this.#waiting.at(-1);
    // The sends of one commit share their promise.
    if (last?.done === done && last.from + last.count === from) last.count++;
    else this.#waiting.push({ done, from, count: 1 });
    if (this.#others.length > 0) return this.add(SENT);
    this.#sent++;
    this.#length += SENT.length;
  }

  /** Holds the replies back until `done` is settled; they hold either way. */
  waitFor(done: Promise<unknown>): void {
    done.catch(() => {}); // Heard by settle(); until then it is not unhandled.
    this.#waiting.push({ done, from: this.#sent + this.#others.length, count: 0 });
  }

  /** Waits for what the replies wait for. */
  async settle(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = []; // Not emptied: an array keeps the room that it once had.
    for (const { done, from, count } of waiting) {
      try {
        await done;
      } catch (error) {
        const isHeard = count > 0 && error instanceof ChatError;
        if (!isHeard) this.fault(error);
        this.#others = this.#all().fill(formatReply(errorReply(error)), from, from + count);
        this.#sent = 0;
      }
    }
  }

  /** Writes all replies, after what they wait for. */
  async flush(): Promise<void> {
    if (this.isWaiting) await this.settle();
    await this.write();
  }

  /** Whether there is anything to wait for. */
  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** Writes all replies, none of which waits any more. */
  write(): Promise<void> | undefined {
    if (this.#length === 0) return undefined;
    if (this.#log.isOn) this.#log.replies(this.#all());
    const bytes = this.#others.length > 0 ? ENCODER.encode(this.#all().join("")) : sents(this.#sent);
    if (this.#others.length > 0) this.#others = [];
    this.#sent = this.#length = 0;
    return this.#carrier.write(bytes);
  }

  #all(): string[] {
    return [...new Array<string>(this.#sent).fill(SENT), ...this.#others];
  }

  /**
   * Writes a long reply behind all others, piece by piece, so that the others have their turns.
   *
   * @returns Its length in bytes.
   */
  async writeLong({ pieces, size }: LongReply, turn: LongTurn): Promise<number> {
    await this.flush();
    if (size > 0) await turn.reserve(size);
    const log = this.#log;
    let length = 0;
    async function* encoded(): AsyncGenerator<Uint8Array> {
      log.beginLong();
      for await (const piece of pieces) {
        log.replies([piece]);
        length += piece.length;
        yield ENCODER.encode(piece);
      }
      log.endLong();
    }
    await this.#carrier.writePieces(encoded());
    return length;
  }

  /** Logs what went wrong where the peer may not be told. */
  fault(error: unknown): void {
    this.#carrier.log.fault(`Cannot store for ${this.#log.who}`, error);
  }
}
