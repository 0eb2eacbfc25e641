/**
 * The control of a class in the SQLite store: its SQL, its writes, and its rows. It knows no transaction and no thread.
 *
 * @module
 */

import type { StatementSync } from "node:sqlite";
import type { Act, ControlChange, Edit, MeasureKind, MessageRef, StoredVisit } from "../control.ts";

const ADD_ACT = "INSERT INTO acts (at, by, act, target, detail) VALUES (?, ?, ?, ?, ?)";

/** The SQL of the statements that change something, by their names. */
export const WRITES = {
  layDown: "INSERT OR REPLACE INTO measures (kind, target, until, by, at) VALUES (?, ?, ?, ?, ?)",
  lift: "DELETE FROM measures WHERE kind = ? AND target = ?",
  addAct: ADD_ACT,
  noteAct: ADD_ACT,
  editMessage: "UPDATE messages SET text = ? WHERE number = ? " +
    "AND NOT EXISTS (SELECT 1 FROM edits WHERE message = number AND removed = 1)",
  noteEdit: "INSERT OR REPLACE INTO edits (message, at, removed) VALUES (?, ?, ?)",
  removeFile: "DELETE FROM files WHERE message = ?",
  keepVisits: "INSERT OR REPLACE INTO visits (number, account, began, ended) VALUES (?, ?, ?, ?)",
  noteAlive: "INSERT OR REPLACE INTO alive (id, at) VALUES (1, ?)",
  endVisits: "UPDATE visits SET ended = max(began, (SELECT at FROM alive)) WHERE ended IS NULL",
};

/** The SQL of those that read. */
export const READS = {
  measures: "SELECT * FROM measures ORDER BY kind, target",
  acts: "SELECT * FROM acts WHERE number > ? ORDER BY number LIMIT ?",
  actsSince: "SELECT * FROM acts WHERE act = ? AND at >= ? ORDER BY number",
  lastVisit: "SELECT coalesce(max(number), 0) AS number FROM visits",
  visits: "SELECT number, account, began, coalesce(ended, max(began, (SELECT at FROM alive))) AS last FROM visits " +
    "WHERE began < ? AND last > ? ORDER BY number",
  people: "SELECT id, name, full_name, role, removed_at FROM accounts ORDER BY id",
  messageCounts: "SELECT sender, at / 900000 AS quarter, count(*) AS count FROM messages " +
    "WHERE number >= ? AND number < ? AND at >= ? AND at < ? GROUP BY sender, quarter",
  transcript: "SELECT number, octet_length(text) AS length FROM messages " +
    "JOIN conversations ON conversations.id = conversation WHERE number >= ?1 AND number < ?2 AND at >= ?3 AND at < ?4 " +
    "AND (?5 IS NULL OR sender = ?5 OR low = ?5 OR high = ?5) AND (?6 IS NULL OR conversation = ?6) " +
    "ORDER BY number LIMIT ?7",
  messageAt: "SELECT number, messages.id, sender, messages.conversation, kind, receiver.id AS receiver, messages.at, " +
    "one.name AS from_name, coalesce(receiver.name, '#' || groups.name) AS to_name " +
    "FROM messages JOIN conversations ON conversations.id = messages.conversation JOIN accounts AS one ON one.id = sender " +
    "LEFT JOIN accounts AS receiver ON receiver.id = iif(sender = low, high, low) " +
    "LEFT JOIN groups ON groups.conversation = messages.conversation " +
    "WHERE number = ? AND NOT EXISTS (SELECT 1 FROM edits WHERE message = number AND removed = 1)",
};

/** The SQL of each statement, by its name. */
export const CONTROL_SQL: typeof WRITES & typeof READS = { ...WRITES, ...READS };

/** A query of this part. */
export type ControlQuery = keyof typeof READS;

/** A write of this part: which one, and its values. */
export type ControlWrite =
  | readonly [kind: "layDown", what: MeasureKind, target: number, until: number | null, by: string, at: number]
  | readonly [kind: "lift", what: MeasureKind, target: number]
  | readonly [kind: "editMessage", message: MessageRef, edit: Edit, act: Act | undefined]
  | readonly [kind: "keepVisits", visits: readonly StoredVisit[], at: number]
  | readonly [kind: "endVisits"]
  | readonly [kind: "addAct" | "noteAct", at: number, by: string, act: string, target: string, detail: string];

/** Whether a write is one of this part. */
export function isControlWrite(write: readonly [kind: string, ...unknown[]]): write is ControlWrite {
  return Object.hasOwn(WRITES, write[0]);
}

/** Does a write. @returns How many rows it changed. */
export function runControlWrite(
  statements: Readonly<Record<keyof typeof WRITES, StatementSync>>,
  write: ControlWrite,
): number {
  if (write[0] === "keepVisits") {
    for (const { number, account, began, ended = null } of write[1]) {
      statements.keepVisits.run(number, account, began, ended);
    }
    return Number(statements.noteAlive.run(write[2]).changes);
  }
  const [kind, ...values] = write;
  if (kind !== "editMessage") return Number(statements[kind].run(...values as (string | number | null)[]).changes);
  const [, { seq }, { text, at, removed }, act] = write;
  const { changes } = statements.editMessage.run(text, seq);
  if (changes === 0) return 0;
  statements.noteEdit.run(seq, at, Number(removed));
  if (removed) statements.removeFile.run(seq);
  if (act !== undefined) runControlWrite(statements, writeOf(act));
  return 1;
}

/** What a write changed that somebody follows. */
export function controlChangeOf(write: ControlWrite): ControlChange | undefined {
  switch (write[0]) {
    case "layDown": {
      const [, kind, target, until, by, at] = write;
      return { kind: "measure laid down", measure: { kind, target, by, at, ...until !== null && { until } } };
    }
    case "lift":
      return { kind: "measure lifted", measure: { kind: write[1], target: write[2] } };
    case "editMessage":
      return { kind: "message edited", message: write[1], edit: write[2] };
    case "addAct": {
      const [, at, by, act, target, detail] = write;
      return { kind: "act added", act: { at, by, act, target, detail } };
    }
    case "noteAct": // What it did is told of.
    case "keepVisits":
    case "endVisits":
      return undefined;
  }
}

/** The write that keeps an act; `noteAct` if it belongs to another write. */
export function writeOf({ at, by, act, target, detail }: Act, kind: "addAct" | "noteAct" = "noteAct"): ControlWrite {
  return [kind, at, by, act, target, detail];
}
