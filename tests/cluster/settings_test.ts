/**
 * What a role, a database or a proxy sets a session to: it takes no promise away.
 *
 * @module
 */

import { setImmediate } from "node:timers";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { openPostgres } from "../../lib/store/postgres/postgres_store.ts";
import { Primary } from "../../lib/store/postgres/primary.ts";
import { readPostgresUrl } from "../../lib/store/postgres/url.ts";
import { startPair } from "../support/cluster.ts";
import { until, within } from "../support/patience.ts";
import { postgresTest, type TestPostgres } from "../support/postgres.ts";
import { add, message, textsOf } from "../support/store_contract.ts";

/** What an operator may have set a role to, for other programs. */
const SPOILT = {
  array_nulls: "off",
  bytea_output: "escape",
  client_encoding: "'LATIN1'",
  client_min_messages: "error",
  datestyle: "'SQL, DMY'",
  default_transaction_isolation: "serializable",
  extra_float_digits: "-15",
  idle_in_transaction_session_timeout: "1",
  idle_session_timeout: "60000",
  lock_timeout: "1",
  standard_conforming_strings: "off",
  statement_timeout: "1",
  synchronous_commit: "off",
  timezone: "'Asia/Kathmandu'",
};

async function spoil(primary: TestPostgres): Promise<void> {
  for (const [name, value] of Object.entries(SPOILT)) await primary.sql(`ALTER ROLE chat SET ${name} = ${value}`);
}

const WAITS = "FROM pg_stat_activity WHERE application_name = 'ngobrol' AND wait_event = 'SyncRep'";

postgresTest(
  "what a role is set to hides no wait for the standby that was cancelled, and takes none away",
  async () => {
    await using pair = await startPair();
    const { primary, standby, url } = pair;
    await spoil(primary);
    await using store = await openPostgres(readPostgresUrl(url));
    const maya = await add(store, "maya");
    standby.signal("SIGSTOP");
    let isAcknowledged = false;
    const sent = store.addMessage(message(maya, maya, "x")).then(() => isAcknowledged = true);
    const isWaiting = async () =>
      (await primary.sql(`SET statement_timeout = 0; SELECT count(*) ${WAITS}`)).trim() === "1";
    await until(isWaiting, "it waits for the standby");
    await primary.sql(`SET statement_timeout = 0; SELECT pg_cancel_backend(pid) ${WAITS}`);
    await until(isWaiting, "an own commit waits");
    assertEquals(isAcknowledged, false);
    standby.signal("SIGCONT");
    await within("the acknowledgement", sent);
    assertEquals(await textsOf(store, maya), ["x"]);
  },
);

postgresTest("what a role is set to lets no batch of two servers fail, nor be sent twice", async () => {
  await using pair = await startPair();
  await spoil(pair.primary);
  await using one = await openPostgres(readPostgresUrl(pair.url));
  await using other = await openPostgres(readPostgresUrl(pair.url));
  const maya = await add(one, "maya");
  const send = async (name: string, count: number) => {
    const store = count % 2 === 0 ? one : other;
    for (let each = 0; each < count; each++) await store.addMessage(message(maya, maya, `${name} ${each} \\ "é" NULL`));
  };
  await Promise.all([send("a", 50), send("b", 51)]);
  assertEquals((await textsOf(one, maya)).length, 101);
  await one.follow(() => {}, async () => { // Of one moment, in a transaction that is idle in between.
    for (let count = 0; count < 10; count++) await one.accounts().then(() => new Promise((done) => setImmediate(done)));
  });
  assertEquals([one, other].map((store) => store.shared!.status!().repeated), [0, 0]);
});

postgresTest("a session that is idle is not ended by a clock", async () => {
  await using pair = await startPair();
  await spoil(pair.primary);
  const { connection } = (await new Primary(readPostgresUrl(pair.url)).find())!;
  const [row] = await connection.run("SELECT current_setting('idle_session_timeout') AS timeout");
  connection.drop();
  assertEquals(row!["timeout"], "0");
});

/** A way to a PostgreSQL that leaves out what a session is to be set to, as a pooling proxy that is told to ignore it. */
function startPooler(target: number): Disposable & { readonly port: number } {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const join = async (conn: Deno.Conn) => {
    using there = await Deno.connect({ hostname: "127.0.0.1", port: target });
    using here = conn;
    const first = new Uint8Array(8192);
    const count = await here.read(first);
    if (count === null) return;
    const words = new TextDecoder().decode(first.subarray(8, count)).split("\0");
    const names = ["user", "database", "client_encoding"];
    const kept = names.flatMap((name) => words.includes(name) ? [name, words[words.indexOf(name) + 1]] : []);
    const body = new TextEncoder().encode(`${kept.join("\0")}\0\0`);
    const all = new Uint8Array(8 + body.length);
    new DataView(all.buffer).setUint32(0, all.length);
    all.set(first.subarray(4, 8), 4);
    all.set(body, 8);
    await there.write(all);
    const ends = { preventClose: true, preventAbort: true, preventCancel: true };
    await Promise.race([here.readable.pipeTo(there.writable, ends), there.readable.pipeTo(here.writable, ends)]);
  };
  void (async () => {
    for await (const conn of listener) void join(conn).catch(() => {});
  })();
  return { port: listener.addr.port, [Symbol.dispose]: () => listener.close() };
}

postgresTest("a proxy that takes no settings of a session is refused, and told of", async () => {
  await using pair = await startPair();
  using pooler = startPooler(pair.primary.port);
  const place = readPostgresUrl(`postgres://chat@127.0.0.1:${pooler.port}/chat1`);
  const error = await assertRejects(() => openPostgres(place), Error);
  assert(error.message.includes("no proxy as pgbouncer is one"), error.message);
});
