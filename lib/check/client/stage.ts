/**
 * A server that plays with a client: it answers rightly, but for the reply that a scene is about.
 *
 * @module
 */

import { pause } from "../../async.ts";
import { CLOCKS } from "../../clock.ts";
import type { Entry } from "../outcome.ts";
import { type Words, words } from "../words.ts";

/** Bytes of a request that are kept. */
const MAX_REQUEST = 64 * 1024;

/** Entries of a scene that are kept: a client that asks without an end is sent away. */
const MAX_ENTRIES = 2_000;

/** A request of the client. */
export interface Request {
  /** Its bytes, its end with them. */
  readonly entry: Entry;
  /** Its words. */
  readonly words: readonly string[];
  /** The line without its end. */
  readonly line: string;
  /** Whether it ends in CRLF. */
  readonly hasEnd: boolean;
  /** Whether another reply was still owed when it came. */
  readonly isEarly: boolean;
}

/** How a reply is sent: pieces with a pause between, then perhaps an end. */
export interface Delivery {
  /** The pieces of a reply, each sent in a segment of its own. */
  readonly pieces: (reply: Uint8Array) => readonly Uint8Array[];
  /** Milliseconds before the first piece. */
  readonly delay?: number;
  /** Whether the connection is closed behind it. @default {false} */
  readonly closes?: boolean;
}

/** Sends a reply as it is. */
export const WHOLE: Delivery = { pieces: (reply) => [reply] };

/** Milliseconds between two pieces. */
const APART = 3;

/** The server of a check, on one port. Disposing of it closes it. */
export class Stage implements Disposable {
  /** Where it listens. */
  readonly port: number;
  /** What went over the connections since the scene began. */
  trace: Entry[] = [];
  /** What the scene gives for a request; `undefined`: the usual reply. */
  answer: ((request: Request) => { reply?: Record<string, unknown>; delivery?: Delivery } | undefined) | undefined;
  readonly #listener: Deno.TcpListener;
  readonly #conns = new Set<Deno.TcpConn>();
  readonly #requests: Request[] = [];
  #began = CLOCKS.elapsed();
  #count = 0;
  #owed = 0;
  #wake: () => void = () => {};
  /** The token that it gave last. */
  token = "";

  /** Listens. @throws {Error} If it cannot. */
  constructor(hostname: string, port: number) {
    this.#listener = Deno.listen({ hostname, port });
    this.port = this.#listener.addr.port;
    void this.#accept();
  }

  /** How many clients are connected. */
  get connected(): number {
    return this.#conns.size;
  }

  /** Forgets what came before. */
  begin(): void {
    this.trace = [];
    this.#requests.length = 0;
    this.#began = CLOCKS.elapsed();
    this.answer = undefined;
  }

  /** The next request that begins with one of these words; others, such as `hello`, are passed over. */
  async next(commands: readonly string[], patience: number): Promise<Request | undefined> {
    const end = CLOCKS.elapsed() + patience;
    for (;;) {
      const request = this.#requests.shift();
      if (request !== undefined && commands.includes(request.words[0] ?? "")) return request;
      if (request === undefined && !await this.#more(end)) return undefined;
    }
  }

  /** Waits until nobody is connected; tells whether that came. */
  async isLeft(patience: number): Promise<boolean> {
    const end = CLOCKS.elapsed() + patience;
    while (this.#conns.size > 0) if (!await this.#more(end)) return false;
    return true;
  }

  /** Waits until somebody is connected; tells whether that came. */
  async isJoined(patience: number): Promise<boolean> {
    const end = CLOCKS.elapsed() + patience;
    while (this.#conns.size === 0) if (!await this.#more(end)) return false;
    return true;
  }

  /** Closes all connections, as a server does that ends. */
  dismiss(): void {
    for (const conn of this.#conns) close(conn);
  }

  /** See {@linkcode Disposable}. */
  [Symbol.dispose](): void {
    close(this.#listener);
    this.dismiss();
  }

  async #more(end: number): Promise<boolean> {
    const left = end - CLOCKS.elapsed();
    if (left <= 0) return false;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => resolve(false), left);
    this.#wake = () => resolve(true);
    const came = await promise;
    clearTimeout(timer);
    return came;
  }

  async #accept(): Promise<void> {
    for (;;) {
      const conn = await this.#listener.accept().catch(() => undefined);
      if (conn === undefined) return;
      this.#conns.add(conn);
      this.#wake();
      void this.#serve(conn, ++this.#count);
    }
  }

  get #hasRoom(): boolean {
    return this.trace.length < MAX_ENTRIES;
  }

  async #serve(conn: Deno.TcpConn, number: number): Promise<void> {
    conn.setNoDelay();
    let kept: Uint8Array = new Uint8Array(0);
    const chunk = new Uint8Array(16 * 1024);
    let replies = Promise.resolve();
    for (;;) {
      const count = await conn.read(chunk).catch(() => null);
      if (count === null) break;
      kept = Uint8Array.of(...kept, ...chunk.subarray(0, count)).subarray(-MAX_REQUEST);
      for (let end: number; this.#hasRoom && (end = kept.indexOf(10)) !== -1; kept = kept.slice(end + 1)) {
        replies = this.#take(conn, number, kept.slice(0, end + 1), replies);
      }
      if (!this.#hasRoom) break;
    }
    if (kept.length > 0) this.#note(number, ">", kept);
    this.#note(number, "|", new Uint8Array(0), words("the client has closed", "klien menutup koneksi"));
    this.#conns.delete(conn);
    close(conn);
    this.#wake();
  }

  /** Takes a request, whose reply comes behind those before it. */
  #take(conn: Deno.TcpConn, number: number, bytes: Uint8Array, before: Promise<void>): Promise<void> {
    const request = this.#request(this.#note(number, ">", bytes), this.#owed > 0);
    this.#requests.push(request);
    this.#owed++;
    const { reply = this.#usual(request), delivery = WHOLE } = this.answer?.(request) ?? {};
    this.#wake();
    return before.then(async () => {
      await this.#deliver(conn, number, encode(reply), delivery);
      this.#owed--;
    });
  }

  #request(entry: Entry, isEarly: boolean): Request {
    const line = new TextDecoder().decode(entry.bytes).replace(/\r?\n$/, "");
    return { entry, line, words: line.trim().split(/\s+/), isEarly, hasEnd: entry.bytes.at(-2) === 13 };
  }

  async #deliver(
    conn: Deno.TcpConn,
    number: number,
    bytes: Uint8Array,
    { pieces, delay = 0, closes = false }: Delivery,
  ): Promise<void> {
    if (delay > 0) await pause(delay);
    const parts = pieces(bytes);
    for (const [index, part] of parts.entries()) {
      if (index > 0) await pause(APART);
      try {
        for (let done = 0; done < part.length;) done += await conn.write(part.subarray(done));
      } catch {
        break; // The client has gone.
      }
    }
    this.#note(number, "<", bytes.subarray(0, parts.reduce((sum, { length }) => sum + length, 0)));
    if (!closes) return;
    this.#note(number, "|", new Uint8Array(0), CLOSES);
    close(conn);
  }

  #usual({ words: [command] }: Request): Record<string, unknown> {
    if (command === "auth") {
      this.token = crypto.randomUUID();
      return { status: "OK", tokenid: this.token };
    }
    if (command === "send") return { status: "OK", message: "Message Sent" };
    if (command === "inbox") return { status: "OK", messages: {} };
    if (command === "list") return { status: "OK", messages: ["izza", "maya"] };
    if (command === "logout") return { status: "OK", messages: "Logged out" };
    return { status: "ERROR", message: "**Wrong protocol" };
  }

  #note(connection: number, direction: Entry["direction"], bytes: Uint8Array, note?: Words): Entry {
    const entry = { connection, direction, bytes, at: CLOCKS.elapsed() - this.#began, ...(note && { note }) };
    this.trace.push(entry);
    return entry;
  }
}

const CLOSES = words("we close in the middle", "kami menutup di tengah");

/** A reply as it goes over the wire. */
function encode(reply: Record<string, unknown>): Uint8Array {
  const text = JSON.stringify(reply).replaceAll(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return new TextEncoder().encode(`${text}\r\n\r\n`);
}

function close(closable: { close(): void }): void {
  try {
    closable.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error; // Closed before.
  }
}
