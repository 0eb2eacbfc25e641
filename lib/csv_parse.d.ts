/**
 * What `csv.ts` uses of csv-parse: its own types ask for those of Node, which no other file needs.
 *
 * @module
 */

/** What is wrong with a text. */
export class CsvError extends Error {}

/** The records of a text, each with the line on which it ends. */
export function parse(
  text: string,
  options: Readonly<Record<string, unknown>> & { readonly info: true },
): { readonly record: readonly string[]; readonly info: { readonly lines: number } }[];
