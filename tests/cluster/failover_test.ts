/**
 * The PostgreSQL store when a primary dies, freezes or loses its standby: what was acknowledged is there, once, in its order.
 *
 * @module
 */

import { assertEquals, assertRejects } from "@std/assert";
import { ChatError } from "../../lib/chat.ts";
import { openPostgres } from "../../lib/store/postgres/postgres_store.ts";
import { type PostgresPlace, readPostgresUrl } from "../../lib/store/postgres/url.ts";
import type { SharedStatus, Store, StoredAccount } from "../../lib/store/store.ts";
import { until, within } from "../support/patience.ts";
import { postgresTest, startPostgres, type TestPostgres } from "../support/postgres.ts";
import { add, message, textsOf } from "../support/store_contract.ts";

/** A primary that waits for its standby, and both as a place. The standby waits for nobody when it is promoted. */
interface Pair extends AsyncDisposable {
  readonly primary: TestPostgres;
  readonly standby: TestPostgres;
  readonly place: PostgresPlace;
}

async function startPair(): Promise<Pair> {
  const primary = await startPostgres();
  const standby = await primary.addStandby("standby", { synchronous_standby_names: "" });
  const url = await primary.newDatabase();
  await setNames(primary, "'*'");
  return {
    primary,
    standby,
    place: readPostgresUrl(url.replace("/chat1", `,127.0.0.1:${standby.port}/chat1`)),
    async [Symbol.asyncDispose]() {
      await Promise.all([primary, standby].map((each) => each[Symbol.asyncDispose]()));
    },
  };
}

async function setNames(primary: TestPostgres, names: string): Promise<void> {
  await primary.sql(`ALTER SYSTEM SET synchronous_standby_names = ${names}`);
  await primary.sql("SELECT pg_reload_conf()");
  const isSet = async () => `'${(await primary.sql("SHOW synchronous_standby_names")).trim()}'` === names;
  await until(isSet, "the names are set");
}

/** Whether the primary has a message, which anybody who asks it can see. */
async function isVisible(primary: TestPostgres, text: string): Promise<boolean> {
  return (await primary.sql(`SELECT count(*) FROM messages WHERE text = '${text}'`, "chat1")).trim() === "1";
}

/** Sends until told to stop; knows what was acknowledged. */
function send(store: Store, to: StoredAccount, name: string) {
  const acknowledged: string[] = [];
  let isOver = false;
  const done = (async () => {
    for (let count = 0; !isOver; count++) {
      const texts = Array.from({ length: 5 }, (_, index) => `${name} ${5 * count + index}`);
      await Promise.all(texts.map(async (text) => {
        await store.addMessage(message(to, to, text));
        acknowledged.push(text);
      }));
    }
  })();
  return {
    acknowledged,
    async stop() {
      isOver = true;
      await within("the last message", done);
    },
  };
}

/** The texts of an inbox are those that were acknowledged: each once, those of a sender in its order. */
async function check(store: Store, account: StoredAccount, senders: readonly ReturnType<typeof send>[]): Promise<void> {
  const texts: string[] = [];
  for (let after = 0;;) {
    const { seqs, cursor } = await store.inbox(account.id, after);
    if (seqs.length === 0) break;
    texts.push(...(await store.messages(seqs)).map(({ text }) => text));
    after = cursor;
  }
  assertEquals(texts.length, new Set(texts).size, "a message was stored twice");
  for (const { acknowledged } of senders) {
    const own = texts.filter((text) => text.startsWith(acknowledged[0]!.split(" ")[0]!));
    assertEquals(own, acknowledged.toSorted((one, other) => numberOf(one) - numberOf(other)));
  }
}

function numberOf(text: string): number {
  return Number(text.split(" ")[1]);
}

for (
  const [what, fail] of [
    ["is killed", ({ primary }: Pair) => primary.kill()],
    ["freezes", ({ primary }: Pair) => Promise.resolve(primary.signal("SIGSTOP"))],
  ] as const
) {
  postgresTest(
    `a primary ${what}, its standby is promoted: what was acknowledged is there, each once, in order`,
    async () => {
      await using pair = await startPair();
      await using one = await openPostgres(pair.place, { isUnsafe: true });
      await using other = await openPostgres(pair.place, { isUnsafe: true });
      const maya = await add(one, "maya");
      const senders = [send(one, maya, "a"), send(other, maya, "b")];
      const reach = (count: number) =>
        until(() => senders.every(({ acknowledged }) => acknowledged.length > count), `${count} are acknowledged`);
      await reach(200);
      await fail(pair);
      await pair.standby.promote();
      await reach(Math.max(...senders.map(({ acknowledged }) => acknowledged.length)) + 200);
      if (what === "freezes") { // It comes back, and nobody goes to it.
        pair.primary.signal("SIGCONT");
        await reach(Math.max(...senders.map(({ acknowledged }) => acknowledged.length)) + 200);
      }
      await Promise.all(senders.map((sender) => sender.stop()));
      await check(one, maya, senders);
      await check(other, maya, senders);
      const all = senders.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0);
      assertEquals(await one.shared!.countMessages!(), all); // Places were left out.
      if (what === "freezes") {
        await using third = await openPostgres(pair.place, { isUnsafe: true }); // Who has never seen the old one neither.
        await check(third, maya, senders);
      }
    },
  );
}

postgresTest("nothing is acknowledged while no standby is named, and what waited is when one is", async () => {
  await using pair = await startPair();
  const { primary, place } = pair;
  const troubles: string[] = [];
  await using store = await openPostgres(place, { onTrouble: (sentence) => troubles.push(sentence) });
  const maya = await add(store, "maya");
  await setNames(primary, "''");
  let isAcknowledged = false;
  const sent = store.addMessage(message(maya, maya, "x")).then(() => isAcknowledged = true);
  await until(() => troubles.length === 1, "it is told that it waits");
  assertEquals([await isVisible(primary, "x"), isAcknowledged], [true, false]);
  const { inDoubt, barriers } = store.shared!.status!();
  assertEquals([inDoubt, barriers > 0], [1, true]);
  assertEquals(troubles[0]!.includes("synchronous_standby_names of the database is empty"), true, troubles[0]);
  await setNames(primary, "'*'");
  await within("the acknowledgement", sent);
  assertEquals(await textsOf(store, maya), ["x"]);
  assertEquals(troubles.slice(1), ["Messages are stored again"]);
  await setNames(primary, "''");
  const late = store.addMessage(message(maya, maya, "y"));
  await until(() => troubles.length === 3, "it is told that it waits");
  store.shared!.giveUp!(); // To end is no acknowledgement.
  await assertRejects(() => late, ChatError, "perhaps it is stored");
});

postgresTest("a wait for the standby that somebody cancels is no acknowledgement", async () => {
  await using pair = await startPair();
  const { primary, standby, place } = pair;
  await using store = await openPostgres(place);
  const maya = await add(store, "maya");
  standby.signal("SIGSTOP");
  let isAcknowledged = false;
  const sent = store.addMessage(message(maya, maya, "x")).then(() => isAcknowledged = true);
  const waits = "FROM pg_stat_activity WHERE application_name = 'ngobrol' AND wait_event = 'SyncRep'";
  await until(async () => (await primary.sql(`SELECT count(*) ${waits}`)).trim() === "1", "it waits for the standby");
  await primary.sql(`SELECT pg_cancel_backend(pid) ${waits}`);
  await until(() => isVisible(primary, "x"), "the primary has it");
  // It asks for an own commit, which waits as well.
  await until(async () => (await primary.sql(`SELECT count(*) ${waits}`)).trim() === "1", "it waits again");
  assertEquals(isAcknowledged, false);
  const countsOf = ({ inDoubt, repeated, barriers }: SharedStatus) => [inDoubt, repeated, barriers];
  assertEquals(countsOf(store.shared!.status!()), [1, 0, 1]);
  await primary.sql(`SELECT pg_cancel_backend(pid) ${waits}`); // That wait neither.
  await until(() => store.shared!.status!().barriers === 2, "it asks for another one");
  assertEquals(isAcknowledged, false);
  standby.signal("SIGCONT");
  await within("the acknowledgement", sent);
  assertEquals(await textsOf(store, maya), ["x"]);
  assertEquals(countsOf(store.shared!.status!()), [0, 0, 2]);
});

postgresTest(
  "what a primary has after a crash, and its standby has not, is acknowledged when the standby has it",
  async () => {
    await using pair = await startPair();
    const { primary, standby, place } = pair;
    await using store = await openPostgres(place);
    const maya = await add(store, "maya");
    standby.signal("SIGSTOP");
    let isAcknowledged = false;
    const sent = store.addMessage(message(maya, maya, "x")).then(() => isAcknowledged = true);
    const waits = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'ngobrol' AND wait_event = 'SyncRep'";
    const isWaiting = async () => (await primary.sql(waits)).trim() === "1";
    await until(isWaiting, "it waits for the standby");
    await primary.kill();
    await primary.start();
    await until(() => isVisible(primary, "x"), "the primary has it");
    await until(isWaiting, "it was sent again, and an own commit waits");
    assertEquals(isAcknowledged, false);
    assertEquals(await textsOf(store, maya), ["x"]); // What cannot be written can be read.
    standby.signal("SIGCONT");
    await within("the acknowledgement", sent);
    assertEquals(await textsOf(store, maya), ["x"]);
  },
);

postgresTest("places of messages are left out by a fail-over, once, and none is given twice", async () => {
  await using pair = await startPair();
  await using store = await openPostgres(pair.place, { isUnsafe: true });
  const maya = await add(store, "maya");
  for (const text of ["1", "2"]) await store.addMessage(message(maya, maya, text));
  await pair.primary.kill();
  await pair.standby.promote();
  for (const text of ["3", "4"]) await store.addMessage(message(maya, maya, text));
  const { seqs } = await store.inbox(maya.id);
  assertEquals(seqs, [1, 2, 1_048_579, 1_048_580]);
  assertEquals(await textsOf(store, maya), ["1", "2", "3", "4"]);
});
