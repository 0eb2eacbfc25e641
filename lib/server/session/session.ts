/**
 * The conversation with one peer: lines in, replies out, in order. It knows no socket: whoever carries the bytes calls
 * `receive` for what was read at once, and `end` when the peer is gone.
 *
 * @module
 */

import { ChatError, type Command, PROTOCOL_LIMITS, type Reply } from "../../chat.ts";
import { errorReply } from "../../wire/error.ts";
import { formatReply } from "../../wire/reply.ts";
import { parseCommand } from "../../wire/request.ts";
import type { Receipt } from "./inbox_proof.ts";
import { type LongReply, type LongTurn, replyInPieces } from "../chat/long_replies.ts";
import { type Conversation, Peer, type PeerOptions } from "./peer.ts";
import { type ReplyCarrier, ReplyQueue } from "./reply_queue.ts";
import { pause } from "../../async.ts";

/** Requests after which a peer gives the others a turn: reads that never have to wait would keep the event loop. */
const TURN = 256;

/** What a {@linkcode Session} needs. */
export interface SessionOptions extends PeerOptions {
  /** Carries replies to the peer; resolves when they are handed to the system. */
  write(replies: Uint8Array): Promise<void>;
  /** Closes the connection. */
  close(): void;
}

/** One peer's session. */
export class Session implements Conversation, ReplyCarrier {
  readonly #options: SessionOptions;
  readonly #replies: ReplyQueue;
  readonly #chat: Peer;
  #isReceiving = false;
  #requests = 0;
  /** Why the conversation is to end, of which the peer is to be told. */
  #failure: ChatError | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#chat = new Peer(options, this);
    this.#replies = new ReplyQueue(this);
  }

  /** The peer in the log. */
  get who(): string {
    return this.#chat.log.who;
  }

  /** Whether the peer has shown a login or a token. */
  get isKnown(): boolean {
    return !this.#options.visit.isStranger;
  }

  /** Bytes that the next line of the peer may have. */
  get lineLimit(): number {
    return this.isKnown ? this.#options.limits.line : PROTOCOL_LIMITS.lineBeforeLogin;
  }

  /** Whether an inbox is written, or about to be, of which it is not known whether it arrives. */
  get awaitsProof(): boolean {
    return this.#chat.proof.isAwaited;
  }

  /**
   * Answers the requests of one read, or what the decoder found wrong with them, and writes the replies.
   *
   * @param times When they came: the first of them began at `begunAt`, the others at `cameAt`. See {@linkcode InboxProof}.
   * @returns Whether the conversation goes on.
   */
  async receive(
    lines: Iterable<string | ChatError>,
    { begunAt = 0, cameAt = 0 }: { begunAt?: number; cameAt?: number } = {},
  ): Promise<boolean> {
    const { visit } = this.#options;
    this.#isReceiving = true;
    if (this.isKnown) visit.renew();
    this.#chat.heard(); // Also if what came is no whole request.
    let goesOn = true;
    let at = begunAt;
    for (const line of lines) {
      if (this.awaitsProof) this.#markRead(this.#chat.proof.provedByRequest(at));
      at = cameAt;
      const delay = visit.take();
      if (delay > 0) await this.#slowDown(delay);
      if (this.#failure !== undefined) break;
      this.#chat.heard(); // Behind the wait: a request that had to wait for its turn is a sign of life then.
      const answered = this.#answer(line);
      goesOn = typeof answered === "boolean" ? answered : await answered;
      if (!goesOn || this.#failure !== undefined) break;
      if (this.#replies.isFull) await this.#replies.flush();
      if (++this.#requests % TURN === 0) await pause(0);
    }
    await this.#replies.flush();
    this.#isReceiving = false;
    if (this.#failure === undefined) return goesOn;
    await this.dismiss(this.#failure);
    return false;
  }

  #markRead(receipts: readonly Receipt[]): void {
    for (const { login, cursor } of receipts) {
      this.#replies.waitFor(this.#options.service.messages.markRead(login, cursor));
    }
  }

  /** Lets a peer that asks too fast wait, with the replies that it already has. */
  async #slowDown(delay: number): Promise<void> {
    await this.#replies.flush();
    await this.#options.visit.wait(delay);
  }

  /** Says to the peer, unasked, why the connection ends. */
  async dismiss(reason: ChatError): Promise<void> {
    this.#replies.add(formatReply(errorReply(reason)));
    await this.#replies.flush();
  }

  /**
   * The peer has ended the conversation in order, at `at`. Resolves when it is known what that proves, and noted; never
   * rejects.
   *
   * @param staysOpen Finds out whether no reset follows. Asked only if that matters.
   */
  async proveByEnd(at: number, staysOpen: () => Promise<boolean>): Promise<void> {
    const receipts = this.#chat.proof.provedByEnd(at);
    if (receipts.length === 0) return;
    const { messages } = this.#options.service;
    const answer = staysOpen();
    const marking = receipts.map(({ login, cursor }) => messages.markReadIf(answer, login, cursor));
    for (const { status, reason } of await Promise.allSettled(marking) as PromiseRejectedResult[]) {
      if (status === "rejected") this.fault(reason);
    }
  }

  /** Ends the conversation: the peer is gone. Resolves when all that it asked for is done. */
  async end(): Promise<void> {
    await this.#replies.settle();
    await this.#chat.end();
  }

  /** The peer cannot be sent events any more: tells it why between two replies, and closes. */
  fail(reason: ChatError): void {
    this.#options.log.info(`${this.who} is live no more: ${reason.message}`);
    this.part(reason);
  }

  /** Ends the conversation: tells the peer why between two replies, and closes. */
  part(reason: ChatError): void {
    this.#failure = reason;
    if (this.#isReceiving) return; // Which ends the conversation.
    const close = () => this.#options.close();
    this.dismiss(reason).then(close, close); // It may be gone as well.
  }

  carry(replies: Uint8Array): Promise<void> {
    const options = this.#options;
    return this.#chat.isLive ? this.#chat.write(() => options.write(replies)) : options.write(replies);
  }

  logReplies(replies: readonly string[]): void {
    this.#chat.log.replies(replies);
  }

  fault(error: unknown): void {
    this.#options.log.fault(`Cannot store for ${this.who}`, error);
  }

  /** Lets the replies wait for a write, though they hold either way. */
  touch(touched: Promise<void>): void {
    this.#replies.waitFor(touched);
  }

  /** Answers one request: puts the reply behind the others. A promise only where something has to be waited for. */
  #answer(line: string | ChatError): boolean | Promise<boolean> {
    this.#chat.log.request(line);
    try {
      if (line instanceof ChatError) throw line;
      const command = parseCommand(line);
      const delay = this.isKnown ? 0 : this.#meet(command);
      return command.name === "send" && delay === 0 ? this.#send(command) : this.#answerLater(command, delay);
    } catch (error) {
      return this.#fail(error);
    }
  }

  /**
   * Hears a stranger, who may show a token and be one no more.
   *
   * @returns The milliseconds until it is the turn of the request: it counts for the account, also as the first of many
   * connections that make one each.
   * @throws {ChatError} If the token stands for no login.
   */
  #meet(command: Command): number {
    const { visit } = this.#options;
    visit.renew();
    if (!("token" in command) || command.token === undefined) return 0;
    this.#chat.login(command.token);
    return visit.take();
  }

  #send(command: Command & { name: "send" }): true {
    this.#replies.addSent(this.#chat.send(command));
    return true;
  }

  async #answerLater(command: Command, delay: number): Promise<boolean> {
    if (delay > 0) await this.#slowDown(delay);
    // A hash takes its time, and so do the attempts before it: what is answered does not wait for that.
    if (command.name === "auth") await this.#replies.flush();
    let reply: Reply | LongReply;
    let answer: string | LongReply;
    let turn: LongTurn | undefined;
    using end = new DisposableStack();
    try {
      // What was asked before has happened before: a list after a send, an inbox after a message to oneself.
      await this.#replies.settle();
      const token = "token" in command ? command.token : undefined;
      if (command.name === "inbox" || command.name === "history") turn = end.use(await this.#chat.takeLongTurn(token));
      reply = await this.#chat.handle(command);
      answer = reply.kind === "long" ? reply : replyInPieces(formatReply(reply));
      if (typeof answer !== "string") turn ??= end.use(await this.#chat.takeLongTurn(token));
    } catch (error) {
      return this.#fail(error);
    }
    // Not above: a write that fails is no fault, and ends the conversation.
    if (typeof answer === "string") this.#replies.add(answer);
    else await this.#writeLong(answer, turn!);
    if (reply.kind !== "live" && reply.kind !== "token") return true;
    await this.#replies.flush();
    if (reply.kind === "live") this.#chat.startFeed();
    else this.#chat.proof.tokenWritten(reply.token);
    return true;
  }

  /** A long reply is made and written piece by piece, so that the others have their turns. */
  async #writeLong({ pieces, size }: LongReply, turn: LongTurn): Promise<void> {
    await this.#replies.flush();
    if (size > 0) await turn.reserve(size);
    let length = 0;
    await this.#chat.writeInPieces(async () => {
      this.#chat.log.beginLong();
      for await (const piece of pieces) {
        this.#replies.add(piece);
        length += piece.length;
        await this.#replies.flush();
      }
      this.#chat.log.endLong();
    });
    this.#chat.proof.written(length);
  }

  #fail(error: unknown): boolean {
    if (!(error instanceof ChatError)) this.#options.log.fault(`Cannot answer ${this.who}`, error);
    this.#replies.add(formatReply(errorReply(error)));
    return !(error instanceof ChatError && error.closes);
  }
}
