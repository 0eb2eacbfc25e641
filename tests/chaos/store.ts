/**
 * What the store has in the end: of each message who has read it, read with SQL; and what the servers tell of it.
 *
 * @module
 */

import { TypedClient } from "../../lib/client/mod.ts";
import type { TestPostgres } from "../support/postgres.ts";
import type { Shown, Stored } from "./ledger.ts";

/** When a receiver's cursor moved over a message. */
function movedAt(state: number): string {
  return `(SELECT CASE WHEN behind < messages.seq THEN moves.at END FROM moves
    WHERE moves.conversation = messages.conversation AND moves.account = CASE WHEN sender = low THEN high ELSE low END
      AND state = ${state} AND up_to >= messages.seq ORDER BY up_to LIMIT 1)`;
}

const MESSAGES = `SELECT messages.id, text, ${movedAt(1)}, ${movedAt(2)},
  (SELECT string_agg(accounts.name, ' ') FROM members JOIN accounts ON accounts.id = members.account
    WHERE members.conversation = messages.conversation AND members.account <> sender AND read_up_to >= messages.seq)
  FROM messages JOIN conversations ON conversations.id = conversation ORDER BY number`;

/** The messages of the store, in its order. */
export async function readStore(primary: Pick<TestPostgres, "sql">): Promise<Stored[]> {
  const lines = (await primary.sql(MESSAGES, "chat1")).split("\n").filter((line) => line !== "");
  return lines.map((line) => {
    const [id = "", text = "", delivered, read, readers] = line.split("|");
    const at = { ...delivered && { delivered: Number(delivered) }, ...read && { read: Number(read) } };
    return { id, text, at, readBy: readers ? readers.split(" ") : [] };
  });
}

/** The whole history of a conversation, as a server tells it to one of its ends. */
export async function readHistory(
  port: number,
  { name, password, partner }: { readonly name: string; readonly password: string; readonly partner: string },
): Promise<Shown[]> {
  await using client = await TypedClient.connect({ port });
  const token = await client.logIn(name, password);
  let all: Shown[] = [];
  for (let before: string | undefined, more = true; more;) {
    const page = await client.ask({ name: "history", token, user: partner, limit: 200, ...before && { before } });
    if (page.kind !== "history") throw new Error(`A history is ${page.kind}`);
    const shown = page.messages.map(({ id, text, deliveredAt, readAt, progress }) => ({
      ...{ id, text },
      at: { ...deliveredAt && { delivered: deliveredAt }, ...readAt && { read: readAt } },
      ...progress && { read: progress.read },
    }));
    all = [...shown, ...all];
    before = shown[0]?.id;
    more = page.more;
  }
  return all;
}
