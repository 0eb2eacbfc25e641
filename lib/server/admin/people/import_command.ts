/**
 * The command that makes accounts of a table: `ngobrol-server user import`.
 *
 * @module
 */

import { ChatError } from "../../../chat.ts";
import { writeNewFile } from "../../../new_file.ts";
import { stderr } from "../../../output.ts";
import type { NewAccount } from "../../../store/store.ts";
import type { AccountAccess } from "../account_access.ts";
import { newAccount } from "../../chat/accounts/account_rules.ts";
import type { Passwords } from "../../chat/logins/password.ts";
import { type Person, type Plan, planImport } from "./account_import.ts";
import { readCsv } from "../../../csv.ts";
import { makePassword, type WordLanguage } from "./made_password.ts";
import { print } from "../print.ts";
import { slipsPage } from "./slips.ts";
import { readTextFile } from "../../../text_file.ts";

/** Bytes of a table, and people in it. */
const MAX_SIZE = 4 * 1024 * 1024;
const MAX_PEOPLE = 5_000;

/** Cells of the bar that shows how many passwords are hashed. */
const BAR = 30;

/** What the command works with. */
export interface ImportOptions {
  /** By which the accounts are reached, over a running server or without one. */
  readonly access: AccountAccess;
  /** Hashes passwords, on all cores. */
  readonly passwords: Passwords;
  /** Whether nothing is changed, and only said what would be. */
  readonly isDryRun: boolean;
  /** Where the page with the slips goes; nowhere if it is `undefined`. */
  readonly slips: string | undefined;
  /** A group that everybody is to be in. */
  readonly group: string | undefined;
  /** The language of passwords that are made, and of the page. */
  readonly language: WordLanguage;
  /** How the server is named on the page. */
  readonly address: string;
}

/**
 * Makes accounts of the rows of a file that are right, all in one transaction, and prints what it did.
 *
 * @throws {ChatError} If the file cannot be read, or rows of it are wrong: then the others were imported.
 */
export async function runImport(file: string, options: ImportOptions): Promise<void> {
  const { access, isDryRun, slips, language, group } = options;
  const rows = readCsv(readTable(file));
  const accounts = await access((admin) => admin.list());
  const plan = planImport(rows, { accounts, group, makePassword: () => makePassword(language) });
  const { people, problems, memberships } = plan;
  if (people.length > MAX_PEOPLE) throw new ChatError(`${file} has more than ${MAX_PEOPLE} people: import it in parts`);
  const enter = () => memberships.length === 0 ? 0 : access((admin) => admin.enterGroups(memberships));
  if (isDryRun || people.length === 0) {
    const entered = isDryRun ? 0 : await enter();
    await print(...problems, summary(plan, { isDryRun, entered }));
  } else {
    if (slips !== undefined) checkPage(slips);
    const added = await hashAll(people, options);
    const removePage = slips === undefined ? undefined : await writePage(slips, slipsPage(people, options));
    await access((admin) => admin.addAll(added)).catch((error) => {
      removePage?.();
      throw error;
    });
    const entered = await enter();
    const made = slips === undefined ? describeMade(people) : [];
    await print(...problems, ...made, summary(plan, { isDryRun, entered }));
    if (slips !== undefined) {
      await print(`The slips are in ${slips}: print it and then delete it, for it has the passwords`);
    }
  }
  if (problems.length > 0) throw new ChatError(`${countOf(problems.length, "row")} left out`);
}

/** The text of a table, which a spreadsheet has written. */
function readTable(file: string): string {
  try {
    return readTextFile(file, { most: MAX_SIZE, form: "CSV UTF-8" });
  } catch (error) {
    throw new ChatError(`Cannot read ${file}: ${(error as Error).message}`, { cause: error });
  }
}

/** Makes sure that the page of the slips can be written, before anything takes time. */
function checkPage(path: string): void {
  const isThere = (path: string) => {
    try {
      return Deno.lstatSync(path) !== undefined;
    } catch {
      return false;
    }
  };
  if (isThere(path)) throw new ChatError(`Cannot write ${path}: it is there already, perhaps with passwords`);
  const directory = path.replace(/[^/\\]*$/, "") || ".";
  if (!isThere(directory)) throw new ChatError(`Cannot write ${path}: there is no directory ${directory}`);
}

/**
 * Writes and flushes the page of the slips, over no other one, and before an account is made: passwords that could not be
 * written would be lost.
 *
 * @returns What removes it again.
 */
async function writePage(path: string, page: string): Promise<() => void> {
  try {
    await writeNewFile(path, page);
    return () => Deno.removeSync(path);
  } catch (error) {
    throw new ChatError(`Cannot write ${path}: ${(error as Error).message}`, { cause: error });
  }
}

/** Hashes the passwords, and shows how far it is, where a person waits. */
async function hashAll(people: readonly Person[], { passwords }: ImportOptions): Promise<NewAccount[]> {
  const isShown = Deno.stderr.isTerminal();
  let done = 0;
  const show = (text: string) => isShown && stderr.write(new TextEncoder().encode(text)).catch(() => {});
  const accounts = await Promise.all(people.map(async (person) => {
    const account = await newAccount(passwords, person);
    const cells = Math.round(++done / people.length * BAR);
    show(`\r[${"#".repeat(cells).padEnd(BAR)}] ${done} of ${people.length} passwords`);
    return account;
  }));
  show(`\r${" ".repeat(BAR + 40)}\r`);
  return accounts;
}

/** The passwords that were made: there is no other place where they can be read. */
function describeMade(people: readonly Person[]): string[] {
  const made = people.filter(({ isMade }) => isMade);
  const width = Math.max(0, ...made.map(({ name }) => name.length));
  return made.map(({ name, password, fullName }) => `${name.padEnd(width)}  ${password}  ${fullName}`);
}

function summary(
  { people, known, problems }: Plan,
  { isDryRun, entered }: { isDryRun: boolean; entered: number },
): string {
  const added = `${isDryRun ? "Would add" : "Added"} ${people.length} account${people.length === 1 ? "" : "s"}`;
  const nothing = problems.length > 0 || entered > 0 ? "No account was added" : "Nothing changes";
  return [
    people.length > 0 ? added : nothing,
    ...known === 0 ? [] : [`${known} ${known === 1 ? "was" : "were"} there already`],
    ...entered === 0 ? [] : [`${entered} ${entered === 1 ? "place" : "places"} in groups taken`],
  ].join("; ");
}

function countOf(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? " was" : "s were"}`;
}
