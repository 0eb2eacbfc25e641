/**
 * A file on its way to the server: it takes room as it grows, until it is sent or given up. It knows no message.
 *
 * @module
 */

import { ChatError } from "../../../chat.ts";
import { free } from "../../../wire/lines.ts";
import { Base64Decoder, latin1 } from "../../files/base64.ts";
import type { KeptContent, PartialContent } from "../../files/contents.ts";
import { type FileSpace, roomOf } from "../../files/space.ts";
import type { Turns } from "../../files/turns.ts";

/** Bytes that are gathered for one write, and characters that are decoded at once. */
const WRITE_SIZE = 64 * 1024;
const MOST_DECODED = 8 * 1024;

/** What an {@linkcode IncomingFile} works with. */
export interface IncomingFileOptions {
  /** The room that it takes. */
  readonly space: FileSpace;
  /** Whose turn it is at the disk. */
  readonly turns: Turns;
  /** Where it comes to. */
  readonly partial: PartialContent;
  /** Bytes that are known to come. @default {0} */
  readonly size?: number;
}

/** What has come of a file of an account. */
export class IncomingFile {
  /** The id of the account. */
  readonly account: number;
  readonly #space: FileSpace;
  readonly #turns: Turns;
  readonly #partial: PartialContent;
  #room = 0;
  #isOver = false;

  /** Nothing has come; room is taken for what is known to come. @throws {ChatError} If there is none. */
  constructor(account: number, { space, turns, partial, size = 0 }: IncomingFileOptions) {
    this.account = account;
    this.#space = space;
    this.#turns = turns;
    this.#partial = partial;
    space.checkSize(size);
    this.#grow(size);
  }

  /** Bytes that have come. */
  get size(): number {
    return this.#partial.size;
  }

  /** Takes more bytes. @throws {ChatError} If they are too many, or the disk does not take them. */
  async append(bytes: Uint8Array): Promise<void> {
    if (this.#isOver) throw new ChatError("The file was given up; send it again", { code: "files_full" });
    const size = this.#partial.size + bytes.length;
    this.#space.checkSize(size);
    this.#grow(size);
    await this.#turns.run(() => this.#partial.append(bytes));
  }

  #grow(size: number): void {
    const more = roomOf(size) - this.#room;
    if (more <= 0) return;
    this.#space.take(this.account, more);
    this.#room += more;
  }

  /**
   * Keeps what has come under its hash, on disk.
   *
   * @param sha256 What it must be. @default whatever came
   * @param isSent Whether the account has sent such a content before.
   * @throws {ChatError} If that is not possible: nothing of it is left then.
   */
  async keep(sha256: string | undefined, isSent: (sha256: string) => Promise<boolean>): Promise<KeptContent> {
    this.#isOver = true;
    try {
      const kept = await this.#turns.run(() => this.#partial.keep(sha256));
      const isNewToAccount = !await isSent(kept.sha256);
      this.#space.settle(this.account, this.#room, { isNewToAccount, isNew: kept.isNew });
      return kept;
    } catch (error) {
      this.#space.give(this.account, this.#room);
      throw error;
    }
  }

  /** Gives it up, unless it was kept. */
  async abandon(): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#space.give(this.account, this.#room);
    await this.#partial.discard();
  }
}

/** A file that comes as Base64 in one request, piece by piece: one buffer for all of it, however long it is. */
export class FileText {
  readonly #file: IncomingFile;
  readonly #decoder = new Base64Decoder();
  #bytes = new Uint8Array(0);
  #length = 0;

  /** Nothing has come. */
  constructor(file: IncomingFile) {
    this.#file = file;
  }

  /** Takes the next piece. @throws {ChatError} If it is no Base64, or see {@linkcode IncomingFile.append}. */
  async push(piece: Uint8Array): Promise<void> {
    for (let from = 0; from < piece.length; from += MOST_DECODED) {
      this.#decode(piece.subarray(from, from + MOST_DECODED));
      if (this.#length >= WRITE_SIZE) await this.#write();
    }
  }

  /** No text outlives this: of hundreds that wait for the disk, the garbage collector would keep all for long. */
  #decode(piece: Uint8Array): void {
    this.#makeRoom(Base64Decoder.room(piece.length));
    this.#length += this.#decoder.push(latin1(piece), this.#bytes.subarray(this.#length));
  }

  /** The end has come. @throws {ChatError} As {@linkcode FileText.push} does. */
  async end(): Promise<void> {
    this.#makeRoom(Base64Decoder.room(0));
    this.#length += this.#decoder.end(this.#bytes.subarray(this.#length));
    await this.#write();
    free(this.#bytes);
  }

  #makeRoom(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    // A short one is no longer than it must be; a long one has its buffer once.
    const size = this.#bytes.length === 0 && bytes < WRITE_SIZE / 4
      ? bytes
      : WRITE_SIZE + Base64Decoder.room(MOST_DECODED);
    const grown = new Uint8Array(Math.max(size, this.#length + bytes));
    grown.set(this.#bytes.subarray(0, this.#length));
    free(this.#bytes);
    this.#bytes = grown;
  }

  async #write(): Promise<void> {
    const length = this.#length;
    this.#length = 0;
    await this.#file.append(this.#bytes.subarray(0, length));
  }
}
