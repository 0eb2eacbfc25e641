/**
 * The directory in which a server keeps its data: only its owner may look into it, and only one server at a time works on
 * it. It knows no database.
 *
 * @module
 */

import { ChatError } from "../chat.ts";

/** Held by the server, with its process id in it; it stays when the server is gone. */
const LOCK = "server.pid";

/** Stands behind the process id until there is a chat: a first start that was broken off has lost nothing. */
const NEW = " new";

/** A data directory that exists and can be written. */
export interface DataDirectory extends Disposable {
  /** The path of the database file. */
  readonly database: string;
  /** Whether the database is missing or empty, though there was a server on it. */
  readonly isLost: boolean;
  /** Whether a server was at work on it when it was opened. */
  readonly isServed: boolean;
  /**
   * Keeps other servers out until this is disposed of.
   *
   * @throws {ChatError} If another server is at work, naming its process.
   */
  lock(): void;
  /** Notes that a chat is in the database: from now on a missing or empty file is a lost one. */
  noteChat(): void;
}

/** The path of the database file in a data directory, whether it is there or not. */
export function databaseIn(path: string): string {
  return `${path}/chat.sqlite`;
}

/** Whether there is a chat in a directory. */
export function hasChat(path: string): boolean {
  return sizeOf(databaseIn(path)) !== undefined;
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
  const database = databaseIn(path);
  if (!create && !hasChat(path)) {
    throw new ChatError(`There is no chat in ${path}: name its directory with --data`);
  }
  let lockFile: Deno.FsFile | undefined;
  const { isLost, isServed } = attempt(path, () => {
    Deno.mkdirSync(path, { recursive: true, mode: 0o700 });
    const server = lookForServer(`${path}/${LOCK}`);
    const isLost = !sizeOf(database) && server === "gone";
    openPrivate(database).close();
    return { isLost, isServed: server === "there" };
  });
  function note(text: string): void {
    const bytes = new TextEncoder().encode(text);
    attempt(path, () => {
      lockFile!.seekSync(0, Deno.SeekMode.Start);
      lockFile!.writeSync(bytes);
      // Only now: whenever this is broken off, what the file says of a chat is as it was, or as it will be.
      lockFile!.truncateSync(bytes.length);
    });
  }
  return {
    database,
    isLost,
    isServed,
    lock() {
      const file = attempt(path, () => openPrivate(`${path}/${LOCK}`));
      if (!file.tryLockSync(true)) {
        const pid = Number.parseInt(readText(file));
        file.close();
        throw new ChatError(`Cannot use ${path}: the server with process id ${pid} uses it`);
      }
      lockFile = file;
      note(`${Deno.pid}${isLost || sizeOf(database) ? "" : NEW}`);
    },
    noteChat: () => note(String(Deno.pid)),
    [Symbol.dispose]: () => lockFile?.close(),
  };
}

/** Whether a server is at work here, or was. */
function lookForServer(lock: string): "never" | "gone" | "there" {
  try {
    using file = Deno.openSync(lock, { read: true, write: true });
    if (!file.tryLockSync(true)) return "there";
    const text = readText(file);
    return text === "" || text.endsWith(NEW) ? "never" : "gone";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "never";
    throw error;
  }
}

/** The size of a file in bytes; `undefined` if it is not there. */
function sizeOf(path: string): number | undefined {
  try {
    return Deno.statSync(path).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    return NaN; // Whatever else is wrong with it shows when it is opened.
  }
}

function openPrivate(path: string): Deno.FsFile {
  return Deno.openSync(path, { read: true, write: true, create: true, mode: 0o600 });
}

function readText(file: Deno.FsFile): string {
  const buffer = new Uint8Array(32);
  return new TextDecoder().decode(buffer.subarray(0, file.readSync(buffer) ?? 0));
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
