/**
 * The files of what waits to be sent: lines of JSON, each a message, a first attempt at one, or that one waits no longer.
 * Programs of one user that run together have a file each. It knows no server, and not what becomes of a message.
 *
 * @module
 */

import { hasControl, isConversation, isUuid } from "../../chat.ts";
import { decodeUtf8 } from "../../utf8.ts";

/** A message that waits. */
export interface Unsent {
  /** What the server knows it by, however often it is sent: a UUID. */
  readonly key: string;
  /** The receiver's user name. */
  readonly to: string;
  /** What was written, trimmed. */
  readonly text: string;
  /** When it was written, in milliseconds since 1970. */
  readonly at: number;
  /** When it was first tried to send it, in milliseconds since 1970; absent: never. */
  readonly tried?: number;
}

/** Programs of one user that may run at the same time and keep what they send. */
const MOST_FILES = 9;

/** A file with what waits for a server and a user, held as long as it is open. */
export class OutboxFile {
  readonly #file: Deno.FsFile;
  #isSynced = true;

  private constructor(file: Deno.FsFile) {
    this.#file = file;
  }

  /** Opens it; `undefined` if another program has it. */
  static open(path: string, { create }: { create: boolean }): OutboxFile | undefined {
    // Not for appending: on Windows such a file cannot be emptied.
    const file = Deno.openSync(path, { read: true, write: true, create, mode: 0o600 });
    if (file.tryLockSync(true)) return new OutboxFile(file);
    file.close();
    return undefined;
  }

  /** What it holds; damaged lines count for nothing. */
  read(): Unsent[] {
    const bytes = new Uint8Array(this.#file.statSync().size);
    let length = 0;
    this.#file.seekSync(0, Deno.SeekMode.Start);
    for (let count = 1; count > 0 && length < bytes.length; length += count) {
      count = this.#file.readSync(bytes.subarray(length)) ?? 0;
    }
    const text = decodeUtf8(bytes.subarray(0, length));
    // A line that was cut would take the next one with it.
    if (text !== "" && !text.endsWith("\n")) this.#write("\n");
    return readUnsent(text);
  }

  /** Appends records, each a line of JSON; throws what the file system says. */
  append(records: readonly object[]): void {
    this.#write(records.map((record) => `${JSON.stringify(record)}\n`).join(""));
    this.#isSynced = false;
  }

  /** Resolves when all that was appended is on disk. */
  async sync(): Promise<void> {
    if (this.#isSynced) return;
    this.#isSynced = true;
    await this.#file.syncData();
  }

  /** The same, at once. */
  syncNow(): void {
    this.#file.syncDataSync();
    this.#isSynced = true;
  }

  /** Removes all records. */
  empty(): void {
    this.#file.truncateSync(0);
  }

  /** Gives up the lock and closes the file. */
  close(): void {
    // A child that this process is starting elsewhere has the file too for a moment, and would keep the lock; not on
    // Windows, where Wine's unlock fails.
    if (Deno.build.os !== "windows") this.#file.unlockSync();
    this.#file.close();
  }

  #write(text: string): void {
    const bytes = new TextEncoder().encode(text);
    this.#file.seekSync(0, Deno.SeekMode.End); // Nobody else writes to it.
    for (let written = 0; written < bytes.length;) written += this.#file.writeSync(bytes.subarray(written));
  }
}

/** What waits according to the text of a file: records of messages, of first attempts, and of what waits no longer. */
export function readUnsent(text: string): Unsent[] {
  const unsent = new Map<string, Unsent>();
  for (const line of text.split("\n")) {
    const record = readRecord(line);
    if (record === undefined) continue;
    if ("done" in record) unsent.delete(record.done);
    else if ("to" in record) unsent.set(record.key, record);
    else if (unsent.has(record.key)) unsent.set(record.key, withTried(unsent.get(record.key)!, record.tried));
  }
  return [...unsent.values()];
}

function withTried({ key, to, text, at }: Unsent, tried: number | null): Unsent {
  return { key, to, text, at, ...(tried !== null && { tried }) };
}

/** A message as it is kept: one that was never tried says so, which those of 0.2.0 did not. */
export function recordOf({ key, to, text, at, tried }: Unsent): object {
  return { key, to, text, at, tried: tried ?? null };
}

/** A line of the file. */
type Kept = Unsent | { readonly done: string } | { readonly key: string; readonly tried: number | null };

function readRecord(line: string): Kept | undefined {
  let value: Partial<Record<string, unknown>> | null;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  const { key, to, text, at, done, tried } = value ?? {};
  if (typeof done === "string") return { done };
  if (typeof key !== "string" || !isUuid(key)) return undefined;
  if (to === undefined && (typeof tried === "number" || tried === null)) return { key, tried };
  if (typeof to !== "string" || !isConversation(to)) return undefined;
  if (typeof text !== "string" || typeof at !== "number") return undefined;
  if (text.trim() === "" || hasControl(text) || !text.isWellFormed()) return undefined;
  // 0.2.0 did not note when: it was after it was written.
  return withTried({ key, to, text: text.trimEnd(), at }, typeof tried === "number" || tried === null ? tried : at);
}

/**
 * Opens the first file of that name which no other program has.
 *
 * @returns It, unless others have all of them; and what is left in it and in those that nobody has any more.
 */
export function openOutboxFile(directory: string, name: string): { file: OutboxFile | undefined; unsent: Unsent[] } {
  const paths = Array.from({ length: MOST_FILES }, (_, index) => index === 0 ? name : `${name}~${index + 1}`)
    .map((name) => `${directory}/${name}.jsonl`);
  let file: OutboxFile | undefined;
  try {
    let place = 0;
    while (place < paths.length && file === undefined) file = OutboxFile.open(paths[place++]!, { create: true });
    let unsent = file?.read() ?? [];
    for (const path of paths.slice(place)) if (file !== undefined) unsent = unsent.concat(adopt(file, path));
    return { file, unsent };
  } catch (error) {
    file?.close();
    throw error;
  }
}

/** Takes over what a program has left that ran beside another one. */
function adopt(file: OutboxFile, path: string): Unsent[] {
  let other: OutboxFile | undefined;
  try {
    other = OutboxFile.open(path, { create: false });
    const unsent = other?.read() ?? [];
    if (unsent.length === 0) return [];
    file.append(unsent.map(recordOf));
    file.syncNow();
    other!.empty();
    return unsent;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  } finally {
    other?.close();
  }
}
