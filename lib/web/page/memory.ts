/**
 * What the page remembers. Of this tab, gone with it: the login, and what is open. Of this browser, gone when its person logs out: drafts, with
 * whom there were conversations, what was seen. Of this browser for good: the language. A browser that keeps nothing is no
 * reason to fail.
 *
 * @module
 */

import type { Role } from "../../chat.ts";
import { keyOf } from "../state/state.ts";

/** A login that a reload finds again. */
export interface KeptLogin {
  /** The token. */
  readonly token: string;
  /** What the account may do. */
  readonly role: Role;
}

/** A conversation that there was. */
export interface KeptConversation {
  /** The name of the user, or `#` and that of the group. */
  readonly name: string;
  /** The full name. */
  readonly title: string;
  /** When something was last said in it, in milliseconds since 1970. */
  readonly lastAt: number;
  /** The last message of it that was seen. */
  readonly seen?: string | undefined;
}

/** Conversations that are remembered, the latest. */
const MOST = 200;

function read(storage: () => Storage, key: string): string | undefined {
  try {
    return storage().getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

function write(storage: () => Storage, key: string, value: string | undefined): void {
  try {
    if (value === undefined) storage().removeItem(key);
    else storage().setItem(key, value);
  } catch {
    // It is full, or keeps nothing: it is forgotten with the page.
  }
}

const tab = () => sessionStorage;
const browser = () => localStorage;

function parse<T>(json: string | undefined): T | undefined {
  try {
    return json === undefined ? undefined : JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** The login of this tab. */
export function keptLogin(): KeptLogin | undefined {
  return parse(read(tab, "login"));
}

/** Remembers the login of this tab, or none. */
export function keepLogin(login: KeptLogin | undefined): void {
  write(tab, "login", login && JSON.stringify({ token: login.token, role: login.role }));
}

/** The conversation that `user` had open in this tab. */
export function keptOpen(user: string): string | undefined {
  return read(tab, `open ${keyOf(user)}`);
}

/** Remembers the conversation that is open in this tab, or none. */
export function keepOpen(user: string, name: string | undefined): void {
  write(tab, `open ${keyOf(user)}`, name);
}

/** What `user` has begun to write in a conversation. */
export function draftOf(user: string, name: string): string {
  return read(browser, draftKey(user, name)) ?? "";
}

/** Remembers what was begun; nothing, if it is empty. */
export function keepDraft(user: string, name: string, text: string): void {
  write(browser, draftKey(user, name), text === "" ? undefined : text);
}

function draftKey(user: string, name: string): string {
  return `draft ${keyOf(user)} ${keyOf(name)}`;
}

/** What was read last of them: each message that comes asks for it. */
let lastRead: { readonly json: string | undefined; readonly kept: ReadonlyMap<string, KeptConversation> } | undefined;

/** The conversations that `user` has had, by their keys. */
export function keptConversations(user: string): ReadonlyMap<string, KeptConversation> {
  const json = read(browser, `conversations ${keyOf(user)}`);
  if (lastRead === undefined || lastRead.json !== json) {
    const kept = parse<KeptConversation[]>(json);
    lastRead = { json, kept: new Map(Array.isArray(kept) ? kept.map((it) => [keyOf(it.name), it]) : []) };
  }
  return lastRead.kept;
}

/** Remembers them. */
export function keepConversations(user: string, kept: Iterable<KeptConversation>): void {
  const latest = [...kept].sort((a, b) => b.lastAt - a.lastAt).slice(0, MOST);
  write(browser, `conversations ${keyOf(user)}`, JSON.stringify(latest));
}

/** Forgets all that is remembered of `user`. */
export function forget(user: string): void {
  keepLogin(undefined);
  keepOpen(user, undefined);
  try {
    const own = Object.keys(localStorage).filter((key) =>
      key === `conversations ${keyOf(user)}` || key.startsWith(`draft ${keyOf(user)} `)
    );
    for (const key of own) localStorage.removeItem(key);
  } catch {
    // It keeps nothing.
  }
}

/** The language that the person has chosen in this browser. */
export function keptLanguage(): string | undefined {
  return read(browser, "language");
}

/** Remembers it. */
export function keepLanguage(language: string): void {
  write(browser, "language", language);
}
