/**
 * What is in files, where servers share a database: given to it when it is whole, and removed when no server refers to it. It knows
 * no message and no account.
 *
 * @module
 */

import { ChatError } from "../../chat.ts";
import type { Depot } from "../../store/files.ts";

/** What a content is known by. */
export interface ContentRef {
  /** Its SHA-256, in hexadecimal. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
}

/** Times that a content is given to a database that loses parts of it by a fail-over. */
const ATTEMPTS = 3;

/**
 * Gives a content to all servers, and removes the file.
 *
 * @returns Whether it was not there before.
 * @throws {ChatError} If the database loses parts of it again and again.
 */
export async function share(depot: Depot, path: string, content: ContentRef): Promise<boolean> {
  const isNew = !await depot.has(content.sha256);
  let isWhole = !isNew;
  for (let attempt = 0; !isWhole && attempt < ATTEMPTS; attempt++) {
    await addPieces(depot, path, content);
    isWhole = await depot.add(content);
  }
  await Deno.remove(path);
  if (!isWhole) {
    throw new ChatError("Cannot store the file: the database has lost parts of it", { code: "store_failed" });
  }
  return isNew;
}

async function addPieces({ pieceSize, addPiece }: Depot, path: string, { sha256, size }: ContentRef): Promise<void> {
  using file = await Deno.open(path);
  for (let n = 0; n * pieceSize < size; n++) {
    const piece = new Uint8Array(Math.min(pieceSize, size - n * pieceSize));
    for (let done = 0, count; done < piece.length; done += count) {
      count = await file.read(piece.subarray(done));
      if (count === null) {
        throw new ChatError("Cannot store the file: it is gone from the disk", { code: "store_failed" });
      }
    }
    await addPiece(sha256, n, piece);
  }
}

/** Removes what no file refers to: see `Contents.sweep`. */
export async function sweepShared(
  depot: Depot,
  unused: (hashes: readonly string[]) => Promise<readonly string[]>,
  sizeOf: (size: number) => number,
): Promise<{ readonly removed: number; readonly bytes: number }> {
  let [removed, bytes] = [0, 0];
  const look = async (some: readonly ContentRef[]) => {
    const gone = await unused(some.map(({ sha256 }) => sha256));
    const left = new Set(gone.length === 0 ? [] : await depot.remove(gone));
    removed += left.size;
    for (const { sha256, size } of some) if (!left.has(sha256)) bytes += sizeOf(size);
  };
  const some: ContentRef[] = [];
  for await (const content of depot.list()) if (some.push(content) === 1_000) await look(some.splice(0));
  await look(some);
  return { removed, bytes };
}
