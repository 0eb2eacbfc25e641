/**
 * The directory in which a chat is kept: only its owner may look into it, and one process at a time works on it, a server
 * or a command of its operator. It knows no database.
 *
 * @module
 */

import { ChatError } from "../../../chat.ts";
import { checkPrivate, ENTRIES } from "./private_files.ts";

/** After the process id in the lock file until a chat was kept: a first start that was broken off has lost nothing. */
const NEW = " new";

/** A data directory that this process works on, and no other. */
export interface DataDirectory extends Disposable {
  /** The path of the directory, as it was given. */
  readonly path: string;
  /** The path of the database file. */
  readonly database: string;
  /** Whether the database is missing or empty, though a chat was kept here. */
  readonly isLost: boolean;
  /**
   * Takes the directory's lock again, if somebody removed its file: without it, commands would not find the server.
   *
   * @returns Whether that was so.
   */
  keepLock(): boolean;
  /** Notes that a chat is in the database: from now on a missing or empty file is a lost one. */
  noteChat(): void;
}

/** Options of {@linkcode claimDataDirectory}. */
export interface ClaimOptions {
  /** Called with what the operator should know of the files. @default nobody */
  readonly onNotice?: (sentence: string) => void;
}

/** The path of the database file in a data directory, whether it is there or not. */
export function databaseIn(path: string): string {
  return `${path}/${ENTRIES.database}`;
}

/** Whether there is a chat in a directory, or was: what is left of one is enough. */
export function hasChat(path: string): boolean {
  return [ENTRIES.database, ENTRIES.log, ENTRIES.lock].some((name) => sizeOf(`${path}/${name}`) !== undefined);
}

/**
 * Takes a data directory for this process until it is disposed of, and makes what is not there, for its owner only.
 *
 * @returns `undefined` if another process works on it.
 * @throws {ChatError} If it cannot be made or written, or if others may write to it.
 */
export function claimDataDirectory(
  path: string,
  { onNotice = () => {} }: ClaimOptions = {},
): DataDirectory | undefined {
  const database = databaseIn(path);
  return attempt(path, () => {
    Deno.mkdirSync(path, { recursive: true, mode: 0o700 });
    checkPrivate(path, onNotice);
    using claim = new DisposableStack();
    const lockPath = `${path}/${ENTRIES.lock}`;
    let lock = openPrivate(lockPath);
    claim.defer(() => lock.close());
    if (!lock.tryLockSync(true)) return undefined;
    removeOperatorAddress(path); // Of a server that was killed: what it says is not true any more.
    const before = readText(lock);
    const isEmpty = !sizeOf(database);
    const isNew = isEmpty && (before === "" || before.endsWith(NEW));
    const isLost = isEmpty && !isNew;
    writeText(lock, `${Deno.pid}${isNew ? NEW : ""}`);
    if (sizeOf(database) === undefined && !isLost) openPrivate(database).close(); // Nobody has opened it yet.
    const files = claim.move();
    return {
      path,
      database,
      isLost,
      keepLock: () =>
        attempt(path, () => {
          if (isSameFile(lock, lockPath)) return false;
          const again = openPrivate(lockPath);
          if (!again.tryLockSync(true)) { // A command has it for a moment, and will find that the store is open.
            again.close();
            return false;
          }
          lock.close();
          lock = again;
          writeText(lock, String(Deno.pid));
          return true;
        }),
      noteChat: () => attempt(path, () => writeText(lock, String(Deno.pid))),
      [Symbol.dispose]: () => files.dispose(),
    };
  });
}

/** The id of the process that works on a directory, or did last; `undefined` if it cannot be told. */
export function readHolder(path: string): number | undefined {
  try {
    return parseInt(Deno.readTextFileSync(`${path}/${ENTRIES.lock}`)) || undefined;
  } catch {
    return undefined;
  }
}

/** Where the server that works on a directory takes the commands of its operator, and what it knows them by. */
export interface OperatorAddress {
  /** A port of this machine. */
  readonly port: number;
  /** What a command has to show, 64 hexadecimal digits: only the owner of the directory can read it. */
  readonly secret: string;
}

/** Tells the commands of the operator where the server is. */
export function writeOperatorAddress(path: string, address: OperatorAddress): void {
  attempt(path, () => {
    // Whole or not at all, and nobody's but the owner's from the first moment on.
    const part = `${path}/${ENTRIES.control}.part`;
    removeFile(part);
    Deno.writeTextFileSync(part, JSON.stringify(address), { createNew: true, mode: 0o600 });
    Deno.renameSync(part, `${path}/${ENTRIES.control}`);
  });
}

/** Where the server of a directory is, if there is one that says so. */
export function readOperatorAddress(path: string): OperatorAddress | undefined {
  try {
    const { port, secret } = JSON.parse(Deno.readTextFileSync(`${path}/${ENTRIES.control}`));
    return typeof port === "number" && typeof secret === "string" ? { port, secret } : undefined;
  } catch {
    return undefined; // It is about to start or to stop, or is of an older version.
  }
}

/** Tells that there is no server any more. On a disk that takes nothing it stays: nobody is there who would answer. */
export function removeOperatorAddress(path: string): void {
  try {
    removeFile(`${path}/${ENTRIES.control}`);
  } catch {
    // The next command or server takes it away, or finds nobody there.
  }
}

function removeFile(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
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

/** Whether a file that is open still has its name. */
function isSameFile(file: Deno.FsFile, path: string): boolean {
  try {
    const [open, named] = [file.statSync(), Deno.lstatSync(path)];
    return open.dev === named.dev && open.ino === named.ino;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function openPrivate(path: string): Deno.FsFile {
  return Deno.openSync(path, { read: true, write: true, create: true, mode: 0o600 });
}

function readText(file: Deno.FsFile): string {
  const buffer = new Uint8Array(32);
  return new TextDecoder().decode(buffer.subarray(0, file.readSync(buffer) ?? 0));
}

function writeText(file: Deno.FsFile, text: string): void {
  const bytes = new TextEncoder().encode(text);
  file.seekSync(0, Deno.SeekMode.Start);
  file.writeSync(bytes);
  // Only now: whenever this is broken off, what the file says of a chat is as it was, or as it will be.
  file.truncateSync(bytes.length);
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof ChatError) throw error;
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
