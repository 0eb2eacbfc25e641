/**
 * Groups in the SQLite store: their rows, and what adds one. It knows no thread.
 *
 * @module
 */

import { CLOCKS } from "../../clock.ts";
import {
  type Exit,
  type GroupChange,
  groupReceiver,
  type GroupStore,
  type Located,
  type NewGroup,
  type StoredGroup,
} from "../groups.ts";
import { named } from "./accounts.ts";
import type { GroupWrite } from "./commit.ts";
import { firstFrom, placeOf, type Rows } from "./chains.ts";
import type { Row, Statements } from "./statements.ts";

/** What groups need of the store that they are in. */
export interface GroupStoreOptions {
  /** Reads all groups. */
  readonly read: () => Promise<StoredGroup[]>;
  /** Finds a message. */
  readonly locate: (id: string) => Promise<Located | undefined>;
  /** Adds a group, and returns its id. */
  readonly add: (group: NewGroup) => Promise<number>;
  /** Makes writes in the next commit; tells whether the first has changed anything. */
  readonly change: (...writes: GroupWrite[]) => Promise<boolean>;
  /** Tells of a change that no commit tells. */
  readonly tell: (change: GroupChange) => void;
}

/** The groups of a store. */
export function createGroupStore({ read, locate, add, change, tell }: GroupStoreOptions): GroupStore {
  return {
    list: read,
    locate,
    async add(group) {
      const id = await add(group);
      const members = group.maker === undefined ? [] : [{ account: group.maker, joined: 0, delivered: 0, read: 0 }];
      const added = { ...group, id, lastSeq: 0, members, exits: [] };
      tell({ kind: "group added", group: added });
      return added;
    },
    change(group, { name, passwordHash = null, inviteOnly, wholeHistory }) {
      return change(["changeGroup", name, passwordHash, Number(inviteOnly), Number(wholeHistory), group]);
    },
    async deliver(group, place, accounts) {
      await change(["deliverGroup", place, group, JSON.stringify(accounts)]);
    },
    join(group, account) {
      return change(["joinGroup", account, group], ["forgetExit", group, account]);
    },
    leave(group, account, exit) {
      return change(["leaveGroup", account, group, exit], ["endGroup", CLOCKS.wall(), group]);
    },
  };
}

/** Adds a group with its conversation, and its maker as its member, in one transaction; returns its id. @throws {ChatError} If the name is taken. */
export function addGroup(statements: Statements, group: NewGroup, at: number): number {
  const { name, passwordHash = null, maker = null, inviteOnly, wholeHistory } = group;
  statements.begin.run();
  const conversation = Number(statements.addGroupConversation.run().lastInsertRowid);
  const values = [passwordHash, maker, Number(inviteOnly), Number(wholeHistory), at];
  named(name, () => statements.addGroup.run(conversation, name, ...values));
  if (maker !== null) statements.addMember.run(conversation, maker);
  statements.commit.run();
  return conversation;
}

/** All groups that have not ended. */
export function readGroups(rows: Rows): StoredGroup[] {
  const members = byGroup(rows("groupMembers"), (row) => ({
    account: Number(row["account"]),
    joined: Number(row["joined"]),
    delivered: Math.max(Number(row["delivered_up_to"]), Number(row["read_up_to"])),
    read: Number(row["read_up_to"]),
  }));
  const exits = byGroup(rows("exits"), (row) => ({ account: Number(row["account"]), exit: row["exit"] as Exit }));
  return rows("groups").map((row) => {
    const id = Number(row["conversation"]);
    const { name, password_hash, maker, invite_only, whole_history, last_seq } = row;
    return {
      id,
      name: String(name),
      passwordHash: password_hash === null ? undefined : String(password_hash),
      maker: maker === null ? undefined : Number(maker),
      inviteOnly: invite_only === 1,
      wholeHistory: whole_history === 1,
      lastSeq: Number(last_seq),
      members: members.get(id) ?? [],
      exits: exits.get(id) ?? [],
    };
  });
}

/** Where the message with an id is. */
export function locate(rows: Rows, id: string): Located | undefined {
  const { number, isExact } = firstFrom(rows, id, Number(rows("newestPlace")[0]!["seq"]));
  const place = isExact ? placeOf(rows, number) : undefined;
  if (place === undefined) return undefined;
  const { low, high } = rows("ends", place.conversation)[0]!;
  const other = place.sender === low ? high : low;
  const receiver = other === null ? groupReceiver(place.conversation) : Number(other);
  return { seq: number, sender: place.sender, receiver, place: place.seq };
}

function byGroup<T>(rows: readonly Row[], read: (row: Row) => T): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const row of rows) {
    const group = Number(row["conversation"]);
    const known = groups.get(group);
    if (known === undefined) groups.set(group, [read(row)]);
    else known.push(read(row));
  }
  return groups;
}
