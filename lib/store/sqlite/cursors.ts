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

/** A conversation of an account, and the account's cursors in it. */
export interface Membership extends End {
  /** Whose messages do not count: those of the account itself; 0 if it writes to itself. */
  readonly own: number;
  readonly low: number;
  readonly deliveredUpTo: number;
  readonly deliveredCount: number;
  readonly readUpTo: number;
  /** How many messages to the account are read. */
  readonly readCount: number;
}

/** Reads a row of the queries for memberships. */
export function readMembership(row: Row, account: number): Membership {
  const number = (name: string) => Number(row[name]);
  return {
    conversation: number("conversation"),
    lastSeq: number("last_seq"),
    last: number("last"),
    own: row["low"] === row["high"] ? 0 : account,
    low: number("low"),
    deliveredUpTo: number("delivered_up_to"),
    deliveredCount: number("delivered_count"),
    readUpTo: number("read_up_to"),
    readCount: number("read_count"),
  };
}

/** Marks the unread messages of an account up to a number as read. */
export function markRead(statements: Statements, account: number, number: number, at: number): ReceiptUpdate[] {
  return move(statements, "unreadIn", (rows, membership) => {
    const { readUpTo, readCount } = membership;
    return step(rows, membership, number, { upTo: readUpTo, count: readCount });
  }, { account, at });
}

/** Marks the messages of an account up to a number as delivered, unless they are or were read before. */
export function markDelivered(statements: Statements, account: number, number: number, at: number): ReceiptUpdate[] {
  return move(statements, "undeliveredIn", (rows, membership) => {
    const { deliveredUpTo, deliveredCount, readUpTo, readCount } = membership;
    const isRead = readUpTo > deliveredUpTo;
    const from = isRead ? { upTo: readUpTo, count: readCount } : { upTo: deliveredUpTo, count: deliveredCount };
    return step(rows, membership, number, from);
  }, { account, at });
}

/** Marks the unread messages of an account up to the one with an id as read; if there is none with it, those before it. */
export function acknowledge(statements: Statements, account: number, id: string, at: number): ReceiptUpdate[] {
  const rows = rowsOf(statements);
  const newest = Number(rows("newestPlace")[0]!["seq"]);
  const { number, isExact } = firstFrom(rows, id, newest);
  return markRead(statements, account, isExact ? number : firstBeyond(rows, account, id) - 1, at);
}

/** The number of the first unread message of an account whose id is greater than `id`; infinite if there is none. */
function firstBeyond(rows: Rows, account: number, id: string): number {
  let first = Infinity;
  for (const row of rows("unreadIn", account)) {
    const membership = readMembership(row, account);
    const { lastSeq, readUpTo, own } = membership;
    for (let behind = readUpTo; behind < lastSeq;) {
      const { numbers, through } = walkOn(rows, membership, behind, { without: own, places: STEP });
      const found = numbers.find((number) => number >= first || placeOf(rows, number)!.id > id);
      if (found !== undefined) first = Math.min(first, found);
      behind = found === undefined ? through : lastSeq;
    }
  }
  return first;
}

/** Where a cursor goes, how many messages are to the account up to there, and the newest of them. */
interface Step {
  readonly behind: number;
  readonly upTo: number;
  readonly count: number;
  readonly update: ReceiptUpdate;
}

/** Moves a cursor of an account in each conversation where it is behind. */
function move(
  statements: Statements,
  query: "unreadIn" | "undeliveredIn",
  find: (rows: Rows, membership: Membership) => Step | undefined,
  { account, at }: { readonly account: number; readonly at: number },
): ReceiptUpdate[] {
  const rows = rowsOf(statements);
  const updates: ReceiptUpdate[] = [];
  const [set, state] = query === "unreadIn"
    ? [statements.setRead, STATES.read]
    : [statements.setDelivered, STATES.delivered];
  for (const row of rows(query, account)) {
    const membership = readMembership(row, account);
    const step = find(rows, membership);
    if (step === undefined) continue;
    const { conversation } = membership;
    set.run(step.upTo, step.count, account, conversation);
    statements.addMove.run(conversation, account, state, step.upTo, step.behind, at);
    updates.push(step.update);
  }
  return updates.sort((one, other) => one.sender - other.sender);
}

/** The step of a cursor up to a number; `undefined` if no message to the account is between. */
function step(
  rows: Rows,
  membership: Membership,
  number: number,
  from: { readonly upTo: number; readonly count: number },
): Step | undefined {
  const end = lastUpTo(rows, membership, number);
  if (end === undefined || end.seq <= from.upTo) return undefined;
  const count = receivedUpTo(end, membership.own);
  if (count <= from.count) return undefined;
  const newest = end.sender === membership.own ? placeOf(rows, end.other!)! : end;
  const update = { sender: newest.sender, count: count - from.count, newest: newest.id };
  return { behind: from.upTo, upTo: end.seq, count, update };
}

/** How many messages up to a place are to the account that has sent `own`. */
function receivedUpTo({ seq, sender, sent }: Place, own: number): number {
  return sender === own ? seq - sent : sent;
}

function rowsOf(statements: Statements): Rows {
  return (query, ...values) => statements[query].all(...values) as Row[];
}
