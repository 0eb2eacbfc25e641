/**
 * The commands of teachers, as they come from a teacher's connection or from the operator at the server's machine: what each
 * does, and what is told of it. It knows no socket.
 *
 * @module
 */

import type { FullMessage, Json } from "../../../chat.ts";
import type { TeachingCommand } from "../../../wire/commands/teaching.ts";
import { encodeTime } from "../../../wire/json.ts";
import type { Messages } from "../messages/messages.ts";
import type { ConnectedSession } from "./peers.ts";
import type { AttendanceRow, TranscriptQuery } from "./records.ts";
import type { TranscriptPart } from "../../../store/control.ts";
import type { Teacher, Teaching } from "./teaching.ts";

/** A command, without what shows who gives it. */
export type TeachCall = TeachingCommand extends infer C
  ? C extends TeachingCommand ? Omit<C, "token"> & { name: C["name"] } : never
  : never;

/** All of them but the one whose answer is messages. */
export type PlainCall = Exclude<TeachCall, { readonly name: "transcript" }>;

/** What was done, and what is told beside it. */
export interface Done {
  /** A sentence. */
  readonly message: string;
  /** Members of the reply. */
  readonly data?: { readonly [key: string]: Json };
}

/** Does what a teacher asks for. @throws {ChatError} If it cannot be done. */
export async function teach(teaching: Teaching, by: Teacher, call: PlainCall): Promise<Done> {
  switch (call.name) {
    case "announce":
      return { message: await teaching.announce(by, call.text) };
    case "lock":
      return { message: await teaching.lock(by, call.group) };
    case "unlock":
      return { message: await teaching.unlock(by, call.group) };
    case "mute":
      return { message: await teaching.mute(by, call.user, call.minutes) };
    case "unmute":
      return { message: await teaching.unmute(by, call.user) };
    case "kick":
      return { message: await teaching.kick(by, call.user) };
    case "remove":
      return { message: await teaching.remove(by, call.id) };
    case "close":
      return { message: await teaching.close(by) };
    case "open":
      return { message: await teaching.open(by) };
    case "sessions": {
      const sessions = teaching.peers.all().map(describeSession);
      return { message: `${sessions.length} connected`, data: { sessions } };
    }
    case "attendance": {
      const { rows, ...others } = await teaching.records.attendance(call);
      return { message: "Attendance", data: { ...others, rows: rows.map(describeRow) } };
    }
    case "audit": {
      const { acts, more } = await teaching.records.audit(call.after, call.limit);
      return { message: "Audit", data: { acts: acts.map((act) => ({ ...act, at: encodeTime(act.at) })), more } };
    }
  }
}

/** Where the messages of a transcript are; that it is read is kept. @throws {ChatError} See `Records.transcript`. */
export async function openTranscript(teaching: Teaching, by: Teacher, query: TranscriptQuery): Promise<TranscriptPart> {
  const part = await teaching.records.transcript(query);
  const { with: other = "", from, to, after } = query;
  const days = [from && `from ${from}`, to && `to ${to}`].filter((text) => text !== undefined).join(" ");
  if (after === undefined) await teaching.note(by, "transcript", other, days);
  return part;
}

/** What the operator at the server's machine is called where a teacher's name stands. */
const OPERATOR: Teacher = { name: "the operator" };

/** Whether a request of the operator's program is a command of teachers. */
export function isTeachRequest(request: unknown): request is readonly ["teach", TeachCall] {
  return Array.isArray(request) && request[0] === "teach" && typeof request[1]?.name === "string";
}

/**
 * Does what the operator asks for, who needs no login: only the owner of the data directory can ask.
 *
 * @throws {ChatError} If it cannot be done.
 */
export async function teachAsOperator(
  chat: { readonly teaching: Teaching; readonly messages: Messages },
  [, call]: readonly ["teach", TeachCall],
): Promise<unknown> {
  if (call.name === "transcript") return await readTranscript(chat, OPERATOR, call);
  return await teach(chat.teaching, OPERATOR, call);
}

/** The messages of a part of a transcript, and whether there are more after them. */
async function readTranscript(
  { teaching, messages }: { readonly teaching: Teaching; readonly messages: Messages },
  by: Teacher,
  query: TranscriptQuery,
): Promise<{ messages: FullMessage[]; more: boolean }> {
  const { seqs, more } = await openTranscript(teaching, by, query);
  return { messages: await messages.read(seqs), more };
}

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
