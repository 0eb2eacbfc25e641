/**
 * The accounts in memory, as the feed of the store tells them. It knows no login.
 *
 * @module
 */

import { ChatError, TEXTS } from "../../../chat.ts";
import type { Change, StoredAccount } from "../../../store/store.ts";

/** The accounts of a chat. */
export class Accounts {
  readonly #demo: boolean;
  /** By name in lower case. */
  readonly #byName = new Map<string, StoredAccount>();
  /** Also those that were removed since the start: what they wrote may be on its way. */
  readonly #byId = new Map<number, StoredAccount>();

  /** None yet. @param demo Whether the document's accounts, whose password everybody knows, may be used. */
  constructor(demo: boolean) {
    this.#demo = demo;
  }

  /** How many people may log in. */
  get count(): number {
    return this.#byName.size;
  }

  /** Those who may log in. */
  usable(): Iterable<StoredAccount> {
    return this.#byName.values();
  }

  /** The account with an id, if somebody may log in to it. */
  readonly usableBy = (id: number): StoredAccount | undefined => {
    const account = this.#byId.get(id);
    return account !== undefined && this.isCurrent(account) ? account : undefined;
  };

  /** The account with a name, in whatever case, if somebody may log in to it. */
  readonly find = (name: string): StoredAccount | undefined => this.#byName.get(name.toLowerCase());

  /** The account with an id, also if it was removed since the start. */
  readonly get = (id: number): StoredAccount | undefined => this.#byId.get(id);

  /** The name that the account with an id has, or had when it was removed; empty if that is not known. */
  readonly nameOf = (id: number): string => this.#byId.get(id)?.name ?? "";

  /** Whether an account has still the same name and password. */
  isCurrent({ id, name, passwordHash }: StoredAccount): boolean {
    const current = this.find(name);
    return current?.id === id && current.passwordHash === passwordHash;
  }

  /** Adds an account, or takes over what it is like now. */
  add(account: StoredAccount): void {
    this.#byId.set(account.id, account);
    if (this.#demo || !account.demo) this.#byName.set(account.name.toLowerCase(), account);
  }

  /** Takes over what changed in the store. */
  changed(change: Change): void {
    switch (change.kind) {
      case "account added":
        return this.add(change.account);
      case "password changed": {
        const account = this.#byId.get(change.account);
        if (account !== undefined) this.add({ ...account, passwordHash: change.passwordHash, demo: false });
        return;
      }
      case "account changed":
        this.#drop(change.account.id);
        return this.add(change.account);
      case "account removed":
        return this.#drop(change.account);
    }
  }

  /** Frees the name of an account. */
  #drop(id: number): void {
    const account = this.#byId.get(id);
    if (account !== undefined && this.isCurrent(account)) this.#byName.delete(account.name.toLowerCase());
  }
}

/** The account with a name, which `find` looks for. @throws {ChatError} If there is none. */
export function requireUser(find: (name: string) => StoredAccount | undefined, name: string): StoredAccount {
  const account = find(name);
  if (account === undefined) throw new ChatError(TEXTS.noUser, { code: "no_user" });
  return account;
}
