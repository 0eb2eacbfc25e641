/**
 * The tables of the PostgreSQL store, as the list of steps that led to them. Servers of two versions work side by side while they
 * are brought up to date one after the other, so the tables after a step are to be good for the version before it. A step may
 * add:
 *
 * - a table, or an index: while it is made nobody writes to what it is of;
 * - a column at the end, that may be null or has a default, whose name nothing else has: the statements of 0.4.0 and 0.5.0
 *   name columns of joined tables without their table.
 *
 * It takes away and renames nothing, and no constraint is added that what the version before writes could break. News of a new
 * kind (see news.ts) are passed over by those who do not know it; 0.4.0 passes them over if their name begins with neither
 * `account `, `group ` nor `member`. A body stays a JSON object with a `kind`; it may get further keys. What cannot be done so
 * raises `least`: then all servers are stopped first.
 *
 * @module
 */

/** The first step: all that version 10 of the SQLite store's tables keep. */
const FIRST = `
  CREATE TABLE state ( -- one row, which each batch locks: there is one order of all that is stored
    id int PRIMARY KEY CHECK (id = 1),
    timeline bigint NOT NULL, -- of the primary that stored last
    batch bigint NOT NULL, -- the number of the newest batch; a fail-over leaves some out
    number bigint NOT NULL, -- the place of the newest message
    writer int NOT NULL, -- whose batch is the newest, and which of its batches that is
    writer_batch bigint NOT NULL,
    forgotten bigint NOT NULL -- the newest batch whose news are gone
  ) WITH (fillfactor = 10);
  INSERT INTO state VALUES (1, 0, 0, 0, 0, 0, 0);

  CREATE TABLE writers ( -- a row for each start of a server
    id int PRIMARY KEY,
    name text NOT NULL, -- for people: the machine and the process
    beat bigint NOT NULL -- grows with each barrier
  ) WITH (fillfactor = 10);

  CREATE TABLE batches ( -- those of which a writer may have to ask whether they were stored
    writer int NOT NULL,
    batch bigint NOT NULL,
    PRIMARY KEY (writer, batch)
  );

  CREATE TABLE news ( -- the change feed: what each batch changed, for the others; old ones go
    batch bigint NOT NULL, -- see state.batch
    ordinal int NOT NULL, -- within the batch
    writer int NOT NULL,
    writer_batch bigint NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    body text NOT NULL, -- JSON: see news.ts
    PRIMARY KEY (batch, ordinal)
  );

  CREATE TABLE accounts (
    id int PRIMARY KEY,
    name text NOT NULL,
    full_name text NOT NULL,
    password_hash text NOT NULL,
    demo boolean NOT NULL,
    removed_at bigint, -- milliseconds since 1970; the row stays for the messages that it wrote
    role text NOT NULL -- 'student' or 'teacher'
  );
  CREATE UNIQUE INDEX accounts_by_name ON accounts (lower(name)) WHERE removed_at IS NULL;
  CREATE INDEX accounts_removed ON accounts (lower(name)) WHERE removed_at IS NOT NULL;

  CREATE TABLE logins (
    token_hash text PRIMARY KEY, -- SHA-256 in hexadecimal
    account int NOT NULL REFERENCES accounts (id),
    used_at bigint NOT NULL,
    batch bigint NOT NULL, -- which came first: by batch and place in it
    ordinal int NOT NULL
  );
  CREATE INDEX logins_by_account ON logins (account);

  CREATE TABLE conversations (
    id bigint PRIMARY KEY,
    kind text NOT NULL, -- 'direct': of two accounts, or of one with itself; or 'group'
    low int REFERENCES accounts (id), -- of a direct one: the lower id of the two
    high int REFERENCES accounts (id),
    last_seq bigint NOT NULL, -- the counter: the place of its newest message
    last bigint NOT NULL, -- the number of that message
    low_sent bigint NOT NULL -- of a direct one: how many of its messages are those of low
  ) WITH (fillfactor = 50);
  CREATE UNIQUE INDEX direct_conversations ON conversations (low, high);

  CREATE TABLE groups (
    conversation bigint PRIMARY KEY REFERENCES conversations (id),
    name text NOT NULL,
    password_hash text, -- null: one joins without a password
    maker int REFERENCES accounts (id),
    invite_only boolean NOT NULL,
    whole_history boolean NOT NULL, -- whether members see what was before members.joined
    made_at bigint NOT NULL,
    ended_at bigint -- the row stays for its messages
  );
  CREATE UNIQUE INDEX groups_by_name ON groups (lower(name)) WHERE ended_at IS NULL;

  CREATE TABLE exits ( -- of those who were members: who left comes back by himself, who was removed is invited
    conversation bigint NOT NULL REFERENCES groups (conversation),
    account int NOT NULL REFERENCES accounts (id),
    exit text NOT NULL, -- 'left' or 'removed'
    PRIMARY KEY (conversation, account)
  );

  CREATE TABLE members (
    account int NOT NULL REFERENCES accounts (id),
    conversation bigint NOT NULL,
    joined bigint NOT NULL, -- the place behind which the account has part in it
    delivered_up_to bigint NOT NULL, -- places: the cursors
    delivered_count bigint NOT NULL, -- how many messages up to there are to the account
    read_up_to bigint NOT NULL,
    read_count bigint NOT NULL,
    PRIMARY KEY (account, conversation)
  ) WITH (fillfactor = 50);
  CREATE INDEX members_by_conversation ON members (conversation);

  CREATE TABLE messages (
    number bigint PRIMARY KEY, -- the order of the store
    conversation bigint NOT NULL,
    seq bigint NOT NULL, -- its place in the conversation: 1, 2, 3 without a gap
    sender int NOT NULL,
    sent bigint NOT NULL, -- how many of the conversation's messages up to this one are its sender's
    id uuid NOT NULL, -- a UUID v7
    at bigint NOT NULL,
    text text NOT NULL
  );
  CREATE UNIQUE INDEX messages_by_conversation ON messages (conversation, seq);
  CREATE INDEX messages_by_id ON messages (id);

  CREATE TABLE moves ( -- of cursors: when the messages behind a place and up to another were delivered or read
    conversation bigint NOT NULL,
    account int NOT NULL,
    state int NOT NULL, -- 1: delivered, 2: read
    up_to bigint NOT NULL,
    behind bigint NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (conversation, account, state, up_to)
  );

  CREATE TABLE posts ( -- the keys of messages that may be asked for again; old ones go
    sender int NOT NULL,
    key text NOT NULL, -- a UUID of the client
    message bigint NOT NULL,
    PRIMARY KEY (sender, key)
  );
  CREATE INDEX posts_by_message ON posts (message);
  CREATE TABLE post_marks ( -- where the store was at moments that were an hour of running apart, or more: the last 193
    number bigint PRIMARY KEY,
    message bigint NOT NULL
  );
  INSERT INTO post_marks SELECT n, 0 FROM generate_series(1, 193) AS n;

  CREATE TABLE files (
    message bigint PRIMARY KEY, -- the number by which the file is asked for
    conversation bigint NOT NULL,
    name text NOT NULL, -- as its sender called it, without a path
    size bigint NOT NULL,
    sha256 text NOT NULL
  );
  CREATE INDEX files_by_conversation ON files (conversation, message);
  CREATE INDEX files_by_content ON files (sha256);

  CREATE TABLE edits ( -- of messages that have another text than they were sent with
    message bigint PRIMARY KEY,
    at bigint NOT NULL,
    removed boolean NOT NULL -- its text is only the mark that is left
  );

  CREATE TABLE measures ( -- what holds until it is lifted, or its time is over
    kind text NOT NULL,
    target bigint NOT NULL, -- the account that is muted, or the group that is locked; 0: the whole class
    until bigint,
    by text NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (kind, target)
  );

  CREATE TABLE acts ( -- what teachers did; only added to
    number bigint PRIMARY KEY,
    at bigint NOT NULL,
    by text NOT NULL,
    act text NOT NULL,
    target text NOT NULL,
    detail text NOT NULL
  );
  CREATE INDEX acts_by_kind ON acts (act, at);

  CREATE TABLE visits ( -- when somebody was there
    number bigint PRIMARY KEY,
    account int NOT NULL REFERENCES accounts (id),
    began bigint NOT NULL,
    ended bigint -- null while it goes on
  );
  CREATE INDEX visits_open ON visits (number) WHERE ended IS NULL;
  CREATE TABLE alive ( -- one row: when the visits that go on were last known to
    id int PRIMARY KEY,
    at bigint NOT NULL
  );
`;

/** The second: what servers tell each other, and is gone after a crash of the primary. No standby is waited for. */
const SERVERS = `
  CREATE UNLOGGED TABLE servers ( -- those that are open
    id int PRIMARY KEY, -- as in writers
    version bigint NOT NULL, -- another one whenever it says something in presence
    until timestamptz NOT NULL -- when it counts as dead, unless it says that it is not
  ) WITH (fillfactor = 10);
  CREATE UNLOGGED TABLE presence (
    server int NOT NULL,
    account int NOT NULL, -- active there
    PRIMARY KEY (server, account)
  );
  CREATE UNLOGGED TABLE inboxes (
    account int PRIMARY KEY,
    server int NOT NULL, -- which is about to answer with the inbox of the account
    until timestamptz NOT NULL
  ) WITH (fillfactor = 50);
`;

/** The third: what is in files. It is compressed as it is, mostly, and read from the middle. */
const CONTENTS = `
  CREATE TABLE contents (
    sha256 text PRIMARY KEY, -- in hexadecimal
    size bigint NOT NULL,
    kept_at timestamptz NOT NULL -- when somebody was last about to refer to it
  );
  CREATE TABLE pieces (
    sha256 text NOT NULL,
    n int NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (sha256, n)
  );
  ALTER TABLE pieces ALTER COLUMN bytes SET STORAGE EXTERNAL;
`;

/** The fourth: news of many messages are kept as they are. To compress them took longer than to write them. */
const WIDE_NEWS = "ALTER TABLE news ALTER COLUMN body SET STORAGE EXTERNAL, SET (toast_tuple_target = 8160)";

/** Step N brings the tables from version N to N + 1. One that was released is never changed. */
export const STEPS: readonly string[] = [FIRST, SERVERS, CONTENTS, WIDE_NEWS];

/**
 * The row that tells the version of the tables, the oldest version of a program that works on them, and whether a move into them is
 * not over yet.
 */
export const VERSION_TABLE: string =
  "CREATE TABLE IF NOT EXISTS tables_version (id int PRIMARY KEY CHECK (id = 1), version int NOT NULL, least int NOT NULL, " +
  "is_moving boolean NOT NULL DEFAULT false)";
