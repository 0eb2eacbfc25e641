/**
 * Messages that were written and that the server has not taken yet, in their order, and in a file until it has: they
 * survive the end of the program. It knows no server.
 *
 * @module
 */

import { hasControl, isName, isUuid } from "../chat.ts";

/** A message that waits. */
export interface Unsent {
  /** What the server knows it by, however often it is sent: a UUID. */
  readonly key: string;
  /** The receiver's user name. */
  readonly to: string;
  readonly text: string;
  /** When it was written, in milliseconds since 1970. */
  readonly at: number;
}

/** Options of {@linkcode openOutbox}. */
export interface OutboxOptions {
  /** Where its file lies; it must exist. @default none: what waits is lost with the program */
  directory?: string | undefined;
  /** Is told when nothing can be kept. @default nobody */
  onProblem?: (reason: string) => void;
}

/** Programs of one user that may run at the same time and keep what they send. */
const MOST_FILES = 9;

/** A file with what waits for a server and a user, held as long as it is open. */
class OutboxFile {
  readonly #file: Deno.FsFile;
  #isSynced = true;

  private constructor(file: Deno.FsFile) {
    this.#file = file;
  }

  /** Opens it; `undefined` if another program has it. */
  static open(path: string, { create }: { create: boolean }): OutboxFile | undefined {
    const file = Deno.openSync(path, { read: true, append: true, create, mode: 0o600 });
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
    const text = new TextDecoder().decode(bytes.subarray(0, length));
    // A line that was cut would take the next one with it.
    if (text !== "" && !text.endsWith("\n")) this.#write("\n");
    return readUnsent(text);
  }

  append(...records: readonly object[]): void {
    this.#write(records.map((record) => `${JSON.stringify(record)}\n`).join(""));
    this.#isSynced = false;
  }

  async sync(): Promise<void> {
    if (this.#isSynced) return;
    this.#isSynced = true;
    await this.#file.syncData();
  }

  syncNow(): void {
    this.#file.syncDataSync();
    this.#isSynced = true;
  }

  empty(): void {
    this.#file.truncateSync(0);
  }

  close(): void {
    // A child that this process is starting elsewhere has the file too for a moment, and would keep the lock.
    this.#file.unlockSync();
    this.#file.close();
  }

  #write(text: string): void {
    const bytes = new TextEncoder().encode(text);
    for (let written = 0; written < bytes.length;) written += this.#file.writeSync(bytes.subarray(written));
  }
}

/** What waits according to the text of a file: records of messages, and of those that wait no longer. */
export function readUnsent(text: string): Unsent[] {
  const unsent = new Map<string, Unsent>();
  for (const line of text.split("\n")) {
    const record = readRecord(line);
    if (record === undefined) continue;
    if ("done" in record) unsent.delete(record.done);
    else unsent.set(record.key, record);
  }
  return [...unsent.values()];
}

function readRecord(line: string): Unsent | { readonly done: string } | undefined {
  let value: Partial<Record<string, unknown>> | null;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  const { key, to, text, at, done } = value ?? {};
  if (typeof done === "string") return { done };
  if (typeof key !== "string" || !isUuid(key) || typeof to !== "string" || !isName(to)) return undefined;
  if (typeof text !== "string" || text.trim() === "" || hasControl(text) || typeof at !== "number") return undefined;
  return { key, to, text: text.trimEnd(), at };
}

/** Messages that wait, in their order. */
export class Outbox implements Disposable {
  readonly #onProblem: (reason: string) => void;
  #file: OutboxFile | undefined;
  #leftovers: readonly Unsent[];
  #waiting: Unsent[] = [];

  constructor(file: OutboxFile | undefined, leftovers: readonly Unsent[], onProblem: (reason: string) => void) {
    this.#file = file;
    this.#leftovers = leftovers;
    this.#onProblem = onProblem;
  }

  /** What an earlier run has left, and what is to be done with was not said yet. */
  get leftovers(): readonly Unsent[] {
    return this.#leftovers;
  }

  /** Whether what waits survives the program. */
  get isKept(): boolean {
    return this.#file !== undefined;
  }

  /** How many wait. */
  get length(): number {
    return this.#waiting.length;
  }

  /** The one that is to be sent next. */
  get first(): Unsent | undefined {
    return this.#waiting[0];
  }

  /** Lets a message wait. */
  add(to: string, text: string): Unsent {
    const unsent = { key: crypto.randomUUID(), to, text, at: Date.now() };
    this.#try((file) => file.append(unsent));
    this.#waiting.push(unsent);
    return unsent;
  }

  /** Lets what an earlier run has left wait again, or forgets it. */
  settle(what: "send" | "discard"): readonly Unsent[] {
    const leftovers = this.#leftovers;
    this.#leftovers = [];
    if (what === "send") this.#waiting.push(...leftovers);
    else this.#forget(leftovers);
    return leftovers;
  }

  /** Resolves as soon as what waits would survive the machine, as far as that is possible. */
  async keep(): Promise<void> {
    try {
      await this.#file?.sync();
    } catch (error) {
      this.#giveUp(error);
    }
  }

  /** Forgets a message that waits no longer. */
  done(unsent: Unsent): void {
    this.#waiting = this.#waiting.filter(({ key }) => key !== unsent.key);
    this.#forget([unsent]);
  }

  [Symbol.dispose](): void {
    this.#file?.close();
    this.#file = undefined;
  }

  #forget(unsent: readonly Unsent[]): void {
    if (this.#waiting.length + this.#leftovers.length === 0) this.#try((file) => file.empty());
    else this.#try((file) => file.append(...unsent.map(({ key }) => ({ done: key }))));
  }

  #try(action: (file: OutboxFile) => void): void {
    try {
      if (this.#file !== undefined) action(this.#file);
    } catch (error) {
      this.#giveUp(error);
    }
  }

  /** Goes on without a file. */
  #giveUp(error: unknown): void {
    this[Symbol.dispose]();
    this.#onProblem(error instanceof Error ? error.message : String(error));
  }
}

/** Opens what waits for the server at `address` and `user`. Programs of one user that run together have a file each. */
export function openOutbox(address: string, user: string, options: OutboxOptions = {}): Outbox {
  const { directory, onProblem = () => {} } = options;
  if (directory === undefined) return new Outbox(undefined, [], onProblem);
  const name = `outbox-${`${address}-${user}`.toLowerCase().replaceAll(/[^a-z0-9._-]+/g, "-")}`;
  const paths = Array.from({ length: MOST_FILES }, (_, index) => index === 0 ? name : `${name}~${index + 1}`)
    .map((name) => `${directory}/${name}.jsonl`);
  let file: OutboxFile | undefined;
  try {
    let place = 0;
    while (place < paths.length && file === undefined) file = OutboxFile.open(paths[place++]!, { create: true });
    const leftovers = file?.read() ?? [];
    for (const path of paths.slice(place)) if (file !== undefined) leftovers.push(...adopt(file, path));
    return new Outbox(file, leftovers, onProblem);
  } catch (error) {
    file?.close();
    onProblem(error instanceof Error ? error.message : String(error));
    return new Outbox(undefined, [], onProblem);
  }
}

/** Takes over what a program has left that ran beside another one. */
function adopt(file: OutboxFile, path: string): Unsent[] {
  let other: OutboxFile | undefined;
  try {
    other = OutboxFile.open(path, { create: false });
    const unsent = other?.read() ?? [];
    if (unsent.length === 0) return [];
    file.append(...unsent);
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
