/**
 * Accounts as an operator changes them: by the process that has the store, this one or the server that runs on it. It
 * knows no socket.
 *
 * @module
 */

import { type Account, ChatError } from "../../../chat.ts";
import type { AccountChange, AccountStore, NewAccount, Store, StoredAccount } from "../../../store/store.ts";
import { enterGroup } from "../groups/class_group.ts";

/** An account as it is listed. */
export interface ListedAccount extends Account {
  /** Whether everybody knows its password. */
  readonly demo: boolean;
}

/** That an account is to be in a group. */
export interface Membership {
  /** The user name. */
  readonly name: string;
  /** The name of the group. */
  readonly group: string;
}

/** What an operator may ask. Passwords come hashed. */
export interface AccountAdmin {
  /** All accounts, in the order in which they were added. */
  list(): Promise<ListedAccount[]>;
  /** Adds an account. @throws {ChatError} If the name is taken. */
  add(account: NewAccount): Promise<void>;
  /** Adds accounts: all of them or none. @throws {ChatError} If a name is taken. */
  addAll(accounts: readonly NewAccount[]): Promise<void>;
  /**
   * Makes accounts members of groups, which are made if they are not there.
   *
   * @returns How many memberships are new.
   * @throws {ChatError} If there is no such account.
   */
  enterGroups(memberships: readonly Membership[]): Promise<number>;
  /**
   * Changes a name, a full name or a role. A new name ends the logins of the account.
   *
   * @throws {ChatError} If there is no such account, it is a demo account, or the new name is taken.
   */
  change(name: string, change: AccountChange): Promise<void>;
  /** Changes a password and ends the logins of the account. @throws {ChatError} If there is no such account. */
  setPassword(name: string, passwordHash: string): Promise<void>;
  /** Removes an account and ends its logins. @throws {ChatError} If there is no such account. */
  remove(name: string): Promise<void>;
}

/** Accounts in a store. */
export function createAccountAdmin(store: AccountStore & Pick<Store, "endLogins" | "groups">): AccountAdmin {
  return {
    async list() {
      return (await store.accounts()).map(({ name, fullName, role, demo }) => ({ name, fullName, role, demo }));
    },
    async add(account) {
      await store.addAccount(account);
    },
    async addAll(accounts) {
      await store.addAccounts(accounts);
    },
    async enterGroups(memberships) {
      const ids = new Map((await store.accounts()).map(({ id, name }) => [name.toLowerCase(), id]));
      const byGroup = Map.groupBy(memberships, ({ group }) => group.toLowerCase());
      let count = 0;
      for (const members of byGroup.values()) {
        const accounts = members.map(({ name }) => ids.get(name.toLowerCase()));
        const missing = accounts.indexOf(undefined);
        if (missing >= 0) throw noUser(members[missing]!.name);
        count += await enterGroup(store.groups, members[0]!.group, accounts as number[]);
      }
      return count;
    },
    async change(name, change) {
      const { id, demo } = await findAccount(store, name);
      if (demo) throw new ChatError(`${name} is a demo account: only its password can be changed`);
      await store.changeAccount(id, change);
      if (change.name !== undefined) await store.endLogins(id);
    },
    async setPassword(name, passwordHash) {
      await store.setPassword((await findAccount(store, name)).id, passwordHash);
    },
    async remove(name) {
      await store.removeAccount((await findAccount(store, name)).id);
    },
  };
}

async function findAccount(store: AccountStore, name: string): Promise<StoredAccount> {
  const account = (await store.accounts()).find((account) => account.name.toLowerCase() === name.toLowerCase());
  if (account === undefined) throw noUser(name);
  return account;
}

/** What is said of a name that nobody has. */
export function noUser(name: string): ChatError {
  return new ChatError(`There is no user ${name}`);
}

/** A call of {@linkcode AccountAdmin} as it goes from a command to the server. */
export type Call = { readonly [M in keyof AccountAdmin]: readonly [method: M, ...args: Parameters<AccountAdmin[M]>] }[
  keyof AccountAdmin
];

/** The accounts of a server, as a command reaches them: `ask` carries a call there and its result back. */
export function remoteAccountAdmin(ask: (call: Call) => Promise<unknown>): AccountAdmin {
  return {
    list: async () => await ask(["list"]) as ListedAccount[],
    add: async (account) => void await ask(["add", account]),
    addAll: async (accounts) => void await ask(["addAll", accounts]),
    enterGroups: async (memberships) => await ask(["enterGroups", memberships]) as number,
    change: async (name, change) => void await ask(["change", name, change]),
    setPassword: async (name, passwordHash) => void await ask(["setPassword", name, passwordHash]),
    remove: async (name) => void await ask(["remove", name]),
  };
}

/**
 * Does at the server what {@linkcode remoteAccountAdmin} asks for.
 *
 * @throws {ChatError} If it cannot be done, or if the command is of another version.
 */
export async function runAccountCall(admin: AccountAdmin, request: unknown): Promise<unknown> {
  const call = (Array.isArray(request) ? request : []) as unknown as Call;
  switch (call[0]) {
    case "list":
      return await admin.list();
    case "add":
      return await admin.add(call[1]);
    case "addAll":
      return await admin.addAll(call[1]);
    case "enterGroups":
      return await admin.enterGroups(call[1]);
    case "change":
      return await admin.change(call[1], call[2]);
    case "setPassword":
      return await admin.setPassword(call[1], call[2]);
    case "remove":
      return await admin.remove(call[1]);
    default:
      throw new ChatError("The server that runs is of another version; stop it, or use the same");
  }
}

/** What a call that was done has changed, for the log; `undefined` if nothing. */
export function describeAccountCall(request: unknown): string | undefined {
  const call = (Array.isArray(request) ? request : []) as unknown as Call;
  switch (call[0]) {
    case "add":
      return describeAdded(call[1]);
    case "addAll":
      return call[1].length === 1 ? describeAdded(call[1][0]!) : `${call[1].length} accounts were added`;
    case "change":
      return describeChange(call[1], call[2]);
    case "setPassword":
      return `account ${call[1]} has a new password; its logins have ended`;
    case "remove":
      return `account ${call[1]} was removed; its logins have ended`;
    default:
      return undefined;
  }
}

function describeAdded({ name, role }: NewAccount): string {
  return `account ${name} was added${role === "teacher" ? ", of a teacher" : ""}`;
}

function describeChange(name: string, change: AccountChange): string {
  const what = [
    ...change.name === undefined ? [] : [`is named ${change.name} now, and its logins have ended`],
    ...change.fullName === undefined ? [] : ["has another full name"],
    ...change.role === undefined ? [] : [`is one of a ${change.role} now`],
  ];
  return `account ${name} ${what.join(", ")}`;
}
