/**
 * The tables of the SQLite store, as the list of steps that led to them.
 *
 * @module
 */

import type { DatabaseSync } from "node:sqlite";
import { ChatError } from "../../chat.ts";
import { TO_CONVERSATIONS } from "./schema_6.ts";
import { ADD_ROLES } from "./schema_7.ts";
import { ADD_GROUPS } from "./schema_8.ts";
import { ADD_FILES } from "./schema_9.ts";
import { ADD_CONTROL } from "./schema_10.ts";
import { ADD_PRUNED } from "./schema_11.ts";

/**
 * Step N brings a database from version N to N + 1 (`PRAGMA user_version`). A step that was released is never changed: what
 * the tables shall have more is a new step. The first one is 0.1.0's; `tests/data/store_0.1.0.sqlite` was made with it.
 */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE accounts (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    full_name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    demo INTEGER NOT NULL,
    removed_at INTEGER -- milliseconds since 1970; the row stays for the messages that it wrote
  ) STRICT;
  CREATE UNIQUE INDEX accounts_by_name ON accounts (name COLLATE NOCASE) WHERE removed_at IS NULL;

  CREATE TABLE accounts_version (value INTEGER NOT NULL) STRICT; -- one row; grows with each change to an account
  INSERT INTO accounts_version VALUES (0);
  CREATE TRIGGER account_added AFTER INSERT ON accounts BEGIN UPDATE accounts_version SET value = value + 1; END;
  CREATE TRIGGER account_changed AFTER UPDATE ON accounts BEGIN UPDATE accounts_version SET value = value + 1; END;

  CREATE TABLE logins (
    token_hash TEXT NOT NULL UNIQUE, -- SHA-256 in hexadecimal
    account INTEGER NOT NULL REFERENCES accounts (id),
    used_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX logins_by_account ON logins (account);

  CREATE TABLE messages (
    seq INTEGER PRIMARY KEY, -- the order; ids sort by time, but clocks jump
    id TEXT NOT NULL, -- UUID v7
    sender INTEGER NOT NULL REFERENCES accounts (id),
    receiver INTEGER NOT NULL REFERENCES accounts (id),
    text TEXT NOT NULL,
    at INTEGER NOT NULL,
    read_at INTEGER
  ) STRICT;
  CREATE INDEX messages_unread ON messages (receiver, seq) WHERE read_at IS NULL;
  `,
  `
  ALTER TABLE messages ADD COLUMN delivered_at INTEGER; -- when it was first written to a live connection
  CREATE INDEX messages_by_conversation ON messages (sender, receiver); -- and by seq, which every index ends with

  CREATE TABLE posts ( -- the keys of messages that may be asked for again; old ones go
    message INTEGER PRIMARY KEY REFERENCES messages (seq),
    sender INTEGER NOT NULL,
    key TEXT NOT NULL, -- a UUID of the client
    UNIQUE (sender, key)
  ) STRICT;
  `,
  `
  DROP INDEX messages_by_conversation; -- an entry a message, in pages all over the file

  CREATE TABLE conversations ( -- in which blocks of 256 places two accounts wrote to each other, or one to itself
    low INTEGER NOT NULL, -- the lower id of the two
    high INTEGER NOT NULL,
    block INTEGER NOT NULL, -- seq / 256
    PRIMARY KEY (low, high, block)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO conversations
    SELECT DISTINCT min(sender, receiver) AS low, max(sender, receiver) AS high, seq / 256 AS block FROM messages
    ORDER BY low, high, block;
  `,
  `
  CREATE TABLE post_marks ( -- where the store was at moments that were an hour of running apart, or more: the last 193
    number INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL -- the newest message at that moment
  ) STRICT;
  INSERT INTO post_marks
    WITH RECURSIVE counter (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM counter WHERE number < 193)
    SELECT number, 0 FROM counter;
  CREATE TRIGGER post_marked AFTER INSERT ON post_marks BEGIN
    DELETE FROM post_marks WHERE number <= new.number - 193;
  END;
  `,
  `
  -- Accounts are changed by the process that has the store, and by no other beside it: nobody has to look for changes.
  -- A program of 0.2, which would work beside a server of this version, refuses what is newer than it knows.
  DROP TRIGGER account_added;
  DROP TRIGGER account_changed;
  DROP TABLE accounts_version;
  `,
  TO_CONVERSATIONS,
  ADD_ROLES,
  ADD_GROUPS,
  ADD_FILES,
  ADD_CONTROL,
  ADD_PRUNED,
];

/** The version of the tables of today. */
export const TABLES_VERSION: number = MIGRATIONS.length;

/** The versions of the tables that have, in their table of conversations, one of blocks. */
export const BLOCKS_SINCE = 3;

/** The version of the tables that has files. */
export const FILES_SINCE = 9;

/** The version of the tables that has conversations, and cursors of their members. */
export const CONVERSATIONS_SINCE = 6;

/** The version of the tables that tells which messages were removed from the front. */
export const PRUNED_SINCE = 11;

/** The version of the tables that has groups. */
export const GROUPS_SINCE = 8;

/**
 * Brings the tables of `database` up to date, all or nothing. One that is needs no lock and no room on the disk.
 *
 * @throws {ChatError} If it was written by a newer version of this program.
 */
export function migrate(database: DatabaseSync): void {
  const before = versionOf(database);
  if (before === MIGRATIONS.length) return;
  // Large tables may be copied: a journal of what was there is small, and a log of all that is new is not.
  if (before > 0) database.prepare("PRAGMA journal_mode = DELETE").get();
  // The lock comes first: another process may be at the same.
  database.exec("BEGIN IMMEDIATE");
  try {
    for (const step of MIGRATIONS.slice(versionOf(database))) database.exec(step);
    database.exec(`PRAGMA user_version = ${MIGRATIONS.length}; COMMIT`);
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

/**
 * The version of the tables of `database`: 0 if there are none yet.
 *
 * @throws {ChatError} If it is one of a newer version of this program.
 */
export function versionOf(database: DatabaseSync): number {
  const version = Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);
  if (version > MIGRATIONS.length) {
    throw new ChatError(
      "Cannot open the store: it was written by a newer version of ngobrol; use that one, or a backup of before",
    );
  }
  return version;
}
