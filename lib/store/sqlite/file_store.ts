/**
 * What a SQLite store is asked of files, and its answers. It knows no transaction.
 *
 * @module
 */

import type { SQLInputValue } from "node:sqlite";
import type { Rows } from "./chains.ts";
import { groupOf } from "../groups.ts";
import type { FilesOptions, FileStore, StoredFile } from "../files.ts";

/** What can be asked of files: a method of {@linkcode FileStore}, and its arguments. */
export type FileQuestion = { [M in keyof FileStore]: readonly [method: M, ...args: Parameters<FileStore[M]>] }[
  keyof FileStore
];

/** The files of a store, which `ask` gives to {@linkcode answerFiles} on another thread. */
export function createFileStore(ask: <T>(question: FileQuestion) => Promise<T>): FileStore {
  return {
    file: (...args) => ask(["file", ...args]),
    list: (...args) => ask(["list", ...args]),
    sizes: (...args) => ask(["sizes", ...args]),
    usage: (...args) => ask(["usage", ...args]),
    hasSent: (...args) => ask(["hasSent", ...args]),
    unused: (...args) => ask(["unused", ...args]),
  };
}

/** What a method of {@linkcode FileStore} resolves to. */
export function answerFiles(rows: Rows, question: FileQuestion): unknown {
  switch (question[0]) {
    case "file":
      return rows("file", question[1], question[2]).map(readFile)[0];
    case "list":
      return list(rows, question[1], question[2]);
    case "sizes":
      return new Map(
        rows("fileSizes", JSON.stringify(question[1])).map((row) => [Number(row["message"]), Number(row["size"])]),
      );
    case "usage":
      return new Map(rows("fileUsage", question[1]).map((row) => [Number(row["sender"]), Number(row["bytes"])]));
    case "hasSent":
      return rows("hasSent", question[2], question[1]).length > 0;
    case "unused":
      return rows("unusedContents", JSON.stringify(question[1])).map(({ value }) => String(value));
  }
}

function list(
  rows: Rows,
  account: number,
  { other, before = Number.MAX_SAFE_INTEGER, limit }: FilesOptions,
): StoredFile[] {
  if (other === undefined) return rows("files", account, before, limit).map(readFile);
  const group = groupOf(other);
  if (group !== undefined) return rows("filesIn", account, before, group, limit).map(readFile);
  const [low, high] = [Math.min(account, other), Math.max(account, other)];
  return rows("filesWith", account, before, low, high, limit).map(readFile);
}

function readFile(row: Record<string, SQLInputValue>): StoredFile {
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
