/**
 * The clock jumps: messages stay in the order in which they were taken, and their ids say so.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { MessageIds } from "../lib/server/message_ids.ts";
import { startServer, temporaryDirectory } from "./helpers.ts";

const HOUR = 60 * 60 * 1000;

Deno.test("when the clock jumps back an hour, order, ids and logins stay, also across a restart", async () => {
  using directory = temporaryDirectory();
  const file = `${directory.path}/chat.sqlite`;
  let time = Date.UTC(2026, 0, 1);
  const now = () => time;
  let token = "";
  const send = async (texts: string[]) => {
    await using server = await startServer({ file, now });
    using peer = await server.connect();
    token ||= await peer.logIn("maya");
    for (const text of texts) {
      assertEquals((await peer.ask(`send ${token} izza ${text}`))["status"], "OK");
      if (text === "2") time -= HOUR;
      if (text === "5") time += 2 * HOUR;
    }
  };
  await send(["1", "2", "3", "4"]);
  time -= HOUR;
  await send(["5", "6"]);
  await using server = await startServer({ file, now });
  using peer = await server.connect();
  const messages: { msg: string; id: string; at: string }[] =
    (await peer.ask(`inbox ${await peer.logIn("izza")}`))["messages"]["maya"];
  assertEquals(messages.map(({ msg }) => msg), ["1", "2", "3", "4", "5", "6"]);
  assertEquals(messages.map(({ id }) => id), messages.map(({ id }) => id).sort());
  assertEquals(messages.map(({ at }) => at.slice(8, 13)), ["01T00", "01T00", "31T23", "31T23", "31T22", "01T00"]);
});

Deno.test("ids of one millisecond sort in the order in which they were given, however many there are", () => {
  const ids = new MessageIds();
  const given = Array.from({ length: 10_000 }, () => ids.next(5000));
  for (const id of given) assertMatch(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assertEquals(given.toSorted(), given);
  assertEquals(new Set(given).size, given.length);
  // 4,096 ids share their random bits; those of another server have others.
  assertEquals(new Set(given.map((id) => id.slice(19))).size, 3);
  assert(new MessageIds().next(5000).slice(19) !== given[0]!.slice(19));
  assert(given.at(-1)! < new MessageIds().next(5003));
});

Deno.test("ids go on from the newest one, and from the clock where that one is of another kind", () => {
  const newest = new MessageIds().next(9000);
  assert(new MessageIds(newest).next(1) > newest);
  assertEquals(new MessageIds("an id").next(9000).slice(0, 18), newest.slice(0, 18));
});
