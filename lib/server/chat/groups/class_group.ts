/**
 * Groups that people are put in: that of a class, in which everybody is, and those of a table of people. It knows no
 * session.
 *
 * @module
 */

import type { GroupStore, StoredGroup } from "../../../store/groups.ts";
import type { Store, StoredAccount } from "../../../store/store.ts";
import { isTaken } from "../accounts/account_rules.ts";

/** What the group of a class is called; with a number behind it where somebody made one of that name for themselves. */
const NAME = "kelas";

/** The group of a class. */
export class ClassGroup {
  /** What it is called. */
  readonly name: string;
  readonly #store: Store;
  readonly #id: number;
  readonly #onFault: (error: unknown) => void;
  /** By the id of the account: those who are about to be in it. */
  readonly #entering = new Map<number, Promise<void>>();

  private constructor(store: Store, { id, name }: StoredGroup, onFault: (error: unknown) => void) {
    this.name = name;
    this.#store = store;
    this.#id = id;
    this.#onFault = onFault;
  }

  /**
   * Opens it: everybody who has an account is in it, and everybody who gets one, but for those who have left it or were
   * removed.
   *
   * @param onFault Called with what kept somebody out.
   */
  static async open(store: Store, onFault: (error: unknown) => void): Promise<ClassGroup> {
    let stored = await ensureGroup(store.groups, NAME);
    for (let number = 2; stored.maker !== undefined; number++) {
      stored = await ensureGroup(store.groups, `${NAME}${number}`);
    }
    const group = new ClassGroup(store, stored, onFault);
    let people: StoredAccount[] = [];
    await store.follow((change) => {
      if (change.kind === "account added") group.#enter(change.account.id);
    }, async () => {
      people = await store.accounts();
    }, () => false);
    await enter(store.groups, stored, people.filter(({ demo }) => !demo).map(({ id }) => id));
    return group;
  }

  /** Resolves when an account that was added is in it; never rejects. */
  async entered(account: number): Promise<void> {
    await this.#entering.get(account);
  }

  #enter(account: number): void {
    const joining = this.#store.groups.join(this.#id, account).then(() => {}, this.#onFault);
    this.#entering.set(account, joining.finally(() => this.#entering.delete(account)));
  }
}

/**
 * Makes accounts members of a group, which is made if there is none, so that teachers alone are in charge of it. Those who
 * have left it or were removed stay out.
 *
 * @returns How many are new in it.
 */
export async function enterGroup(groups: GroupStore, name: string, accounts: readonly number[]): Promise<number> {
  return await enter(groups, await ensureGroup(groups, name), accounts);
}

/** The group with a name; it is made if there is none, by whichever server comes first. */
async function ensureGroup(groups: GroupStore, name: string): Promise<StoredGroup> {
  const found = (await groups.list()).find((group) => group.name.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found;
  try {
    return await groups.add({ name, inviteOnly: false, wholeHistory: true });
  } catch (error) {
    if (isTaken(error)) return await ensureGroup(groups, name);
    throw error;
  }
}

async function enter(
  groups: GroupStore,
  { id, members, exits }: StoredGroup,
  accounts: readonly number[],
): Promise<number> {
  const known = new Set([...members, ...exits].map(({ account }) => account));
  const joined = await Promise.all(accounts.filter((account) => !known.has(account)).map((it) => groups.join(id, it)));
  return joined.filter(Boolean).length;
}
