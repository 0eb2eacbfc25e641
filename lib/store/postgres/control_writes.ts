/**
 * The statements that keep what teachers decide and did, changed messages, and visits. It knows no connection.
 *
 * @module
 */

import type { Act, Edit, Measure, MeasureRef, MessageRef, StoredVisit } from "../control.ts";
import { arrayOf, type Value } from "./connection.ts";
import { news, silent, type Statement, telling } from "./statement.ts";

/** Lays down a measure, in the place of one of the same kind and target. */
export function layDown(measure: Measure): Statement {
  const { kind, target, until = null, by, at } = measure;
  const sql =
    "INSERT INTO measures (kind, target, until, by, at) VALUES ($3::text, $4::bigint, $5::bigint, $6::text, $7::bigint) " +
    "ON CONFLICT (kind, target) DO UPDATE SET until = excluded.until, by = excluded.by, at = excluded.at RETURNING 1";
  return telling(sql, { kind: "measure laid down", measure }, kind, target, until, by, at);
}

/** Lifts a measure. */
export function lift({ kind, target }: MeasureRef): Statement {
  const sql = "DELETE FROM measures WHERE kind = $3::text AND target = $4::bigint RETURNING 1";
  return telling(sql, { kind: "measure lifted", measure: { kind, target } }, kind, target);
}

const ADD_ACT = "INSERT INTO acts (number, at, by, act, target, detail) " +
  "SELECT (SELECT coalesce(max(number), 0) + 1 FROM acts), ";

/** Keeps an act that changes nothing else, and tells of it. */
export function tellAct(act: Act): Statement {
  const { at, by, act: kind, target, detail } = act;
  const sql = `${ADD_ACT} $3::bigint, $4::text, $5::text, $6::text, $7::text RETURNING 1`;
  return telling(sql, { kind: "act added", act: { at, by, act: kind, target, detail } }, at, by, kind, target, detail);
}

/** Keeps an act that belongs to another change. */
export function addAct({ at, by, act, target, detail }: Act): Statement {
  return silent(`${ADD_ACT} $2::bigint, $3::text, $4::text, $5::text, $6::text`, at, by, act, target, detail);
}

/** Gives a message another text, unless it was removed; and keeps the act of a teacher with it. */
export function editMessage(message: MessageRef, edit: Edit, act: Act | undefined): Statement {
  const actValues: Value[] = act === undefined ? [] : [act.at, act.by, act.act, act.target, act.detail];
  const sql = "WITH done AS (UPDATE messages SET text = $3::text WHERE number = $4::bigint AND NOT EXISTS " +
    "(SELECT 1 FROM edits WHERE message = number AND removed) RETURNING number), " +
    "noted AS (INSERT INTO edits (message, at, removed) SELECT number, $5::bigint, $6::boolean FROM done " +
    "ON CONFLICT (message) DO UPDATE SET at = excluded.at, removed = excluded.removed), " +
    "unfiled AS (DELETE FROM files WHERE $6::boolean AND message IN (SELECT number FROM done)), " +
    (act === undefined ? "" : `kept AS (${ADD_ACT} $7::bigint, $8::text, $9::text, $10::text, $11::text FROM done), `) +
    `last AS (SELECT 1) ${news("$2::text")} WHERE EXISTS (SELECT 1 FROM done)`;
  const change = JSON.stringify({ kind: "message edited", message, edit });
  return { sql, values: [change, edit.text, message.seq, edit.at, edit.removed, ...actValues] };
}

/** Keeps visits, each in the place of the one with its number, and that those which go on still did. */
export function keepVisits(visits: readonly StoredVisit[], at: number): Statement[] {
  const column = (read: (visit: StoredVisit) => number | null) => arrayOf(visits.map(read));
  return [
    silent(
      "INSERT INTO visits (number, account, began, ended) " +
        "SELECT * FROM unnest($2::bigint[], $3::int[], $4::bigint[], $5::bigint[]) ON CONFLICT (number) DO UPDATE " +
        "SET account = excluded.account, began = excluded.began, ended = excluded.ended",
      column(({ number }) => number),
      column(({ account }) => account),
      column(({ began }) => began),
      column(({ ended }) => ended ?? null),
    ),
    silent(
      "INSERT INTO alive (id, at) SELECT writer, $2::bigint FROM state ON CONFLICT (id) DO UPDATE SET at = excluded.at",
      at,
    ),
  ];
}

/** How many numbers of visits each server has for its own: those of server N begin behind N times as many. */
export const VISITS_OF_ONE = 1_000_000_000;

/** When the visits to the server of one were last known to go on; what was moved from SQLite is that of the first server. */
export const ALIVE = `(SELECT at FROM alive WHERE id = greatest(number / ${VISITS_OF_ONE}, 1))`;

/** Ends the visits that go on, to this server and to those that are not there any more. */
export function endVisits(): Statement {
  return silent(
    `UPDATE visits SET ended = greatest(began, ${ALIVE}) WHERE ended IS NULL AND NOT EXISTS ` +
      `(SELECT 1 FROM servers, state WHERE servers.id = visits.number / ${VISITS_OF_ONE} AND servers.id <> writer ` +
      "AND until > clock_timestamp())",
  );
}
