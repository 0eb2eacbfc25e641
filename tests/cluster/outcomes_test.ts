/**
 * How a batch ends: it is stored as a whole and once, or refused as a whole with a sentence, whatever PostgreSQL says.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { openPostgres } from "../../lib/store/postgres/postgres_store.ts";
import { readPostgresUrl } from "../../lib/store/postgres/url.ts";
import type { Store } from "../../lib/store/store.ts";
import { until } from "../support/patience.ts";
import { POSTGRES, postgresTest, startPostgres } from "../support/postgres.ts";
import { openSession, type Session } from "../support/postgres_session.ts";
import { add, message, textsOf } from "../support/store_contract.ts";

const postgres = POSTGRES === undefined ? undefined : await startPostgres();

/** A store, on a database of its own, and somebody else who works on that. */
async function start() {
  const stack = new AsyncDisposableStack();
  const url = await postgres!.newDatabase();
  const troubles: string[] = [];
  const open = async () =>
    stack.use(
      await openPostgres(readPostgresUrl(url), { isUnsafe: true, onTrouble: (sentence) => troubles.push(sentence) }),
    );
  const store = await open();
  const maya = await add(store, "maya");
  const izza = await add(store, "izza");
  const [session, locker] = [stack.use(openSession(url)), stack.use(openSession(url))];
  return { url, store, maya, izza, session, locker, troubles, open, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

/** The process of a store that waits for a lock; another one than `before`. */
async function waiting({ run }: Session, before = 0): Promise<number> {
  const sql = "SELECT pid FROM pg_stat_activity WHERE application_name = 'ngobrol' AND datname = current_database() " +
    "AND wait_event_type = 'Lock' AND pid <> $1::int";
  let pid = 0;
  await until(async () => (pid = Number((await run(sql, before))[0]?.["pid"] ?? 0)) > 0, "a store waits for a lock");
  return pid;
}

/** How the way of a store to its database is. */
function countsOf(store: Store) {
  const { inDoubt, repeated, barriers } = store.shared!.status!();
  return { inDoubt, repeated, barriers };
}

postgresTest(
  "a batch whose connection is lost is stored once, and no part of it outside of its transaction",
  async () => {
    await using all = await start();
    const { store, maya, izza, session, locker, open } = all;
    for (const text of ["1", "2"]) await store.addMessage(message(izza, maya, text));
    const other = await open(); // It does not know yet that the two have a conversation, and prepares each statement.
    await locker.run("BEGIN");
    await locker.run("SELECT 1 FROM state FOR UPDATE");
    const sent = other.addMessage(message(izza, maya, "3"));
    const pid = await waiting(session);
    await session.run("SELECT pg_terminate_backend($1::int)", pid);
    await waiting(session, pid); // It is sent again.
    await locker.run("COMMIT");
    await sent;
    assertEquals(await textsOf(store, maya), ["1", "2", "3"]);
    assertEquals(countsOf(other), { inDoubt: 0, repeated: 1, barriers: 0 });
  },
);
