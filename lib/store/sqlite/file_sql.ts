/**
 * The SQL of files. It knows no transaction.
 *
 * @module
 */

import type { SQLInputValue } from "node:sqlite";
import type { NewFile } from "../files.ts";

const FILE = "SELECT files.message AS id, files.name, size, sha256, sender.name AS sent_by, messages.at, " +
  "coalesce('#' || groups.name, (SELECT name FROM accounts WHERE id = iif(messages.sender = low, high, low))) AS sent_to " +
  "FROM members CROSS JOIN files ON files.conversation = members.conversation " +
  "CROSS JOIN messages ON messages.number = files.message " +
  "CROSS JOIN conversations ON conversations.id = files.conversation " +
  "LEFT JOIN groups ON groups.conversation = files.conversation " +
  "CROSS JOIN accounts AS sender ON sender.id = messages.sender " +
  "WHERE members.account = ? AND (messages.seq > joined OR whole_history = 1) ";

/** The SQL of each statement, by its name. */
export const FILE_SQL = {
  // Of the message with that id alone: the key may have been used before, and its message stays as it is then.
  addFile: "INSERT INTO files SELECT number, conversation, ?, ?, ? FROM posts JOIN messages ON number = message " +
    "WHERE posts.sender = ? AND key = ? AND id = ?",
  file: `${FILE} AND files.message = ?`,
  files: `${FILE} AND files.message < ? ORDER BY files.message DESC LIMIT ?`,
  filesWith:
    `${FILE} AND files.message < ? AND kind = 'direct' AND low = ? AND high = ? ORDER BY files.message DESC LIMIT ?`,
  filesIn: `${FILE} AND files.message < ? AND files.conversation = ? ORDER BY files.message DESC LIMIT ?`,
  fileSizes: "SELECT message, size FROM json_each(?) AS wanted CROSS JOIN files ON message = wanted.value",
  fileUsage: "SELECT sender, sum(max(1, (size + ?1 - 1) / ?1) * ?1) AS bytes FROM " +
    "(SELECT DISTINCT sender, sha256, size FROM files JOIN messages ON number = message) GROUP BY sender",
  hasSent: "SELECT 1 FROM files JOIN messages ON number = message WHERE sha256 = ? AND sender = ? LIMIT 1",
  unusedContents: "SELECT value FROM json_each(?) WHERE value NOT IN (SELECT sha256 FROM files)",
};

/** What {@linkcode readMessage} needs of the file of a message, as columns. */
export const FILE_COLUMNS = "files.name AS file_name, files.size AS file_size, files.sha256 AS file_sha256";

/** The file of a message out of the row that has {@linkcode FILE_COLUMNS}; nothing if it has none. */
export function readFileOf(
  { number, file_name, file_size, file_sha256 }: Record<string, SQLInputValue>,
): { file?: NewFile & { readonly id: number } } {
  if (file_name === null) return {};
  return {
    file: { id: Number(number), name: String(file_name), size: Number(file_size), sha256: String(file_sha256) },
  };
}
