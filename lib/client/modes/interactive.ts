/**
 * The chat at a terminal: a prompt, a line, what came of it, and again. It must not know keys, nor the protocol.
 *
 * @module
 */

import { ChatError, isConversation } from "../../chat.ts";
import { type Answer, answerLines, asShown, bannerLine, pageNotes, withoutToken } from "../session/results.ts";
import { type InputCommand, needsLogin, readTyped, validateMessage } from "../session/commands.ts";
import { completerOf } from "./completion.ts";
import type { InputHistory } from "./input_history.ts";
import type { LiveClient } from "../live/live_client.ts";
import { printAll, showAll } from "./long_print.ts";
import { ask, Meaning } from "./meaning.ts";
import { readPaste, type Series } from "./paste.ts";
import { sendSeries } from "./send_series.ts";
import { BackgroundTransfers } from "./transfers.ts";
import { UserHistory } from "./user_history.ts";
import { Wire } from "./wire.ts";
import type { WireView } from "../wire/wire_view.ts";
import { leave, runCommand, whoLine } from "../session/run_command.ts";
import type { Session } from "../session/session.ts";
import type { Completer, Terminal } from "../terminal/terminal.ts";
import { escapeControls } from "../sanitize.ts";
import { type Texts, textsOf } from "../i18n/texts.ts";

/** Options of {@linkcode Interactive}. */
export interface InteractiveOptions {
  /** What the client says. @default in English */
  texts?: Texts;
  /** Who is to be logged in at first. @default nobody */
  user?: string | undefined;
  /** Their password; without one, it is asked for. @default none */
  password?: string | undefined;
  /** Whether nothing that was shown can be drawn anew. @default false */
  plain?: boolean;
  /** How frames of the wire are shown. @default as if none was shown before */
  wire?: WireView;
  /** What is recalled from one run to the next. @default nothing */
  inputHistory?: InputHistory | undefined;
}

/** Milliseconds that what was written last may take to be sent at the end. */
const SETTLE = 2_000;

/** A person at a terminal. */
export class Interactive {
  readonly #session: Session;
  readonly #live: LiveClient;
  readonly #terminal: Terminal;
  readonly #signal: AbortSignal;
  readonly #texts: Texts;
  readonly #options: InteractiveOptions;
  readonly #meaning: Meaning;
  readonly #history: UserHistory;
  readonly #transfers: BackgroundTransfers;
  readonly #wire: Wire;
  /** Completes what is typed. */
  readonly complete: Completer;
  /** Who gets what is typed; `undefined`: everything is a command. */
  partner: string | undefined;

  /** A chat that has shown nothing yet. */
  constructor(
    session: Session,
    live: LiveClient,
    terminal: Terminal,
    signal: AbortSignal,
    options: InteractiveOptions = {},
  ) {
    this.#session = session;
    this.#live = live;
    this.#terminal = terminal;
    this.#signal = signal;
    this.#options = options;
    this.#texts = options.texts ?? textsOf("en");
    this.#meaning = new Meaning(terminal, this.#texts);
    this.#transfers = new BackgroundTransfers(session, terminal, this.#texts, options.plain ?? false);
    this.#wire = new Wire(session, live, terminal.screen, this.#texts, options.wire);
    this.#history = new UserHistory(session, terminal, options.inputHistory);
    this.complete = completerOf(session, live, () => this.partner);
  }

  /**
   * Lets the person chat until they leave or the signal, which the terminal obeys, too, is aborted. The terminal is as it
   * was then, and the session has ended.
   *
   * @returns The lines that are still to be printed, on the terminal as it is then.
   */
  async run(): Promise<readonly string[]> {
    const { user, password } = this.#options;
    await this.#greet();
    if (user === undefined) this.#terminal.screen.print([escapeControls(this.#texts.firstStep)]);
    if (user !== undefined) await this.#perform({ kind: "auth", user, ...(password && { password }) });
    while (!this.#signal.aborted) {
      const line = await this.#terminal.readLine(this.#prompt(), { vanishes: (line) => this.#vanishes(line) });
      if (line === undefined) break;
      if (!await (line.includes("\n") ? this.#paste(line) : this.#enter(line))) break;
      if (this.#live.isAsking) await this.#offer();
    }
    return await this.#end();
  }

  async #end(): Promise<readonly string[]> {
    this.#transfers.end();
    this.#terminal[Symbol.dispose]();
    await this.#live.drain(SETTLE);
    const unsent = this.#live.close();
    this.#terminal.screen.tell();
    const lines = await leave(this.#session, "people", this.#texts);
    return unsent === undefined ? lines : [unsent, ...lines];
  }

  #prompt(): string {
    const { user } = this.#session;
    if (user === undefined) return this.#texts.prompt;
    return this.partner === undefined ? this.#texts.promptOf(user) : this.#texts.promptWith(user, this.partner);
  }

  /** Says whom one talks to. */
  async #greet(): Promise<void> {
    try {
      this.#print(bannerLine(await this.#session.hello(), this.#session.connection.remote.address, this.#texts));
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      this.#say(this.#texts.error(error.message));
    }
  }

  /** Does what an entered line says. @returns Whether the person stays. */
  async #enter(line: string): Promise<boolean> {
    if (line.trim() === "") return true;
    const partner = this.partner;
    this.#history.remember(line, partner);
    const read = readTyped(line, { texts: this.#texts, partner });
    const isText = partner !== undefined && read.kind === "send";
    const typed = isText ? await this.#meaning.settle(line, read) : read;
    if (typed === undefined || typed.kind === "exit") return typed === undefined;
    const { expired } = this.#session.connection;
    if (expired !== undefined && needsLogin(typed) && typed.kind !== "logout") {
      // Who was logged out by the server is asked for no more than the password.
      await this.#perform({ kind: "auth", user: expired });
      if (this.#session.user === undefined) return true;
    }
    await this.#perform(typed);
    return true;
  }

  async #perform(typed: InputCommand): Promise<void> {
    const { incoming, canQueue } = this.#live;
    if (typed.kind === "file" || typed.kind === "get") return this.#transfers.start(typed);
    if (typed.kind === "wire" || typed.kind === "provoke") return await this.#wire.perform(typed);
    if (typed.kind === "with") return this.#switch(typed.user);
    if (typed.kind === "history") return await this.#showHistory(typed);
    if (typed.kind === "send" && !this.#isFit(typed)) return;
    if (typed.kind === "send" && canQueue) return this.#live.send(typed.user, typed.text);
    if (typed.kind === "who" && canQueue) return this.#print(whoLine(incoming!.active, this.#texts));
    const isQuestion = this.#session.user !== undefined;
    const { lines, newest } = await runCommand(this.#session, typed, {
      texts: this.#texts,
      ask: (question, { secret }) => this.#terminal.readLine(question, { secret, isQuestion }),
      change: (answer) => this.#withoutShown(withoutToken(answer)),
    });
    // What was called off by the signal needs no explanation.
    if (this.#signal.aborted) return;
    this.#history.syncLogin();
    await printAll(this.#terminal.screen, lines, this.#signal);
    if (newest !== undefined) this.#acknowledge(newest);
    if (this.#session.user === undefined && this.#session.connection.expired === undefined) this.partner = undefined;
    await this.#live.syncLogin();
    if (typed.kind === "auth") await this.#offer();
  }

  /** Acknowledges an inbox when it has been seen. */
  #acknowledge(newest: string): void {
    const acknowledge = () => this.#signal.aborted ? undefined : this.#session.acknowledge(newest);
    this.#terminal.screen.seen().then(acknowledge, () => {}).catch(reportError); // It never fails but by a mistake.
  }

  /** Shows a page of a conversation, as its messages are shown when they come. */
  async #showHistory(typed: Extract<InputCommand, { kind: "history" }>): Promise<void> {
    const answer = await this.#session.run(typed);
    if (this.#signal.aborted) return;
    if (answer.kind !== "reply" || answer.reply.kind !== "history" || answer.reply.messages.length === 0) {
      const lines = answerLines(answer, "people", { texts: this.#texts });
      return await printAll(this.#terminal.screen, lines, this.#signal);
    }
    this.#print(...pageNotes(answer.reply, typed.user, this.#texts));
    const { incoming } = this.#live;
    const messages = answer.reply.messages.map((message) => {
      const shown = asShown(message, typed.user);
      return incoming?.withReceipts(shown) ?? shown;
    });
    await showAll(this.#terminal.screen, messages, this.#signal);
  }

  /** An inbox without what has arrived by itself. */
  #withoutShown(answer: Answer): Answer {
    const { incoming } = this.#live;
    if (answer.kind !== "reply" || answer.reply.kind !== "inbox" || incoming === undefined) return answer;
    const messages = answer.reply.messages.filter((message) => incoming.isNew(message));
    return { ...answer, reply: { ...answer.reply, messages } };
  }

  #switch(user: string | undefined): void {
    const before = this.partner;
    if (user !== undefined && !isConversation(user)) return this.#say(this.#texts.badName(user));
    this.partner = user;
    if (user !== undefined) this.#say(this.#texts.withNow(user));
    else this.#say(before === undefined ? this.#texts.withNobody : this.#texts.withOver(before));
  }

  /** Whether a server takes such a message; if not, the person is told why. */
  #isFit({ user, text }: { readonly user: string; readonly text: string }): boolean {
    const misfit = this.#misfit(user, text);
    if (misfit !== undefined) this.#say(misfit);
    return misfit === undefined;
  }

  #misfit(user: string, text: string): string | undefined {
    return validateMessage(user, text, this.#session.lineLimit, this.#texts);
  }

  /** Whether a line becomes a message, which is shown in its place. */
  #vanishes(line: string): boolean {
    if (!this.#live.canQueue || line.includes("\n") || (this.partner && this.#meaning.isAsked(line))) return false;
    const typed = readTyped(line, { partner: this.partner });
    return typed.kind === "send" && typed.text !== "" && this.#misfit(typed.user, typed.text) === undefined;
  }

  /** Does what was pasted, if it is one line, or offers to send it. @returns Whether the person stays. */
  async #paste(draft: string): Promise<boolean> {
    const series = readPaste(draft, this.partner);
    if (typeof series === "string") return await this.#enter(series);
    if (series === undefined) this.#say(this.#texts.pasteRefused);
    else if (series.texts.every((text) => this.#isFit({ user: series.to, text }))) await this.#offerSeries(series);
    return true;
  }

  async #offerSeries(series: Series): Promise<void> {
    const { to, texts, blank } = series;
    const answer = await ask(this.#terminal, this.#texts, this.#texts.pasteOffer(texts.length, to, blank));
    if (answer === "yes") await this.#sendAll(series);
    else this.#say(this.#texts.pasteDropped);
  }

  async #sendAll(series: Series): Promise<void> {
    const parts = { session: this.#session, live: this.#live, signal: this.#signal, language: this.#texts };
    const result = await sendSeries(series, parts);
    if (result === undefined) return;
    if (result.sent > 0) this.#say(this.#texts.messagesSent(series.to, result.sent));
    this.#print(...result.failure);
  }

  /** Offers to send what an earlier run has left, and what the server may have already. */
  async #offer(): Promise<void> {
    const { leftovers, doubtful } = this.#live;
    this.#live.asked();
    if (leftovers.length === 0) return;
    const answer = await ask(this.#terminal, this.#texts, this.#texts.unsentOffer(leftovers.length, doubtful));
    if (answer === "none" || !this.#live.canQueue) return this.#say(this.#texts.unsentKept);
    this.#live.settleLeftovers(answer === "yes" ? "send" : "discard");
    if (answer === "no") this.#say(this.#texts.unsentDropped);
  }

  #say(text: string): void {
    this.#print(escapeControls(text));
  }

  #print(...lines: readonly string[]): void {
    this.#terminal.screen.print(lines);
  }
}
