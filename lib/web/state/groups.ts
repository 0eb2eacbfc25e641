/**
 * What a server tells of groups, and in which order it is shown. Pure.
 *
 * @module
 */

import type { Json } from "../../chat.ts";
import { keyOf } from "./state.ts";

/** A group that one is in or may ask to join. */
export interface GroupInfo {
  /** Its name, without `#`. */
  readonly name: string;
  /** How many are in it. */
  readonly members: number;
  /** Whether one is a member. */
  readonly isMember: boolean;
  /** Who has made it; empty where nobody has. */
  readonly maker: string;
  /** Whether it has a password. */
  readonly hasPassword: boolean;
  /** Who may join: `open` or `invited`. */
  readonly entry: string;
  /** What members see of what was before they joined: `all` or `joined`. */
  readonly history: string;
}

/** The groups of the `all` of a reply: one's own first, by name. What is none is passed over. */
export function groupsOf(all: Json | undefined): GroupInfo[] {
  if (!Array.isArray(all)) return [];
  return all.flatMap((it): GroupInfo[] => {
    if (typeof it !== "object" || Array.isArray(it)) return [];
    const { group, members, member, maker, password, entry, history } = it as { [key: string]: Json };
    if (typeof group !== "string") return [];
    return [{
      name: group,
      members: Number(members) || 0,
      isMember: member === true,
      maker: String(maker ?? ""),
      hasPassword: password === true,
      entry: String(entry ?? "open"),
      history: String(history ?? "joined"),
    }];
  }).sort((a, b) => Number(b.isMember) - Number(a.isMember) || keyOf(a.name).localeCompare(keyOf(b.name)));
}

/** A member of a group. */
export interface Member {
  /** The user name. */
  readonly name: string;
  /** Whether the person is there. */
  readonly isActive: boolean;
}

/** The members of a group: who is there first, then by name. */
export function membersOf(names: readonly string[], active: ReadonlySet<string>): Member[] {
  return names.map((name) => ({ name, isActive: active.has(name) })).sort((a, b) =>
    Number(b.isActive) - Number(a.isActive) || keyOf(a.name).localeCompare(keyOf(b.name))
  );
}
