/**
 * The SQL of the SQLite store, and its rows. It knows no transaction.
 *
 * @module
 */

import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { FullMessage } from "../../chat.ts";
import type { StoredAccount, StoredLogin } from "../store.ts";

/** Messages that one statement inserts: each call has a cost of its own, about as much as a row. */
export const ROWS = 16;

/** Places of a block, as the table of conversations counts them. */
export const BLOCK = 256;

/** Values of a message: id, sender, receiver, text, at. */
export const MESSAGE_WIDTH = 5;

/** A row as SQLite returns it. */
export type Row = Record<string, SQLInputValue>;

/** The statements of a database. */
export type Statements = ReturnType<typeof prepare>;

const SELECT_MESSAGES = "SELECT seq, messages.id, sender.name AS from_name, sender.full_name AS from_full_name, " +
  "receiver.name AS to_name, receiver.full_name AS to_full_name, text, at, delivered_at, read_at FROM messages " +
  "JOIN accounts AS sender ON sender.id = sender JOIN accounts AS receiver ON receiver.id = receiver ";

/** The logins with their rank among those of their account: that of the one that was used last is 1. */
const RANKED_LOGINS = "SELECT rowid AS number, row_number() OVER " +
  "(PARTITION BY account ORDER BY used_at DESC, rowid DESC) AS rank FROM logins";

/** The unread messages of an account up to a place, or of a range that were not yet delivered. */
const READING = "receiver = ? AND read_at IS NULL AND seq <= ?";
const DELIVERING = "receiver = ? AND read_at IS NULL AND delivered_at IS NULL AND seq BETWEEN ? AND ?";

/** Prepares all of them. */
// deno-lint-ignore ngobrol/function-length -- a table
export function prepare(database: DatabaseSync) {
  const sql = (text: string) => database.prepare(text);
  return {
    begin: sql("BEGIN IMMEDIATE"),
    commit: sql("COMMIT"),
    rollback: sql("ROLLBACK"),
    accounts: sql("SELECT * FROM accounts WHERE removed_at IS NULL ORDER BY id"),
    // By id last: accounts are never made in the place of another, and a clock may be set back.
    removed: sql(
      "SELECT id FROM accounts WHERE removed_at IS NOT NULL AND name = ? COLLATE NOCASE ORDER BY id DESC",
    ),
    names: sql("SELECT DISTINCT name FROM accounts"),
    addAccount: sql("INSERT INTO accounts (name, full_name, password_hash, demo) VALUES (?, ?, ?, ?) RETURNING *"),
    setPassword: sql("UPDATE accounts SET password_hash = ?, demo = 0 WHERE id = ?"),
    removeAccount: sql("UPDATE accounts SET removed_at = ? WHERE id = ?"),
    endLogins: sql("DELETE FROM logins WHERE account = ?"),
    clampLogins: sql("UPDATE logins SET used_at = ? WHERE used_at > ?"),
    forgetLogins: sql("DELETE FROM logins WHERE used_at < ?"),
    forgetMoreLogins: sql(
      `DELETE FROM logins WHERE rowid IN (SELECT number FROM (${RANKED_LOGINS}) WHERE rank > ?)`,
    ),
    logins: sql(
      `SELECT token_hash, account, min(used_at, ?) AS used_at FROM logins JOIN (${RANKED_LOGINS}) ON number = logins.rowid ` +
        "WHERE logins.used_at >= ? AND rank <= ? ORDER BY logins.rowid",
    ),
    addLogin: sql(
      "INSERT INTO logins (token_hash, account, used_at) " +
        "SELECT ?, id, ? FROM accounts WHERE id = ? AND password_hash = ? AND removed_at IS NULL",
    ),
    touchLogin: sql("UPDATE logins SET used_at = ? WHERE token_hash = ?"),
    removeLogin: sql("DELETE FROM logins WHERE token_hash = ?"),
    addMessage: sql(insertMessages(1)),
    addMessages: sql(insertMessages(ROWS)),
    unread: sql(
      SELECT_MESSAGES + "WHERE receiver = ? AND read_at IS NULL AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?",
    ),
    // By place: what is newer than a moment ago is little, whoever it is for.
    received: sql(SELECT_MESSAGES + "WHERE receiver = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?"),
    message: sql(SELECT_MESSAGES + "WHERE seq = ?"),
    // octet_length() reads no text: where it is long it lies in pages of its own.
    inbox: sql(
      "SELECT seq, name, octet_length(text) AS length FROM messages JOIN accounts ON accounts.id = sender " +
        "WHERE receiver = ? AND read_at IS NULL AND seq > ? ORDER BY seq LIMIT ?",
    ),
    blocks: sql(
      "SELECT block FROM conversations WHERE low = ? AND high = ? AND block <= ? ORDER BY block DESC LIMIT ?",
    ),
    inBlock: sql(
      "SELECT seq, octet_length(text) AS length FROM messages WHERE seq BETWEEN ? AND ? " +
        "AND min(sender, receiver) = ? AND max(sender, receiver) = ? ORDER BY seq DESC LIMIT ?",
    ),
    addConversation: sql("INSERT OR IGNORE INTO conversations VALUES (?, ?, ?)"),
    idFrom: sql("SELECT seq, id FROM messages WHERE seq >= ? ORDER BY seq LIMIT 1"),
    newestPlace: sql("SELECT coalesce(max(seq), 0) AS seq FROM messages"),
    firstUnreadBeyond: sql(
      "SELECT seq FROM messages WHERE receiver = ? AND read_at IS NULL AND id > ? ORDER BY seq LIMIT 1",
    ),
    posted: sql("SELECT seq, id, at FROM posts JOIN messages ON seq = message WHERE posts.sender = ? AND key = ?"),
    addPost: sql("INSERT INTO posts (message, sender, key) VALUES (?, ?, ?)"),
    // Two at most, and of the oldest: each post pays for itself.
    forgetPosts: sql(
      "DELETE FROM posts WHERE message IN (SELECT message FROM posts " +
        "WHERE message <= (SELECT seq FROM post_marks ORDER BY number LIMIT 1) ORDER BY message LIMIT 2)",
    ),
    markPosts: sql("INSERT INTO post_marks (seq) SELECT coalesce(max(seq), 0) FROM messages"),
    unreadCounts: sql("SELECT receiver, count(*) AS count FROM messages WHERE read_at IS NULL GROUP BY receiver"),
    checkpoint: sql("PRAGMA wal_checkpoint(PASSIVE)"),
    truncateLog: sql("PRAGMA wal_checkpoint(TRUNCATE)"),
    newestId: sql("SELECT id FROM messages ORDER BY seq DESC LIMIT 1"),
    reading: sql(progressIn(READING)),
    markRead: sql(`UPDATE messages SET read_at = ? WHERE ${READING}`),
    delivering: sql(progressIn(DELIVERING)),
    markDelivered: sql(`UPDATE messages SET delivered_at = ? WHERE ${DELIVERING}`),
  };
}

/** Beside a max(), SQLite takes the other values from the row that has it (https://www.sqlite.org/lang_select.html#bareagg). */
function progressIn(condition: string): string {
  return `SELECT sender, count(*) AS count, id AS newest, max(seq) FROM messages WHERE ${condition} GROUP BY sender`;
}

function insertMessages(rows: number): string {
  const values = Array(rows).fill(`(${Array(MESSAGE_WIDTH).fill("?").join(", ")})`).join(", ");
  return `INSERT INTO messages (id, sender, receiver, text, at) VALUES ${values}`;
}

/** An account out of its row. */
export function readAccount(row: Row): StoredAccount {
  return {
    id: Number(row["id"]),
    name: String(row["name"]),
    fullName: String(row["full_name"]),
    passwordHash: String(row["password_hash"]),
    demo: row["demo"] === 1,
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

/** A message out of its row, with its place. */
export function readMessage(row: Row): FullMessage {
  const [deliveredAt, readAt] = [row["delivered_at"], row["read_at"]];
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
  };
}
