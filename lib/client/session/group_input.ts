/**
 * The commands of groups, as they are typed: a group is named with its `#`. Pure.
 *
 * @module
 */

import { isConversation } from "../../chat.ts";

/** What a person asks for. */
export type GroupInput =
  | { readonly kind: "groups" }
  | { readonly kind: "make"; readonly group: string; readonly password?: string }
  /** It is typed as `join`, too. */
  | { readonly kind: "enter"; readonly group: string; readonly password?: string }
  | { readonly kind: "leave"; readonly group: string }
  | { readonly kind: "members"; readonly group: string }
  | { readonly kind: "invite"; readonly group: string; readonly user: string }
  | { readonly kind: "remove"; readonly group: string; readonly user: string };

/** The words that are commands of groups where a group follows. */
const WORDS = { make: "make", join: "enter", leave: "leave", members: "members", invite: "invite", remove: "remove" };

/**
 * Reads a line that is a command of groups.
 *
 * @returns `undefined` if it is none; "missing" if something is missing in it.
 *
 * @example The code of a class is no group
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(readGroupInput("join", "#kelas"), { kind: "enter", group: "#kelas" });
 * assertEquals(readGroupInput("join", "K7MP3XWQ"), undefined);
 * assertEquals(readGroupInput("invite", "#kelas"), "missing");
 * ```
 */
export function readGroupInput(word: string, rest: string): GroupInput | "missing" | undefined {
  if (word === "groups") return { kind: "groups" };
  const kind = Object.hasOwn(WORDS, word) ? WORDS[word as keyof typeof WORDS] as GroupInput["kind"] : undefined;
  const [group = "", second = ""] = rest.trim().split(/\s+/);
  const isOnlyOfGroups = kind === "make" || kind === "leave" || kind === "members" || kind === "invite";
  if (kind === undefined || (!group.startsWith("#") && !isOnlyOfGroups)) return undefined;
  if (group === "") return "missing";
  const named = group.startsWith("#") ? group : `#${group}`;
  if (!isConversation(named)) return "missing";
  switch (kind) {
    case "make":
    case "enter":
      return second === "" ? { kind, group: named } : { kind, group: named, password: second };
    case "leave":
    case "members":
      return { kind, group: named };
    case "invite":
    case "remove":
      return second === "" ? "missing" : { kind, group: named, user: second };
    default:
      return undefined;
  }
}

/** Whether what is typed is a command of groups. */
export function isGroupInput(typed: { readonly kind: string }): typed is GroupInput {
  return typed.kind === "groups" || Object.values(WORDS).includes(typed.kind);
}
