/**
 * What a person who may log in has to be: names, passwords, and the three accounts of the document. It knows no socket and
 * no session.
 *
 * @module
 */

import { ChatError, hasControl, isName, PROTOCOL_LIMITS, type Role } from "../../../chat.ts";
import { escapeControls } from "../../../sanitize.ts";
import type { NewAccount, Store } from "../../../store/store.ts";
import { normalizePassword } from "../logins/password_forms.ts";
import type { Passwords } from "../logins/password.ts";

const DEMO_PASSWORD = "surabaya";
const DEMO_ACCOUNTS = [
  { name: "izza", fullName: "Rahmadani Izzatul" },
  { name: "maya", fullName: "Kholishotul Amaliah" },
  { name: "nania", fullName: "Azizatul Hikmaniyah" },
  { name: "guru", fullName: "Ibu Guru", role: "teacher" },
] as const;

const MAX_FULL_NAME = 100;
const MAX_PASSWORD = 256;

/**
 * What is kept of a person who is to be added; the password is hashed.
 *
 * @throws {ChatError} If a name or the password cannot be used.
 */
export async function newAccount(
  passwords: Passwords,
  { name, fullName, password, role = "student" }: { name: string; fullName: string; password: string; role?: Role },
): Promise<NewAccount> {
  checkAccount({ name, fullName, password });
  return { name, fullName: fullName.trim(), passwordHash: await hashPassword(passwords, password), demo: false, role };
}

/** Checks a person who is to be added. @throws {ChatError} If a name or the password cannot be used. */
export function checkAccount(
  { name, fullName, password }: { name: string; fullName: string; password: string },
): void {
  checkName(name);
  checkFullName(fullName);
  checkPassword(password);
}

/** Checks the full name of an account that is to be made. @throws {ChatError} If no account can have it. */
export function checkFullName(fullName: string): void {
  // Also those that show a name in another order than it has, or hide in it: other clients show full names as they are.
  if (
    fullName.trim() === "" || fullName.length > MAX_FULL_NAME || escapeControls(fullName) !== fullName ||
    fullName.includes("\t")
  ) {
    const message = `A full name has 1 to ${MAX_FULL_NAME} characters, none of them a control character`;
    throw new ChatError(message, { code: "wrong_parameters" });
  }
}

/**
 * The hash of a password that somebody is to have.
 *
 * @throws {ChatError} If it cannot be used.
 */
export async function hashPassword(passwords: Passwords, password: string): Promise<string> {
  checkPassword(password);
  return await passwords.hash(password);
}

/** Checks a password that somebody is to have. @throws {ChatError} If it cannot be used. */
export function checkPassword(password: string): void {
  const normalized = normalizePassword(password);
  if (!password.isWellFormed()) throw new ChatError("The password is not valid UTF-8", { code: "wrong_parameters" });
  if (normalized === "" || normalized.length > MAX_PASSWORD || hasControl(normalized) || /\s/.test(normalized)) {
    const message = `A password has 1 to ${MAX_PASSWORD} characters, none of them a space or a control character`;
    throw new ChatError(message, { code: "wrong_parameters" });
  }
}

/** Adds those of the document's accounts that never were there; one that was removed is not brought back. */
export async function addDemoAccounts(
  { store, passwords }: { store: Store; passwords: Passwords },
): Promise<void> {
  const used = await store.namesEverUsed();
  const missing = DEMO_ACCOUNTS.filter(({ name }) => !used.has(name));
  if (missing.length === 0) return;
  const passwordHash = await passwords.hash(DEMO_PASSWORD);
  for (const account of missing) await addUnlessTaken(store, { ...account, passwordHash, demo: true });
}

/** Adds an account, if no other server has given its name away meanwhile. @returns Whether it was added. */
export async function addUnlessTaken(store: Pick<Store, "addAccount">, account: NewAccount): Promise<boolean> {
  try {
    await store.addAccount(account);
    return true;
  } catch (error) {
    if (isTaken(error)) return false;
    throw error;
  }
}

/** Whether what was to be added was not, since its name is taken. */
export function isTaken(error: unknown): boolean {
  return error instanceof ChatError && error.code === "name_taken";
}

/**
 * Checks the name of an account that is to be made.
 *
 * @throws {ChatError} If no account can have it.
 */
export function checkName(name: string): void {
  const message = !isName(name)
    ? `A name has 1 to ${PROTOCOL_LIMITS.name} letters (a to z), digits, "_", "-" or "."`
    // Nobody could name it in a command, where it would be a flag.
    : name.startsWith("-")
    ? 'A name does not begin with "-"'
    : undefined;
  if (message !== undefined) throw new ChatError(message, { code: "wrong_parameters" });
}
