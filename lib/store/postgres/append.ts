/**
 * Adds messages to their conversations: each gets the next place of its conversation's counter, and the next number of the
 * store. It knows no connection.
 *
 * @module
 */

import { groupOf } from "../groups.ts";
import type { NewMessage, StoredRef } from "../store.ts";
import { arrayOf } from "./connection.ts";
import { ADD_MEMBERS } from "./rows.ts";
import { news, type Statement } from "./statement.ts";

/** A message of a batch, and the key with which it is kept, if it has one. */
export interface Post {
  /** The message. */
  readonly message: NewMessage;
  /** Its key. */
  readonly key?: string;
}

/** What the news of a batch say of its messages. */
export interface Appended {
  /** As a change. */
  readonly kind: "appended";
  /** The number of the first, and how many are new: their numbers follow each other in the order of the batch. */
  readonly from: number;
  /** See `from`. */
  readonly count: number;
  /** Those that are not new, as their keys were used before: index, number, id, time. */
  readonly known: readonly (readonly [index: number, seq: number, id: string, at: number])[] | null;
  /**
   * Who wrote to whom, those that are known included, and the id of the last one. @default `undefined` if an older version
   * stored them
   */
  readonly posts?: { readonly by: readonly number[]; readonly to: readonly number[]; readonly last: string };
}

/** Where two accounts write to each other for the first time. An account that never was is refused. */
const CONVERSATIONS = `
WITH given AS (SELECT DISTINCT least(s, r) AS low, greatest(s, r) AS high FROM unnest($2::int[], $3::int[]) AS given (s, r)),
new AS (
  INSERT INTO conversations (id, kind, low, high, last_seq, last, low_sent)
  SELECT $1::int * 0 + (SELECT coalesce(max(id), 0) FROM conversations) + row_number() OVER (ORDER BY low, high),
    'direct', low, high, 0, 0, 0
  FROM given WHERE NOT EXISTS (
    SELECT 1 FROM conversations AS old WHERE old.low = given.low AND old.high = given.high
  )
  RETURNING id, low, high
)
${ADD_MEMBERS} SELECT low, id, 0, 0, 0, 0, 0 FROM new UNION SELECT high, id, 0, 0, 0, 0, 0 FROM new`;

/** Messages that were kept before with the same key: these are not kept again. */
const KNOWN = `
known AS MATERIALIZED (
  SELECT given.i, messages.number, messages.id, messages.at FROM given
  JOIN posts ON posts.sender = given.sender AND posts.key = given.key
  JOIN messages ON messages.number = posts.message
),`;

const KEYED = `
keyed AS (
  INSERT INTO posts (sender, key, message)
  SELECT sender, key, (SELECT number FROM before) + nth FROM placed WHERE key IS NOT NULL
),`;

const FILED = `
filed AS (
  INSERT INTO files (message, conversation, name, size, sha256)
  SELECT (SELECT number FROM before) + nth, conversation, file.name, file.size, file.sha256
  FROM unnest($9::bigint[], $10::text[], $11::bigint[], $12::text[]) AS file (i, name, size, sha256)
  JOIN placed ON placed.i = file.i
),`;

/**
 * Adds messages as columns: $2 senders, $3 receivers (null: a group), $4 groups, $5 ids, $6 times, $7 texts, $8 keys. The counters
 * are read with the conversations: nobody changes them meanwhile, since all batches lock the row of `state`. What only some
 * batches have is left out of the others, for a join that finds nothing costs as much.
 */
function appendSql(hasKeys: boolean, hasFiles: boolean): string {
  const known = hasKeys ? "(SELECT json_agg(json_build_array(i - 1, number, id, at) ORDER BY i) FROM known)" : "NULL";
  return `
WITH given AS MATERIALIZED (
  SELECT *, CASE WHEN receiver IS NOT NULL THEN least(sender, receiver) END AS low,
    CASE WHEN receiver IS NOT NULL THEN greatest(sender, receiver) END AS high
  FROM unnest($2::int[], $3::int[], $4::bigint[], $5::uuid[], $6::bigint[], $7::text[]${hasKeys ? ", $8::text[]" : ""})
    WITH ORDINALITY AS given (sender, receiver, grp, id, at, text, ${hasKeys ? "key, " : ""}i)
),${hasKeys ? KNOWN : ""}
found AS MATERIALIZED (
  SELECT given.*, coalesce(direct.id, grouped.id) AS conversation, coalesce(direct.last_seq, grouped.last_seq) AS base,
    direct.low_sent AS low_base, given.sender = direct.low AS by_low
  FROM given
  LEFT JOIN conversations AS direct ON direct.low = given.low AND direct.high = given.high
  LEFT JOIN conversations AS grouped ON grouped.id = given.grp AND grouped.kind = 'group'
  ${hasKeys ? "WHERE NOT EXISTS (SELECT 1 FROM known WHERE known.i = given.i)" : ""}
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
),${hasKeys ? KEYED : ""}${hasFiles ? FILED : ""}
last AS (SELECT 1)
${
    news(`json_build_object('kind', 'appended', 'from', (SELECT number FROM before) + 1,
  'count', (SELECT count FROM counted), 'known', ${known}, 'posts', $${
      hasFiles ? 13 : hasKeys ? 9 : 8
    }::text::json)::text`)
  }`;
}

/** A message with a file has a key. */
const APPEND = { plain: appendSql(false, false), keyed: appendSql(true, false), filed: appendSql(true, true) };

/** Conversations that are known to be there: to ask costs little, but each message would. */
const MAX_KNOWN = 50_000;

/** What makes the statements that add messages. */
export class Appender {
  /** By the lower and the higher id of the accounts. */
  readonly #known = new Set<string>();

  /** Forgets which conversations are there: a fail-over may have lost what nobody was told of. */
  forget(): void {
    this.#known.clear();
  }

  /** Notes that what was written in a batch is stored. */
  stored(posts: readonly Post[]): void {
    if (this.#known.size > MAX_KNOWN) this.forget();
    for (const { message } of posts) if (groupOf(message.receiver) === undefined) this.#known.add(pairOf(message));
  }

  /** The statements that add messages, of which none has the key of another of them. */
  statements(posts: readonly Post[]): Statement[] {
    const fresh = posts.map(({ message }) => message).filter((message) =>
      groupOf(message.receiver) === undefined && !this.#known.has(pairOf(message))
    );
    const values = [arrayOf(fresh.map(({ sender }) => sender)), arrayOf(fresh.map(({ receiver }) => receiver))];
    return [...fresh.length > 0 ? [{ sql: CONVERSATIONS, values }] : [], append(posts)];
  }
}

function append(posts: readonly Post[]): Statement {
  const column = (read: (post: Post) => string | number | null) => arrayOf(posts.map(read));
  const values = [
    column(({ message }) => message.sender),
    column(({ message: { receiver } }) => groupOf(receiver) === undefined ? receiver : null),
    column(({ message: { receiver } }) => groupOf(receiver) ?? null),
    column(({ message }) => message.id),
    column(({ message }) => message.at),
    column(({ message }) => message.text),
  ];
  const told = {
    by: posts.map(({ message }) => message.sender),
    to: posts.map(({ message }) => message.receiver),
    last: posts.at(-1)!.message.id,
  };
  if (posts.every(({ key }) => key === undefined)) {
    return { sql: APPEND.plain, values: [...values, JSON.stringify(told)] };
  }
  values.push(column(({ key }) => key ?? null));
  const files = posts.flatMap(({ message: { file } }, index) =>
    file === undefined ? [] : [{ index: index + 1, ...file }]
  );
  if (files.length === 0) return { sql: APPEND.keyed, values: [...values, JSON.stringify(told)] };
  const more = [
    arrayOf(files.map(({ index }) => index)),
    arrayOf(files.map(({ name }) => name)),
    arrayOf(files.map(({ size }) => size)),
    arrayOf(files.map(({ sha256 }) => sha256)),
  ];
  return { sql: APPEND.filed, values: [...values, ...more, JSON.stringify(told)] };
}

/** Where each message of a batch is kept, those that were kept before as well. */
export function placesOf(posts: readonly Post[], { from, known }: Appended): StoredRef[] {
  const before = new Map((known ?? []).map(([index, seq, id, at]) => [index, { seq, id, at }]));
  let next = from;
  return posts.map(({ message: { id, at } }, index) => before.get(index) ?? { seq: next++, id, at });
}

function pairOf({ sender, receiver }: NewMessage): string {
  return sender < receiver ? `${sender} ${receiver}` : `${receiver} ${sender}`;
}
