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
import type { LoginParts, Outgoing } from "./outgoing.ts";
import { Pause } from "../../async.ts";
import type { Exchange } from "../connection/remote.ts";
import { type Texts, textsOf } from "../i18n/texts.ts";

/** Options of a {@linkcode Reconnector}. */
export interface ReconnectorOptions {
  /** The language of the notices. @default English */
  texts?: Texts;
  /** Called with what the user should know. @default nobody */
  onNotice?: (text: string) => void;
  /** Called with each reply to `live`. @default nobody */
  onLive?: (json: string) => void | Promise<void>;
  /** Milliseconds between two questions for an inbox, on a server that cannot be live. @default 2_000 */
  pollEvery?: number | undefined;
  /** Milliseconds without a word of a live server after which it is asked for one; it pings more often. @default 70_000 */
  silence?: number | undefined;
  /** Chance, from 0 to 1, for the waits between attempts to connect. @default Math.random */
  chance?: (() => number) | undefined;
}

/** The defaults, in milliseconds. */
const SILENCE = 70_000;
const POLL_EVERY = 2_000;

/** A connection that has stood so long, in milliseconds, is made again at once when it is lost, others not for ever. */
const STABLE = 10_000;

/** The life of one login. */
export class Reconnector {
  readonly #connection: LoginConnection;
  readonly #login: Login;
  readonly #incoming: Incoming;
  readonly #outgoing: Outgoing | undefined;
  readonly #options: ReconnectorOptions;
  readonly #texts: Texts;
  readonly #pause = new Pause();
  #state: "new" | "up" | "lost" | "stopped" = "new";
  #watchdog: ReturnType<typeof setTimeout> | undefined;
  #upSince = -Infinity;
  #attempt = 0;
  #loop: Promise<void> | undefined;
  /** Whether the user knows that the connection is lost. */
  #isTold = false;

  /**
   * Does nothing until it is started.
   *
   * @param outgoing On a server that can be live.
   */
  constructor(
    { connection, login, incoming }: Pick<LoginParts, "connection" | "login" | "incoming">,
    outgoing: Outgoing | undefined,
    options: ReconnectorOptions = {},
  ) {
    this.#connection = connection;
    this.#login = login;
    this.#incoming = incoming;
    this.#outgoing = outgoing;
    this.#options = options;
    this.#texts = options.texts ?? textsOf("en");
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
    const command = this.#outgoing === undefined ? "list" : "live";
    try {
      await this.#connection.takeUp(this.#login, { command, done: (exchange) => this.#takenUp(exchange) });
      if (this.#outgoing === undefined) this.#up();
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      await this.#connection.remote.drop();
    }
  }

  /** Notes that the server has said something. */
  heard(): void {
    clearTimeout(this.#watchdog);
    const outgoing = this.#outgoing;
    if (outgoing === undefined || !this.isUp) return;
    // A connection whose other end is gone without a word is found out by asking.
    this.#watchdog = setTimeout(() => outgoing.answer(), this.#options.silence ?? SILENCE);
  }

  /** Called when the connection has ended, from either end. */
  lost(): void {
    if (this.#state === "stopped") return;
    this.#outgoing?.close();
    clearTimeout(this.#watchdog);
    if (this.#connection.login !== this.#login) return this.stop();
    const isStable = CLOCKS.elapsed() - this.#upSince > STABLE;
    if (this.#state !== "lost") this.#attempt = isStable ? 0 : Math.min(this.#attempt, 2);
    // Another server of the same chat is no news, if it is there at once.
    if (this.#state !== "lost" && !this.#connection.remote.hasOthers) this.#tell();
    this.#state = "lost";
    this.#pause.end();
    this.#run();
  }

  #tell(): void {
    this.#isTold = true;
    this.#options.onNotice?.(this.#texts.tryingAgain(this.#connection.remote.address));
  }

  /** Ends it. */
  stop(): void {
    this.#state = "stopped";
    this.#outgoing?.close();
    clearTimeout(this.#watchdog);
    this.#pause.end();
  }

  /** Takes the reply to the command with which the login is taken up. */
  async #takenUp({ reply, json }: Exchange): Promise<void> {
    if (this.#state === "stopped" || this.#connection.login !== this.#login) return this.stop();
    if (reply.kind === "live") {
      this.#incoming.active = reply.active;
      await this.#options.onLive?.(json);
    } else if (this.#outgoing !== undefined && !(reply.kind === "error" && reply.code === "unknown_command")) {
      // It cannot be live now; it may be after a while.
      return await this.#connection.remote.drop();
    }
    this.#up();
  }

  #up(): void {
    if (this.#state === "stopped" || !this.#connection.remote.isConnected) return;
    if (this.#isTold) this.#options.onNotice?.(this.#texts.back(this.#connection.remote.address));
    this.#isTold = false;
    this.#state = "up";
    this.#upSince = CLOCKS.elapsed();
    this.#pause.end();
    this.heard();
    if (this.#outgoing === undefined) this.#run();
    else this.#outgoing.open();
  }

  /** Does what takes time, once at a time, until it is stopped. */
  #run(): void {
    // It never fails but by a mistake.
    this.#loop ??= this.#live().catch(reportError).finally(() => this.#loop = undefined);
  }

  /** Connects again, and asks for the inbox, as long as there is need for either. */
  async #live(): Promise<void> {
    for (;;) {
      if (this.#state === "lost") await this.#tryAgain();
      else if (this.#state === "up" && this.#outgoing === undefined) await this.#poll();
      else return;
      if (this.#state === "up" && this.#outgoing === undefined) {
        await this.#pause.wait(this.#options.pollEvery ?? POLL_EVERY);
      }
    }
  }

  async #tryAgain(): Promise<void> {
    const delay = delayBefore(this.#attempt++, (this.#options.chance ?? Math.random)());
    if (delay > 0) await this.#pause.wait(delay);
    // A command of the person may have made the connection.
    if (this.#state !== "lost") return;
    try {
      await this.#connection.reconnect();
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
    }
    // A connection on which the login was not taken up is of no use.
    if (this.#isLost && this.#connection.remote.isConnected) await this.#connection.remote.drop();
    if (this.#isLost && !this.#isTold) this.#tell();
  }

  async #poll(): Promise<void> {
    if (this.#connection.remote.isBusy) return;
    try {
      const { reply } = await this.#connection.ask(this.#login, { name: "inbox", token: this.#login.token });
      if (reply.kind === "inbox") await this.#incoming.inbox(reply.messages, () => this.isUp);
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
    }
  }
}
