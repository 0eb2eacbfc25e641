/**
 * What a server does for the commands of a chat between two.
 *
 * @module
 */

import { PROTOCOL_LIMITS, type Reply } from "../../../chat.ts";
import { type CommandOf, describeServer } from "../../../wire/command.ts";
import type { CoreCommand } from "../../../wire/commands/core.ts";
import { historyFormat, inboxFormat } from "../../../wire/reply.ts";
import type { Login } from "../../chat/logins/login.ts";
import { replyWithMessages } from "../../chat/messages/long_replies.ts";
import { describeLimits } from "../../limits.ts";
import { attemptOf, type Caller, type Handlers } from "../handler.ts";

/** Of each of these commands. */
export const CORE_HANDLERS: Handlers<CoreCommand["name"]> = {
  auth: logIn,
  async send(caller, command, login) {
    await send(caller, command, login);
    return { kind: "sent" };
  },
  async inbox({ carrier: { chat: { messages, files } }, proof }, { content }, login) {
    let hasFiles = false;
    const inbox = await messages.inbox(login, proof.writtenUpTo(login.account.id), async (all) => {
      if (files === undefined || content === "none") return all;
      const fitting = await files.withContents(all);
      hasFiles = fitting.hasFiles;
      return fitting.inbox;
    });
    const reply = await replyWithMessages(
      inbox,
      inboxFormat({ hasContents: hasFiles }),
      (seqs) => messages.read(seqs),
      {
        contentOf: hasFiles ? (file) => files!.content(file) : undefined,
      },
    );
    if (inbox.seqs.length > 0) proof.add({ login, cursor: inbox.cursor });
    return reply;
  },
  list({ carrier: { chat } }, { word }, { account }) {
    return { kind: "active", users: chat.hub.activeFor(account), word };
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
  async ack({ carrier: { chat: { messages, history } }, proof }, { id, with: other }, login) {
    const partner = other === undefined ? undefined : (await history.partner(login, other)).id;
    await messages.acknowledge(login, id, partner);
    if (proof.isAwaited) proof.readBefore(login.account.id, await messages.firstUnread(login));
    return { kind: "acknowledged" };
  },
  async post(caller, { key, user, text }, login) {
    const { id, at } = await caller.carrier.chat.messages.post(login, key, user, text, { origin: caller });
    return { kind: "posted", id, at };
  },
  async history({ carrier: { chat } }, { user, before, limit = PROTOCOL_LIMITS.defaultPage }, login) {
    const page = await chat.history.page(login, user, { before, limit: Math.min(limit, PROTOCOL_LIMITS.page) });
    return await replyWithMessages(page, historyFormat(page), (seqs) => chat.history.read(login, user, seqs));
  },
  async edit({ carrier: { chat } }, { id, text }, login) {
    await chat.edits.edit(login, id, text);
    return { kind: "done", message: "The message is changed" };
  },
  async delete({ carrier: { chat } }, { id }, login) {
    await chat.edits.delete(login, id);
    return { kind: "done", message: "The message is removed" };
  },
};

/** Sends a message; resolves when it is on disk. @throws {ChatError} See `Messages.send`. */
export function send(caller: Caller, { user, text }: CommandOf<"send">, login: Login): Promise<void> {
  return caller.carrier.chat.messages.send(login, user, text, caller);
}

async function logIn(caller: Caller, { user, password }: CommandOf<"auth">): Promise<Reply> {
  const { carrier, log, logins } = caller;
  const { token, login } = await carrier.chat.entrance.logIn(user, password, attemptOf(caller)).catch((error) => {
    log.failed(user, password, error);
    throw error;
  });
  logins.made(token, login);
  return { kind: "token", token, ...login.account.role === "teacher" && { role: "teacher" } };
}
