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
import { openOutbox, type Outbox, type Unsent } from "./outbox.ts";
import { Pause } from "../pause.ts";
import type { Session } from "../session/session.ts";
import { type Texts, textsOf } from "../i18n/texts.ts";

/** Options of a {@linkcode FakeClient}. */
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
interface Turn {
  readonly login: Reconnector;
  /** On a server that can be live. */
  readonly errands: Outgoing | undefined;
  readonly catchUp: CatchUp;
}

/** What stays from one login of a user to the next: what was shown, and what waits. */
interface Person {
  readonly name: string;
  readonly arrivals: Incoming;
  readonly outbox: Outbox;
  /** When the first login began, in milliseconds since 1970. */
  readonly since: number;
  /** Whether a login was live already: what was pushed since is asked for after the next one. */
  wasLive: boolean;
}

/** What keeps a login live, for a user at a terminal or a program that stays. */
export class LiveClient {
  readonly #session: Session;
  readonly #view: EventSink;
  readonly #options: LiveClientOptions;
  readonly #texts: Texts;
  #followed: object | undefined;
  #turn: Turn | undefined;
  #person: Person | undefined;
  #isAsking = false;

  /** A client that is live once somebody logs in with `session`. */
  constructor(session: Session, view: EventSink, options: LiveClientOptions = {}) {
    this.#session = session;
    this.#view = view;
    this.#options = options;
    this.#texts = options.texts ?? textsOf("en");
    session.onAnswer = (user, reply) => this.arrivals?.answered(user, reply);
  }

  /** Whether messages are taken to be sent as soon as possible. */
  get takes(): boolean {
    return this.#turn?.errands !== undefined && this.#followed === this.#session.access.login;
  }

  /** What has arrived for who is logged in, and whom it is about. */
  get arrivals(): Incoming | undefined {
    return this.#turn && this.#person?.arrivals;
  }

  /** What an earlier run has left for who is logged in. */
  get leftovers(): readonly Unsent[] {
    return this.takes ? this.#person!.outbox.leftovers : [];
  }

  /** How many of them the server may have already, and would store once more. */
  get doubtful(): number {
    const { keyLife } = this.#session;
    return this.leftovers.filter((unsent) => this.#person!.outbox.isDoubtful(unsent, keyLife)).length;
  }

  /** Whether something was set aside since {@linkcode FakeClient.leftovers} were last asked about. */
  get isAsking(): boolean {
    return this.#isAsking && this.takes;
  }

  /** Notes that it is being asked what to do with the leftovers. */
  asked(): void {
    this.#isAsking = false;
  }

  /** Begins with the session's login, and ends with another one. */
  async follow(): Promise<void> {
    const { login } = this.#session.access;
    if (login === this.#followed) return;
    this.stop();
    this.#followed = login;
    if (login === undefined) return;
    try {
      if (!this.#session.isKnown) await this.#session.hello();
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      this.#view.notice(this.#texts.error(error.message));
      this.#followed = undefined;
      return;
    }
    const isLive = this.#session.can("live") && this.#session.can("post");
    if (!isLive && this.#options.pollEvery === undefined) return;
    const person = this.#open(login.user);
    const catchUp = new CatchUp({ ...person, handle: (json) => this.#handle(json) });
    const errands = isLive ? this.#errands(login, person, catchUp) : undefined;
    this.#turn = { login: this.#liveLogin(login, person, { errands, catchUp }), errands, catchUp };
    await this.#turn.login.begin();
  }

  /** Takes a message, which is sent as soon as possible, after those before it. */
  send(to: string, text: string): void {
    const { arrivals, outbox, outbox: { isFull } } = this.#person!;
    const unsent = isFull ? { key: crypto.randomUUID(), to, text, at: CLOCKS.wall() } : outbox.add(to, text);
    arrivals.written(unsent);
    if (!isFull) return this.#turn!.errands!.start();
    arrivals.ended(unsent, "failed");
    this.#view.notice(this.#texts.notSent(to, this.#texts.outboxFull, 1));
  }

  /** Sends what an earlier run has left, or discards it. */
  settleLeftovers(what: "send" | "discard"): void {
    const { arrivals, outbox } = this.#person!;
    const unsent = outbox.settle(what, this.#session.keyLife);
    if (what === "send") unsent.forEach((unsent) => arrivals.written(unsent));
    this.#turn!.errands!.start();
  }

  /** Takes an event of the connection; it has been shown when this resolves. */
  async event(json: string): Promise<void> {
    this.#turn?.login.heard();
    await this.#turn?.catchUp.event(json);
  }

  async #handle(json: string): Promise<void> {
    if (this.#turn === undefined) return;
    const [{ errands }, { arrivals }] = [this.#turn, this.#person!];
    try {
      const event = await arrivals.event(json);
      if (event?.kind === "ping") errands?.answer();
      else if (event?.kind === "message" && arrivals.isForMe(event.message)) {
        this.#acknowledge(event.message.id, errands);
      }
    } catch (error) {
      // What cannot be understood is not for this version, and what could not be shown comes again one day.
      if (!(error instanceof ChatError)) throw error;
    }
  }

  /** Acknowledges a message when it has been seen. A terminal that was stopped holds up nothing else. */
  #acknowledge(id: string, errands: Outgoing | undefined): void {
    if (this.#view.seen === undefined) errands?.acknowledge(id);
    else void this.#view.seen().then(() => errands?.acknowledge(id), () => {});
  }

  /** Called when the connection has ended. */
  lost(): void {
    this.#turn?.login.lost();
    this.#turn?.catchUp.give();
  }

  /** Waits until what can be sent and acknowledged has been, but not for long. @returns How many messages wait still. */
  async settle(milliseconds: number): Promise<number> {
    const { login, errands, catchUp } = this.#turn ?? {};
    if (login?.isUp && errands !== undefined) {
      catchUp?.give();
      // Its reply comes after the events that are under way.
      errands.answer();
      const pause = new Pause();
      const run = async () => {
        await this.#view.seen?.().catch(() => {}); // What was not seen comes again.
        await errands.run();
      };
      await Promise.race([run(), pause.wait(milliseconds)]);
      pause.end();
    }
    return this.#person?.outbox.length ?? 0;
  }

  /** Ends it until the next login. */
  stop(): void {
    this.#turn?.login.stop();
    this.#turn?.catchUp.stop();
    this.#turn = undefined;
    this.#followed = undefined;
  }

  /** Ends it for good. @returns What is to be said of messages that wait still. */
  close(): string | undefined {
    this.stop();
    return this.#leave();
  }

  /** What waits for the person will not be sent by this run. */
  #leave(): string | undefined {
    if (this.#person === undefined) return undefined;
    const { arrivals, outbox, outbox: { waiting, isKept } } = this.#person;
    this.#person = undefined;
    for (const unsent of waiting) arrivals.ended(unsent, "failed");
    outbox[Symbol.dispose]();
    const say = isKept ? this.#texts.stillUnsent : this.#texts.lostUnsent;
    return waiting.length === 0 ? undefined : say(waiting.length);
  }

  #errands(login: Login, { arrivals, outbox }: Person, catchUp: CatchUp): Outgoing {
    return new Outgoing({
      ...{ access: this.#session.access, login, arrivals, outbox, catchUp },
      keyLife: () => this.#session.keyLife,
      onRefused: (to, reason, count) => this.#view.notice(this.#texts.notSent(to, reason, count)),
      onDoubtful: ({ to }) => {
        this.#isAsking = true;
        this.#view.notice(this.#texts.doubtful(to));
      },
    });
  }

  #liveLogin(login: Login, person: Person, { errands, catchUp }: Omit<Turn, "login">): Reconnector {
    const { pollEvery = Infinity, silence = 70_000, chance = Math.random } = this.#options;
    const { arrivals } = person;
    return new Reconnector({
      ...{ access: this.#session.access, login, arrivals, errands, texts: this.#texts, pollEvery, silence, chance },
      onNotice: (text) => this.#view.notice(text),
      onLive: (json) => {
        if (person.wasLive && this.#session.can("history")) catchUp.begin();
        person.wasLive = true;
        return this.#view.live(json);
      },
    });
  }

  #open(user: string): Person {
    const name = user.toLowerCase();
    if (this.#person?.name !== name) {
      const unsent = this.#leave();
      if (unsent !== undefined) this.#view.notice(unsent);
      const { openOutbox: open = (user) => openOutbox(this.#session.address, user) } = this.#options;
      const arrivals = new Incoming(this.#view, user);
      this.#person = { name, arrivals, outbox: open(user), since: CLOCKS.wall(), wasLive: false };
    }
    return this.#person!;
  }
}
