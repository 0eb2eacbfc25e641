/**
 * What a server does to be one for a class: a code, a teacher, and what is said of them.
 *
 * @module
 */

import { ChatError } from "../../chat.ts";
import { escapeControls } from "../../sanitize.ts";
import type { NewAccount, Store } from "../../store/store.ts";
import { UsageError } from "../../usage_error.ts";
import { addUnlessTaken } from "../chat/accounts/account_rules.ts";
import type { Passwords } from "../chat/logins/password.ts";
import { isCode, makeCode, type RegistrationMode, type RegistrationOptions } from "../chat/accounts/registration.ts";
import { makePassword, type WordLanguage } from "./people/made_password.ts";
import { ENTRIES, writePrivate } from "./data/private_files.ts";

/** Characters of the title of a class. */
const MAX_TITLE = 60;

/** The names that a first teacher can have, the best one first. */
const TEACHER_NAMES = ["guru", "teacher", "guru2", "teacher2"];

/** Who may make an account, as the operator has said. */
export interface ClassSettings {
  /** Whether this is a class. */
  readonly isClass: boolean;
  /** What it is called. */
  readonly title: string | undefined;
  /** Whether strangers may make accounts. */
  readonly mode: RegistrationMode;
  /** The code that was chosen. */
  readonly code: string | undefined;
  /** Whether the code is kept from one start to the next. */
  readonly keepsCode: boolean;
}

/** The flags about it, as they were given. */
export interface ClassFlags {
  /** `--class`: empty without a title. */
  readonly class: string | undefined;
  /** `--register`. */
  readonly register: RegistrationMode | undefined;
  /** `--class-code`. */
  readonly "class-code": string | undefined;
  /** `--keep-code`. */
  readonly "keep-code": boolean;
  /** `--demo`. */
  readonly demo: boolean;
}

/** Reads the flags. @throws {UsageError} If they do not go together. */
export function readClassFlags(
  { class: title, register, "class-code": code, demo, ...flags }: ClassFlags,
): ClassSettings {
  const isClass = title !== undefined;
  const mode = register ?? (isClass ? "code" : "closed");
  if (isClass && demo) {
    throw new UsageError("--class goes without --demo, whose teacher has a password that everybody knows");
  }
  // Every client shows it, whatever that does with characters that turn the direction.
  if (title !== undefined && (title.length > MAX_TITLE || escapeControls(title) !== title)) {
    throw new UsageError(`--class takes up to ${MAX_TITLE} characters, none of them a control character`);
  }
  const keepsCode = flags["keep-code"];
  const flag = code !== undefined ? "--class-code" : keepsCode ? "--keep-code" : undefined;
  if (flag !== undefined && mode !== "code") throw new UsageError(`${flag} goes with --class or --register code`);
  if (code !== undefined && !isCode(code)) throw new UsageError("--class-code takes 8 to 32 letters and digits");
  return { isClass, title: title?.trim() || undefined, mode, code, keepsCode };
}

/**
 * Who may make an account on a server, with its code: the one that was chosen, that was kept, or a new one.
 *
 * @param directory The data directory.
 * @throws {ChatError} If the code that is to be kept cannot be.
 */
export function openRegistration(
  { title, mode, keepsCode, ...settings }: ClassSettings,
  directory: string,
): RegistrationOptions & { readonly code: string } {
  const file = `${directory}/${ENTRIES.code}`;
  const kept = keepsCode ? readCode(file) : undefined;
  const code = settings.code ?? kept ?? makeCode();
  if (keepsCode && code !== kept) writePrivate(file, `${code}\n`);
  return { title, mode, code };
}

function readCode(file: string): string | undefined {
  try {
    const code = Deno.readTextFileSync(file).trim();
    return isCode(code) ? code : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw new ChatError(`Cannot read the code of the class: ${(error as Error).message}`, { cause: error });
  }
}

/** The first teacher of a class. */
export interface FirstTeacher {
  /** The user name. */
  readonly name: string;
  /** The password, which is kept nowhere else. */
  readonly password: string;
}

/**
 * Makes sure that the class has a teacher: the first time, it gets one with a password that was made. The demo's teacher,
 * whose password everybody knows, is none; this one takes its place.
 *
 * @returns The teacher that was made; `undefined` if there is one.
 */
export async function ensureTeacher(
  { store, passwords, language }: { store: Store; passwords: Passwords; language: WordLanguage },
): Promise<FirstTeacher | undefined> {
  const accounts = await store.accounts();
  if (accounts.some(({ role, demo }) => role === "teacher" && !demo)) return undefined;
  const known = new Map(accounts.map((account) => [account.name.toLowerCase(), account]));
  const password = makePassword(language);
  const passwordHash = await passwords.hash(password);
  const demo = accounts.find((account) => account.demo && account.role === "teacher");
  if (demo !== undefined) {
    await store.setPassword(demo.id, passwordHash);
    return { name: demo.name, password };
  }
  const name = TEACHER_NAMES.find((name) => !known.has(name));
  if (name === undefined) throw new ChatError("This class has no teacher: name one with user role NAME teacher");
  const account: NewAccount = { name, fullName: "Guru", passwordHash, demo: false, role: "teacher" };
  if (await addUnlessTaken(store, account)) return { name, password };
  return await ensureTeacher({ store, passwords, language }); // Another server was faster, perhaps with a teacher.
}

/** What people type where there is no class, line by line. */
export function describeFirstSteps(
  { isClass, mode }: ClassSettings,
  { command, demo }: { command: string; demo: boolean },
): string[] {
  if (isClass || mode !== "closed") return [];
  if (!demo) return [`People type:    ${command}   and then: auth NAME`];
  return [
    `Students type:  ${command.replace(/ --host 127\.0\.0\.1$/, "")}   and then: auth maya   (password: surabaya)`,
    "Others:         izza, nania and guru (a teacher), with the same password",
    "For a class:    ngobrol-server --class   (on the network, with a code to join)",
  ];
}

/** What is said at a start of a class, line by line. */
export function describeClass(
  { title, mode, isClass, ...settings }: ClassSettings,
  { code, store, teacher, command, group }: {
    code: string;
    /** Whether it is shared: other servers have the same accounts. */
    store: Pick<Store, "shared">;
    teacher: FirstTeacher | undefined;
    command: string;
    /** What the group of the class is called. */
    group: string | undefined;
  },
): string[] {
  const lines: [label: string, text: string][] = [];
  if (title !== undefined) lines.push(["Class", title]);
  if (mode !== "closed") {
    lines.push(["Students type", `${command}   and then: ${mode === "code" ? "join" : "register"}`]);
  }
  const isOwn = store.shared !== undefined && settings.code === undefined;
  if (mode === "code") {
    lines.push(["Class code", isOwn ? `${code}   (of this server alone: --class-code gives all the same)` : code]);
  }
  if (group !== undefined) lines.push(["Group", `#${group}: everybody is in it`]);
  if (teacher !== undefined) {
    lines.push(["Teacher", `${teacher.name}, password ${teacher.password}  (shown once: see passwd)`]);
  } else if (isClass) lines.push(["Teacher", "has a password from an earlier start (user reset NAME makes a new one)"]);
  return lines.map(([label, text]) => `${`${label}:`.padEnd(15)} ${text}`);
}
