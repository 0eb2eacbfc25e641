/**
 * Entered lines, kept in a file from one run to the next, one for each name that somebody logs in with: the next person at
 * this machine recalls nothing of it. It must not know which lines are worth keeping: the caller passes neither passwords
 * nor texts.
 *
 * A file has one JSON string a line. Several clients may use it at once: each adds its lines at the end, and the one
 * that makes it shorter has it locked.
 *
 * @module
 */

import { decodeUtf8 } from "../../utf8.ts";

/** Lines that are kept. */
const LINES = 1_000;
/** Bytes that are kept: a few pasted programs, but not a thousand. */
const BYTES = 1 << 20;
/** Only the person who entered the lines may read them. */
const MODE = 0o600;

/** What is recalled from one run to the next. */
export interface InputHistory {
  /** The lines that `user` entered, the oldest first. */
  load(user: string): string[];
  /** Adds a line to those. If that is not possible, it is forgotten. */
  keep(user: string, line: string): void;
}

/** What is recalled out of `directory`, from which the one file that earlier versions kept for all is removed. */
export function openInputHistory(directory: string): InputHistory {
  const all = `${directory}/recall`;
  try {
    if (lstat(all)?.isFile) Deno.removeSync(all);
  } catch {
    // It is not read in any case.
  }
  const pathOf = (user: string) => `${all}-${encodeURIComponent(user.toLowerCase())}`;
  return {
    load: (user) => loadInputHistory(pathOf(user)),
    keep: (user, line) => keepInputHistory(pathOf(user), line),
  };
}

/** The lines that `path` keeps, the oldest first; what is damaged is left out, and what cannot be read is empty. */
export function loadInputHistory(path: string): string[] {
  try {
    using file = openFile(path, { read: true });
    return readLines(file);
  } catch {
    // Nothing to recall is no reason not to chat.
    return [];
  }
}

/** Adds `line` to those that `path` keeps, unless it is the last of them. If that is not possible, it is forgotten. */
export function keepInputHistory(path: string, line: string): void {
  try {
    using file = openFile(path, { read: true, write: true, create: true, mode: MODE });
    // Another client may be making it shorter.
    file.lockSync(true);
    if (Deno.build.os !== "windows") Deno.chmodSync(path, MODE);
    const lines = readLines(file);
    if (lines.at(-1) === line) return;
    const size = file.statSync().size;
    const added = encode([line]);
    if (lines.length < LINES && size + added.length <= BYTES) append(file, size, added);
    else shorten(file, [...lines, line]);
  } catch {
    // It can still be recalled as long as this client runs.
  }
}

/** Opens a file that is none but a file: to open another thing might wait for ever. */
function openFile(path: string, options: Deno.OpenOptions): Deno.FsFile {
  const found = lstat(path);
  if (found !== undefined && !found.isFile) throw new Deno.errors.NotSupported(path);
  return Deno.openSync(path, options);
}

function lstat(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.lstatSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** The last of the lines, as many as are kept. */
function readLines(file: Deno.FsFile): string[] {
  const { size } = file.statSync();
  const bytes = new Uint8Array(Math.min(size, BYTES));
  file.seekSync(size - bytes.length, Deno.SeekMode.Start);
  let length = 0;
  for (let count: number | null = 0; count !== null && length < bytes.length; length += count ?? 0) {
    count = file.readSync(bytes.subarray(length));
  }
  return decodeUtf8(bytes.subarray(0, length)).split("\n").flatMap(decode).slice(-LINES);
}

function decode(text: string): string[] {
  try {
    const line: unknown = JSON.parse(text);
    return typeof line === "string" && line !== "" && line.isWellFormed() ? [line] : [];
  } catch {
    return [];
  }
}

function encode(lines: readonly string[]): Uint8Array {
  return new TextEncoder().encode(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
}

/** Writes after the end; whatever a crash has left there stays a line of its own. */
function append(file: Deno.FsFile, size: number, added: Uint8Array): void {
  const last = new Uint8Array(1);
  if (size > 0) {
    file.seekSync(size - 1, Deno.SeekMode.Start);
    file.readSync(last);
  }
  file.seekSync(size, Deno.SeekMode.Start);
  const isWhole = size === 0 || last[0] === 0x0a;
  write(file, isWhole ? added : new Uint8Array([0x0a, ...added]));
}

/**
 * Keeps the newest of `lines`, and room for more. They are written over the oldest, and the rest is cut off after that:
 * where a crash comes between, the newest are still there.
 */
function shorten(file: Deno.FsFile, lines: readonly string[]): void {
  let first = lines.length;
  for (let size = 0; first > 0 && lines.length - first < LINES * 3 / 4; first--) {
    size += encode([lines[first - 1]!]).length;
    if (size > BYTES * 3 / 4) break;
  }
  const kept = encode(lines.slice(first));
  file.seekSync(0, Deno.SeekMode.Start);
  write(file, kept);
  file.truncateSync(kept.length);
}

function write(file: Deno.FsFile, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) written += file.writeSync(bytes.subarray(written));
}
