/**
 * What one peer is to the chat: its logins, its inboxes that may not have arrived, whether it is live; and what its
 * commands do. It knows no line, no order and no socket.
 *
 * @module
 */

import { ChatError, type Command, PROTOCOL_LIMITS, type Reply, TEXTS } from "../../chat.ts";
import { historyFormat, inboxFormat } from "../../wire/reply.ts";
import { describeServer } from "../../wire/command.ts";
import { PeerLog } from "./wire_log.ts";
import type { Visit } from "../admission/admission.ts";
import type { Subscription } from "../chat/subscription.ts";
import { Guesser } from "../chat/guesses.ts";
import { InboxProof } from "./inbox_proof.ts";
import { describeLimits, type ServerLimits } from "../limits.ts";
import type { Log } from "../log.ts";
import type { Login } from "../chat/logins.ts";
import { type LongReply, type LongTurn, type Recipient, replyWithMessages } from "../chat/long_replies.ts";
import type { Chat } from "../chat/service.ts";
import { SerialQueue } from "../../async.ts";

/** What a {@linkcode Peer} needs. */
export interface PeerOptions {
  readonly service: Chat;
  readonly log: Log;
  readonly limits: ServerLimits;
  /** Aborted when the server stops: nothing is waited for any more that may take long. */
  readonly stopping: AbortSignal;
  /** Its name in the log. */
  readonly peer: string;
  /** Whether it reads. */
  readonly recipient: Recipient;
  /** What it may do; hears who it is. */
  readonly visit: Visit;
  /** Carries events to it; resolves when they are handed to the system. */
  writeEvents(events: Uint8Array): Promise<void>;
  /** Whether the peer is known to be gone. @default it is not known */
  isGone?(): Promise<boolean>;
}

/** The conversation that a peer is in. An interface, and not functions, since thousands of peers wait. */
export interface Conversation {
  /** Hears why the peer cannot be sent events any more. */
  fail(reason: ChatError): void;
  /** Hears of a write that the replies must wait for, though they hold either way. */
  touch(touched: Promise<void>): void;
}

const NOTHING: readonly never[] = [];

/** One peer. */
export class Peer {
  readonly #options: PeerOptions;
  readonly #conversation: Conversation;
  /** The login that was made on this connection: the one that a command without a token means. */
  #own: Login | undefined;
  /** The login that was used last, and its token: most requests use the one before again. */
  #recent: { token: string; login: Login } | undefined;
  /** Each once; seldom more than one. */
  #used: readonly Login[] = NOTHING;
  /** Which of the inboxes that were written to the peer have arrived. */
  readonly proof: InboxProof;
  /** What the log says of it. */
  readonly log: PeerLog;
  /** What its attempts to log in came to; most peers make one. */
  #guesser: Guesser | undefined;
  /** The events to it, if it is or was live, and whose turn it is to write then: theirs or the replies'. */
  #feed: Subscription | undefined;
  #turns: SerialQueue | undefined;
  /** Whether it is the turn of a reply that is written in pieces. */
  #hasTurn = false;

  constructor(options: PeerOptions, conversation: Conversation) {
    this.#options = options;
    this.#conversation = conversation;
    this.proof = new InboxProof(options.limits.proof);
    this.log = new PeerLog(options);
  }

  /** Whether there are, or were, events to it, with which replies must take turns. */
  get isLive(): boolean {
    return this.#turns !== undefined;
  }

  /** Runs `work`, which writes replies, while no event is being written. */
  write(work: () => Promise<void>): Promise<void> {
    return this.#turns === undefined || this.#hasTurn ? work() : this.#turns.run(work);
  }

  /** Runs `work`, which writes one reply in pieces, and no event between them. */
  async writeInPieces(work: () => Promise<void>): Promise<void> {
    await this.write(async () => {
      this.#hasTurn = true;
      try {
        await work();
      } finally {
        this.#hasTurn = false;
      }
    });
  }

  /** Sends a message; resolves when it is on disk. @throws {ChatError} See `Messages.send`. */
  send({ token, user, text }: Command & { name: "send" }): Promise<void> {
    return this.#options.service.messages.send(this.login(token), user, text, this.#feed);
  }

  /** Waits until the user may be sent a long reply: see {@linkcode LongReplies.take}. @throws {ChatError} If there is no login. */
  takeLongTurn(token: string | undefined): Promise<LongTurn> {
    const { service, stopping, recipient } = this.#options;
    return service.long.take(this.login(token).account.id, recipient, stopping);
  }

  /** Does what `command` says, and tells what to answer. @throws {ChatError} If it cannot be done. */
  async handle(command: Command): Promise<Reply | LongReply> {
    const { service, limits } = this.#options;
    switch (command.name) {
      case "auth":
        return await this.#logIn(command.user, command.password);
      case "send":
        await this.send(command);
        return { kind: "sent" };
      case "inbox": {
        const login = this.login(command.token);
        const inbox = await service.messages.inbox(login, this.proof.writtenUpTo(login.account.id));
        const reply = await replyWithMessages(inbox, inboxFormat(), (places) => service.messages.read(places));
        if (inbox.seqs.length > 0) this.proof.add({ login, cursor: inbox.cursor });
        return reply;
      }
      case "list":
        this.login(command.token);
        return { kind: "active", users: service.logins.active(), word: command.word };
      case "logout":
        return await this.#logOut(this.login(command.token));
      case "hello":
        return { kind: "hello", server: describeServer(describeLimits(limits)) };
      case "live":
        return await this.#goLive(this.login(command.token));
      case "ack": {
        const login = this.login(command.token);
        await service.messages.acknowledge(login, command.id);
        if (this.proof.isAwaited) this.proof.readBefore(login.account.id, await service.messages.firstUnread(login));
        return { kind: "acknowledged" };
      }
      case "post": {
        const { token, key, user, text } = command;
        const { id, at } = await service.messages.post(this.login(token), key, user, text, this.#feed);
        return { kind: "posted", id, at };
      }
      case "history": {
        const { token, user, before, limit = PROTOCOL_LIMITS.defaultPage } = command;
        const options = { before, limit: Math.min(limit, PROTOCOL_LIMITS.page) };
        const page = await service.messages.history(this.login(token), user, options);
        return await replyWithMessages(page, historyFormat(page), (places) => service.messages.read(places));
      }
    }
  }

  /** Notes a sign of life: the login of a live connection is in use, whatever the peer asks. */
  heard(): void {
    const feed = this.#feed;
    if (feed === undefined || !feed.isOpen) return;
    const { hub, logins } = this.#options.service;
    hub.touch(feed);
    if (!logins.isOver(feed.login)) this.#use(feed.login);
  }

  /** Sends what is unread, and what comes from now on. To be called when the reply to `live` is written. */
  startFeed(): void {
    const feed = this.#feed!;
    const { messages, hub } = this.#options.service;
    feed.start();
    feed.catchingUp = hub.catchUp(feed, Promise.all([feed.catchingUp, messages.idle(feed.login)]));
  }

  /** Forgets the peer: it is gone. Resolves when all that it began is done. */
  async end(): Promise<void> {
    const { logins } = this.#options.service;
    const feed = this.#feed;
    if (feed !== undefined) this.#endFeed(feed);
    for (const login of this.#used) {
      if (login !== feed?.login) logins.detach(login);
      else if (!feed.timedOut) logins.detach(login, PROTOCOL_LIMITS.grace);
    }
    this.#used = NOTHING;
    await feed?.catchingUp;
    await feed?.settle();
  }

  async #logIn(user: string, password: string): Promise<Reply> {
    const { service, stopping } = this.#options;
    // A write that waits for who is live would hold up the question.
    const isGone = this.isLive ? undefined : this.#options.isGone?.bind(this.#options);
    const guesser = this.#guesser ??= new Guesser();
    const options = { signal: stopping, guesser, isGone };
    const { token, login } = await service.logIn(user, password, options).catch((error) => {
      this.log.failed(user, password, error);
      throw error;
    });
    this.#own = login;
    this.#remember(token, login, "password");
    return { kind: "token", token };
  }

  async #logOut(login: Login): Promise<Reply> {
    const { logins } = this.#options.service;
    if (this.#feed?.login === login) this.#endFeed(this.#feed);
    await logins.end(login);
    if (this.#used.includes(login)) logins.detach(login);
    this.#used = this.#used.filter((used) => used !== login);
    this.log.loggedOut(login);
    return { kind: "logged out" };
  }

  async #goLive(login: Login): Promise<Reply> {
    const { service: { hub, logins, messages }, recipient } = this.#options;
    const write = (events: Uint8Array) => this.#options.writeEvents(this.log.events(events, login));
    const onFail = (reason: ChatError) => this.#conversation.fail(reason);
    const since = await messages.newestPlace();
    if (logins.isOver(login)) throw new ChatError(TEXTS.noLogin, { code: "no_login" }); // By now.
    const before = this.#feed;
    if (before !== undefined) this.#endFeed(before);
    this.#turns ??= new SerialQueue();
    this.#feed = hub.subscribe({ login, since, turns: this.#turns, recipient, write, onFail });
    if (before !== undefined) this.#feed.catchingUp = before.catchingUp;
    return { kind: "live", user: login.account.name, active: hub.join(this.#feed) };
  }

  #endFeed(feed: Subscription): void {
    feed.discard();
    this.#options.service.hub.leave(feed);
  }

  /** The login of `token`, or without one that of this connection, in use from now on. @throws {ChatError} If there is none. */
  login(token: string | undefined): Login {
    const recent = this.#recent;
    if (token !== undefined) this.proof.tokenShown(token);
    let login = token === undefined ? this.#own : recent?.token === token ? recent.login : undefined;
    login ??= this.#options.service.logins.find(token ?? "");
    this.#use(login);
    if (token !== undefined && login !== recent?.login) this.#remember(token, login, "token");
    return login;
  }

  #use(login: Login): void {
    const touched = this.#options.service.logins.use(login);
    if (touched !== undefined) this.#conversation.touch(touched);
  }

  #remember(token: string, login: Login, how: "password" | "token"): void {
    this.#recent = { token, login };
    this.log.login = login;
    this.#options.visit.show(login.account.id);
    if (this.#used.includes(login)) return;
    this.log.loggedIn(login, how);
    this.#used = [...this.#used, login];
    this.#options.service.logins.attach(login);
  }
}
