/**
 * The part of the SQLite store that keeps accounts and logins. It knows no database.
 *
 * @module
 */

import { CLOCKS } from "../../clock.ts";
import type { Write } from "./commit.ts";
import type { Thread } from "./thread.ts";
import type { DatabaseCall } from "./worker.ts";
import type {
  AccountChange,
  AccountStore,
  Change,
  LoginStore,
  NewAccount,
  StoredAccount,
  StoredLogin,
} from "../store.ts";

/** Accounts and logins. */
export abstract class SqliteAccounts implements AccountStore, LoginStore {
  readonly #thread: Thread;

  /** Over the thread of the database. */
  constructor(thread: Thread) {
    this.#thread = thread;
  }

  /** Tells those who follow the store. */
  protected abstract tell(change: Change): void;
  /** Asks the database. */
  protected abstract read<T>(...call: DatabaseCall): Promise<T>;
  /** Writes with the next commit. */
  protected abstract write(what: string, ...writes: Write[]): Promise<void>;

  /** See {@linkcode AccountStore.accounts}. */
  accounts(): Promise<StoredAccount[]> {
    return this.read("accounts");
  }

  /** See {@linkcode AccountStore.addAccount}. */
  async addAccount(account: NewAccount): Promise<StoredAccount> {
    return (await this.addAccounts([account]))[0]!;
  }

  /** See {@linkcode AccountStore.addAccounts}. */
  async addAccounts(accounts: readonly NewAccount[]): Promise<StoredAccount[]> {
    const added = await this.#thread.call<StoredAccount[]>("addAccounts", accounts);
    for (const account of added) this.tell({ kind: "account added", account });
    return added;
  }

  /** See {@linkcode AccountStore.changeAccount}. */
  async changeAccount(account: number, change: AccountChange): Promise<void> {
    const changed = await this.#thread.call<StoredAccount | undefined>("changeAccount", account, change);
    if (changed !== undefined) this.tell({ kind: "account changed", account: changed });
  }

  /** See {@linkcode AccountStore.setPassword}. */
  async setPassword(account: number, passwordHash: string, kept = ""): Promise<void> {
    await this.write("the password", ["setPassword", passwordHash, account], ["endLogins", account, kept]);
  }

  /** See {@linkcode AccountStore.removeAccount}. */
  async removeAccount(account: number): Promise<void> {
    await this.write("the removal", ["removeAccount", CLOCKS.wall(), account], ["endLogins", account, ""]);
  }

  /** See {@linkcode AccountStore.removedAccounts}. */
  removedAccounts(name: string): Promise<number[]> {
    return this.read("removedAccounts", name);
  }

  /** See {@linkcode AccountStore.namesEverUsed}. */
  namesEverUsed(): Promise<Set<string>> {
    return this.read("namesEverUsed");
  }

  /** See {@linkcode LoginStore.logins}. */
  logins(since: number, most: number, now?: number): Promise<StoredLogin[]> {
    return this.read("logins", since, most, now);
  }

  /** See {@linkcode LoginStore.addLogin}. */
  async addLogin({ tokenHash, account, usedAt }: StoredLogin, passwordHash: string): Promise<void> {
    await this.write("the login", ["addLogin", tokenHash, usedAt, account, passwordHash]);
  }

  /** See {@linkcode LoginStore.touchLogin}. */
  async touchLogin(tokenHash: string, usedAt: number): Promise<void> {
    await this.write("the login", ["touchLogin", usedAt, tokenHash]);
  }

  /** See {@linkcode LoginStore.removeLogin}. */
  async removeLogin(tokenHash: string): Promise<void> {
    await this.write("the logout", ["removeLogin", tokenHash]);
  }

  /** See {@linkcode LoginStore.endLogins}. */
  async endLogins(account: number): Promise<void> {
    await this.write("the logout", ["endLogins", account, ""]);
  }
}
