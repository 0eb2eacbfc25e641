/**
 * What makes a chat live: it follows the session's login, hands on what arrives, and takes what is written. It must not
 * know how anything is shown, nor what a person types.
 *
 * @module
 */

import { ChatError } from "../../chat.ts";
import { CLOCKS } from "../../clock.ts";
import type { Login } from "../session/login_connection.ts";
import { Incoming } from "./incoming.ts";
import { CatchUp } from "./catch_up.ts";
import { Outgoing } from "./outgoing.ts";
import { Reconnector } from "./reconnector.ts";
import type { EventSink } from "./event_sink.ts";
import { openOutbox, type Outbox } from "./outbox.ts";
import type { Unsent } from "./outbox_file.ts";
import { atMost } from "../../async.ts";
import type { Session } from "../session/session.ts";
import { type Texts, textsOf } from "../i18n/texts.ts";

/** Options of a {@linkcode LiveClient}. */
export interface LiveClientOptions {
  /** What it says. @default in English */
  texts?: Texts;
  /** Opens what waits for a user. @default kept in memory alone */
  openOutbox?: (user: string) => Outbox;
  /** Milliseconds between two questions for the inbox of a server that cannot be live. @default it is not asked */
  pollEvery?: number | undefined;
  /** Milliseconds without a word of the server after which it is asked for one; it pings more often. @default 70_000 */
  silence?: number;
  /** Chance, from 0 to 1, for the waits between attempts to connect. @default Math.random */
  chance?: () => number;
}

/** What belongs to one login. */
interface ActiveLogin {
  readonly reconnector: Reconnector;
  /** On a server that can be live. */
  readonly outgoing: Outgoing | undefined;
  readonly catchUp: CatchUp;
}

/** What stays from one login of a user to the next: what was shown, and what waits. */
interface UserState {
  readonly name: string;
  readonly incoming: Incoming;
  readonly outbox: Outbox;
  /** When the first login began, in milliseconds since 1970. */
  readonly since: number;
  /** Whether a login was live already: what was pushed since is asked for after the next one. */
  wasLive: boolean;
}

/** What keeps a login live, for a user at a terminal or a program that stays. */
export class LiveClient {
  readonly #session: Session;
  readonly #sink: EventSink;
  readonly #options: LiveClientOptions;
  readonly #texts: Texts;
  /** Called when a connection is live, the first one and each that takes its place. */
  onLive: () => void = () => {};
  #followed: object | undefined;
  #active: ActiveLogin | undefined;
  #user: UserState | undefined;
  #isAsking = false;

  /** A client that is live once somebody logs in with `session`. */
  constructor(session: Session, sink: EventSink, options: LiveClientOptions = {}) {
    this.#session = session;
    this.#sink = sink;
    this.#options = options;
    this.#texts = options.texts ?? textsOf("en");
    session.onAnswer = (user, reply) => this.incoming?.answered(user, reply);
  }

  /** Whether messages are taken to be sent as soon as possible. */
  get canQueue(): boolean {
    return this.#active?.outgoing !== undefined && this.#followed === this.#session.connection.login;
  }

  /** What has arrived for who is logged in, and whom it is about. */
  get incoming(): Incoming | undefined {
    return this.#active && this.#user?.incoming;
  }

  /** What an earlier run has left for who is logged in. */
  get leftovers(): readonly Unsent[] {
    return this.canQueue ? this.#user!.outbox.leftovers : [];
  }

  /** How many of them the server may have already, and would store once more. */
  get doubtful(): number {
    const { keyLife } = this.#session;
    return this.leftovers.filter((unsent) => this.#user!.outbox.isDoubtful(unsent, keyLife)).length;
  }

  /** Whether something was set aside since {@linkcode LiveClient.leftovers} were last asked about. */
  get isAsking(): boolean {
    return this.#isAsking && this.canQueue;
  }

  /** Notes that it is being asked what to do with the leftovers. */
  asked(): void {
    this.#isAsking = false;
  }

  /** Begins with the session's login, and ends with another one. */
  async syncLogin(): Promise<void> {
    const { login } = this.#session.connection;
    if (login === this.#followed) return;
    this.stop();
    this.#followed = login;
    if (login === undefined) return;
    try {
      if (!this.#session.isKnown) await this.#session.hello();
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      this.#sink.notice(this.#texts.error(error.message));
      this.#followed = undefined;
      return;
    }
    const isLive = this.#session.can("live") && this.#session.can("post");
    if (!isLive && this.#options.pollEvery === undefined) return;
    this.#active = this.#start(login, isLive);
    await this.#active.reconnector.begin();
  }

  /** Takes a message, which is sent as soon as possible, after those before it. */
  send(to: string, text: string): void {
    const { incoming, outbox, outbox: { isFull } } = this.#user!;
    const unsent = isFull ? { key: crypto.randomUUID(), to, text, at: CLOCKS.wall() } : outbox.add(to, text);
    incoming.written(unsent);
    if (!isFull) return this.#active!.outgoing!.start();
    incoming.ended(unsent, "failed");
    this.#sink.notice(this.#texts.notSent(to, this.#texts.outboxFull, 1));
  }

  /** Sends what an earlier run has left, or discards it. */
  settleLeftovers(what: "send" | "discard"): void {
    const { incoming, outbox } = this.#user!;
    const unsent = outbox.settle(what, this.#session.keyLife);
    if (what === "send") unsent.forEach((unsent) => incoming.written(unsent));
    this.#active!.outgoing!.start();
  }

  /** Takes an event of the connection; it has been shown when this resolves. */
  async event(json: string): Promise<void> {
    this.#active?.reconnector.heard();
    await this.#active?.catchUp.event(json);
  }

  async #handle(json: string): Promise<void> {
    if (this.#active === undefined) return;
    const [{ outgoing }, { incoming }] = [this.#active, this.#user!];
    try {
      const event = await incoming.event(json);
      if (event?.kind === "ping") outgoing?.answer();
      else if (event?.kind === "message" && incoming.isForMe(event.message)) {
        this.#acknowledge(event.message.id, outgoing);
      }
    } catch (error) {
      // What cannot be understood is not for this version, and what could not be shown comes again one day.
      if (!(error instanceof ChatError)) throw error;
    }
  }

  /** Acknowledges a message when it has been seen. A terminal that was stopped holds up nothing else. */
  #acknowledge(id: string, outgoing: Outgoing | undefined): void {
    if (this.#sink.seen === undefined) outgoing?.acknowledge(id);
    else void this.#sink.seen().then(() => outgoing?.acknowledge(id), () => {});
  }

  /** Called when the connection has ended. */
  lost(): void {
    this.#active?.reconnector.lost();
    this.#active?.catchUp.give();
  }

  /** Waits until what can be sent and acknowledged has been, but not for long. @returns How many messages wait still. */
  async drain(milliseconds: number): Promise<number> {
    const { reconnector, outgoing, catchUp } = this.#active ?? {};
    if (reconnector?.isUp && outgoing !== undefined) {
      catchUp?.give();
      // Its reply comes after the events that are under way.
      outgoing.answer();
      const run = async () => {
        await this.#sink.seen?.().catch(() => {}); // What was not seen comes again.
        await outgoing.run();
      };
      await atMost(milliseconds, run());
    }
    return this.#user?.outbox.length ?? 0;
  }

  /** Ends it until the next login. */
  stop(): void {
    this.#active?.reconnector.stop();
    this.#active?.catchUp.stop();
    this.#active = undefined;
    this.#followed = undefined;
  }

  /** Ends it for good. @returns What is to be said of messages that wait still. */
  close(): string | undefined {
    this.stop();
    return this.#leave();
  }

  /** What waits for the person will not be sent by this run. */
  #leave(): string | undefined {
    if (this.#user === undefined) return undefined;
    const { incoming, outbox, outbox: { waiting, isKept } } = this.#user;
    this.#user = undefined;
    for (const unsent of waiting) incoming.ended(unsent, "failed");
    outbox[Symbol.dispose]();
    const say = isKept ? this.#texts.stillUnsent : this.#texts.lostUnsent;
    return waiting.length === 0 ? undefined : say(waiting.length);
  }

  #start(login: Login, isLive: boolean): ActiveLogin {
    const user = this.#open(login.user);
    const { incoming, outbox, since } = user;
    const catchUp = new CatchUp(incoming, since, (json) => this.#handle(json));
    const parts = { connection: this.#session.connection, login, incoming, outbox, catchUp };
    const onNotice = (text: string) => this.#sink.notice(text);
    const outgoing = !isLive ? undefined : new Outgoing(parts, {
      onRefused: (to, reason, count) => onNotice(this.#texts.notSent(to, reason, count)),
      onDoubtful: ({ to }) => {
        this.#isAsking = true;
        onNotice(this.#texts.doubtful(to));
      },
    });
    const reconnector = new Reconnector(parts, outgoing, {
      ...this.#options,
      onNotice,
      onLive: (json) => {
        if (user.wasLive && this.#session.can("history")) catchUp.begin();
        user.wasLive = true;
        this.onLive();
        return this.#sink.live(json);
      },
    });
    return { reconnector, outgoing, catchUp };
  }

  #open(user: string): UserState {
    const name = user.toLowerCase();
    if (this.#user?.name !== name) {
      const unsent = this.#leave();
      if (unsent !== undefined) this.#sink.notice(unsent);
      const { openOutbox: open = (user) => openOutbox(this.#session.connection.remote.name, user) } = this.#options;
      const incoming = new Incoming(this.#sink, user);
      this.#user = { name, incoming, outbox: open(user), since: CLOCKS.wall(), wasLive: false };
    }
    return this.#user!;
  }
}
