/**
 * Files that people write for a command. It knows nothing of what is in them.
 *
 * @module
 */

import { CONFIGURATION_TEXTS } from "./configuration_texts.ts";

/** Options of {@linkcode readTextFile}. */
export interface TextFileOptions {
  /** Bytes that are read at the most. */
  readonly most: number;
  /** What a program in which the file may have been made calls UTF-8. @default {"UTF-8"} */
  readonly form?: string;
  /** What is said of what is wrong. @default in English */
  readonly texts?: typeof CONFIGURATION_TEXTS.file;
}

/**
 * The text of a file in UTF-8, also of a pipe or a device.
 *
 * @throws {Error} If there is none: its message is the reason, for people.
 */
export function readTextFile(
  path: string,
  { most, form = "UTF-8", texts = CONFIGURATION_TEXTS.file }: TextFileOptions,
): string {
  try {
    using file = Deno.openSync(path);
    const bytes = new Uint8Array(most + 1);
    let length = 0;
    for (let count; length <= most && (count = file.readSync(bytes.subarray(length))); length += count);
    if (length > most) throw new Error(texts.tooLarge(most / 1024));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, length));
  } catch (error) {
    if (error instanceof TypeError) throw new Error(texts.notUtf8(form), { cause: error });
    if (error instanceof Deno.errors.NotFound) throw new Error(texts.none, { cause: error });
    // What Deno's rights are called is nothing to those who type a path.
    if (error instanceof Deno.errors.NotCapable) throw new Error(texts.noFile, { cause: error });
    throw error;
  }
}
