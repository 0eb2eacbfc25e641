/**
 * The conversation with one peer: lines in, replies out, in order. It knows no socket: whoever carries the bytes calls
 * `receive` for what was read at once, and `end` when the peer is gone.
 *
 * @module
 */

import { ChatError, type Command, LIMITS, type Message, type Reply, TEXTS } from "../chat.ts";
import { format, formatInbox } from "../reply.ts";
import { describeServer, maskRequest, maskTokens, parse } from "../wire.ts";
import { describeLimits, type Limits, TokenBucket } from "./limits.ts";
import type { Log } from "./log.ts";
import type { Login } from "./logins.ts";
import type { Service } from "./service.ts";
import { formatError, ReplyQueue } from "./reply_queue.ts";
import { pause } from "./wait.ts";

const SENT = format({ kind: "sent" });

/** What a {@linkcode Session} needs. */
export interface SessionOptions {
  readonly service: Service;
  readonly log: Log;
  readonly limits: Limits;
  /** Aborted when the server stops: nothing is waited for any more that may take long. */
  readonly stopping: AbortSignal;
  /** The name of the peer in the log. */
  readonly peer: string;
  /** Carries replies to the peer; resolves when they are handed to the system. */
  readonly write: (replies: string) => Promise<void>;
}

/** One peer's session. */
export class Session {
  readonly #service: Service;
  readonly #log: Log;
  readonly #limits: Limits;
  readonly #stopping: AbortSignal;
  readonly #peer: string;
  readonly #replies: ReplyQueue;
  readonly #bucket: TokenBucket | undefined;
  /** The login that was made on this connection: the one that a command without a token means. */
  #own: Login | undefined;
  /** The login that was used last, and its token: most requests use the one before again. */
  #recent: { token: string; login: Login } | undefined;
  readonly #used = new Set<Login>();
  #isKnown = false;
  /** Inboxes that were written to the peer and of which it is not known whether they arrived. */
  readonly #unproven: { login: Login; upTo: number }[] = [];

  constructor({ service, log, limits, stopping, peer, write }: SessionOptions) {
    this.#service = service;
    this.#log = log;
    this.#limits = limits;
    this.#stopping = stopping;
    this.#peer = peer;
    this.#bucket = limits.rate && new TokenBucket(limits.rate, performance.now());
    this.#replies = new ReplyQueue({
      write,
      onReply: log.wire ? (reply) => log.info(`reply to client ${peer} ${maskTokens(reply.trim())}`) : undefined,
      onFault: (error) => log.fault(`Cannot store for ${peer}`, error),
    });
  }

  /** Whether the peer has shown a login or a token. */
  get isKnown(): boolean {
    return this.#isKnown;
  }

  /** Bytes that the next line of the peer may have. */
  get lineLimit(): number {
    return this.isKnown ? this.#limits.line : LIMITS.lineBeforeLogin;
  }

  /** Whether an inbox is written, or about to be, of which it is not known whether it arrives. */
  get awaitsProof(): boolean {
    return this.#unproven.length > 0;
  }

  /**
   * Answers the requests of one read, or what the decoder found wrong with them, and writes the replies.
   *
   * @param early How many of the lines, from the first on, had begun to come before the last inbox was written.
   * @returns Whether the conversation goes on.
   */
  async receive(lines: Iterable<string | ChatError>, early = 0): Promise<boolean> {
    let inboxes = this.#unproven.length;
    let goesOn = true;
    let count = 0;
    for (const line of lines) {
      // A request that came after the inbox was written proves that the inbox arrived.
      if (++count > early && inboxes > 0) {
        for (const { login, upTo } of this.#unproven.splice(0, inboxes)) {
          this.#replies.holdFor(this.#service.markRead(login, upTo));
        }
        inboxes = 0;
      }
      const delay = this.#bucket?.take(performance.now()) ?? 0;
      if (delay > 0) await this.#slowDown(delay);
      const answered = this.#answer(line);
      goesOn = typeof answered === "boolean" ? answered : await answered;
      if (!goesOn) break;
      if (this.#replies.isFull) await this.#replies.flush();
    }
    await this.#replies.flush();
    return goesOn;
  }

  /** Lets a peer that asks too fast wait, with the replies that it already has. */
  async #slowDown(delay: number): Promise<void> {
    await this.#replies.flush();
    await pause(delay, this.#stopping);
  }

  /** Says to the peer, unasked, why the connection ends. */
  async dismiss(reason: string): Promise<void> {
    this.#replies.add(formatError(new ChatError(reason)));
    await this.#replies.flush();
  }

  /**
   * Ends the conversation.
   *
   * @param options `arrived`: finds out whether the peer got all that was written; by default it did not. Asked only if
   * that matters.
   */
  async end({ arrived = () => Promise.resolve(false) }: { arrived?: () => Promise<boolean> } = {}): Promise<void> {
    if (this.#unproven.length > 0) {
      const answer = arrived();
      for (const { login, upTo } of this.#unproven) {
        this.#replies.holdFor(this.#service.markReadIf(answer, login, upTo));
      }
    }
    await this.#replies.settle();
    for (const login of this.#used) login.connections--;
    this.#used.clear();
  }

  /** Answers one request: puts the reply behind the others. A promise only where something has to be waited for. */
  #answer(line: string | ChatError): boolean | Promise<boolean> {
    if (this.#log.wire) this.#log.info(`data from client ${this.#peer} ${describe(line)}`);
    try {
      if (line instanceof ChatError) throw line;
      const command = parse(line);
      const refreshed = this.#service.refresh();
      if (command.name === "send" && refreshed === undefined) return this.#send(command);
      return this.#answerLater(command, refreshed);
    } catch (error) {
      return this.#fail(error);
    }
  }

  #send({ token, user, text }: Command & { name: "send" }): true {
    const done = this.#service.send(this.#login(token), user, text);
    this.#replies.addAfter(done, SENT);
    return true;
  }

  async #answerLater(command: Command, refreshed: Promise<void> | undefined): Promise<boolean> {
    let reply: Reply;
    try {
      await refreshed;
      // What was asked before has happened before: a list after a send, an inbox after a message to oneself.
      await this.#replies.settle();
      reply = await this.#perform(command);
    } catch (error) {
      return this.#fail(error);
    }
    // Not above: a write that fails is no fault, and ends the conversation.
    if (reply.kind === "inbox") await this.#addInbox(reply.messages);
    else this.#replies.add(format(reply));
    return true;
  }

  async #perform(command: Command): Promise<Reply> {
    switch (command.name) {
      case "auth": {
        const { token, login } = await this.#logIn(command.user, command.password);
        this.#own = login;
        this.#remember(token, login);
        this.#log.info(`${login.account.name} logged in from ${this.#peer}`);
        return { kind: "token", token };
      }
      case "send":
        await this.#service.send(this.#login(command.token), command.user, command.text);
        return { kind: "sent" };
      case "inbox": {
        const login = this.#login(command.token);
        const { messages, upTo } = await this.#service.inbox(login);
        if (messages.length > 0) this.#unproven.push({ login, upTo });
        return { kind: "inbox", messages };
      }
      case "list":
        this.#login(command.token);
        return { kind: "active", users: this.#service.logins.active() };
      case "logout": {
        const login = this.#login(command.token);
        await this.#service.logins.end(login);
        if (this.#used.delete(login)) login.connections--;
        this.#log.info(`${login.account.name} logged out from ${this.#peer}`);
        return { kind: "logged out" };
      }
      case "hello":
        return { kind: "hello", server: describeServer(describeLimits(this.#limits)) };
    }
  }

  /** A large inbox is made and written piece by piece, so that the others have their turns. */
  async #addInbox(messages: readonly Message[]): Promise<void> {
    for (const piece of formatInbox(messages)) {
      this.#replies.add(piece);
      if (!this.#replies.isFull) continue;
      await this.#replies.flush();
      await pause(0);
    }
  }

  async #logIn(user: string, password: string): Promise<{ token: string; login: Login }> {
    try {
      return await this.#service.logIn(user, password, this.#stopping);
    } catch (error) {
      const isWrong = error instanceof ChatError && error.message === TEXTS.wrongPassword;
      if (isWrong) this.#log.info(`wrong password for ${user} from ${this.#peer}`);
      throw error;
    }
  }

  /** The login of `token`, or without one that of this connection, in use from now on. */
  #login(token: string | undefined): Login {
    const recent = this.#recent;
    let login = token === undefined ? this.#own : recent?.token === token ? recent.login : undefined;
    login ??= this.#service.logins.find(token ?? "");
    const touched = this.#service.logins.use(login);
    if (touched !== undefined) this.#replies.holdFor(touched);
    if (token !== undefined && login !== recent?.login) this.#remember(token, login);
    return login;
  }

  #remember(token: string, login: Login): void {
    this.#recent = { token, login };
    this.#isKnown = true;
    if (this.#used.has(login)) return;
    this.#used.add(login);
    login.connections++;
  }

  #fail(error: unknown): boolean {
    if (!(error instanceof ChatError)) this.#log.fault(`Cannot answer ${this.#peer}`, error);
    this.#replies.add(formatError(error));
    return !(error instanceof ChatError && error.closes);
  }
}

function describe(line: string | ChatError): string {
  return line instanceof ChatError ? `(${line.message})` : JSON.stringify(maskRequest(line));
}
