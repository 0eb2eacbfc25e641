/**
 * Tables in CSV as whatever spreadsheets make of it; `lib/reports/table.ts` writes them. It knows no account.
 *
 * @module
 */

// Not in deno.json, as in argon2.ts.
// deno-lint-ignore-file no-import-prefix
// @ts-types="./csv_parse.d.ts"
import { CsvError, parse } from "npm:csv-parse@7.0.3/sync";
import { ChatError } from "./chat.ts";

/** A row that was read. */
export interface CsvRow {
  /** The line of the file on which it ends, from 1 on. */
  readonly line: number;
  /** Its fields, trimmed. */
  readonly fields: readonly string[];
}

/**
 * Reads a table: with commas, semicolons or tabs, whichever its first line has most of; with or without a byte order mark;
 * with quoted fields. Empty lines count for nothing.
 *
 * @throws {ChatError} If a quoted field has no end, or a quote stands where none may.
 */
export function readCsv(text: string): CsvRow[] {
  const [first = ""] = text.split(/\r\n|\n|\r/, 1);
  const delimiter = [",", ";", "\t"].reduce((best, other) => count(first, other) > count(first, best) ? other : best);
  try {
    // The fields are compared with the header by whoever knows what they are.
    const records = parse(text, {
      bom: true,
      delimiter,
      info: true,
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    });
    return records.map(({ record, info }) => ({ line: info.lines, fields: record.map((field) => field.trim()) }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new ChatError(`It is no CSV: ${error.message}`, { cause: error });
  }
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}
