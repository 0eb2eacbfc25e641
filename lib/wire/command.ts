/**
 * The table of commands: what each is called, what it takes and what it needs. `commands/` has its rows, by subject; how a
 * line is read and written says `request.ts`, what a server does for a command `server/session/handlers/`. Pure.
 *
 * @module
 */

import { PROTOCOL_VERSION, type ServerInfo, VERSION } from "../chat.ts";
import { ACCOUNT_COMMANDS, type AccountCommand } from "./commands/accounts.ts";
import { CORE_COMMANDS, type CoreCommand } from "./commands/core.ts";
import { FILE_COMMANDS, type FileCommand } from "./commands/files.ts";
import { GROUP_COMMANDS, type GroupCommand } from "./commands/groups.ts";
import { TEACHING_COMMANDS, type TeachingCommand } from "./commands/teaching.ts";
import { WATCHING_COMMANDS, type WatchingCommand } from "./commands/watching.ts";
import type { Named, SpecsOf } from "./commands/spec.ts";

/** What a client may ask. */
export type Command = CoreCommand | AccountCommand | GroupCommand | TeachingCommand | FileCommand | WatchingCommand;

/** A command of a name. */
export type CommandOf<N extends Command["name"]> = Named<Command, N>;

/** A row of the command table. */
export type CommandSpec = SpecsOf<Command>[number];

/** Every command of the protocol. */
export const COMMANDS: readonly CommandSpec[] = [
  ...CORE_COMMANDS,
  ...ACCOUNT_COMMANDS,
  ...GROUP_COMMANDS,
  ...TEACHING_COMMANDS,
  ...FILE_COMMANDS,
  ...WATCHING_COMMANDS,
];

/** The names of all commands, without their aliases. */
export const COMMAND_NAMES: readonly Command["name"][] = COMMANDS.map(({ name }) => name);

const BY_WORD = new Map<string, CommandSpec>(
  COMMANDS.flatMap((spec) => [spec.name, ...spec.aliases].map((word) => [word, spec] as const)),
);

/** The command that a word stands for: its name or an alias, in lower case. */
export function commandOf(word: string): CommandSpec | undefined {
  if (word === latest.word) return latest.spec;
  const spec = BY_WORD.get(word);
  if (spec !== undefined) latest = { word, spec };
  return spec;
}

/** What was asked for last: mostly it is again, and to compare takes less time than to look up. */
let latest: { readonly word: string; readonly spec: CommandSpec | undefined } = { word: "", spec: undefined };

/** How a command is typed: `send TOKEN USER TEXT`. */
export function describeUsage({ name, parameters }: CommandSpec): string {
  const words = parameters.map(({ name, usage, optional, named }) => {
    const word = usage ?? name.toUpperCase();
    return named ? `[${name} ${word}]` : optional ? `[${word}]` : word;
  });
  return [name, ...words].join(" ");
}

/** What this program's server says of itself, with its limits in bytes and seconds. */
export function describeServer(limits: Readonly<Record<string, number>>): ServerInfo {
  return {
    name: "ngobrol",
    version: VERSION,
    protocol: PROTOCOL_VERSION,
    commands: COMMAND_NAMES,
    limits,
  };
}
