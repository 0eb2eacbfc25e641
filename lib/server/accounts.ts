/**
 * Adding people and their passwords, and the three accounts of the document. It knows no socket and no session.
 *
 * @module
 */

import { ChatError, hasControl, isName, LIMITS } from "../chat.ts";
import type { Store, StoredAccount } from "../store/store.ts";
import type { Passwords } from "./password.ts";

const DEMO_PASSWORD = "surabaya";
const DEMO_ACCOUNTS = [
  { name: "izza", fullName: "Rahmadani Izzatul" },
  { name: "maya", fullName: "Kholishotul Amaliah" },
  { name: "nania", fullName: "Azizatul Hikmaniyah" },
];

const MAX_FULL_NAME = 100;
const MAX_PASSWORD = 256;

/** What account commands work with. */
export interface AccountTools {
  readonly store: Store;
  readonly passwords: Passwords;
}

/**
 * Adds an account.
 *
 * @throws {ChatError} If a name or the password cannot be used, or the name is taken.
 */
export async function addAccount(
  { store, passwords }: AccountTools,
  { name, fullName, password }: { name: string; fullName: string; password: string },
): Promise<StoredAccount> {
  checkName(name);
  if (fullName.trim() === "" || fullName.length > MAX_FULL_NAME || hasControl(fullName) || fullName.includes("\t")) {
    throw new ChatError(`A full name has 1 to ${MAX_FULL_NAME} characters, none of them a control character`);
  }
  checkPassword(password);
  await findFree(store, name);
  return store.addAccount({
    name,
    fullName: fullName.trim(),
    passwordHash: await passwords.hash(password),
    demo: false,
  });
}

/**
 * Changes a password and ends the logins of the account.
 *
 * @throws {ChatError} If there is no such account, or the password cannot be used.
 */
export async function changePassword(
  { store, passwords }: AccountTools,
  name: string,
  password: string,
): Promise<void> {
  const account = await findAccount(store, name);
  checkPassword(password);
  await store.setPassword(account.id, await passwords.hash(password));
}

/**
 * Removes an account.
 *
 * @throws {ChatError} If there is no such account.
 */
export async function removeAccount(store: Store, name: string): Promise<void> {
  await store.removeAccount((await findAccount(store, name)).id);
}

/** Adds those of the document's accounts that never were there; one that was removed is not brought back. */
export async function addDemoAccounts({ store, passwords }: AccountTools): Promise<void> {
  const used = await store.namesEverUsed();
  const missing = DEMO_ACCOUNTS.filter(({ name }) => !used.has(name));
  if (missing.length === 0) return;
  const passwordHash = await passwords.hash(DEMO_PASSWORD);
  for (const account of missing) await store.addAccount({ ...account, passwordHash, demo: true });
}

/** @throws {ChatError} If it cannot be the name of an account. */
export function checkName(name: string): void {
  if (!isName(name)) {
    throw new ChatError(`A name has 1 to ${LIMITS.name} letters (a to z), digits, "_", "-" or "."`);
  }
}

/**
 * The account of that name, in whatever case.
 *
 * @throws {ChatError} If there is none.
 */
export async function findAccount(store: Store, name: string): Promise<StoredAccount> {
  const account = (await store.accounts()).find((account) => sameName(account.name, name));
  if (account === undefined) throw new ChatError(`There is no user ${name}`);
  return account;
}

/** @throws {ChatError} If the name is taken: said before a password is asked for or hashed. */
export async function findFree(store: Store, name: string): Promise<void> {
  if ((await store.accounts()).some((account) => sameName(account.name, name))) {
    throw new ChatError(`The name ${name} is taken`);
  }
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function checkPassword(password: string): void {
  if (password === "" || password.length > MAX_PASSWORD || hasControl(password) || /\s/.test(password)) {
    throw new ChatError(`A password has 1 to ${MAX_PASSWORD} characters, none of them a space or a control character`);
  }
}
