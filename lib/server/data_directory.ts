/**
 * The directory in which a server keeps its data: only its owner may look into it, and only one server at a time works on
 * it. It knows no database.
 *
 * @module
 */

import { ChatError } from "../chat.ts";

/** A data directory that exists and can be written. */
export interface DataDirectory extends Disposable {
  /** The path of the database file. */
  readonly database: string;
  /**
   * Keeps other servers out until this is disposed of.
   *
   * @throws {ChatError} If another server is at work, naming its process.
   */
  lock(): void;
}

/** Options of {@linkcode openDataDirectory}. */
export interface DataDirectoryOptions {
  /** Make what is not there. @default true */
  create?: boolean;
}

/**
 * Makes the directory if it is not there, and the database file, both for their owner only.
 *
 * @throws {ChatError} If it cannot be made or written, or is not there and shall not be made.
 */
export function openDataDirectory(path: string, { create = true }: DataDirectoryOptions = {}): DataDirectory {
  const database = `${path}/chat.sqlite`;
  if (!create && !exists(database)) throw new ChatError(`There is no chat in ${path}: name its directory with --data`);
  let lockFile: Deno.FsFile | undefined;
  attempt(path, () => {
    Deno.mkdirSync(path, { recursive: true, mode: 0o700 });
    openPrivate(database).close();
  });
  return {
    database,
    lock() {
      const file = attempt(path, () => openPrivate(`${path}/server.pid`));
      if (!file.tryLockSync(true)) {
        const pid = new TextDecoder().decode(readAll(file));
        file.close();
        throw new ChatError(`Cannot use ${path}: the server with process id ${pid} uses it`);
      }
      file.truncateSync();
      file.writeSync(new TextEncoder().encode(String(Deno.pid)));
      lockFile = file;
    },
    [Symbol.dispose]() {
      lockFile?.close();
    },
  };
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    // Whatever else is wrong with it shows when it is opened.
    return !(error instanceof Deno.errors.NotFound);
  }
}

function openPrivate(path: string): Deno.FsFile {
  return Deno.openSync(path, { read: true, write: true, create: true, mode: 0o600 });
}

function readAll(file: Deno.FsFile): Uint8Array {
  const buffer = new Uint8Array(32);
  return buffer.subarray(0, file.readSync(buffer) ?? 0);
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new ChatError(`Cannot open the store: ${path} ${explain(error)}`, { cause: error });
  }
}

function explain(error: unknown): string {
  if (error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable) {
    return "is not writable";
  }
  if (error instanceof Deno.errors.AlreadyExists || error instanceof Deno.errors.NotADirectory) {
    return "is not a directory";
  }
  return `cannot be used: ${error instanceof Error ? error.message : error}`;
}
