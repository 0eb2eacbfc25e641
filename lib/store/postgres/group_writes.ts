/**
 * The statements that change groups and who is in them. It knows no connection.
 *
 * @module
 */

import type { Exit, GroupSettings, NewGroup } from "../groups.ts";
import { arrayOf } from "./connection.ts";
import { ADD_MEMBERS } from "./rows.ts";
import { news, silent, type Statement, telling } from "./statement.ts";

/** Adds a group with its conversation, and its maker as its member; unless the name is taken. */
export function addGroup(group: NewGroup, at: number): Statement {
  const { name, passwordHash = null, maker = null, inviteOnly, wholeHistory } = group;
  const members = maker === null ? [] : [{ account: maker, joined: 0, delivered: 0, read: 0 }];
  const sql = "WITH made AS (INSERT INTO conversations (id, kind, last_seq, last, low_sent) " +
    "SELECT (SELECT coalesce(max(id), 0) + 1 FROM conversations), 'group', 0, 0, 0 " +
    "WHERE NOT EXISTS (SELECT 1 FROM groups WHERE lower(name) = lower($3::text) AND ended_at IS NULL) RETURNING id), " +
    "named AS (INSERT INTO groups (conversation, name, password_hash, maker, invite_only, whole_history, made_at) " +
    "SELECT id, $3::text, $4::text, $5::int, $6::boolean, $7::boolean, $8::bigint FROM made), " +
    `joined AS (${ADD_MEMBERS} SELECT $5::int, id, 0, 0, 0, 0, 0 FROM made WHERE $5::int IS NOT NULL) ` +
    news(
      "(SELECT jsonb_build_object('kind', 'group added', 'group', " +
        "$2::text::jsonb || jsonb_build_object('id', id))::text FROM made)",
    ) +
    " WHERE EXISTS (SELECT 1 FROM made)";
  const told = JSON.stringify({ ...group, lastSeq: 0, members, exits: [] });
  return { sql, values: [told, name, passwordHash, maker, inviteOnly, wholeHistory, at] };
}

/** Changes the settings of a group that has not ended, unless the name is taken. */
export function changeGroup(group: number, settings: GroupSettings): Statement {
  const { name, passwordHash = null, inviteOnly, wholeHistory } = settings;
  const sql = "UPDATE groups SET name = $3::text, password_hash = $4::text, invite_only = $5::boolean, " +
    "whole_history = $6::boolean WHERE conversation = $7::bigint AND ended_at IS NULL AND NOT EXISTS (SELECT 1 " +
    "FROM groups AS other WHERE lower(other.name) = lower($3::text) AND other.conversation <> $7::bigint " +
    "AND other.ended_at IS NULL) RETURNING 1";
  const change = {
    kind: "group changed",
    group,
    settings: { name, passwordHash: passwordHash ?? undefined, inviteOnly, wholeHistory },
  };
  return telling(sql, change, name, passwordHash, inviteOnly, wholeHistory, group);
}

/** Makes an account a member behind all that was written so far. */
export function joinGroup(group: number, account: number): Statement[] {
  const sql =
    `${ADD_MEMBERS} SELECT $3::int, id, last_seq, last_seq, last_seq, last_seq, last_seq FROM conversations ` +
    "JOIN groups ON groups.conversation = id WHERE id = $4::bigint AND ended_at IS NULL ON CONFLICT DO NOTHING RETURNING 1";
  return [
    telling(sql, { kind: "member joined", account, group }, account, group),
    silent("DELETE FROM exits WHERE conversation = $2::bigint AND account = $3::int", group, account),
  ];
}

/** Ends a membership; and a group that somebody made, with its last member. */
export function leaveGroup(group: number, account: number, exit: Exit, at: number): Statement[] {
  const sql = "WITH gone AS (DELETE FROM members WHERE account = $3::int AND conversation = $4::bigint AND " +
    "conversation IN (SELECT conversation FROM groups) RETURNING 1), " +
    "noted AS (INSERT INTO exits (conversation, account, exit) SELECT $4::bigint, $3::int, $5::text FROM gone " +
    "ON CONFLICT (conversation, account) DO UPDATE SET exit = excluded.exit) " +
    `${news("$2::text")} WHERE EXISTS (SELECT 1 FROM gone)`;
  const change = JSON.stringify({ kind: "member left", account, group, exit });
  return [
    { sql, values: [change, account, group, exit] },
    silent(
      "UPDATE groups SET ended_at = $2::bigint WHERE conversation = $3::bigint AND ended_at IS NULL AND maker IS NOT NULL " +
        "AND NOT EXISTS (SELECT 1 FROM members WHERE members.conversation = $3::bigint)",
      at,
      group,
    ),
  ];
}

/** Marks messages up to a place as delivered to many members. */
export function deliverGroup(group: number, place: number, accounts: readonly number[]): Statement {
  const sql = "UPDATE members SET delivered_up_to = $3::bigint, delivered_count = $3::bigint " +
    "WHERE conversation = $4::bigint AND account = ANY ($5::int[]) AND delivered_up_to < $3::bigint RETURNING 1";
  return telling(sql, { kind: "members delivered", place, group, accounts }, place, group, arrayOf(accounts));
}
