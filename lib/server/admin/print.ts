/**
 * How the server's program prints what it was asked for. It must not know what that is.
 *
 * @module
 */

import { ChatError } from "../../chat.ts";
import { stdout } from "../../output.ts";
import { escapeControls } from "../../sanitize.ts";

/**
 * Prints the lines of a result and waits until they were read. Nothing in them can drive a terminal, and none becomes two:
 * the name of a file may have a line feed in it.
 *
 * @throws {Deno.errors.BrokenPipe} If they had enough of it.
 * @throws {ChatError} If it cannot be written for another reason.
 */
export async function print(...lines: readonly string[]): Promise<void> {
  try {
    await stdout.write(new TextEncoder().encode(lines.map((line) => `${escapeControls(line)}\n`).join("")));
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe || !(error instanceof Error)) throw error;
    throw new ChatError(`Cannot write to standard output: ${error.message}`);
  }
}
