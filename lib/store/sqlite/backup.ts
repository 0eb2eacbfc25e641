/**
 * A backup of a SQLite store: at its place when it is whole and on disk, and nothing of it before. The copy is made in a
 * thread of its own, so that the program hears meanwhile that it is to end.
 *
 * @module
 */

import { basename, dirname } from "node:path";
import { ChatError } from "../../chat.ts";
import { startWorker } from "../../thread.ts";
import type { CopyRequest, CopyResult } from "./backup_worker.ts";
import type { StoreContents } from "../store.ts";
import { exists, flush } from "./copy.ts";

/** What SQLite makes beside a database. */
const SIDES = ["", "-journal", "-wal", "-shm"];

/** The name of a copy that is not done: that of the backup, and the id of the process that makes it. */
const PART = /\.\d+\.part$/;

const HEADER = "SQLite format 3\0";

/** Options of {@linkcode backUpSqlite}. */
export interface BackupOptions {
  /** Ends it at once, and what it has made is removed. @default nothing does */
  readonly signal?: AbortSignal;
  /** Is waited for when the copy is whole and has not its name yet: what belongs to it can be copied. @default nothing */
  readonly withCopy?: (part: string) => Promise<void>;
  /** Whether this process has the store open, as a server has its own. @default it has not */
  readonly isOpenHere?: boolean;
}

/**
 * Copies the store in `file`, as it is at this moment, to a new file that only its owner may read. What writes to the
 * store meanwhile is not held up. What other backups to the same directory left that were killed is removed.
 *
 * @returns What is in the backup.
 * @throws {ChatError} If the store is damaged, the new file exists or cannot be written.
 */
export async function backUpSqlite(
  file: string,
  target: string,
  { signal, withCopy, isOpenHere = false }: BackupOptions = {},
): Promise<StoreContents> {
  if (exists(target)) throw new ChatError(`Cannot make the backup: ${target} exists`);
  if (isBeside(file, target)) {
    throw new ChatError(`Cannot make the backup: ${target} is the name of a part of the store; choose another`);
  }
  const part = `${target}.${Deno.pid}.part`;
  try {
    removeLeftovers(dirname(target));
    using own = Deno.openSync(part, { read: true, write: true, createNew: true, mode: 0o600 });
    // So others know that it is no leftover. On Windows no open file can be removed, nor a locked one be written.
    if (Deno.build.os !== "windows") own.lockSync(true);
    const contents = await copy({ file, part, target, isOpenHere }, signal);
    await withCopy?.(part);
    Deno.renameSync(part, target);
    flush(dirname(target));
    return contents;
  } catch (error) {
    remove(part);
    if (error instanceof ChatError || signal?.aborted) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ChatError(`Cannot make the backup ${target}: ${reason}`, { cause: error });
  }
}

/** Whether SQLite takes what has the name `target` for a part of the database `file`, which it would undo or throw away. */
function isBeside(file: string, target: string): boolean {
  const name = basename(target).toLowerCase(); // Capital or small is the same to many file systems.
  if (!SIDES.some((side) => name === `${basename(file)}${side}`.toLowerCase())) return false;
  try {
    return Deno.realPathSync(dirname(file)) === Deno.realPathSync(dirname(target));
  } catch {
    return false; // One of them is not there, which is told when the backup is made.
  }
}

/** Makes the copy in a thread. If that is called off, the thread may go on until the program ends, which is soon. */
async function copy(request: CopyRequest, signal: AbortSignal | undefined): Promise<StoreContents> {
  signal?.throwIfAborted();
  const worker = startWorker(new URL("./backup_worker.ts", import.meta.url));
  const done = Promise.withResolvers<CopyResult>();
  const onAbort = () => {
    void worker.terminate(); // It hears of that between two calls of SQLite, and may make the file once more before.
    addEventListener("unload", () => remove(request.part));
    done.reject(signal!.reason);
  };
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    worker.once("message", done.resolve);
    worker.postMessage(request);
    const result = await done.promise;
    await worker.terminate();
    if ("contents" in result) return result.contents;
    throw result.isFault ? new Error(result.message) : new ChatError(result.message);
  } finally {
    signal?.removeEventListener("abort", onAbort);
  }
}

/** Removes the copies in a directory that nobody makes any more: their programs were killed, or the machine was. */
function removeLeftovers(directory: string): void {
  try {
    for (const { name, isFile } of Deno.readDirSync(directory)) {
      const path = `${directory}/${name}`;
      if (isFile && PART.test(name) && isLeftover(path)) remove(path);
    }
  } catch {
    // Whether the backup can be made there shows when it is.
  }
}

/** Whether a file is a copy that nobody makes: its owner's alone, a database or still empty, and not locked. */
function isLeftover(path: string): boolean {
  try {
    const { mode, uid } = Deno.lstatSync(path);
    if (Deno.build.os !== "windows" && ((mode! & 0o077) !== 0 || uid !== Deno.uid())) return false;
    using file = Deno.openSync(path, { read: true, write: true });
    const head = new Uint8Array(HEADER.length);
    const length = file.readSync(head) ?? 0;
    if (length > 0 && new TextDecoder().decode(head) !== HEADER) return false;
    return Deno.build.os === "windows" || file.tryLockSync(true);
  } catch {
    return false; // Somebody else's.
  }
}

/** Removes a copy and what SQLite made beside it, as far as that is there and can be removed. */
function remove(part: string): void {
  for (const side of SIDES.toReversed()) {
    try {
      Deno.removeSync(part + side);
    } catch {
      // It is not there.
    }
  }
}
