/**
 * A file on its way to the server: it takes room as it grows, until it is sent or given up. It knows no message.
 *
 * @module
 */

import { ChatError } from "../../chat.ts";
import { Base64Decoder } from "../files/base64.ts";
import type { KeptContent, PartialContent } from "../files/contents.ts";
import { type FileSpace, roomOf } from "../files/space.ts";

/** Bytes that are gathered for one write. */
const WRITE_SIZE = 64 * 1024;

/** What has come of a file of an account. */
export class IncomingFile {
  /** The id of the account. */
  readonly account: number;
  readonly #space: FileSpace;
  readonly #partial: PartialContent;
  #room = 0;
  #isOver = false;

  /** Nothing has come; room is taken for `size` bytes, if so many are known to come. @throws {ChatError} If there is none. */
  constructor(account: number, space: FileSpace, partial: PartialContent, size = 0) {
    this.account = account;
    this.#space = space;
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
    await this.#partial.append(bytes);
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
      const kept = await this.#partial.keep(sha256);
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

/** A file that comes as Base64 in one request, piece by piece. */
export class FileText {
  readonly #file: IncomingFile;
  readonly #decoder = new Base64Decoder();
  #gathered: Uint8Array[] = [];
  #length = 0;

  /** Nothing has come. */
  constructor(file: IncomingFile) {
    this.#file = file;
  }

  /** Takes the next piece. @throws {ChatError} If it is no Base64, or see {@linkcode IncomingFile.append}. */
  async push(text: string): Promise<void> {
    this.#gather(this.#decoder.push(text));
    if (this.#length >= WRITE_SIZE) await this.#write();
  }

  /** The end has come. @throws {ChatError} As {@linkcode FileText.push} does. */
  async end(): Promise<void> {
    this.#gather(this.#decoder.end());
    await this.#write();
  }

  #gather(bytes: Uint8Array): void {
    this.#gathered.push(bytes);
    this.#length += bytes.length;
  }

  async #write(): Promise<void> {
    const bytes = new Uint8Array(this.#length);
    let at = 0;
    for (const part of this.#gathered) {
      bytes.set(part, at);
      at += part.length;
    }
    [this.#gathered, this.#length] = [[], 0];
    await this.#file.append(bytes);
  }
}
