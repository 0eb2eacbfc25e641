/**
 * What a PostgreSQL store is asked of files, and its answers. It knows no connection.
 *
 * @module
 */

import type { FileStore, StoredFile } from "../files.ts";
import { groupOf } from "../groups.ts";
import { arrayOf, type Row } from "./connection.ts";
import type { Read } from "./stored_messages.ts";

const FILE = "SELECT files.message AS id, files.name, size, sha256, sender.name AS sent_by, messages.at, " +
  "coalesce('#' || groups.name, receiver.name) AS sent_to FROM members " +
  "JOIN files ON files.conversation = members.conversation JOIN messages ON messages.number = files.message " +
  "JOIN conversations ON conversations.id = files.conversation " +
  "LEFT JOIN groups ON groups.conversation = files.conversation JOIN accounts AS sender ON sender.id = messages.sender " +
  "LEFT JOIN accounts AS receiver ON receiver.id = CASE WHEN messages.sender = low THEN high ELSE low END " +
  "WHERE members.account = $1::int AND (messages.seq > joined OR whole_history)";

const NEWEST = "ORDER BY files.message DESC LIMIT $3::bigint";

/** Bytes in whole blocks of `$1`. */
const BYTES = "greatest(1, (size + $1::bigint - 1) / $1::bigint) * $1::bigint";

/** The files of a store. */
export function createFileStore(read: Read): FileStore {
  return {
    async file(account, id) {
      return (await read(`${FILE} AND files.message = $2::bigint`, [account, id])).map(readFile)[0];
    },
    async list(account, { other, before = Number.MAX_SAFE_INTEGER, limit }) {
      const [sql, ...values] = whichOf(account, other);
      return (await read(`${FILE} AND files.message < $2::bigint ${sql} ${NEWEST}`, [
        account,
        before,
        limit,
        ...values,
      ]))
        .map(readFile);
    },
    async sizes(places) {
      const rows = await read("SELECT message, size FROM files WHERE message = ANY ($1::bigint[])", [arrayOf(places)]);
      return new Map(rows.map(({ message, size }) => [Number(message), Number(size)]));
    },
    async usage(block) {
      const sql =
        `SELECT sender, sum(${BYTES})::bigint AS bytes FROM (SELECT DISTINCT sender, sha256, size FROM files ` +
        "JOIN messages ON number = message) AS sent GROUP BY sender";
      return new Map((await read(sql, [block])).map(({ sender, bytes }) => [Number(sender), Number(bytes)]));
    },
    async hasSent(account, sha256) {
      const sql =
        "SELECT 1 FROM files JOIN messages ON number = message WHERE sha256 = $1::text AND sender = $2::int LIMIT 1";
      return (await read(sql, [sha256, account])).length > 0;
    },
    async unused(hashes) {
      const sql = "SELECT hash FROM unnest($1::text[]) WITH ORDINALITY AS given (hash, i) " +
        "WHERE NOT EXISTS (SELECT 1 FROM files WHERE sha256 = hash) ORDER BY i";
      return (await read(sql, [arrayOf(hashes)])).map(({ hash }) => String(hash));
    },
  };
}

function whichOf(account: number, other: number | undefined): readonly [sql: string, ...values: number[]] {
  if (other === undefined) return [""];
  const group = groupOf(other);
  if (group !== undefined) return ["AND files.conversation = $4::bigint", group];
  return ["AND low = $4::int AND high = $5::int", Math.min(account, other), Math.max(account, other)];
}

function readFile(row: Row): StoredFile {
  return {
    id: Number(row["id"]),
    name: String(row["name"]),
    size: Number(row["size"]),
    sha256: String(row["sha256"]),
    from: String(row["sent_by"]),
    to: String(row["sent_to"]),
    at: Number(row["at"]),
  };
}
