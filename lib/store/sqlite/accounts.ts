/**
 * What adds and changes accounts in the SQLite store. It knows no thread.
 *
 * @module
 */

import { ChatError } from "../../chat.ts";
import { primaryCode } from "./errors.ts";
import { readAccount, type Row, type Statements } from "./statements.ts";
import type { AccountChange, NewAccount, StoredAccount } from "../store.ts";

const CONSTRAINT = 19;

/**
 * Adds accounts in one transaction, flushed when this returns.
 *
 * @throws {ChatError} If a name is taken; the transaction is open then.
 */
export function addAccounts(statements: Statements, accounts: readonly NewAccount[]): StoredAccount[] {
  statements.begin.run();
  const rows = accounts.map(({ name, fullName, passwordHash, demo, role = "student" }) =>
    named(name, () => statements.addAccount.all(name, fullName, passwordHash, Number(demo), role) as Row[])
  );
  statements.commit.run();
  return rows.map(([row]) => readAccount(row!));
}

/**
 * Changes an account, flushed when this returns.
 *
 * @returns As it is now; `undefined` if there is none.
 * @throws {ChatError} If its name is taken.
 */
export function changeAccount(
  statements: Statements,
  id: number,
  { name, fullName, role }: AccountChange,
): StoredAccount | undefined {
  // Not get(), which returns the row before it is committed, and says nothing if it cannot be.
  const change = () => statements.changeAccount.all(name ?? null, fullName ?? null, role ?? null, id) as Row[];
  const [row] = named(name ?? "", change);
  return row && readAccount(row);
}

/**
 * Makes a change that gives somebody or something a name.
 *
 * @throws {ChatError} If the name is taken.
 */
export function named<T>(name: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (primaryCode(error) === CONSTRAINT) throw new ChatError(`The name ${name} is taken`, { code: "name_taken" });
    throw error;
  }
}
