/**
 * What one transaction of the SQLite store does: messages, in their order, and other writes. It knows no error and no
 * thread.
 *
 * @module
 */

import type { SQLInputValue } from "node:sqlite";
import { CLOCKS } from "../../clock.ts";
import { BLOCK, MESSAGE_WIDTH, type Row, ROWS, type Statements } from "./statements.ts";
import type { ReceiptUpdate, StoredRef } from "../store.ts";

/** A write that is no message: which one, and its values. */
export type Write =
  | readonly [kind: "setPassword", passwordHash: string, account: number]
  | readonly [kind: "removeAccount", at: number, account: number]
  | readonly [kind: "endLogins", account: number]
  | readonly [kind: "addLogin", tokenHash: string, usedAt: number, account: number, passwordHash: string]
  | readonly [kind: "touchLogin", usedAt: number, tokenHash: string]
  | readonly [kind: "removeLogin", tokenHash: string]
  | readonly [kind: "markPosts"]
  | readonly [kind: "markRead", at: number, account: number, cursor: number]
  | readonly [kind: "acknowledge", at: number, account: number, id: string, isLong: boolean]
  | readonly [kind: "markDelivered", at: number, account: number, from: number, to: number];

/** A message, by its index, that is kept only if its sender has kept none with the key before. */
export type Key = readonly [index: number, key: string];

/** What goes into a transaction; of the messages {@linkcode MESSAGE_WIDTH} values each, one after the other. */
export type Work = [messages: SQLInputValue[], writes: readonly Write[], keys?: readonly Key[]];

/** What a transaction did. */
export interface Committed {
  /** The places of its messages in the order of the store. */
  readonly seqs: number[];
  /** Of each of its keys: the message that was kept with it before, if there is one. */
  readonly earlier: (StoredRef | undefined)[];
  /** Of each of its writes: what has come a step further by it. */
  readonly progress: ReceiptUpdate[][];
  /** Of each of its writes that is no receipt: how many rows it changed. */
  readonly changes: number[];
  /** Milliseconds that it took, without what was done before it, and those of its flush. */
  readonly time: number;
  readonly flushTime: number;
}

/**
 * Does all of it between BEGIN and COMMIT, flushed when this returns.
 *
 * @throws {Error} If SQLite does not take it; the transaction may be open then.
 */
export function commit(statements: Statements, ...[messages, writes, keys = []]: Work): Committed {
  const start = CLOCKS.elapsed();
  statements.begin.run();
  const seqs: number[] = [];
  const earlier = keys.map(([index, key]) => {
    addMessages(statements, messages, index, seqs);
    return addOnce(statements, messages, key, seqs);
  });
  addMessages(statements, messages, messages.length / MESSAGE_WIDTH, seqs);
  noteConversations(statements, messages, seqs);
  const changes: number[] = [];
  const progress = writes.map((write, place) => perform(statements, write, (count) => changes[place] = count));
  const flushing = CLOCKS.elapsed();
  statements.commit.run();
  const end = CLOCKS.elapsed();
  return { seqs, earlier, progress, changes, time: end - start, flushTime: end - flushing };
}

/** Adds the messages from the one behind the last of `seqs` up to `end`, not included, and their places to `seqs`. */
function addMessages(statements: Statements, messages: SQLInputValue[], end: number, seqs: number[]): void {
  while (seqs.length < end) {
    const count = end - seqs.length < ROWS ? 1 : ROWS;
    const start = seqs.length * MESSAGE_WIDTH;
    const statement = count === 1 ? statements.addMessage : statements.addMessages;
    const last = Number(statement.run(...messages.slice(start, start + count * MESSAGE_WIDTH)).lastInsertRowid);
    for (let seq = last - count + 1; seq <= last; seq++) seqs.push(seq);
  }
}

/** Notes in which blocks who wrote to whom; most of it is known from before, and then nothing is written. */
function noteConversations({ addConversation }: Statements, messages: SQLInputValue[], seqs: readonly number[]): void {
  let last = -1;
  let noted = new Map<number, Set<number>>();
  for (const [index, seq] of seqs.entries()) {
    const block = Math.floor(seq / BLOCK);
    if (block !== last) noted = new Map();
    last = block;
    const [sender, receiver] = [
      Number(messages[index * MESSAGE_WIDTH + 1]),
      Number(messages[index * MESSAGE_WIDTH + 2]),
    ];
    const [low, high] = [Math.min(sender, receiver), Math.max(sender, receiver)];
    const partners = noted.get(low) ?? new Set();
    if (partners.has(high)) continue;
    noted.set(low, partners.add(high));
    addConversation.run(low, high, block);
  }
}

/** Adds the next message, unless its sender has kept one with `key`: then it returns that one. */
function addOnce(
  statements: Statements,
  messages: SQLInputValue[],
  key: string,
  seqs: number[],
): StoredRef | undefined {
  const start = seqs.length * MESSAGE_WIDTH;
  const sender = messages[start + 1];
  const earlier = posted(statements, Number(sender), key);
  if (earlier === undefined) {
    addMessages(statements, messages, seqs.length + 1, seqs);
    statements.addPost.run(seqs.at(-1)!, sender!, key);
    statements.forgetPosts.run();
  } else {
    seqs.push(earlier.seq);
  }
  return earlier;
}

/** The message that a sender kept with a key, if there is one. */
export function posted({ posted }: Statements, sender: number, key: string): StoredRef | undefined {
  const row = posted.get(sender, key);
  return row && { seq: Number(row["seq"]), id: String(row["id"]), at: Number(row["at"]) };
}

/** @param onChange Called with the number of rows that were changed, unless it is a receipt. */
function perform(statements: Statements, write: Write, onChange: (count: number) => void): ReceiptUpdate[] {
  switch (write[0]) {
    case "markRead":
      return advance(statements, "reading", "markRead", write[1], [write[2], write[3]]);
    case "acknowledge": {
      const [, at, account, id] = write;
      const beyond = statements.firstUnreadBeyond.get(account, id)?.["seq"];
      const cursor = beyond === undefined ? Number.MAX_SAFE_INTEGER : Number(beyond) - 1;
      return advance(statements, "reading", "markRead", at, [account, cursor]);
    }
    case "markDelivered":
      return advance(statements, "delivering", "markDelivered", write[1], [write[2], write[3], write[4]]);
    default: {
      const [kind, ...values] = write;
      onChange(Number(statements[kind].run(...values).changes));
      return [];
    }
  }
}

/** Looks which messages `where` is about, and changes them. */
function advance(
  statements: Statements,
  query: "reading" | "delivering",
  change: "markRead" | "markDelivered",
  at: number,
  where: number[],
): ReceiptUpdate[] {
  const rows = statements[query].all(...where) as Row[];
  if (rows.length > 0) statements[change].run(at, ...where);
  return rows.map(({ sender, count, newest }) => ({
    sender: Number(sender),
    count: Number(count),
    newest: String(newest),
  }));
}
