/**
 * The step to version 6 of the tables: conversations with a counter, and members with cursors, in the place of messages that
 * were changed when they were delivered and read.
 *
 * @module
 */

/** See `MIGRATIONS`. What was read or delivered is always what came first, in each conversation: it is marked by place. */
export const TO_CONVERSATIONS = `
  DROP TABLE conversations; -- that of blocks

  CREATE TABLE conversations (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL, -- 'direct': of two accounts, or of one with itself
    low INTEGER REFERENCES accounts (id), -- of a direct one: the lower id of the two
    high INTEGER REFERENCES accounts (id),
    last_seq INTEGER NOT NULL, -- the counter: the place of its newest message
    last INTEGER NOT NULL, -- the number of that message
    last_sender INTEGER NOT NULL,
    last_other INTEGER, -- the number of the newest message of somebody else
    low_sent INTEGER NOT NULL -- of a direct one: how many of its messages are those of low
  ) STRICT;
  CREATE UNIQUE INDEX direct_conversations ON conversations (low, high) WHERE kind = 'direct';
  INSERT INTO conversations (kind, low, high, last_seq, last, last_sender, low_sent)
    SELECT 'direct', min(sender, receiver) AS low, max(sender, receiver) AS high,
      count(*), max(seq), 0, sum(sender <= receiver)
    FROM messages GROUP BY low, high ORDER BY min(seq);

  CREATE TEMP TABLE placed ( -- without the texts, which may be long: this is sorted
    number INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    sender INTEGER NOT NULL,
    receiver INTEGER NOT NULL,
    sent INTEGER NOT NULL,
    previous INTEGER,
    other INTEGER,
    delivered_at INTEGER,
    read_at INTEGER
  ) STRICT;
  INSERT INTO placed
    SELECT number, conversation, place, sender, receiver, iif(sender = low, by_low, place - by_low), previous,
      iif(low = high, NULL, iif(sender = low, of_high, of_low)), delivered_at, read_at
    FROM (
      SELECT messages.seq AS number, conversations.id AS conversation, sender, receiver, low, high, delivered_at, read_at,
        row_number() OVER in_order AS place,
        sum(sender = low) OVER in_order AS by_low,
        lag(messages.seq) OVER (PARTITION BY conversations.id ORDER BY messages.seq) AS previous,
        max(iif(sender = low, messages.seq, NULL)) OVER in_order AS of_low,
        max(iif(sender = low, NULL, messages.seq)) OVER in_order AS of_high
      FROM messages JOIN conversations ON low = min(sender, receiver) AND high = max(sender, receiver) AND kind = 'direct'
      WINDOW in_order AS (PARTITION BY conversations.id ORDER BY messages.seq ROWS UNBOUNDED PRECEDING)
    ) ORDER BY number;
  UPDATE conversations SET (last_sender, last_other) = (SELECT sender, other FROM placed WHERE number = last);

  CREATE TABLE numbered_messages ( -- only added to, never changed
    number INTEGER PRIMARY KEY, -- the order of the store; between conversations ids sort in it
    conversation INTEGER NOT NULL,
    seq INTEGER NOT NULL, -- its place in the conversation: 1, 2, 3 without a gap
    sender INTEGER NOT NULL REFERENCES accounts (id),
    sent INTEGER NOT NULL, -- how many of the conversation's messages up to this one are its sender's
    previous INTEGER, -- the number of the message before it in the conversation: no index is needed to go back
    other INTEGER, -- the number of the newest one before it that somebody else sent
    id TEXT NOT NULL, -- UUID v7
    text TEXT NOT NULL,
    at INTEGER NOT NULL
  ) STRICT;
  INSERT INTO numbered_messages
    SELECT number, conversation, placed.seq, placed.sender, sent, previous, other, id, text, at
    FROM placed JOIN messages ON messages.seq = number ORDER BY number;

  CREATE TABLE marks ( -- where each 64th message of a conversation is
    conversation INTEGER NOT NULL,
    nth INTEGER NOT NULL, -- seq / 64
    number INTEGER NOT NULL,
    PRIMARY KEY (conversation, nth)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO marks SELECT conversation, seq / 64, number FROM placed WHERE seq % 64 = 0 ORDER BY conversation, seq;

  CREATE TABLE members (
    account INTEGER NOT NULL REFERENCES accounts (id),
    conversation INTEGER NOT NULL,
    joined INTEGER NOT NULL, -- the place behind which the account has part in it
    delivered_up_to INTEGER NOT NULL, -- places: the cursors
    delivered_count INTEGER NOT NULL, -- how many messages up to there are to the account
    read_up_to INTEGER NOT NULL,
    read_count INTEGER NOT NULL,
    PRIMARY KEY (account, conversation)
  ) STRICT, WITHOUT ROWID;
  CREATE TEMP TABLE reached (
    account INTEGER NOT NULL,
    conversation INTEGER NOT NULL,
    delivered INTEGER NOT NULL,
    first_unread INTEGER NOT NULL, -- the place behind all if there is none
    PRIMARY KEY (account, conversation)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO reached
    SELECT receiver, conversation, coalesce(max(seq) FILTER (WHERE delivered_at IS NOT NULL), 0),
      coalesce(min(seq) FILTER (WHERE read_at IS NULL), max(seq) + 1)
    FROM placed GROUP BY receiver, conversation;
  INSERT INTO members
    SELECT account, conversation, 0,
      delivered, count(*) FILTER (WHERE seq <= delivered),
      coalesce(max(seq) FILTER (WHERE seq < first_unread), 0), count(*) FILTER (WHERE seq < first_unread)
    FROM (SELECT receiver AS account, conversation, seq FROM placed) JOIN reached USING (account, conversation)
    GROUP BY account, conversation;
  INSERT OR IGNORE INTO members
    SELECT low, id, 0, 0, 0, 0, 0 FROM conversations UNION SELECT high, id, 0, 0, 0, 0, 0 FROM conversations;

  CREATE TABLE moves ( -- of cursors: when the messages behind a place and up to another were delivered or read
    conversation INTEGER NOT NULL,
    account INTEGER NOT NULL REFERENCES accounts (id),
    state INTEGER NOT NULL, -- 1: delivered, 2: read
    up_to INTEGER NOT NULL,
    behind INTEGER NOT NULL,
    at INTEGER NOT NULL, -- milliseconds since 1970
    PRIMARY KEY (conversation, account, state, up_to)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO moves
    SELECT conversation, account, 1, max(seq), min(seq) - 1, at FROM (
      SELECT conversation, account, seq, at,
        sum(begins) OVER (PARTITION BY conversation, account ORDER BY seq ROWS UNBOUNDED PRECEDING) AS step
      FROM (
        SELECT conversation, receiver AS account, seq, delivered_at AS at,
          lag(delivered_at) OVER (PARTITION BY conversation, receiver ORDER BY seq) IS NOT delivered_at AS begins
        FROM placed
      )
    ) WHERE at IS NOT NULL GROUP BY conversation, account, step;
  INSERT INTO moves
    SELECT conversation, account, 2, max(seq), min(seq) - 1, at FROM (
      SELECT conversation, account, seq, at,
        sum(begins) OVER (PARTITION BY conversation, account ORDER BY seq ROWS UNBOUNDED PRECEDING) AS step
      FROM (
        SELECT conversation, receiver AS account, seq, read_at AS at,
          lag(read_at) OVER (PARTITION BY conversation, receiver ORDER BY seq) IS NOT read_at AS begins
        FROM placed
      )
    ) JOIN reached USING (account, conversation)
    WHERE seq < first_unread GROUP BY conversation, account, step;

  CREATE TABLE keyed_messages (
    message INTEGER PRIMARY KEY REFERENCES numbered_messages (number),
    sender INTEGER NOT NULL,
    key TEXT NOT NULL, -- a UUID of the client
    UNIQUE (sender, key)
  ) STRICT;
  INSERT INTO keyed_messages SELECT * FROM posts;
  DROP TABLE posts;
  DROP TABLE messages;
  ALTER TABLE numbered_messages RENAME TO messages;
  ALTER TABLE keyed_messages RENAME TO posts;
  DROP TABLE reached;
  DROP TABLE placed;
`;
