/**
 * The statements that move the cursors of an account: how far it has got, or read, the messages to it. To mark very many writes
 * one row of each kind for a conversation. It knows no connection.
 *
 * @module
 */

import type { ReceiptState } from "../../chat.ts";
import { news, type Statement } from "./statement.ts";

/** What `moves` has as its state. */
const STATES = { delivered: 1, read: 2 } as const;

/** How many messages of a conversation are to a member: to oneself and in a group all, else those of the other. */
export const RECEIVED: string =
  "CASE WHEN kind = 'group' OR low = high THEN last_seq WHEN account = low THEN last_seq - low_sent " +
  "ELSE low_sent END";

/** How far a cursor of a member is: what is read was delivered. */
const CURSORS = {
  read: { upTo: "read_up_to", count: "read_count" },
  delivered: { upTo: "greatest(delivered_up_to, read_up_to)", count: "greatest(delivered_count, read_count)" },
};

/** Whom a conversation is with. */
const SENDER = "CASE WHEN kind = 'group' THEN -conversation WHEN account = low THEN high ELSE low END";

/** That a conversation is with `$5`, if anybody is named. */
const WITH_PARTNER = ` AND ($5::int IS NULL OR ${SENDER.replace("conversation", "members.conversation")} = $5::int)`;

/**
 * The conversations in which a cursor is to be moved, and where to: `$2` the account, `$4` the place in the order of the store, as
 * an expression; `only`: what else must hold of them.
 */
const steps = (state: ReceiptState, place: string, only = "") => {
  const { upTo, count } = CURSORS[state];
  return `
behind AS (
  SELECT conversation, kind, low, high, account, ${upTo} AS up_to, ${count} AS count
  FROM members JOIN conversations ON conversations.id = conversation
  WHERE account = $2::int AND last_seq > ${upTo} AND ${RECEIVED} > ${count}${only}
),
steps AS MATERIALIZED (
  SELECT behind.*, latest.seq, latest.id,
    CASE WHEN kind = 'group' THEN latest.seq WHEN low <> high AND latest.sender = account THEN latest.seq - latest.sent
      ELSE latest.sent END AS new_count,
    kind = 'direct' AND low <> high AND latest.sender = account AS is_own
  FROM behind CROSS JOIN LATERAL (
    SELECT seq, sender, sent, id FROM messages
    WHERE messages.conversation = behind.conversation AND messages.seq > behind.up_to AND number <= ${place}
    ORDER BY messages.seq DESC LIMIT 1
  ) AS latest
),
moved AS MATERIALIZED (
  SELECT *, CASE WHEN is_own THEN (
    SELECT newest.id FROM messages AS newest WHERE newest.conversation = steps.conversation AND newest.seq <= steps.seq
      AND newest.sender <> account ORDER BY newest.seq DESC LIMIT 1
  ) ELSE steps.id END AS newest FROM steps WHERE new_count > count
),`;
};

const finish = (state: ReceiptState) => `
cursors AS (
  UPDATE members SET ${state}_up_to = moved.seq, ${state}_count = moved.new_count FROM moved
  WHERE members.account = moved.account AND members.conversation = moved.conversation
),
logged AS (
  INSERT INTO moves (conversation, account, state, up_to, behind, at)
  SELECT conversation, account, ${STATES[state]}, seq, up_to, $3::bigint FROM moved WHERE kind = 'direct'
)
${
  news(
    `(SELECT json_build_object('kind', 'cursors', 'state', '${state}', 'account', $2::int, 'at', $3::bigint, 'updates',
  json_agg(CASE WHEN kind = 'group'
    THEN json_build_object('sender', ${SENDER}, 'count', new_count - count, 'newest', newest, 'upTo', seq)
    ELSE json_build_object('sender', ${SENDER}, 'count', new_count - count, 'newest', newest) END
  ORDER BY ${SENDER}))::text FROM moved)`,
  )
} WHERE EXISTS (SELECT 1 FROM moved)`;

const MARK = {
  read: `WITH ${steps("read", "$4::bigint")}${finish("read")}`,
  delivered: `WITH ${steps("delivered", "$4::bigint")}${finish("delivered")}`,
};

/** Marks up to the message with the id `$4`; if there is none, up to the one before the first unread one whose id is greater. */
const ACKNOWLEDGE = `
WITH wanted AS MATERIALIZED (
  SELECT coalesce(
    (SELECT number FROM messages WHERE messages.id = $4::uuid LIMIT 1),
    (SELECT min(number) - 1 FROM members JOIN conversations ON conversations.id = conversation JOIN messages
      ON messages.conversation = members.conversation AND messages.seq > read_up_to
      AND (low = high OR sender <> account)
      WHERE account = $2::int AND last_seq > read_up_to AND messages.id > $4::uuid${WITH_PARTNER}),
    9007199254740991
  ) AS number
),${steps("read", "(SELECT wanted.number FROM wanted)", WITH_PARTNER)}${finish("read")}`;

/** Marks the messages of an account up to a place as read or delivered. */
export function mark(state: ReceiptState, account: number, place: number, at: number): Statement {
  return { sql: MARK[state], values: [account, at, place] };
}

/** Marks the messages of an account up to the one with an id as read; `partner`: only those of the conversation with it. */
export function acknowledge(account: number, id: string, at: number, partner: number | undefined): Statement {
  return { sql: ACKNOWLEDGE, values: [account, at, id, partner ?? null] };
}
