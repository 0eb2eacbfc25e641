/**
 * The SQL of the SQLite store, and its rows. It knows no transaction.
 *
 * @module
 */

import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { FullMessage } from "../../chat.ts";
import { FILE_COLUMNS, FILE_SQL, readFileOf } from "./file_sql.ts";
import type { StoredAccount, StoredLogin } from "../store.ts";
import { CONTROL_SQL } from "./control_sql.ts";
import { GROUP_SQL } from "./group_sql.ts";
import { PRUNE_SQL } from "./prune_sql.ts";

/** Messages that one statement inserts: each call has a cost of its own, about as much as a row. */
export const ROWS = [16, 4, 1] as const;

/** Each so many places a conversation has a mark. */
export const MARK = 64;

/** Values of the row of a message. */
export const ROW_WIDTH = 10;

/** What `moves` has as its state. */
export const STATES = { delivered: 1, read: 2 } as const;

/** A row as SQLite returns it. */
export type Row = Record<string, SQLInputValue>;

/** When a message came a step further: by the move of the receiver's cursor that went over it. */
const momentOf = (state: number) =>
  "(SELECT iif(behind < messages.seq, moves.at, NULL) FROM moves WHERE moves.conversation = messages.conversation " +
  `AND moves.account = receiver.id AND state = ${state} AND up_to >= messages.seq ORDER BY up_to LIMIT 1)`;

/** How many messages of a conversation are to a member: to oneself and in a group all, else those of the other. */
export const RECEIVED = "iif(low IS high, last_seq, iif(account = low, last_seq - low_sent, low_sent))";

/** The same up to a cursor, and the place of that cursor. */
const AT_READ = "read_up_to AS up_to, read_count AS count";
const AT_DELIVERED = "max(delivered_up_to, read_up_to) AS up_to, max(delivered_count, read_count) AS count";

/** The conversations of an account: the other one's id, or that of a group below 0, how far a cursor of the account has come, and the end of each. */
const memberships = (cursor: string, whose = "account = ?") =>
  "SELECT account, conversation, pruned, coalesce(iif(account = low, high, low), -conversation) AS partner, joined, last_seq, last, " +
  `${RECEIVED} AS received, ${cursor}, ` +
  "(SELECT id FROM messages WHERE number = iif(last_sender = account AND low <> high, last_other, last)) AS newest " +
  `FROM members JOIN conversations ON conversations.id = conversation WHERE ${whose} `;

/** Back from a message, over those of a sender, down to a place and not including it. */
const WALK = "WITH RECURSIVE walk (number, seq, sender, next, length) AS (" +
  "SELECT number, seq, sender, iif(sender = ?, other, previous), octet_length(text) FROM messages WHERE number = ? " +
  "UNION ALL SELECT messages.number, messages.seq, messages.sender, iif(messages.sender = ?, other, previous), " +
  "octet_length(text) FROM walk JOIN messages ON messages.number = next WHERE messages.seq > ?) ";

/** The logins with their rank among those of their account: that of the one that was used last is 1. */
const RANKED_LOGINS = "SELECT rowid AS number, row_number() OVER " +
  "(PARTITION BY account ORDER BY used_at DESC, rowid DESC) AS rank FROM logins";

/** The SQL of each statement, by its name. */
export const SQL = {
  ...CONTROL_SQL,
  begin: "BEGIN IMMEDIATE",
  commit: "COMMIT",
  rollback: "ROLLBACK",
  accounts: "SELECT * FROM accounts WHERE removed_at IS NULL ORDER BY id",
  // By id last: accounts are never made in the place of another, and a clock may be set back.
  removed: "SELECT id FROM accounts WHERE removed_at IS NOT NULL AND name = ? COLLATE NOCASE ORDER BY id DESC",
  names: "SELECT DISTINCT name FROM accounts",
  addAccount: "INSERT INTO accounts (name, full_name, password_hash, demo, role) VALUES (?, ?, ?, ?, ?) RETURNING *",
  changeAccount: "UPDATE accounts SET name = coalesce(?, name), full_name = coalesce(?, full_name), " +
    "role = coalesce(?, role) WHERE id = ? AND removed_at IS NULL RETURNING *",
  setPassword: "UPDATE accounts SET password_hash = ?, demo = 0 WHERE id = ?",
  removeAccount: "UPDATE accounts SET removed_at = ? WHERE id = ?",
  endLogins: "DELETE FROM logins WHERE account = ? AND token_hash <> ?",
  clampLogins: "UPDATE logins SET used_at = ? WHERE used_at > ?",
  forgetLogins: "DELETE FROM logins WHERE used_at < ?",
  forgetMoreLogins: `DELETE FROM logins WHERE rowid IN (SELECT number FROM (${RANKED_LOGINS}) WHERE rank > ?)`,
  logins:
    `SELECT token_hash, account, min(used_at, ?) AS used_at FROM logins JOIN (${RANKED_LOGINS}) ON number = logins.rowid ` +
    "WHERE logins.used_at >= ? AND rank <= ? ORDER BY logins.rowid",
  addLogin: "INSERT INTO logins (token_hash, account, used_at) " +
    "SELECT ?, id, ? FROM accounts WHERE id = ? AND password_hash = ? AND removed_at IS NULL",
  touchLogin: "UPDATE logins SET used_at = ? WHERE token_hash = ?",
  removeLogin: "DELETE FROM logins WHERE token_hash = ?",
  add16: insertMessages(16),
  add4: insertMessages(4),
  add1: insertMessages(1),
  setTail:
    "UPDATE conversations SET last_seq = ?, last = ?, last_sender = ?, last_other = ?, low_sent = ? WHERE id = ?",
  direct: "SELECT * FROM conversations WHERE kind = 'direct' AND low = ? AND high = ?",
  addConversation: "INSERT INTO conversations (kind, low, high, last_seq, last, last_sender, low_sent) " +
    "VALUES ('direct', ?, ?, 0, 0, 0, 0)",
  addMember: "INSERT INTO members SELECT id, ?, 0, 0, 0, 0, 0 FROM accounts WHERE id = ?",
  addMark: "INSERT INTO marks VALUES (?, ?, ?)",
  mark: "SELECT number FROM marks WHERE conversation = ? AND nth = ?",
  // Many at once: a call for each would cost more than the reading.
  messages: "SELECT messages.number, messages.id, sender.name AS from_name, sender.full_name AS from_full_name, " +
    "coalesce(receiver.name, '#' || groups.name) AS to_name, " +
    "coalesce(receiver.full_name, groups.name) AS to_full_name, iif(kind = 'group', messages.seq, NULL) AS place, text, messages.at, " +
    `${momentOf(STATES.delivered)} AS delivered_at, ${
      momentOf(STATES.read)
    } AS read_at, ${FILE_COLUMNS}, edits.at AS edited_at, edits.removed ` +
    "FROM json_each(?) AS wanted CROSS JOIN messages ON messages.number = wanted.value " +
    "CROSS JOIN conversations ON conversations.id = messages.conversation " +
    "CROSS JOIN accounts AS sender ON sender.id = messages.sender " +
    "LEFT JOIN accounts AS receiver ON receiver.id = iif(messages.sender = low, high, low) " +
    "LEFT JOIN groups ON groups.conversation = messages.conversation " +
    "LEFT JOIN files ON files.message = messages.number " +
    "LEFT JOIN edits ON edits.message = messages.number ORDER BY wanted.key",
  place: "SELECT number, conversation, seq, sender, sent, previous, other, id FROM messages WHERE number = ?",
  // octet_length() reads no text: where it is long it lies in pages of its own.
  walk: `${WALK} SELECT number, seq, sender, length FROM walk WHERE sender <> ? AND seq > ? LIMIT ?`,
  // One call, though it may be 64 steps.
  backTo: "WITH RECURSIVE back (number, next) AS (SELECT number, previous FROM messages WHERE number = ? " +
    "UNION ALL SELECT messages.number, previous FROM back JOIN messages ON messages.number = next " +
    "WHERE back.number > ?) SELECT number FROM back WHERE number <= ? LIMIT 1",
  nameOf: "SELECT name FROM accounts WHERE id = ?",
  // The places first: mostly they tell that there is nothing, and to count takes longer.
  memberships: `${memberships(AT_READ)} AND (last > ? OR last_seq > read_up_to AND received > count)`,
  unreadIn: `${memberships(AT_READ)} AND last_seq > read_up_to AND received > count`,
  unreadOf: `${memberships(AT_READ, "conversation = ?")} AND last_seq > read_up_to AND received > count`,
  unreadOfAll: `${memberships(AT_READ, "last_seq > read_up_to")} AND received > count`,
  undeliveredIn: `${memberships(AT_DELIVERED)} AND last_seq > read_up_to AND last_seq > delivered_up_to AND ` +
    "received > count",
  setRead: "UPDATE members SET read_up_to = ?, read_count = ? WHERE account = ? AND conversation = ?",
  setDelivered: "UPDATE members SET delivered_up_to = ?, delivered_count = ? WHERE account = ? AND conversation = ?",
  addMove: "INSERT INTO moves (conversation, account, state, up_to, behind, at) VALUES (?, ?, ?, ?, ?, ?)",
  idFrom: "SELECT number, id FROM messages WHERE number >= ? ORDER BY number LIMIT 1",
  // What was removed has had its place.
  newestPlace: "SELECT max(coalesce((SELECT max(number) FROM messages), 0), number) AS seq FROM pruned",
  posted:
    "SELECT number AS seq, id, at FROM posts JOIN messages ON number = message WHERE posts.sender = ? AND key = ?",
  addPost: "INSERT INTO posts (message, sender, key) VALUES (?, ?, ?)",
  // Two at most, and of the oldest: each post pays for itself.
  forgetPosts: "DELETE FROM posts WHERE message IN (SELECT message FROM posts " +
    "WHERE message <= (SELECT seq FROM post_marks ORDER BY number LIMIT 1) ORDER BY message LIMIT 2)",
  markPosts:
    "INSERT INTO post_marks (seq) SELECT max(coalesce((SELECT max(number) FROM messages), 0), number) FROM pruned",
  unreadCounts: `SELECT account, sum(${RECEIVED} - read_count) AS count FROM members ` +
    "JOIN conversations ON conversations.id = conversation WHERE kind = 'direct' GROUP BY account HAVING count > 0",
  checkpoint: "PRAGMA wal_checkpoint(PASSIVE)",
  truncateLog: "PRAGMA wal_checkpoint(TRUNCATE)",
  newestId: "SELECT id FROM messages ORDER BY number DESC LIMIT 1",
  ...FILE_SQL,
  ...GROUP_SQL,
  ...PRUNE_SQL,
};

/** The statements of a database. */
export type Statements = Readonly<Record<keyof typeof SQL, StatementSync>>;

/** Prepares all of them. */
export function prepare(database: DatabaseSync): Statements {
  const prepared = Object.entries(SQL).map(([name, sql]) => [name, database.prepare(sql)]);
  return Object.fromEntries(prepared);
}

function insertMessages(rows: typeof ROWS[number]): string {
  const values = Array(rows).fill(`(${Array(ROW_WIDTH).fill("?").join(", ")})`).join(", ");
  return `INSERT INTO messages VALUES ${values}`;
}

/** An account out of its row. */
export function readAccount(row: Row): StoredAccount {
  return {
    id: Number(row["id"]),
    name: String(row["name"]),
    fullName: String(row["full_name"]),
    passwordHash: String(row["password_hash"]),
    demo: row["demo"] === 1,
    role: row["role"] === "teacher" ? "teacher" : "student",
  };
}

/** A login out of its row. */
export function readLogin(row: Row): StoredLogin {
  return {
    tokenHash: String(row["token_hash"]),
    account: Number(row["account"]),
    usedAt: Number(row["used_at"]),
  };
}

/** A message out of its row. */
export function readMessage(row: Row): FullMessage {
  const [deliveredAt, readAt, editedAt] = [row["delivered_at"], row["read_at"], row["edited_at"]];
  const place = row["place"];
  return {
    id: String(row["id"]),
    from: String(row["from_name"]),
    fromName: String(row["from_full_name"]),
    to: String(row["to_name"]),
    toName: String(row["to_full_name"]),
    text: String(row["text"]),
    at: Number(row["at"]),
    ...(deliveredAt === null ? {} : { deliveredAt: Number(deliveredAt) }),
    ...(readAt === null ? {} : { readAt: Number(readAt) }),
    ...(editedAt === null ? {} : { editedAt: Number(editedAt) }),
    ...row["removed"] === 1 && { removed: true },
    ...(place === null ? {} : { place: Number(place) }),
    ...readFileOf(row),
  };
}
