/**
 * The part of the SQLite store that keeps accounts and logins. It knows no database.
 *
 * @module
 */

import { CLOCKS } from "../../clock.ts";
import type { Access } from "./access.ts";
import type { AccountChange, AccountStore, LoginStore, NewAccount, StoredAccount, StoredLogin } from "../store.ts";

/** Accounts and logins. */
export abstract class SqliteAccounts implements AccountStore, LoginStore {
  readonly #access: Access;

  /** Over the way to the database. */
  constructor(access: Access) {
    this.#access = access;
  }

  /** See {@linkcode AccountStore.accounts}. */
  accounts(): Promise<StoredAccount[]> {
    return this.#access.read("accounts");
  }

  /** See {@linkcode AccountStore.addAccount}. */
  async addAccount(account: NewAccount): Promise<StoredAccount> {
    return (await this.addAccounts([account]))[0]!;
  }

  /** See {@linkcode AccountStore.addAccounts}. */
  async addAccounts(accounts: readonly NewAccount[]): Promise<StoredAccount[]> {
    const added = await this.#access.call<StoredAccount[]>("addAccounts", accounts);
    for (const account of added) this.#access.feed.tell({ kind: "account added", account });
    return added;
  }

  /** See {@linkcode AccountStore.changeAccount}. */
  async changeAccount(account: number, change: AccountChange): Promise<void> {
    const changed = await this.#access.call<StoredAccount | undefined>("changeAccount", account, change);
    if (changed !== undefined) this.#access.feed.tell({ kind: "account changed", account: changed });
  }

  /** See {@linkcode AccountStore.setPassword}. */
  async setPassword(account: number, passwordHash: string, kept = ""): Promise<void> {
    await this.#access.write("the password", ["setPassword", passwordHash, account], ["endLogins", account, kept]);
  }

  /** See {@linkcode AccountStore.removeAccount}. */
  async removeAccount(account: number): Promise<void> {
    const at = CLOCKS.wall();
    const removal = [["removeAccount", at, account], ["endLogins", account, ""]] as const;
    await this.#access.write("the removal", ...removal, ["leaveGroups", account], ["endEmptyGroups", at]);
  }

  /** See {@linkcode AccountStore.removedAccounts}. */
  removedAccounts(name: string): Promise<number[]> {
    return this.#access.read("removedAccounts", name);
  }

  /** See {@linkcode AccountStore.namesEverUsed}. */
  namesEverUsed(): Promise<Set<string>> {
    return this.#access.read("namesEverUsed");
  }

  /** See {@linkcode LoginStore.logins}. */
  logins(since: number, most: number, now?: number): Promise<StoredLogin[]> {
    return this.#access.read("logins", since, most, now);
  }

  /** See {@linkcode LoginStore.addLogin}. */
  async addLogin({ tokenHash, account, usedAt }: StoredLogin, passwordHash: string): Promise<void> {
    await this.#access.write("the login", ["addLogin", tokenHash, usedAt, account, passwordHash]);
  }

  /** See {@linkcode LoginStore.touchLogin}. */
  async touchLogin(tokenHash: string, usedAt: number): Promise<void> {
    await this.#access.write("the login", ["touchLogin", usedAt, tokenHash]);
  }

  /** See {@linkcode LoginStore.removeLogin}. */
  async removeLogin(tokenHash: string): Promise<void> {
    await this.#access.write("the logout", ["removeLogin", tokenHash]);
  }

  /** See {@linkcode LoginStore.endLogins}. */
  async endLogins(account: number): Promise<void> {
    await this.#access.write("the logout", ["endLogins", account, ""]);
  }
}
