/**
 * The groups of a chat: which there are, and who is in them, as the feed of the store tells it. What people do with them is
 * in `group_acts.ts`. It knows no connection.
 *
 * @module
 */

import { ChatError, TEXTS } from "../../../chat.ts";
import { groupOf } from "../../../store/groups.ts";
import type { Change, Store, StoredAccount, StoredMessages } from "../../../store/store.ts";
import { Group } from "./group.ts";

/** The groups of a chat. */
export class Groups {
  readonly #store: Store;
  readonly #byId = new Map<number, Group>();
  /** By name in lower case. */
  readonly #byName = new Map<string, Group>();
  /** By the id of the account: the groups that it is in. */
  readonly #byMember = new Map<number, Set<Group>>();
  /** The newest place in the order of the store, of those that were told since the start. */
  #newest = 0;
  /** Of the commit that was told last: the place of each message in its group. */
  #places: number[] = [];
  /** The one that has ended last. */
  #ended: Group | undefined;

  /** Those of a store; to be opened before anything is asked of it. */
  constructor(store: Store) {
    this.#store = store;
  }

  /** Reads them. */
  async open(): Promise<void> {
    for (const stored of await this.#store.groups.list()) this.#add(new Group(stored));
  }

  /** How many there are. */
  get count(): number {
    return this.#byId.size;
  }

  /** All of them, in the order in which they were made. */
  all(): Iterable<Group> {
    return this.#byId.values();
  }

  /** The group with an id. */
  get(id: number): Group | undefined {
    return this.#byId.get(id);
  }

  /** The group with an id, also if it has just ended. */
  known(id: number): Group | undefined {
    return this.get(id) ?? (this.#ended?.id === id ? this.#ended : undefined);
  }

  /** The place in its group of the message at an index of the commit that was told last. */
  placeOf(index: number): number {
    return this.#places[index]!;
  }

  /** The group with a name, in whatever case, with or without its `#`. */
  find(name: string): Group | undefined {
    return this.#byName.get((name.startsWith("#") ? name.slice(1) : name).toLowerCase());
  }

  /** The group with a name. @throws {ChatError} If there is none. */
  require(name: string): Group {
    const group = this.find(name);
    if (group === undefined) throw new ChatError(TEXTS.noGroup, { code: "no_group" });
    return group;
  }

  /** The group with a name, which an account is in. @throws {ChatError} If there is none, or it is not. */
  requireMember({ id }: StoredAccount, name: string): Group {
    const group = this.require(name);
    if (!group.members.has(id)) {
      throw new ChatError(`You are not a member of ${group.name}`, { code: "not_a_member" });
    }
    return group;
  }

  /** The groups that an account is in. */
  of(account: number): Iterable<Group> {
    return this.#byMember.get(account) ?? [];
  }

  /** How many messages of groups an account has not read, at most: its own are counted as well. */
  unreadOf(account: number): number {
    let count = 0;
    for (const { members, lastSeq } of this.of(account)) count += lastSeq - members.get(account)!.read;
    return count;
  }

  /** Takes over what changed in the store. */
  changed(change: Change): void {
    switch (change.kind) {
      case "messages":
        return this.#count(change.messages);
      case "cursors":
        for (const { sender, upTo } of change.updates) {
          if (upTo !== undefined) this.get(groupOf(sender)!)?.advance(change.account, change.state, upTo);
        }
        return;
      case "members delivered": {
        const group = this.get(change.group);
        for (const account of change.accounts) group?.advance(account, "delivered", change.place);
        return;
      }
      case "pruned":
        for (const [id, place] of change.groups) {
          const group = this.get(id);
          for (const account of group?.members.keys() ?? []) group!.advance(account, "read", place);
        }
        return;
      case "group added":
        return this.#add(new Group(change.group));
      case "group changed": {
        const group = this.#byId.get(change.group);
        if (group === undefined) return;
        this.#byName.delete(group.name.toLowerCase());
        group.before = group.title;
        group.settings = change.settings;
        this.#byName.set(group.name.toLowerCase(), group);
        return;
      }
      case "member joined":
        return this.#enter(this.#byId.get(change.group), change.account);
      case "member left":
        this.#byId.get(change.group)?.exits.set(change.account, change.exit);
        return this.#leave(this.#byId.get(change.group), change.account);
      case "account removed":
        for (const group of [...this.of(change.account)]) this.#leave(group, change.account);
        return;
    }
  }

  #count(messages: StoredMessages): void {
    this.#places = [];
    for (let index = 0; index < messages.count && this.count > 0; index++) {
      const id = groupOf(messages.receiver(index));
      const group = id === undefined ? undefined : this.#byId.get(id);
      if (group !== undefined) this.#places[index] = ++group.lastSeq;
    }
    this.#newest = messages.newest.seq;
  }

  #add(group: Group): void {
    this.#byId.set(group.id, group);
    this.#byName.set(group.name.toLowerCase(), group);
    for (const account of group.members.keys()) this.#index(group, account);
  }

  #enter(group: Group | undefined, account: number): void {
    group?.enter(account, this.#newest);
    if (group !== undefined) this.#index(group, account);
  }

  #index(group: Group, account: number): void {
    const groups = this.#byMember.get(account);
    if (groups === undefined) this.#byMember.set(account, new Set([group]));
    else groups.add(group);
  }

  #leave(group: Group | undefined, account: number): void {
    if (group === undefined) return;
    group.members.delete(account);
    const groups = this.#byMember.get(account);
    if (groups?.delete(group) && groups.size === 0) this.#byMember.delete(account);
    if (group.members.size > 0 || group.maker === undefined) return;
    this.#ended = group;
    // As the store has it: a group that somebody made ends with its last member.
    this.#byId.delete(group.id);
    this.#byName.delete(group.name.toLowerCase());
  }
}
