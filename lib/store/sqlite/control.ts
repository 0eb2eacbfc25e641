/**
 * The control of a class in the SQLite store: its SQL, its writes, and its rows. It knows no transaction and no thread.
 *
 * @module
 */

import type { StatementSync } from "node:sqlite";
import type {
  Act,
  ControlChange,
  ControlStore,
  Edit,
  Measure,
  MeasureKind,
  MeasureRef,
  MessageRef,
  StoredAct,
} from "../control.ts";

/** The SQL of the statements that change something, by their names. */
export const WRITES = {
  layDown: "INSERT OR REPLACE INTO measures (kind, target, until, by, at) VALUES (?, ?, ?, ?, ?)",
  lift: "DELETE FROM measures WHERE kind = ? AND target = ?",
  addAct: "INSERT INTO acts (at, by, act, target, detail) VALUES (?, ?, ?, ?, ?)",
  editMessage: "UPDATE messages SET text = ? WHERE number = ? " +
    "AND NOT EXISTS (SELECT 1 FROM edits WHERE message = number AND removed = 1)",
  noteEdit: "INSERT OR REPLACE INTO edits (message, at, removed) VALUES (?, ?, ?)",
  removeFile: "DELETE FROM files WHERE message = ?",
};

/** The SQL of those that read. */
export const READS = {
  measures: "SELECT * FROM measures ORDER BY kind, target",
  acts: "SELECT * FROM acts WHERE number > ? ORDER BY number LIMIT ?",
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
  | readonly [kind: "addAct", at: number, by: string, act: string, target: string, detail: string];

/** Whether a write is one of this part. */
export function isControlWrite(write: readonly [kind: string, ...unknown[]]): write is ControlWrite {
  return Object.hasOwn(WRITES, write[0]);
}

/** Does a write. @returns How many rows it changed. */
export function runControlWrite(
  statements: Readonly<Record<keyof typeof WRITES, StatementSync>>,
  write: ControlWrite,
): number {
  const [kind, ...values] = write;
  if (kind !== "editMessage") return Number(statements[kind].run(...values as (string | number | null)[]).changes);
  const [, { seq }, { text, at, removed }, act] = write;
  const { changes } = statements.editMessage.run(text, seq);
  if (changes === 0) return 0;
  statements.noteEdit.run(seq, at, Number(removed));
  if (removed) statements.removeFile.run(seq);
  if (act !== undefined) runControlWrite(statements, addAct(act));
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
    case "addAct":
      return undefined;
  }
}

/** How this part reads and writes. */
export interface ControlAccess {
  /** The rows of a query. */
  read(query: ControlQuery, ...values: (string | number | null)[]): Promise<Readonly<Record<string, unknown>>[]>;
  /** The place of the message with an id. */
  placeOf(id: string): Promise<number | undefined>;
  /** Writes all in one commit; `what` names it if it fails. @returns Whether the first of them has changed anything. */
  write(what: string, ...writes: ControlWrite[]): Promise<boolean>;
}

/** See {@linkcode ControlStore}. */
export class SqliteControl implements ControlStore {
  readonly #access: ControlAccess;

  /** By which the database is reached. */
  constructor(access: ControlAccess) {
    this.#access = access;
  }

  /** See {@linkcode ControlStore.measures}. */
  async measures(): Promise<Measure[]> {
    return (await this.#access.read("measures")).map(readMeasure);
  }

  /** See {@linkcode ControlStore.layDown}. */
  async layDown({ kind, target, until, by, at }: Measure, act: Act): Promise<void> {
    await this.#access.write("what was decided", ["layDown", kind, target, until ?? null, by, at], addAct(act));
  }

  /** See {@linkcode ControlStore.lift}. */
  async lift({ kind, target }: MeasureRef, act: Act): Promise<void> {
    await this.#access.write("what was decided", ["lift", kind, target], addAct(act));
  }

  /** See {@linkcode ControlStore.addAct}. */
  async addAct(act: Act): Promise<void> {
    await this.#access.write("what was done", addAct(act));
  }

  /** See {@linkcode ControlStore.findMessage}. */
  async findMessage(id: string): Promise<MessageRef | undefined> {
    const place = await this.#access.placeOf(id);
    const [row] = place === undefined ? [] : await this.#access.read("messageAt", place);
    return row && readRef(row);
  }

  /** See {@linkcode ControlStore.editMessage}. */
  async editMessage(message: MessageRef, edit: Edit, act?: Act): Promise<boolean> {
    return await this.#access.write("the change", ["editMessage", message, edit, act]);
  }

  /** See {@linkcode ControlStore.acts}. */
  async acts(after: number, limit: number): Promise<StoredAct[]> {
    return (await this.#access.read("acts", after, limit)).map(readAct);
  }
}

function addAct({ at, by, act, target, detail }: Act): ControlWrite {
  return ["addAct", at, by, act, target, detail];
}

function readMeasure(row: Readonly<Record<string, unknown>>): Measure {
  const { kind, target, until, by, at } = row;
  const ref = { kind: String(kind) as MeasureKind, target: Number(target) };
  return { ...ref, by: String(by), at: Number(at), ...until !== null && { until: Number(until) } };
}

function readRef(row: Readonly<Record<string, unknown>>): MessageRef {
  const { number, id, sender, conversation, kind, receiver, at, from_name, to_name } = row;
  const names = { from: String(from_name), to: String(to_name) };
  const ref = { seq: Number(number), id: String(id), sender: Number(sender), at: Number(at), ...names };
  return { ...ref, conversation: Number(conversation), ...kind === "direct" && { receiver: Number(receiver) } };
}

function readAct({ number, at, by, act, target, detail }: Readonly<Record<string, unknown>>): StoredAct {
  const texts = { by: String(by), act: String(act), target: String(target), detail: String(detail) };
  return { number: Number(number), at: Number(at), ...texts };
}
