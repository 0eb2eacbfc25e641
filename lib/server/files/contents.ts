/**
 * What is in files, each content once, under its SHA-256: `DIRECTORY/HASH`. A content has its name when it is whole and on
 * disk; until then it lies in `DIRECTORY/partial`, which is emptied at each start. It knows no message and no account.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { dirname } from "node:path";
import { ChatError } from "../../chat.ts";
import type { Depot } from "../../store/files.ts";
import { type ContentRef, share, sweepShared } from "./shared_contents.ts";

/** Bytes that are read at once: so much of each reader is in memory, and so long nobody else has a turn. */
const PIECE = 64 * 1024;

const HASH = /^[0-9a-f]{64}$/;

/** A content that has its name. To be disposed of when a file refers to it, or none will. */
export interface KeptContent extends ContentRef, Disposable {
  /** Whether it was not there before. */
  readonly isNew: boolean;
}

/** The contents in one directory, which belongs to one process. */
export class Contents {
  readonly #directory: string;
  readonly #depot: Depot | undefined;
  /** Contents with a name to which a file is about to refer: how many are. */
  readonly #pinned = new Map<string, number>();
  /** While unused ones are removed: those that were kept since. */
  #recent: Set<string> | undefined;

  /** The contents in `directory`, which is made by {@linkcode Contents.open}. */
  private constructor(directory: string, depot: Depot | undefined) {
    this.#directory = directory;
    this.#depot = depot;
  }

  /**
   * Opens a directory, which is made when there is a content, and removes what was not whole when the process before ended.
   *
   * @param depot Where contents are that are whole, if servers share them. @default the directory
   * @throws {ChatError} If something else is in its place.
   */
  static async open(directory: string, depot?: Depot): Promise<Contents> {
    const partial = `${directory}/partial`;
    for (const path of [directory, partial]) {
      const info = await Deno.lstat(path).catch(() => undefined);
      if (info !== undefined && !info.isDirectory) throw new ChatError(`Cannot use ${path}: it is not a directory`);
    }
    try {
      for await (const { name } of Deno.readDir(partial)) await Deno.remove(`${partial}/${name}`);
    } catch {
      // It is not there, or on a disk that takes nothing: what is in it is of no use, and does no harm.
    }
    return new Contents(directory, depot);
  }

  /** A content that comes in pieces, of which nothing has come yet. */
  begin(): PartialContent {
    return new PartialContent(`${this.#directory}/partial/${crypto.randomUUID()}`, (partial) => this.#keep(partial));
  }

  /** Gives a content its name; it and the name are on disk when this resolves. */
  async #keep(path: string): Promise<KeptContent> {
    const { sha256, size } = await digest(path, true);
    const target = this.#pathOf(sha256);
    this.#pinned.set(sha256, (this.#pinned.get(sha256) ?? 0) + 1);
    this.#recent?.add(sha256);
    const unpin = () => {
      const left = this.#pinned.get(sha256)! - 1;
      if (left > 0) this.#pinned.set(sha256, left);
      else this.#pinned.delete(sha256);
    };
    try {
      if (this.#depot !== undefined) {
        const isNew = await share(this.#depot, path, { sha256, size });
        return { sha256, size, isNew, [Symbol.dispose]: unpin };
      }
      const isNew = !await exists(target);
      await moveInto(path, target, sha256);
      await flushDirectory(this.#directory);
      return { sha256, size, isNew, [Symbol.dispose]: unpin };
    } catch (error) {
      unpin();
      throw error;
    }
  }

  /**
   * Reads a part of a content: `length` bytes from `offset` on, or as many as there are.
   *
   * @throws {ChatError} If it cannot be read.
   */
  async read(sha256: string, offset: number, length: number): Promise<Uint8Array> {
    if (this.#depot !== undefined) return await this.#depot.read(sha256, offset, length);
    try {
      using file = await Deno.open(this.#pathOf(sha256));
      await file.seek(offset, Deno.SeekMode.Start);
      const bytes = new Uint8Array(length);
      let done = 0;
      for (let count; done < length && (count = await file.read(bytes.subarray(done))) !== null;) done += count;
      return bytes.subarray(0, done);
    } catch (error) {
      throw toChatError(error, "Cannot read the file");
    }
  }

  /** All contents with their sizes. */
  async *list(): AsyncGenerator<ContentRef> {
    if (this.#depot !== undefined) return yield* this.#depot.list();
    if (!await exists(this.#directory)) return;
    for await (const { name, isFile } of Deno.readDir(this.#directory)) {
      if (isFile && HASH.test(name)) yield { sha256: name, size: (await Deno.stat(this.#pathOf(name))).size };
    }
  }

  /**
   * Removes the contents to which no file refers: the process ended between the name of a content and its file, or the file
   * was removed.
   *
   * @param unused Those of some hashes to which no file refers.
   * @returns How many were removed, and the bytes of those that stay, by `sizeOf`.
   */
  async sweep(
    unused: (hashes: readonly string[]) => Promise<readonly string[]>,
    sizeOf: (size: number) => number = (size) => size,
  ): Promise<{ readonly removed: number; readonly bytes: number }> {
    if (this.#depot !== undefined) return await sweepShared(this.#depot, unused, sizeOf);
    this.#recent = new Set();
    let [removed, bytes] = [0, 0];
    const look = async (some: readonly ContentRef[]) => {
      const gone = new Set(await unused(some.map(({ sha256 }) => sha256)));
      for (const { sha256, size } of some) {
        if (!gone.has(sha256) || this.#pinned.has(sha256) || this.#recent!.has(sha256)) bytes += sizeOf(size);
        else {
          Deno.removeSync(this.#pathOf(sha256)); // At once: nobody can begin to refer to it meanwhile.
          removed++;
        }
      }
    };
    try {
      const some: ContentRef[] = [];
      for await (const content of this.list()) {
        if (some.push(content) === 1_000) await look(some.splice(0));
      }
      await look(some);
    } finally {
      this.#recent = undefined;
    }
    return { removed, bytes };
  }

  #pathOf(sha256: string): string {
    if (!HASH.test(sha256)) throw new Error("No hash");
    return `${this.#directory}/${sha256}`;
  }
}

/** A content that is not whole. */
export class PartialContent {
  readonly #path: string;
  readonly #keep: (path: string) => Promise<KeptContent>;
  #size = 0;

  /** See {@linkcode Contents.begin}. */
  constructor(path: string, keep: (path: string) => Promise<KeptContent>) {
    this.#path = path;
    this.#keep = keep;
  }

  /** Bytes that have come. */
  get size(): number {
    return this.#size;
  }

  /**
   * Adds bytes at the end. A file is open only as long as that takes, so that any number of contents may be on their way.
   *
   * @throws {ChatError} If the disk does not take them: then it is as before.
   */
  async append(bytes: Uint8Array): Promise<void> {
    try {
      using file = await this.#open();
      await file.seek(this.#size, Deno.SeekMode.Start);
      for (let done = 0; done < bytes.length;) done += await file.write(bytes.subarray(done));
      this.#size += bytes.length;
    } catch (error) {
      throw toChatError(error, "Cannot store the file");
    }
  }

  async #open(): Promise<Deno.FsFile> {
    if (this.#size === 0) await Deno.mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
    return await Deno.open(this.#path, { write: true, create: true, mode: 0o600 });
  }

  /**
   * Makes it a content with a name, on disk. It is no partial one any more, whether this succeeds or not.
   *
   * @param expected What it must be. @default whatever came
   * @throws {ChatError} If it is something else, or the disk does not take it.
   */
  async keep(expected?: string): Promise<KeptContent> {
    try {
      await this.append(new Uint8Array(0)); // An empty one has no file yet.
      await Deno.truncate(this.#path, this.#size);
      if (expected !== undefined && (await digest(this.#path)).sha256 !== expected) {
        throw new ChatError("What came is not what the SHA-256 says; send the file again", {
          code: "wrong_parameters",
        });
      }
      return await this.#keep(this.#path);
    } catch (error) {
      await this.discard();
      throw toChatError(error, "Cannot store the file");
    }
  }

  /** Removes it. Never an error: what cannot be removed is at the next start. */
  async discard(): Promise<void> {
    this.#size = 0;
    await Deno.remove(this.#path).catch(() => {});
  }
}

/** Copies a content, and brings it to the disk. @returns The hash of what was copied. @throws {ChatError} If that fails. */
export async function copyContent(from: string, to: string): Promise<string> {
  try {
    await Deno.copyFile(from, to);
    await Deno.chmod(to, 0o600).catch(() => {}); // Windows has no modes.
  } catch (error) {
    throw toChatError(error, `Cannot copy ${from}`);
  }
  return (await digest(to, true)).sha256;
}

/** Whether a name is that of a content. */
export function isHash(name: string): boolean {
  return HASH.test(name);
}

/** The hash of what is in a file, read piece by piece; `flushes`: brings it to the disk as well. */
export async function digest(path: string, flushes = false): Promise<ContentRef> {
  using file = await Deno.open(path, { read: true, write: flushes });
  const hash = createHash("sha256");
  const piece = new Uint8Array(PIECE);
  let size = 0;
  for (let count; (count = await file.read(piece)) !== null; size += count) hash.update(piece.subarray(0, count));
  if (flushes) await file.sync();
  return { sha256: hash.digest("hex"), size };
}

/**
 * Gives a content its name, in the place of the same content if that is there. Windows replaces no file that somebody has
 * open: that one stays then, if it is whole.
 */
async function moveInto(path: string, target: string, sha256: string): Promise<void> {
  try {
    await Deno.rename(path, target);
  } catch (error) {
    if (Deno.build.os !== "windows" || (await digest(target).catch(() => undefined))?.sha256 !== sha256) throw error;
    await Deno.remove(path);
  }
}

/** Brings the names in a directory to the disk; Windows needs no such thing, and can do none. */
async function flushDirectory(path: string): Promise<void> {
  if (Deno.build.os === "windows") return;
  using directory = await Deno.open(path);
  await directory.sync();
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** What a person can do something about, by the codes of the system. */
const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk is full",
  EROFS: "the disk cannot be written",
  EACCES: "the disk cannot be written",
  EMFILE: "the server has too many open files; try again",
  ENFILE: "the server has too many open files; try again",
  ENOENT: "it is gone from the disk",
};

/** A fault of the disk as an error that may be shown. */
function toChatError(error: unknown, what: string): unknown {
  if (error instanceof ChatError) return error;
  const reason = REASONS[String((error as { code?: unknown }).code)] ?? "the disk reports an error";
  return new ChatError(`${what}: ${reason}`, { code: "store_failed", cause: error });
}
