/**
 * The commands by which people get accounts and change their passwords.
 *
 * @module
 */

import { type SpecsOf, TOKEN } from "./spec.ts";

/** What a client may ask about accounts; the parameters are those of {@linkcode ACCOUNT_COMMANDS}. */
export type AccountCommand =
  | { readonly name: "join"; readonly code: string }
  /** `account`: a name and a password, and perhaps the code before and a full name after them, with spaces between. */
  | { readonly name: "register"; readonly account: string }
  | { readonly name: "passwd"; readonly token: string; readonly old: string; readonly password: string };

/** The rows of the command table for them. */
export const ACCOUNT_COMMANDS: SpecsOf<AccountCommand> = [
  {
    name: "join",
    aliases: [],
    parameters: [{ name: "code", secret: true }],
    help: "Give the code of a class, before register",
    needs: "nothing",
  },
  {
    name: "register",
    aliases: [],
    // All of it is secret: some clients of the family send the name first, and others the user name and the password.
    parameters: [{ name: "account", rest: true, secret: true, usage: "[CODE] USER PASSWORD [FULL NAME]" }],
    help: "Make an account and log in; the reply has a token for the other commands",
    needs: "nothing",
  },
  {
    name: "passwd",
    aliases: [],
    parameters: [TOKEN, { name: "old", secret: true }, { name: "password", secret: true }],
    help: "Change the password; the other logins of the account end",
    needs: "login",
  },
];
