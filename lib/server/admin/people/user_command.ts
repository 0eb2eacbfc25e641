/**
 * The commands by which an operator adds, changes, lists and removes people: `ngobrol-server user ...`.
 *
 * @module
 */

import { ChatError, type Role } from "../../../chat.ts";
import type { AccountAccess } from "../account_access.ts";
import { type AccountAdmin, type ListedAccount, noUser } from "../../chat/accounts/account_admin.ts";
import { checkFullName, checkName, hashPassword, newAccount } from "../../chat/accounts/account_rules.ts";
import { exportAccounts } from "./account_import.ts";
import { makePassword, type WordLanguage } from "./made_password.ts";
import { askSecrets } from "../prompt_secret.ts";
import { print } from "../print.ts";
import { normalizePassword } from "../../chat/logins/password_forms.ts";
import type { Passwords } from "../../chat/logins/password.ts";
import { readLine } from "../read_line.ts";
import { UsageError } from "../../../usage_error.ts";

/** What a user command works with. */
export interface UserCommandOptions {
  /** By which the accounts are reached, over a running server or without one. */
  readonly access: AccountAccess;
  /** Hashes new passwords. */
  readonly passwords: Passwords;
  /** Whether `add` adds a teacher. */
  readonly isTeacher: boolean;
  /** The language of passwords that are made. */
  readonly language: WordLanguage;
  /** The full name for `add`, by default the user name, and for `rename`, by default the one that there is. */
  readonly fullName?: string | undefined;
  /** Whether the password is the first line of standard input, instead of being asked for. */
  readonly fromStdin: boolean;
}

/** One of the commands. */
export type UserCommand =
  | { readonly kind: "list" | "export" }
  | { readonly kind: "add" | "passwd" | "remove" | "reset"; readonly name: string }
  | { readonly kind: "rename"; readonly name: string; readonly to: string }
  | { readonly kind: "role"; readonly name: string; readonly role: Role };

/**
 * Reads the words after `user`.
 *
 * @throws {UsageError} If they are no command.
 * @throws {ChatError} If nobody can have the name that is to be added.
 */
export function readUserCommand([kind, name, second, ...more]: readonly string[]): UserCommand {
  switch (kind) {
    case "list":
    case "export":
      if (name !== undefined) throw new UsageError(`user ${kind} takes no name`);
      return { kind };
    case "add":
    case "passwd":
    case "remove":
    case "reset":
      if (name === undefined || second !== undefined) throw new UsageError(`user ${kind} takes one NAME`);
      if (kind === "add") checkName(name);
      return { kind, name };
    case "rename":
      if (name === undefined || second === undefined || more.length > 0) {
        throw new UsageError("user rename takes NAME and the new name");
      }
      checkName(second);
      return { kind, name, to: second };
    case "role":
      if (name === undefined || (second !== "student" && second !== "teacher") || more.length > 0) {
        throw new UsageError("user role takes NAME and student or teacher");
      }
      return { kind, name, role: second };
    case undefined:
      throw new UsageError(
        "user takes add NAME, import FILE, passwd NAME, reset NAME, rename NAME NEW, role NAME ROLE, remove NAME, " +
          "list or export",
      );
    default:
      throw new UsageError(`There is no command user ${kind}`);
  }
}

/**
 * Runs one of the commands and prints what it did.
 *
 * @throws {ChatError} If it cannot be done.
 */
export async function runUserCommand(command: UserCommand, options: UserCommandOptions): Promise<void> {
  const { access, passwords } = options;
  switch (command.kind) {
    case "list":
      return await print(...describe(await access((admin) => admin.list())));
    case "export":
      return await print(...exportAccounts(await access((admin) => admin.list())));
    case "add":
      return await add(command.name, options);
    case "passwd": {
      const { name } = command;
      if (await access((admin) => find(admin, name)) === undefined) throw noUser(name);
      const passwordHash = await hashPassword(passwords, await readPassword(name, options));
      await access((admin) => admin.setPassword(name, passwordHash));
      return await print(`${name} has a new password and has to log in again`);
    }
    case "reset": {
      const { name } = command;
      if (await access((admin) => find(admin, name)) === undefined) throw noUser(name);
      const password = makePassword(options.language);
      const passwordHash = await passwords.hash(password);
      await access((admin) => admin.setPassword(name, passwordHash));
      return await print(`${name} has the password ${password} now and has to log in again`);
    }
    case "rename":
      return await rename(command, options);
    case "role": {
      const { name, role } = command;
      await access((admin) => admin.change(name, { role }));
      return await print(`${name} is a ${role} now`);
    }
    case "remove":
      await access((admin) => admin.remove(command.name));
      return await print(`${command.name} is removed`);
  }
}

async function add(name: string, options: UserCommandOptions): Promise<void> {
  const { access, passwords, fullName = name, isTeacher } = options;
  // Said before a password is asked for; the store decides.
  if (await access((admin) => find(admin, name)) !== undefined) throw new ChatError(`The name ${name} is taken`);
  checkFullName(fullName);
  const role = isTeacher ? "teacher" : "student";
  const password = await readPassword(name, options);
  const account = await newAccount(passwords, { name, fullName, password, role });
  const { isServed, directory } = await access(async (admin, place) => {
    // A server of before there were teachers knows no addAll, and would make a student of one.
    await (isTeacher ? admin.addAll([account]) : admin.add(account));
    return place;
  });
  await print(`${name} can log in ${isServed ? "now" : `when a server runs on ${directory}; none does now`}`);
}

async function rename(
  { name, to }: Extract<UserCommand, { kind: "rename" }>,
  { access, fullName }: UserCommandOptions,
): Promise<void> {
  if (fullName !== undefined) checkFullName(fullName);
  const isNamed = to !== name;
  const change = { ...isNamed && { name: to }, ...fullName !== undefined && { fullName: fullName.trim() } };
  await access((admin) => admin.change(name, change));
  await print(isNamed ? `${name} is ${to} now and has to log in again` : `${name} has another full name now`);
}

async function find(admin: AccountAdmin, name: string): Promise<ListedAccount | undefined> {
  return (await admin.list()).find((account) => account.name.toLowerCase() === name.toLowerCase());
}

function describe(accounts: ListedAccount[]): string[] {
  const width = accounts.reduce((most, { name }) => Math.max(most, name.length), 0);
  return accounts.map(({ name, fullName, role, demo }) =>
    `${name.padEnd(width)}  ${fullName}${role === "teacher" ? "  (teacher)" : ""}${
      demo ? "  (demo account: everybody knows the password)" : ""
    }`
  );
}

async function readPassword(name: string, options: UserCommandOptions): Promise<string> {
  const password = await ask(name, options);
  if (!password.isWellFormed()) throw new UsageError("The password is not valid UTF-8");
  return password;
}

async function ask(name: string, { fromStdin }: UserCommandOptions): Promise<string> {
  if (fromStdin) return await readLine();
  if (!Deno.stdin.isTerminal() || !Deno.stdout.isTerminal()) {
    throw new ChatError("No terminal to ask for the password on: use --password-stdin");
  }
  const [password, again] = await askSecrets([`Password for ${name}:`, "The same again:"]);
  if (password === undefined || normalizePassword(password) !== normalizePassword(again ?? "")) {
    throw new ChatError("The passwords do not match");
  }
  return password;
}
