/**
 * A peer that writes and reads, whatever happens to its server: it goes to another one and repeats what has no answer.
 *
 * @module
 */

import type { ChatEvent } from "../../lib/chat.ts";
import { type Ledger, type Sent, textOf } from "./ledger.ts";
import type { Line, OpenLine, Ports } from "./lines.ts";
import { pause, type Person, type PersonOptions, Writing } from "./person.ts";

/** Milliseconds between two attempts. */
const AGAIN = 100;

/** How a peer speaks, how it reads, and whether what it writes has a key. */
export interface Way {
  readonly open: OpenLine;
  readonly isLive: boolean;
  readonly hasKeys: boolean;
}

/** A peer, which runs until it is told to stop. */
export class Peer implements Person {
  readonly name: string;
  readonly #way: Way;
  readonly #servers: readonly Ports[];
  readonly #password: string;
  readonly #ledger: Ledger;
  readonly #writing: Writing;
  readonly #random: () => number;
  #pending: (Sent & { readonly key: string }) | undefined;
  #token: string | undefined;
  /** The ids of what came and is not acknowledged, and of what is, since the connection began. */
  #toAck: string[] = [];
  #acked: string[] = [];
  #isOver = false;
  #line: Line | undefined;
  readonly #done: Promise<void>;
  state = "new";

  constructor(way: Way, options: PersonOptions) {
    const { name, servers, password, ledger, random } = options;
    this.name = name;
    this.#way = way;
    [this.#servers, this.#password, this.#ledger, this.#random] = [servers, password, ledger, random];
    this.#writing = new Writing(options);
    this.#done = this.#run();
  }

  get servedAt(): number {
    return this.#writing.servedAt;
  }

  get isQuiet(): boolean {
    return this.#pending === undefined;
  }

  finish(): void {
    this.#writing.isOver = true;
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    this.#line?.close();
    await this.#done;
  }

  async #run(): Promise<void> {
    const servers = this.#servers;
    for (let at = Math.floor(this.#random() * servers.length); !this.#isOver; at = (at + 1) % servers.length) {
      try {
        this.state = `connects to ${at}`;
        this.#line = await this.#way.open(
          [...servers.slice(at), ...servers.slice(0, at)],
          (event) => this.#event(event),
        );
        await this.#use(this.#line, at);
      } catch {
        // It goes elsewhere.
      }
      this.#line?.close();
      if (!this.#way.hasKeys) this.#pending = undefined; // Whether it is stored is not known: it counts for nothing.
      await pause(AGAIN);
    }
  }

  async #use(line: Line, at: number): Promise<void> {
    const ask: Line["ask"] = (command) => {
      this.state = `asks ${at} for ${command.name}`;
      return line.ask(command);
    };
    if (this.#token === undefined) {
      const reply = await ask({ name: "auth", user: this.name, password: this.#password });
      if (reply.kind !== "token") return;
      this.#token = reply.token;
    }
    const token = this.#token;
    this.#ledger.hasRead(this.name, this.#acked.splice(0));
    this.#toAck = []; // It comes again.
    if (this.#way.isLive && (await ask({ name: "live", token })).kind !== "live") return;
    for (let turn = 0; !this.#isOver && line.isOpen; turn++) {
      // First, for what is written may have to wait.
      if (this.#way.isLive) await this.#acknowledge(ask, token);
      else if (turn % 3 === 0) await this.#read(ask, token);
      if (!this.#writing.isOver || this.#pending !== undefined) await this.#write(ask, token);
      await pause(this.#writing.pause());
    }
  }

  async #write(ask: Line["ask"], token: string): Promise<void> {
    const pending = this.#pending ??= { ...this.#writing.next(), key: crypto.randomUUID() };
    const { to, key } = pending;
    const message = { token, user: to, text: textOf(pending) };
    const reply = await ask(this.#way.hasKeys ? { name: "post", key, ...message } : { name: "send", ...message });
    if (reply.kind === "posted" || reply.kind === "sent") this.#writing.served(pending);
    else if (this.#way.hasKeys) return await pause(AGAIN); // The same again, under its key.
    this.#pending = undefined;
  }

  #event(event: ChatEvent): void {
    if (event.kind !== "message") return this.#writing.told(event);
    if (event.message.from === this.name) return;
    this.#ledger.came(this.name, event.message);
    this.#toAck.push(event.message.id);
  }

  async #acknowledge(ask: Line["ask"], token: string): Promise<void> {
    const ids = [...this.#toAck];
    const id = ids.at(-1);
    if (id === undefined || (await ask({ name: "ack", token, id })).kind !== "acknowledged") return;
    this.#toAck.splice(0, ids.length);
    this.#acked.push(...ids);
  }

  async #read(ask: Line["ask"], token: string): Promise<void> {
    const reply = await ask({ name: "inbox", token });
    if (reply.kind !== "inbox") return;
    for (const { id, text } of reply.messages) this.#ledger.came(this.name, { id: id!, text });
  }
}
