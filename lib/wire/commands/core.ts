/**
 * The commands of a chat between two: those of the seed document, and those of programs that stay connected.
 *
 * @module
 */

import { type SpecsOf, TOKEN } from "./spec.ts";

/** What a client may ask of a chat between two; the parameters are those of {@linkcode CORE_COMMANDS}. */
export type CoreCommand =
  | { readonly name: "auth"; readonly user: string; readonly password: string }
  | { readonly name: "send"; readonly token: string; readonly user: string; readonly text: string }
  /** `content`: `none` where what is in files is not wanted. */
  | { readonly name: "inbox"; readonly token: string; readonly content?: string }
  /** `word`: the name by which the list was asked for, if it is another one. */
  | { readonly name: "list"; readonly token?: string; readonly word?: string }
  | { readonly name: "logout"; readonly token?: string }
  | { readonly name: "hello" }
  | { readonly name: "live"; readonly token: string }
  /** `with`: only of the conversation with a user, or with a group by `#` and its name. */
  | { readonly name: "ack"; readonly token: string; readonly id: string; readonly with?: string }
  | {
    readonly name: "post";
    readonly token: string;
    /** A UUID of the client's choice: a repetition with it stores nothing. */
    readonly key: string;
    readonly user: string;
    readonly text: string;
  }
  | {
    readonly name: "history";
    readonly token: string;
    readonly user: string;
    readonly before?: string;
    readonly limit?: number;
  }
  | { readonly name: "edit"; readonly token: string; readonly id: string; readonly text: string }
  | { readonly name: "delete"; readonly token: string; readonly id: string };

/** The rows of the command table for them. */
export const CORE_COMMANDS: SpecsOf<CoreCommand> = [
  {
    name: "auth",
    aliases: ["login"],
    parameters: [{ name: "user" }, { name: "password", secret: true }],
    help: "Log in; the reply has a token for the other commands",
    needs: "nothing",
  },
  {
    name: "send",
    aliases: ["sendprivate"],
    parameters: [TOKEN, { name: "user" }, { name: "text", rest: true, private: true }],
    help: "Send a message to a user",
    needs: "login",
  },
  {
    name: "inbox",
    aliases: [],
    parameters: [TOKEN, { name: "content", optional: true, form: "none", lenient: true }],
    help: "Read the messages that are unread",
    needs: "login",
  },
  {
    name: "list",
    // The names that legacy servers gave to it.
    // deno-fmt-ignore
    aliases: [
      "online", "show", "listuser", "active", "listuseraktif", "user_aktif", "users", "aktif", "activeuser",
      "activeusers", "active_user", "activelist", "actives", "show_actives", "show_user", "showuser", "list_user",
      "list_users", "get_online_users", "info", "showuseractive", "status",
    ],
    parameters: [{ ...TOKEN, optional: true, form: "uuid", lenient: true }],
    help: "List the active users",
    needs: "login",
  },
  { name: "logout", aliases: [], parameters: [{ ...TOKEN, optional: true }], help: "End a login", needs: "login" },
  { name: "hello", aliases: [], parameters: [], help: "Tell what this server is and can do", needs: "nothing" },
  { name: "live", aliases: [], parameters: [TOKEN], help: "Receive messages and more as they come", needs: "login" },
  {
    name: "ack",
    aliases: [],
    parameters: [TOKEN, { name: "id", form: "uuid" }, { name: "with", named: true }],
    help: "Mark the messages up to one as read",
    needs: "login",
  },
  {
    name: "post",
    aliases: [],
    parameters: [TOKEN, { name: "key", form: "uuid" }, { name: "user" }, {
      name: "text",
      rest: true,
      indented: true,
      private: true,
    }],
    help: "Send a message once, however often it is asked with this key",
    needs: "login",
  },
  {
    name: "history",
    aliases: [],
    parameters: [
      TOKEN,
      { name: "user" },
      { name: "before", form: "uuid", named: true },
      { name: "limit", form: "number", named: true },
    ],
    help: "Read a page of the conversation with a user",
    needs: "login",
  },
  {
    name: "edit",
    aliases: [],
    parameters: [TOKEN, { name: "id", form: "uuid" }, { name: "text", rest: true, indented: true, private: true }],
    help: "Give a message of one's own another text",
    needs: "login",
  },
  {
    name: "delete",
    aliases: [],
    parameters: [TOKEN, { name: "id", form: "uuid" }],
    help: "Remove a message of one's own",
    needs: "login",
  },
];
