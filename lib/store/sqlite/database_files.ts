/**
 * The files under a database that is open: that nobody else here opens them, and whether they are still the ones that it
 * works on. It looks at names and never opens a file: a `close()` of any descriptor of a file drops all locks of the
 * process on it (https://www.sqlite.org/howtocorrupt.html, section 2.2).
 *
 * @module
 */

import { basename, dirname } from "node:path";
import { ChatError } from "../../chat.ts";

/** Bytes of a log that is long. Beside somebody who reads for long it grows, and by itself it would keep that room. */
export const LONG_LOG = 16 * 1024 * 1024;

/** The paths of the databases that this process has open, without links. */
const OPEN = new Set<string>();

/**
 * Takes a database file for this process until it is disposed of. To look at its files again, as every opening does, would
 * drop the locks of the one that is open.
 *
 * @param file A path, or `:memory:`, of which there may be many.
 * @throws {ChatError} If it is open here.
 */
export function claimFile(file: string): Disposable {
  const path = file === ":memory:" ? undefined : resolve(file);
  if (path !== undefined && OPEN.has(path)) throw new ChatError(`Cannot open the store: ${file} is open already`);
  if (path !== undefined) OPEN.add(path);
  return { [Symbol.dispose]: () => void (path !== undefined && OPEN.delete(path)) };
}

/** The path of a file without links; the file may be missing. */
function resolve(file: string): string {
  try {
    return Deno.realPathSync(file);
  } catch {
    const directory = dirname(file);
    return directory === file ? file : `${resolve(directory)}/${basename(file)}`;
  }
}

/** Remembers which files a database works on. */
export class DatabaseFiles {
  /** By path: the device and the number of the file. */
  readonly #known = new Map<string, string | undefined>();

  /**
   * Notes which files there are now.
   *
   * @param file The path of the database, which was used: before that it has no log. Or `:memory:`, which has no files.
   */
  constructor(file: string) {
    if (file === ":memory:") return;
    for (const path of [file, `${file}-wal`]) this.#known.set(path, identify(path));
  }

  /** The file that another program removed or replaced, if there is one. */
  findMoved(): { path: string; isGone: boolean } | undefined {
    for (const [path, known] of this.#known) {
      const found = identify(path);
      if (found !== known) return { path, isGone: found === undefined };
    }
    return undefined;
  }
}

/** What a file is, whatever its name; `undefined` if there is none. Windows moves no file that is open, and has no numbers. */
function identify(path: string): string | undefined {
  try {
    const { dev, ino } = Deno.lstatSync(path);
    return `${dev}/${ino}`;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    return "?"; // It cannot be looked at, which is not how it was: nothing must be acknowledged into it.
  }
}
