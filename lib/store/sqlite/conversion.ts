/**
 * Says beforehand that tables are converted, where that takes long.
 *
 * @module
 */

import { readHead, sizeOf } from "./check.ts";
import { CONVERSATIONS_SINCE } from "./schema.ts";

/** Bytes of a store that is converted in some seconds. */
const SMALL = 32 * 1024 * 1024;

/** Where a database says which version its tables have (https://www.sqlite.org/fileformat2.html#the_database_header). */
const VERSION_AT = 60;

/**
 * Tells if the tables of a store are to be converted when it is opened, and that will take long. To be asked before that.
 *
 * @param tell Called with it, as a sentence.
 */
export function announceConversion(file: string, tell: (sentence: string) => void): void {
  if (sizeOf(file) <= SMALL) return;
  const version = readHead(file, VERSION_AT + 4).readUInt32BE(VERSION_AT);
  if (version === 0 || version >= CONVERSATIONS_SINCE) return;
  tell(
    `The tables in ${file} are converted to those of this version; for a million messages that takes about a minute`,
  );
}
