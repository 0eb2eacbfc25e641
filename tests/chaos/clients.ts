/**
 * People with the client of this project: what is behind its terminal, with its outbox, and the program itself, in JSON mode.
 *
 * @module
 */

import type { ChatEvent } from "../../lib/chat.ts";
import { Remote } from "../../lib/client/connection/remote.ts";
import type { EventSink } from "../../lib/client/live/event_sink.ts";
import { LiveClient } from "../../lib/client/live/live_client.ts";
import { openOutbox } from "../../lib/client/live/outbox.ts";
import { Session } from "../../lib/client/session/session.ts";
import { parseEvent } from "../../lib/wire/event.ts";
import { clientProgram } from "../support/helpers.ts";
import { type Sent, textOf } from "./ledger.ts";
import { pause, type Person, type PersonOptions, Writing } from "./person.ts";

/** Milliseconds between two attempts to begin, and between two looks at what has become of a message. */
const AGAIN = 300;

/** Milliseconds in which a program is to end by itself. */
const END_PATIENCE = 5_000;

/** What both have in common: one message at a time, whose end is told. */
abstract class Client implements Person {
  readonly name: string;
  protected readonly options: PersonOptions;
  protected readonly writing: Writing;
  protected isOver = false;
  state = "new";
  #pending: (Sent & { readonly ended: PromiseWithResolvers<void> }) | undefined;

  constructor(options: PersonOptions) {
    this.options = options;
    this.name = options.name;
    this.writing = new Writing(options);
  }

  get servedAt(): number {
    return this.writing.servedAt;
  }

  get isQuiet(): boolean {
    return this.#pending === undefined;
  }

  finish(): void {
    this.writing.isOver = true;
  }

  abstract stop(): Promise<void>;

  /** Writes one message after the other, as long as `canWrite`. */
  protected async write(canWrite: () => boolean, send: (to: string, text: string) => void): Promise<void> {
    while (canWrite() && !this.isOver) {
      await pause(this.writing.pause());
      if (this.writing.isOver || this.isOver || !canWrite()) continue;
      this.#pending = { ...this.writing.next(), ended: Promise.withResolvers() };
      this.state = `sends to ${this.#pending.to}`;
      send(this.#pending.to, textOf(this.#pending));
      await this.#pending.ended.promise;
      this.state = "live";
    }
  }

  /** Notes what has become of the message. What is not known to be stored counts for nothing. */
  protected ended(isStored: boolean): void {
    const pending = this.#pending;
    this.#pending = undefined;
    if (isStored && pending !== undefined) this.writing.served(pending);
    pending?.ended.resolve();
  }

  protected event(event: ChatEvent): void {
    if (event.kind !== "message") return this.writing.told(event);
    if (event.message.from !== this.name) this.options.ledger.came(this.name, event.message);
  }
}

/** What is behind the terminal: it knows all servers, and keeps what waits in a file. */
export class OutboxClient extends Client {
  readonly #remote: Remote;
  readonly #session: Session;
  readonly #live: LiveClient;
  readonly #done: Promise<void>;

  constructor(options: PersonOptions) {
    super(options);
    const [first, ...others] = options.servers.map(({ chat }) => ({ host: "127.0.0.1", port: chat }));
    this.#remote = new Remote(first!, {
      others,
      onEvent: (json) => this.#live.event(json),
      onEnd: () => this.#live.lost(),
    });
    this.#session = new Session(this.#remote);
    this.#live = new LiveClient(this.#session, this.#sink(), {
      openOutbox: (user) => openOutbox(this.#remote.name, user, { directory: options.directory }),
    });
    this.#done = this.#run();
  }

  #sink(): EventSink {
    return {
      event: (event) => this.event(event),
      update: (_key, { id }) => this.ended(id !== undefined),
      live() {},
      message() {},
      receipt() {},
      progress() {},
      notice: (text) => void (this.state = text),
    };
  }

  async #run(): Promise<void> {
    const { password, name } = this.options;
    while (!this.isOver && !this.#live.canQueue) {
      try {
        await this.#remote.connect();
        if (this.#session.user === undefined) await this.#session.run({ kind: "auth", user: name, password });
        await this.#live.syncLogin();
      } catch {
        // There is no server yet.
      }
      if (!this.#live.canQueue) await pause(AGAIN);
    }
    await this.write(() => this.#live.canQueue, (to, text) => this.#live.send(to, text));
  }

  async stop(): Promise<void> {
    this.isOver = true;
    this.ended(false);
    this.#live.close();
    await this.#remote.close();
    await this.#done;
  }
}

/** The program, as another program uses it. */
export class JsonClient extends Client {
  #process: Deno.ChildProcess | undefined;
  #isLive = false;
  readonly #done: Promise<void>;

  constructor(options: PersonOptions) {
    super(options);
    this.#done = this.#run();
  }

  /** The program ends if there is no server at its start. */
  async #run(): Promise<void> {
    while (!this.isOver) {
      await this.#use(this.#start());
      this.#isLive = false;
      this.ended(false);
      await pause(AGAIN);
    }
  }

  #start(): Deno.ChildProcess {
    const [command, ...first] = clientProgram();
    const { servers, directory, password, name } = this.options;
    const hosts = servers.map(({ chat }) => `127.0.0.1:${chat}`).join(",");
    this.#process = new Deno.Command(command, {
      args: [...first, "--host", hosts, "--json", "--user", name],
      env: { NGOBROL_PASSWORD: password, XDG_STATE_HOME: directory },
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    return this.#process;
  }

  async #use({ stdin, stdout, status }: Deno.ChildProcess): Promise<void> {
    const writer = stdin.getWriter();
    const send = (to: string, text: string) =>
      void writer.write(new TextEncoder().encode(`send ${to} ${text}\n`)).catch(() => {});
    let writing: Promise<void> | undefined;
    let rest = "";
    for await (const text of stdout.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split("\n");
      rest = lines.pop()!;
      for (const line of lines) this.#take(line);
      if (this.#isLive) writing ??= this.write(() => this.#isLive, send);
    }
    this.#isLive = false;
    this.ended(false);
    await writing;
    await status;
    await writer.close().catch(() => {});
  }

  #take(line: string): void {
    const event = parseEvent(line);
    const { status, message } = JSON.parse(line);
    if (event !== undefined) this.event(event);
    else if (message === "Live") [this.#isLive, this.state] = [true, "live"];
    else if (status !== undefined) this.ended(status === "OK");
  }

  async stop(): Promise<void> {
    this.isOver = true;
    const timer = setTimeout(() => this.#process?.kill("SIGKILL"), END_PATIENCE);
    this.#process?.kill("SIGTERM");
    await this.#done;
    clearTimeout(timer);
  }
}
