/**
 * The messages of a conversation: as they come, as pages of its history, as their receipts come in, as they are changed. What is
 * kept is one piece without a gap, and bounded. Pure.
 *
 * @module
 */

import type { FullMessage, GroupProgress, ReceiptState } from "../../chat.ts";
import type { Conversation, Reached } from "./state.ts";

/** Messages that are kept of the conversation that is open. */
export const MOST_LINES = 20_000;

/** Messages that are kept of the others. */
export const MOST_RESTING = 200;

/**
 * Adds a message that came or was sent, where its id has its place: what was unread when the page came comes bit by bit, while
 * a page of the newest may be there already.
 */
export function append(conversation: Conversation, message: FullMessage): Conversation {
  const { lines, isCut } = conversation;
  const lastAt = Math.max(conversation.lastAt, message.at);
  // Behind what was dropped it would leave a gap: it is there with the newest page.
  if (isCut) return { ...conversation, lastAt };
  const before = lines.findLastIndex(({ id }) => id <= message.id);
  if (lines[before]?.id === message.id) return change(conversation, message.id, (known) => ({ ...known, ...message }));
  const all = lines.toSpliced(before + 1, 0, reached(conversation, message));
  if (all.length <= MOST_LINES) return { ...conversation, lines: all, lastAt };
  return { ...conversation, lines: all.slice(-MOST_LINES), hasOlder: true, lastAt }; // The oldest make room.
}

/** A page of a history, the newest last. */
export interface Page {
  /** The messages. */
  readonly messages: readonly FullMessage[];
  /** There are older ones. */
  readonly more: boolean;
  /** The account of the other one was removed. */
  readonly gone?: boolean;
}

/**
 * Takes the newest page. What came live and is not in it stands behind it. What is older than it stays if the two meet, and what
 * is unread, since the rest of that is on its way; it is dropped where something may be missing between them.
 */
export function takeNewest(conversation: Conversation, { messages, more, gone = false }: Page): Conversation {
  const ids = new Set(messages.map(({ id }) => id));
  const { lines, isCut } = conversation;
  const meets = isCut ? -1 : lines.findIndex(({ id }) => ids.has(id));
  const firstUnread = lines.findIndex(({ id }) => id === conversation.unread[0]);
  const newestId = messages.at(-1)?.id ?? "";
  const waiting = firstUnread < 0 || isCut ? [] : lines.slice(firstUnread).filter(({ id }) => id < newestId);
  const older = meets < 0 ? waiting : lines.slice(0, meets);
  // Without `before`, what has come since the page was made can only be newer.
  const newer = isCut ? [] : lines.filter(({ id }) => !ids.has(id) && id > newestId);
  const all = [...older, ...messages.map((line) => reached(conversation, line)), ...newer];
  const lastAt = Math.max(conversation.lastAt, all.at(-1)?.at ?? 0);
  const hasOlder = older.length > 0 ? conversation.hasOlder ?? more : more;
  return { ...titled(conversation, messages), lines: all, hasOlder, isCut: false, gone, lastAt };
}

/** Takes the page before the oldest message that is known; where too many are kept, the newest ones make room. */
export function takeOlder(conversation: Conversation, before: string, { messages, more }: Page): Conversation {
  const { lines } = conversation;
  if (lines[0]?.id !== before) return conversation; // Something else came meanwhile: this page no longer joins.
  const all = [...messages, ...lines];
  const isTooMany = all.length > MOST_LINES;
  return {
    ...conversation,
    lines: isTooMany ? all.slice(0, MOST_LINES) : all,
    hasOlder: more,
    isCut: conversation.isCut || isTooMany,
  };
}

/** Drops what a conversation that is left need not keep, and its divider. */
export function rest(conversation: Conversation): Conversation {
  const isCut = conversation.isCut;
  const lines = isCut ? [] : conversation.lines.slice(-MOST_RESTING);
  const hasOlder = lines.length < conversation.lines.length ? true : conversation.hasOlder;
  return { ...conversation, lines, hasOlder: isCut ? undefined : hasOlder, isCut: false, divider: undefined };
}

/** The full name that the other one has in messages is the title. */
export function titled(conversation: Conversation, messages: readonly FullMessage[]): Conversation {
  const { name } = conversation;
  if (name.startsWith("#")) return conversation;
  const last = messages.findLast(({ from, to }) => from === name || to === name);
  const title = last === undefined ? conversation.title : last.from === name ? last.fromName : last.toName;
  return title === conversation.title ? conversation : { ...conversation, title };
}

/** Notes that the user's messages to somebody have come so far: that one, and all before it. */
export function receive(
  conversation: Conversation,
  { id, state, at }: Reached & { state: ReceiptState },
): Conversation {
  const known = conversation.reach[state];
  const reach = known !== undefined && known.id >= id
    ? conversation.reach
    : { ...conversation.reach, [state]: { id, at } };
  return { ...conversation, reach, lines: conversation.lines.map((line) => reached({ ...conversation, reach }, line)) };
}

/** A message with the receipts that it has by now. */
function reached({ name, reach: { delivered, read } }: Conversation, line: FullMessage): FullMessage {
  if (line.from === name || line.readAt !== undefined) return line;
  if (read !== undefined && line.id <= read.id) {
    return { ...line, deliveredAt: line.deliveredAt ?? read.at, readAt: read.at };
  }
  const isDelivered = delivered !== undefined && line.deliveredAt === undefined && line.id <= delivered.id;
  return isDelivered ? { ...line, deliveredAt: delivered.at } : line;
}

/** Notes how many members have got a message of the user. */
export function progress(conversation: Conversation, id: string, progress: GroupProgress): Conversation {
  return change(conversation, id, (line) => ({ ...line, progress }));
}

/** Gives a message another text, or the mark of one that was removed. */
export function edit(
  conversation: Conversation,
  { id, text, at, removed }: { readonly id: string; readonly text: string; readonly at: number; removed: boolean },
): Conversation {
  return change(conversation, id, ({ file, removed: before, ...line }) => {
    const isRemoved = removed || before === true;
    return { ...line, text, editedAt: at, ...(isRemoved ? { removed: true } : file && { file }) };
  });
}

function change(conversation: Conversation, id: string, by: (line: FullMessage) => FullMessage): Conversation {
  if (!conversation.lines.some((line) => line.id === id)) return conversation;
  return { ...conversation, lines: conversation.lines.map((line) => line.id === id ? by(line) : line) };
}

/** How far a message of the user has come. */
export function receiptOf({ readAt, deliveredAt }: FullMessage): ReceiptState | "sent" {
  return readAt !== undefined ? "read" : deliveredAt !== undefined ? "delivered" : "sent";
}
