/**
 * Rows of the PostgreSQL store as what they stand for. It knows no connection.
 *
 * @module
 */

import type { FullMessage } from "../../chat.ts";
import type { StoredAccount, StoredLogin } from "../store.ts";
import type { Row } from "./connection.ts";

/** When a message came a step further: by the move of the receiver's cursor that went over it. */
const momentOf = (state: number) =>
  "(SELECT CASE WHEN behind < messages.seq THEN moves.at END FROM moves " +
  "WHERE moves.conversation = messages.conversation AND moves.account = receiver.id " +
  `AND state = ${state} AND up_to >= messages.seq ORDER BY up_to LIMIT 1)`;

/** The messages in the places `$1`, in their order. */
export const MESSAGES: string =
  "SELECT messages.number, messages.id, sender.name AS from_name, sender.full_name AS from_full_name, " +
  "coalesce(receiver.name, '#' || groups.name) AS to_name, coalesce(receiver.full_name, groups.name) AS to_full_name, " +
  "CASE WHEN kind = 'group' THEN messages.seq END AS place, text, messages.at, " +
  `${momentOf(1)} AS delivered_at, ${momentOf(2)} AS read_at, ` +
  "files.name AS file_name, files.size AS file_size, files.sha256 AS file_sha256, edits.at AS edited_at, edits.removed " +
  "FROM unnest($1::bigint[]) WITH ORDINALITY AS wanted (number, i) JOIN messages ON messages.number = wanted.number " +
  "JOIN conversations ON conversations.id = messages.conversation JOIN accounts AS sender ON sender.id = messages.sender " +
  "LEFT JOIN accounts AS receiver ON receiver.id = CASE WHEN messages.sender = low THEN high ELSE low END " +
  "LEFT JOIN groups ON groups.conversation = messages.conversation LEFT JOIN files ON files.message = messages.number " +
  "LEFT JOIN edits ON edits.message = messages.number ORDER BY wanted.i";

/** A row of {@linkcode MESSAGES}. */
export function readMessage(row: Row): FullMessage {
  const { delivered_at, read_at, edited_at, place, file_name } = row;
  return {
    id: String(row["id"]),
    from: String(row["from_name"]),
    fromName: String(row["from_full_name"]),
    to: String(row["to_name"]),
    toName: String(row["to_full_name"]),
    text: String(row["text"]),
    at: Number(row["at"]),
    ...delivered_at !== null && { deliveredAt: Number(delivered_at) },
    ...read_at !== null && { readAt: Number(read_at) },
    ...edited_at !== null && { editedAt: Number(edited_at) },
    ...row["removed"] === true && { removed: true },
    ...place !== null && { place: Number(place) },
    ...file_name !== null && {
      file: {
        id: Number(row["number"]),
        name: String(file_name),
        size: Number(row["file_size"]),
        sha256: String(row["file_sha256"]),
      },
    },
  };
}

/** Adds rows to members, which are to follow. */
export const ADD_MEMBERS: string = "INSERT INTO members (account, conversation, joined, delivered_up_to, " +
  "delivered_count, read_up_to, read_count)";

/** The columns of {@linkcode readAccount}. */
export const ACCOUNT_COLUMNS: string = "id, name, full_name, password_hash, demo, role";

/** A row of accounts. */
export function readAccount(row: Row): StoredAccount {
  return {
    id: Number(row["id"]),
    name: String(row["name"]),
    fullName: String(row["full_name"]),
    passwordHash: String(row["password_hash"]),
    demo: row["demo"] === true,
    role: row["role"] === "teacher" ? "teacher" : "student",
  };
}

/** The columns of {@linkcode readLogin}. */
export const LOGIN_COLUMNS: string = "token_hash, account, used_at";

/** A row of logins. */
export function readLogin(row: Row): StoredLogin {
  return { tokenHash: String(row["token_hash"]), account: Number(row["account"]), usedAt: Number(row["used_at"]) };
}
