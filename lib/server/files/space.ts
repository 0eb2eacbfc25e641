/**
 * How much room files may take: each, those of an account, and all of them. It knows no disk.
 *
 * @module
 */

import { ChatError } from "../../chat.ts";

/** Bytes that a file takes at least, and a multiple of which it takes: there can be no more files than there is room for. */
const BLOCK = 4096;

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
  /** By account: the files that were sent. */
  #used = new Map<number, number>();
  #all = 0;
  /** By account: what is on its way. */
  readonly #reserved = new Map<number, number>();
  #allReserved = 0;

  /** Room of which nothing is taken. */
  constructor(limits: FileLimits) {
    this.#limits = limits;
  }

  /** Takes over what the files that were sent take: by account, and in all. */
  recount(used: ReadonlyMap<number, number>, all: number): void {
    this.#used = new Map(used);
    this.#all = all;
  }

  /** Bytes that the files take that were sent, each content once. */
  get bytes(): number {
    return this.#all;
  }

  /** Makes sure that a file may have a size. @throws {ChatError} If a file may not have that many bytes. */
  checkSize(size: number): void {
    const { file } = this.#limits;
    if (file === 0) throw new ChatError("This server takes no files", { code: "file_too_large" });
    if (size <= file) return;
    throw new ChatError(`The file is larger than ${describe(file)}`, { code: "file_too_large" });
  }

  /**
   * Takes room for what an account is about to send.
   *
   * @throws {ChatError} If there is not so much left.
   */
  take(account: number, bytes: number): void {
    const reserved = this.#reserved.get(account) ?? 0;
    const used = (this.#used.get(account) ?? 0) + reserved;
    const { account: most, all } = this.#limits;
    if (used + bytes > most) {
      throw new ChatError(`Your files take ${describe(used)} of ${describe(most)}: this one has no room`, {
        code: "files_full",
      });
    }
    if (this.#all + this.#allReserved + bytes > all) {
      throw new ChatError(`The server has no room for more files than ${describe(all)}`, { code: "files_full" });
    }
    this.#reserved.set(account, reserved + bytes);
    this.#allReserved += bytes;
  }

  /** Gives back room that was taken: nothing is sent. */
  give(account: number, bytes: number): void {
    const left = (this.#reserved.get(account) ?? 0) - bytes;
    if (left > 0) this.#reserved.set(account, left);
    else this.#reserved.delete(account);
    this.#allReserved -= bytes;
  }

  /** What was taken is sent: it counts for the account and for all, where it is new to them. */
  settle(account: number, bytes: number, { isNewToAccount, isNew }: { isNewToAccount: boolean; isNew: boolean }): void {
    this.give(account, bytes);
    if (isNewToAccount) this.#used.set(account, (this.#used.get(account) ?? 0) + bytes);
    if (isNew) this.#all += bytes;
  }
}

const UNITS = ["bytes", "KiB", "MiB", "GiB"];

/** Bytes as people read them: `16 MiB`. */
export function describe(bytes: number): string {
  let [value, unit] = [bytes, 0];
  for (; value >= 1024 && unit < UNITS.length - 1; unit++) value /= 1024;
  return `${unit === 0 ? value : Number(value.toFixed(1))} ${UNITS[unit]}`;
}
