/**
 * Which of the hosts that a URL names is used: one database, one primary.
 *
 * @module
 */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { openPostgres } from "../../lib/store/postgres/postgres_store.ts";
import { Primary } from "../../lib/store/postgres/primary.ts";
import { readPostgresUrl } from "../../lib/store/postgres/url.ts";
import { POSTGRES, postgresTest, startPostgres } from "../support/postgres.ts";
import { add, message, textsOf } from "../support/store_contract.ts";

const [one, other] = POSTGRES === undefined ? [] : await Promise.all([startPostgres(), startPostgres()]);

const placeOf = (hosts: string, database: string) => readPostgresUrl(`postgres://chat@${hosts}/${database}`);

postgresTest("two databases that are no copies of each other are refused, in whatever order", async () => {
  const name = (await one!.newDatabase()).split("/").at(-1)!;
  await other!.newDatabase();
  const hosts = [one!, other!].map(({ port }) => `127.0.0.1:${port}`);
  for (const order of [hosts, hosts.toReversed()]) {
    const error = await assertRejects(() => openPostgres(placeOf(order.join(","), name), { isUnsafe: true }), Error);
    assert(error.message.includes(`${order.join(" and ")} are no copies of each other`), error.message);
  }
});

postgresTest("a server goes to no other database when its own is gone", async () => {
  await using first = await startPostgres();
  await using second = await startPostgres();
  const name = (await first.newDatabase()).split("/").at(-1)!;
  await second.newDatabase();
  await second.kill(); // So it is not seen at the start.
  const place = placeOf(`127.0.0.1:${first.port},127.0.0.1:${second.port}`, name);
  await using store = await openPostgres(place, { isUnsafe: true });
  const maya = await add(store, "maya");
  await store.addMessage(message(maya, maya, "x"));
  await second.start();
  await first.kill();
  const error = await assertRejects(() => store.lastSeq(), Error);
  assert(error.message.includes(`127.0.0.1:${second.port} is no copy of the database`), error.message);
  await first.start();
  assertEquals(await textsOf(store, maya), ["x"]);
});

postgresTest(
  "of two primaries that were made of copies neither is chosen; one that is named twice is one",
  async () => {
    await using primary = await startPostgres();
    const name = (await primary.newDatabase()).split("/").at(-1)!;
    await using a = await primary.addStandby("a");
    await using b = await primary.addStandby("b");
    await primary.kill();
    await Promise.all([a.promote(), b.promote()]);
    const both = placeOf(`127.0.0.1:${a.port},127.0.0.1:${b.port}`, name);
    const error = await assertRejects(() => openPostgres(both, { isUnsafe: true }), Error);
    assert(error.message.includes("are both the primary"), error.message);
    await using store = await openPostgres(placeOf(`127.0.0.1:${a.port},localhost:${a.port}`, name), {
      isUnsafe: true,
    });
    assertEquals(await store.lastSeq(), 0);
  },
);

postgresTest("a host without TLS is told from one whose certificate is not trusted", async () => {
  const primary = new Primary(readPostgresUrl(`postgres://chat@127.0.0.1:${one!.port}/postgres?sslmode=require`));
  assertEquals(await primary.find(), undefined);
  assert(primary.reason.includes(`${one!.port} has no TLS`), primary.reason);
});

postgresTest("an old primary that is left behind is not gone back to when it alone is there", async () => {
  await using old = await startPostgres();
  const name = (await old.newDatabase()).split("/").at(-1)!;
  await using promoted = await old.addStandby("promoted");
  await promoted.promote();
  const primary = new Primary(placeOf(`127.0.0.1:${old.port},127.0.0.1:${promoted.port}`, name));
  const found = await primary.find();
  found?.connection.drop();
  assertEquals([found?.host.port, found?.timeline], [promoted.port, 2]);
  await promoted.kill();
  assertEquals(await primary.find(), undefined);
  assert(primary.reason.includes(`127.0.0.1:${old.port} was the primary before a fail-over`), primary.reason);
});
