/** Files in TOML. @module */

// Not in deno.json, as in password_worker.ts.
// deno-lint-ignore-file no-import-prefix
import { parse, TomlError } from "npm:smol-toml@1.9.1";
import { ChatError } from "../../chat.ts";
import { readTextFile } from "./text_file.ts";

/** Bytes of a file at the most. */
const MAX_FILE = 64 * 1024;

/**
 * Reads a file of up to 64 KiB.
 *
 * @throws {ChatError} If it cannot be read, or is no TOML; the message says in which line.
 */
export function readToml(file: string): Record<string, unknown> {
  try {
    return parse(readTextFile(file, { most: MAX_FILE }));
  } catch (error) {
    const reason = error instanceof TomlError
      ? `line ${error.line}: ${error.message.split("\n")[0]}`
      : (error as Error).message;
    throw new ChatError(`Cannot use the configuration ${file}: ${reason}`, { cause: error });
  }
}
