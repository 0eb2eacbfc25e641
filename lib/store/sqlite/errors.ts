/**
 * The errors of SQLite as sentences for people, where they are faults of the disk and not of this program.
 *
 * @module
 */

import { ChatError } from "../../chat.ts";

/** The primary codes of https://www.sqlite.org/rescode.html that a user can do something about, and their own texts. */
const FAULTS: readonly (readonly [code: number, text: string, reason: string])[] = [
  [5, "database is locked", "the database is locked by another program"],
  [8, "attempt to write a readonly database", "the database cannot be written"],
  [10, "disk I/O error", "the disk reports an error"],
  [11, "database disk image is malformed", "the database is damaged"],
  [13, "database or disk is full", "the disk is full"],
  [14, "unable to open database file", "the file cannot be opened"],
  [26, "file is not a database", "the file is no database, or damaged"],
];
const LOCKED = 5;
const DAMAGED = 11;
const NO_DATABASE = 26;

/** The log of a database needs a page of its index, and there is no room: an I/O error that is a full disk. */
const SHARED_MEMORY_SIZE = 10 | 19 << 8;
const FULL = 13;

const RESTORE = "restore a backup";

/** Another program keeps the database locked: it may be free a moment later. */
export class LockedError extends ChatError {}

/** The primary result code of an error of SQLite, or `undefined`. */
export function primaryCode(error: unknown): number | undefined {
  const { errcode, code, message } = error as { errcode?: unknown; code?: unknown; message?: string };
  if (errcode === SHARED_MEMORY_SIZE) return FULL;
  if (typeof errcode === "number") return errcode & 0xff;
  // The errors of exec(), and of opening a file, have no code in Deno 2.7.
  if (code !== "ERR_SQLITE_ERROR") return undefined;
  return FAULTS.find(([, text]) => message?.startsWith(text))?.[0];
}

/** Whether an error of SQLite says that what is a database is damaged. */
export function isDamage(error: unknown): boolean {
  return primaryCode(error) === DAMAGED;
}

/**
 * A fault of the disk as a {@linkcode ChatError}; any other error as it is.
 *
 * @param what What could not be done.
 * @param advice What to do about a damaged database.
 */
export function toChatError(error: unknown, what: string, advice = RESTORE): unknown {
  const code = primaryCode(error);
  const reason = FAULTS.find(([known]) => known === code)?.[2];
  if (code === undefined || reason === undefined) return error;
  const message = `${what}: ${reason}${code === DAMAGED || code === NO_DATABASE ? `; ${advice}` : ""}`;
  return code === LOCKED ? new LockedError(message, { cause: error }) : new ChatError(message, { cause: error });
}
