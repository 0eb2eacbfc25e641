/**
 * Live connections: what goes wrong only at a bad moment.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import { ChatError, PROTOCOL_LIMITS } from "../../../lib/chat.ts";
import { faultsIn } from "../../support/fuzz_run.ts";
import { startServer, temporaryDirectory } from "../../support/helpers.ts";
import { becomeLive, goLive } from "../../support/live_peer.ts";
import { Gate, override, startWrapped } from "../../support/wrapped_server.ts";
import { JUMPS, TestClocks } from "../../support/virtual_time.ts";

Deno.test("what is read from the store for a connection that is no longer live is not sent to it", async () => {
  const gate = new Gate();
  await using server = await startWrapped({
    wrapStore: (store) =>
      override(store, "unread", async (account, options) => {
        const unread = await store.unread(account, options);
        if (options.maxCount !== undefined && unread.messages.length > 0) await gate.pass();
        return unread;
      }),
  });
  using izza = await server.connect();
  const token = await izza.logIn("izza");
  await izza.ask(`send ${token} izza for izza`);
  using live = await becomeLive(izza, token);
  await gate.entered;
  await live.ask("logout");
  gate.open();
  assertEquals((await live.peer.ask("hello"))["status"], "OK");
  assertEquals((await live.peer.ask("hello"))["status"], "OK");
});

Deno.test("what is unread goes before a page that is asked for right behind live, however long it is looked for", async () => {
  const gate = new Gate();
  await using server = await startWrapped({
    wrapStore: (store) =>
      override(store, "unread", async (account, options) => {
        if (options.maxCount !== undefined) await gate.pass();
        return await store.unread(account, options);
      }),
  });
  using izza = await server.connect();
  const token = await izza.logIn("izza");
  await izza.ask(`send ${token} izza for izza`);
  await izza.send(`live ${token}\r\nhistory ${token} izza\r\n`);
  assertMatch(await izza.receive(), /"Live"/);
  await gate.entered;
  gate.open();
  assertMatch(await izza.receive(), /^\{"event": "message"/);
  let reply = "";
  do reply = await izza.receive(); while (reply.startsWith('{"event": "receipt"'));
  assertMatch(reply, /^\{"status": "OK", "messages": \[/);
});

Deno.test("a live connection that reads is not cut off by long messages that come at once", async () => {
  using directory = temporaryDirectory();
  await using server = await startServer({ file: `${directory.path}/chat.sqlite` });
  using izza = await goLive(server, "izza");
  using senders = new DisposableStack();
  const requests: (() => Promise<unknown>)[] = [];
  for (let count = 0; count < 8; count++) {
    const maya = senders.use(await server.connect());
    const request = `send ${await maya.logIn("maya")} izza ${"é".repeat(32_000)}`; // Six bytes each in an event.
    requests.push(() => maya.ask(request));
  }
  const sent = Promise.all(requests.map((request) => request()));
  assertEquals(new Set((await izza.texts(8)).map((text) => text.length)), new Set([32_000]));
  await sent;
  await requests[0]!();
  assertEquals((await izza.texts(1)).length, 1);
  assertEquals(faultsIn(server.log.join("\n")), []);
});

Deno.test("a live connection whose requests wait for their turn does not count as gone", async () => {
  const clocks = new TestClocks();
  await using server = await startServer({ clocks, limits: { rate: { burst: 10, perSecond: 50 } } });
  using maya = await goLive(server, "maya");
  using izza = await goLive(server, "izza");
  await maya.event("presence");
  await izza.peer.send("hello\r\n".repeat(60));
  for (let count = 0; count < 40; count++) {
    await izza.peer.receive();
    clocks.pass(3000);
    server.live.tick();
    await maya.ask("hello");
  }
  assertEquals((await maya.ask("list"))["messages"], ["izza", "maya"]);
});

Deno.test("who is live when the clock jumps stays active, however far it jumps", async () => {
  const clocks = new TestClocks();
  await using server = await startServer({ clocks });
  using maya = await goLive(server, "maya");
  using izza = await goLive(server, "izza");
  await maya.event("presence");
  for (const jump of JUMPS) {
    clocks.jump(jump);
    clocks.pass(PROTOCOL_LIMITS.pingAfter - 1);
    server.live.tick();
    assertEquals((await izza.ask("hello"))["status"], "OK");
    assertEquals((await maya.ask("list"))["messages"], ["izza", "maya"]);
  }
  clocks.pass(PROTOCOL_LIMITS.pingAfter);
  server.live.tick();
  assertEquals(await izza.event(), { event: "ping" });
});

Deno.test("who is live and silent counts as gone in time, whatever the clock is set to", async () => {
  const clocks = new TestClocks();
  await using server = await startServer({ clocks });
  using maya = await goLive(server, "maya");
  for (const jump of JUMPS) {
    using _izza = await goLive(server, "izza");
    assertEquals(await maya.event("presence"), { event: "presence", user: "izza", active: true });
    clocks.jump(jump);
    for (let count = 0; count < 61; count++) {
      clocks.pass(1000);
      server.live.tick();
      await maya.ask("hello");
    }
    assertEquals(await maya.event("presence"), { event: "presence", user: "izza", active: false });
    assertEquals((await maya.ask("list"))["messages"], ["maya"]);
  }
});

Deno.test("a repetition of a post that is still on its way gets its reply, though the inbox is full", async () => {
  await using server = await startServer({ maxUnread: 1 });
  using one = await server.connect();
  using other = await server.connect();
  const token = await one.logIn("maya");
  const post = `post ${token} ${crypto.randomUUID()} izza once`;
  const [first, second] = await Promise.all([one.ask(post), other.ask(post)]);
  assertEquals(second, first);
});

Deno.test("a live connection that cannot be sent what is unread is closed, and can come again", async () => {
  let isBroken = true;
  await using server = await startWrapped({
    wrapStore: (store) =>
      override(store, "unread", async (...args) => {
        if (isBroken) throw new ChatError("Cannot read the store", { code: "store_failed" });
        return await store.unread(...args);
      }),
  });
  using izza = await goLive(server, "izza");
  assertEquals(JSON.parse(await izza.peer.receive()), {
    status: "ERROR",
    message: "Cannot read the store",
    code: "store_failed",
  });
  assertEquals(await izza.peer.receive(), "");
  isBroken = false;
  using again = await goLive(server, "izza");
  await again.ask(`send ${again.token} izza hallo`);
  assertEquals(await again.texts(1), ["hallo"]);
});

Deno.test("who logs in and out again and again is told of twice in five seconds, not each time", async () => {
  const clocks = new TestClocks();
  await using server = await startServer({ clocks });
  using maya = await goLive(server, "maya");
  using izza = await server.connect();
  for (let count = 0; count < 10; count++) {
    await izza.logIn("izza");
    await maya.ask("hello");
    await izza.ask("logout");
    await maya.ask("hello");
  }
  await izza.logIn("izza");
  using live = await goLive(server, "izza");
  assertEquals(live.welcome["active"], ["izza", "maya"]);
  clocks.pass(5_000);
  server.live.tick();
  await maya.ask("hello");
  await izza.ask(`send ${await izza.logIn("izza")} maya the end`);
  const events = [];
  for (let event; (event = await maya.event())["event"] === "presence";) events.push([event["user"], event["active"]]);
  assertEquals(events, [["izza", true], ["izza", false], ["izza", true]]);
});

Deno.test("a message that is stored when the store was just read for the last time is not lost", async () => {
  const gate = new Gate();
  let isHeld = false;
  await using server = await startWrapped({
    wrapStore: (store) =>
      override(store, "unread", async (...args) => {
        const unread = await store.unread(...args);
        if (isHeld && unread.messages.length === 0) await gate.pass();
        return unread;
      }),
  });
  using maya = await server.connect();
  const token = await maya.logIn("maya");
  isHeld = true;
  using izza = await goLive(server, "izza");
  await gate.entered;
  await maya.ask(`send ${token} izza one`);
  await maya.ask("hello"); // By now izza's connection was told.
  gate.open();
  await maya.ask(`send ${token} izza two`);
  assertEquals(await izza.texts(1), ["one"]);
  assertEquals(await izza.texts(1), ["two"]);
});

Deno.test("a message of which the store tells when it was read there already is sent once", async () => {
  const gate = new Gate();
  await using server = await startWrapped({
    wrapStore: (store) =>
      override(store, "follow", (listener, load) =>
        store.follow((change) => {
          if (change.kind === "messages" && change.messages.at(0)!.text === "one") {
            void gate.pass().then(() => listener(change));
          } else {
            listener(change);
          }
        }, load)),
  });
  using first = await goLive(server, "izza");
  using maya = await server.connect();
  const token = await maya.logIn("maya");
  await maya.ask(`send ${token} izza one`);
  using second = await goLive(server, "izza", first.token);
  assertEquals(await second.texts(1), ["one"]);
  await maya.ask(`send ${token} izza two`);
  assertEquals(await second.texts(1), ["two"]); // From now on messages are pushed to it.
  gate.open();
  await maya.ask("hello");
  await maya.ask(`send ${token} izza three`);
  assertEquals(await second.texts(1), ["three"]);
});

Deno.test("a message that is on its way to the disk when its receiver goes live is not lost", async () => {
  const gate = new Gate();
  await using server = await startWrapped({
    wrapStore: (store) =>
      override(store, "addMessage", async (...args) => {
        await gate.pass();
        await store.addMessage(...args);
      }),
  });
  using maya = await server.connect();
  const token = await maya.logIn("maya");
  await maya.send(`send ${token} izza one\r\n`);
  await gate.entered; // Nobody is live, so nobody will be told of it.
  using izza = await goLive(server, "izza");
  await izza.ask("hello");
  gate.open();
  assertEquals(await izza.texts(1), ["one"]);
});

Deno.test("a login is in use while its live connection asks anything, also after a restart, and no longer than that", async () => {
  using directory = temporaryDirectory();
  const file = `${directory.path}/chat.sqlite`;
  const hours = (count: number) => count * 60 * 60 * 1000;
  const clocks = new TestClocks();
  const open = () => {
    clocks.restart();
    return startServer({ file, clocks });
  };
  let token = "";
  for (const start of [1, 2]) {
    await using server = await open();
    using izza = start === 1 ? await goLive(server, "izza") : await goLive(server, "izza", token);
    token = izza.token;
    for (let count = 0; count < 3; count++) {
      clocks.pass(hours(11));
      assertEquals((await izza.ask("hello"))["status"], "OK");
    }
    clocks.pass(hours(11));
  }
  await using server = await open();
  using izza = await goLive(server, "izza", token);
  clocks.pass(hours(12) + 1);
  await izza.ask("hello");
  assertEquals((await izza.ask(`list ${token}`))["message"], "Cannot find the information");
});

Deno.test("a receipt that the disk does not take is no fault, and one that fails by a mistake is; neither loses a message", async () => {
  for (
    const [error, faults] of [[new ChatError("Cannot store the receipt"), 0], [new Error("a mistake"), 1]] as const
  ) {
    const tried = Promise.withResolvers<void>();
    await using server = await startWrapped({
      wrapStore: (store) =>
        override(store, "markDelivered", () => {
          tried.resolve();
          return Promise.reject(error);
        }),
    });
    using izza = await goLive(server, "izza");
    await izza.ask(`send ${izza.token} izza one`);
    assertEquals(await izza.texts(1), ["one"]);
    await tried.promise;
    await izza.ask(`send ${izza.token} izza two`);
    assertEquals(await izza.texts(1), ["two"]);
    assertEquals(Math.min(1, faultsIn(server.log.join("\n")).length), faults, error.message);
  }
});

Deno.test("a message that was not stored takes no room in the inbox", async () => {
  let isFull = true;
  const error = "Cannot store the message: the disk is full";
  const full = () => isFull ? Promise.reject(new ChatError(error)) : undefined;
  await using server = await startWrapped({
    maxUnread: 1,
    wrapStore: (store) =>
      override(
        override(store, "addMessage", (...args) => full() ?? store.addMessage(...args)),
        "addIdempotent",
        (...args) => full() ?? store.addIdempotent(...args),
      ),
  });
  using maya = await server.connect();
  const token = await maya.logIn("maya");
  const requests = [`send ${token} izza x`, `post ${token} ${crypto.randomUUID()} izza x`];
  for (const request of requests) {
    assertEquals((await maya.ask(request))["message"], error);
  }
  isFull = false;
  const replies = [];
  for (const request of requests) replies.push((await maya.ask(request))["message"]);
  assertEquals(replies, ["Message Sent", "The inbox of izza is full"]);
});
