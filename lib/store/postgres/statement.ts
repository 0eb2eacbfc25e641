/**
 * Statements of a batch, and how what they change gets into the change feed. It knows no connection.
 *
 * @module
 */

import type { Value } from "./connection.ts";

/** A statement of a batch. Its first value is its place in the batch, which it is given by whoever runs it. */
export interface Statement {
  /** SQL; `$1` is the place in the batch, the values begin with `$2`. */
  readonly sql: string;
  /** See {@linkcode Statement.sql}. */
  readonly values: readonly Value[];
  /** How many news it may have: their places follow each other from its own on. @default {1} */
  readonly width?: number;
}

/** Adds to the news of the batch; the body is an expression. `state` is the row that the batch has locked. */
export function news(body: string): string {
  return "INSERT INTO news (batch, ordinal, writer, writer_batch, body) " +
    `SELECT state.batch, $1::int, state.writer, state.writer_batch, ${body} FROM state`;
}

/**
 * A change that is told as it was asked for, if it changes any row.
 *
 * @param sql What changes rows; ends with RETURNING. Its values begin with `$3`.
 */
export function telling(sql: string, change: unknown, ...values: Value[]): Statement {
  const told = `WITH done AS (${sql}) ${news("$2::text")} WHERE EXISTS (SELECT 1 FROM done)`;
  return { sql: told, values: [JSON.stringify(change), ...values] };
}

/** A change of which nobody is told: its values begin with `$2`. */
export function silent(sql: string, ...values: Value[]): Statement {
  return { sql: `WITH place AS (SELECT $1::int) ${sql}`, values };
}
