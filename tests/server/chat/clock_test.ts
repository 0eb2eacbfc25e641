/**
 * The clock jumps: users who are logged in stay so as long as they should and no longer, messages stay in the order in which
 * they were taken, and their ids say so.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { PROTOCOL_LIMITS } from "../../../lib/chat.ts";
import { CLOCKS, STEADY_CLOCKS } from "../../../lib/clock.ts";
import { type Answer, answerLines } from "../../../lib/client/session/results.ts";
import { inOrderOfArrival } from "../../../lib/client/order.ts";
import { parseReply } from "../../../lib/wire/reply.ts";
import { MessageIds } from "../../../lib/server/chat/messages/message_ids.ts";
import { startServer, temporaryDirectory, type TestServer } from "../../support/helpers.ts";
import { goLive } from "../../support/live_peer.ts";
import { JUMPS, TestClocks } from "../../support/virtual_time.ts";
import { logged } from "../../support/wrapped_server.ts";

const HOUR = 60 * 60 * 1000;

/** Logs in and leaves at once. @returns The token. */
async function visit(server: TestServer, name: string): Promise<string> {
  using peer = await server.connect();
  return await peer.logIn(name);
}

/** Whether the server knows a token; asking does not show it. */
async function isAlive(server: TestServer, token: string): Promise<boolean> {
  using peer = await server.connect();
  return (await peer.ask(`list ${token}`))["status"] === "OK";
}

/** Runs servers one after the other on one store, as restarts do. */
function restarts(file: string) {
  const clocks = new TestClocks();
  const during = async <T>(work: (server: TestServer) => Promise<T>): Promise<T> => {
    clocks.restart();
    await using server = await startServer({ file, clocks });
    return await work(server);
  };
  return { clocks, during };
}

for (const jump of JUMPS) {
  const name = `${Math.abs(jump) / HOUR} h ${jump < 0 ? "back" : "forward"}`;

  Deno.test(`the clock is set ${name}: who left is gone in time, and who is live is told`, async () => {
    const clocks = new TestClocks();
    await using server = await startServer({ clocks });
    using maya = await goLive(server, "maya");
    using other = await server.connect();
    await visit(server, "nania");
    clocks.jump(jump);
    await logged(other, server.log, "closed");
    assertEquals(await maya.event("presence"), { event: "presence", user: "nania", active: true });
    assertEquals((await maya.ask("list"))["messages"], ["maya", "nania"]);
    clocks.pass(PROTOCOL_LIMITS.activeFor);
    server.live.tick();
    assertEquals((await maya.ask("list"))["messages"], ["maya"]);
    assertEquals(await maya.event("presence"), { event: "presence", user: "nania", active: false });
  });

  Deno.test(`the clock is set ${name}: a token dies after 12 hours without use, and not before`, async () => {
    const clocks = new TestClocks();
    await using server = await startServer({ clocks });
    const [used, unused] = [await visit(server, "maya"), await visit(server, "izza")];
    clocks.jump(jump);
    assert(await isAlive(server, used));
    clocks.pass(PROTOCOL_LIMITS.loginIdle);
    clocks.jump(-jump / 2);
    assert(await isAlive(server, used));
    clocks.pass(1);
    assert(!await isAlive(server, unused));
    clocks.pass(PROTOCOL_LIMITS.loginIdle);
    assert(!await isAlive(server, used));
  });

  Deno.test(`the clock is set ${name} while the server runs: that holds after a restart, too`, async () => {
    using directory = temporaryDirectory();
    const { clocks, during } = restarts(`${directory.path}/chat.sqlite`);
    const tokens: string[] = [];
    await during(async (server) => {
      tokens.push(await visit(server, "maya"), await visit(server, "izza"));
      clocks.pass(HOUR);
      clocks.jump(jump);
      tokens.push(await visit(server, "nania"));
    });
    const [used, unused, later] = tokens as [string, string, string];
    await during(async (server) => {
      clocks.pass(PROTOCOL_LIMITS.loginIdle - HOUR);
      assert(await isAlive(server, used));
    });
    clocks.pass(1);
    await during(async (server) => {
      assert(!await isAlive(server, unused));
      assert(await isAlive(server, later));
      assert(await isAlive(server, used));
    });
    clocks.pass(PROTOCOL_LIMITS.loginIdle + 1);
    await during(async (server) => {
      for (const token of tokens) assert(!await isAlive(server, token));
    });
  });
}

for (const jump of JUMPS.filter((jump) => jump < 0)) {
  Deno.test(`the clock is set ${-jump / HOUR} h back between two starts: nobody is active or logged in for longer`, async () => {
    using directory = temporaryDirectory();
    const { clocks, during } = restarts(`${directory.path}/chat.sqlite`);
    const token = await during((server) => visit(server, "nania"));
    clocks.jump(jump);
    await during(async (server) => {
      using peer = await server.connect();
      await peer.logIn("maya");
      clocks.pass(PROTOCOL_LIMITS.activeFor);
      assertEquals((await peer.ask("list"))["messages"], ["maya"]);
    });
    clocks.pass(PROTOCOL_LIMITS.loginIdle - PROTOCOL_LIMITS.activeFor);
    await during(async (server) => {
      clocks.pass(1);
      assert(!await isAlive(server, token));
    });
  });
}

Deno.test("the clock is set an hour forward between two starts: a token that was used a moment ago lives", async () => {
  using directory = temporaryDirectory();
  const { clocks, during } = restarts(`${directory.path}/chat.sqlite`);
  const token = await during((server) => visit(server, "nania"));
  clocks.jump(HOUR);
  assert(await during((server) => isAlive(server, token)));
});

Deno.test("when the clock jumps, messages are shown in the order in which they came, and their ids sort so", async () => {
  using directory = temporaryDirectory();
  const { clocks, during } = restarts(`${directory.path}/chat.sqlite`);
  const jumps = [-HOUR, 2 * HOUR, ...JUMPS, ...JUMPS.toReversed()];
  const texts = jumps.map((_, index) => `text ${index}`);
  for (const isAgain of [false, true]) {
    await during(async (server) => {
      const tokens = [await visit(server, "maya"), await visit(server, "nania")];
      using peer = await server.connect();
      for (const [index, jump] of jumps.entries()) {
        if ((index < jumps.length / 2) === isAgain) continue;
        clocks.jump(jump);
        assertEquals((await peer.ask(`send ${tokens[index % 2]} izza ${texts[index]}`))["status"], "OK");
      }
    });
  }
  await during(async (server) => {
    const { id: izza } = (await server.store.accounts()).find(({ name }) => name === "izza")!;
    const { messages } = await server.store.unread(izza, { maxLength: 1e6 });
    assertEquals(messages.map(({ text }) => text), texts);
    assertEquals(messages.map(({ id }) => id), messages.map(({ id }) => id).sort());
    using peer = await server.connect();
    await peer.send(`inbox ${await peer.logIn("izza")}\r\n`);
    const json = await peer.receive();
    const answer: Answer = { kind: "reply", reply: parseReply(json, "inbox"), json, user: "" };
    assertEquals(answerLines(answer, "people").map((line) => line.match(/text \d+/)![0]), texts);
  });
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

Deno.test("ids go on behind those of another server that were seen, and never back", () => {
  const [ids, other] = [new MessageIds(), new MessageIds()];
  let last = ids.next(5000);
  for (const time of [9000, 9000, 9001, 3, 9000]) { // Its clock is ahead, and is set back.
    const seen = other.next(time);
    ids.see(seen);
    const next = ids.next(5001);
    assert(next > seen && next > last, `${next} after ${seen} and ${last}`);
    other.see(next);
    last = next;
  }
  for (const id of ["an id", new MessageIds().next(100), last]) ids.see(id);
  assert(ids.next(1) > last);
});

Deno.test("without ids that sort, the messages of one sender stay as they stand, and times tell the rest", () => {
  const message = (from: string, text: string, at?: number, id?: string) => ({
    ...{ from, fromName: from, toName: "x", text },
    ...at !== undefined && { at },
    ...id !== undefined && { id },
  });
  const order = (...messages: ReturnType<typeof message>[]) => inOrderOfArrival(messages).map(({ text }) => text);
  assertEquals(order(message("a", "1", 5), message("a", "2", 3), message("b", "3", 4)), ["3", "1", "2"]);
  assertEquals(order(message("a", "1"), message("b", "2"), message("a", "3")), ["1", "2", "3"]);
  const random = crypto.randomUUID();
  assertEquals(order(message("a", "1", 5, random), message("b", "2", 4, random)), ["2", "1"]);
  const ids = new MessageIds();
  const [one, two] = [ids.next(9), ids.next(1)];
  assertEquals(order(message("a", "2", 1, two), message("b", "1", 9, one)), ["1", "2"]);
});

Deno.test(
  "a steady clock stands still in a run, and shows the time in the next one",
  { permissions: "none" },
  async () => {
    await undefined;
    const [before, wall] = [STEADY_CLOCKS.elapsed(), STEADY_CLOCKS.wall()];
    const until = CLOCKS.elapsed() + 2;
    while (CLOCKS.elapsed() < until);
    assertEquals([STEADY_CLOCKS.elapsed(), STEADY_CLOCKS.wall()], [before, wall]);
    await undefined;
    assert(STEADY_CLOCKS.elapsed() >= until);
  },
);
