/**
 * Servers when a fail-over or a restored backup has lost what they know: they tell of all that is stored, or end.
 *
 * @module
 */

import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Value } from "../../lib/store/postgres/connection.ts";
import { History } from "../../lib/store/postgres/history.ts";
import { openPostgres } from "../../lib/store/postgres/postgres_store.ts";
import { Primary } from "../../lib/store/postgres/primary.ts";
import { readPostgresUrl } from "../../lib/store/postgres/url.ts";
import type { Store } from "../../lib/store/store.ts";
import { Proxy } from "../chaos/proxy.ts";
import { startPair } from "../support/cluster.ts";
import { until, within } from "../support/patience.ts";
import { POSTGRES, postgresTest, startPostgres } from "../support/postgres.ts";
import { add, message, textsOf } from "../support/store_contract.ts";
import { TestClocks } from "../support/virtual_time.ts";

const postgres = POSTGRES === undefined ? undefined : await startPostgres();

/** The texts that a store tells of, as they come. */
async function follow(store: Store): Promise<string[]> {
  const told: string[] = [];
  await store.follow((change) => {
    if (change.kind !== "messages") return;
    for (let index = 0; index < change.messages.count; index++) told.push(change.messages.at(index)!.text);
  });
  return told;
}

postgresTest("what a fail-over has lost takes no place in what is told: all that is stored is, and once", async () => {
  await using pair = await startPair();
  const { primary, standby, url } = pair;
  await using first = new Proxy(primary.port);
  await using second = new Proxy(standby.port);
  const cutOff = readPostgresUrl(`postgres://chat@127.0.0.1:${first.port},127.0.0.1:${second.port}/chat1`);
  await using one = await openPostgres(cutOff, { isUnsafe: true });
  await using other = await openPostgres(readPostgresUrl(url), { isUnsafe: true });
  const maya = await add(other, "maya");
  const told = await follow(other);
  await standby.kill();
  const sent = one.addMessage(message(maya, maya, "x"));
  const waits = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'ngobrol' AND wait_event = 'SyncRep'";
  await until(async () => Number(await primary.sql(waits)) > 0, "it waits for the standby");
  await primary.kill();
  await primary.start(); // Now everybody sees what no standby has.
  await until(() => told.length === 1, "it is told");
  first.target = second.target = undefined;
  first.cut();
  await primary.kill();
  await standby.start();
  await standby.promote();
  await other.addIdempotent(message(maya, maya, "y"), crypto.randomUUID()); // The number of the lost batch.
  await until(() => told.length === 2, "what has its place is told");
  second.target = standby.port;
  await within("the acknowledgement", sent);
  await other.addMessage(message(maya, maya, "z"));
  await until(() => told.includes("z"), "the last is told");
  assertEquals(told, ["x", "y", "z"]);
  assertEquals(await textsOf(other, maya), ["y", "x", "z"]);
});

postgresTest(
  "a server that has heard of an account which a fail-over has lost ends: its number is somebody else's",
  async () => {
    await using pair = await startPair();
    const { primary, standby, url } = pair;
    const lost: string[] = [];
    await using other = await openPostgres(readPostgresUrl(url), {
      isUnsafe: true,
      onLost: (said) => void lost.push(said),
    });
    await add(other, "guru");
    const heard: string[] = [];
    await other.follow((change) => {
      if (change.kind === "account added") heard.push(change.account.name);
    });
    await using way = new Proxy(primary.port);
    const one = await openPostgres(readPostgresUrl(`postgres://chat@127.0.0.1:${way.port}/chat1`), { isUnsafe: true });
    await standby.kill();
    const added = add(one, "izza").catch(() => {});
    const waits = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'ngobrol' AND wait_event = 'SyncRep'";
    await until(async () => Number(await primary.sql(waits)) > 0, "it waits for the standby");
    way.target = undefined; // That server does not come back.
    way.cut();
    await primary.kill();
    await primary.start();
    await until(() => heard.length === 1, "everybody has heard of the account");
    await primary.kill();
    await standby.start();
    await standby.promote();
    assertEquals((await add(other, "maya")).id, 2);
    assert(lost[0]?.includes("has lost what this server knows"), lost[0]);
    one.shared!.giveUp!();
    await added;
    await one[Symbol.asyncDispose]();
  },
);

postgresTest("a server whose number another one has got stores nothing more, and says why", async () => {
  const url = await postgres!.newDatabase();
  const lost: string[] = [];
  await using one = await openPostgres(readPostgresUrl(url), {
    isUnsafe: true,
    onLost: (said) => void lost.push(said),
  });
  const maya = await add(one, "maya");
  await postgres!.sql("DELETE FROM writers; DELETE FROM batches", url.split("/").at(-1)!); // As a fail-over does without a standby that is waited for.
  await postgres!.kill();
  await postgres!.start();
  await using other = await openPostgres(readPostgresUrl(url), { isUnsafe: true });
  await assertRejects(() => one.addMessage(message(maya, maya, "x")), Error);
  assert(lost[0]!.includes("does not know this server any more"), lost[0]);
  await other.addMessage(message(maya, maya, "y"));
  assertEquals(await textsOf(other, maya), ["y"]);
});

postgresTest(
  "a server that knows more than the database, since that was restored from a backup, is told of",
  async () => {
    const url = await postgres!.newDatabase();
    const lost: string[] = [];
    await using store = await openPostgres(readPostgresUrl(url), {
      isUnsafe: true,
      onLost: (said) => void lost.push(said),
    });
    await add(store, "maya");
    const back = "DELETE FROM news; UPDATE state SET batch = 0";
    await postgres!.sql(back, url.split("/").at(-1)!);
    assertEquals(lost, []);
    await postgres!.kill();
    await postgres!.start();
    await until(() => lost.length > 0, "it is told");
    assert(lost[0]!.includes("has lost what this server knows"), lost[0]);
  },
);

postgresTest("what was told in error is known when its server has gone on, or not come back for a minute", async () => {
  const place = readPostgresUrl(await postgres!.newDatabase());
  await using store = await openPostgres(place, { isUnsafe: true });
  await add(store, "maya");
  const { connection } = (await new Primary(place).find())!;
  using _ = { [Symbol.dispose]: () => connection.drop() };
  const read = (sql: string, values?: readonly Value[]) => connection.run(sql, values);
  const clocks = new TestClocks();
  for (const [more, isWrong] of [["", true], ["INSERT INTO batches VALUES (7, 4)", false]] as const) {
    const history = new History(1, () => 0, clocks);
    const [newest] = await connection.run("SELECT * FROM news ORDER BY batch DESC LIMIT 1");
    const gone = { batch: 1_000_000, writer: 7, writer_batch: 3 };
    [newest!, gone].forEach((row) => history.note(row));
    assertEquals(await history.verify(read), Number(newest!["batch"]));
    assertEquals([history.isAgain(newest!), history.isAgain(gone)], [false, true]);
    if (more !== "") await connection.run(more);
    assertEquals(await history.isWrong(read), false);
    clocks.pass(61_000);
    assertEquals([await history.isWrong(read), history.isAgain(gone)], [isWrong, false]);
  }
});

postgresTest("a fail-over that has lost what was acknowledged is told of", async () => {
  await using primary = await startPostgres();
  const url = await primary.newDatabase();
  await using standby = await primary.addStandby("late");
  const place = readPostgresUrl(url.replace(/(:\d+)\//, `$1,127.0.0.1:${standby.port}/`));
  const lost: string[] = [];
  await using one = await openPostgres(place, { isUnsafe: true, onLost: (said) => void lost.push(said) });
  const maya = await add(one, "maya");
  const hasAll = "SELECT pg_current_wal_flush_lsn() <= replay_lsn FROM pg_stat_replication";
  await until(async () => (await primary.sql(hasAll)).trim() === "t", "the standby has the account");
  await standby.kill(); // A frozen one gets what was on its way to it.
  await one.addMessage(message(maya, maya, "x")); // Nobody waits for the standby.
  await primary.kill();
  await standby.start();
  await standby.promote();
  await one.addMessage(message(maya, maya, "y")).catch(() => {}); // Their conversation may be gone.
  await until(() => lost.length > 0, "it is told");
  assert(lost[0]!.includes("a standby promoted that had not all of it"), lost[0]);
});
