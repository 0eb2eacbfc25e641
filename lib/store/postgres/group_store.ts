/**
 * Groups in the PostgreSQL store. It knows no connection.
 *
 * @module
 */

import { CLOCKS } from "../../clock.ts";
import { type Exit, groupReceiver, type GroupStore, type StoredGroup } from "../groups.ts";
import type { Access } from "./access.ts";
import { taken } from "./account_store.ts";
import type { Row } from "./connection.ts";
import { addGroup, changeGroup, deliverGroup, joinGroup, leaveGroup } from "./group_writes.ts";
import type { Statement } from "./statement.ts";

const GROUPS =
  "SELECT conversation, name, password_hash, maker, invite_only, whole_history, last_seq FROM groups JOIN conversations ON id = conversation WHERE ended_at IS NULL " +
  "ORDER BY conversation";
const MEMBERS =
  "SELECT account, conversation, joined, delivered_up_to, read_up_to FROM groups JOIN members USING (conversation) WHERE ended_at IS NULL";
const EXITS = "SELECT account, conversation, exit FROM groups JOIN exits USING (conversation) WHERE ended_at IS NULL";
const LOCATE =
  "SELECT number, sender, seq, CASE WHEN kind = 'group' THEN NULL WHEN sender = low THEN high ELSE low END " +
  "AS receiver, conversation FROM messages JOIN conversations ON conversations.id = conversation WHERE messages.id = $1::uuid " +
  "LIMIT 1";

/** The groups of a store. */
export function createGroupStore(access: Access): GroupStore {
  const change = async (...statements: Statement[]) =>
    (await access.write("the group", ...statements))[0] !== undefined;
  return {
    async list() {
      const [groups, members, exits] = await Promise.all([
        access.read(GROUPS),
        access.read(MEMBERS),
        access.read(EXITS),
      ]);
      return readGroups(groups, members, exits);
    },
    async add(group) {
      const [added] = await access.write("the group", addGroup(group, CLOCKS.wall())) as [
        { group: StoredGroup } | undefined,
      ];
      if (added === undefined) throw taken(group.name);
      return added.group;
    },
    change: (group, settings) => change(changeGroup(group, settings)),
    join: (group, account) => change(...joinGroup(group, account)),
    leave: (group, account, exit) => change(...leaveGroup(group, account, exit, CLOCKS.wall())),
    async deliver(group, place, accounts) {
      await change(deliverGroup(group, place, accounts));
    },
    async locate(id) {
      const [row] = await access.read(LOCATE, [id]);
      if (row === undefined) return undefined;
      const { number, sender, seq, receiver, conversation } = row;
      const to = receiver === null ? groupReceiver(Number(conversation)) : Number(receiver);
      return { seq: Number(number), sender: Number(sender), receiver: to, place: Number(seq) };
    },
  };
}

function readGroups(groups: readonly Row[], members: readonly Row[], exits: readonly Row[]): StoredGroup[] {
  const membersOf = Map.groupBy(members, ({ conversation }) => Number(conversation));
  const exitsOf = Map.groupBy(exits, ({ conversation }) => Number(conversation));
  return groups.map((row) => {
    const id = Number(row["conversation"]);
    const { name, password_hash, maker, invite_only, whole_history, last_seq } = row;
    return {
      id,
      name: String(name),
      passwordHash: password_hash === null ? undefined : String(password_hash),
      maker: maker === null ? undefined : Number(maker),
      inviteOnly: invite_only === true,
      wholeHistory: whole_history === true,
      lastSeq: Number(last_seq),
      members: (membersOf.get(id) ?? []).map(({ account, joined, delivered_up_to, read_up_to }) => ({
        account: Number(account),
        joined: Number(joined),
        delivered: Math.max(Number(delivered_up_to), Number(read_up_to)),
        read: Number(read_up_to),
      })),
      exits: (exitsOf.get(id) ?? []).map(({ account, exit }) => ({ account: Number(account), exit: exit as Exit })),
    };
  });
}
