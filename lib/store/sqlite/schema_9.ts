/**
 * The step to version 9 of the tables: files.
 *
 * @module
 */

/** See `MIGRATIONS`. What is in a file lies beside the database, under its hash. */
export const ADD_FILES = `
  CREATE TABLE files (
    message INTEGER PRIMARY KEY REFERENCES messages (number), -- the number by which the file is asked for
    conversation INTEGER NOT NULL,
    name TEXT NOT NULL, -- as its sender called it, without a path
    size INTEGER NOT NULL, -- bytes
    sha256 TEXT NOT NULL -- in hexadecimal
  ) STRICT;
  CREATE INDEX files_by_conversation ON files (conversation, message);
  CREATE INDEX files_by_content ON files (sha256);
`;
