/**
 * How a batch ends: it is stored as a whole and once, or refused as a whole with a sentence, whatever PostgreSQL says.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { ChatError } from "../../lib/chat.ts";
import { openPostgres } from "../../lib/store/postgres/postgres_store.ts";
import { readPostgresUrl } from "../../lib/store/postgres/url.ts";
import type { Store } from "../../lib/store/store.ts";
import { until } from "../support/patience.ts";
import { POSTGRES, postgresTest, startPostgres } from "../support/postgres.ts";
import { openSession, type Session } from "../support/postgres_session.ts";
import { add, message, textsOf } from "../support/store_contract.ts";

const postgres = POSTGRES === undefined ? undefined : await startPostgres();

/** A store, on a database that a user owns who may do nothing else, and others who work on that. */
async function start() {
  const stack = new AsyncDisposableStack();
  const owned = await postgres!.newDatabase();
  const name = /\w+$/.exec(owned)![0];
  await postgres!.sql(
    `CREATE ROLE ${name} LOGIN; ALTER DATABASE ${name} OWNER TO ${name}; ` +
      `GRANT pg_read_all_stats, pg_signal_backend TO ${name}`,
  );
  const url = owned.replace("//chat@", `//${name}@`);
  const troubles: string[] = [];
  const open = async () =>
    stack.use(
      await openPostgres(readPostgresUrl(url), {
        isUnsafe: true,
        onTrouble: (sentence) => troubles.push(sentence),
      }),
    );
  const store = await open();
  const maya = await add(store, "maya");
  const izza = await add(store, "izza");
  const [session, locker] = [stack.use(openSession(owned)), stack.use(openSession(owned))];
  const sql = (text: string) => postgres!.sql(text, name);
  return {
    name,
    sql,
    url,
    store,
    maya,
    izza,
    session,
    locker,
    troubles,
    open,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
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

postgresTest(
  "a batch that may be stored is not told to be refused when the disk is full as it is sent again",
  async () => {
    await using all = await start();
    const { sql, store, maya, izza, session, locker } = all;
    await refuse(sql, "53100", 1);
    await locker.run("BEGIN");
    await locker.run("SELECT 1 FROM state FOR UPDATE");
    const sent = store.addMessage(message(izza, maya, "1"));
    const pid = await waiting(session);
    await session.run("SELECT pg_terminate_backend($1::int)", pid);
    await waiting(session, pid);
    await locker.run("COMMIT");
    await sent;
    assertEquals(await textsOf(store, maya), ["1"]);
  },
);

/** Lets a condition of an error come, so many times or always, whenever a message is added. */
async function refuse(sql: (text: string) => Promise<string>, code: string, times = 1_000_000): Promise<void> {
  await sql(`CREATE SEQUENCE tries;
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
      IF nextval('tries') <= ${times} THEN RAISE EXCEPTION 'secret' USING ERRCODE = '${code}'; END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER refuse BEFORE INSERT ON messages FOR EACH ROW EXECUTE FUNCTION refuse()`);
}

const ALL_GONE = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'ngobrol' " +
  "AND datname = current_database()";

for (
  const [code, reason] of [
    ["53100", "the disk of the database is full"],
    ["53200", "the database has no memory left"],
    ["58030", "the disk of the database is faulty"],
  ] as const
) {
  postgresTest(
    `a batch is refused as a whole when ${reason}, with a sentence, and the next one is stored`,
    async () => {
      await using all = await start();
      const { sql, store, maya, izza, troubles } = all;
      await refuse(sql, code, 1);
      const sent = [store.addMessage(message(izza, maya, "1")), store.addMessage(message(maya, izza, "2"))];
      const login = store.addLogin({ tokenHash: "t", account: maya.id, usedAt: 1 }, maya.passwordHash);
      for (const one of sent) await assertRejects(() => one, ChatError, `Cannot store anything: ${reason}`);
      await assertRejects(() => login, ChatError, `Cannot store the login: ${reason}`);
      assertEquals(countsOf(store), { inDoubt: 0, repeated: 0, barriers: 0 });
      await store.addMessage(message(izza, maya, "3"));
      assertEquals([await textsOf(store, maya), await textsOf(store, izza)], [["3"], []]);
      assertEquals(await store.shared!.findLogin("t"), undefined);
      assertEquals(troubles.slice(1), [`Nothing can be stored now: ${reason}`, "Messages are stored again"]);
    },
  );
}

postgresTest("a batch is refused when the user of the database has lost a right, and told of it", async () => {
  await using all = await start();
  const { name, sql, store, maya, izza, troubles } = all;
  await sql(`REVOKE INSERT ON messages FROM ${name}`);
  const reason = "the user of the database may not write to its tables";
  await assertRejects(() => store.addMessage(message(izza, maya, "1")), ChatError, reason);
  await sql(`GRANT INSERT ON messages TO ${name}`);
  await store.addMessage(message(izza, maya, "2"));
  assertEquals(await textsOf(store, maya), ["2"]);
  assertEquals(troubles.slice(1), [`Nothing can be stored now: ${reason}`, "Messages are stored again"]);
});

postgresTest(
  "a batch that is stored, though what it has stored cannot be read, is not told to be refused",
  async () => {
    await using all = await start();
    const { name, sql, store, maya, izza, troubles } = all;
    await sql(`REVOKE SELECT ON news FROM ${name}; GRANT SELECT (batch, at) ON news TO ${name}`);
    const sent = store.addMessage(message(izza, maya, "1"));
    await until(() => troubles.length === 2, () => `it is told: ${troubles}`);
    assertMatch(store.shared!.status!().trouble!, /^the primary cannot be reached/);
    assert(store.shared!.status!().waited > 0);
    await sql(`GRANT SELECT ON news TO ${name}`);
    await sent;
    assertEquals(await textsOf(store, maya), ["1"]);
    const { trouble, waited, inDoubt } = store.shared!.status!();
    assertEquals([trouble, waited, inDoubt], [undefined, 0, 0]);
  },
);

for (const code of ["40001", "40P01"]) {
  postgresTest(
    `a batch that PostgreSQL undoes for the sake of another one (${code}) is stored all the same`,
    async () => {
      await using all = await start();
      const { sql, store, maya, izza, troubles } = all;
      await refuse(sql, code, 2);
      await store.addMessage(message(izza, maya, "1"));
      assertEquals(await textsOf(store, maya), ["1"]);
      assertEquals(countsOf(store), { inDoubt: 0, repeated: 2, barriers: 0 });
      assertEquals(troubles.length, 3);
    },
  );
}

postgresTest(
  "what waits while the database takes only reads is stored when it takes more, and it is told",
  async () => {
    await using all = await start();
    const { name, sql, store, maya, izza, troubles } = all;
    await sql(`ALTER DATABASE ${name} SET default_transaction_read_only = on; ${ALL_GONE}`);
    const sent = store.addMessage(message(izza, maya, "1"));
    const reason = "the database takes nothing but reads (default_transaction_read_only)";
    await until(() => troubles[1] === `Nothing can be stored now: ${reason}`, () => `it is told: ${troubles}`);
    assertEquals(countsOf(store).inDoubt, 1);
    assertEquals(await textsOf(store, maya), []); // It can be read.
    await postgres!.sql(`ALTER DATABASE ${name} RESET default_transaction_read_only`);
    await sent;
    assertEquals(await textsOf(store, maya), ["1"]);
    const { inDoubt, repeated } = countsOf(store);
    assert(inDoubt === 0 && repeated > 0);
  },
);

postgresTest(
  "what waits while the database takes no more connections is stored when it does, and it is told",
  async () => {
    await using all = await start();
    const { name, sql, store, maya, izza, troubles } = all;
    await sql(`ALTER ROLE ${name} CONNECTION LIMIT 0; ${ALL_GONE}`);
    const sent = store.addMessage(message(izza, maya, "1"));
    const reason = `the primary cannot be reached (127.0.0.1:${postgres!.port} has too many connections)`;
    await until(() => troubles[1] === `Nothing can be stored now: ${reason}`, () => `it is told: ${troubles}`);
    const { lag, inDoubt } = store.shared!.status!();
    assertEquals(inDoubt, 1);
    await until(() => store.shared!.status!().lag > lag + 200, "the lag grows");
    await sql(`ALTER ROLE ${name} CONNECTION LIMIT -1`);
    await sent;
    assertEquals(await textsOf(store, maya), ["1"]);
    await until(() => store.shared!.status!().lag < 200, "the lag is small again");
    assertEquals(countsOf(store).inDoubt, 0);
  },
);

postgresTest("the lag grows while the news cannot be read, and nothing is missed", async () => {
  await using all = await start();
  const { store, maya, izza, locker, open } = all;
  const other = await open();
  const told: string[] = [];
  await other.follow((change) => {
    if (change.kind === "messages") told.push(change.messages.at(0)!.text);
  });
  await store.addMessage(message(izza, maya, "1"));
  await until(() => told.length === 1, "it is told");
  const { lag } = other.shared!.status!();
  assert(lag < 60_000, `${lag}`);
  await locker.run("BEGIN");
  await locker.run("LOCK TABLE news IN ACCESS EXCLUSIVE MODE");
  const sent = store.addMessage(message(izza, maya, "2"));
  await until(() => other.shared!.status!().lag > lag + 300, "the lag grows");
  await locker.run("COMMIT");
  await sent;
  await until(() => told.length === 2, "it is told");
  await until(() => other.shared!.status!().lag < lag + 300, "the lag is small again");
});

postgresTest("who begins with what is of one moment is refused when the connection is lost meanwhile", async () => {
  await using all = await start();
  const { sql, store, open } = all;
  const other = await open();
  const load = async (isCut: boolean) => {
    const before = await store.accounts();
    if (isCut) await sql(ALL_GONE);
    else await add(other, "budi"); // It is told, and not read.
    const after = await store.accounts();
    if (!isCut) assertEquals(after, before);
  };
  await store.follow(() => {}, () => load(false));
  const cut = store.follow(() => {}, () => load(true));
  await assertRejects(() => cut, ChatError, "Cannot read the store: the way to the database was lost");
});
