/**
 * Beside a version of the future: its tables have grown, and its news are of what this one does not know. It works on.
 *
 * @module
 */

import { assertEquals, assertRejects } from "@std/assert";
import { ChatError } from "../../lib/chat.ts";
import { PostgresEnd } from "../../lib/store/move/postgres_end.ts";
import { openPostgres } from "../../lib/store/postgres/postgres_store.ts";
import { STEPS } from "../../lib/store/postgres/schema.ts";
import { type PostgresPlace, readPostgresUrl } from "../../lib/store/postgres/url.ts";
import { chatAcross } from "../support/across.ts";
import { type ClusterServer, startServers } from "../support/cluster.ts";
import { growTables, type Sql, tellNews } from "../support/next_version.ts";
import { until } from "../support/patience.ts";
import { POSTGRES, postgresTest, startPostgres } from "../support/postgres.ts";
import { add, message, testTwoStores, textsOf } from "../support/store_contract.ts";

const NAME = "PostgreSQL, tables of a newer version";

const postgres = POSTGRES === undefined ? undefined : await startPostgres();

/** A new database: where it is, and what runs SQL in it. */
async function newDatabase(): Promise<{ url: string; place: PostgresPlace; sql: Sql }> {
  const url = await postgres!.newDatabase();
  const place = readPostgresUrl(url);
  return { url, place, sql: (text) => postgres!.sql(text, place.database) };
}

const open = (place: PostgresPlace) => openPostgres(place, { isUnsafe: true });

if (POSTGRES !== undefined) {
  testTwoStores(NAME, async () => {
    const { place, sql } = await newDatabase();
    const one = await open(place);
    await growTables(sql); // While it is open.
    const other = await open(place);
    await tellNews(sql);
    return {
      one,
      other,
      async [Symbol.asyncDispose]() {
        await Promise.all([one[Symbol.asyncDispose](), other[Symbol.asyncDispose]()]);
      },
    };
  });
}

postgresTest("servers go on while the tables grow under them, and are started on the larger ones", async () => {
  await using stack = new AsyncDisposableStack();
  const { url, sql } = await newDatabase();
  const flags = ["--register", "open", "--store-unsafe"];
  const [one, two] = await startServers(url, 2, { stack, flags }) as [ClusterServer, ClusterServer];
  await chatAcross(one, two); // What is asked for has been prepared at both, on the tables of before.
  const [izza, maya] = [stack.use(await one.goLive("izza")), stack.use(await two.goLive("maya"))];
  let isOver = false;
  const sent: string[] = [];
  const sending = (async () => {
    while (!isOver) {
      sent.push(`${sent.length}`);
      assertEquals((await izza.ask(`send ${izza.token} maya ${sent.at(-1)}`))["status"], "OK");
    }
  })();
  await growTables(sql);
  await tellNews(sql);
  isOver = true;
  await sending;
  const got: string[] = [];
  while (got.at(-1) !== sent.at(-1)) got.push(...await maya.texts(1));
  assertEquals(got.filter((text) => /^\d+$/.test(text)), sent);
  await chatAcross(two, one);
  const [three] = await startServers(url, 1, { stack, flags }) as [ClusterServer];
  await chatAcross(three, one);
});

postgresTest("news of an unknown kind are told to nobody, and those behind them in their order", async () => {
  const { place, sql } = await newDatabase();
  await using store = await open(place);
  const told: string[] = [];
  await store.follow(({ kind }) => told.push(kind), () => Promise.resolve());
  const maya = await add(store, "maya");
  await tellNews(sql, { kind: "group thing", group: 1, account: maya.id }, {
    kind: "login ended",
    tokenHash: "a",
    another: { key: [1] },
  });
  await store.addMessage(message(maya, maya, "behind it"));
  await until(() => told.includes("messages"), "what was stored behind it is told");
  assertEquals(told, ["account added", "login ended", "messages"]);
  assertEquals(await textsOf(store, maya), ["behind it"]);
});

postgresTest(
  "tables for which this version is too old are refused, those of a newer one that are good for it are left as they are",
  async () => {
    const { place, sql } = await newDatabase();
    await (await open(place))[Symbol.asyncDispose]();
    await growTables(sql);
    const versions = async () => (await sql("SELECT version, least FROM tables_version")).trim();
    await (await open(place))[Symbol.asyncDispose]();
    assertEquals(await versions(), `${STEPS.length + 1}|1`);
    await assertRejects(
      () => PostgresEnd.open(place, { isUnsafe: true, isNew: false }),
      ChatError,
      "Cannot move the store: it has tables of a newer version of ngobrol; move it with that one",
    );
    await sql(`UPDATE tables_version SET least = ${STEPS.length}`);
    await (await open(place))[Symbol.asyncDispose]();
    await sql(`UPDATE tables_version SET least = ${STEPS.length + 1}`);
    await assertRejects(
      () => open(place),
      ChatError,
      "Cannot open the store: it was written by a newer version of ngobrol",
    );
    assertEquals(await versions(), `${STEPS.length + 1}|${STEPS.length + 1}`);
  },
);
