/**
 * The statements that count and remove old messages. A message is found by its place in a conversation, so nothing of those
 * that stay has to know what is gone. It knows no connection.
 *
 * @module
 */

import type { Row, Value } from "./connection.ts";
import { RECEIVED } from "./cursor_writes.ts";
import { news, type Statement } from "./statement.ts";
import { leastId, type Prunable, type PruneChange, type Pruned, type PruneStore } from "../prune.ts";

/** How many messages of its conversation up to one, in the row `at`, are to a member. */
const RECEIVED_AT =
  "CASE WHEN kind = 'group' OR low = high THEN at.seq WHEN at.sender = account THEN at.seq - at.sent " +
  "ELSE at.sent END";

/** How many are older than the first with an id of `$1` or later; by members, how many of them are unread; files. */
const COUNT = `
WITH newer AS MATERIALIZED (SELECT coalesce(
  (SELECT number FROM messages WHERE id >= $1::uuid ORDER BY id LIMIT 1), (SELECT number + 1 FROM state)
) AS number)
SELECT (SELECT count(*) FROM messages WHERE number < (SELECT number FROM newer)) AS messages,
  (SELECT count(*) FROM files WHERE message < (SELECT number FROM newer)) AS files,
  (SELECT coalesce(sum(${RECEIVED_AT} - read_count), 0) FROM members
    JOIN conversations ON conversations.id = conversation CROSS JOIN LATERAL (
      SELECT seq, sender, sent FROM messages WHERE messages.conversation = members.conversation
        AND messages.seq > read_up_to AND number < (SELECT number FROM newer) ORDER BY messages.seq DESC LIMIT 1
    ) AS at
    WHERE last_seq > read_up_to AND ${RECEIVED} > read_count AND ${RECEIVED_AT} > read_count) AS unread`;

/** Removes the oldest `$4` messages, as far as they have an id below `$2` and are older than `$3`. */
const PRUNE = `
WITH oldest AS MATERIALIZED (
  SELECT number, conversation, seq, sender, sent, id, at FROM messages ORDER BY number LIMIT $4::bigint
),
old AS MATERIALIZED (
  SELECT * FROM oldest WHERE number < coalesce(
    (SELECT min(number) FROM oldest AS newer WHERE newer.id >= $2::uuid OR newer.at >= $3::bigint), 9007199254740991)
),
places AS MATERIALIZED (SELECT conversation, max(seq) AS place FROM old GROUP BY conversation),
moved AS MATERIALIZED (
  SELECT members.account, members.conversation, kind, place, ${RECEIVED_AT} AS count, read_count
  FROM places JOIN members USING (conversation) JOIN conversations ON conversations.id = places.conversation
    JOIN old AS at ON at.conversation = places.conversation AND at.seq = place
  WHERE place > read_up_to AND ${RECEIVED_AT} > read_count
),
read AS (
  UPDATE members SET read_up_to = place, read_count = moved.count FROM moved
  WHERE members.account = moved.account AND members.conversation = moved.conversation
),
unmoved AS (DELETE FROM moves USING places WHERE moves.conversation = places.conversation AND up_to <= place),
unposted AS (DELETE FROM posts USING old WHERE message = number),
unedited AS (DELETE FROM edits USING old WHERE message = number),
unfiled AS (DELETE FROM files USING old WHERE message = number),
gone AS (DELETE FROM messages USING old WHERE messages.number = old.number)
${
  news(`(SELECT json_build_object('kind', 'pruned', 'messages', (SELECT count(*) FROM old),
  'unread', coalesce((SELECT json_agg(json_build_array(account, unread)) FROM (
    SELECT account, sum(count - read_count) AS unread FROM moved WHERE kind = 'direct' GROUP BY account ORDER BY account
  ) AS people), '[]'),
  'groups', coalesce((SELECT json_agg(json_build_array(id, place)) FROM places
    JOIN conversations ON conversations.id = places.conversation WHERE kind = 'group'), '[]'))::text)`)
} WHERE EXISTS (SELECT 1 FROM old)`;

/** What {@linkcode createPruning} works with. */
export interface PruneAccess {
  /** Runs what only reads. */
  read(sql: string, values: readonly Value[]): Promise<readonly Row[]>;
  /** Runs a statement in the next batch. @returns What was told of it. */
  write(statement: Statement): Promise<PruneChange | undefined>;
}

/** What prunes a database. */
export function createPruning({ read, write }: PruneAccess): PruneStore {
  return {
    async prunable(before: number): Promise<Prunable> {
      const [row] = await read(COUNT, [leastId(before)]);
      const { messages, unread, files } = row!;
      return { messages: Number(messages), unread: Number(unread), files: Number(files) };
    },
    async prune(before: number, most: number): Promise<Pruned> {
      const told = await write({ sql: PRUNE, values: [leastId(before), before, most] });
      return { messages: told?.messages ?? 0 };
    },
  };
}
