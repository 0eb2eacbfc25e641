/**
 * What came of the commands of groups, as lines for people. Pure.
 *
 * @module
 */

import type { Json, Reply } from "../../chat.ts";
import type { Command } from "../../wire/command.ts";
import { escapeControls, shorten } from "../sanitize.ts";
import type { Texts } from "../i18n/texts.ts";
import type { GroupInput } from "./group_input.ts";

/** Characters of a line. */
const LONGEST = 1_000;

/** The request that a command of groups makes. */
export function groupCommand(typed: GroupInput, token: string): Command {
  if (typed.kind === "groups") return { name: "getgroups", token };
  const group = typed.group.slice(1);
  switch (typed.kind) {
    case "make":
    case "enter": {
      const name = typed.kind === "make" ? "addgroup" : "joingroup";
      return { name, token, group, ...(typed.password !== undefined && { password: typed.password }) };
    }
    case "leave":
      return { name: "leavegroup", token, group };
    case "members":
      return { name: "members", token, group };
    case "invite":
      return { name: "invitegroup", token, group, user: typed.user };
    case "remove":
      return { name: "removemember", token, group, user: typed.user };
  }
}

/** The lines that tell what was done; nothing in them can drive a terminal. */
export function groupLines(typed: GroupInput, { data = {} }: Reply & { kind: "done" }, texts: Texts): string[] {
  return linesOf(typed, data, texts).map((line) => escapeControls(shorten(line, LONGEST)));
}

function linesOf(typed: GroupInput, data: { readonly [key: string]: Json }, texts: Texts): string[] {
  switch (typed.kind) {
    case "groups":
      return listLines(data["all"], texts);
    case "make":
      return [texts.groupMade(typed.group)];
    case "enter":
      return [texts.groupJoined(typed.group)];
    case "leave":
      return [texts.groupLeft(typed.group)];
    case "members":
      return [texts.groupMembers(typed.group, namesIn(data["members"]).join(", "))];
    case "invite":
      return [texts.groupInvited(typed.user, typed.group)];
    case "remove":
      return [texts.groupRemoved(typed.user, typed.group)];
  }
}

function listLines(all: Json | undefined, texts: Texts): string[] {
  const groups = (Array.isArray(all) ? all : []).filter((group) => typeof group === "object" && !Array.isArray(group));
  if (groups.length === 0) return [texts.noGroups];
  return groups.map((group) => {
    const { group: name, members, member, password } = group as { readonly [key: string]: Json };
    const notes = [
      ...member === true ? [texts.groupYours] : [],
      ...password === true ? [texts.groupWithPassword] : [],
    ];
    return `#${name}  ${texts.groupSize(Number(members))}${notes.length === 0 ? "" : `  (${notes.join(", ")})`}`;
  });
}

/** The names in a list of a reply. */
export function namesIn(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((name) => typeof name === "string") : [];
}
