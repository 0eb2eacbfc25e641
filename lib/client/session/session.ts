/**
 * Who is logged in, and what becomes of a command: the same for a terminal, a pipe and one command. It must not know
 * how anything is shown.
 *
 * @module
 */

import { ChatError, hasControl, isName, PROTOCOL_LIMITS, type Reply, type ServerInfo } from "../../chat.ts";
import type { Command } from "../../wire/command.ts";
import { LoginConnection } from "./login_connection.ts";
import type { Answer } from "./results.ts";
import type { InputCommand } from "./commands.ts";
import { groupCommand, namesIn } from "./group_results.ts";
import { type GroupInput, isGroupInput } from "./group_input.ts";
import { KnownNames } from "./known_names.ts";
import { HistoryPager } from "./history_pager.ts";
import { LostError } from "../connection/connection.ts";
import { Retry } from "../connection/retry.ts";
import type { Exchange, Remote } from "../connection/remote.ts";
import { type Texts, textsOf } from "../i18n/texts.ts";

/** A command of a person that goes to the server. */
export type ServerCommand =
  | { readonly kind: "auth"; readonly user: string; readonly password: string }
  | { readonly kind: "join"; readonly code: string }
  /** `code`: the one of the class, if there is one; `fullName`: empty if it is the user name. */
  | {
    readonly kind: "register";
    readonly code?: string | undefined;
    readonly user: string;
    readonly password: string;
    readonly fullName: string;
  }
  | { readonly kind: "passwd"; readonly old: string; readonly password: string }
  | GroupInput
  | Extract<InputCommand, { kind: "send" | "inbox" | "list" | "logout" | "history" | "files" }>;

/** The commands that a login gives. */
type TokenCommand = Exclude<ServerCommand["kind"], "auth" | "join" | "register">;

/** Options of {@linkcode Session}. */
export interface SessionOptions {
  /** Called with what the user should know beside the answers, such as a connection that was lost. @default nobody */
  notice?: (message: string) => void;
  /** What answers and notices say. @default in English */
  texts?: Texts;
}

/** Milliseconds that a logout at the end may take. */
const LEAVE_TIMEOUT = 2_000;

/** A person's use of a server, from before the login to the end. Its commands are asked one after the other. */
export class Session {
  readonly #remote: Remote;
  readonly #texts: Texts;
  readonly #retry: Retry;
  #pager = new HistoryPager();
  /** The login and its connection, for what else uses them. */
  readonly connection: LoginConnection;
  /** Called with the answer to a user's command, and with the name of the user it was about. */
  onAnswer: (user: string, reply: Reply) => void = () => {};
  #server: ServerInfo | undefined;
  #isKnown = false;
  /** How many of the person's commands are under way. */
  #running = 0;
  #isLeaving = false;
  /** Whether the server has said that who logged in last is a teacher. */
  isTeacher = false;
  readonly #users = new KnownNames(() => this.#namesOf("list"));
  readonly #groups = new KnownNames(() => this.can("getgroups") ? this.#namesOf("getgroups") : undefined);

  /** A session over `remote` that nobody has logged in to. */
  constructor(remote: Remote, { notice = () => {}, texts = textsOf("en") }: SessionOptions = {}) {
    this.#remote = remote;
    this.#texts = texts;
    const tell = (message: string) => this.#isLeaving || notice(message);
    this.connection = new LoginConnection(remote, () => this.keyLife, { texts, notice: tell });
    this.#retry = new Retry({ onWait: (reason, seconds) => tell(texts.loginWaits(reason, seconds)) });
  }

  /** Who is logged in. */
  get user(): string | undefined {
    return this.connection.login?.user;
  }

  /** Bytes that a request may have, its end not counted, as far as the server has told. */
  get lineLimit(): number {
    return this.#server?.limits["line"] ?? PROTOCOL_LIMITS.line;
  }

  /**
   * Milliseconds for which the server surely knows the key of a message, from the first attempt at it on: nine tenths of
   * what it told, since clocks differ and bytes take time. A server of 0.2.0 tells nothing, and keeps it for a day.
   */
  get keyLife(): number {
    return (this.#server?.limits["post_key_seconds"] ?? 86_400) * 900;
  }

  /** Whether it is known what the server is. */
  get isKnown(): boolean {
    return this.#isKnown;
  }

  /** Whether the server said in its `hello` that it knows a command. */
  can(command: Command["name"]): boolean {
    return this.#server?.commands.includes(command) ?? false;
  }

  /** Does what was asked. Whatever goes wrong with the server or on the way to it becomes the answer. */
  async run(asked: ServerCommand): Promise<Answer> {
    this.#running++;
    try {
      const { reply, json } = await this.#perform(asked);
      const user = "user" in asked ? asked.user ?? "" : "";
      this.onAnswer(user, reply);
      return { kind: "reply", reply, json, user };
    } catch (error) {
      if (error instanceof ChatError) return { kind: "failed", message: error.message };
      throw error;
    } finally {
      this.#running--;
    }
  }

  /**
   * What the server says of itself; `undefined` if it is a legacy server, which cannot.
   *
   * @throws {ChatError} If it does not answer.
   */
  async hello(): Promise<ServerInfo | undefined> {
    this.#running++;
    const { reply } = await this.connection.request({ name: "hello" }).finally(() => this.#running--);
    this.#server = reply.kind === "hello" && reply.server.name !== "" ? reply.server : undefined;
    this.#isKnown = true;
    return this.#server;
  }

  /**
   * Tells the server that an inbox was shown, up to the message with an id, if it can know what that means: the inbox is
   * read then beyond doubt, whatever becomes of the connection. Never an error, since the messages come again if it fails.
   */
  async acknowledge(id: string): Promise<void> {
    if (this.connection.login === undefined || !this.#remote.isConnected || this.#isKnown && !this.can("ack")) return;
    try {
      await this.#remote.request({ name: "ack", token: this.connection.login.token, id });
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
    }
  }

  /** The active users, to complete a name: never an error, and from some seconds ago if that is enough. */
  activeUsers(): Promise<readonly string[]> {
    return this.#users.get();
  }

  /** The groups of who is logged in, with their `#`, in the same way. */
  groups(): Promise<readonly string[]> {
    return this.#groups.get();
  }

  /** Empty where nobody is logged in, or there is no connection: none is made for this. */
  async #namesOf(name: "list" | "getgroups"): Promise<readonly string[]> {
    const { login } = this.connection;
    if (login === undefined || !this.#remote.isConnected) return [];
    const { reply } = await this.#remote.request({ name, token: login.token });
    if (reply.kind === "active") return reply.users.filter((name) => !hasControl(name));
    return reply.kind === "done" ? namesIn(reply.data?.["groups"]).filter(isName).map((name) => `#${name}`) : [];
  }

  /** Ends what the person has asked for, which fails then. */
  async interrupt(): Promise<void> {
    this.#retry.end();
    if (this.#running > 0) await this.#remote.interrupt();
  }

  /**
   * Logs out, whatever it takes but not for long, and closes the connection.
   *
   * @returns The answer to the logout; `undefined` if nobody was logged in.
   */
  async leave(): Promise<Answer | undefined> {
    this.#isLeaving = true;
    const timer = setTimeout(() => this.#remote.close(), LEAVE_TIMEOUT);
    try {
      return this.connection.login === undefined ? undefined : await this.run({ kind: "logout" });
    } finally {
      clearTimeout(timer);
      await this.#remote.close();
    }
  }

  #perform(asked: ServerCommand): Promise<Exchange> {
    switch (asked.kind) {
      case "auth":
        return this.#logIn(asked);
      case "join":
        return this.#join(asked.code);
      case "register":
        return this.#register(asked);
      default:
        return this.#request(asked);
    }
  }

  #join(code: string): Promise<Exchange> {
    return this.#retry.ask(() => this.connection.request({ name: "join", code }));
  }

  /** Makes an account, and logs in. The code holds for the connection: it is given again on another one. */
  async #register({ code, user, password, fullName }: Extract<ServerCommand, { kind: "register" }>): Promise<Exchange> {
    const account = `${user} ${password} ${fullName}`.trim();
    try {
      const ask = () => this.#retry.ask(() => this.connection.request({ name: "register", account }));
      let exchange = await ask();
      if (code !== undefined && exchange.reply.kind === "error" && exchange.reply.code === "wrong_code") {
        const joined = await this.#join(code);
        if (joined.reply.kind === "error") return joined;
        exchange = await ask();
      }
      if (exchange.reply.kind === "token") this.#loggedIn(user, exchange.reply.token);
      return exchange;
    } catch (error) {
      if (!(error instanceof LostError) || !error.wasSent) throw error;
      // It may have been made: who can log in has it.
      const exchange = await this.#logIn({ user, password });
      if (exchange.reply.kind === "token") return exchange;
      throw error;
    }
  }

  async #request(asked: ServerCommand & { kind: TokenCommand }): Promise<Exchange> {
    if (this.connection.login === undefined) throw new ChatError(this.#texts.notAuthorized);
    const { token } = this.connection.login;
    const exchange = await this.connection.request(this.#commandOf(asked, token));
    if (asked.kind === "logout") this.connection.login = undefined;
    if (asked.kind === "history") this.#pager.record(asked.user, exchange.reply);
    return exchange;
  }

  #commandOf(asked: ServerCommand & { kind: TokenCommand }, token: string): Command {
    if (isGroupInput(asked)) {
      if (this.#isKnown && !this.can("addgroup")) throw new ChatError(this.#texts.notThisServer(asked.kind));
      return groupCommand(asked, token);
    }
    switch (asked.kind) {
      case "send": {
        const { user, text } = asked;
        // A live session can repeat what it does not know the fate of.
        if (!this.connection.isLive) return { name: "send", token, user, text: text.trim() };
        return { name: "post", token, key: crypto.randomUUID(), user, text };
      }
      case "history":
        if (this.#isKnown && !this.can("history")) {
          throw new ChatError(this.#texts.notThisServer("history"));
        }
        return { name: "history", token, user: asked.user, ...this.#pager.page(asked, this.#texts) };
      case "files":
        if (this.#isKnown && !this.can("files")) throw new ChatError(this.#texts.notThisServer("files"));
        return { name: "files", token, ...(asked.user !== undefined && { user: asked.user }) };
      case "inbox":
        // What is in files is asked for by itself.
        return { name: "inbox", token, ...(this.can("get") && { content: "none" }) };
      case "passwd":
        return { name: "passwd", token, old: asked.old, password: asked.password };
      default:
        return { name: asked.kind, token };
    }
  }

  async #logIn({ user, password }: { user: string; password: string }): Promise<Exchange> {
    const exchange = await this.#retry.ask(() => this.connection.request({ name: "auth", user, password }));
    const { reply } = exchange;
    if (reply.kind === "token") this.#loggedIn(user, reply.token, reply.role === "teacher");
    return exchange;
  }

  #loggedIn(user: string, token: string, isTeacher = false): void {
    this.isTeacher = isTeacher;
    const before = this.connection.login;
    this.connection.login = { user, token };
    this.#pager = new HistoryPager();
    if (before !== undefined) this.#endOther(before.token).catch(reportError); // It never fails but by a mistake.
  }

  /** Ends a login that was left for another one. Nobody waits for it: if that fails, it dies of age on the server. */
  async #endOther(token: string): Promise<void> {
    try {
      await this.#remote.request({ name: "logout", token });
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
    }
  }
}
