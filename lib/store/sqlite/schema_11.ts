/**
 * The step to version 11 of the tables: messages that were removed from the front, for good. Their places are given to no
 * other; `previous`, `other` and `last` may lead to numbers up to `pruned.number`, where there is nothing.
 *
 * @module
 */

/** See `MIGRATIONS`. */
export const ADD_PRUNED = `
  ALTER TABLE conversations ADD COLUMN pruned INTEGER NOT NULL DEFAULT 0; -- the place up to which nothing is left
  CREATE TABLE pruned ( -- one row: the number up to which there are no messages
    id INTEGER PRIMARY KEY,
    number INTEGER NOT NULL
  ) STRICT;
  INSERT INTO pruned VALUES (1, 0);
`;
