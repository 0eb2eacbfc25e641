/**
 * A store with the tables of 0.2.1, filled as that version filled them, and what of it has to be in the tables of today.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { generate as generateUuid7 } from "@std/uuid/v7";
import { DatabaseSync } from "node:sqlite";
import { ROOT } from "./helpers.ts";

/** The version of the tables of 0.2.1. */
export const OLD_VERSION = 5;

/** Numbers that look like chance, and are the same each time. */
function createRandom(seed: number): (below: number) => number {
  return (below) => {
    seed = seed * 48271 % 2147483647;
    return Math.floor(seed / 2147483647 * below);
  };
}

/** Makes a store of 0.2.1 in `file` with so many messages more: read, delivered, neither; in runs and scattered. */
export function makeOldStore(file: string, count: number): void {
  Deno.copyFileSync(`${ROOT}tests/data/store_0.2.1.sqlite`, file);
  Deno.chmodSync(file, 0o600);
  const random = createRandom(20261127);
  const database = new DatabaseSync(file);
  database.exec("BEGIN");
  const ids = database.prepare("SELECT id FROM accounts").all().map(({ id }) => Number(id));
  const add = database.prepare("INSERT INTO messages (id, sender, receiver, text, at) VALUES (?, ?, ?, ?, ?)");
  const block = database.prepare("INSERT OR IGNORE INTO conversations VALUES (?, ?, ?)");
  const deliver = database.prepare(
    "UPDATE messages SET delivered_at = ? WHERE receiver = ? AND read_at IS NULL AND delivered_at IS NULL AND seq <= ?",
  );
  const read = database.prepare("UPDATE messages SET read_at = ? WHERE receiver = ? AND read_at IS NULL AND seq <= ?");
  const post = database.prepare("INSERT INTO posts VALUES (?, ?, ?)");
  let at = 1_790_000_000_000;
  const some = () => ids[random(ids.length)]!;
  let [sender, receiver] = [some(), some()];
  for (let index = 0; index < count; index++) {
    if (random(4) === 0) [sender, receiver] = [some(), some()];
    const text = `${index} ${"\u20ac".repeat(random(80))}`;
    const seq = Number(add.run(generateUuid7(at), sender, receiver, text, at++).lastInsertRowid);
    block.run(Math.min(sender, receiver), Math.max(sender, receiver), Math.floor(seq / 256));
    if (random(10) === 0) post.run(seq, sender, crypto.randomUUID());
    if (random(20) === 0) deliver.run(at, some(), seq - random(30));
    if (random(30) === 0) read.run(at + 5, ids[random(ids.length - 1)]!, seq - random(40)); // The last one reads nothing more.
  }
  database.exec("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
  database.close();
}

/** The version of the tables in `file`. */
export function tablesOf(file: string): number {
  using database = new DatabaseSync(file);
  return Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);
}

const RECEIVER = "iif(messages.sender = low, high, low)";

const momentOf = (state: number) =>
  "(SELECT iif(behind < messages.seq, moves.at, NULL) FROM moves WHERE moves.conversation = messages.conversation " +
  `AND account = ${RECEIVER} AND state = ${state} AND up_to >= messages.seq ORDER BY up_to LIMIT 1)`;

const NEW =
  `SELECT number, messages.id, messages.sender, ${RECEIVER}, text, messages.at, ${momentOf(1)}, ${momentOf(2)}, ` +
  `messages.seq > read_up_to FROM messages JOIN conversations ON conversations.id = messages.conversation ` +
  `JOIN members ON members.conversation = messages.conversation AND members.account = ${RECEIVER}`;

const OLD = "SELECT seq, id, sender, receiver, text, at, delivered_at, read_at, read_at IS NULL FROM old.messages";

/** What is asked of both, and must give no row. */
const DIFFERENCES = [
  `${OLD} EXCEPT ${NEW}`,
  `${NEW} EXCEPT ${OLD}`,
  "SELECT * FROM old.posts EXCEPT SELECT * FROM posts",
  "SELECT * FROM posts EXCEPT SELECT * FROM old.posts",
  "SELECT *, 'student' FROM old.accounts EXCEPT SELECT * FROM accounts",
  "SELECT * FROM old.logins EXCEPT SELECT * FROM logins",
  "SELECT * FROM old.post_marks EXCEPT SELECT * FROM post_marks",
  // Places are 1, 2, 3 without a gap, in the order of the store.
  "SELECT * FROM (SELECT seq, row_number() OVER (PARTITION BY conversation ORDER BY number) AS place FROM messages) " +
  "WHERE seq <> place",
  // What the cursors have counted is what is there.
  `SELECT account FROM members JOIN conversations ON conversations.id = conversation WHERE (read_count, delivered_count) <> ` +
  `(SELECT count(*) FILTER (WHERE messages.seq <= read_up_to), count(*) FILTER (WHERE messages.seq <= delivered_up_to) ` +
  `FROM messages WHERE messages.conversation = members.conversation AND ${RECEIVER} = account)`,
];

/** Checks that the store in `file` has everything that the one in `old` had, and nothing else. */
export function assertSameChat(file: string, old: string): void {
  using database = new DatabaseSync(file);
  database.prepare("ATTACH ? AS old").run(old);
  for (const sql of DIFFERENCES) assertEquals(database.prepare(`${sql} LIMIT 3`).all(), [], sql);
}
