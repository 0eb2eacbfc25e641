/**
 * The change feed on a real database: told whole and in order, forgotten when it is old, and missed by nobody in silence.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import { NEWS, News } from "../../lib/store/postgres/news.ts";
import { openPostgres } from "../../lib/store/postgres/postgres_store.ts";
import type { Read } from "../../lib/store/postgres/stored_messages.ts";
import { readPostgresUrl } from "../../lib/store/postgres/url.ts";
import type { Store, StoredAccount } from "../../lib/store/store.ts";
import { until } from "../support/patience.ts";
import { POSTGRES, postgresTest, startPostgres } from "../support/postgres.ts";
import { openSession } from "../support/postgres_session.ts";
import { add, message } from "../support/store_contract.ts";
import { freeze } from "../support/virtual_time.ts";

const postgres = POSTGRES === undefined ? undefined : await startPostgres();

/** A store, on a database of its own, and somebody else who works on that. */
async function start() {
  const [stack, clock] = [new AsyncDisposableStack(), new DisposableStack()];
  const url = await postgres!.newDatabase();
  let losses = 0;
  const open = async () =>
    stack.use(await openPostgres(readPostgresUrl(url), { isUnsafe: true, onLost: () => void losses++ }));
  const store = await open();
  const maya = await add(store, "maya");
  const session = stack.use(openSession(url));
  const follow = (onAsked = () => {}) => {
    const told: string[] = [];
    const lost: string[] = [];
    const read: Read = async (sql, values = []) => {
      const rows = await session.run(sql, ...values);
      if (sql === NEWS) onAsked();
      return rows;
    };
    const news = new News({
      writer: 999,
      read,
      connections: () => 1,
      acknowledged: () => 0,
      onLost: (sentence) => void lost.push(sentence),
    });
    news.follow((change) => {
      if (change.kind === "messages") told.push(change.messages.at(0)!.text);
    }, () => true);
    return { news, told, lost };
  };
  return {
    store,
    maya,
    session,
    open,
    follow,
    get losses() {
      return losses;
    },
    freeze: (milliseconds: number) => void clock.use(freeze(milliseconds)),
    async [Symbol.asyncDispose]() {
      await stack.disposeAsync();
      clock.dispose(); // Nobody sees it go back.
    },
  };
}

/** Sends one after the other, each in a batch of its own. */
async function send(store: Store, maya: StoredAccount, from: number, to: number): Promise<void> {
  for (let text = from; text <= to; text++) await store.addMessage(message(maya, maya, `${text}`));
}

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => `${from + index}`);

postgresTest("who was away for many batches is told of each, once and in order", async () => {
  await using all = await start();
  const { store, maya, follow } = all;
  const { news, told } = follow();
  await news.begin();
  await send(store, maya, 1, 150); // More than are read at once.
  await Promise.all([news.catchUp(), news.catchUp()]);
  assertEquals(told, numbers(1, 150));
});

postgresTest("news are forgotten after ten minutes, and no earlier; so are the batches that were stored", async () => {
  await using all = await start();
  const { store, maya, session } = all;
  await send(store, maya, 1, 100);
  const [{ batch } = {}] = await session.run("SELECT batch FROM state");
  await session.run("UPDATE news SET at = at - interval '10 minutes' WHERE batch <= $1::bigint", Number(batch));
  await session.run("UPDATE news SET at = at + interval '30 seconds' WHERE batch > $1::bigint", Number(batch) - 10);
  const oldest = async () => Number((await session.run("SELECT min(batch) AS batch FROM news"))[0]!["batch"]);
  assertEquals(await oldest(), 1);
  await send(store, maya, 101, 250);
  await until(async () => {
    await send(store, maya, 1, 1);
    return await oldest() > 1;
  }, "the old ones are forgotten");
  assertEquals(await oldest(), Number(batch) - 9);
  const [state] = await session.run("SELECT forgotten, (SELECT count(*) FROM batches) AS known FROM state");
  assertEquals(Number(state!["forgotten"]), Number(batch) - 10);
  assertEquals(Number(state!["known"]) < 10, true);
  assertEquals(all.losses, 0);
});

/** Batches follow whose news are gone. */
const FORGET = "UPDATE state SET batch = batch + 5, forgotten = batch + 5";

postgresTest("a server that was away for so long that news were forgotten ends, and no other one", async () => {
  await using all = await start();
  const { store, maya, session, follow, open } = all;
  const { news, lost } = follow();
  await news.begin();
  const other = await open();
  let heard = 0;
  await other.follow(({ kind }) => void (kind === "messages" && heard++));
  all.freeze(61_000);
  await news.catchUp();
  await send(store, maya, 1, 3); // Nothing was forgotten meanwhile.
  await until(() => heard === 3, "the other server has heard of them");
  await session.run("UPDATE state SET forgotten = batch"); // All that is forgotten was told.
  await news.catchUp();
  all.freeze(61_000);
  await news.catchUp();
  const lags = () => [store, other].map(({ shared }) => shared!.status!().lag);
  await until(() => lags().every((lag) => lag < 30_000), () => `both have asked since: ${lags()}`);
  await send(store, maya, 4, 4);
  await session.run(FORGET);
  await news.catchUp();
  assertEquals([lost, all.losses], [[], 0]); // All were told of everything just now.
  all.freeze(61_000);
  await until(() => all.losses >= 2, "both servers find out by themselves");
  await news.catchUp();
  assertMatch(`${lost}`, /away/);
});

postgresTest("what comes with an own batch does not hide from a server that it was away", async () => {
  await using all = await start();
  const { store, maya, session, follow } = all;
  const { news, lost } = follow();
  await news.begin();
  const { told: known } = news;
  await session.run(FORGET);
  await send(store, maya, 1, 1);
  const rows = await session.run(NEWS, known);
  all.freeze(61_000);
  await news.take(rows);
  assertEquals(news.told > known, true);
  assertMatch(`${lost}`, /away/);
});

postgresTest("a server that is frozen while it asks finds out afterwards that it was away", async () => {
  await using all = await start();
  const { session, follow } = all;
  let isFrozen = false;
  const { news, lost } = follow(() => {
    if (!isFrozen) all.freeze(61_000);
    isFrozen = true;
  });
  await news.begin();
  await news.catchUp();
  assertEquals(lost, []);
  await session.run(FORGET);
  await news.catchUp();
  assertMatch(`${lost}`, /away/);
});

postgresTest(
  "keys of messages are marked each hour of running, and those behind the oldest mark are forgotten",
  async () => {
    await using all = await start();
    const { store, maya, session } = all;
    const keys = Array.from({ length: 4 }, () => crypto.randomUUID());
    const keep = (index: number) => store.addIdempotent(message(maya, maya, `${index}`), keys[index]!);
    const marks = async () => {
      const [row] = await session.run(
        "SELECT count(*) AS count, max(number) AS last, max(message) AS message FROM post_marks",
      );
      return [row!["count"], row!["last"], row!["message"]].map(Number);
    };
    await keep(0);
    assertEquals(await marks(), [193, 193, 0]);
    all.freeze(60 * 60 * 1000);
    await keep(1);
    assertEquals(await marks(), [193, 194, 2]);
    await session.run("UPDATE post_marks SET message = 1 WHERE number = (SELECT min(number) FROM post_marks)");
    await keep(2);
    const known = await Promise.all(keys.map(async (key) => (await store.findByKey(maya.id, key))?.seq));
    assertEquals(known, [undefined, 2, 3, undefined]);
  },
);
