/**
 * What a server does for the commands of teachers.
 *
 * @module
 */

import type { Json, Reply } from "../../../chat.ts";
import type { TeachingCommand } from "../../../wire/commands/teaching.ts";
import { encodeTime } from "../../../wire/json.ts";
import { historyFormat } from "../../../wire/reply.ts";
import { replyWithMessages } from "../../chat/long_replies.ts";
import type { ConnectedSession } from "../../chat/peers.ts";
import type { AttendanceRow, TranscriptQuery } from "../../chat/records.ts";
import type { Teacher, Teaching } from "../../chat/teaching.ts";
import type { Handlers } from "../handler.ts";

/** Of each of these commands. */
export const TEACHING_HANDLERS: Handlers<TeachingCommand["name"]> = {
  async announce({ carrier: { chat } }, { text }, { account }) {
    return done(await chat.teaching.announce(account, text));
  },
  async lock({ carrier: { chat } }, { group }, { account }) {
    return done(await chat.teaching.lock(account, group));
  },
  async unlock({ carrier: { chat } }, { group }, { account }) {
    return done(await chat.teaching.unlock(account, group));
  },
  async mute({ carrier: { chat } }, { user, minutes }, { account }) {
    return done(await chat.teaching.mute(account, user, minutes));
  },
  async unmute({ carrier: { chat } }, { user }, { account }) {
    return done(await chat.teaching.unmute(account, user));
  },
  async kick({ carrier: { chat } }, { user }, { account }) {
    return done(await chat.teaching.kick(account, user));
  },
  async remove({ carrier: { chat } }, { id }, { account }) {
    return done(await chat.teaching.remove(account, id));
  },
  async close({ carrier: { chat } }, _command, { account }) {
    return done(await chat.teaching.close(account));
  },
  async open({ carrier: { chat } }, _command, { account }) {
    return done(await chat.teaching.open(account));
  },
  sessions({ carrier: { chat } }) {
    const sessions = chat.teaching.sessions().map(describeSession);
    return done(`${sessions.length} connected`, { sessions });
  },
  async attendance({ carrier: { chat } }, { from, to, zone }) {
    const { rows, ...others } = await chat.teaching.records.attendance({ from, to, zone });
    return done("Attendance", { ...others, rows: rows.map(describeRow) });
  },
  async transcript({ carrier: { chat } }, { token: _, name: _name, ...query }, { account }) {
    const page = await chat.teaching.records.transcript(query);
    if (query.after === undefined) await noteTranscript(chat.teaching, account, query);
    return await replyWithMessages(page, historyFormat(page), (seqs) => chat.messages.read(seqs));
  },
  async audit({ carrier: { chat } }, { after, limit }) {
    const { acts, more } = await chat.teaching.records.audit(after, limit);
    return done("Audit", { acts: acts.map((act) => ({ ...act, at: encodeTime(act.at) })), more });
  },
};

/** Rows as a reply has them: their times as texts. */
function describeRow({ first, last, ...row }: AttendanceRow): Json {
  return { ...row, ...first !== undefined && { first: encodeTime(first), last: encodeTime(last!) } };
}

function describeSession({ account, peer, since, messages }: ConnectedSession): Json {
  return {
    user: account.name,
    name: account.fullName,
    role: account.role,
    address: peer.peer,
    since: encodeTime(since),
    messages,
    received: peer.received,
    sent: peer.sent,
  };
}

/** Who reads what others wrote is known to have. */
async function noteTranscript(teaching: Teaching, teacher: Teacher, query: TranscriptQuery): Promise<void> {
  const { with: other = "", from, to } = query;
  const days = [from && `from ${from}`, to && `to ${to}`].filter((part) => part !== undefined).join(" ");
  await teaching.note(teacher, "transcript", other, days);
}

function done(message: string, data?: { readonly [key: string]: Json }): Reply {
  return { kind: "done", message, ...data !== undefined && { data } };
}
