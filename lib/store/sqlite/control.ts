/**
 * The control of a class in the SQLite store: its SQL, its writes, and its rows. It knows no transaction and no thread.
 *
 * @module
 */

import type { Act, ControlChange, ControlStore, Measure, MeasureKind, MeasureRef, StoredAct } from "../control.ts";

/** The SQL of the statements that change something, by their names. */
export const WRITES = {
  layDown: "INSERT OR REPLACE INTO measures (kind, target, until, by, at) VALUES (?, ?, ?, ?, ?)",
  lift: "DELETE FROM measures WHERE kind = ? AND target = ?",
  addAct: "INSERT INTO acts (at, by, act, target, detail) VALUES (?, ?, ?, ?, ?)",
};

/** The SQL of those that read. */
export const READS = {
  measures: "SELECT * FROM measures ORDER BY kind, target",
  acts: "SELECT * FROM acts WHERE number > ? ORDER BY number LIMIT ?",
};

/** The SQL of each statement, by its name. */
export const CONTROL_SQL: typeof WRITES & typeof READS = { ...WRITES, ...READS };

/** A query of this part. */
export type ControlQuery = keyof typeof READS;

/** A write of this part: which one, and its values. */
export type ControlWrite =
  | readonly [kind: "layDown", what: MeasureKind, target: number, until: number | null, by: string, at: number]
  | readonly [kind: "lift", what: MeasureKind, target: number]
  | readonly [kind: "addAct", at: number, by: string, act: string, target: string, detail: string];

/** Whether a write is one of this part. */
export function isControlWrite(write: readonly [kind: string, ...unknown[]]): write is ControlWrite {
  return Object.hasOwn(WRITES, write[0]);
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
    case "addAct":
      return undefined;
  }
}

/** How this part reads and writes. */
export interface ControlAccess {
  /** The rows of a query. */
  read(query: ControlQuery, ...values: (string | number | null)[]): Promise<Readonly<Record<string, unknown>>[]>;
  /** Writes all in one commit; `what` names it if it fails. */
  write(what: string, ...writes: ControlWrite[]): Promise<unknown>;
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

function readAct({ number, at, by, act, target, detail }: Readonly<Record<string, unknown>>): StoredAct {
  const texts = { by: String(by), act: String(act), target: String(target), detail: String(detail) };
  return { number: Number(number), at: Number(at), ...texts };
}
