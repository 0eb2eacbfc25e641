/**
 * How much room files may take: each, those of an account, and all of them. It knows no disk.
 *
 * @module
 */

import { ChatError } from "../../chat.ts";

/** Bytes that a file takes at least, and a multiple of which it takes: there can be no more files than there is room for. */
export const BLOCK = 4096;

/** The bounds of files, in bytes. */
export interface FileLimits {
  /** Of one; 0 where there are none. */
  readonly file: number;
  /** Of all that an account has sent, each content once. */
  readonly account: number;
  /** Of all, each content once. */
  readonly all: number;
}

/** Bytes that a file of a size takes. */
export function roomOf(size: number): number {
  return Math.max(1, Math.ceil(size / BLOCK)) * BLOCK;
}

/** The room that files take, of which it is known at each moment who has it. */
export class FileSpace {
  readonly #limits: FileLimits;
  /** By account. */
  readonly #used: Map<number, number>;
  #all: number;

  /** Room of which some is taken: by accounts, and in all. */
  constructor(limits: FileLimits, used: ReadonlyMap<number, number>, all: number) {
    this.#limits = limits;
    this.#used = new Map(used);
    this.#all = all;
  }

  /** Makes sure that a file may have a size. @throws {ChatError} If a file may not have that many bytes. */
  checkSize(size: number): void {
    const { file } = this.#limits;
    if (file === 0) throw new ChatError("This server takes no files", { code: "file_too_large" });
    if (size <= file) return;
    throw new ChatError(`The file is larger than ${describe(file)}`, { code: "file_too_large" });
  }

  /**
   * Takes room for an account.
   *
   * @throws {ChatError} If there is not so much left.
   */
  take(account: number, bytes: number): void {
    const used = this.#used.get(account) ?? 0;
    const { account: most, all } = this.#limits;
    if (used + bytes > most) {
      throw new ChatError(`Your files take ${describe(used)} of ${describe(most)}: this one has no room`, {
        code: "files_full",
      });
    }
    if (this.#all + bytes > all) {
      throw new ChatError(`The server has no room for more files than ${describe(all)}`, { code: "files_full" });
    }
    this.#used.set(account, used + bytes);
    this.#all += bytes;
  }

  /** Gives room back: of an account, of all, or of both. */
  give(account: number, bytes: number, { ofAccount = true, ofAll = true } = {}): void {
    if (ofAccount) this.#used.set(account, (this.#used.get(account) ?? 0) - bytes);
    if (ofAll) this.#all -= bytes;
  }
}

const UNITS = ["bytes", "KiB", "MiB", "GiB"];

/** Bytes as people read them: `16 MiB`. */
export function describe(bytes: number): string {
  let [value, unit] = [bytes, 0];
  for (; value >= 1024 && unit < UNITS.length - 1; unit++) value /= 1024;
  return `${unit === 0 ? value : Number(value.toFixed(1))} ${UNITS[unit]}`;
}
