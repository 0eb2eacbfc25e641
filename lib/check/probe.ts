/**
 * One connection to the program that is checked. It reads what comes without asking for good manners: a reply whose end is
 * wrong is still a reply, so that one fault spoils one rule.
 *
 * @module
 */

import { CLOCKS } from "../clock.ts";
import { pause } from "../async.ts";
import { Broken, type Entry, Refused } from "./outcome.ts";
import { type Words, words } from "./words.ts";

/** Milliseconds between two pieces, so that TCP does not join them. */
const APART = 12;

/** Milliseconds without another byte after which a whole JSON value counts as a reply, though its end is missing. */
const QUIET = 300;
/** The same of a program whose replies have no ends. */
const ENDLESS_QUIET = 40;

/** Bytes that are kept of what was not asked for. */
const MAX_KEPT = 8 * 1024 * 1024;

/** What came as one reply. */
export interface Received {
  /** All its bytes, its end with it. */
  readonly entry: Entry;
  /** The same as text; what is not UTF-8 is U+FFFD. */
  readonly text: string;
  /** The object in it; `undefined` if it is none. */
  readonly json: Readonly<Record<string, unknown>> | undefined;
  /** Whether CRLF CRLF came at its end. */
  readonly hasEnd: boolean;
}

/** How a wait for a reply can end without one. */
export type Nothing = "silent" | "closed";

/** A connection, its bytes kept. Disposing of it closes it. */
export class Probe implements Disposable {
  /** What is known of each way, in its order. */
  readonly trace: Entry[];
  readonly #conn: Deno.TcpConn;
  readonly #number: number;
  readonly #timeout: number;
  readonly #quiet: number;
  readonly #began: number;
  #buffer: Uint8Array = new Uint8Array(0);
  #isClosed = false;
  /** Whether we have closed. */
  #isOurs = false;
  #wake: () => void = () => {};

  private constructor(conn: Deno.TcpConn, number: number, options: ProbeOptions) {
    this.#conn = conn;
    this.#number = number;
    this.#timeout = options.timeout;
    this.#quiet = options.isEndless ? ENDLESS_QUIET : QUIET;
    this.#began = options.began;
    this.trace = options.trace;
    conn.setNoDelay();
    if (options.reads !== false) void this.#pump();
  }

  /** Connects. @throws {Refused} If nobody takes the connection in time. */
  static async open(address: Deno.ConnectOptions, number: number, options: ProbeOptions): Promise<Probe> {
    const conn = await connectInTime(address, options.timeout);
    if (conn === undefined) {
      throw new Refused(words("the program takes no connection", "program tidak menerima koneksi"));
    }
    return new Probe(conn, number, options);
  }

  /** Whether the program has closed the connection, or reset it. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Bytes that came and were taken by nobody. */
  get rest(): Uint8Array {
    return this.#buffer;
  }

  /** Sends pieces, each in a segment of its own. What cannot be sent any more is not: the next read tells. */
  async send(...pieces: (string | Uint8Array)[]): Promise<void> {
    for (const [index, piece] of pieces.entries()) {
      if (index > 0) await pause(APART);
      const bytes = typeof piece === "string" ? new TextEncoder().encode(piece) : piece;
      this.#note(">", bytes);
      if (!await this.#write(bytes)) return;
    }
  }

  /** Sends a request and waits for what comes. */
  async ask(line: string): Promise<Received | Nothing> {
    await this.send(`${line}\r\n`);
    return await this.read();
  }

  /** The next reply or event. */
  async read(timeout: number = this.#timeout): Promise<Received | Nothing> {
    const end = CLOCKS.elapsed() + timeout;
    let since = CLOCKS.elapsed();
    for (let seen = this.#buffer.length;;) {
      const whole = this.#take();
      if (whole !== undefined) return whole;
      if (this.#buffer.length !== seen) [seen, since] = [this.#buffer.length, CLOCKS.elapsed()];
      const now = CLOCKS.elapsed();
      const isQuiet = this.#isClosed || now - since >= this.#quiet || now >= end;
      if (isQuiet && seen > 0 && (this.#isClosed || now >= end || isWhole(this.#buffer))) return this.#take(true)!;
      if (this.#isClosed) return "closed";
      if (now >= end) return "silent";
      await this.#more(Math.min(end - now, seen > 0 ? Math.max(this.#quiet - (now - since), 1) : end - now));
    }
  }

  /** Whether nothing comes for so long. */
  async isSilent(milliseconds: number): Promise<boolean> {
    const end = CLOCKS.elapsed() + milliseconds;
    while (!this.#isClosed && this.#buffer.length === 0 && CLOCKS.elapsed() < end) {
      await this.#more(end - CLOCKS.elapsed());
    }
    return this.#buffer.length === 0;
  }

  /** Ends our half, as `nc -N` does. */
  async endHalf(): Promise<void> {
    this.#note("|", new Uint8Array(0), words("we end our half (FIN)", "kami menutup separuh koneksi (FIN)"));
    await this.#conn.closeWrite().catch(() => {});
  }

  /** Closes: in order if all that came was read. */
  [Symbol.dispose](): void {
    this.#isOurs = true;
    try {
      this.#conn.close();
    } catch (error) {
      if (!(error instanceof Deno.errors.BadResource)) throw error; // Closed before.
    }
  }

  /** A fault in what came on this connection, or did not. */
  broken(rule: string, what: Words, got: Received | Nothing, mark?: { offset: number; length: number }): Broken {
    if (got === "silent") return new Broken(rule, "hangs", words(...noAnswer(this.#timeout)));
    if (got === "closed") return new Broken(rule, "closes", CLOSED);
    const { entry } = got;
    return new Broken(rule, "wrong", what, { entry, ...(mark ?? { offset: 0, length: entry.bytes.length }) });
  }

  #note(direction: Entry["direction"], bytes: Uint8Array, note?: Words): Entry {
    const at = CLOCKS.elapsed() - this.#began;
    const entry = { connection: this.#number, direction, bytes, at, ...(note && { note }) };
    this.trace.push(entry);
    return entry;
  }

  async #write(bytes: Uint8Array): Promise<boolean> {
    const over = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => over.resolve(false), this.#timeout);
    const written = (async () => {
      for (let done = 0; done < bytes.length;) done += await this.#conn.write(bytes.subarray(done));
      return true;
    })().catch(() => false);
    try {
      return await Promise.race([written, over.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #pump(): Promise<void> {
    const chunk = new Uint8Array(64 * 1024);
    while (!this.#isClosed) {
      const count = await this.#conn.read(chunk).catch(() => null);
      if (count === null) this.#isClosed = true;
      else if (this.#buffer.length < MAX_KEPT) this.#buffer = join(this.#buffer, chunk.subarray(0, count));
      this.#wake();
    }
    if (!this.#isOurs) this.#note("|", new Uint8Array(0), words("the program has closed", "program menutup koneksi"));
  }

  /** Waits until something comes, but for no longer than so many milliseconds. */
  async #more(milliseconds: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const timer = setTimeout(resolve, milliseconds);
    await promise;
    clearTimeout(timer);
  }

  /** The reply at the beginning of what came; without its end only if there is nothing else to wait for. */
  #take(asItIs = false): Received | undefined {
    const end = findEnd(this.#buffer);
    if (end === -1 && !asItIs) return undefined;
    const length = end === -1 ? this.#buffer.length : end;
    const bytes = this.#buffer.slice(0, length);
    this.#buffer = this.#buffer.slice(length);
    const text = new TextDecoder().decode(bytes);
    return { entry: this.#note("<", bytes), text, json: readObject(text), hasEnd: end !== -1 };
  }
}

/** What a {@linkcode Probe} is given. */
export interface ProbeOptions {
  /** Milliseconds that a step may take. */
  readonly timeout: number;
  /** When the case began, by {@linkcode CLOCKS}. */
  readonly began: number;
  /** Where what goes over the connection is kept. */
  readonly trace: Entry[];
  /** `false`: never. @default {true} */
  readonly reads?: boolean;
  /** Whether its replies have no ends. @default {false} */
  readonly isEndless?: boolean;
}

/** Said of a program that has closed. */
export const CLOSED: Words = words(
  "The program closes the connection instead of answering",
  "Program menutup koneksi, bukan menjawab",
);

function noAnswer(timeout: number): [string, string] {
  const seconds = timeout / 1000;
  return [`No answer within ${seconds} s`, `Tidak ada jawaban dalam ${seconds} detik`];
}

async function connectInTime(address: Deno.ConnectOptions, timeout: number): Promise<Deno.TcpConn | undefined> {
  const signal = AbortSignal.timeout(timeout);
  try {
    return await Deno.connect({ ...address, signal });
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    return undefined;
  }
}

function join(before: Uint8Array, more: Uint8Array): Uint8Array {
  const all = new Uint8Array(before.length + more.length);
  all.set(before);
  all.set(more, before.length);
  return all;
}

/** Where the bytes behind CRLF CRLF begin; -1 if it is not there. */
function findEnd(bytes: Uint8Array): number {
  for (let at = bytes.indexOf(13); at !== -1; at = bytes.indexOf(13, at + 1)) {
    if (bytes[at + 1] === 10 && bytes[at + 2] === 13 && bytes[at + 3] === 10) return at + 4;
  }
  return -1;
}

function isWhole(bytes: Uint8Array): boolean {
  return readJson(new TextDecoder().decode(bytes)) !== undefined;
}

/** The value in a text, though its strings hold raw line ends; `undefined` if there is none. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text.replaceAll(/[\r\n]+/g, " "));
  } catch {
    return undefined;
  }
}

/** The object in a text. */
function readObject(text: string): Record<string, unknown> | undefined {
  const value = readJson(text);
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? value as Record<string, unknown>
    : undefined;
}
