/**
 * What a server does for the commands of teachers.
 *
 * @module
 */

import type { CommandOf } from "../../../wire/command.ts";
import type { TeachingCommand } from "../../../wire/commands/teaching.ts";
import { historyFormat } from "../../../wire/reply.ts";
import type { Login } from "../../chat/logins/login.ts";
import { replyWithMessages } from "../../chat/messages/long_replies.ts";
import { openTranscript, teach } from "../../chat/class/teach.ts";
import type { Answer, Caller, Handlers } from "../handler.ts";

/** Of each of these commands. */
export const TEACHING_HANDLERS: Handlers<TeachingCommand["name"]> = {
  announce: handle,
  lock: handle,
  unlock: handle,
  mute: handle,
  unmute: handle,
  kick: handle,
  remove: handle,
  close: handle,
  open: handle,
  sessions: handle,
  attendance: handle,
  audit: handle,
  async transcript({ carrier: { chat } }, query: CommandOf<"transcript">, { account }) {
    const part = await openTranscript(chat.teaching, account, query);
    return await replyWithMessages(part, historyFormat(part), (seqs) => chat.messages.read(seqs));
  },
};

async function handle(
  { carrier: { chat } }: Caller,
  command: Exclude<TeachingCommand, { readonly name: "transcript" }>,
  { account }: Login,
): Promise<Answer> {
  return { kind: "done", ...await teach(chat.teaching, account, command) };
}
