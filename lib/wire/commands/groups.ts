/**
 * The commands of groups. Those from `addgroup` to `inboxgroup` are of the family of student exercises, whose servers have
 * several names for each.
 *
 * @module
 */

import { type Parameter, type SpecsOf, TOKEN } from "./spec.ts";

/** What a client may ask of groups; the parameters are those of {@linkcode GROUP_COMMANDS}. */
export type GroupCommand =
  | { readonly name: "addgroup"; readonly token: string; readonly group: string; readonly password?: string }
  | { readonly name: "joingroup"; readonly token: string; readonly group: string; readonly password?: string }
  | { readonly name: "leavegroup"; readonly token: string; readonly group: string }
  | { readonly name: "getgroups"; readonly token?: string }
  /** `group`: that of a group, of a user, or those of some users with commas between. */
  | { readonly name: "sendgroup"; readonly token: string; readonly group: string; readonly text: string }
  | { readonly name: "inboxgroup"; readonly token: string; readonly group: string }
  | { readonly name: "invitegroup"; readonly token: string; readonly group: string; readonly user: string }
  | { readonly name: "removemember"; readonly token: string; readonly group: string; readonly user: string }
  | { readonly name: "members"; readonly token: string; readonly group: string }
  | {
    readonly name: "setgroup";
    readonly token: string;
    readonly group: string;
    /** Its new name. */
    readonly rename?: string;
    /** `open` or `invited`: who may join. */
    readonly entry?: string;
    /** `all` or `joined`: what members see of what was before they joined. */
    readonly history?: string;
  }
  | { readonly name: "receipts"; readonly token: string; readonly id: string };

const GROUP: Parameter = { name: "group" };

/** The rows of the command table for them. */
export const GROUP_COMMANDS: SpecsOf<GroupCommand> = [
  {
    name: "addgroup",
    aliases: ["creategroup", "create_group"],
    parameters: [TOKEN, GROUP, { name: "password", optional: true, secret: true }],
    help: "Make a group, and be its first member",
    needs: "login",
  },
  {
    name: "joingroup",
    aliases: ["join_group"],
    parameters: [TOKEN, GROUP, { name: "password", optional: true, secret: true }],
    help: "Join a group",
    needs: "login",
  },
  {
    name: "leavegroup",
    aliases: ["leave_group", "exitgroup"],
    parameters: [TOKEN, GROUP],
    help: "Leave a group",
    needs: "login",
  },
  {
    name: "getgroups",
    aliases: ["list_group", "listgroup"],
    parameters: [{ ...TOKEN, optional: true, form: "uuid", lenient: true }],
    help: "List the groups",
    needs: "login",
  },
  {
    name: "sendgroup",
    aliases: ["send_group", "group"],
    parameters: [TOKEN, { ...GROUP, usage: "GROUP|USER,USER" }, { name: "text", rest: true, private: true }],
    help: "Send a message to a group, or one to each of some users",
    needs: "login",
  },
  {
    name: "inboxgroup",
    aliases: ["inbox_group"],
    parameters: [TOKEN, GROUP],
    help: "Read the newest messages of a group, whether unread or not",
    needs: "login",
  },
  {
    name: "invitegroup",
    aliases: [],
    parameters: [TOKEN, GROUP, { name: "user" }],
    help: "Make a user a member of a group",
    needs: "login",
  },
  {
    name: "removemember",
    aliases: [],
    parameters: [TOKEN, GROUP, { name: "user" }],
    help: "Take a user out of a group",
    needs: "login",
  },
  { name: "members", aliases: [], parameters: [TOKEN, GROUP], help: "List the members of a group", needs: "login" },
  {
    name: "setgroup",
    aliases: [],
    parameters: [
      TOKEN,
      GROUP,
      { name: "rename", named: true },
      { name: "entry", named: true },
      { name: "history", named: true },
    ],
    help: "Rename a group, let all join or those who are invited, show new members all of it or what comes",
    needs: "login",
  },
  {
    name: "receipts",
    aliases: [],
    parameters: [TOKEN, { name: "id", form: "uuid" }],
    help: "Tell who has got and read a message of one's own",
    needs: "login",
  },
];
