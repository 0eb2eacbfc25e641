/**
 * Servers of one chat that are restarted one after the other while people at clients of all kinds write and read.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { ChatError, TypedClient } from "../../lib/client/mod.ts";
import { type ClusterServer, startServer } from "./cluster.ts";
import { clientProgram, PASSWORD, serverProgram } from "./helpers.ts";
import { type JsonClient, startJsonClient } from "./json_client.ts";
import { hasTmux, type Pane, startPane } from "./pane.ts";
import { exitCode, until } from "./patience.ts";
import type { Program } from "./released_programs.ts";

/** Messages of one sender that may be on their way. */
const WINDOW = 8;

/** What all servers are started with. */
const FLAGS = ["--drain", "1", "--register", "open"];

/** Three servers. */
export class Fleet {
  readonly #url: string;
  readonly #directory: string;
  readonly #stack: AsyncDisposableStack;
  readonly #servers: ClusterServer[] = [];

  /** None runs yet. */
  constructor(url: string, directory: string, stack: AsyncDisposableStack) {
    this.#url = url;
    this.#directory = directory;
    this.#stack = stack;
  }

  /** The ports, which stay. */
  get ports(): readonly number[] {
    return this.#servers.map(({ port }) => port);
  }

  /** One of them, from 0 on. */
  server(index: number): ClusterServer {
    return this.#servers[index]!;
  }

  /** Starts all. */
  async start(program: Program = serverProgram()): Promise<void> {
    for (let index = 0; index < 3; index++) this.#servers.push(await this.#start(index, program, 0));
  }

  async #start(index: number, program: Program, port: number): Promise<ClusterServer> {
    const flags = [...FLAGS, "--port", `${port}`];
    return this.#stack.use(await startServer(this.#url, `${this.#directory}/${index}`, flags, program));
  }

  /** Restarts one after the other; `meanwhile` is called when one was told to stop, when it is gone, and when it is there again. */
  async roll(program: Program, meanwhile: () => Promise<void>): Promise<void> {
    for (const [index, { process, port }] of [...this.#servers].entries()) {
      process.kill("SIGTERM");
      await meanwhile();
      assertEquals(await exitCode(process), 0);
      await meanwhile();
      this.#servers[index] = await this.#start(index, program, port);
      await meanwhile();
    }
  }
}

/** The typed client of one who sends, and reads an inbox, as a program of somebody would: it connects again when it is cut off. */
class Programmer {
  readonly #ports: readonly number[];
  #client: TypedClient | undefined;
  #token: string | undefined;
  #sent = 0;
  readonly #seen = new Map<string, string>();

  constructor(ports: readonly number[]) {
    this.#ports = ports;
  }

  /** How many were sent. */
  get sent(): number {
    return this.#sent;
  }

  /** The texts that were in its inbox, each message once. */
  get texts(): string[] {
    return [...this.#seen.values()];
  }

  /** Sends the next message, and looks into the inbox. */
  async step(): Promise<void> {
    const key = crypto.randomUUID();
    await this.#ask((client, token) =>
      client.ask({ name: "post", token, key, user: "izza", text: `nania ${this.#sent}` })
    );
    this.#sent++;
    const inbox = await this.#ask((client, token) => client.ask({ name: "inbox", token }));
    if (inbox.kind !== "inbox") return;
    for (const { id, text } of inbox.messages) this.#seen.set(id!, text);
  }

  /** Asks, again if the connection is lost: that has no code, and whatever has one fails the test. */
  async #ask<T>(ask: (client: TypedClient, token: string) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        if (this.#client?.isOpen !== true) {
          const [first, ...others] = this.#ports.map((port) => ({ host: "127.0.0.1", port }));
          this.#client = await TypedClient.connect({ ...first, others });
        }
        this.#token ??= await this.#client.logIn("nania", PASSWORD);
        return await ask(this.#client, this.#token);
      } catch (error) {
        if (!(error instanceof ChatError) || error.code !== undefined) throw error;
        await this.#client?.close();
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client?.close();
  }
}

/** People who write and read all the time, at servers of which they know all. */
export class Crowd {
  readonly #maya: JsonClient;
  readonly #izza: JsonClient;
  readonly #nania: Programmer;
  readonly #guru: Pane | undefined;
  #sent = 0;
  #rounds = 0;
  #isOver = false;
  #working: Promise<unknown> = Promise.resolve();

  private constructor(ports: readonly number[], guru: Pane | undefined, stack: AsyncDisposableStack, old?: Program) {
    this.#maya = stack.use(startJsonClient("maya", ports));
    this.#izza = stack.use(startJsonClient("izza", ports, old));
    this.#nania = stack.use(new Programmer(ports));
    this.#guru = guru;
  }

  /** Lets them come, and begin. @param old The client of one of them. */
  static async start(ports: readonly number[], stack: AsyncDisposableStack, old?: Program): Promise<Crowd> {
    const crowd = new Crowd(ports, await hasTmux() ? stack.use(await startTerminal(ports)) : undefined, stack, old);
    const isLive = ({ lines }: JsonClient) => lines.some((line) => line.includes('"Live"'));
    await until(() => isLive(crowd.#maya) && isLive(crowd.#izza), "both are live");
    crowd.#working = Promise.all([crowd.#send(), crowd.#program()]);
    crowd.#working.catch(() => {}); // Heard in the end.
    return crowd;
  }

  async #send(): Promise<void> {
    while (!this.#isOver) {
      await this.#maya.type(`send izza maya ${this.#sent++}`);
      await until(() => this.#isOver || this.#izza.texts("maya").length > this.#sent - WINDOW, () => this.#describe());
    }
  }

  async #program(): Promise<void> {
    while (!this.#isOver) await this.#nania.step();
  }

  /** Whoever is at a terminal writes and reads, too, and is seen to. */
  async round(): Promise<void> {
    const round = this.#rounds++;
    for (const name of ["nania", "guru"]) await this.#maya.type(`send ${name} round ${round}.`);
    await this.#guru?.see(`round ${round}.`);
    await this.#guru?.type(`send izza guru ${round}`);
    await this.#guru?.press("Enter");
  }

  /** Ends it. Everybody has got everything, once and in order, and nobody was shown an error. */
  async finish(): Promise<void> {
    this.#isOver = true;
    await this.#working;
    const rounds = Array.from({ length: this.#rounds }, (_, round) => `round ${round}.`);
    const all = {
      maya: numbered("maya", this.#sent),
      nania: numbered("nania", this.#nania.sent),
      guru: numbered("guru", this.#guru === undefined ? 0 : this.#rounds),
    };
    const hasAll = () => Object.entries(all).every(([from, { length }]) => this.#izza.texts(from).length >= length);
    await until(hasAll, () => this.#describe());
    for (const [from, texts] of Object.entries(all)) assertEquals(this.#izza.texts(from), texts);
    while (this.#nania.texts.length < rounds.length) await this.#nania.step();
    assertEquals(this.#nania.texts, rounds);
    assertEquals([this.#maya.refused, this.#izza.refused], [[], []]);
    if (this.#guru !== undefined) await assertCalm(this.#guru, rounds);
  }

  #describe(): string {
    const had = ["maya", "nania", "guru"].map((from) => `${this.#izza.texts(from).length} of ${from}`);
    return `all arrives: ${had} of ${this.#sent} and ${this.#nania.sent}; ${this.#maya.refused} ${this.#izza.refused}`;
  }
}

async function startTerminal(ports: readonly number[]): Promise<Pane> {
  const hosts = ports.map((port) => `127.0.0.1:${port}`).join(",");
  const pane = await startPane([...clientProgram(), "--host", hosts, "--user", "guru"]);
  await pane.see("guru:");
  await pane.type(PASSWORD);
  await pane.press("Enter");
  await pane.see("token ");
  return pane;
}

/** A terminal shows what came, once and in order, and nothing of what the servers did. */
async function assertCalm(pane: Pane, rounds: readonly string[]): Promise<void> {
  const screen = await pane.all();
  assertEquals([...screen.matchAll(/round \d+\./g)].map(([text]) => text), rounds, screen);
  assert(!/error|again|lost|stop|closed|cannot/i.test(screen), screen);
}

function numbered(from: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${from} ${index}`);
}
