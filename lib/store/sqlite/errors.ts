/**
 * The errors of SQLite as sentences for people, where they are faults of the disk and not of this program.
 *
 * @module
 */

import { StoreError } from "../errors.ts";

export { StoreError };

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

/** Whether an error of SQLite says that another program keeps the database locked: it may be free a moment later. */
export function isLocked(error: unknown): boolean {
  return error instanceof StoreError ? error.code === "store_locked" : primaryCode(error) === LOCKED;
}

/** Whether an error of SQLite is a fault of the disk, and not of this program. */
export function isDiskFault(error: unknown): boolean {
  return reasonOf(primaryCode(error)) !== undefined;
}

function reasonOf(code: number | undefined): string | undefined {
  return FAULTS.find(([known]) => known === code)?.[2];
}

/**
 * A fault of the disk as a {@linkcode StoreError}; any other error as it is.
 *
 * @param what What could not be done.
 * @param advice What to do about a damaged database.
 */
export function toChatError(error: unknown, what: string, advice = RESTORE): unknown {
  const code = primaryCode(error);
  const reason = reasonOf(code);
  if (reason === undefined) return error;
  const more = code === DAMAGED || code === NO_DATABASE ? `; ${advice}` : "";
  return new StoreError(what, reason + more, { code: code === LOCKED ? "store_locked" : "store_failed", cause: error });
}
