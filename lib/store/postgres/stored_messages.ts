/**
 * The messages of a batch, for those who follow: this server's own, and those of others, of which only the texts are read that
 * somebody wants. It knows no connection.
 *
 * @module
 */

import type { NewMessage, StoredMessages, StoredRef, Wants } from "../store.ts";
import { type Appended, placesOf } from "./posts.ts";
import type { Batch } from "./commits.ts";
import { arrayOf, type Row, type Value } from "./connection.ts";

/** Runs what only reads. */
export type Read = (sql: string, values?: readonly Value[]) => Promise<readonly Row[]>;

const COLUMNS = "SELECT number, messages.id, messages.at, text, files.name AS file_name, size, sha256";
const FILES = "LEFT JOIN files ON files.message = number";

/** Reads messages in the places `$1`. */
const TEXTS = `${COLUMNS} FROM messages ${FILES} WHERE number = ANY ($1::bigint[])`;

/** Reads those in the places from `$1` up to `$2`, with who wrote to whom: an older version does not tell that. */
const ALL = `${COLUMNS}, sender, ` +
  "CASE WHEN kind = 'group' THEN -conversations.id WHEN sender = low THEN high ELSE low END AS receiver FROM messages " +
  `JOIN conversations ON conversations.id = conversation ${FILES} WHERE number >= $1::bigint AND number < $2::bigint ` +
  "ORDER BY number";

/** A message with its place. */
type Message = NewMessage & StoredRef;

/** The messages of a batch of this server. */
export function ownMessages({ posts }: Batch, appended: Appended): StoredMessages {
  const known = new Set((appended.known ?? []).map(([index]) => index));
  const places = placesOf(posts, appended);
  const messages = posts.flatMap(({ message }, index) =>
    known.has(index) ? [] : [{ ...message, seq: places[index]!.seq }]
  );
  return listed(messages);
}

/** The messages of a batch of another server. */
export async function readMessages(read: Read, told: Appended, wants: Wants): Promise<StoredMessages> {
  const { from, count, known, posts } = told;
  if (posts === undefined) return listed((await read(ALL, [from, from + count])).map(readAll));
  const before = new Set((known ?? []).map(([index]) => index));
  const [senders, receivers] = [posts.by, posts.to].map((all) => all.filter((_, index) => !before.has(index))) as [
    number[],
    number[],
  ];
  const wanted = senders.flatMap((sender, index) => wants(sender, receivers[index]!) ? [from + index] : []);
  const rows = wanted.length === 0 ? [] : await read(TEXTS, [arrayOf(wanted)]);
  const messages = new Map(rows.map((row) => {
    const index = Number(row["number"]) - from;
    return [index, readMessage(row, senders[index]!, receivers[index]!)];
  }));
  return {
    count,
    newest: { seq: from + count - 1, id: posts.last },
    sender: (index) => senders[index]!,
    receiver: (index) => receivers[index]!,
    at: (index) => messages.get(index),
  };
}

function listed(messages: readonly Message[]): StoredMessages {
  return {
    count: messages.length,
    get newest() {
      return messages.at(-1)!;
    },
    sender: (index) => messages[index]!.sender,
    receiver: (index) => messages[index]!.receiver,
    at: (index) => messages[index],
  };
}

function readAll(row: Row): Message {
  return readMessage(row, Number(row["sender"]), Number(row["receiver"]));
}

function readMessage(
  { number, id, at, text, file_name, size, sha256 }: Row,
  sender: number,
  receiver: number,
): Message {
  const message = { seq: Number(number), id: String(id), sender, receiver, at: Number(at), text: String(text) };
  if (file_name === null) return message;
  return { ...message, file: { name: String(file_name), size: Number(size), sha256: String(sha256) } };
}
