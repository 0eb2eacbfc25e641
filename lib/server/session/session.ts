/**
 * The conversation with one peer: lines in, replies out, in order. It knows no socket: what carries it calls `receive` for
 * what was read at once, and `end` when the peer is gone.
 *
 * @module
 */

import { ChatError, PROTOCOL_LIMITS } from "../../chat.ts";
import { errorReply } from "../../wire/error.ts";
import { formatReply } from "../../wire/reply.ts";
import { LongPart } from "../../wire/lines.ts";
import { parseRequest, type Request } from "../../wire/request.ts";
import { InboxProof, type WrittenInbox } from "./inbox_proof.ts";
import type { Guesser } from "../chat/logins/guesses.ts";
import type { Login } from "../chat/logins/login.ts";
import { type LongReply, type LongTurn, replyInPieces } from "../chat/messages/long_replies.ts";
import type { Joiner } from "../chat/accounts/registration.ts";
import type { Carrier } from "./carrier.ts";
import type { Answer, Caller } from "./handler.ts";
import { handle, LONG_COMMANDS, SLOW_COMMANDS } from "./handlers.ts";
import { send } from "./handlers/core.ts";
import { LongRequests } from "./long_requests.ts";
import { PeerEvents, type PeerEventsOptions } from "./peer_events.ts";
import { PeerLogins, type PeerLoginsOptions } from "./peer_logins.ts";
import { ReplyQueue } from "./reply_queue.ts";
import { PeerLog } from "./wire_log.ts";
import { pause } from "../../async.ts";

/** Requests after which a peer gives the others a turn: reads that never have to wait would keep the event loop. */
const TURN = 256;

/** One peer's session. */
export class Session implements Caller, PeerLoginsOptions, PeerEventsOptions {
  /** The connection. */
  readonly carrier: Carrier;
  /** Where the log is told of the peer. */
  readonly log: PeerLog;
  /** What the peer has proved to have read. */
  readonly proof: InboxProof;
  /** The replies that are still to be written. */
  readonly replies: ReplyQueue;
  /** The logins that the peer has made or shown. */
  readonly logins: PeerLogins;
  /** Its request that is as long as a file, if one is coming. */
  readonly longRequests: LongRequests;
  /** Its events, if it is or was live. */
  events: PeerEvents | undefined;
  /** What its attempts to log in came to. */
  guesser: Guesser | undefined;
  /** What its attempts to join a class came to. */
  joiner: Joiner | undefined;
  #isReceiving = false;
  #requests = 0;
  /** Why the conversation is to end, of which the peer is to be told. */
  #failure: ChatError | undefined;

  /** A session that has received nothing. */
  constructor(carrier: Carrier) {
    this.carrier = carrier;
    this.log = new PeerLog(carrier);
    this.proof = new InboxProof(carrier.limits.proof);
    this.replies = new ReplyQueue(carrier, this.log);
    this.logins = new PeerLogins(this);
    this.longRequests = new LongRequests(this, (request) => this.#admit(request));
  }

  /** Whether the peer has shown a login or a token. */
  get isKnown(): boolean {
    return !this.carrier.visit.isStranger;
  }

  /** Bytes that the next line of the peer may have. */
  get lineLimit(): number {
    return this.isKnown ? this.carrier.limits.line : PROTOCOL_LIMITS.lineBeforeLogin;
  }

  /** Its events, which are made when it goes live. */
  openEvents(): PeerEvents {
    return this.events ??= new PeerEvents(this);
  }

  /**
   * Answers the requests of one read, or what the decoder found wrong with them, and writes the replies.
   *
   * @returns Whether the conversation goes on.
   */
  async receive(lines: Iterable<string | ChatError | LongPart>): Promise<boolean> {
    const { visit } = this.carrier;
    this.#isReceiving = true;
    if (this.isKnown) visit.renew();
    this.events?.heard(); // Also if what came is no whole request.
    let goesOn = true;
    for (const line of lines) {
      if (line instanceof LongPart && !line.isLast) {
        goesOn = await this.longRequests.take(line.bytes).then(() => true, (error) => this.#refuse(error));
        if (!goesOn) break;
        continue;
      }
      const proved = this.proof.onRequest();
      if (proved.length > 0) this.#markRead(proved);
      const delay = visit.take();
      if (delay > 0) await this.#slowDown(delay);
      if (this.#failure !== undefined) break;
      this.events?.heard(); // After the wait: a request that had to wait for its turn is a heartbeat then.
      const answered = this.#answer(line);
      goesOn = typeof answered === "boolean" ? answered : await answered;
      if (!goesOn || this.#failure !== undefined) break;
      if (this.replies.isFull) await this.replies.flush();
      if (++this.#requests % TURN === 0) await pause(0);
    }
    if (this.replies.isWaiting) await this.replies.settle();
    await this.replies.write();
    this.#isReceiving = false;
    if (this.#failure === undefined) return goesOn;
    await this.dismiss(this.#failure);
    return false;
  }

  #markRead(receipts: readonly WrittenInbox[]): void {
    for (const { login, cursor } of receipts) {
      this.replies.waitFor(this.carrier.chat.messages.markRead(login, cursor));
    }
  }

  /** Lets a peer that asks too fast wait, with the replies that it already has. */
  async #slowDown(delay: number): Promise<void> {
    await this.replies.flush();
    await this.carrier.visit.wait(delay);
  }

  /** Says to the peer, unasked, why the connection ends. */
  async dismiss(reason: ChatError): Promise<void> {
    this.replies.add(formatReply(errorReply(reason)));
    await this.replies.flush();
  }

  /**
   * The peer has ended the conversation in order. Resolves when it is known what that proves, and noted; never rejects.
   *
   * @param staysOpen Finds out whether no reset follows. Asked only if that matters.
   */
  async ended(staysOpen: () => Promise<boolean>): Promise<void> {
    const receipts = this.proof.onEnd();
    if (receipts.length === 0) return;
    const { messages } = this.carrier.chat;
    const answer = staysOpen();
    const marking = receipts.map(({ login, cursor }) => messages.markReadIf(answer, login, cursor));
    for (const { status, reason } of await Promise.allSettled(marking) as PromiseRejectedResult[]) {
      if (status === "rejected") this.replies.fault(reason);
    }
  }

  /** Ends the conversation: the peer is gone. Resolves when all that it asked for is done. */
  async end(): Promise<void> {
    await this.longRequests.abandon();
    await this.replies.settle();
    this.events?.end();
    this.logins.leave(this.events?.subscription);
    await this.events?.settle();
  }

  /** Ends the session of a live peer that cannot be sent its events. */
  fail(reason: ChatError): void {
    this.carrier.log.info(`${this.log.who} is live no more: ${reason.message}`);
    this.part(reason);
  }

  /** Ends the conversation: tells the peer why between two replies, and closes. */
  part(reason: ChatError): void {
    this.#failure = reason;
    if (this.#isReceiving) return; // Which ends the conversation.
    const close = () => this.carrier.close();
    this.dismiss(reason).then(close, close); // It may be gone as well.
  }

  /** Answers one request: puts the reply after the others. A promise only where something has to be waited for. */
  #answer(line: string | ChatError | LongPart): boolean | Promise<boolean> {
    if (line instanceof LongPart) return this.#answerLong(line);
    this.log.request(line);
    this.carrier.chat.counters.requests++;
    try {
      if (line instanceof ChatError) throw line;
      const request = parseRequest(line);
      const lookedUp = this.logins.lookUp(request.token);
      if (lookedUp === undefined) return this.#perform(request);
      return lookedUp.then(() => this.#perform(request)).catch((error) => this.#refuse(error));
    } catch (error) {
      return this.#refuse(error);
    }
  }

  /** Does what a request asks for, and puts the reply after the others. @throws {ChatError} If it cannot be done. */
  #perform(request: Request): boolean | Promise<boolean> {
    const { command } = request;
    const delay = this.isKnown ? 0 : this.#meet(request);
    if (command.name !== "send" || delay > 0) return this.#answerLater(request, delay);
    this.replies.addSent(send(this, command, this.logins.require(request)!));
    return true;
  }

  /**
   * Takes a request of a stranger, who may show a token and be one no more.
   *
   * @returns The milliseconds until it is the turn of the request: it counts for the account, also as the first of many
   * connections that make one each.
   * @throws {ChatError} If the token stands for no login.
   */
  #meet(request: Request): number {
    const { visit } = this.carrier;
    visit.renew();
    if (request.token === undefined) return 0;
    this.logins.require(request);
    return visit.take();
  }

  /** Answers a request whose last part has come. */
  async #answerLong({ bytes }: LongPart): Promise<boolean> {
    try {
      this.replies.add(formatReply(await this.longRequests.end(bytes)));
      return true;
    } catch (error) {
      return this.#refuse(error);
    }
  }

  /** Decides whether the peer may give a command whose rest is to come. What was asked before has happened then. */
  async #admit(request: Request): Promise<Login> {
    await this.replies.settle();
    await this.logins.lookUp(request.token);
    const delay = this.isKnown ? 0 : this.#meet(request);
    if (delay > 0) await this.#slowDown(delay);
    return this.logins.require(request)!;
  }

  async #answerLater(request: Request, delay: number): Promise<boolean> {
    const { command } = request;
    if (delay > 0) await this.#slowDown(delay);
    // A hash takes its time, and so do the attempts before it: what is answered does not wait for that.
    if (SLOW_COMMANDS.has(command.name)) await this.replies.flush();
    let answer: Answer;
    let reply: string | LongReply;
    let turn: LongTurn | undefined;
    using end = new DisposableStack();
    try {
      // What was asked before has happened before: a list after a send, an inbox after a message to oneself.
      await this.replies.settle();
      let login = this.logins.require(request);
      if (LONG_COMMANDS.has(command.name)) {
        // What is unread goes before what is asked for, so that a client which is back can show both in their order.
        await this.events?.subscription?.firstPart;
        turn = end.use(await this.#takeLongTurn(login!));
        login = this.logins.require(request); // It may have ended meanwhile.
      }
      answer = await handle(this, command, login);
      reply = answer.kind === "long" ? answer : replyInPieces(formatReply(answer));
      if (typeof reply !== "string") turn ??= end.use(await this.#takeLongTurn(login!));
    } catch (error) {
      return this.#refuse(error);
    }
    // Not above: a write that fails is no fault, and ends the conversation.
    if (typeof reply === "string") this.replies.add(reply);
    else this.proof.written(await this.replies.writeLong(reply, turn!));
    if (answer.kind !== "live" && answer.kind !== "token" && command.name !== "watch") return true;
    await this.replies.flush();
    if (answer.kind === "live") this.events!.start();
    else if (answer.kind === "token") this.proof.tokenWritten(answer.token);
    else this.carrier.inspector.start(this.carrier);
    return true;
  }

  /** Waits until a user may be sent a long reply: see {@linkcode LongReplies.take}. */
  #takeLongTurn({ account }: Login): Promise<LongTurn> {
    const { chat, stopping } = this.carrier;
    return chat.longReplies.take(account.id, this.carrier, stopping);
  }

  #refuse(error: unknown): boolean {
    if (!(error instanceof ChatError)) this.carrier.log.fault(`Cannot answer ${this.log.who}`, error);
    this.carrier.chat.counters.failed(error);
    this.replies.add(formatReply(errorReply(error)));
    return !(error instanceof ChatError && error.closes);
  }
}
