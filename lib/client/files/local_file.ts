/**
 * Files of the person's own disk: what is sent is read, what comes is saved under a name that does no harm, and never in
 * the place of another. It knows no server.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { ChatError } from "../../chat.ts";
import type { Texts } from "../i18n/texts.ts";

/** Bytes that are read at once. */
const PIECE = 64 * 1024;

/** Bytes of a name that is saved: with a number behind it, every file system takes it. */
const LONGEST_NAME = 150;

/** How many files of one name are told apart. */
const MOST_NUMBERS = 1_000;

// Names of devices, in whatever case and with whatever ending: https://learn.microsoft.com/windows/win32/fileio/naming-a-file
const RESERVED = /^(?:con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])(?:\.|$)/i;

// What a file system or a terminal takes for more than a character: controls, what turns the direction, signs of paths.
const HARMFUL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}<>:"/\\|?*]/gu;

/**
 * A name that can be given to a file on any system, made of what somebody else calls it: no path, no device, nothing hidden,
 * nothing that looks like another name.
 *
 * @example Names that would do harm
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(["../../.profile", "CON", "a:b.txt", "x. ", "-rf"].map(safeName), ["_profile", "_CON", "a_b.txt", "x", "_rf"]);
 * ```
 */
export function safeName(name: string): string {
  const last = name.split(/[/\\]/).at(-1)!;
  const clean = last.replaceAll(HARMFUL, "_").trim().replace(/[. ]+$/, "").replace(/^\.+|^-/, "_");
  const short = shortenName(clean === "" ? "file" : clean);
  return RESERVED.test(short) ? `_${short}` : short;
}

/** A name of no more bytes than {@linkcode LONGEST_NAME}, with its ending. */
function shortenName(name: string): string {
  if (Buffer.byteLength(name) <= LONGEST_NAME) return name;
  const [, ending = ""] = /(\.[^.]{1,16})$/.exec(name) ?? [];
  let start = [...name.slice(0, name.length - ending.length)];
  while (Buffer.byteLength(start.join("") + ending) > LONGEST_NAME) start = start.slice(0, -1);
  return start.join("") + ending;
}

/** A file that is to be sent. */
export interface Source extends Disposable {
  /** Its name, without its path. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** The SHA-256 of what is in it. */
  readonly sha256: string;
  /** Reads some of it. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** Opens a file that is to be sent. @throws {ChatError} If there is none that can be read. */
export async function openSource(path: string, texts: Texts): Promise<Source> {
  using opened = new DisposableStack();
  try {
    const file = opened.use(await Deno.open(path));
    const { isFile, size } = await file.stat();
    if (!isFile) throw new ChatError(texts.notAFile(path));
    const read = async (offset: number, length: number) => {
      await file.seek(offset, Deno.SeekMode.Start);
      const bytes = new Uint8Array(length);
      let done = 0;
      for (let count; done < length && (count = await file.read(bytes.subarray(done))) !== null;) done += count;
      return bytes.subarray(0, done);
    };
    const sha256 = await digest(read, size);
    const rest = opened.move();
    return { name: basename(path), size, sha256, read, [Symbol.dispose]: () => rest.dispose() };
  } catch (error) {
    if (error instanceof ChatError) throw error;
    if (error instanceof Deno.errors.NotFound) throw new ChatError(texts.noFileThere(path));
    throw new ChatError(texts.cannotReadFile(path, reasonOf(error)), { cause: error });
  }
}

async function digest(read: (offset: number, length: number) => Promise<Uint8Array>, size: number): Promise<string> {
  const hash = createHash("sha256");
  for (let offset = 0; offset < size;) {
    const bytes = await read(offset, PIECE);
    if (bytes.length === 0) break;
    hash.update(bytes);
    offset += bytes.length;
  }
  return hash.digest("hex");
}

/** A file that is being saved: what has come lies beside the place that it will have. */
export class Target implements Disposable {
  readonly #folder: string;
  readonly #name: string;
  /** Whether the person chose the name: it is not changed then. */
  readonly #isChosen: boolean;
  readonly #part: string;
  readonly #file: Deno.FsFile;
  readonly #texts: Texts;
  #size = 0;

  private constructor(
    { folder, name, isChosen, part, file }: {
      folder: string;
      name: string;
      isChosen: boolean;
      part: string;
      file: Deno.FsFile;
    },
    texts: Texts,
  ) {
    this.#folder = folder;
    this.#name = name;
    this.#isChosen = isChosen;
    this.#part = part;
    this.#file = file;
    this.#texts = texts;
  }

  /**
   * Opens the place of a file. What an earlier run has left of it goes on.
   *
   * @param path A folder, or where the file shall be. @default the current directory
   * @param file How others call it, and its hash.
   * @throws {ChatError} If it cannot be saved there.
   */
  static async open(path: string | undefined, file: { name: string; sha256: string }, texts: Texts): Promise<Target> {
    const isFolder = path === undefined || await isDirectory(path);
    if (!isFolder && await exists(path)) throw new ChatError(texts.isThere(path));
    const folder = isFolder ? path ?? "." : join(path, "..");
    const name = isFolder ? safeName(file.name) : basename(path);
    const part = join(folder, `.${file.sha256.slice(0, 16)}.ngobrol.part`);
    try {
      using opened = new DisposableStack();
      // A link in its place could lead anywhere.
      if ((await Deno.lstat(part).catch(() => undefined))?.isFile === false) throw new ChatError(texts.isThere(part));
      const partial = opened.use(await Deno.open(part, { read: true, write: true, create: true }));
      if (Deno.build.os !== "windows" && !await partial.tryLock(true)) throw new ChatError(texts.isBusy(name));
      const target = new Target({ folder, name, isChosen: !isFolder, part, file: partial }, texts);
      target.#size = (await partial.stat()).size;
      opened.move();
      return target;
    } catch (error) {
      throw error instanceof ChatError ? error : new ChatError(texts.cannotSave(join(folder, name), reasonOf(error)));
    }
  }

  /** Bytes that have come. */
  get size(): number {
    return this.#size;
  }

  /** Adds bytes. @throws {ChatError} If the disk does not take them. */
  async append(bytes: Uint8Array): Promise<void> {
    try {
      await this.#file.seek(this.#size, Deno.SeekMode.Start);
      for (let done = 0; done < bytes.length;) done += await this.#file.write(bytes.subarray(done));
      this.#size += bytes.length;
    } catch (error) {
      throw new ChatError(this.#texts.cannotSave(join(this.#folder, this.#name), reasonOf(error)));
    }
  }

  /** Begins anew. */
  async clear(): Promise<void> {
    await this.#file.truncate(0);
    this.#size = 0;
  }

  /**
   * Gives the file its place, if it is what it should be.
   *
   * @returns Its path.
   * @throws {ChatError} If it is something else, or the place is taken.
   */
  async finish(sha256: string): Promise<string> {
    const read = async (offset: number, length: number) => {
      await this.#file.seek(offset, Deno.SeekMode.Start);
      const bytes = new Uint8Array(length);
      return bytes.subarray(0, await this.#file.read(bytes) ?? 0);
    };
    if (await digest(read, this.#size) !== sha256) {
      await this.clear();
      throw new ChatError(this.#texts.otherContent);
    }
    const path = await this.#reserve();
    try {
      await this.#file.sync();
      await Deno.rename(this.#part, path);
      return path;
    } catch (error) {
      await Deno.remove(path).catch(() => {});
      throw new ChatError(this.#texts.cannotSave(path, reasonOf(error)), { cause: error });
    }
  }

  /** Takes a name that nobody has, by an empty file. */
  async #reserve(): Promise<string> {
    for (let number = 1; number <= MOST_NUMBERS; number++) {
      const path = join(this.#folder, numbered(this.#name, number));
      try {
        (await Deno.open(path, { write: true, createNew: true })).close();
        return path;
      } catch (error) {
        if (!(error instanceof Deno.errors.AlreadyExists)) {
          throw new ChatError(this.#texts.cannotSave(path, reasonOf(error)), { cause: error });
        }
        if (this.#isChosen) break;
      }
    }
    throw new ChatError(this.#texts.isThere(join(this.#folder, this.#name)));
  }

  /** Gives it up: nothing of it stays. */
  async discard(): Promise<void> {
    await Deno.remove(this.#part).catch(() => {});
  }

  /** Closes it; what has come stays for the next time. */
  [Symbol.dispose](): void {
    this.#file.close();
  }
}

/** `a.txt`, `a (2).txt`, `a (3).txt`. */
function numbered(name: string, number: number): string {
  if (number === 1) return name;
  const dot = name.lastIndexOf(".");
  const [start, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
  return `${start} (${number})${ending}`;
}

async function isDirectory(path: string): Promise<boolean> {
  return (await Deno.stat(path).catch(() => undefined))?.isDirectory ?? false;
}

async function exists(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/ \(os error \d+\).*$/, "");
}
