/**
 * How long the keys of messages are kept, by which one that is asked for again is known. It knows no connection.
 *
 * @module
 */

import { CLOCKS } from "../../clock.ts";
import { silent, type Statement } from "./statement.ts";

/** Milliseconds of running between two marks of the age of keys, at least. */
const MARK_EVERY = 60 * 60 * 1000;

/** Keys that are forgotten with each that is kept, at most, and of the oldest. */
const FORGOTTEN = 2;

/** An array, and no join: one would be planned for a table that is nearly empty, and go through all of it when it is not. */
const FORGET = "DELETE FROM posts WHERE message = ANY (ARRAY(SELECT message FROM posts WHERE message <= " +
  "(SELECT message FROM post_marks ORDER BY number LIMIT 1) ORDER BY message LIMIT $2::bigint))";
const MARK = "marked AS (INSERT INTO post_marks (number, message) SELECT max(number) + 1, " +
  "(SELECT number FROM state) FROM post_marks) DELETE FROM post_marks WHERE number <= (SELECT max(number) - 192 FROM post_marks)";

/** Forgets old keys as new ones are kept. */
export class Keys {
  #marked = CLOCKS.elapsed();

  /** What a batch does beside that keeps so many keys. */
  kept(count: number): Statement[] {
    if (count === 0) return [];
    const now = CLOCKS.elapsed();
    const isDue = now - this.#marked >= MARK_EVERY;
    if (isDue) this.#marked = now;
    return [
      silent(FORGET, FORGOTTEN * count),
      ...isDue ? [{ sql: `WITH place AS (SELECT $1::int), ${MARK}`, values: [] }] : [],
    ];
  }
}
