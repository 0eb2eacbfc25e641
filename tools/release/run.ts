/** Runs the programs of which a release is made. @module */

import { CompileError } from "../executable.ts";

/** How {@linkcode run} runs a program. */
export interface RunOptions {
  readonly cwd?: string;
  /** Beside what is set. */
  readonly env?: Record<string, string>;
  /** Ends it. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a program to its end.
 *
 * @returns What it printed on standard output.
 * @throws {CompileError} If it is not there, or fails; with what it said.
 */
export async function run(
  [program, ...args]: readonly [string, ...string[]],
  options: RunOptions = {},
): Promise<string> {
  const command = new Deno.Command(program, { ...options, args, stdin: "null" });
  const output = await command.output().catch(() => {
    throw new CompileError(`A release needs the program ${program}`);
  });
  const [out, err] = [output.stdout, output.stderr].map((bytes) => new TextDecoder().decode(bytes));
  if (!output.success) throw new CompileError(`${program} ${args[0]} failed: ${(err!.trim() || out!.trim())}`);
  return out!;
}
