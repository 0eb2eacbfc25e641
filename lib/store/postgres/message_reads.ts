/**
 * Where messages are: of an inbox, of a page of a conversation. It knows no connection.
 *
 * @module
 */

import type { Item } from "../bounds.ts";
import { groupOf } from "../groups.ts";
import type { PageOptions } from "../store.ts";
import { RECEIVED } from "./cursor_writes.ts";
import type { Row } from "./connection.ts";
import type { Read } from "./stored_messages.ts";

/** Messages of each conversation that are looked for at first: most conversations have few. */
const FIRST = 1_000;

/**
 * What is unread of an account, `$1`, behind the place `$2`, or what is newer than `$3`, so many (`$4`) of each conversation and in
 * all: the first ones of each, since they lie in its order.
 */
const UNREAD = `
WITH sources AS MATERIALIZED (
  SELECT conversation, joined, read_up_to, CASE WHEN low = high THEN 0 ELSE account END AS own,
    CASE WHEN last > $3::bigint THEN (
      SELECT seq FROM messages WHERE messages.conversation = members.conversation AND number <= $3::bigint
      ORDER BY seq DESC LIMIT 1
    ) END AS since_seq, last > $3::bigint AS is_newer
  FROM members JOIN conversations ON conversations.id = conversation
  WHERE account = $1::int AND last > $2::bigint AND (last > $3::bigint OR last_seq > read_up_to AND ${RECEIVED} > read_count)
)
SELECT number, sender, octet_length(text) AS length FROM sources CROSS JOIN LATERAL (
  SELECT number, sender, text FROM messages WHERE messages.conversation = sources.conversation AND sender <> own
    AND seq > CASE WHEN is_newer THEN least(read_up_to, greatest(joined, coalesce(since_seq, 0))) ELSE read_up_to END
    AND seq > coalesce((
      SELECT seq FROM messages AS passed WHERE passed.conversation = sources.conversation AND passed.number <= $2::bigint
      ORDER BY seq DESC LIMIT 1
    ), 0)
  ORDER BY messages.seq LIMIT $4::bigint
) AS unread ORDER BY number LIMIT $4::bigint`;

/** The unread messages of an account, so many at most, in the order of the store. */
export async function findUnread(
  read: Read,
  account: number,
  { after, since, limit }: { readonly after: number; readonly since: number; readonly limit: number },
): Promise<Item[]> {
  const find = (count: number) => read(UNREAD, [account, after, since, count]);
  let rows = await find(Math.min(limit, FIRST));
  if (rows.length === FIRST && limit > FIRST) rows = await find(limit);
  return rows.map(({ number, sender, length }) => ({
    number: Number(number),
    sender: Number(sender),
    length: Number(length),
  }));
}

/** The end of a conversation of two, and the place behind which it begins. */
const DIRECT = "SELECT id, 0 AS behind FROM conversations WHERE low = $1::int AND high = $2::int";

/** That of a group, as a member sees it. */
const GROUP = "SELECT id, CASE WHEN whole_history THEN 0 ELSE joined END AS behind FROM conversations " +
  "JOIN groups ON groups.conversation = id JOIN members ON members.conversation = id " +
  "WHERE id = $1::bigint AND members.account = $2::int";

/**
 * A page of a conversation `$1` behind the place `$2`, before the message with the id `$3`, if it is given: before those whose id is
 * not less, if there is none with it.
 */
const PAGE = `
SELECT number, octet_length(text) AS length FROM messages
WHERE conversation = $1::bigint AND seq > $2::bigint AND ($3::uuid IS NULL OR number < coalesce(
  (SELECT number FROM messages AS named WHERE named.id = $3::uuid LIMIT 1),
  (SELECT number FROM messages AS later WHERE later.id > $3::uuid ORDER BY later.id LIMIT 1),
  9007199254740991
)) ORDER BY seq DESC LIMIT $4::bigint`;

/** The messages of a page, the newest first. */
export async function findPage(
  read: Read,
  [account, other]: readonly [number, number],
  { before, limit }: PageOptions,
): Promise<{ numbers: number[]; lengths: number[] }> {
  const group = groupOf(other);
  const [conversation] = group === undefined
    ? await read(DIRECT, [Math.min(account, other), Math.max(account, other)])
    : await read(GROUP, [group, account]);
  if (conversation === undefined) return { numbers: [], lengths: [] };
  const { id, behind } = conversation;
  const rows = await read(PAGE, [Number(id), Number(behind), before ?? null, limit]);
  return { numbers: column(rows, "number"), lengths: column(rows, "length") };
}

/** A column of numbers. */
export function column(rows: readonly Row[], name: string): number[] {
  return rows.map((row) => Number(row[name]));
}

/** How many messages are unread, by account, without those to groups. */
export const UNREAD_COUNTS: string = `SELECT account, sum(${RECEIVED} - read_count)::bigint AS count FROM members ` +
  "JOIN conversations ON conversations.id = conversation WHERE kind = 'direct' GROUP BY account " +
  `HAVING sum(${RECEIVED} - read_count) > 0`;
