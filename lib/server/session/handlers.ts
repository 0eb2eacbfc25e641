/**
 * What a server does for each command: the other half of the table in `wire/command.ts`. Whether a peer may give a command
 * was asked before. It knows no line, no order and no socket.
 *
 * @module
 */

import { type Command, PROTOCOL_LIMITS, type Reply } from "../../chat.ts";
import { type CommandOf, describeServer, type Need } from "../../wire/command.ts";
import { historyFormat, inboxFormat } from "../../wire/reply.ts";
import { Guesser } from "../chat/guesses.ts";
import type { Login } from "../chat/logins.ts";
import { type LongReply, replyWithMessages } from "../chat/long_replies.ts";
import { describeLimits } from "../limits.ts";
import type { Carrier } from "./carrier.ts";
import type { InboxProof } from "./inbox_proof.ts";
import type { PeerEvents } from "./peer_events.ts";
import type { PeerLogins } from "./peer_logins.ts";
import type { PeerLog } from "./wire_log.ts";

/** The peer that gives a command, as its session knows it. */
export interface Caller {
  /** The connection. */
  readonly carrier: Carrier;
  /** Where the log is told of the peer. */
  readonly log: PeerLog;
  /** The logins that it has made or shown. */
  readonly logins: PeerLogins;
  /** What it has proved to have read. */
  readonly proof: InboxProof;
  /** Its events, if it is or was live. */
  readonly events: PeerEvents | undefined;
  /** What its attempts to log in came to; most peers make one. */
  guesser: Guesser | undefined;
  /** Its events, which it is about to have. */
  openEvents(): PeerEvents;
}

/** What a command comes to. */
export type Answer = Reply | LongReply;

/** Does what a command says. @throws {ChatError} If it cannot be done. */
type Handler<N extends Command["name"]> = (
  caller: Caller,
  command: CommandOf<N>,
  ...login: Need<N> extends "login" ? [login: Login] : []
) => Answer | Promise<Answer>;

/** Of each command. */
const HANDLERS: { readonly [N in Command["name"]]: Handler<N> } = {
  auth: logIn,
  async send(caller, command, login) {
    await send(caller, command, login);
    return { kind: "sent" };
  },
  async inbox({ carrier: { chat: { messages } }, proof }, _command, login) {
    const inbox = await messages.inbox(login, proof.writtenUpTo(login.account.id));
    const reply = await replyWithMessages(inbox, inboxFormat(), (seqs) => messages.read(seqs));
    if (inbox.seqs.length > 0) proof.add({ login, cursor: inbox.cursor });
    return reply;
  },
  list({ carrier: { chat } }, { word }) {
    return { kind: "active", users: chat.logins.active(), word };
  },
  async logout({ carrier: { chat }, events, logins, log }, _command, login) {
    events?.leave(login);
    await chat.logins.end(login);
    logins.ended(login);
    log.loggedOut(login);
    return { kind: "logged out" };
  },
  hello({ carrier: { limits } }) {
    return { kind: "hello", server: describeServer(describeLimits(limits)) };
  },
  live(caller, _command, login) {
    return caller.openEvents().subscribe(login);
  },
  async ack({ carrier: { chat: { messages } }, proof }, { id }, login) {
    await messages.acknowledge(login, id);
    if (proof.isAwaited) proof.readBefore(login.account.id, await messages.firstUnread(login));
    return { kind: "acknowledged" };
  },
  async post({ carrier: { chat: { messages } }, events }, { key, user, text }, login) {
    const { id, at } = await messages.post(login, key, user, text, events?.subscription);
    return { kind: "posted", id, at };
  },
  async history({ carrier: { chat: { messages } } }, { user, before, limit = PROTOCOL_LIMITS.defaultPage }, login) {
    const page = await messages.history(login, user, { before, limit: Math.min(limit, PROTOCOL_LIMITS.page) });
    return await replyWithMessages(page, historyFormat(page), (seqs) => messages.read(seqs));
  },
};

/** The commands whose replies are long as a rule: one of an account is made at a time. */
export const LONG_COMMANDS: ReadonlySet<Command["name"]> = new Set(["inbox", "history"]);

/**
 * Does what a command says.
 *
 * @param login That of the peer, if the command needs one.
 * @throws {ChatError} If it cannot be done.
 */
export function handle(caller: Caller, command: Command, login: Login | undefined): Answer | Promise<Answer> {
  // A command comes with its own handler, and with a login where the table says so.
  const handler = HANDLERS[command.name] as (
    caller: Caller,
    command: Command,
    login?: Login,
  ) => ReturnType<typeof handle>;
  return handler(caller, command, login);
}

/** Sends a message; resolves when it is on disk. @throws {ChatError} See `Messages.send`. */
export function send(
  { carrier: { chat }, events }: Caller,
  { user, text }: CommandOf<"send">,
  login: Login,
): Promise<void> {
  return chat.messages.send(login, user, text, events?.subscription);
}

async function logIn(caller: Caller, { user, password }: CommandOf<"auth">): Promise<Reply> {
  const { carrier, log, logins } = caller;
  // A write that waits for who is live would hold up the question.
  const isGone = caller.events === undefined ? carrier.isGone?.bind(carrier) : undefined;
  const guesser = caller.guesser ??= new Guesser();
  const options = { signal: carrier.stopping, guesser, isGone };
  const { token, login } = await carrier.chat.logIn(user, password, options).catch((error) => {
    log.failed(user, password, error);
    throw error;
  });
  logins.made(token, login);
  return { kind: "token", token };
}
