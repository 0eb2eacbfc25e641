/**
 * A peer that writes and reads, whatever happens to its server: it goes to another one and repeats what has no answer.
 *
 * @module
 */

import { type Ledger, type Sent, textOf } from "./ledger.ts";

/** Milliseconds that a peer waits for a reply before it goes elsewhere, and between two attempts. */
const PATIENCE = 5_000;
const AGAIN = 100;

/** Milliseconds between two messages, at least and at most. */
const [LEAST, MOST] = [50, 400];

/** How a peer writes and reads: with a key and live, with a key and by asking for its inbox, or without a key and so. */
export type Kind = "live" | "inbox" | "send";

// deno-lint-ignore no-explicit-any
type Frame = Record<string, any>;

/** What a peer needs. */
export interface PeerOptions {
  readonly name: string;
  readonly kind: Kind;
  readonly others: readonly string[];
  readonly ports: readonly number[];
  readonly password: string;
  readonly ledger: Ledger;
  readonly random: () => number;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** One connection. */
class Wire {
  readonly #conn: Deno.Conn;
  readonly #onEvent: (frame: Frame) => void;
  #waiting: PromiseWithResolvers<Frame> | undefined;
  isOpen = true;

  constructor(conn: Deno.Conn, onEvent: (frame: Frame) => void) {
    this.#conn = conn;
    this.#onEvent = onEvent;
    void this.#read().catch(() => {}).finally(() => this.close());
  }

  async ask(request: string): Promise<Frame> {
    if (!this.isOpen) throw new Error("lost");
    this.#waiting = Promise.withResolvers();
    const timer = setTimeout(() => this.close(), PATIENCE);
    try {
      const bytes = new TextEncoder().encode(`${request}\r\n`);
      const { promise } = this.#waiting;
      promise.catch(() => {});
      for (let at = 0; at < bytes.length;) at += await this.#conn.write(bytes.subarray(at));
      return await promise;
    } finally {
      clearTimeout(timer);
    }
  }

  async #read(): Promise<void> {
    const [buffer, decoder] = [new Uint8Array(64 * 1024), new TextDecoder("latin1")];
    for (let rest = "";;) {
      const count = await this.#conn.read(buffer);
      if (count === null) return;
      const frames = (rest + decoder.decode(buffer.subarray(0, count))).split("\r\n\r\n");
      rest = frames.pop()!;
      for (const frame of frames.map((text) => JSON.parse(text) as Frame)) {
        if ("event" in frame) this.#onEvent(frame);
        else this.#waiting?.resolve(frame);
      }
    }
  }

  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.#waiting?.reject(new Error("lost"));
    try {
      this.#conn.close();
    } catch {
      // It was closed by its other end.
    }
  }
}

/** A peer, which runs until it is told to stop. */
export class ChaosPeer {
  readonly name: string;
  /** When a message of it was acknowledged last. */
  servedAt = 0;
  readonly #options: PeerOptions;
  readonly #numbers = new Map<string, number>();
  #pending: (Sent & { readonly key: string }) | undefined;
  #token: string | undefined;
  #toAck: string | undefined;
  #writes = true;
  #isOver = false;
  #wire: Wire | undefined;
  readonly #done: Promise<void>;

  constructor(options: PeerOptions) {
    this.name = options.name;
    this.#options = options;
    this.#done = this.#run();
  }

  /** Whether nothing of it waits for an answer, once it writes no more. */
  get isQuiet(): boolean {
    return this.#pending === undefined;
  }

  /** Writes no more, and goes on to read. */
  finish(): void {
    this.#writes = false;
  }

  /** Ends. */
  async stop(): Promise<void> {
    this.#isOver = true;
    this.#wire?.close();
    await this.#done;
  }

  async #run(): Promise<void> {
    const { ports, random } = this.#options;
    for (let at = Math.floor(random() * ports.length); !this.#isOver; at++) {
      try {
        const conn = await Deno.connect({ hostname: "127.0.0.1", port: ports[at % ports.length]! });
        this.#wire = new Wire(conn, (frame) => this.#event(frame));
        await this.#use(this.#wire);
      } catch {
        // It goes elsewhere.
      }
      this.#wire?.close();
      if (this.#options.kind === "send") this.#pending = undefined; // Whether it is stored is not known: it counts for nothing.
      await pause(AGAIN);
    }
  }

  async #use(wire: Wire): Promise<void> {
    const { name, password, kind, random } = this.#options;
    if (this.#token === undefined) {
      const { status, tokenid } = await wire.ask(`auth ${name} ${password}`);
      if (status !== "OK") return;
      this.#token = tokenid;
    }
    if (kind === "live" && (await wire.ask(`live ${this.#token}`))["status"] !== "OK") return;
    for (let turn = 0; !this.#isOver && wire.isOpen; turn++) {
      if (this.#writes || this.#pending !== undefined) await this.#write(wire);
      if (kind === "live") await this.#acknowledge(wire);
      else if (turn % 3 === 0) await this.#ask(wire);
      await pause(LEAST + random() * (MOST - LEAST));
    }
  }

  async #write(wire: Wire): Promise<void> {
    const { ledger, kind } = this.#options;
    const pending = this.#pending ??= this.#next();
    const text = textOf(pending);
    const { status } = kind === "send"
      ? await wire.ask(`send ${this.#token} ${pending.to} ${text}`)
      : await wire.ask(`post ${this.#token} ${pending.key} ${pending.to} ${text}`);
    if (status !== "OK") {
      if (kind === "send") this.#pending = undefined;
      return await pause(AGAIN); // The same again, under its key.
    }
    ledger.acknowledged.add(text);
    this.servedAt = performance.now();
    this.#pending = undefined;
  }

  #next(): Sent & { key: string } {
    const { others, random, name } = this.#options;
    const to = others[Math.floor(random() * others.length)]!;
    const number = (this.#numbers.get(to) ?? -1) + 1;
    this.#numbers.set(to, number);
    return { from: name, to, number, key: crypto.randomUUID() };
  }

  #event(frame: Frame): void {
    if (frame["event"] !== "message" || frame["to"] !== this.name) return;
    this.#options.ledger.came(frame["msg"]);
    this.#toAck = frame["id"];
  }

  async #acknowledge(wire: Wire): Promise<void> {
    const id = this.#toAck;
    if (id === undefined) return;
    await wire.ask(`ack ${this.#token} ${id}`);
    if (this.#toAck === id) this.#toAck = undefined;
  }

  async #ask(wire: Wire): Promise<void> {
    const { status, messages } = await wire.ask(`inbox ${this.#token}`);
    if (status !== "OK") return;
    for (const { msg } of Object.values(messages as Record<string, { msg: string }[]>).flat()) {
      this.#options.ledger.came(msg);
    }
  }
}
