/** Writes what a check leaves. @module */

import { ChatError } from "../../chat.ts";

/** Writes a text to a file. @throws {ChatError} If the file cannot be written. */
export function write(path: string, text: string, options: Deno.WriteFileOptions = {}): void {
  try {
    Deno.writeTextFileSync(path, text, options);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new ChatError(`Cannot write ${path}: ${error.message}`, { cause: error });
  }
}
