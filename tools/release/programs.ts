/**
 * Both programs, as their manual pages and completions know them: their tables of flags, their commands, their help.
 *
 * @module
 */

import { chosenOptions } from "../std/options.ts";
import type { Program } from "./manual.ts";
import { run } from "./run.ts";

/** @param root The folder with their sources: those of a release are of a commit, and not those that run here. */
export async function describePrograms(root: string): Promise<Program[]> {
  const load = (path: string) => import(new URL(path, `file://${root}/`).href);
  const ask = (...args: string[]) =>
    run([Deno.execPath(), "run", "--quiet", "-A", ...chosenOptions(), "ngobrol.ts", ...args, "--help"], { cwd: root });
  const [{ CLIENT_FLAGS }, { INPUT_NAMES }, { SERVER_FLAGS }, { SERVER_CALLS, SERVER_SUMMARY }, { commandsIn }] =
    await Promise.all([
      load("lib/client/flag_table.ts") as Promise<typeof import("../../lib/client/flag_table.ts")>,
      load("lib/client/session/commands.ts") as Promise<typeof import("../../lib/client/session/commands.ts")>,
      load("lib/server/flag_table.ts") as Promise<typeof import("../../lib/server/flag_table.ts")>,
      load("lib/server/help_text.ts") as Promise<typeof import("../../lib/server/help_text.ts")>,
      load("lib/help.ts") as Promise<typeof import("../../lib/help.ts")>,
    ]);
  const flags = Object.fromEntries(
    Object.entries(CLIENT_FLAGS).map(([name, flag]) => [name, { ...flag, help: flag.help.en }]),
  );
  return [
    {
      name: "ngobrol",
      summary: "a client for chat servers of the ngobrol family",
      flags,
      words: [...INPUT_NAMES, "config", "check"],
      help: await ask("--lang", "en"),
    },
    {
      name: "ngobrol-server",
      summary: SERVER_SUMMARY,
      flags: SERVER_FLAGS,
      words: commandsIn(SERVER_CALLS),
      help: await ask("server"),
    },
  ];
}
