/**
 * What is in files, for a backup and for a look through a store: contents beside a database, each under its hash. It knows
 * no database and no server.
 *
 * @module
 */

import { basename, dirname } from "node:path";
import { ChatError } from "../../../chat.ts";
import { copyContent, digest, isHash } from "../../files/contents.ts";
import { ENTRIES } from "./private_files.ts";

/** A content to which a database refers. */
export interface Referred {
  /** Its SHA-256, in hexadecimal. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  /** The number and the name of a file that has it. */
  readonly id: number;
  /** See {@linkcode Referred.id}. */
  readonly name: string;
}

/** Where the contents of a database lie: beside a backup, or in the data directory of a store. */
function contentsOf(database: string): string {
  const beside = `${database}.files`;
  if (isDirectory(beside) || basename(database) !== ENTRIES.database) return beside;
  return `${dirname(database)}/${ENTRIES.files}`;
}

/**
 * Makes sure that all contents are there, and are what their names say.
 *
 * @throws {ChatError} If one is not; it says how many, and names one.
 */
export async function verifyContents(contents: readonly Referred[], database: string): Promise<void> {
  const directory = contentsOf(database);
  const wrong: string[] = [];
  for (const { sha256, size, id, name } of contents) {
    const found = await digest(`${directory}/${sha256}`).catch(() => undefined);
    if (found?.sha256 === sha256 && found.size === size) continue;
    wrong.push(`${directory}/${sha256}, of file ${id} (${name}), is ${found === undefined ? "not there" : "damaged"}`);
  }
  if (wrong.length === 0) return;
  const more = wrong.length === 1 ? "" : `, and ${wrong.length - 1} more like it`;
  throw new ChatError(`${database} lacks what is in files: ${wrong[0]}${more}; restore it from a backup`);
}

/**
 * Copies contents to beside a backup; they are on disk when this resolves. What a backup that was killed has left there is
 * removed before, and all of it if this fails.
 *
 * @param target The path of the backup.
 * @throws {ChatError} If one is missing or damaged, or cannot be written.
 */
export async function copyContents(
  contents: readonly Referred[],
  store: string,
  target: string,
  signal: AbortSignal,
): Promise<void> {
  const [from, to] = [contentsOf(store), `${target}.files`];
  removeCopies(to);
  if (contents.length === 0) return;
  try {
    Deno.mkdirSync(to, { mode: 0o700 });
    for (const { sha256, id, name } of contents) {
      signal.throwIfAborted();
      if (await copyContent(`${from}/${sha256}`, `${to}/${sha256}`) === sha256) continue;
      throw new ChatError(`${from}/${sha256}, of file ${id} (${name}), is damaged; restore it from a backup`);
    }
    for (const each of [to, dirname(to)]) flushDirectory(each);
  } catch (error) {
    removeCopies(to);
    throw error;
  }
}

/** Brings to the disk which files a directory has. */
export function flushDirectory(path: string): void {
  if (Deno.build.os === "windows") return; // Which does it by itself.
  using directory = Deno.openSync(path);
  directory.syncSync();
}

/** Removes contents, and their directory. @throws {ChatError} If something else lies there. */
export function removeCopies(path: string): void {
  if (!isDirectory(path)) return;
  for (const { name, isFile } of [...Deno.readDirSync(path)]) {
    if (!isFile || !isHash(name)) throw new ChatError(`Cannot make the backup: ${path} exists`);
    Deno.removeSync(`${path}/${name}`);
  }
  Deno.removeSync(path);
}

function isDirectory(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}
