/**
 * What a table of people comes to: whose accounts are to be made, who has one, and which rows are wrong. Pure.
 *
 * @module
 */

import { csvLine, withoutApostrophe } from "../../../reports/table.ts";
import { ChatError, isName, PROTOCOL_LIMITS, type Role } from "../../../chat.ts";
import type { ListedAccount, Membership } from "../../chat/accounts/account_admin.ts";
import { checkAccount } from "../../chat/accounts/account_rules.ts";
import type { CsvRow } from "../../../csv.ts";

/** The columns that a table of people may have. */
const COLUMNS = ["username", "name", "password", "role", "groups"] as const;

type Column = typeof COLUMNS[number];

/** Somebody who is to have an account. */
export interface Person {
  /** The user name: that of the row, or one that was made of the full name. */
  readonly name: string;
  /** The full name. */
  readonly fullName: string;
  /** The password. */
  readonly password: string;
  /** Whether it was made. */
  readonly isMade: boolean;
  /** What the account may do. */
  readonly role: Role;
}

/** What a table comes to. */
export interface Plan {
  /** Whose accounts are to be made. */
  readonly people: readonly Person[];
  /** How many rows are of people who have an account. */
  readonly known: number;
  /** Who is to be in which group. */
  readonly memberships: readonly Membership[];
  /** What is wrong, row by row. */
  readonly problems: readonly string[];
}

/** Options of {@linkcode planImport}. */
export interface PlanOptions {
  /** The accounts that there are. */
  readonly accounts: readonly ListedAccount[];
  /** A group that everybody is to be in. @default none */
  readonly group?: string | undefined;
  /** Makes a password. */
  readonly makePassword: () => string;
}

/**
 * Finds out what is to be done. Who has the user name of a row, or, where it has none, its full name, is there already.
 *
 * @throws {ChatError} If the table has no header.
 */
export function planImport(rows: readonly CsvRow[], options: PlanOptions): Plan {
  const columns = readHeader(rows[0]);
  const plan = new Planning(options);
  for (const row of rows.slice(1)) {
    try {
      plan.add(readRow(row, columns));
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      plan.problems.push(`Line ${row.line}: ${error.message}`);
    }
  }
  return plan;
}

/** Reads which column is where. */
function readHeader(row: CsvRow | undefined): readonly string[] {
  const columns = row?.fields.map((field) => field.toLowerCase()) ?? [];
  if (!columns.includes("username") && !columns.includes("name")) {
    throw new ChatError(`The first line names no column username or name; the columns are ${COLUMNS.join(", ")}`);
  }
  const unknown = columns.filter((column) => column !== "" && !COLUMNS.includes(column as Column));
  if (unknown.length > 0) {
    throw new ChatError(`There is no column ${unknown[0]}; the columns are ${COLUMNS.join(", ")}`);
  }
  const twice = columns.find((column, index) => column !== "" && columns.indexOf(column) < index);
  if (twice !== undefined) throw new ChatError(`The column ${twice} is there twice`);
  return columns;
}

type Row = Readonly<Record<Column, string>> & { readonly line: number };

function readRow({ line, fields }: CsvRow, columns: readonly string[]): Row {
  if (fields.slice(columns.length).some((field) => field !== "")) {
    throw new ChatError(`it has ${fields.length} fields, and the first line ${columns.length}`);
  }
  const valueOf = (column: Column) => withoutApostrophe(fields[columns.indexOf(column)] ?? "");
  const [username, name, password, role, groups] = COLUMNS.map(valueOf) as [string, string, string, string, string];
  if (username === "" && name === "") throw new ChatError("it has neither a user name nor a full name");
  return { line, username, name: name.normalize("NFC"), password, role, groups };
}

class Planning implements Plan {
  readonly people: Person[] = [];
  readonly problems: string[] = [];
  readonly memberships: Membership[] = [];
  known = 0;
  readonly #options: PlanOptions;
  /** In lower case: who has a name, by the line on which it is given; 0 if there is an account. */
  readonly #lines = new Map<string, number>();
  /** By full name, in NFC: accounts that no row has stood for yet. */
  readonly #byFullName: Map<string, ListedAccount[]>;

  constructor(options: PlanOptions) {
    this.#options = options;
    for (const { name } of options.accounts) this.#lines.set(name.toLowerCase(), 0);
    const known = options.accounts.filter(({ demo }) => !demo);
    this.#byFullName = Map.groupBy(known, ({ fullName }) => fullName.normalize("NFC"));
  }

  add(row: Row): void {
    const { line, username, name: fullName } = row;
    const groups = this.#groupsOf(row);
    const namesake = username === "" ? this.#byFullName.get(fullName)?.shift() : undefined;
    if (namesake !== undefined) return this.#noteKnown(namesake, groups);
    const name = username === "" ? this.#makeName(fullName) : username;
    const other = this.#lines.get(name.toLowerCase());
    if (other === 0) return this.#noteTaken(name, groups);
    if (other !== undefined) throw new ChatError(`${name} stands in line ${other} already`);
    const person = { ...this.#read(row), name, fullName: fullName || name };
    checkAccount(person);
    this.#lines.set(name.toLowerCase(), line);
    this.people.push(person);
    this.#noteGroups(name, groups);
  }

  /** Notes somebody who has an account. */
  #noteKnown({ name }: ListedAccount, groups: readonly string[]): void {
    this.known++;
    this.#noteGroups(name, groups);
  }

  #noteGroups(name: string, groups: readonly string[]): void {
    for (const group of groups) this.memberships.push({ name, group });
  }

  #noteTaken(name: string, groups: readonly string[]): void {
    const account = this.#options.accounts.find((account) => account.name.toLowerCase() === name.toLowerCase())!;
    if (account.demo) throw new ChatError(`${account.name} is a demo account`);
    const namesakes = this.#byFullName.get(account.fullName.normalize("NFC")) ?? [];
    if (namesakes.includes(account)) namesakes.splice(namesakes.indexOf(account), 1);
    this.#noteKnown(account, groups);
  }

  #read({ password, role }: Row): Pick<Person, "password" | "isMade" | "role"> {
    const wanted = role.toLowerCase() || "student";
    if (wanted !== "student" && wanted !== "teacher") throw new ChatError("its role is neither student nor teacher");
    const isMade = password === "";
    return { password: isMade ? this.#options.makePassword() : password, isMade, role: wanted };
  }

  #groupsOf({ groups }: Row): string[] {
    const all = [...groups.split(/[\s,;|]+/), this.#options.group ?? ""].map((group) => group.replace(/^#/, ""));
    const names = [...new Set(all)].filter((group) => group !== "");
    const wrong = names.find((group) => !isName(group));
    if (wrong !== undefined) throw new ChatError(`${wrong} cannot be the name of a group`);
    return names;
  }

  /** A user name of the first two words of a full name, which nobody has. */
  #makeName(fullName: string): string {
    const words = fullName.normalize("NFD").replaceAll(/[\u0300-\u036f'’`]/g, "").toLowerCase().match(/[a-z0-9]+/g);
    if (words === null) throw new ChatError("no user name can be made of its full name: give it one");
    const base = words.slice(0, 2).join(".").slice(0, PROTOCOL_LIMITS.name - 4);
    for (let number = 1;; number++) {
      const name = number === 1 ? base : `${base}${number}`;
      if (!this.#lines.has(name)) return name;
    }
  }
}

/** All accounts as a table that can be read again, with its header; without passwords, of which nobody has more than a hash. */
export function exportAccounts(accounts: readonly ListedAccount[]): string[] {
  const rows = accounts.map(({ name, fullName, role }) => csvLine([name, fullName, role]));
  return ["username,name,role", ...rows];
}
