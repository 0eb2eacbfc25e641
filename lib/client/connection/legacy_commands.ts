/**
 * What legacy servers call commands of which they do not know the usual name. Pure.
 *
 * @module
 */

import type { Reply } from "../../chat.ts";
import type { Command } from "../../wire/command.ts";

/** The other names of a command, the commonest first: counted over about a hundred of their programs. */
export const OTHER_WORDS: Readonly<Partial<Record<Command["name"], readonly string[]>>> = {
  auth: ["login"],
  // deno-fmt-ignore
  list: [
    "info", "listuser", "online", "show", "user_aktif", "active", "listuseraktif", "show_user", "activeuser", "list_user",
    "activelist", "list_users", "activeusers", "active_user", "users", "aktif", "actives", "showuseractive", "showuser",
    "show_actives", "get_online_users",
  ],
};

/** Whether a server does not know a command. */
export function isUnknownCommand(reply: Reply): boolean {
  return reply.kind === "error" && reply.code === "unknown_command";
}
