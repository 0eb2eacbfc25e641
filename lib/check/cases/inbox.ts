/** Steps of cases about what is in an inbox. @module */

import { type Bench, skip, type User } from "../bench.ts";
import type { Broken } from "../outcome.ts";
import type { Nothing, Probe, Received } from "../probe.ts";
import { type InboxItem, inboxOf, placeOf } from "../replies.ts";
import { type Words, words } from "../words.ts";

/** Said of a reply that is no inbox. */
export const NO_INBOX: Words = words("This is no inbox", "Ini bukan inbox");

/** What an inbox holds, and where that stood. */
export interface Arrived {
  /** The connection. */
  readonly probe: Probe;
  /** The reply with the inbox. */
  readonly reply: Received;
  /** What stands in it. */
  readonly items: InboxItem[];
}

/** Sends texts from one to another, one after the other, and reads the receiver's inbox. */
export async function exchange(bench: Bench, from: User, to: User, texts: readonly string[]): Promise<Arrived> {
  const sender = await bench.login(from);
  for (const text of texts) await bench.deliver(sender, to, text);
  return await read(bench, to);
}

/** Logs in and reads an inbox. @throws {Skipped} If that fails. */
export async function read(bench: Bench, user: User): Promise<Arrived> {
  const { probe, token } = await bench.login(user);
  const reply = await probe.ask(`inbox ${token}`);
  const items = typeof reply === "string" ? undefined : inboxOf(reply);
  if (typeof reply === "string" || items === undefined) throw skip("the inbox fails", "inbox gagal");
  return { probe, reply, items };
}

/** A fault in an inbox, at the bytes of `where`, if they stand in it. */
export function inInbox(rule: string, what: Words, { probe, reply }: Arrived, where = ""): Broken {
  return probe.broken(rule, what, reply, placeOf(reply, where));
}

/** Reads an inbox on a connection, with a token of another. @throws {Skipped} If that fails. */
export async function readWith(token: string, probe: Probe): Promise<Arrived> {
  const reply: Received | Nothing = await probe.ask(`inbox ${token}`);
  const items = typeof reply === "string" ? undefined : inboxOf(reply);
  if (typeof reply === "string" || items === undefined) throw skip("the inbox fails", "inbox gagal");
  return { probe, reply, items };
}
