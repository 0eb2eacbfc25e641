/**
 * The statements that move the cursors of accounts: how far they have got, or read, the messages to them. To mark very many
 * writes one row of each kind for a conversation. It knows no connection.
 *
 * @module
 */

import type { ReceiptState } from "../../chat.ts";
import { arrayOf } from "./connection.ts";
import type { Statement } from "./statement.ts";

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

/** That a conversation is with the partner of a move, if it has one. */
const WITH_PARTNER = `(partner IS NULL OR ${SENDER.replace("conversation", "members.conversation")} = partner)`;

/**
 * The conversations in which cursors are to be moved, and where to. `given` has the moves, of accounts that differ: `who`,
 * `moved_at`, the place in the order of the store, `partner`; `i` is which it is, from 1 on.
 */
const steps = (state: ReceiptState) => {
  const { upTo, count } = CURSORS[state];
  return `
behind AS (
  SELECT i, moved_at, place, of_one.* FROM given CROSS JOIN LATERAL (
    SELECT conversation, kind, low, high, account, ${upTo} AS up_to, ${count} AS count
    FROM members JOIN conversations ON conversations.id = conversation
    WHERE account = who AND last_seq > ${upTo} AND ${RECEIVED} > ${count} AND ${WITH_PARTNER}
    OFFSET 0 -- from each account to its conversations, whatever was known of the tables when this was planned
  ) AS of_one
),
steps AS MATERIALIZED (
  SELECT behind.*, latest.seq, latest.id,
    CASE WHEN kind = 'group' THEN latest.seq WHEN low <> high AND latest.sender = account THEN latest.seq - latest.sent
      ELSE latest.sent END AS new_count,
    kind = 'direct' AND low <> high AND latest.sender = account AS is_own
  FROM behind CROSS JOIN LATERAL (
    SELECT seq, sender, sent, id FROM messages
    WHERE messages.conversation = behind.conversation AND messages.seq > behind.up_to AND number <= behind.place
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
  SELECT conversation, account, ${STATES[state]}, seq, up_to, moved_at FROM moved WHERE kind = 'direct'
)
INSERT INTO news (batch, ordinal, writer, writer_batch, body)
SELECT state.batch, $1::int + i - 1, state.writer, state.writer_batch, body FROM state CROSS JOIN (
  SELECT i, json_build_object('kind', 'cursors', 'state', '${state}', 'account', account, 'at', moved_at, 'updates',
    json_agg(CASE WHEN kind = 'group'
      THEN json_build_object('sender', ${SENDER}, 'count', new_count - count, 'newest', newest, 'upTo', seq)
      ELSE json_build_object('sender', ${SENDER}, 'count', new_count - count, 'newest', newest) END
    ORDER BY ${SENDER}))::text AS body
  FROM moved GROUP BY i, account, moved_at
) AS told`;

const PLACES = `
given AS MATERIALIZED (
  SELECT * FROM unnest($2::int[], $3::bigint[], $4::bigint[], $5::int[]) WITH ORDINALITY AS given (who, moved_at, place, partner, i)
),`;

/** The place of the message with an id; if there is none, of the one before the first unread one whose id is greater. */
const IDS = `
given AS MATERIALIZED (
  SELECT who, moved_at, partner, i, coalesce(
    (SELECT number FROM messages WHERE messages.id = wanted LIMIT 1),
    (SELECT min(number) - 1 FROM members JOIN conversations ON conversations.id = conversation JOIN messages
      ON messages.conversation = members.conversation AND messages.seq > read_up_to
      AND (low = high OR sender <> account)
      WHERE account = who AND last_seq > read_up_to AND messages.id > wanted AND ${WITH_PARTNER}),
    9007199254740991
  ) AS place
  FROM unnest($2::int[], $3::bigint[], $4::uuid[], $5::int[]) WITH ORDINALITY AS given (who, moved_at, wanted, partner, i)
),`;

const MOVES = {
  delivered: `WITH ${PLACES}${steps("delivered")}${finish("delivered")}`,
  read: `WITH ${PLACES}${steps("read")}${finish("read")}`,
  acknowledged: `WITH ${IDS}${steps("read")}${finish("read")}`,
};

/** A move of the cursors of an account. */
export interface Move {
  /** Up to a place: delivered or read; or up to a message: acknowledged, which is read. */
  readonly kind: "delivered" | "read" | "acknowledged";
  /** The id of the account. */
  readonly account: number;
  /** The place in the order of the store, or the id of a message. */
  readonly upTo: number | string;
  /** When that was. */
  readonly at: number;
  /** With whom the conversations are. @default with anybody */
  readonly partner?: number | undefined;
}

/** Moves of one kind, each of another account, in one statement: to each belong its own news, in their order. */
export class Moves implements Statement {
  /** That of all. */
  readonly kind: Move["kind"];
  readonly #moves = new Map<number, Move>();

  /** None yet. */
  constructor(kind: Move["kind"]) {
    this.kind = kind;
  }

  /** Whether there is one of an account. */
  has(account: number): boolean {
    return this.#moves.has(account);
  }

  /** Adds one of an account that has none. @returns Which one it is, from 0 on. */
  add(move: Move): number {
    return this.#moves.set(move.account, move).size - 1;
  }

  /** See {@linkcode Statement.width}. */
  get width(): number {
    return this.#moves.size;
  }

  /** See {@linkcode Statement.sql}. */
  get sql(): string {
    return MOVES[this.kind];
  }

  /** See {@linkcode Statement.values}. */
  get values(): string[] {
    const moves = [...this.#moves.values()];
    return [
      arrayOf(moves.map(({ account }) => account)),
      arrayOf(moves.map(({ at }) => at)),
      arrayOf(moves.map(({ upTo }) => upTo)),
      arrayOf(moves.map(({ partner }) => partner ?? null)),
    ];
  }
}
