/**
 * What stands in a reply, wherever the programs of the family put it. Pure.
 *
 * @module
 */

import type { Received } from "./probe.ts";

/** The members of a reply. */
export type Members = Readonly<Record<string, unknown>>;

/** A message of an inbox. */
export interface InboxItem {
  /** The user name under which it stands. */
  readonly sender: string;
  /** Its text. */
  readonly msg: string;
  /** The other members. */
  readonly members: Members;
}

/** Where a text stands in a reply, in bytes; all of the reply if it does not. */
export function placeOf({ text, entry }: Received, part: string): { offset: number; length: number } {
  const at = part === "" ? -1 : text.lastIndexOf(part);
  if (at === -1) return { offset: 0, length: entry.bytes.length };
  const bytesOf = (of: string) => new TextEncoder().encode(of).length;
  return { offset: bytesOf(text.slice(0, at)), length: bytesOf(part) };
}

/** Whether a reply says that all went well. */
export function isOk({ json }: Received): boolean {
  return json?.status === "OK";
}

/** Whether it is an error. */
export function isError({ json }: Received): boolean {
  return json?.status === "ERROR";
}

/** The token of a reply to `auth`; `undefined` if there is none that can be used. */
export function tokenOf({ json }: Received): string | undefined {
  const token = json?.tokenid ?? json?.token ?? json?.token_id;
  const text = typeof token === "number" ? String(token) : token;
  return typeof text === "string" && /^\S+$/.test(text) ? text : undefined;
}

/** The user names of a reply to `list`, as often as they stand there; `undefined` if there is no list. */
export function namesOf({ json = {} }: Received): string[] | undefined {
  for (const [key, value] of Object.entries(json)) {
    if (key === "status") continue;
    if (Array.isArray(value)) return value.map((item) => typeof item === "string" ? item : nameIn(item));
    if (typeof value === "object" && value !== null) return Object.keys(value);
  }
  return undefined;
}

function nameIn(item: unknown): string {
  const { username, user, name } = (item ?? {}) as Members;
  return textIn(username ?? user ?? name ?? item);
}

/** A value as a text. `String` would call what a hostile reply has under `toString`. */
export function textIn(value: unknown): string {
  if (typeof value === "string") return value;
  try {
    return JSON.stringify(value) ?? "";
  } catch {
    return ""; // It is nested too deeply.
  }
}

/** The messages of a reply to `inbox`, sender by sender; `undefined` if there is no inbox. */
export function inboxOf({ json }: Received): InboxItem[] | undefined {
  const value = json?.messages ?? json?.message;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const items: InboxItem[] = [];
  for (const [sender, list] of Object.entries(value)) {
    if (!Array.isArray(list)) return undefined;
    for (const members of list) {
      const { msg } = (members ?? {}) as Members;
      if (typeof msg !== "string") return undefined;
      items.push({ sender, msg, members: members as Members });
    }
  }
  return items;
}

/** A text without what the family's programs leave or put around it. */
export function trimmed(text: string): string {
  return text.trim();
}

/** What an error says; empty if it says nothing. */
export function messageOf({ json }: Received): string {
  return typeof json?.message === "string" ? json.message : "";
}
