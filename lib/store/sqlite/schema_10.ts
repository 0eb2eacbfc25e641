/**
 * The step to version 10 of the tables: what teachers decide.
 *
 * @module
 */

/** See `MIGRATIONS`. */
export const ADD_CONTROL = `
  CREATE TABLE measures ( -- what holds until it is lifted, or its time is over
    kind TEXT NOT NULL, -- 'lock', 'mute' or 'close'
    target INTEGER NOT NULL, -- the account that is muted, or the group that is locked; 0: the whole class
    until INTEGER, -- milliseconds since 1970
    by TEXT NOT NULL, -- the name of the teacher
    at INTEGER NOT NULL,
    PRIMARY KEY (kind, target)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE acts ( -- what teachers did; only added to
    number INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    act TEXT NOT NULL,
    target TEXT NOT NULL,
    detail TEXT NOT NULL
  ) STRICT;

  CREATE TABLE visits ( -- when somebody was there
    number INTEGER PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES accounts (id),
    began INTEGER NOT NULL, -- milliseconds since 1970
    ended INTEGER -- null while it goes on
  ) STRICT;
  CREATE TABLE alive ( -- one row: when the visits that go on were last known to
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE edits ( -- of messages that have another text than they were sent with: it stands in their rows
    message INTEGER PRIMARY KEY REFERENCES messages (number),
    at INTEGER NOT NULL, -- when it was changed last
    removed INTEGER NOT NULL -- 1: its text is only the mark that is left
  ) STRICT;
`;
