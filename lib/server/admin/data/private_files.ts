/**
 * Whether the files of a chat are their owner's alone: another user who may write to them, or puts something else in
 * their places, could change accounts or let the server write where it should not. It opens none of them.
 *
 * @module
 */

import { ChatError } from "../../../chat.ts";

/** What lies in a data directory, by what it is for. */
export const ENTRIES = {
  database: "chat.sqlite",
  log: "chat.sqlite-wal",
  index: "chat.sqlite-shm",
  /** Locked by the process that works on the directory; it stays when that is gone. */
  lock: "server.pid",
  /** A directory: what is in files. */
  files: "files",
  /** A directory: the backups that a server makes by itself. */
  backups: "backups",
  /** Where a server takes commands, while it runs. */
  control: "server.control",
  /** The code of a class, if it is kept. */
  code: "class-code",
} as const;

/** The bits of a mode by which others than the owner may write, and by which anybody but the owner may do anything. */
const OTHERS_WRITE = 0o002;
const NOT_OWNER = 0o077;

/**
 * Looks at a data directory and what lies in it. A file of ours that others may read is made private.
 *
 * @param onNotice Called with what was found and is not refused.
 * @throws {ChatError} If something else lies in the place of a file, or others own or may change what is there.
 */
export function checkPrivate(path: string, onNotice: (sentence: string) => void): void {
  const owner = Deno.build.os === "windows" ? null : Deno.uid();
  const directory = Deno.statSync(path);
  if (!directory.isDirectory) throw new ChatError(`Cannot open the store: ${path} is not a directory`);
  if (owner !== null) checkDirectory(path, directory, owner, onNotice);
  const isOpen = (directory.mode! & NOT_OWNER) !== 0;
  for (const name of Object.values(ENTRIES).filter((name) => name !== ENTRIES.files && name !== ENTRIES.backups)) {
    checkFile(`${path}/${name}`, owner, isOpen ? onNotice : () => {});
  }
}

function checkDirectory(path: string, info: Deno.FileInfo, owner: number, onNotice: (sentence: string) => void): void {
  if (info.uid !== owner && info.uid !== 0) {
    throw new ChatError(
      `Cannot open the store: ${path} belongs to another user; name a directory of your own with --data`,
    );
  }
  if (!(info.mode! & OTHERS_WRITE)) return;
  if (hasModes(path)) {
    throw new ChatError(`Cannot open the store: everybody on this machine may write to ${path}; chmod 700 it`);
  }
  onNotice(`${path} is on a file system without owners: everybody who uses this machine can read and change the chat`);
}

function checkFile(path: string, owner: number | null, onNotice: (sentence: string) => void): void {
  let info: Deno.FileInfo;
  try {
    info = Deno.lstatSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw error;
  }
  if (!info.isFile) throw new ChatError(`Cannot open the store: ${path} is not a regular file`);
  if (owner === null) return;
  if (info.uid !== owner) throw new ChatError(`Cannot open the store: ${path} belongs to another user; chown it`);
  if (!(info.mode! & NOT_OWNER)) return;
  try {
    Deno.chmodSync(path, 0o600);
  } catch {
    return; // A file system without modes, of which the directory tells.
  }
  onNotice(`${path} could be read by others on this machine; now only its owner may`);
}

/** Whether the file system of a directory keeps modes: those of memory sticks and of Windows do not. */
function hasModes(directory: string): boolean {
  const path = Deno.makeTempFileSync({ dir: directory, prefix: "server.", suffix: ".part" });
  try {
    Deno.chmodSync(path, 0o600);
    return (Deno.statSync(path).mode! & NOT_OWNER) === 0;
  } catch {
    return false;
  } finally {
    Deno.removeSync(path);
  }
}

/**
 * Writes a file that only its owner may read, in the place of the one that is there.
 *
 * @throws {ChatError} If it cannot be written.
 */
export function writePrivate(path: string, text: string): void {
  const part = `${path}.part`;
  try {
    Deno.removeSync(part);
  } catch {
    // There is none as a rule.
  }
  try {
    Deno.writeTextFileSync(part, text, { createNew: true, mode: 0o600 });
    Deno.renameSync(part, path);
  } catch (error) {
    throw new ChatError(`Cannot write ${path}: ${(error as Error).message}`, { cause: error });
  }
}
