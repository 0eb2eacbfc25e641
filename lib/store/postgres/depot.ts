/**
 * What is in files, in the database that servers share: in pieces, under its SHA-256. A content is there when all of its pieces
 * are, on a standby as well. It knows no file.
 *
 * @module
 */

import type { Depot } from "../files.ts";
import { arrayOf, type Row, type Value } from "./connection.ts";

/** Bytes of a piece. */
const PIECE = 256 * 1024;

/** How long a content to which no file refers is kept: another server may be about to refer to it. */
const KEPT = "1 day";

const FIND = "UPDATE contents SET kept_at = now() WHERE sha256 = $1::text RETURNING 1";

const ADD_PIECE = "INSERT INTO pieces (sha256, n, bytes) VALUES ($1::text, $2::int, decode($3::text, 'base64')) " +
  "ON CONFLICT (sha256, n) DO NOTHING";

/** A fail-over may have lost some of the pieces. */
const ADD = "INSERT INTO contents (sha256, size, kept_at) SELECT $1::text, $2::bigint, now() " +
  "WHERE (SELECT coalesce(sum(length(bytes)), 0) FROM pieces WHERE sha256 = $1::text) = $2::bigint " +
  "ON CONFLICT (sha256) DO UPDATE SET kept_at = excluded.kept_at RETURNING 1";

const READ = "SELECT encode(substring(bytes FROM $3::int FOR $4::int), 'base64') AS bytes FROM pieces " +
  "WHERE sha256 = $1::text AND n = $2::int";

const LIST = "SELECT sha256, size FROM contents WHERE sha256 > $1::text ORDER BY sha256 LIMIT 1000";

/** Its row is locked first: who is about to refer to it has changed it since, or comes too late to find it. */
const REMOVE = `WITH gone AS (
  DELETE FROM contents WHERE sha256 = ANY ($1::text[]) AND kept_at < now() - interval '${KEPT}'
    AND NOT EXISTS (SELECT 1 FROM files WHERE files.sha256 = contents.sha256)
  RETURNING sha256
), pieces AS (DELETE FROM pieces WHERE sha256 IN (SELECT sha256 FROM gone))
SELECT sha256 FROM gone`;

/** The contents of a database. @param run Runs a statement, again if the way to the database is lost. */
export function createDepot(run: (sql: string, values: readonly Value[]) => Promise<readonly Row[]>): Depot {
  return {
    pieceSize: PIECE,
    async has(sha256) {
      return (await run(FIND, [sha256])).length > 0;
    },
    async addPiece(sha256, n, bytes) {
      await run(ADD_PIECE, [sha256, n, bytes.toBase64()]);
    },
    async add({ sha256, size }) {
      return (await run(ADD, [sha256, size])).length > 0;
    },
    async read(sha256, offset, length) {
      const parts: Uint8Array[] = [];
      for (let at = offset; at < offset + length;) {
        const start = at % PIECE;
        const count = Math.min(PIECE - start, offset + length - at);
        const [row] = await run(READ, [sha256, Math.floor(at / PIECE), start + 1, count]);
        const bytes = row === undefined ? new Uint8Array(0) : Uint8Array.fromBase64(String(row["bytes"]));
        parts.push(bytes);
        if (bytes.length < count) break;
        at += count;
      }
      return concat(parts);
    },
    async *list() {
      for (let last = "";;) {
        const rows = await run(LIST, [last]);
        for (const { sha256, size } of rows) yield { sha256: String(sha256), size: Number(size) };
        if (rows.length === 0) return;
        last = String(rows.at(-1)!["sha256"]);
      }
    },
    async remove(hashes) {
      return (await run(REMOVE, [arrayOf(hashes)])).map(({ sha256 }) => String(sha256));
    },
  };
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
