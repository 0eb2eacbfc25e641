/**
 * Who is logged in, and what becomes of a command: the same for a terminal, a pipe and one command. It must not know
 * how anything is shown.
 *
 * @module
 */

import { ChatError, type Command, hasControl, type ServerInfo, TEXTS } from "../chat.ts";
import type { Answer } from "./answers.ts";
import type { Typed } from "./commands.ts";
import { LostError } from "./link.ts";
import type { Exchange, Remote } from "./remote.ts";

/** A command of a person that goes to the server. */
export type Asked =
  | { readonly kind: "auth"; readonly user: string; readonly password: string }
  | Extract<Typed, { kind: "send" | "inbox" | "list" | "logout" }>;

/** Options of a {@linkcode Session}. */
export interface SessionOptions {
  /** Gets what a person should know beside the answers, such as a connection that was lost. @default nobody */
  notice?: (message: string) => void;
}

/** Milliseconds for which the names of the active users count as fresh enough to complete one. */
const NAMES_FRESH = 5_000;

/** Milliseconds that a logout at the end may take. */
const LEAVE_TIMEOUT = 2_000;

const NOT_AUTHORIZED = "not authorized";

/** A person's use of a server, from before the login to the end. Its commands are asked one after the other. */
export class Session {
  readonly #remote: Remote;
  #notice: (message: string) => void;
  #login: { readonly user: string; readonly token: string } | undefined;
  #names: { readonly users: readonly string[]; readonly at: number } = { users: [], at: -Infinity };

  constructor(remote: Remote, { notice = () => {} }: SessionOptions = {}) {
    this.#remote = remote;
    this.#notice = notice;
  }

  /** Who is logged in. */
  get user(): string | undefined {
    return this.#login?.user;
  }

  /** Where the server listens, as it is shown. */
  get address(): string {
    return this.#remote.address;
  }

  /** Does what was asked. Whatever goes wrong with the server or on the way to it becomes the answer. */
  async run(asked: Asked): Promise<Answer> {
    try {
      const { reply, json } = await this.#ask(asked);
      return { kind: "reply", reply, json, user: "user" in asked ? asked.user : "" };
    } catch (error) {
      if (error instanceof ChatError) return { kind: "failed", message: error.message };
      throw error;
    }
  }

  /**
   * What the server says of itself; `undefined` if it is an old one of the family, which cannot.
   *
   * @throws {ChatError} If it does not answer.
   */
  async hello(): Promise<ServerInfo | undefined> {
    const { reply } = await this.#exchange({ name: "hello" });
    return reply.kind === "hello" && reply.server.name !== "" ? reply.server : undefined;
  }

  /** The active users, to complete a name: never an error, and from some seconds ago if that is enough. */
  async activeUsers(): Promise<readonly string[]> {
    const isFresh = performance.now() - this.#names.at < NAMES_FRESH;
    if (isFresh || this.#login === undefined || !this.#remote.isConnected) return this.#names.users;
    try {
      const { reply } = await this.#remote.request({ name: "list", token: this.#login.token });
      const users = reply.kind === "active" ? reply.users.filter((name) => !hasControl(name)) : [];
      this.#names = { users, at: performance.now() };
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
    }
    return this.#names.users;
  }

  /** Ends what is going on, which fails then. */
  async interrupt(): Promise<void> {
    await this.#remote.interrupt();
  }

  /**
   * Logs out, whatever it takes but not for long, and closes the connection.
   *
   * @returns The answer to the logout; `undefined` if nobody was logged in.
   */
  async leave(): Promise<Answer | undefined> {
    this.#notice = () => {};
    const timer = setTimeout(() => this.#remote.close(), LEAVE_TIMEOUT);
    try {
      return this.#login === undefined ? undefined : await this.run({ kind: "logout" });
    } finally {
      clearTimeout(timer);
      await this.#remote.close();
    }
  }

  async #ask(asked: Asked): Promise<Exchange> {
    if (asked.kind === "auth") return await this.#logIn(asked.user, asked.password);
    if (this.#login === undefined) throw new ChatError(NOT_AUTHORIZED);
    const { token } = this.#login;
    const exchange = asked.kind === "send"
      ? await this.#exchange({ name: "send", token, user: asked.user, text: asked.text })
      : await this.#exchange({ name: asked.kind, token });
    if (asked.kind === "logout") this.#login = undefined;
    else if (isUnknownToken(exchange)) this.#forgetLogin();
    return exchange;
  }

  async #logIn(user: string, password: string): Promise<Exchange> {
    const before = this.#login;
    const exchange = await this.#exchange({ name: "auth", user, password });
    if (exchange.reply.kind !== "token") return exchange;
    this.#login = { user, token: exchange.reply.token };
    if (before !== undefined) await this.#endOther(before.token);
    return exchange;
  }

  /** Ends a login that was left for another one. Nobody waits for it: if that fails, it dies of age on the server. */
  async #endOther(token: string): Promise<void> {
    try {
      await this.#remote.request({ name: "logout", token });
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
    }
  }

  /** Asks over a connection that is made again if it was lost; a request that can do no harm is asked again then. */
  async #exchange(command: Command): Promise<Exchange> {
    for (let isAgain = false;; isAgain = true) {
      await this.#connect(command);
      try {
        return await this.#remote.request(command);
      } catch (error) {
        if (!(error instanceof LostError)) throw error;
        const isHarmless = !error.wasSent || (command.name !== "send" && !error.gaveUp);
        if (isHarmless && !isAgain) continue;
        if (command.name !== "send" || !error.wasSent) throw error;
        throw new ChatError(`${error.message}; it is not known whether the message was sent`);
      }
    }
  }

  /** Connects if need be. A connection made again shows the token: a server may take only short lines before that. */
  async #connect(next: Command): Promise<void> {
    if (!await this.#remote.connect()) return;
    this.#notice(`The connection was lost; connected again to ${this.#remote.address}`);
    if (this.#login === undefined || next.name === "auth" || next.name === "logout") return;
    const exchange = await this.#remote.request({ name: "list", token: this.#login.token });
    if (!isUnknownToken(exchange)) return;
    this.#forgetLogin();
    throw new ChatError(NOT_AUTHORIZED);
  }

  #forgetLogin(): void {
    this.#login = undefined;
    this.#notice("The login has ended; log in again with auth");
  }
}

function isUnknownToken({ reply }: Exchange): boolean {
  return reply.kind === "error" && reply.message === TEXTS.noLogin;
}
