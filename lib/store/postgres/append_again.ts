/**
 * Adds messages to their conversations where some may have been kept before, by their keys: what is new is only known to the
 * database, so that it counts itself. The usual way is that of `append.ts`, which counts before.
 *
 * @module
 */

import { groupOf } from "../groups.ts";
import { arrayOf } from "./connection.ts";
import { fileColumns, type Post } from "./posts.ts";
import { news, type Statement } from "./statement.ts";

/**
 * Adds messages as columns: $2 senders, $3 receivers (null: a group), $4 groups, $5 ids, $6 times, $7 texts, $8 keys; $9 to $12
 * their files; $13 who wrote to whom. The counters are read with the conversations: nobody changes them meanwhile, since all
 * batches lock the row of `state`.
 */
const APPEND = `
WITH given AS MATERIALIZED (
  SELECT *, CASE WHEN receiver IS NOT NULL THEN least(sender, receiver) END AS low,
    CASE WHEN receiver IS NOT NULL THEN greatest(sender, receiver) END AS high
  FROM unnest($2::int[], $3::int[], $4::bigint[], $5::uuid[], $6::bigint[], $7::text[], $8::text[])
    WITH ORDINALITY AS given (sender, receiver, grp, id, at, text, key, i)
),
known AS MATERIALIZED ( -- kept before with the same key: these are not kept again
  SELECT given.i, messages.number, messages.id, messages.at FROM given
  JOIN posts ON posts.sender = given.sender AND posts.key = given.key
  JOIN messages ON messages.number = posts.message
),
found AS MATERIALIZED (
  SELECT given.*, coalesce(direct.id, grouped.id) AS conversation, coalesce(direct.last_seq, grouped.last_seq) AS base,
    direct.low_sent AS low_base, given.sender = direct.low AS by_low
  FROM given
  LEFT JOIN conversations AS direct ON direct.low = given.low AND direct.high = given.high
  LEFT JOIN conversations AS grouped ON grouped.id = given.grp AND grouped.kind = 'group'
  WHERE NOT EXISTS (SELECT 1 FROM known WHERE known.i = given.i)
),
placed AS MATERIALIZED (
  SELECT *, row_number() OVER (ORDER BY i) AS nth, row_number() OVER conversation_order AS place,
    count(*) FILTER (WHERE by_low) OVER (conversation_order ROWS UNBOUNDED PRECEDING) AS low_place
  FROM found WINDOW conversation_order AS (PARTITION BY conversation ORDER BY i)
),
counted AS MATERIALIZED (SELECT count(*) AS count FROM placed),
before AS MATERIALIZED (SELECT number FROM state),
raised AS (UPDATE state SET number = number + (SELECT count FROM counted)),
counters AS (
  UPDATE conversations SET last_seq = last_seq + ends.count, low_sent = low_sent + ends.low_count,
    last = (SELECT number FROM before) + ends.nth
  FROM (
    SELECT conversation, max(place) AS count, max(low_place) AS low_count, max(nth) AS nth FROM placed GROUP BY conversation
  ) AS ends WHERE id = ends.conversation
),
added AS (
  INSERT INTO messages (number, conversation, seq, sender, sent, id, at, text)
  SELECT (SELECT number FROM before) + nth, conversation, base + place, sender,
    CASE WHEN by_low THEN low_base + low_place WHEN by_low IS NULL THEN base + place
      ELSE base + place - low_base - low_place END,
    id, at, text
  FROM placed
),
keyed AS (
  INSERT INTO posts (sender, key, message)
  SELECT sender, key, (SELECT number FROM before) + nth FROM placed WHERE key IS NOT NULL
),
filed AS (
  INSERT INTO files (message, conversation, name, size, sha256)
  SELECT (SELECT number FROM before) + nth, conversation, file.name, file.size, file.sha256
  FROM unnest($9::bigint[], $10::text[], $11::bigint[], $12::text[]) AS file (i, name, size, sha256)
  JOIN placed ON placed.i = file.i
)
${
  news(
    `json_build_object('kind', 'appended', 'from', (SELECT number FROM before) + 1, 'count', (SELECT count FROM counted),
  'known', (SELECT json_agg(json_build_array(i - 1, number, id, at) ORDER BY i) FROM known), 'posts', $13::text::json)::text`,
  )
}`;

/** Adds messages of which some may have been kept before. @param told Who wrote to whom, as JSON. */
export function appendAgain(posts: readonly Post[], told: string): Statement {
  const column = (read: (post: Post) => string | number | null) => arrayOf(posts.map(read));
  const values = [
    column(({ message }) => message.sender),
    column(({ message: { receiver } }) => groupOf(receiver) === undefined ? receiver : null),
    column(({ message: { receiver } }) => groupOf(receiver) ?? null),
    column(({ message }) => message.id),
    column(({ message }) => message.at),
    column(({ message }) => message.text),
    column(({ key }) => key ?? null),
    ...fileColumns(posts),
    told,
  ];
  return { sql: APPEND, values };
}
