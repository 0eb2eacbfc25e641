/**
 * `ngobrol-server restore FILE`: puts a backup in the place of the store, and keeps what was there beside it. At whatever
 * moment it is killed, there is the old store, or the new one, or none at all, which a server refuses to take for a new one:
 * the same command then goes on.
 *
 * @module
 */

import { ChatError } from "../../../chat.ts";
import { CLOCKS } from "../../../clock.ts";
import type { StoreContents } from "../../../store/store.ts";
import { UsageError } from "../../../usage_error.ts";
import { claimDataDirectory, readHolder } from "./data_directory.ts";
import { flushDirectory, removeCopies } from "./file_copies.ts";
import { print } from "../print.ts";
import { ENTRIES } from "./private_files.ts";
import { describeContents } from "./store_command.ts";

/** What a store is made of. Its log goes after it: alone the file would be a store that lacks what the log has. */
const PARTS = [ENTRIES.database, ENTRIES.log, ENTRIES.index, ENTRIES.files] as const;

/** The copy of the backup until it is in its place, and what the old store is called until then and after that. */
const COPY = "restored.sqlite";
const OLD = "replaced-";
const UNFINISHED = ".part";

/** What {@linkcode runRestoreCommand} works with. */
export interface RestoreOptions {
  /** The data directory. */
  readonly directory: string;
  /** Looks through a store. @throws {ChatError} If it is damaged. */
  verify(file: string): Promise<StoreContents>;
  /** Copies a store with what is in its files to a new file, flushed and looked through. */
  backUp(file: string, target: string): Promise<StoreContents>;
  /** Called with what the operator should know of the files. */
  readonly onNotice: (sentence: string) => void;
}

/**
 * Runs the command.
 *
 * @param words What stands after `restore`.
 * @throws {ChatError} If a server runs, the backup is damaged, or it cannot be put there: then all is as it was.
 */
export async function runRestoreCommand(words: readonly string[], options: RestoreOptions): Promise<void> {
  const [file, extra] = words;
  if (!file) throw new UsageError("Say from what: restore FILE");
  if (extra !== undefined) throw new UsageError(`There is one file too many: ${extra}`);
  const { directory, onNotice } = options;
  await options.verify(file); // Before a directory is made for it.
  using data = claimDataDirectory(directory, { onNotice });
  if (data === undefined) {
    const pid = readHolder(directory);
    throw new ChatError(`Cannot restore: process ${pid ?? "unknown"} works on ${directory}; stop the server first`);
  }
  const old = findUnfinished(directory);
  const copy = `${directory}/${COPY}`;
  remove(copy); // Of a restore that was killed.
  const contents = await options.backUp(file, copy);
  const kept = attempt(directory, () => exchange(directory, copy, old));
  data.noteChat();
  const where = kept === undefined ? "" : `; what was there is in ${kept}`;
  await print(`${directory} holds ${describeContents(contents)}${where}`);
}

/**
 * Moves the old store away and the copy to its place, which is the last step.
 *
 * @returns Where the old one is, if there was one.
 */
function exchange(directory: string, copy: string, unfinished: string | undefined): string | undefined {
  const name = new Date(CLOCKS.wall()).toISOString().slice(0, 19).replaceAll(":", "-");
  const old = unfinished ?? `${directory}/${OLD}${name}Z${UNFINISHED}`;
  Deno.mkdirSync(old, { recursive: true, mode: 0o700 });
  for (const part of PARTS) {
    const [from, to] = [`${directory}/${part}`, `${old}/${part}`];
    if (!isThere(from)) continue;
    if (part === ENTRIES.files && isThere(to)) removeCopies(from); // Of the backup of a restore that was killed.
    else if (part === ENTRIES.database && Deno.statSync(from).size === 0) Deno.removeSync(from); // Of a new directory.
    else Deno.renameSync(from, to);
  }
  flushDirectory(old);
  flushDirectory(directory);
  if (isThere(`${copy}.files`)) Deno.renameSync(`${copy}.files`, `${directory}/${ENTRIES.files}`);
  flushDirectory(directory);
  Deno.renameSync(copy, `${directory}/${ENTRIES.database}`);
  const kept = finish(old);
  flushDirectory(directory);
  return kept;
}

/** Gives an old store the name under which it stays; removes its directory if there was none. */
function finish(old: string): string | undefined {
  if ([...Deno.readDirSync(old)].length === 0) {
    Deno.removeSync(old);
    return undefined;
  }
  const base = old.slice(0, -UNFINISHED.length);
  let kept = base;
  for (let number = 2; isThere(kept); number++) kept = `${base}-${number}`;
  Deno.renameSync(old, kept);
  return kept;
}

/** Where a restore that was killed had begun to move the old store; finishes one that had only its name left to do. */
function findUnfinished(directory: string): string | undefined {
  return attempt(directory, () => {
    for (const { name, isDirectory } of [...Deno.readDirSync(directory)]) {
      if (!isDirectory || !name.startsWith(OLD) || !name.endsWith(UNFINISHED)) continue;
      const old = `${directory}/${name}`;
      const isDone = isThere(`${old}/${ENTRIES.database}`) && isThere(`${directory}/${ENTRIES.database}`);
      if (!isDone) return old;
      finish(old);
    }
    return undefined;
  });
}

function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function remove(copy: string): void {
  if (isThere(copy)) Deno.removeSync(copy);
}

function attempt<T>(directory: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof ChatError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const how = `${reason}; the same command again goes on where it was`;
    throw new ChatError(`Cannot restore in ${directory}: ${how}`, { cause: error });
  }
}
