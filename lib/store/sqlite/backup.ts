/**
 * What an operator does with a SQLite store beside using it, whether a server runs on it or not: a backup, and a look
 * through everything in it.
 *
 * @module
 */

import { backup, DatabaseSync } from "node:sqlite";
import { dirname } from "node:path";
import { ChatError } from "../../chat.ts";
import { adviseRestore, checkFiles, findDamage, findLogDamage } from "./check.ts";
import { toChatError } from "./errors.ts";
import { versionOf } from "./schema.ts";

/** Milliseconds to wait for another process that has the database for itself. */
const TIMEOUT = 5_000;

/** How much a store holds. */
export interface Contents {
  readonly accounts: number;
  readonly messages: number;
  readonly unread: number;
}

/**
 * Looks through the store in `file`.
 *
 * @throws {ChatError} If it is damaged, or is none.
 */
export async function verifySqlite(file: string): Promise<Contents> {
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
 * Copies the store in `file`, as it is at this moment, to a new file that only its owner may read. Whoever writes to the
 * store meanwhile is not held up.
 *
 * @returns What is in the backup.
 * @throws {ChatError} If the store is damaged, the new file exists or cannot be written.
 */
export async function backUpSqlite(file: string, target: string): Promise<Contents> {
  if (exists(target)) throw new ChatError(`Cannot make the backup: ${target} exists`);
  // Not at its place before it is whole and on disk.
  const part = `${target}.${Deno.pid}.part`;
  try {
    Deno.openSync(part, { write: true, createNew: true, mode: 0o600 }).close();
    // In one step: between two steps a commit of the server would make it begin anew. VACUUM INTO, which asks for no
    // steps, needs more permissions than a program of Deno's should have.
    await withDatabase(file, (database) => backup(database, part, { rate: 0x7fffffff }));
    leaveLog(part);
    flush(part);
    const contents = await verifySqlite(part);
    Deno.renameSync(part, target);
    flush(dirname(target));
    return contents;
  } catch (error) {
    if (exists(part)) Deno.removeSync(part);
    if (error instanceof ChatError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ChatError(`Cannot make the backup ${target}: ${reason}`, { cause: error });
  }
}

/** Makes of a database that is one file and a log one that is one file, until a server opens it. */
function leaveLog(file: string): void {
  using database = new DatabaseSync(file);
  database.prepare("PRAGMA journal_mode = DELETE").get();
}

async function withDatabase<T>(file: string, action: (database: DatabaseSync) => T | Promise<T>): Promise<T> {
  if (!exists(file)) throw new ChatError(`There is no store ${file}`);
  let database: DatabaseSync | undefined;
  try {
    checkFiles(file, true);
    database = new DatabaseSync(file, { readOnly: true, timeout: TIMEOUT });
    return await action(database);
  } catch (error) {
    throw toChatError(error, `Cannot read the store ${file}`, adviseRestore(file));
  } finally {
    database?.close();
  }
}

function count(database: DatabaseSync): Contents {
  const number = (sql: string) => Number(database.prepare(`SELECT count(*) AS count FROM ${sql}`).get()?.["count"]);
  return {
    accounts: number("accounts WHERE removed_at IS NULL"),
    messages: number("messages"),
    unread: number("messages WHERE read_at IS NULL"),
  };
}

function flush(path: string): void {
  // Windows does not open a directory, and needs none to be flushed.
  if (Deno.build.os === "windows" && Deno.statSync(path).isDirectory) return;
  using file = Deno.openSync(path);
  file.syncSync();
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw new ChatError(`Cannot look at ${path}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}
