/**
 * What people do with groups: make, join and leave them, invite and remove others, change what holds there. It knows no
 * command and no socket.
 *
 * Its maker and teachers are in charge of a group. Who was removed comes back by an invitation, and who has left by himself:
 * neither can be held in or out against the will of the other side.
 *
 * @module
 */

import { ChatError, TEXTS } from "../../../chat.ts";
import type { GroupSettings } from "../../../store/groups.ts";
import type { Store, StoredAccount } from "../../../store/store.ts";
import { checkName, checkPassword } from "../accounts/account_rules.ts";
import { requireUser } from "../accounts/accounts.ts";
import type { Group } from "./group.ts";
import type { Groups } from "./groups.ts";
import { type Asker, type LoginGate, NOT_MADE_YET } from "../logins/login_gate.ts";
import type { GroupLimits } from "../../limits.ts";
import type { Passwords } from "../logins/password.ts";
import type { Rules } from "../class/rules.ts";

/** Groups that an account may have made, of those that go on: one person shall not take all. */
const MADE_BY_ONE = 20;

/** What {@linkcode GroupActs} needs. */
export interface GroupActsOptions {
  /** Where groups are kept. */
  readonly store: Store;
  /** The groups. */
  readonly groups: Groups;
  /** Whom an account may reach now. */
  readonly rules: Rules;
  /** What makes and compares hashes. */
  readonly passwords: Passwords;
  /** Whose turn it is to have a hash made: it bounds them as those of logins. */
  readonly gate: LoginGate;
  /** The bounds. */
  readonly limits: GroupLimits;
  /** The account with a name, in whatever case. */
  readonly find: (name: string) => StoredAccount | undefined;
}

/** What may be changed in a group. What is left out stays as it is. */
export interface GroupChanges {
  /** Its new name. */
  readonly name?: string | undefined;
  /** Whether only those join who are invited. */
  readonly inviteOnly?: boolean | undefined;
  /** Whether members see what was written before they joined. */
  readonly wholeHistory?: boolean | undefined;
}

/** The acts of people in groups. Each resolves when it is on disk and holds. */
export class GroupActs {
  readonly #options: GroupActsOptions;
  /** By the id of the group: how many are about to join. */
  readonly #joining = new Map<number, number>();
  /** How many groups are about to be made, and by whom. */
  readonly #making: number[] = [];

  /** What it works on. */
  constructor(options: GroupActsOptions) {
    this.#options = options;
  }

  /** Makes a group, of which the account is the first member. @throws {ChatError} If that cannot be. */
  async add(account: StoredAccount, name: string, password: string | undefined, asker: Asker): Promise<Group> {
    const { store, groups, rules, passwords, gate } = this.#options;
    rules.check(account, "everybody");
    checkName(name);
    if (password !== undefined) checkPassword(password);
    if (groups.find(name) !== undefined || this.#isUser(name)) throw nameTaken(name);
    this.#checkCount(account);
    this.#making.push(account.id);
    try {
      let passwordHash: string | undefined;
      if (password !== undefined) {
        await gate.admit({ account: NOT_MADE_YET, name: account.name, ...asker }, async () => {
          passwordHash = await passwords.hash(password);
          return true;
        });
        rules.check(account, "everybody"); // A lock may have come meanwhile.
      }
      const settings = { name, passwordHash, inviteOnly: false, wholeHistory: false };
      const { id } = await store.groups.add({ ...settings, maker: account.id });
      return groups.get(id)!;
    } finally {
      this.#making.splice(this.#making.indexOf(account.id), 1);
    }
  }

  /**
   * Joins a group.
   *
   * @param password What its password may be.
   * @throws {ChatError} If it has another password, or takes nobody, or has taken this one out.
   */
  async join(
    account: StoredAccount,
    name: string,
    password: string | undefined,
    asker: Asker,
  ): Promise<Group> {
    const { groups, rules, passwords, gate } = this.#options;
    const group = groups.require(name);
    rules.check(account, group);
    if (group.members.has(account.id)) throw isMember("You are", group);
    if (!isInCharge(account, group)) {
      if (group.settings.inviteOnly || group.exits.get(account.id) === "removed") {
        throw new ChatError(`Only who is invited can join ${group.name}`, { code: "not_allowed" });
      }
      const hash = group.settings.passwordHash;
      if (hash !== undefined) {
        if (password === undefined) throw new ChatError(`${group.name} has a password`, { code: "wrong_password" });
        const attempt = { account: gateOf(group), name: group.name, ...asker };
        const isRight = await gate.admit(attempt, () => passwords.verify(password, hash));
        if (!isRight) throw new ChatError(TEXTS.wrongPassword, { code: "wrong_password" });
        rules.check(account, group);
      }
    }
    await this.#enter(group, account);
    return group;
  }

  /** Leaves a group. @throws {ChatError} If the account is not in it. */
  async leave(account: StoredAccount, name: string): Promise<Group> {
    const group = this.#options.groups.requireMember(account, name);
    await this.#options.store.groups.leave(group.id, account.id, "left");
    return group;
  }

  /** Makes somebody else a member, without a password. @throws {ChatError} If the account may not, or the other has left. */
  async invite(account: StoredAccount, name: string, user: string): Promise<Group> {
    const { rules } = this.#options;
    const group = this.visible(account, name);
    const other = requireUser(this.#options.find, user);
    rules.check(account, group);
    rules.check(account, other);
    const { inviteOnly, passwordHash } = group.settings;
    if (inviteOnly || passwordHash !== undefined || group.exits.get(other.id) === "removed") {
      this.#requireCharge(account, group);
    }
    if (group.members.has(other.id)) throw isMember(`${other.name} is`, group);
    if (group.exits.get(other.id) === "left") {
      throw new ChatError(`${other.name} has left ${group.name} and can only come back without an invitation`, {
        code: "not_allowed",
      });
    }
    await this.#enter(group, other);
    return group;
  }

  /** Takes somebody out of a group. @throws {ChatError} If the account may not. */
  async remove(account: StoredAccount, name: string, user: string): Promise<Group> {
    const group = this.visible(account, name);
    const other = requireUser(this.#options.find, user);
    this.#requireCharge(account, group);
    this.#options.rules.check(account, group); // Who is taken out is told of it.
    if (!group.members.has(other.id)) {
      throw new ChatError(`${other.name} is not a member of ${group.name}`, { code: "not_a_member" });
    }
    await this.#options.store.groups.leave(group.id, other.id, "removed");
    return group;
  }

  /** Changes what holds in a group. @throws {ChatError} If the account may not, or the name is taken. */
  async change(account: StoredAccount, title: string, changes: GroupChanges): Promise<Group> {
    const { store, rules } = this.#options;
    const group = this.visible(account, title);
    this.#requireCharge(account, group);
    const { name = group.name, inviteOnly, wholeHistory } = changes;
    rules.check(account, group); // Its members are told of a new name.
    if (name !== group.name) {
      checkName(name);
      if (this.#isUser(name)) throw nameTaken(name);
    }
    const { settings } = group;
    const changed: GroupSettings = {
      ...settings,
      name,
      inviteOnly: inviteOnly ?? settings.inviteOnly,
      wholeHistory: wholeHistory ?? settings.wholeHistory,
    };
    if (!await store.groups.change(group.id, changed)) throw nameTaken(name);
    return group;
  }

  /** The groups that an account is told of: those that it is in, and those that it might join. */
  *list(account: StoredAccount): Generator<Group> {
    for (const group of this.#options.groups.all()) {
      const isOpen = !group.settings.inviteOnly || isInCharge(account, group);
      if (isOpen || group.members.has(account.id)) yield group;
    }
  }

  /** A group into which an account may look: it is in it, or a teacher. @throws {ChatError} If it may not. */
  visible(account: StoredAccount, name: string): Group {
    const { groups } = this.#options;
    return account.role === "teacher" ? groups.require(name) : groups.requireMember(account, name);
  }

  /** Who writes to a user by the family's `sendgroup` shall not write to a group that somebody has called so. */
  #isUser(name: string): boolean {
    return this.#options.find(name) !== undefined;
  }

  #requireCharge(account: StoredAccount, group: Group): void {
    if (isInCharge(account, group)) return;
    const who = group.maker === undefined ? "teachers" : "its maker and teachers";
    throw new ChatError(`Only ${who} can do that in ${group.name}`, { code: "not_allowed" });
  }

  #checkCount({ id, role }: StoredAccount): void {
    const { groups, limits } = this.#options;
    if (groups.count + this.#making.length >= limits.groups) {
      throw new ChatError(`There are ${limits.groups} groups, and there can be no more`, { code: "group_full" });
    }
    if (role === "teacher") return;
    let made = this.#making.filter((maker) => maker === id).length;
    for (const { maker } of groups.all()) if (maker === id) made++;
    if (made >= MADE_BY_ONE) {
      throw new ChatError(`You have made ${MADE_BY_ONE} groups, and can make no more`, { code: "group_full" });
    }
  }

  async #enter(group: Group, account: StoredAccount): Promise<void> {
    const { store, limits, groups } = this.#options;
    const joining = this.#joining.get(group.id) ?? 0;
    if (group.members.size + joining >= limits.members) {
      throw new ChatError(`${group.name} has ${limits.members} members, and can have no more`, { code: "group_full" });
    }
    this.#joining.set(group.id, joining + 1);
    try {
      await store.groups.join(group.id, account.id);
    } finally {
      const left = this.#joining.get(group.id)! - 1;
      if (left > 0) this.#joining.set(group.id, left);
      else this.#joining.delete(group.id);
    }
    // It may have ended meanwhile.
    if (groups.get(group.id) === undefined) throw new ChatError(TEXTS.noGroup, { code: "no_group" });
  }
}

/** Whether an account may invite, remove and change. */
function isInCharge({ id, role }: StoredAccount, { maker }: Group): boolean {
  return role === "teacher" || maker === id;
}

function nameTaken(name: string): ChatError {
  return new ChatError(`The name ${name} is taken`, { code: "name_taken" });
}

function isMember(who: string, group: Group): ChatError {
  return new ChatError(`${who} a member of ${group.name} already`, { code: "not_allowed" });
}

/** What stands for a group at the gate, where accounts are above 0, and what is to be made is {@linkcode NOT_MADE_YET}. */
function gateOf({ id }: Group): number {
  return -1 - id;
}
