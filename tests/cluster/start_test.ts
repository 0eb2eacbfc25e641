/**
 * What a server finds at its start: a database that is somebody else's, is not as it has to be, or waits.
 *
 * @module
 */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { openPostgres } from "../../lib/store/postgres/postgres_store.ts";
import { readPostgresUrl } from "../../lib/store/postgres/url.ts";
import { startPair } from "../support/cluster.ts";
import { until } from "../support/patience.ts";
import { POSTGRES, postgresTest, startPostgres } from "../support/postgres.ts";
import { add, message } from "../support/store_contract.ts";

const postgres = POSTGRES === undefined ? undefined : await startPostgres();

/** Why a database is refused. */
async function refusal(url: string): Promise<string> {
  return (await assertRejects(() => openPostgres(readPostgresUrl(url), { isUnsafe: true }), Error)).message;
}

postgresTest("a database with tables of another program is refused, and left as it is", async () => {
  const url = await postgres!.newDatabase();
  const name = url.split("/").at(-1)!;
  await postgres!.sql("CREATE TABLE messages (id int)", name);
  assert((await refusal(url)).includes("tables of another program"));
  assertEquals(
    (await postgres!.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", name)).trim(),
    "messages",
  );
});

postgresTest(
  "a database in whose language I and i are two letters is refused: names would be taken twice",
  async () => {
    await postgres!.sql("CREATE DATABASE tr TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'tr' ENCODING 'UTF8'");
    assert((await refusal(`postgres://chat@127.0.0.1:${postgres!.port}/tr`)).includes("I and i are two letters"));
  },
);

postgresTest("who starts a server while no standby is there is told what it waits for", async () => {
  await using pair = await startPair();
  const { primary, standby, url } = pair;
  standby.signal("SIGSTOP");
  const troubles: string[] = [];
  const opening = openPostgres(readPostgresUrl(url), { onTrouble: (sentence) => void troubles.push(sentence) });
  await until(() => troubles.length > 0, "it is told");
  assertEquals(troubles, ["The database waits for a standby, or for a lock"]);
  standby.signal("SIGCONT");
  await using _ = await opening;
  assertEquals(await primary.sql("SELECT count(*) FROM writers", "chat1"), "1\n");
});

postgresTest("a server whose database was dropped and made anew stores nothing there, and says why", async () => {
  const url = await postgres!.newDatabase();
  const name = url.split("/").at(-1)!;
  const lost: string[] = [];
  await using store = await openPostgres(readPostgresUrl(url), {
    isUnsafe: true,
    onLost: (said) => void lost.push(said),
  });
  const maya = await add(store, "maya");
  await postgres!.sql(`DROP DATABASE ${name} WITH (FORCE)`);
  await postgres!.sql(`CREATE DATABASE ${name}`);
  await assertRejects(() => store.addMessage(message(maya, maya, "x")), Error);
  assert(lost[0]!.includes("does not know this server any more"), lost[0]);
});
