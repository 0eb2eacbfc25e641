/**
 * What one transaction of the SQLite store does: messages, in their order, and other writes. It knows no error and no
 * thread.
 *
 * @module
 */

import { CLOCKS } from "../../clock.ts";
import type { Tails } from "./append.ts";
import { type Columns, countOf, messageAt, senderAt } from "./columns.ts";
import { type ControlWrite, isControlWrite, runControlWrite } from "./control_sql.ts";
import { acknowledge, markDelivered, markRead } from "./cursors.ts";
import type { Statements } from "./statements.ts";
import type { Exit } from "../groups.ts";
import type { ReceiptUpdate, StoredRef } from "../store.ts";

/** A write to a group. */
export type GroupWrite =
  | readonly [
    kind: "changeGroup",
    name: string,
    passwordHash: string | null,
    inviteOnly: number,
    wholeHistory: number,
    group: number,
  ]
  | readonly [kind: "deliverGroup", place: number, group: number, accounts: string]
  | readonly [kind: "joinGroup", account: number, group: number]
  | readonly [kind: "forgetExit", group: number, account: number]
  | readonly [kind: "leaveGroup", account: number, group: number, exit: Exit]
  | readonly [kind: "endGroup", at: number, group: number]
  | readonly [kind: "leaveGroups", account: number]
  | readonly [kind: "endEmptyGroups", at: number];

/** A write that is no message: which one, and its values. */
export type Write =
  | ControlWrite
  | readonly [kind: "setPassword", passwordHash: string, account: number]
  | readonly [kind: "removeAccount", at: number, account: number]
  | readonly [kind: "endLogins", account: number, kept: string]
  | readonly [kind: "addLogin", tokenHash: string, usedAt: number, account: number, passwordHash: string]
  | readonly [kind: "touchLogin", usedAt: number, tokenHash: string]
  | readonly [kind: "removeLogin", tokenHash: string]
  | GroupWrite
  | readonly [kind: "markPosts"]
  | readonly [kind: "addFile", name: string, size: number, sha256: string, sender: number, key: string, id: string]
  | readonly [kind: "markRead", at: number, account: number, cursor: number]
  | readonly [
    kind: "acknowledge",
    at: number,
    account: number,
    id: string,
    isLong: boolean,
    partner?: number | undefined,
  ]
  | readonly [kind: "markDelivered", at: number, account: number, cursor: number];

/** A message, by its index, that is kept only if its sender has kept none with the key before. */
export type Key = readonly [index: number, key: string];

/** What goes into a transaction. */
export type Work = [messages: Columns, writes: readonly Write[], keys?: readonly Key[]];

/** What a transaction did. */
export interface Committed {
  /** The places of its messages in the order of the store. */
  readonly seqs: readonly number[];
  /** Of each of its keys: the message that was kept with it before, if there is one. */
  readonly earlier: (StoredRef | undefined)[];
  /** Of each of its writes: what has come a step further by it. */
  readonly progress: ReceiptUpdate[][];
  /** Of each of its writes that is no receipt: how many rows it changed. */
  readonly changes: number[];
  /** Milliseconds that it took, without what was done before it, and those of its flush. */
  readonly time: number;
  /** Milliseconds of its flush. */
  readonly flushTime: number;
}

/**
 * Does all of it between BEGIN and COMMIT, flushed when this returns.
 *
 * @throws {Error} If SQLite does not take it; the transaction may be open then, and `tails` are to be forgotten.
 */
export function commit(statements: Statements, tails: Tails, ...[messages, writes, keys = []]: Work): Committed {
  const start = CLOCKS.elapsed();
  statements.begin.run();
  const { seqs, earlier } = countOf(messages) === 0
    ? { seqs: [], earlier: [] }
    : addMessages(statements, tails, messages, keys);
  const changes: number[] = [];
  const progress = writes.map((write, place) => perform(statements, write, (count) => changes[place] = count));
  const flushing = CLOCKS.elapsed();
  statements.commit.run();
  const end = CLOCKS.elapsed();
  return { seqs, earlier, progress, changes, time: end - start, flushTime: end - flushing };
}

/** Adds messages, but for those whose key was used before: in an earlier transaction, or in this one. */
function addMessages(
  statements: Statements,
  tails: Tails,
  messages: Columns,
  keys: readonly Key[],
): Pick<Committed, "seqs" | "earlier"> {
  tails.begin();
  const known = new Map<number, StoredRef | number>(); // By index: the message before, or its index.
  if (keys.length === 0) return { seqs: tails.add(messages, known), earlier: [] };
  const first = new Map<string, number>(); // By sender and key: the index of the first message that has it.
  const earlier = keys.map(([index, key]) => {
    const sender = senderAt(messages, index);
    const name = `${sender} ${key}`;
    const before = first.get(name) ?? posted(statements, sender, key);
    if (before === undefined) first.set(name, index);
    else known.set(index, before);
    return before;
  });
  const added = tails.add(messages, known);
  const seqs: number[] = [];
  let next = 0;
  for (let index = 0; index < countOf(messages); index++) {
    const before = known.get(index);
    seqs.push(typeof before === "object" ? before.seq : before === undefined ? added[next++]! : seqs[before]!);
  }
  for (const [place, [index, key]] of keys.entries()) {
    if (earlier[place] !== undefined) continue;
    statements.addPost.run(seqs[index]!, senderAt(messages, index), key);
    statements.forgetPosts.run();
  }
  const refOf = (index: number) => {
    const { id, at } = messageAt(messages, index);
    return { seq: seqs[index]!, id, at };
  };
  return { seqs, earlier: earlier.map((before) => typeof before === "number" ? refOf(before) : before) };
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
      return markRead(statements, write[2], write[3], write[1]);
    case "acknowledge":
      return acknowledge(statements, write[2], write[3], write[1], write[5]);
    case "markDelivered":
      return markDelivered(statements, write[2], write[3], write[1]);
    case "leaveGroup": {
      const [, account, group, exit] = write;
      const { changes } = statements.leaveGroup.run(account, group);
      if (changes > 0) statements.noteExit.run(group, account, exit);
      onChange(Number(changes));
      return [];
    }
    default: {
      if (isControlWrite(write)) return onChange(runControlWrite(statements, write)), [];
      const [kind, ...values] = write;
      onChange(Number(statements[kind].run(...values).changes));
      return [];
    }
  }
}
