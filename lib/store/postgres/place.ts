/**
 * Reads the files in which it stands where a PostgreSQL is, and with what one gets in. They are secrets: of what is in them
 * nothing gets into a sentence.
 *
 * @module
 */

import { ChatError } from "../../chat.ts";
import { findPassword, type PostgresPlace, readPostgresUrl } from "./url.ts";

/** Bytes of a file at the most. */
const MAX_FILE = 64 * 1024;

/** The bits of a file's mode by which others may read it. */
const FOR_OTHERS = 0o077;

/** Where a database is, and what is in the file of certificates that it is known by. */
export interface KnownPlace {
  /** Where it is. */
  readonly place: PostgresPlace;
  /** What is in the file of `place.rootCertificate`. */
  readonly rootCertificate: string | undefined;
}

/**
 * Reads where a database is.
 *
 * @param passwordFile A file of passwords, as libpq's `PGPASSFILE`, for a URL that has none.
 * @throws {ChatError} If a file cannot be read, or can be by others.
 */
export function readPlace(
  from: { readonly url: string } | { readonly file: string },
  passwordFile: string | undefined,
): KnownPlace {
  const url = "url" in from ? from.url : firstLine(readSecret(from.file), from.file);
  const place = readPostgresUrl(url);
  const password = place.password ??
    (passwordFile === undefined ? undefined : findPassword(readSecret(passwordFile), place));
  const { rootCertificate } = place;
  return { place: { ...place, password }, rootCertificate: rootCertificate && readFile(rootCertificate) };
}

function firstLine(text: string, file: string): string {
  const line = text.split("\n").map((each) => each.trim()).find((each) => each !== "" && !each.startsWith("#"));
  if (line === undefined) throw new ChatError(`There is no URL in ${file}`);
  return line;
}

function readSecret(file: string): string {
  const mode = Deno.build.os === "windows" ? undefined : statOf(file)?.mode;
  if (mode && (mode & FOR_OTHERS) !== 0) {
    throw new ChatError(`Cannot use ${file}: others may read the password in it; chmod 600 ${file}`);
  }
  return readFile(file);
}

function statOf(file: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(file);
  } catch {
    return undefined; // To read it tells why.
  }
}

function readFile(file: string): string {
  try {
    const { size } = Deno.statSync(file);
    if (size > MAX_FILE) throw new ChatError(`Cannot use ${file}: it is larger than ${MAX_FILE / 1024} KiB`);
    return Deno.readTextFileSync(file);
  } catch (error) {
    if (error instanceof ChatError) throw error;
    const reason = error instanceof Deno.errors.NotFound ? "there is no such file" : "it cannot be read";
    throw new ChatError(`Cannot use ${file}: ${reason}`, { cause: error });
  }
}
