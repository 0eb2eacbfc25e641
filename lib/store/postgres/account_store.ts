/**
 * The part of the PostgreSQL store that keeps accounts and logins. It knows no connection.
 *
 * @module
 */

import { ChatError } from "../../chat.ts";
import { CLOCKS } from "../../clock.ts";
import type { AccountChange, AccountStore, LoginStore, NewAccount, StoredAccount, StoredLogin } from "../store.ts";
import type { Access } from "./access.ts";
import {
  type AccountsAdded,
  addAccounts,
  addLogin,
  changeAccount,
  endLogins,
  forgetLogins,
  removeAccount,
  removeLogin,
  setPassword,
  touchLogin,
} from "./account_writes.ts";
import { arrayOf } from "./connection.ts";
import { ACCOUNT_COLUMNS, LOGIN_COLUMNS, readAccount, readLogin } from "./rows.ts";

/** See `LoginStore.logins`. */
const LOGINS = "SELECT token_hash, account, least(used_at, $3::bigint) AS used_at FROM (SELECT *, row_number() OVER " +
  "(PARTITION BY account ORDER BY used_at DESC, batch DESC, ordinal DESC) AS rank FROM logins) AS ranked " +
  "WHERE used_at >= $1::bigint AND rank <= $2::bigint ORDER BY batch, ordinal";

/** Accounts and logins. */
export abstract class PostgresAccounts implements AccountStore, LoginStore {
  readonly #access: Access;

  /** Over the way to the database. */
  constructor(access: Access) {
    this.#access = access;
  }

  /** See {@linkcode AccountStore.accounts}. */
  async accounts(): Promise<StoredAccount[]> {
    const sql = `SELECT ${ACCOUNT_COLUMNS} FROM accounts WHERE removed_at IS NULL ORDER BY id`;
    return (await this.#access.read(sql)).map(readAccount);
  }

  /** See {@linkcode AccountStore.addAccount}. */
  async addAccount(account: NewAccount): Promise<StoredAccount> {
    return (await this.addAccounts([account]))[0]!;
  }

  /** See {@linkcode AccountStore.addAccounts}. */
  async addAccounts(accounts: readonly NewAccount[]): Promise<StoredAccount[]> {
    if (accounts.length === 0) return [];
    const names = accounts.map(({ name }) => name.toLowerCase());
    const twice = accounts.find((_, index) => names.indexOf(names[index]!) < index);
    if (twice !== undefined) throw taken(twice.name);
    const [added] = await this.#access.write("the account", addAccounts(accounts)) as [AccountsAdded | undefined];
    if (added !== undefined) return [...added.accounts];
    const sql = "SELECT lower(name) AS name FROM accounts WHERE lower(name) = ANY ($1::text[]) AND removed_at IS NULL";
    const known = (await this.#access.read(sql, [arrayOf(names)])).map(({ name }) => String(name));
    throw taken((accounts.find((_, index) => known.includes(names[index]!)) ?? accounts[0]!).name);
  }

  /** See {@linkcode AccountStore.changeAccount}. */
  async changeAccount(account: number, change: AccountChange): Promise<void> {
    const [changed] = await this.#access.write("the account", changeAccount(account, change));
    if (changed !== undefined || change.name === undefined) return;
    const sql = "SELECT 1 FROM accounts WHERE id = $1::int AND removed_at IS NULL";
    if ((await this.#access.read(sql, [account])).length > 0) throw taken(change.name);
  }

  /** See {@linkcode AccountStore.setPassword}. */
  async setPassword(account: number, passwordHash: string, kept = ""): Promise<void> {
    await this.#access.write("the password", ...setPassword(account, passwordHash, kept));
  }

  /** See {@linkcode AccountStore.removeAccount}. */
  async removeAccount(account: number): Promise<void> {
    await this.#access.write("the removal", ...removeAccount(account, CLOCKS.wall()));
  }

  /** See {@linkcode AccountStore.removedAccounts}. */
  async removedAccounts(name: string): Promise<number[]> {
    const sql =
      "SELECT id FROM accounts WHERE removed_at IS NOT NULL AND lower(name) = lower($1::text) ORDER BY id DESC";
    return (await this.#access.read(sql, [name])).map(({ id }) => Number(id));
  }

  /** See {@linkcode AccountStore.namesEverUsed}. */
  async namesEverUsed(): Promise<Set<string>> {
    const rows = await this.#access.read("SELECT DISTINCT lower(name) AS name FROM accounts");
    return new Set(rows.map(({ name }) => String(name)));
  }

  /** See {@linkcode LoginStore.logins}. */
  async logins(since: number, most: number, now = Number.MAX_SAFE_INTEGER): Promise<StoredLogin[]> {
    await this.#access.write("the logins", ...forgetLogins(since, most, now));
    // Of a moment before that, perhaps.
    return (await this.#access.read(LOGINS, [since, most, now])).map(readLogin);
  }

  /** See `SharedStore.findLogin`. */
  async findLogin(tokenHash: string): Promise<StoredLogin | undefined> {
    const sql = `SELECT ${LOGIN_COLUMNS} FROM logins WHERE token_hash = $1::text`;
    const [row] = await this.#access.read(sql, [tokenHash]);
    await this.#access.news.catchUp();
    return row && readLogin(row);
  }

  /** See {@linkcode LoginStore.addLogin}. */
  async addLogin(login: StoredLogin, passwordHash: string): Promise<void> {
    await this.#access.write("the login", addLogin(login, passwordHash));
  }

  /** See {@linkcode LoginStore.touchLogin}. */
  async touchLogin(tokenHash: string, usedAt: number): Promise<void> {
    await this.#access.write("the login", touchLogin(tokenHash, usedAt));
  }

  /** See {@linkcode LoginStore.removeLogin}. */
  async removeLogin(tokenHash: string): Promise<void> {
    await this.#access.write("the logout", removeLogin(tokenHash));
  }

  /** See {@linkcode LoginStore.endLogins}. */
  async endLogins(account: number): Promise<void> {
    await this.#access.write("the logout", endLogins(account, ""));
  }
}

/** Somebody or something has that name. */
export function taken(name: string): ChatError {
  return new ChatError(`The name ${name} is taken`, { code: "name_taken" });
}
