/**
 * Removes the oldest messages of a SQLite store, with what belongs to them. It knows no thread.
 *
 * @module
 */

import { firstFrom, type Rows } from "./chains.ts";
import { readMemberships, stepTo } from "./cursors.ts";
import { MARK, type Row, type Statements } from "./statements.ts";
import { leastId, type Prunable, type PruneChange, type Pruned } from "../prune.ts";

/** What a step did, and who is to be told. */
export interface PruneStep extends Pruned {
  /** Absent if nothing was removed. */
  readonly change?: PruneChange;
}

/** Counts what is older than a moment. */
export function prunable(rows: Rows, before: number): Prunable {
  const [done, end] = [numberOf(rows("prunedNumber")), endOf(rows, before)];
  let unread = 0;
  for (const row of rows("unreadOfAll")) {
    const [membership] = readMemberships([row], Number(row["account"]));
    unread += (stepTo(rows, membership!, end)?.count ?? membership!.count) - membership!.count;
  }
  const [files] = rows("prunableFiles", end);
  return { messages: Math.max(0, end - done), unread, files: Number(files!["count"]) };
}

/** Removes the oldest `most` messages of what is older than a moment, in one transaction. */
export function prune(statements: Statements, before: number, most: number): PruneStep {
  const rows: Rows = (query, ...values) => statements[query].all(...values) as Row[];
  statements.begin.run();
  const done = numberOf(rows("prunedNumber"));
  const end = Math.min(endOf(rows, before), done + most);
  const newer = rows("firstNewer", done, end, before)[0]!["number"];
  const upTo = newer === null ? end : Number(newer) - 1;
  const change = upTo > done ? removeUpTo(statements, rows, done, upTo) : undefined;
  statements.commit.run();
  const free = Number(rows("freePages")[0]!["bytes"]);
  return { messages: Math.max(0, upTo - done), free, ...change && { change } };
}

function removeUpTo(statements: Statements, rows: Rows, done: number, upTo: number): PruneChange {
  const unread = new Map<number, number>();
  const groups = new Map<number, number>();
  for (const found of rows("prunedPlaces", done, upTo)) {
    const [conversation, place] = [Number(found["conversation"]), Number(found["place"])];
    if (found["kind"] === "group") groups.set(conversation, place);
    for (const row of rows("unreadOf", conversation)) {
      const account = Number(row["account"]);
      const [membership] = readMemberships([row], account);
      const step = stepTo(rows, membership!, upTo);
      if (step === undefined) continue;
      statements.setRead.run(step.upTo, step.count, account, conversation);
      const { partner, count } = membership!;
      if (partner > 0) unread.set(account, (unread.get(account) ?? 0) + step.count - count);
    }
    statements.setPruned.run(place, conversation);
    statements.pruneMarks.run(conversation, Math.floor(place / MARK));
    statements.pruneMoves.run(conversation, place);
  }
  for (const what of ["prunePosts", "pruneEdits", "pruneFiles", "pruneMessages", "setPrunedNumber"] as const) {
    statements[what].run(upTo);
  }
  return { kind: "pruned", messages: upTo - done, unread: [...unread], groups: [...groups] };
}

/** The number of the last message before the first one that has an id of that moment or later. */
function endOf(rows: Rows, before: number): number {
  return firstFrom(rows, leastId(before), numberOf(rows("newestPlace"), "seq")).number - 1;
}

function numberOf([row]: readonly Row[], column = "number"): number {
  return Number(row![column]);
}
