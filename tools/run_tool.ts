/**
 * How the tools that make executables end: with a sentence where something was wrong with the call or with what they need.
 *
 * @module
 */

import { CompileError } from "./executable.ts";

/** A call that a tool does not understand: the exit code is 2. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** Runs a tool. Whatever it throws that is no sentence for people is a fault of the tool, and shows as one. */
export async function runTool(main: (args: string[]) => Promise<void>): Promise<void> {
  try {
    await main(Deno.args);
  } catch (error) {
    if (!(error instanceof CompileError || error instanceof UsageError)) throw error;
    console.error(error.message);
    Deno.exit(error instanceof UsageError ? 2 : 1);
  }
}
