/**
 * Replies that may be long: made and written piece by piece, so that nobody waits for them and little of them is in memory,
 * whether the peers read or not. It knows no command, no store and no socket.
 *
 * @module
 */

import type { Outline } from "../../../store/store.ts";
import { ChatError, type FileInfo } from "../../../chat.ts";
import type { MessagesFormat } from "../../../wire/reply.ts";

/** Bytes of text, and messages, of which a piece is made. One message may have more, and gets a piece of its own. */
export const PIECE_LENGTH = 16 * 1024;
/** Messages of which a piece is made at most. */
export const PIECE_MESSAGES = 100;

/** Bytes of a reply for one byte of text at most (two of UTF-8 become six), and for what is usual beside the text. */
const GROWTH = 3;
const MESSAGE_OVERHEAD = 512;

/** Bytes of the largest piece of more than one message. */
export const PIECE_SIZE: number = GROWTH * PIECE_LENGTH + MESSAGE_OVERHEAD * PIECE_MESSAGES;

/** Bytes for each message whose place is known while its reply is written. */
const PLACE_SIZE = 8;

/** Bytes of long replies that are in memory at once, of all peers. */
const MAX_BYTES = 32 * 1024 * 1024;

/** Milliseconds for which a peer may take nothing of a long reply while others wait for its place. */
const PATIENCE = 5_000;

/** Milliseconds between two looks at who has the places that others wait for. */
const CHECK_INTERVAL = 500;

/** A reply that may be long. */
export interface LongReply {
  /** Tells it from a {@linkcode Reply}. */
  readonly kind: "long";
  /** Each is made when the one before it was taken. */
  readonly pieces: AsyncIterable<string> | Iterable<string>;
  /** Bytes that it has in memory at most while it is written; 0 if it is as short as others. */
  readonly size: number;
}

/** A peer that is sent a long reply, or about to be. */
export interface Recipient {
  /** Milliseconds for which it has taken nothing of what is written to it; 0 if nothing is. */
  readonly waiting: number;
  /** Ends its connection: it does not read. */
  abandon(): void;
}

/** A turn to be sent a long reply. To be disposed of when it is written. */
export interface LongTurn extends Disposable {
  /** Waits until there is room for so many bytes. */
  reserve(size: number): Promise<void>;
}

interface Holder {
  readonly account: number | undefined;
  readonly recipient: Recipient;
  size: number;
}

/** Whose turn it is to be sent a long reply: one reply of an account at a time, and so many bytes of all. */
export class LongReplies {
  #free: number;
  readonly #holders = new Set<Holder>();
  /** By account: the end of the last turn that was taken or is waited for. */
  readonly #turns = new Map<number, Promise<void>>();
  /** By account: how many wait for its turn. */
  readonly #waiting = new Map<number, number>();
  /** Who waits for room, in the order of their coming. */
  readonly #queue: { readonly holder: Holder; readonly size: number; readonly enter: () => void }[] = [];
  #timer: ReturnType<typeof setInterval> | undefined;

  /**
   * Room that no reply takes yet.
   *
   * @param maxBytes Bytes of all long replies in memory. @default {MAX_BYTES}
   */
  constructor(maxBytes = MAX_BYTES) {
    this.#free = maxBytes;
  }

  /**
   * Waits until no other long reply of the account is made or written: on however many connections one is asked for and not
   * read, one is in memory.
   *
   * @throws {ChatError} If the server stops meanwhile.
   */
  async take(account: number, recipient: Recipient, stopping: AbortSignal): Promise<LongTurn> {
    const before = this.#turns.get(account);
    const { promise: end, resolve } = Promise.withResolvers<void>();
    this.#turns.set(account, end);
    const leave = () => {
      resolve();
      if (this.#turns.get(account) === end) this.#turns.delete(account);
    };
    if (before !== undefined) {
      await this.#wait(account, before);
      if (stopping.aborted) {
        leave();
        throw new ChatError("The server is stopping", { code: "stopping" });
      }
    }
    return this.#hold({ account, recipient, size: 0 }, leave);
  }

  /** Takes a turn for something that is long, and no reply. */
  join(recipient: Recipient): LongTurn {
    return this.#hold({ account: undefined, recipient, size: 0 }, () => {});
  }

  #hold(holder: Holder, leave: () => void): LongTurn {
    this.#holders.add(holder);
    return {
      reserve: (size) => this.#reserve(holder, size),
      [Symbol.dispose]: () => {
        this.#holders.delete(holder);
        this.#free += holder.size;
        this.#enter();
        leave();
      },
    };
  }

  async #wait(account: number, before: Promise<void>): Promise<void> {
    this.#waiting.set(account, (this.#waiting.get(account) ?? 0) + 1);
    this.#watch();
    await before;
    const left = this.#waiting.get(account)! - 1;
    if (left > 0) this.#waiting.set(account, left);
    else this.#waiting.delete(account);
    this.#watch();
  }

  async #reserve(holder: Holder, size: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#queue.push({ holder, size, enter: resolve });
    this.#enter();
    await promise;
  }

  /** Lets those in for whom there is room; one for whom there never will be when nobody else is in. */
  #enter(): void {
    for (let first; (first = this.#queue[0]) !== undefined; this.#queue.shift()) {
      const { holder, size, enter } = first;
      const isAlone = this.#holders.values().every((other) => other.size === 0);
      if (size > this.#free && !isAlone) break;
      holder.size += size;
      this.#free -= size;
      enter();
    }
    this.#watch();
  }

  /** Looks at who has the places while others wait for them. */
  #watch(): void {
    const isWaitedFor = this.#waiting.size > 0 || this.#queue.length > 0;
    if (isWaitedFor === (this.#timer !== undefined)) return;
    clearInterval(this.#timer);
    this.#timer = isWaitedFor ? setInterval(() => this.check(), CHECK_INTERVAL) : undefined;
  }

  /** Ends the connections of peers that do not read and whose places others wait for. */
  check(): void {
    const idle = [...this.#holders].filter(({ recipient }) => recipient.waiting >= PATIENCE);
    let missing = this.#queue.reduce((sum, { size }) => sum + size, -this.#free);
    for (
      const { account, recipient, size } of idle.sort((one, other) => other.recipient.waiting - one.recipient.waiting)
    ) {
      const isWaitedFor = account !== undefined && this.#waiting.has(account);
      if (!isWaitedFor && (missing <= 0 || size === 0)) continue;
      missing -= size;
      recipient.abandon();
    }
  }
}

/** Options of {@linkcode replyWithMessages}. */
export interface ContentOptions {
  /**
   * What is in a file, piece by piece: it is put into the last member of its message, an empty text.
   *
   * @default files are without their contents
   */
  readonly contentOf?: ((file: FileInfo) => AsyncIterable<string>) | undefined;
}

/** A reply with messages, which are read part by part, the first part at once: what cannot be read is told in its place. */
export async function replyWithMessages<M extends { readonly file?: FileInfo }>(
  outline: Outline,
  format: MessagesFormat<M>,
  read: (places: readonly number[]) => Promise<readonly M[]>,
  { contentOf }: ContentOptions = {},
): Promise<LongReply> {
  const parts = divide(outline);
  let next = parts.length === 0 ? [] : await read(parts[0]!.places);

  async function* pieces(): AsyncGenerator<string> {
    let text = format.begin;
    for (const [index, { places }] of parts.entries()) {
      if (index > 0) {
        yield text;
        text = "";
        next = await read(places);
      }
      for (const message of next) {
        text += format.add(message);
        if (contentOf === undefined || message.file === undefined) continue;
        yield text.slice(0, -CONTENT_END.length);
        yield* contentOrLess(contentOf(message.file));
        text = CONTENT_END;
      }
      next = []; // Not kept while the piece is written.
    }
    yield text + format.end;
  }

  const largest = Math.max(0, ...parts.map(({ size }) => size));
  const size = contentOf !== undefined
    ? largest + PIECE_SIZE + PLACE_SIZE * outline.seqs.length
    : parts.length > 1
    ? largest + PLACE_SIZE * outline.seqs.length
    : 0;
  return { kind: "long", pieces: pieces(), size };
}

/** What ends a message that ends with an empty text. */
const CONTENT_END = '"}';

/** A content; one that cannot be read ends where that is found: the reply has begun, and the other messages shall come. */
async function* contentOrLess(content: AsyncIterable<string>): AsyncGenerator<string> {
  try {
    yield* content;
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
  }
}

function divide({ seqs, lengths }: Outline): { places: number[]; size: number }[] {
  const parts: { places: number[]; size: number }[] = [];
  let left = 0;
  for (const [index, place] of seqs.entries()) {
    const length = lengths[index]!;
    let part = parts.at(-1);
    if (part === undefined || part.places.length === PIECE_MESSAGES || length > left) {
      parts.push(part = { places: [], size: 0 });
      left = PIECE_LENGTH;
    }
    left -= length;
    part.places.push(place);
    part.size += GROWTH * length + MESSAGE_OVERHEAD;
  }
  return parts;
}

/** A reply that is made already, in pieces if it is long. */
export function replyInPieces(text: string): string | LongReply {
  const length = GROWTH * PIECE_LENGTH;
  if (text.length <= length) return text;
  function* pieces(): Generator<string> {
    for (let from = 0; from < text.length; from += length) yield text.slice(from, from + length);
  }
  return { kind: "long", pieces: pieces(), size: length };
}
