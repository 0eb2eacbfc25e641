/**
 * What an operator does with a SQLite store beside using it, whether a server runs on it or not: a copy, and a look
 * through everything in it.
 *
 * @module
 */

import { backup, DatabaseSync } from "node:sqlite";
import { ChatError } from "../../chat.ts";
import type { StoreContents } from "../store.ts";
import { adviseRestore, checkFiles, findDamage, findLogDamage } from "./check.ts";
import { primaryCode, toChatError } from "./errors.ts";
import { CONVERSATIONS_SINCE, FILES_SINCE, versionOf } from "./schema.ts";
import { RECEIVED } from "./statements.ts";

/** Milliseconds to wait for another process that has the database for itself. */
const TIMEOUT = 5_000;

/** The codes of SQLite that say something of the store that is copied, and not of the copy: locked, damaged, none. */
const OF_SOURCE: readonly (number | undefined)[] = [5, 11, 26];

/**
 * Looks through the store in `file`.
 *
 * @throws {ChatError} If it is damaged, or is none.
 */
export async function verifySqlite(file: string): Promise<StoreContents> {
  return await withDatabase(file, (database) => {
    // One moment for all that is looked at: a server beside it goes on, and begins no log anew as long as this lasts.
    database.exec("BEGIN");
    const version = versionOf(database);
    const damage = findLogDamage(file) ?? findDamage(database);
    if (damage !== undefined) throw new ChatError(`${file} is damaged (${damage}); ${adviseRestore(file)}`);
    if (version === 0) throw new ChatError(`${file} is no store of ngobrol`);
    return count(database);
  });
}

/**
 * Copies the store in `file`, as it is at this moment, to the file `part`, which is empty, and flushes that. Takes as long as
 * it takes.
 *
 * @param options `target`: how the copy is called in the end, for the errors. `isOpenHere`: whether this process has the
 * store open. Then nobody but SQLite may open its files: to close one would take SQLite's locks away, on Unix, and the next
 * program to leave the store would take itself for the last one and throw away a log that is in use.
 * @returns What is in the copy.
 * @throws {ChatError} If the store is damaged, or the copy cannot be written.
 */
export async function copySqlite(
  { file, part, target, isOpenHere = false }: {
    readonly file: string;
    readonly part: string;
    readonly target: string;
    readonly isOpenHere?: boolean | undefined;
  },
): Promise<StoreContents> {
  const look = isOpenHere ? () => {} : checkFiles;
  await withDatabase(file, async (database) => {
    try {
      // In one step: between two steps a commit of the server would make it begin anew. VACUUM INTO, which asks for no
      // steps, needs more permissions than a program of Deno's should have.
      await backup(database, part, { rate: 0x7fffffff });
    } catch (error) {
      throw OF_SOURCE.includes(primaryCode(error)) ? error : toChatError(error, `Cannot make the backup ${target}`);
    }
  }, look);
  try {
    leaveLog(part);
    flush(part);
  } catch (error) {
    throw toChatError(error, `Cannot make the backup ${target}`);
  }
  return await verifySqlite(part);
}

/** Makes of a database that is one file and a log one that is one file, until a server opens it. */
function leaveLog(file: string): void {
  using database = new DatabaseSync(file);
  database.prepare("PRAGMA journal_mode = DELETE").get();
}

async function withDatabase<T>(
  file: string,
  action: (database: DatabaseSync) => T | Promise<T>,
  look: (file: string, isLost: boolean) => void = checkFiles,
): Promise<T> {
  if (!exists(file)) throw new ChatError(`There is no store ${file}`);
  if (!Deno.statSync(file).isFile) throw new ChatError(`Cannot read the store ${file}: it is no regular file`);
  let database: DatabaseSync | undefined;
  try {
    look(file, true);
    database = new DatabaseSync(file, { readOnly: true, timeout: TIMEOUT });
    return await action(database);
  } catch (error) {
    throw toChatError(error, `Cannot read the store ${file}`, adviseRestore(file));
  } finally {
    database?.close();
  }
}

function count(database: DatabaseSync): StoreContents {
  const number = (sql: string) => Number(database.prepare(`SELECT count(*) AS count FROM ${sql}`).get()?.["count"]);
  return {
    accounts: number("accounts WHERE removed_at IS NULL"),
    messages: number("messages"),
    files: versionOf(database) < FILES_SINCE ? 0 : number("files"),
    unread: versionOf(database) < CONVERSATIONS_SINCE
      ? number("messages WHERE read_at IS NULL")
      : countUnread(database),
  };
}

function countUnread(database: DatabaseSync): number {
  const sql = `SELECT coalesce(sum(${RECEIVED} - read_count), 0) AS count FROM members ` +
    "JOIN conversations ON conversations.id = conversation WHERE kind = 'direct'";
  return Number(database.prepare(sql).get()?.["count"]);
}

/** The contents to which the files of a store refer, each with one of the files that have it. */
export async function contentsIn(file: string): Promise<{ sha256: string; size: number; id: number; name: string }[]> {
  return await withDatabase(file, (database) => {
    if (versionOf(database) < FILES_SINCE) return [];
    const rows = database.prepare("SELECT sha256, size, min(message) AS id, name FROM files GROUP BY sha256").all();
    return rows.map(({ sha256, size, id, name }) => ({
      ...{ sha256: String(sha256), size: Number(size), id: Number(id), name: String(name) },
    }));
  });
}

/** Brings a file or a directory to the disk. */
export function flush(path: string): void {
  // Windows does not open a directory, and needs none to be flushed; a file it flushes for a writer of it.
  const { isDirectory } = Deno.statSync(path);
  if (Deno.build.os === "windows" && isDirectory) return;
  using file = Deno.openSync(path, { read: true, write: !isDirectory });
  file.syncSync();
}

/** Whether there is a file. @throws {ChatError} If that cannot be told. */
export function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw new ChatError(`Cannot look at ${path}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}
