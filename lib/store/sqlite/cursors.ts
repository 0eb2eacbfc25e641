/**
 * How far an account has got with the messages to it: cursors in its conversations, and the log of their moves. To mark very
 * many messages writes one row of each kind for a conversation. It knows no transaction.
 *
 * @module
 */

import { type End, firstFrom, lastUpTo, type Place, placeOf, type Rows, walkOn } from "./chains.ts";
import { type Row, type Statements, STATES } from "./statements.ts";
import type { ReceiptUpdate } from "../store.ts";

/** Places of a conversation that are looked through at once. */
const STEP = 1024;

/** A conversation of an account, and how far a cursor of the account has come in it. */
export interface Membership extends End {
  /** The id of the other account; its own if it writes to itself; that of a group below 0. */
  readonly partner: number;
  /** The place behind which the account has part in it. */
  readonly joined: number;
  /** The place up to which nothing is left. */
  readonly pruned: number;
  /** Whose messages do not count: those of the account itself; 0 if it writes to itself. */
  readonly own: number;
  /** The place of the cursor. */
  readonly upTo: number;
  /** How many messages to the account are up to there; in a group the place itself. */
  readonly count: number;
  /** How many there are in all. */
  readonly received: number;
  /** The id of the newest. */
  readonly newest: string;
}

/** The conversations that a query has found. */
export function readMemberships(rows: readonly Row[], account: number): Membership[] {
  return rows.map((row) => {
    const partner = Number(row["partner"]);
    return {
      conversation: Number(row["conversation"]),
      lastSeq: Number(row["last_seq"]),
      last: Number(row["last"]),
      partner,
      joined: Number(row["joined"]),
      pruned: Number(row["pruned"]),
      own: partner === account ? 0 : account,
      upTo: Number(row["up_to"]),
      count: Number(row["count"]),
      received: Number(row["received"]),
      newest: String(row["newest"]),
    };
  });
}

/** Marks the unread messages of an account up to a number as read. */
export function markRead(statements: Statements, account: number, number: number, at: number): ReceiptUpdate[] {
  return move(statements, "read", unreadOf(statements, account), { account, number, at });
}

/** Marks the messages of an account up to a number as delivered, unless they are or were read before. */
export function markDelivered(statements: Statements, account: number, number: number, at: number): ReceiptUpdate[] {
  const memberships = readMemberships(statements.undeliveredIn.all(account) as Row[], account);
  return move(statements, "delivered", memberships, { account, number, at });
}

/**
 * Marks the unread messages of an account up to the one with an id as read; if there is none with it, those before it.
 *
 * @param only The partner in whose conversation alone. @default in all
 */
export function acknowledge(
  statements: Statements,
  account: number,
  id: string,
  at: number,
  only?: number,
): ReceiptUpdate[] {
  const memberships = unreadOf(statements, account).filter(({ partner }) => only === undefined || partner === only);
  if (memberships.length === 0) return [];
  // Mostly it is the newest one of a conversation.
  const number = memberships.find(({ newest }) => newest === id)?.last ?? lastWith(rowsOf(statements), memberships, id);
  return move(statements, "read", memberships, { account, number, at });
}

/** Moves a cursor of an account in those conversations where it has messages up to a number, and logs it. */
function move(
  statements: Statements,
  state: keyof typeof STATES,
  memberships: readonly Membership[],
  { account, number, at }: { readonly account: number; readonly number: number; readonly at: number },
): ReceiptUpdate[] {
  const rows = rowsOf(statements);
  const set = state === "read" ? statements.setRead : statements.setDelivered;
  return memberships.flatMap((membership) => {
    const step = stepTo(rows, membership, number);
    if (step === undefined) return [];
    const { conversation, partner, upTo, count } = membership;
    set.run(step.upTo, step.count, account, conversation);
    const update = { sender: partner, count: step.count - count, newest: step.newest };
    // Of a group no times are kept, which would be many: its members' places tell who has got what.
    if (partner < 0) return [{ ...update, upTo: step.upTo }];
    statements.addMove.run(conversation, account, STATES[state], step.upTo, upTo, at);
    return [update];
  }).sort((one, other) => one.sender - other.sender);
}

/** The number of the message with an id; if there is none, that of the last one before the first unread one after it. */
function lastWith(rows: Rows, memberships: readonly Membership[], id: string): number {
  const { number, isExact } = firstFrom(rows, id, Number(rows("newestPlace")[0]!["seq"]));
  return isExact ? number : firstBeyond(rows, memberships, id) - 1;
}

/** The number of the first unread message whose id is greater than `id`; infinite if there is none. */
function firstBeyond(rows: Rows, memberships: readonly Membership[], id: string): number {
  let first = Infinity;
  for (const membership of memberships) {
    const { lastSeq, upTo, own } = membership;
    for (let behind = upTo; behind < lastSeq;) {
      const { numbers, through } = walkOn(rows, membership, behind, { without: own, places: STEP });
      const found = numbers.find((number) => number >= first || placeOf(rows, number)!.id > id);
      if (found !== undefined) first = Math.min(first, found);
      behind = found === undefined ? through : lastSeq;
    }
  }
  return first;
}

/** Where a cursor goes, how many messages are to the account up to there, and the id of the newest of them. */
export interface Step {
  /** The place. */
  readonly upTo: number;
  /** Messages to the account. */
  readonly count: number;
  /** An id. */
  readonly newest: string;
}

/** The step of a cursor up to a number; `undefined` if no message to the account is between. */
export function stepTo(rows: Rows, membership: Membership, number: number): Step | undefined {
  const { lastSeq, last, partner, upTo, count: before, received, newest } = membership;
  const own = partner < 0 ? 0 : membership.own; // In a group each place counts.
  if (last <= number) return { upTo: lastSeq, count: received, newest };
  const end = lastUpTo(rows, membership, number);
  if (end === undefined || end.seq <= upTo) return undefined;
  const count = receivedUpTo(end, own);
  if (count <= before) return undefined;
  return { upTo: end.seq, count, newest: (end.sender === own ? placeOf(rows, end.other!)! : end).id };
}

/** How many messages up to a place are to the account that has sent `own`. */
function receivedUpTo({ seq, sender, sent }: Place, own: number): number {
  return sender === own ? seq - sent : sent;
}

function unreadOf(statements: Statements, account: number): Membership[] {
  return readMemberships(statements.unreadIn.all(account) as Row[], account);
}

function rowsOf(statements: Statements): Rows {
  return (query, ...values) => statements[query].all(...values) as Row[];
}
