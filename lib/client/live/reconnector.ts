/**
 * One login that stays: it goes live, or asks for its inbox now and then where that is not possible, and comes back after
 * a lost connection. It must not know how anything is shown, nor what a person types.
 *
 * @module
 */

import { ChatError } from "../../chat.ts";
import { CLOCKS } from "../../clock.ts";
import type { Login, LoginConnection } from "../session/login_connection.ts";
import type { Incoming } from "./incoming.ts";
import { delayBefore } from "../connection/backoff.ts";
import type { Outgoing } from "./outgoing.ts";
import { Pause } from "../pause.ts";
import type { Exchange } from "../connection/remote.ts";
import type { Texts } from "../i18n/texts.ts";

/** What a login stays with. */
export interface ReconnectorOptions {
  /** The connection that is made again. */
  readonly access: LoginConnection;
  /** The login that is taken up on it. */
  readonly login: Login;
  /** Takes the events that come. */
  readonly arrivals: Incoming;
  /** On a server that can be live. */
  readonly errands: Outgoing | undefined;
  /** The language of the notices. */
  readonly texts: Texts;
  /** Called with what the user should know. */
  readonly onNotice: (text: string) => void;
  /** Called with each reply to `live`. */
  readonly onLive: (json: string) => void | Promise<void>;
  /** Milliseconds between two questions for an inbox. */
  readonly pollEvery: number;
  /** Milliseconds without a word of a live server after which it is asked for one. */
  readonly silence: number;
  /** Chance, from 0 to 1, for the waits between attempts to connect. */
  readonly chance: () => number;
}

/** A connection that has stood so long, in milliseconds, is made again at once when it is lost, others not for ever. */
const STABLE = 10_000;

/** The life of one login. */
export class Reconnector {
  readonly #options: ReconnectorOptions;
  readonly #pause = new Pause();
  #state: "new" | "up" | "lost" | "stopped" = "new";
  #watchdog: ReturnType<typeof setTimeout> | undefined;
  #upSince = -Infinity;
  #attempt = 0;
  #loop: Promise<void> | undefined;

  /** Does nothing until it is started. */
  constructor(options: ReconnectorOptions) {
    this.#options = options;
  }

  /** Whether there is a connection on which the login is taken up. */
  get isUp(): boolean {
    return this.#state === "up";
  }

  get #isLost(): boolean {
    return this.#state === "lost";
  }

  /** Begins. What fails for want of a connection goes on as soon as there is one. */
  async begin(): Promise<void> {
    const { access, login, errands } = this.#options;
    const command = errands === undefined ? "list" : "live";
    access.hailWith({ command, done: (exchange) => this.#hailed(exchange) });
    if (errands === undefined) return this.#up();
    try {
      await this.#hailed(await access.ask(login, { name: "live", token: login.token }));
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      await access.drop();
    }
  }

  /** Notes that the server has said something. */
  heard(): void {
    clearTimeout(this.#watchdog);
    const { errands, silence } = this.#options;
    if (errands === undefined || !this.isUp) return;
    // A connection whose other end is gone without a word is found out by asking.
    this.#watchdog = setTimeout(() => errands.answer(), silence);
  }

  /** Called when the connection has ended, from either end. */
  lost(): void {
    if (this.#state === "stopped") return;
    const { errands, texts, access, onNotice } = this.#options;
    errands?.close();
    clearTimeout(this.#watchdog);
    if (access.login !== this.#options.login) return this.stop();
    const isStable = CLOCKS.elapsed() - this.#upSince > STABLE;
    if (this.#state !== "lost") this.#attempt = isStable ? 0 : Math.min(this.#attempt, 2);
    if (this.#state !== "lost") onNotice(texts.tryingAgain(access.address));
    this.#state = "lost";
    this.#pause.end();
    this.#run();
  }

  /** Ends it. */
  stop(): void {
    this.#state = "stopped";
    this.#options.errands?.close();
    clearTimeout(this.#watchdog);
    this.#pause.end();
  }

  /** Takes the reply to the command with which the login is taken up. */
  async #hailed({ reply, json }: Exchange): Promise<void> {
    const { errands, arrivals, access, login, onLive } = this.#options;
    if (this.#state === "stopped" || access.login !== login) return this.stop();
    if (reply.kind === "live") {
      arrivals.active = reply.active;
      await onLive(json);
    } else if (errands !== undefined && !(reply.kind === "error" && reply.code === "unknown_command")) {
      // It cannot be live now; it may be after a while.
      return await access.drop();
    }
    this.#up();
  }

  #up(): void {
    const { errands, texts, access, onNotice } = this.#options;
    if (this.#state === "stopped" || !access.isConnected) return;
    if (this.#state === "lost") onNotice(texts.back(access.address));
    this.#state = "up";
    this.#upSince = CLOCKS.elapsed();
    this.#pause.end();
    this.heard();
    if (errands === undefined) this.#run();
    else errands.open();
  }

  /** Does what takes time, once at a time, until it is stopped. */
  #run(): void {
    // It never fails but by a mistake.
    this.#loop ??= this.#live().catch(reportError).finally(() => this.#loop = undefined);
  }

  /** Connects again, and asks for the inbox, as long as there is need for either. */
  async #live(): Promise<void> {
    const { errands, pollEvery } = this.#options;
    for (;;) {
      if (this.#state === "lost") await this.#tryAgain();
      else if (this.#state === "up" && errands === undefined) await this.#poll();
      else return;
      if (this.#state === "up" && errands === undefined) await this.#pause.wait(pollEvery);
    }
  }

  async #tryAgain(): Promise<void> {
    const { access, chance } = this.#options;
    const delay = delayBefore(this.#attempt++, chance());
    if (delay > 0) await this.#pause.wait(delay);
    // A command of the person may have made the connection.
    if (this.#state !== "lost") return;
    try {
      await access.reconnect();
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
    }
    // A connection on which the login was not taken up is of no use.
    if (this.#isLost && access.isConnected) await access.drop();
  }

  async #poll(): Promise<void> {
    const { access, login, arrivals } = this.#options;
    if (access.isBusy) return;
    try {
      const { reply } = await access.ask(login, { name: "inbox", token: login.token });
      if (reply.kind === "inbox") await arrivals.inbox(reply.messages, () => this.isUp);
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
    }
  }
}
