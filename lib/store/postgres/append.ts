/**
 * Adds messages to their conversations: each gets the next place of its conversation's counter, and the next number of the
 * store. It knows no connection.
 *
 * @module
 */

import { groupOf } from "../groups.ts";
import type { NewMessage } from "../store.ts";
import { appendAgain } from "./append_again.ts";
import { arrayOf, codeOf, constraintOf } from "./connection.ts";
import { fileColumns, type Post } from "./posts.ts";
import { ADD_MEMBERS } from "./rows.ts";
import { news, type Statement } from "./statement.ts";

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

/**
 * Adds messages that are counted: of their conversations $2 the lower and $3 the higher account or $4 the group, $5 how many
 * messages are new, $6 how many of them the lower account wrote, $7 which is the last; of each message $8 which of the
 * conversations, $9 its place among the new ones there, $10 that among those of its end, $11 the end (1: the lower account, 2:
 * the higher one, 0: a group), $12 sender, $13 id, $14 time, $15 text; $16 what is told; $17 keys; $18 to $21 files. The
 * counters are those of all batches before, which lock the row of `state`. What only some batches have is left out of the
 * others: each part of a statement takes its time.
 */
function appendSql(hasKeys: boolean, hasFiles: boolean): string {
  const base = (name: string) => `(SELECT ${name} FROM bases)[nth]`;
  return `
WITH ends AS MATERIALIZED (
  SELECT coalesce(grp, (SELECT id FROM conversations AS old WHERE old.low = given.low AND old.high = given.high)) AS id,
    count, low_count, last, nth
  FROM unnest($2::int[], $3::int[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[])
    WITH ORDINALITY AS given (low, high, grp, count, low_count, last, nth)
),
before AS MATERIALIZED (SELECT number FROM state),
raised AS (UPDATE state SET number = number + cardinality($8::int[])),
counters AS (
  UPDATE conversations SET last_seq = last_seq + ends.count, low_sent = low_sent + ends.low_count,
    last = (SELECT number FROM before) + ends.last
  FROM ends WHERE conversations.id = ends.id
  RETURNING ends.nth, ends.id, last_seq - ends.count AS base, low_sent - ends.low_count AS low_base
),
bases AS MATERIALIZED ( -- nothing if a conversation is not there: then a message without one is refused
  SELECT array_agg(id ORDER BY nth) AS ids, array_agg(base ORDER BY nth) AS bases, array_agg(low_base ORDER BY nth) AS low_bases
  FROM counters HAVING count(*) = cardinality($2::int[])
),
added AS (
  INSERT INTO messages (number, conversation, seq, sender, sent, id, at, text)
  SELECT (SELECT number FROM before) + i, ${base("ids")}, ${base("bases")} + place, sender, own + CASE side
    WHEN 0 THEN ${base("bases")} WHEN 1 THEN ${base("low_bases")} ELSE ${base("bases")} - ${
    base("low_bases")
  } END, id, at, text
  FROM unnest($8::int[], $9::int[], $10::int[], $11::int[], $12::int[], $13::uuid[], $14::bigint[], $15::text[])
    WITH ORDINALITY AS given (nth, place, own, side, sender, id, at, text, i)
),${hasKeys ? KEYED : ""}${hasFiles ? FILED : ""}
last AS (SELECT 1)
${news(`'{"kind":"appended","from":' || (SELECT number FROM before) + 1 || $16::text`)}`;
}

const KEYED = `
keyed AS (
  INSERT INTO posts (sender, key, message)
  SELECT sender, key, (SELECT number FROM before) + i
  FROM unnest($12::int[], $17::text[]) WITH ORDINALITY AS given (sender, key, i) WHERE key IS NOT NULL
),`;

const FILED = `
filed AS (
  INSERT INTO files (message, conversation, name, size, sha256)
  SELECT (SELECT number FROM before) + i, (SELECT ids FROM bases)[($8::int[])[i]], name, size, sha256
  FROM unnest($18::bigint[], $19::text[], $20::bigint[], $21::text[]) AS file (i, name, size, sha256)
),`;

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

  /**
   * The statements that add messages, of which none has the key of another of them.
   *
   * @param isAgain Whether some may have been kept before by their keys. If not, such a key is refused: see {@linkcode isKnownKey}.
   */
  statements(posts: readonly Post[], isAgain: boolean): Statement[] {
    const fresh = posts.map(({ message }) => message).filter((message) =>
      groupOf(message.receiver) === undefined && !this.#known.has(pairOf(message))
    );
    const values = [arrayOf(fresh.map(({ sender }) => sender)), arrayOf(fresh.map(({ receiver }) => receiver))];
    const told = JSON.stringify({
      by: posts.map(({ message }) => message.sender),
      to: posts.map(({ message }) => message.receiver),
      last: posts.at(-1)!.message.id,
    });
    return [
      ...fresh.length > 0 ? [{ sql: CONVERSATIONS, values }] : [],
      isAgain ? appendAgain(posts, told) : append(posts, told),
    ];
  }
}

/** The new messages of a conversation. */
interface End {
  readonly low: number | null;
  readonly high: number | null;
  readonly group: number | null;
  readonly nth: number;
  count: number;
  byLow: number;
  last: number;
}

/** Counts the messages of each conversation. */
function count(
  posts: readonly Post[],
): { ends: End[]; places: (readonly [End, place: number, own: number, side: number])[] } {
  const ends = new Map<string, End>();
  const places = posts.map(({ message }, index) => {
    const { sender, receiver } = message;
    const group = groupOf(receiver) ?? null;
    const name = group === null ? pairOf(message) : `#${group}`;
    let end = ends.get(name);
    if (end === undefined) {
      const [low, high] = group === null ? [Math.min(sender, receiver), Math.max(sender, receiver)] : [null, null];
      ends.set(name, end = { low, high, group, nth: ends.size + 1, count: 0, byLow: 0, last: 0 });
    }
    const place = ++end.count;
    end.last = index + 1;
    if (group !== null) return [end, place, place, 0] as const;
    if (sender === end.low) return [end, place, ++end.byLow, 1] as const;
    return [end, place, place - end.byLow, 2] as const;
  });
  return { ends: [...ends.values()], places };
}

function append(posts: readonly Post[], told: string): Statement {
  const { ends, places } = count(posts);
  const column = (read: (post: Post) => string | number | null) => arrayOf(posts.map(read));
  const values = [
    ...(["low", "high", "group", "count", "byLow", "last"] as const).map((name) =>
      arrayOf(ends.map((end) => end[name]))
    ),
    arrayOf(places.map(([{ nth }]) => nth)),
    ...([1, 2, 3] as const).map((part) => arrayOf(places.map((place) => place[part]))),
    column(({ message }) => message.sender),
    column(({ message }) => message.id),
    column(({ message }) => message.at),
    column(({ message }) => message.text),
    `,"count":${posts.length},"known":null,"posts":${told}}`,
  ];
  if (posts.every(({ key }) => key === undefined)) return { sql: APPEND.plain, values };
  values.push(column(({ key }) => key ?? null));
  if (posts.every(({ message: { file } }) => file === undefined)) return { sql: APPEND.keyed, values };
  return { sql: APPEND.filed, values: [...values, ...fileColumns(posts)] };
}

/** Whether a batch was refused since one of its messages was kept before, by its key. */
export function isKnownKey(error: unknown): boolean {
  return codeOf(error) === "23505" && constraintOf(error) === "posts_pkey";
}

function pairOf({ sender, receiver }: NewMessage): string {
  return sender < receiver ? `${sender} ${receiver}` : `${receiver} ${sender}`;
}
