/**
 * `ngobrol-server move --from sqlite:DIR --to postgres://...`, and back: takes a chat from one kind of a store to the other. What
 * was broken off goes on; nothing is taken for whole before both were read and compared.
 *
 * @module
 */

import { ChatError } from "../../../chat.ts";
import { compareRows, type MoveProgress, moveRows } from "../../../store/move/move.ts";
import { PostgresEnd } from "../../../store/move/postgres_end.ts";
import { SqliteEnd } from "../../../store/move/sqlite_end.ts";
import { createDepot } from "../../../store/postgres/depot.ts";
import { readPlace } from "../../../store/postgres/place.ts";
import { openSqlite } from "../../../store/sqlite/sqlite_store.ts";
import { stderr } from "../../../output.ts";
import { UsageError } from "../../../usage_error.ts";
import { Contents } from "../../files/contents.ts";
import { print } from "../print.ts";
import { claimDataDirectory, type DataDirectory, hasChat, readHolder } from "./data_directory.ts";
import { ENTRIES } from "./private_files.ts";

/** A store that is not whole yet. */
const UNFINISHED = "moved.sqlite";

const ENCODER = new TextEncoder();

/** Bytes of a content that are moved at once. */
const PIECE = 256 * 1024;

/** Where a store is: in a data directory, or in a database. */
type MovePlace = { readonly directory: string } | { readonly url: string } | { readonly file: string };

/** What {@linkcode runMoveCommand} works with. */
export interface MoveOptions {
  /** `--from` and `--to`. */
  readonly from: string | undefined;
  /** See `from`. */
  readonly to: string | undefined;
  /** The file of passwords, see `readPlace`. */
  readonly passwordFile: string | undefined;
  /** Whether a database without a standby is good enough. */
  readonly isUnsafe: boolean;
  /** Ends it between two parts. */
  readonly signal: AbortSignal;
  /** Called with what the operator should know. */
  readonly onNotice: (sentence: string) => void;
}

/** Runs the command. @throws {ChatError} If it cannot be done, or what was moved is not the same. */
export async function runMoveCommand(words: readonly string[], options: MoveOptions): Promise<void> {
  if (words.length > 0) throw new UsageError(`move takes no ${words[0]}`);
  const [from, to] = [readPlaceOf(options.from, "--from"), readPlaceOf(options.to, "--to")];
  if ("directory" in from && !("directory" in to)) return await toPostgres(from.directory, to, options);
  if ("directory" in to && !("directory" in from)) return await toSqlite(from, to.directory, options);
  throw new UsageError("move goes from sqlite:DIR to a database, or from one to sqlite:DIR");
}

function readPlaceOf(text: string | undefined, flag: string): MovePlace {
  const [, kind, rest] = /^(sqlite|file):(.+)$/s.exec(text ?? "") ?? [];
  if (kind === "sqlite") return { directory: rest! };
  if (kind === "file") return { file: rest! };
  if (text !== undefined && /^postgres(ql)?:\/\//.test(text)) return { url: text };
  throw new UsageError(`${flag} takes sqlite:DIR, postgres://USER@HOST/DATABASE, or file:FILE with such a URL in it`);
}

async function toPostgres(
  directory: string,
  to: { readonly url: string } | { readonly file: string },
  options: MoveOptions,
): Promise<void> {
  if (!hasChat(directory)) throw new ChatError(`There is no chat in ${directory}`);
  using data = claim(directory, options);
  const { database, isLost } = data;
  await (await openSqlite(database, { check: true, isLost }))[Symbol.asyncDispose](); // Brings its tables up to date.
  using source = new SqliteEnd(database, directory, false);
  using target = await openEnd(to, options, true);
  const tell = describeProgress();
  await moveRows(source, target, tell, options.signal);
  const depot = createDepot((sql, values) => target.run(sql, values));
  const shared = await Contents.open(`${directory}/${ENTRIES.files}`, depot);
  const own = await Contents.open(`${directory}/${ENTRIES.files}`);
  let files = 0;
  for await (const { sha256, size } of own.list()) {
    options.signal.throwIfAborted();
    await copyContent(own, shared, { sha256, size });
    files++;
  }
  const counts = await compareRows(source, target, tell, options.signal);
  await target.finish();
  await describeEnd(counts, files, target.name);
}

async function toSqlite(
  from: { readonly url: string } | { readonly file: string },
  directory: string,
  options: MoveOptions,
): Promise<void> {
  using data = claim(directory, options);
  if (Deno.statSync(data.database).size > 0) throw new ChatError(`There is a chat in ${directory} already`);
  using source = await openEnd(from, options, false);
  const file = `${directory}/${UNFINISHED}`;
  const tell = describeProgress();
  let counts: Map<string, number>;
  let files = 0;
  {
    Deno.openSync(file, { create: true, write: true, mode: 0o600 }).close();
    using target = new SqliteEnd(file, directory, true);
    await moveRows(source, target, tell, options.signal);
    const depot = createDepot((sql, values) => source.run(sql, values));
    const shared = await Contents.open(`${directory}/${ENTRIES.files}`, depot);
    const own = await Contents.open(`${directory}/${ENTRIES.files}`);
    for await (const content of shared.list()) {
      options.signal.throwIfAborted();
      await copyContent(shared, own, content);
      files++;
    }
    target.finish();
    counts = await compareRows(source, target, tell, options.signal);
  }
  Deno.renameSync(file, data.database);
  data.noteChat();
  await describeEnd(counts, files, directory);
}

function claim(directory: string, { onNotice }: MoveOptions): DataDirectory {
  const data = claimDataDirectory(directory, { onNotice });
  if (data !== undefined) return data;
  throw new ChatError(
    `Cannot move: process ${readHolder(directory) ?? "unknown"} works on ${directory}; stop the server first`,
  );
}

async function openEnd(
  from: { readonly url: string } | { readonly file: string },
  { isUnsafe, onNotice, passwordFile }: MoveOptions,
  isNew: boolean,
): Promise<PostgresEnd> {
  const { place, rootCertificate } = readPlace(from, passwordFile);
  return await PostgresEnd.open(place, { isUnsafe: isUnsafe || !isNew, rootCertificate, isNew, onTrouble: onNotice });
}

/** Copies a content, which is checked by its name where it arrives. */
async function copyContent(
  from: Contents,
  to: Contents,
  { sha256, size }: { readonly sha256: string; readonly size: number },
): Promise<void> {
  const partial = to.begin();
  for (let at = 0; at < size; at += PIECE) {
    await partial.append(await from.read(sha256, at, Math.min(PIECE, size - at)));
  }
  using _ = await partial.keep(sha256);
}

/** A line that goes on at a terminal; else one for each table. */
function describeProgress(): (progress: MoveProgress) => void {
  let last = "";
  return ({ step, table, done, total }) => {
    const part = total === 0 ? 1 : Math.min(1, done / total);
    const bar = "#".repeat(Math.round(part * 20)).padEnd(20, ".");
    const line = `${step} ${table.padEnd(13)} [${bar}] ${Math.round(100 * part)} % of ${total}`;
    if (line === last) return;
    if (Deno.stderr.isTerminal()) void stderr.write(ENCODER.encode(`\r${line}\x1b[K${part === 1 ? "\n" : ""}`));
    else if (part === 1) stderr.line(line);
    last = line;
  };
}

async function describeEnd(counts: ReadonlyMap<string, number>, files: number, name: string): Promise<void> {
  const count = (table: string) => counts.get(table) ?? 0;
  await print(
    `${name} has ${count("accounts")} accounts, ${count("conversations")} conversations, ${
      count("messages")
    } messages and ` +
      `${files} content${files === 1 ? "" : "s"} of files; all tables were read again and are the same`,
  );
}
