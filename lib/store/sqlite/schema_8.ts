/**
 * The step to version 8 of the tables: groups. Each has a conversation of the kind 'group', in whose row `low` and `high`
 * are null; a place of it counts as a message to each of its members, so `sent` of its messages is their place, and the
 * counts of its members' cursors are the places of these.
 *
 * @module
 */

/** See `MIGRATIONS`. */
export const ADD_GROUPS = `
  CREATE TABLE groups (
    conversation INTEGER PRIMARY KEY REFERENCES conversations (id),
    name TEXT NOT NULL,
    password_hash TEXT, -- null: one joins without a password
    maker INTEGER REFERENCES accounts (id),
    invite_only INTEGER NOT NULL,
    whole_history INTEGER NOT NULL, -- whether members see what was before members.joined
    made_at INTEGER NOT NULL, -- milliseconds since 1970
    ended_at INTEGER -- the row stays for its messages
  ) STRICT;
  CREATE UNIQUE INDEX groups_by_name ON groups (name COLLATE NOCASE) WHERE ended_at IS NULL;

  CREATE TABLE exits ( -- of those who were members: who left comes back by himself, who was removed is invited
    conversation INTEGER NOT NULL REFERENCES groups (conversation),
    account INTEGER NOT NULL REFERENCES accounts (id),
    exit TEXT NOT NULL, -- 'left' or 'removed'
    PRIMARY KEY (conversation, account)
  ) STRICT, WITHOUT ROWID;

  CREATE INDEX members_by_conversation ON members (conversation);
`;
