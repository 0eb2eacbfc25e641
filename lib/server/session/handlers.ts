/**
 * What a server does for each command: the other half of the table in `wire/command.ts`; `handlers/` has them by subject.
 * Whether a peer may give a command was asked before. They know no line, no order and no socket.
 *
 * @module
 */

import type { Command } from "../../wire/command.ts";
import type { Login } from "../chat/logins/login.ts";
import { FILE_HANDLERS } from "./handlers/files.ts";
import type { Answer, Caller, Handlers } from "./handler.ts";
import { ACCOUNT_HANDLERS } from "./handlers/accounts.ts";
import { CORE_HANDLERS } from "./handlers/core.ts";
import { GROUP_HANDLERS } from "./handlers/groups.ts";
import { TEACHING_HANDLERS } from "./handlers/teaching.ts";
import { WATCHING_HANDLERS } from "./handlers/watching.ts";

/** Of each command. */
const HANDLERS: Handlers<Command["name"]> = {
  ...CORE_HANDLERS,
  ...ACCOUNT_HANDLERS,
  ...GROUP_HANDLERS,
  ...TEACHING_HANDLERS,
  ...FILE_HANDLERS,
  ...WATCHING_HANDLERS,
};

/** The commands whose replies are long as a rule: one of an account is made at a time. */
export const LONG_COMMANDS: ReadonlySet<Command["name"]> = new Set([
  "inbox",
  "history",
  "inboxgroup",
  "downloadfile",
  "downloadgroupfile",
  "get",
  "transcript",
]);

/** The commands that wait for a hash, or for what wrong codes have cost. */
export const SLOW_COMMANDS: ReadonlySet<Command["name"]> = new Set([
  "auth",
  "join",
  "register",
  "passwd",
  "addgroup",
  "joingroup",
]);

/**
 * Does what a command says.
 *
 * @param login That of the peer, if the command needs one.
 * @throws {ChatError} If it cannot be done.
 */
export function handle(caller: Caller, command: Command, login: Login | undefined): Answer | Promise<Answer> {
  // A command comes with its own handler, and with a login where the table says so.
  const handler = HANDLERS[command.name] as (
    caller: Caller,
    command: Command,
    login?: Login,
  ) => ReturnType<typeof handle>;
  return handler(caller, command, login);
}
