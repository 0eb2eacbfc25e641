/**
 * A small correct client, as a student might hand it in, within the test: it is typed lines and shows lines. A fault can be
 * built into it, one at a time.
 *
 * @module
 */

import type { Actor } from "../../lib/check/client/actor.ts";
import type { Stage } from "../../lib/check/client/stage.ts";
import { pause } from "../../lib/async.ts";

/** What may be wrong with it. */
export const CLIENT_FAULTS = [
  "ends lines with LF",
  "sends a space before the password",
  "sends no token",
  "spoils spaces",
  "does not wait for replies",
  "reads once",
  "looks at the newest piece for the end",
  "reads 64 KiB at most",
  "reads messages only",
  "checks all keys",
  "crashes at an error",
  "waits for two seconds",
  "waits for ever after an end",
  "crashes when nothing comes",
  "shows escape sequences",
  "shows no messages",
  "stays connected after exit",
] as const;

/** One of {@linkcode CLIENT_FAULTS}. */
export type ClientFault = typeof CLIENT_FAULTS[number];

const KNOWN = ["status", "message", "messages", "tokenid"];

/** Uses a client that is made anew for each scene. */
export class SmallActor implements Actor, Disposable {
  readonly patience = 3_000;
  readonly #stage: Stage;
  readonly #fault: ClientFault | undefined;
  #client: SmallClient | undefined;

  constructor(stage: Stage, fault?: ClientFault) {
    this.#stage = stage;
    this.#fault = fault;
  }

  async begin(): Promise<void> {
    this.#client?.close();
    await this.#stage.isLeft(this.patience);
    this.#client = await SmallClient.start(this.#stage.port, this.#fault);
  }

  type(line: string): Promise<void> {
    this.#client!.type(line);
    return Promise.resolve();
  }

  async hasShown(text: string): Promise<boolean> {
    const end = performance.now() + 5_000;
    while (!this.#client!.output.includes(text) && performance.now() < end && this.#client!.state === "runs") {
      await pause(10);
    }
    return this.#client!.output.includes(text);
  }

  hasShownRaw(text: string): Promise<boolean> {
    return Promise.resolve(this.#client!.output.includes(text));
  }

  isSound(): Promise<boolean> {
    return Promise.resolve(this.#client!.state !== "crashed");
  }

  async stateAfterLoss(): Promise<"sound" | "crashed" | "hangs"> {
    const client = this.#client!;
    const before = client.output.length;
    const end = performance.now() + 1_000;
    while (client.state === "runs" && client.output.length === before && performance.now() < end) await pause(10);
    if (client.state === "crashed") return "crashed";
    return client.state === "ended" || client.output.length > before ? "sound" : "hangs";
  }

  [Symbol.dispose](): void {
    this.#client?.close();
  }
}

class SmallClient {
  output = "";
  state: "runs" | "ended" | "crashed" = "runs";
  readonly #conn: Deno.TcpConn;
  readonly #fault: ClientFault | undefined;
  #token = "";
  #late: ReturnType<typeof setTimeout> | undefined;
  #busy: Promise<void> = Promise.resolve();

  private constructor(conn: Deno.TcpConn, fault: ClientFault | undefined) {
    this.#conn = conn;
    this.#fault = fault;
  }

  static async start(port: number, fault: ClientFault | undefined): Promise<SmallClient> {
    return new SmallClient(await Deno.connect({ hostname: "127.0.0.1", port }), fault);
  }

  type(line: string): void {
    if (this.#fault === "does not wait for replies" && this.#token !== "") {
      void this.#run(line);
      return;
    }
    this.#busy = this.#busy.then(() => this.state === "runs" ? this.#run(line) : undefined);
  }

  close(): void {
    clearTimeout(this.#late);
    if (this.state === "runs") this.state = "ended";
    try {
      this.#conn.close();
    } catch { /* Closed before. */ }
  }

  async #run(line: string): Promise<void> {
    try {
      await this.#perform(line);
    } catch (error) {
      if (this.state !== "runs") return;
      const isLoss = error instanceof Error && /reset|closed|pipe|interrupted/i.test(error.message + error.name);
      const survives = isLoss &&
        !(this.#fault === "crashes when nothing comes" && error instanceof Deno.errors.ConnectionReset);
      if (survives) this.output += "connection lost\n";
      this.close();
      this.state = survives ? "ended" : "crashed";
    }
  }

  async #perform(line: string): Promise<void> {
    const [command, ...words] = line.split(" ");
    if (command === "exit") {
      if (this.#fault !== "stays connected after exit") this.close();
      return;
    }
    const reply = await this.#ask(this.#request(command!, words));
    if (this.#fault === "checks all keys") {
      const extra = Object.keys(reply).find((key) => !KNOWN.includes(key));
      if (extra !== undefined) throw new TypeError(`unexpected ${extra}`);
    }
    if (reply.status === "ERROR" && this.#fault !== "crashes at an error") {
      this.output += `Error: ${reply.message}\n`;
      return;
    }
    this.#show(command!, reply);
  }

  #show(command: string, reply: Record<string, unknown>): void {
    if (command === "auth") {
      if (typeof reply.tokenid !== "string") throw new TypeError("no tokenid");
      this.#token = reply.tokenid;
      this.output += "logged in\n";
      return;
    }
    const value = this.#fault === "reads messages only" && command !== "send"
      ? reply.messages
      : reply.messages ?? reply.message;
    if (value === undefined) throw new TypeError("no messages");
    if (command === "inbox" && this.#fault === "shows no messages") return;
    const text = typeof value === "string" ? value : JSON.stringify(value);
    this.output += (this.#fault === "shows escape sequences" ? text.replaceAll("\\u001b", "\x1b") : text) + "\n";
  }

  #request(command: string, words: readonly string[]): string {
    const token = this.#fault === "sends no token" ? [] : [this.#token];
    if (command === "auth") {
      return ["auth", words[0], ...(this.#fault === "sends a space before the password" ? [""] : []), words[1]].join(
        " ",
      );
    }
    if (command === "send") {
      const text = words.slice(1).join(" ");
      return ["send", ...token, words[0], this.#fault === "spoils spaces" ? text.split(/ +/).join(" ") : text].join(
        " ",
      );
    }
    return command === "list" ? "list" : [command, ...token].join(" ");
  }

  async #ask(line: string): Promise<Record<string, unknown>> {
    await this.#conn.write(new TextEncoder().encode(line + (this.#fault === "ends lines with LF" ? "\n" : "\r\n")));
    return JSON.parse(await this.#read());
  }

  async #read(): Promise<string> {
    const limit = this.#fault === "reads 64 KiB at most" ? 64 * 1024 : Infinity;
    const chunk = new Uint8Array(16 * 1024);
    const decoder = new TextDecoder();
    if (this.#fault === "waits for two seconds") this.#late = setTimeout(() => this.#conn.close(), 2_000);
    try {
      for (let text = "";;) {
        const count = await this.#conn.read(chunk);
        if (count === null && this.#fault === "waits for ever after an end") await new Promise(() => {});
        if (count === null && text === "" && this.#fault === "crashes when nothing comes") {
          throw new TypeError("no JSON");
        }
        if (count === null) throw new Error("the connection is closed");
        const piece = decoder.decode(chunk.subarray(0, count), { stream: true });
        text += piece;
        const looked = this.#fault === "looks at the newest piece for the end" ? piece : text;
        if (looked.endsWith("\r\n\r\n") || text.length >= limit || this.#fault === "reads once") return text;
      }
    } finally {
      clearTimeout(this.#late);
    }
  }
}
