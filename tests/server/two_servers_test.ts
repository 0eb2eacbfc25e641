/**
 * Two servers on one store: what is done on one holds on the other. Their stores are two views of one database, which are told
 * a little later of what the other has written.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { type AnyReply, texts } from "../support/helpers.ts";
import { goLive } from "../support/live_peer.ts";
import { within } from "../support/patience.ts";
import { SharedDatabase } from "../support/shared_store.ts";
import { startWrapped } from "../support/wrapped_server.ts";

/** Two servers with the demo accounts, of which guru is a teacher. */
async function startTwo() {
  await using started = new AsyncDisposableStack();
  const database = started.use(await SharedDatabase.open());
  const one = started.use(await startWrapped({ store: database.view() }));
  const other = started.use(await startWrapped({ store: database.view() }));
  const all = started.move();
  return { one, other, [Symbol.asyncDispose]: () => all[Symbol.asyncDispose]() };
}

Deno.test("a login that was made on one server is good on the other at once, and ends on both", async () => {
  await using servers = await startTwo();
  using here = await servers.one.connect();
  for (const request of ["list TOKEN", "send TOKEN izza one", "inbox TOKEN", "live TOKEN"]) {
    const token = await here.logIn("maya");
    using there = await servers.other.connect();
    assertEquals((await there.ask(request.replace("TOKEN", token)))["status"], "OK", request);
  }
  const token = await here.logIn("maya");
  using there = await servers.other.connect();
  assertEquals((await there.ask(`logout ${token}`))["status"], "OK");
  using izza = await goLive(servers.one, "izza"); // By that the first server was told.
  await izza.ask(`send ${izza.token} izza a note`);
  assertEquals((await here.ask(`inbox ${token}`))["code"], "no_login");
  assertEquals((await there.ask(`inbox ${crypto.randomUUID()}`))["code"], "no_login");
});

Deno.test("who is live on one server is told of who comes to the other and who goes, and sees them in the list", async () => {
  await using servers = await startTwo();
  using izza = await goLive(servers.one, "izza");
  const maya = await goLive(servers.other, "maya");
  const { user, active } = await izza.event("presence");
  assertEquals([user, active], ["maya", true]);
  assertEquals((await izza.ask(`list ${izza.token}`))["messages"], ["izza", "maya"]);
  using second = await goLive(servers.other, "izza"); // Nothing new for anybody.
  await maya.ask(`logout ${maya.token}`);
  const gone = await izza.event("presence");
  assertEquals([gone["user"], gone["active"]], ["maya", false]);
  assertEquals((await second.ask(`list ${second.token}`))["messages"], ["izza"]);
  maya[Symbol.dispose]();
});

Deno.test("whoever was on a server that stops is not there for the others", async () => {
  await using database = await SharedDatabase.open();
  await using one = await startWrapped({ store: database.view() });
  const other = await startWrapped({ store: database.view() });
  using izza = await goLive(one, "izza");
  const maya = await other.connect();
  await maya.logIn("maya");
  const came = await izza.event("presence");
  assertEquals([came["user"], came["active"]], ["maya", true]);
  await other[Symbol.asyncDispose]();
  const gone = await izza.event("presence");
  assertEquals([gone["user"], gone["active"]], ["maya", false]);
  assertEquals((await izza.ask(`list ${izza.token}`))["messages"], ["izza"]);
  maya[Symbol.dispose]();
});

Deno.test("a message comes to who is live on the other server, and the receipts come back", async () => {
  await using servers = await startTwo();
  using izza = await goLive(servers.one, "izza");
  using maya = await goLive(servers.other, "maya");
  const { id } = await maya.ask(`post ${maya.token} ${crypto.randomUUID()} izza apa kabar?`);
  const message = await izza.event("message");
  assertEquals([message["id"], message["msg"]], [id, "apa kabar?"]);
  assertEquals((await maya.event("receipt"))["receipt"], "delivered");
  await izza.ask(`ack ${izza.token} ${id}`);
  assertEquals((await maya.event("receipt"))["receipt"], "read");
});

Deno.test("what a teacher does on one server holds on the other", async () => {
  await using servers = await startTwo();
  using guru = await goLive(servers.one, "guru");
  using izza = await goLive(servers.other, "izza");
  using maya = await goLive(servers.other, "maya");
  assertEquals((await guru.ask(`announce ${guru.token} the test begins`))["status"], "OK");
  assertEquals(await maya.texts(1), ["(to all) the test begins"]);
  using late = await goLive(servers.other, "guru"); // By that the other server was told of what was before.
  await late.ask(`send ${late.token} guru a note`);
  await guru.ask(`lock ${guru.token}`);
  await guru.ask(`send ${guru.token} izza locked`);
  assertEquals(await izza.texts(2), ["(to all) the test begins", "locked"]);
  assertEquals((await izza.ask(`send ${izza.token} maya psst`))["code"], "locked");
  await guru.ask(`kick ${guru.token} maya`);
  const notice = await maya.event("notice");
  assert(String(notice["message"]).startsWith("guru has ended your connections"), notice["message"]);
  await within(
    "the connection ends",
    (async () => {
      while (await maya.peer.receive() !== "");
    })(),
  );
});

Deno.test("an inbox that may have arrived is not told by the other server meanwhile: each message comes once", async () => {
  await using servers = await startTwo();
  using maya = await servers.one.connect();
  const token = await maya.logIn("maya");
  for (let count = 0; count < 20; count++) {
    const text = `${count}`;
    await maya.ask(`send ${token} izza ${text}`);
    const found: AnyReply[] = [];
    // A client with a connection for each command, which a load balancer sends here and there.
    const [first, second] = count % 2 === 0 ? [servers.one, servers.other] : [servers.other, servers.one];
    const izza = await first.connect();
    const owned = await izza.logIn("izza");
    found.push(texts(await izza.ask(`inbox ${owned}`)));
    izza[Symbol.dispose]();
    using again = await second.connect();
    found.push(texts(await again.ask(`inbox ${owned}`)));
    assertEquals(found, [{ maya: [text] }, {}], text);
  }
});

Deno.test("an inbox that is asked for at two servers all the time has each message once, at one of them, in order", async () => {
  await using servers = await startTwo();
  using maya = await servers.one.connect();
  const token = await maya.logIn("maya");
  const sent = Array.from({ length: 200 }, (_, index) => `${index}`);
  let isOver = false;
  const reading = [servers.one, servers.other].map(async (server) => {
    const got: string[] = [];
    using izza = await server.connect();
    const owned = await izza.logIn("izza");
    for (let isLast = false; !isLast;) {
      isLast = isOver;
      got.push(...texts(await izza.ask(`inbox ${owned}`))["maya"] ?? []);
    }
    await izza.ask(`list ${owned}`); // So the last one has arrived.
    return got;
  });
  for (const text of sent) await maya.ask(`send ${token} izza ${text}`);
  isOver = true;
  const all = await Promise.all(reading);
  const byNumber = (one: string, other: string) => Number(one) - Number(other);
  assertEquals(all.flat().sort(byNumber), sent);
  for (const got of all) assertEquals(got, got.toSorted(byNumber));
});
