/**
 * How the server's program prints what it was asked for. It must not know what that is.
 *
 * @module
 */

import { ChatError } from "../../chat.ts";
import { stdout } from "../../output.ts";
import { escapeControls } from "../../sanitize.ts";

/**
 * Prints a result, with nothing in its lines that could drive a terminal, and waits until it was read.
 *
 * @throws {Deno.errors.BrokenPipe} If they had enough of it.
 * @throws {ChatError} If it cannot be written for another reason.
 */
export async function print(text: string): Promise<void> {
  try {
    await stdout.write(new TextEncoder().encode(`${text.split("\n").map(escapeControls).join("\n")}\n`));
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe || !(error instanceof Error)) throw error;
    throw new ChatError(`Cannot write to standard output: ${error.message}`);
  }
}
