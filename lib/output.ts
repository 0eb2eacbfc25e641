/**
 * Standard output and standard error, to which nobody may be able to write just now: a terminal that was stopped with
 * Ctrl-S, a pipe that nobody reads, a full disk. It knows nothing of what is written.
 *
 * `console` and `writeSync()` hold up the whole program until the other end takes what is written, and throw when it cannot.
 * Here a write goes on beside the program, one at a time; what waits for it is bounded.
 *
 * @module
 */

import { escapeControls } from "./sanitize.ts";

/** Bytes of lines that wait at the most. */
const CAPACITY = 256 * 1024;

/** Bytes that are written at once, unless one piece alone is longer. */
const BATCH = 64 * 1024;

/** Milliseconds between two attempts at a stream that takes nothing now and would not wait either. */
const RETRY_AFTER = 20;

/** Milliseconds for which the end of a program waits for what is still to be written. */
const FLUSH_TIME = 500;

const ENCODER = new TextEncoder();

/** Where bytes go. */
export interface Stream {
  /** Writes a part of `bytes`: the number of bytes that were written, as `Deno.stdout.write()`. */
  write(bytes: Uint8Array): Promise<number>;
}

/** Something to be written. */
interface Piece {
  readonly bytes: Uint8Array;
  /** How many lines are lost with it. */
  readonly lines: number;
  /** Settles when it was written, or could not be. */
  readonly written?: PromiseWithResolvers<void>;
}

/** A stream that never holds up the program. */
export class Output {
  /** Says that lines were lost. */
  tellLoss = (count: number) => count === 1 ? "1 line was lost here" : `${count} lines were lost here`;
  readonly #stream: Stream;
  readonly #queue: Piece[] = [];
  /** Bytes in the queue and in the write that is under way. */
  #size = 0;
  #lost = 0;
  /** Whether what was written last is the beginning of a line. */
  #isInLine = false;
  #running: Promise<void> | undefined;

  /** An output that alone writes to `stream`. */
  constructor(stream: Stream) {
    this.#stream = stream;
  }

  /** Bytes that wait. */
  get size(): number {
    return this.#size;
  }

  /** Lines that were lost and not told of. */
  get lost(): number {
    return this.#lost;
  }

  /** Writes a line when it can be written. It is dropped and counted if too much waits, or if writing fails. */
  line(text: string): void {
    const bytes = ENCODER.encode(`${text}\n`);
    if (this.#size > 0 && this.#size + bytes.length > CAPACITY) {
      this.#lost++;
      return;
    }
    this.#pushLoss();
    this.#push({ bytes, lines: 1 });
  }

  /**
   * Writes something that may not be dropped. A caller that has more of it waits until this resolves.
   *
   * @throws {Error} If it cannot be written, as `Deno.stdout.write()` does.
   */
  async write(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return;
    const written = Promise.withResolvers<void>();
    this.#push({ bytes, lines: 0, written });
    await written.promise;
  }

  /** Waits until all is written or was lost, but no longer than some milliseconds. */
  async flush(milliseconds = FLUSH_TIME): Promise<void> {
    this.#pushLoss();
    if (this.#running === undefined) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, milliseconds);
    await Promise.race([this.#running, promise]);
    clearTimeout(timer);
  }

  #pushLoss(): void {
    if (this.#lost === 0) return;
    const lines = this.#lost;
    this.#lost = 0;
    this.#push({ bytes: ENCODER.encode(`${this.tellLoss(lines)}\n`), lines });
  }

  #push(piece: Piece): void {
    this.#queue.push(piece);
    this.#size += piece.bytes.length;
    this.#running ??= this.#run();
  }

  /** Writes all that waits. */
  async #run(): Promise<void> {
    while (this.#queue.length > 0) {
      const pieces = this.#take();
      const { done, error } = await this.#writeAll(join(pieces));
      let end = 0;
      for (const { bytes, lines, written } of pieces) {
        end += bytes.length;
        this.#size -= bytes.length;
        if (end > done) this.#lost += lines;
        if (end > done) written?.reject(error);
        else written?.resolve();
      }
      // Where writing fails, the next line tries it again, and tells of the loss.
      if (error === undefined && this.#queue.length === 0) this.#pushLoss();
    }
    this.#running = undefined;
  }

  /** Takes from the queue what is written at once. */
  #take(): Piece[] {
    let size = 0;
    const next = this.#queue.findIndex(({ bytes }, place) => (size += bytes.length) > BATCH && place > 0);
    return this.#queue.splice(0, next === -1 ? this.#queue.length : next);
  }

  /** Writes bytes. @returns How many were written, and why no more. */
  async #writeAll(bytes: Uint8Array): Promise<{ done: number; error?: unknown }> {
    let done = 0;
    try {
      // What follows half a line is no part of it.
      if (this.#isInLine) await this.#writeSome(ENCODER.encode("\n"));
      this.#isInLine = false;
      while (done < bytes.length) done += await this.#writeSome(bytes.subarray(done));
      return { done };
    } catch (error) {
      this.#isInLine ||= done > 0 && bytes[done - 1] !== 0x0a;
      return { done, error };
    }
  }

  /** Writes at least one byte, however long that takes. */
  async #writeSome(bytes: Uint8Array): Promise<number> {
    for (;;) {
      try {
        const count = await this.#stream.write(bytes);
        if (count > 0) return count;
      } catch (error) {
        // Another program that shares the terminal or the pipe may have asked for errors instead of waits.
        if (!(error instanceof Deno.errors.WouldBlock || error instanceof Deno.errors.Interrupted)) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER));
    }
  }
}

function join(pieces: readonly Piece[]): Uint8Array {
  if (pieces.length === 1) return pieces[0]!.bytes;
  const all = new Uint8Array(pieces.reduce((sum, { bytes }) => sum + bytes.length, 0));
  let end = 0;
  for (const { bytes } of pieces) {
    all.set(bytes, end);
    end += bytes.length;
  }
  return all;
}

/** Standard output. */
export const stdout = new Output(Deno.stdout);

/** Standard error. */
export const stderr = new Output(Deno.stderr);

/** Ends the program when what waits is written; a write that is stuck does not keep it. */
export async function endProgram(code: number): Promise<never> {
  await Promise.all([stdout.flush(), stderr.flush()]);
  Deno.exit(code);
}

/** Ends the program at an error that nobody has caught, and says which: Deno's own way of saying it may never end. */
export function endOnUncaught(): void {
  const end = (event: Event, error: unknown) => {
    event.preventDefault();
    stderr.line(`Uncaught ${describeError(error)}`);
    void endProgram(1);
  };
  addEventListener("error", (event) => end(event, event.error));
  addEventListener("unhandledrejection", (event) => end(event, event.reason));
}

/**
 * What an error says to people. Of devices and the like Deno says which of its rights is missing, which is nothing to those
 * who type a path: no right would make them files.
 */
export function sentenceOf({ message, cause }: Error, noFile = "it is no file"): string {
  return cause instanceof Deno.errors.NotCapable ? message.split(cause.message).join(noFile) : message;
}

/** An error with its stack, line by line, safe to show: others' text may stand in it. */
export function describeError(error: unknown): string {
  const text = error instanceof Error ? error.stack ?? error.message : String(error);
  return text.split("\n").map(escapeControls).join("\n");
}
