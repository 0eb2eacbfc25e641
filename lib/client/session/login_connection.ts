/**
 * A login, and the connection that it is used over: that is made again when it was lost, and the login is taken up on it.
 * It must not know what a person asks for.
 *
 * @module
 */

import { ChatError } from "../../chat.ts";
import type { Command } from "../../wire/command.ts";
import { Attempt } from "../attempt.ts";
import { LostError } from "../connection/connection.ts";
import type { Exchange, Remote } from "../connection/remote.ts";
import { type Texts, textsOf } from "../i18n/texts.ts";

/** Who is logged in, and what the server knows them by. Another login is another object. */
export interface Login {
  /** The user name, as it was given at the login. */
  readonly user: string;
  /** The token that the server gave; a secret. */
  readonly token: string;
}

/** How a login is taken up on a connection that was made again. */
export interface Resume {
  /** The request that shows the login: `live` if it is to get events again. */
  readonly command: "list" | "live";
  /** Called with the reply; the user is told of the new connection here. */
  done(exchange: Exchange): void | Promise<void>;
}

/** What must not be asked again where it may have been done: the answer would be another one. */
const ONCE: ReadonlySet<Command["name"]> = new Set(["send", "register", "passwd"]);

/** Options of a {@linkcode LoginConnection}. */
export interface LoginConnectionOptions {
  /** The language of the notices. @default English */
  texts?: Texts;
  /** Called with what the user should know. @default nobody */
  notice?: (message: string) => void;
}

/** What a login is used with: one at a time. */
export class LoginConnection {
  /** The server. */
  readonly remote: Remote;
  /** Milliseconds for which the server surely knows the key of a message. */
  readonly keyLife: () => number;
  readonly #texts: Texts;
  readonly #notice: (message: string) => void;
  #login: Login | undefined;
  #expired: string | undefined;
  #resume: Resume | undefined;
  #restoring: Promise<void> | undefined;

  /** A connection over `remote` that nobody has logged in on. */
  constructor(remote: Remote, keyLife: () => number, options: LoginConnectionOptions = {}) {
    const { texts = textsOf("en"), notice = () => {} } = options;
    this.remote = remote;
    this.keyLife = keyLife;
    this.#texts = texts;
    this.#notice = notice;
  }

  /** Who is logged in. */
  get login(): Login | undefined {
    return this.#login;
  }

  set login(login: Login | undefined) {
    this.#login = login;
    this.#expired = undefined;
    this.#resume = undefined;
  }

  /** Whose login has ended against their will, and who has not logged in again. */
  get expired(): string | undefined {
    return this.#expired;
  }

  /** Whether the login is live: what is lost on the way can be repeated then. */
  get isLive(): boolean {
    return this.#resume?.command === "live";
  }

  /**
   * Asks with a login, over the connection that there is, after all that was asked before.
   *
   * @throws {ChatError} If that login is no longer the one, the connection is lost, or the reply cannot be understood.
   */
  async ask(login: Login, command: Command): Promise<Exchange> {
    if (this.#login !== login) throw new ChatError(this.#texts.notAuthorized);
    return this.#checked(login, command, await this.remote.request(command));
  }

  /**
   * Takes up a login as `resume` says: at once if it is to be live, and on each connection that is made again.
   *
   * @throws {ChatError} As {@linkcode LoginConnection.ask} does.
   */
  async takeUp(login: Login, resume: Resume): Promise<void> {
    this.#resume = resume;
    if (resume.command === "live") await resume.done(await this.ask(login, { name: "live", token: login.token }));
  }

  /**
   * Makes the connection again if it was lost, and takes up the login on it.
   *
   * @throws {ChatError} If that fails.
   */
  async reconnect(): Promise<void> {
    await this.#connect("list");
  }

  /** Asks over a connection that is made again if it was lost; a request that can do no harm is asked again then. */
  async request(command: Command): Promise<Exchange> {
    const login = this.#login;
    const isMessage = command.name === "send" || command.name === "post";
    const attempt = new Attempt();
    let wasSent = false;
    const explain = (error: unknown) =>
      wasSent && isMessage && error instanceof ChatError ? new ChatError(this.#texts.notKnown(error.message)) : error;
    for (let isAgain = false;; isAgain = true) {
      await this.#connect(command.name).catch((error) => {
        throw explain(error);
      });
      // The machine may have slept meanwhile.
      if (wasSent && isMessage && attempt.age >= this.keyLife()) throw explain(new ChatError(this.#texts.tooLate));
      try {
        return this.#checked(login, command, await this.remote.request(command));
      } catch (error) {
        if (!(error instanceof LostError)) throw error;
        wasSent ||= error.wasSent;
        const isHarmless = !error.wasSent || command.name === "post" || (!ONCE.has(command.name) && !error.closedByUs);
        if (!isHarmless || isAgain) throw explain(error);
      }
    }
  }

  /** Connects if need be: once, also if it is asked for twice at the same time. */
  async #connect(next: Command["name"]): Promise<void> {
    if (this.#restoring === undefined && this.remote.isConnected) return;
    this.#restoring ??= this.#restore(next).finally(() => this.#restoring = undefined);
    await this.#restoring;
  }

  /** A connection made again shows the token: a server may take only short lines before that. */
  async #restore(next: Command["name"]): Promise<void> {
    if (!await this.remote.connect()) return;
    const resume = this.#resume;
    if (resume === undefined && !this.remote.hasOthers) this.#notice(this.#texts.connectedAgain(this.remote.address));
    if (this.#login === undefined || next === "logout" || (next === "auth" && resume === undefined)) return;
    const exchange = await this.#show({ name: resume?.command ?? "list", token: this.#login.token });
    if (!isUnknownToken(exchange)) return await resume?.done(exchange);
    this.#forgetLogin();
    if (next !== "auth") throw new ChatError(this.#texts.notAuthorized);
  }

  /** Shows the token on a connection that was made again. */
  async #show(command: Command): Promise<Exchange> {
    try {
      return await this.remote.request(command, { tries: false }); // Whatever comes shows what the token is worth.
    } catch (error) {
      // With what cannot be understood, the login would not have been taken up.
      await this.remote.drop();
      throw error;
    }
  }

  /** What a login was answered; one that the server no longer knows is given up. */
  #checked(login: Login | undefined, command: Command, exchange: Exchange): Exchange {
    const isShown = login !== undefined && "token" in command && command.token === login.token;
    if (isShown && command.name !== "logout" && this.#login === login && isUnknownToken(exchange)) this.#forgetLogin();
    return exchange;
  }

  /** Gives up a login that the server no longer knows. */
  #forgetLogin(): void {
    const user = this.#login?.user;
    this.login = undefined;
    this.#expired = user;
    this.#notice(this.#texts.loginEnded);
  }
}

function isUnknownToken({ reply }: Exchange): boolean {
  return reply.kind === "error" && reply.code === "no_login";
}
