/**
 * The commands by which an operator adds, changes, lists and removes people: `ngobrol-server user ...`.
 *
 * @module
 */

import { ChatError } from "../chat.ts";
import type { StoredAccount } from "../store/store.ts";
import {
  type AccountTools,
  addAccount,
  changePassword,
  checkName,
  findAccount,
  findFree,
  removeAccount,
} from "./accounts.ts";
import { askSecrets } from "./ask_secrets.ts";
import { print } from "./print.ts";
import { UsageError } from "./usage_error.ts";

/** Bytes of standard input that are read for a password at the most. */
const MAX_INPUT = 4096;

/** What a user command works with. */
export interface UserCommandOptions extends AccountTools {
  /** The full name for `add`; by default the user name. */
  readonly fullName?: string | undefined;
  /** Whether the password is the first line of standard input, instead of being asked for. */
  readonly fromStdin: boolean;
}

/** One of the commands. */
export type UserCommand =
  | { readonly kind: "list" }
  | { readonly kind: "add" | "passwd" | "remove"; readonly name: string };

/**
 * Reads the words behind `user`.
 *
 * @throws {UsageError} If they are no command.
 * @throws {ChatError} If nobody can have the name that is to be added.
 */
export function readUserCommand([kind, name, ...more]: readonly string[]): UserCommand {
  switch (kind) {
    case "list":
      if (name !== undefined) throw new UsageError("user list takes no name");
      return { kind };
    case "add":
    case "passwd":
    case "remove":
      if (name === undefined || more.length > 0) throw new UsageError(`user ${kind} takes one NAME`);
      if (kind === "add") checkName(name);
      return { kind, name };
    case undefined:
      throw new UsageError("user takes add NAME, passwd NAME, list or remove NAME");
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
  if (command.kind === "list") {
    const lines = describe(await options.store.accounts());
    return lines.length === 0 ? undefined : await print(lines.join("\n"));
  }
  const { kind, name } = command;
  switch (kind) {
    case "add": {
      await findFree(options.store, name);
      const password = await readPassword(name, options);
      await addAccount(options, { name, fullName: options.fullName ?? name, password });
      return await print(`${name} can log in now`);
    }
    case "passwd":
      await findAccount(options.store, name);
      await changePassword(options, name, await readPassword(name, options));
      return await print(`${name} has a new password and has to log in again`);
    case "remove":
      await removeAccount(options.store, name);
      return await print(`${name} is removed`);
  }
}

function describe(accounts: StoredAccount[]): string[] {
  const width = Math.max(0, ...accounts.map(({ name }) => name.length));
  return accounts.map(({ name, fullName, demo }) =>
    `${name.padEnd(width)}  ${fullName}${demo ? "  (demo account: everybody knows the password)" : ""}`
  );
}

async function readPassword(name: string, { fromStdin }: UserCommandOptions): Promise<string> {
  if (fromStdin) return await readLine();
  if (!Deno.stdin.isTerminal() || !Deno.stdout.isTerminal()) {
    throw new ChatError("No terminal to ask for the password on: use --password-stdin");
  }
  const [password, again] = await askSecrets([`Password for ${name}:`, "The same again:"]);
  if (password === undefined || password !== again) throw new ChatError("The two are not the same");
  return password;
}

/** The first line of standard input. */
async function readLine(): Promise<string> {
  let text = "";
  for await (const part of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
    text += part;
    if (text.includes("\n") || text.length > MAX_INPUT) break;
  }
  return text.split(/\r?\n/, 1)[0]!;
}
