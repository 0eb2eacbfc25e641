/**
 * Live connections: messages, receipts and presence as they happen, and nothing lost or doubled.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { faultsIn } from "../../support/fuzz_run.ts";
import { PASSWORD, startServer, temporaryDirectory, texts } from "../../support/helpers.ts";
import { becomeLive, goLive } from "../../support/live_peer.ts";
import { Gate, logged, override, startWrapped } from "../../support/wrapped_server.ts";
import { TestClocks } from "../../support/virtual_time.ts";

const UNREAD = 700;

Deno.test("what is unread comes first, then what is sent meanwhile, all once and in the order of the replies", async () => {
  await using server = await startServer();
  using maya = await server.connect();
  const token = await maya.logIn("maya");
  const all = Array.from({ length: UNREAD * 2 }, (_, index) => `${index}`);
  const send = async (texts: string[]) => {
    await maya.send(texts.map((text) => `send ${token} izza ${text}\n`).join(""));
    for (const _ of texts) assertEquals(JSON.parse(await maya.receive())["status"], "OK");
  };
  await send(all.slice(0, UNREAD));
  const [izza] = await Promise.all([goLive(server, "izza"), send(all.slice(UNREAD))]);
  using _ = izza;
  assertEquals(await izza.texts(all.length), all);
  await izza.ask(`post ${izza.token} ${crypto.randomUUID()} izza the last`);
  assertEquals(await izza.texts(1), ["the last"]);
});

Deno.test("a message event has all that is shown, and each live connection of the receiver gets it", async () => {
  await using server = await startServer();
  using one = await goLive(server, "izza");
  using other = await goLive(server, "izza", one.token);
  using maya = await server.connect();
  await maya.ask(`send ${await maya.logIn("maya")} IZZA hallo é`);
  const { id, at, ...event } = await one.event("message");
  assertEquals(event, {
    event: "message",
    from: "maya",
    msg_from: "Kholishotul Amaliah",
    to: "izza",
    msg_to: "Rahmadani Izzatul",
    msg: "hallo é",
  });
  assertMatch(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  assertMatch(at, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  assertEquals(await other.event("message"), { id, at, ...event });
});

Deno.test("a message of one's own comes to one's other connections, and not to the one that sent it", async () => {
  await using server = await startServer();
  using one = await goLive(server, "maya");
  using other = await goLive(server, "maya", one.token);
  await one.ask(`send ${one.token} nania from here`);
  await one.ask(`post ${one.token} ${crypto.randomUUID()} nania from here too`);
  assertEquals(await other.texts(2), ["from here", "from here too"]);
  await one.ask(`send ${one.token} maya to myself`);
  assertEquals(await one.texts(1), ["to myself"]);
  assertEquals(await other.texts(1), ["to myself"]);
  await one.ask(`send ${one.token} maya the end`);
  assertEquals([await one.texts(1), await other.texts(1)], [["the end"], ["the end"]]);
});

Deno.test("a connection that is not live gets nothing but replies", async () => {
  await using server = await startServer();
  using old = await server.connect();
  const token = await old.logIn("izza");
  using maya = await goLive(server, "maya");
  await maya.ask(`send ${maya.token} izza hallo`);
  await maya.ask(`logout`);
  assertEquals(texts(await old.ask(`inbox ${token}`)), { maya: ["hallo"] });
  assertEquals((await old.ask(`send ${token} maya hallo`))["message"], "Message Sent");
  assertEquals((await old.ask(`list`))["messages"], ["izza"]);
});

Deno.test("an event comes between replies, never within one, however long that is", async () => {
  await using server = await startServer({ maxUnread: 0 });
  using izza = await server.connect();
  const token = await izza.logIn("izza");
  const long = "x".repeat(50_000);
  for (let count = 0; count < 8; count++) await izza.ask(`send ${token} izza ${long}`);
  using live = await becomeLive(izza, token);
  using maya = await server.connect();
  const mayas = await maya.logIn("maya");
  const wanted = Array.from({ length: 300 }, (_, index) => `${index}`);
  await Promise.all([
    (async () => {
      for (const text of wanted) await maya.ask(`send ${mayas} izza ${text}`);
    })(),
    (async () => {
      // Each frame is parsed: bytes of an event within a reply would show.
      for (let count = 0; count < 20; count++) assertEquals((await live.ask(`inbox ${token}`))["status"], "OK");
    })(),
  ]);
  // Of the long ones the inbox may have been first.
  const found: string[] = [];
  while (found.length < wanted.length) found.push(...(await live.texts(1)).filter((text) => text !== long));
  assertEquals(found, wanted);
});

Deno.test("a sender hears once that a message was delivered, at the first live connection, and once that it was read", async () => {
  await using server = await startServer();
  using maya = await goLive(server, "maya");
  const posted = await maya.ask(`post ${maya.token} ${crypto.randomUUID()} izza hallo`);
  using one = await goLive(server, "izza");
  const { id } = await one.event("message");
  assertEquals(posted["id"], id);
  const receipt = await maya.event("receipt");
  assertEquals([receipt["id"], receipt["receipt"], receipt["by"]], [id, "delivered", "izza"]);
  using other = await goLive(server, "izza");
  assertEquals((await other.event("message"))["id"], id);
  assertEquals(await other.ask(`ack ${other.token} ${id}`), { status: "OK", message: "Acknowledged" });
  await one.ask(`ack ${one.token} ${id}`);
  const read = await maya.event("receipt");
  assertEquals([read["id"], read["receipt"]], [id, "read"]);
  await maya.ask(`send ${maya.token} izza another`);
  assertEquals((await maya.event("receipt"))["receipt"], "delivered"); // And not a second "read".
});

Deno.test("many messages that are read together get one receipt for each sender, with the newest of theirs", async () => {
  await using server = await startServer();
  using maya = await goLive(server, "maya");
  using nania = await goLive(server, "nania");
  for (const text of ["1", "2", "3"]) await maya.ask(`send ${maya.token} izza ${text}`);
  await nania.ask(`send ${nania.token} izza 4`);
  using izza = await server.connect();
  const token = await izza.logIn("izza");
  const { messages } = await izza.ask(`inbox ${token}`);
  await izza.ask("list"); // Which proves the inbox.
  for (const [sender, newest] of [[maya, messages["maya"][2]], [nania, messages["nania"][0]]] as const) {
    const receipt = await sender.event("receipt");
    assertEquals([receipt["id"], receipt["receipt"], receipt["by"]], [newest["id"], "read", "izza"]);
  }
});

Deno.test("what was not acknowledged comes again, and what was acknowledged does not, live or in the inbox", async () => {
  await using server = await startServer();
  using maya = await server.connect();
  const token = await maya.logIn("maya");
  for (const text of ["1", "2", "3"]) await maya.ask(`send ${token} izza ${text}`);
  using izza = await goLive(server, "izza");
  await izza.event("message");
  const { id } = await izza.event("message");
  await izza.ask(`ack ${izza.token} ${id}`);
  using again = await goLive(server, "izza", izza.token);
  assertEquals(await again.texts(1), ["3"]);
  await again.ask(`live ${again.token}`);
  assertEquals(await again.texts(1), ["3"]);
  assertEquals(texts(await again.ask(`inbox ${again.token}`)), { maya: ["3"] });
});

Deno.test("one connection is live for one login at a time", async () => {
  await using server = await startServer();
  using live = await goLive(server, "izza");
  using nania = await server.connect();
  const token = await nania.logIn("nania");
  assertEquals((await live.ask(`live ${token}`))["user"], "nania");
  using maya = await goLive(server, "maya");
  await maya.ask(`send ${maya.token} izza for izza`);
  await maya.ask(`send ${maya.token} nania for nania`);
  assertEquals(await live.texts(1), ["for nania"]);
});

Deno.test("a post with the same key stores one message and gets the same reply, also after a restart", async () => {
  using directory = temporaryDirectory();
  const file = `${directory.path}/chat.sqlite`;
  const key = crypto.randomUUID();
  const replies = [];
  let token = "";
  {
    await using server = await startServer({ file });
    using maya = await server.connect();
    token = await maya.logIn("maya");
    await maya.send(`post ${token} ${key} izza once\r\npost ${token} ${key.toUpperCase()} izza once\r\n`);
    for (let count = 0; count < 2; count++) replies.push(JSON.parse(await maya.receive()));
    using other = await server.connect();
    replies.push(await other.ask(`post ${token} ${key} nania not to her`));
  }
  await using server = await startServer({ file });
  using maya = await server.connect();
  replies.push(await maya.ask(`post ${token} ${key} nobody now`));
  assertEquals(replies[0]["message"], "Message Sent");
  for (const reply of replies) assertEquals(reply, replies[0]);
  using izza = await goLive(server, "izza");
  assertEquals(await izza.texts(1), ["once"]);
  await maya.ask(`send ${token} izza and another`);
  assertEquals(await izza.texts(1), ["and another"]);
  assertEquals((await maya.ask(`post ${token} ${crypto.randomUUID()} nobody x`))["message"], "User is not found");
  assertEquals((await maya.ask(`post ${token} ${key} izza`))["message"], "--Wrong protocol");
});

Deno.test("two posts with one key on two connections at once store one message", async () => {
  await using server = await startServer();
  using one = await server.connect();
  using other = await server.connect();
  const token = await one.logIn("maya");
  const key = crypto.randomUUID();
  const post = `post ${token} ${key} izza once`;
  const [first, second] = await Promise.all([one.ask(post), other.ask(post)]);
  assertEquals(first, second);
  assertEquals(texts(await one.ask(`inbox ${await other.logIn("izza")}`)), { maya: ["once"] });
});

Deno.test("an inbox that became full by a post does not refuse its repetition, and counts it once", async () => {
  await using server = await startServer({ maxUnread: 2 });
  using maya = await server.connect();
  const token = await maya.logIn("maya");
  const [first, second] = [crypto.randomUUID(), crypto.randomUUID()];
  for (const key of [first, first, first, second]) {
    assertEquals((await maya.ask(`post ${token} ${key} izza x`))["message"], "Message Sent");
  }
  const full = "The inbox of izza is full";
  assertEquals((await maya.ask(`post ${token} ${crypto.randomUUID()} izza x`))["message"], full);
  assertEquals((await maya.ask(`post ${token} ${second} izza x`))["message"], "Message Sent");
  using izza = await goLive(server, "izza");
  await izza.event("message");
  await izza.ask(`ack ${izza.token} ${(await izza.event("message"))["id"]}`);
  assertEquals((await maya.ask(`send ${token} izza x`))["message"], "Message Sent");
});

Deno.test("a history has the order of the replies, ids, times and receipts, page by page", async () => {
  await using server = await startServer();
  using maya = await goLive(server, "maya");
  using izza = await goLive(server, "izza");
  for (let count = 0; count < 5; count++) {
    await maya.ask(`post ${maya.token} ${crypto.randomUUID()} izza ${count} of maya`);
    await izza.ask(`send ${izza.token} maya ${count} of izza`);
  }
  const last = await maya.event("message");
  await maya.ask(`ack ${maya.token} ${last["id"]}`);
  await izza.event("receipt"); // Delivered, or read at once.
  const { messages, more } = await maya.ask(`history ${maya.token} IZZA limit 3`);
  assertEquals(messages.map(({ msg }: { msg: string }) => msg), ["3 of izza", "4 of maya", "4 of izza"]);
  assertEquals(more, true);
  const rest = await izza.ask(`history ${izza.token} maya before ${messages[0]["id"]} limit 200`);
  assertEquals([rest["messages"].length, rest["more"]], [7, false]);
  const first = rest["messages"][1];
  assertEquals([first["msg"], first["from"], first["to"], first["id"]], ["0 of izza", "izza", "maya", last["id"]]);
  for (const key of ["at", "delivered", "read"]) assertMatch(first[key], /^\d{4}-.*Z$/);
  assert(!("read" in rest["messages"][2]));
});

Deno.test("a history has 50 messages unless it is told, and 200 at most", async () => {
  await using server = await startServer();
  using maya = await server.connect();
  const token = await maya.logIn("maya");
  await maya.send(`send ${token} izza x\n`.repeat(250));
  for (let count = 0; count < 250; count++) await maya.receive();
  for (const [words, count] of [["", 50], [" limit 200", 200], [" limit 999999", 200]] as const) {
    assertEquals((await maya.ask(`history ${token} izza${words}`))["messages"].length, count);
  }
});

Deno.test("a history of long messages comes in more pages, so that nobody waits for it", async () => {
  await using server = await startServer();
  using maya = await server.connect();
  const token = await maya.logIn("maya");
  for (let count = 0; count < 7; count++) await maya.ask(`send ${token} maya ${"x".repeat(65_000)}`);
  const { messages, more } = await maya.ask(`history ${token} maya`);
  assertEquals([messages.length, more], [4, true]);
  const rest = await maya.ask(`history ${token} maya before ${messages[0]["id"]}`);
  assertEquals([rest["messages"].length, rest["more"]], [3, false]);
});

Deno.test("nobody reads a conversation that they are not part of", async () => {
  await using server = await startServer();
  using maya = await server.connect();
  await maya.ask(`send ${await maya.logIn("maya")} izza a secret`);
  using nania = await server.connect();
  const token = await nania.logIn("nania");
  for (const other of ["maya", "izza", "nania"]) {
    assertEquals((await nania.ask(`history ${token} ${other}`))["messages"], []);
  }
  assertEquals((await nania.ask(`history ${crypto.randomUUID()} izza`))["status"], "ERROR");
});

Deno.test("presence tells at once who came and who logged out", async () => {
  await using server = await startServer();
  using maya = await goLive(server, "maya");
  assertEquals(maya.welcome["active"], ["maya"]);
  using izza = await goLive(server, "izza");
  assertEquals(await maya.event(), { event: "presence", user: "izza", active: true });
  assertEquals(izza.welcome["active"], ["izza", "maya"]);
  await izza.ask("logout");
  assertEquals(await maya.event(), { event: "presence", user: "izza", active: false });
});

Deno.test("who is gone without a logout is told of after five seconds, and who comes back before is not", async () => {
  const clocks = new TestClocks();
  await using server = await startServer({ clocks });
  using maya = await goLive(server, "maya");
  using other = await server.connect();
  let token: string | undefined;
  for (let count = 1; count < 4; count++) {
    {
      using izza = await goLive(server, "izza", token);
      token = izza.token;
    }
    await logged(other, server.log, "closed", count);
    clocks.pass(4_900);
    server.live.tick();
  }
  assertEquals(await maya.event(), { event: "presence", user: "izza", active: true });
  clocks.pass(101);
  server.live.tick();
  assertEquals(await maya.event(), { event: "presence", user: "izza", active: false });
  assertEquals((await maya.ask("list"))["messages"], ["maya"]);
});

Deno.test("a live connection that is silent is asked for a heartbeat, and counts as gone until it gives one", async () => {
  const clocks = new TestClocks();
  await using server = await startServer({ clocks });
  using izza = await goLive(server, "izza");
  using maya = await goLive(server, "maya");
  assertEquals(await izza.event(), { event: "presence", user: "maya", active: true });
  clocks.pass(25_000);
  server.live.tick();
  server.live.tick();
  assertEquals(await izza.event(), { event: "ping" });
  assertEquals(await maya.event(), { event: "ping" });
  await maya.ask("hello");
  clocks.pass(30_000);
  server.live.tick();
  assertEquals(await maya.event("presence"), { event: "presence", user: "izza", active: false });
  assertEquals((await maya.ask("list"))["messages"], ["maya"]);
  await izza.ask("hello");
  assertEquals(await maya.event("presence"), { event: "presence", user: "izza", active: true });
});

Deno.test("a live connection that does not read is told so and closed; nothing is lost, and nobody else waits", async () => {
  await using server = await startServer({ maxUnread: 0 });
  using maya = await server.connect();
  const token = await maya.logIn("maya");
  using stuck = await goLive(server, "izza");
  using other = await goLive(server, "izza", stuck.token);
  const long = "x".repeat(60_000);
  let sent = 0;
  // The system's buffers take some megabytes before any of it waits in the server.
  while (!server.log.some((line) => line.includes("does not read its events"))) {
    await maya.ask(`send ${token} izza ${sent} ${long}`);
    assertMatch((await other.event("message"))["msg"], new RegExp(`^${sent} `));
    sent++;
    assert(sent < 5000);
  }
  let frame: string;
  let read = 0;
  while ((frame = await stuck.peer.receive()).includes('"event"')) read++;
  assertMatch(frame, /"ERROR".*does not read its events/);
  assertEquals(await stuck.peer.receive(), "");
  assert(read < sent);
  using again = await goLive(server, "izza", stuck.token);
  assertEquals((await again.texts(sent)).map((text) => parseInt(text)), Array.from({ length: sent }, (_, i) => i));
  assertEquals(faultsIn(server.log.join("\n")), []);
});

Deno.test("a logout elsewhere, a new password and a removal end what a live connection gets", async () => {
  using directory = temporaryDirectory();
  await using server = await startServer({ file: `${directory.path}/chat.sqlite` });
  using maya = await goLive(server, "maya");
  using izza = await goLive(server, "izza");
  using nania = await goLive(server, "nania");
  using other = await server.connect();
  await other.ask(`logout ${izza.token}`);
  assertEquals((await izza.event("notice"))["message"], "The login has ended");
  await maya.ask(`send ${maya.token} izza not for this one`);
  assertEquals((await izza.ask("hello"))["status"], "OK");
  await other.logIn("izza");
  using fresh = await goLive(server, "izza");
  assertEquals(await fresh.texts(1), ["not for this one"]);
  await server.admin.setPassword("nania", "another");
  assertEquals((await other.ask(`auth nania ${PASSWORD}`))["status"], "ERROR");
  await maya.ask(`send ${maya.token} nania not for this one`);
  assertEquals((await nania.event("notice"))["message"], "The login has ended");
  assertEquals((await nania.ask(`inbox ${nania.token}`))["status"], "ERROR");
});

Deno.test("a server that stops says so to those who are live", async () => {
  let live;
  {
    await using server = await startServer();
    live = await goLive(server, "maya");
  }
  using _ = live;
  assertEquals(await live.event(), { event: "notice", message: "The server stops", stopping: true });
  assertEquals(await live.peer.receive(), "");
});

Deno.test("a sender is answered before a live receiver is, even one that takes for ever", async () => {
  const gate = new Gate();
  await using server = await startWrapped({
    wrapStore: (store) =>
      override(store, "markDelivered", async (...args) => {
        await gate.pass();
        return await store.markDelivered(...args);
      }),
  });
  using izza = await goLive(server, "izza");
  using maya = await goLive(server, "maya");
  await maya.ask(`send ${maya.token} izza 1`);
  await gate.entered;
  await maya.ask(`send ${maya.token} izza 2`);
  assertEquals(await izza.texts(2), ["1", "2"]);
  gate.open();
  assertEquals((await maya.event("receipt"))["receipt"], "delivered");
});

Deno.test("a live peer that is reset at a bad moment leaves no fault, and its messages unread", async () => {
  await using server = await startServer();
  using maya = await server.connect();
  const token = await maya.logIn("maya");
  await maya.send(`send ${token} izza ${"x".repeat(1000)}\n`.repeat(1000));
  for (let count = 0; count < 1000; count++) await maya.receive();
  {
    using izza = await goLive(server, "izza");
    await izza.peer.send("hello\r\n"); // Bytes that stay unread make a reset of the close.
  }
  await logged(maya, server.log, "closed");
  using again = await goLive(server, "izza");
  assertEquals((await again.texts(1000)).length, 1000);
  assertEquals(faultsIn(server.log.join("\n")), []);
});

Deno.test("a message that another client reads while this one catches up is sent to both", async () => {
  const gate = new Gate();
  let isHeld = false;
  await using server = await startWrapped({
    wrapStore: (store) =>
      override(store, "unread", async (...args) => {
        if (isHeld) await gate.pass();
        return await store.unread(...args);
      }),
  });
  using other = await goLive(server, "izza");
  using maya = await server.connect();
  const token = await maya.logIn("maya");
  isHeld = true;
  using izza = await goLive(server, "izza", other.token);
  await gate.entered;
  await maya.ask(`send ${token} izza hallo`);
  const { id, msg } = await other.event("message");
  await other.ask(`ack ${other.token} ${id}`);
  gate.open();
  assertEquals([msg, ...await izza.texts(1)], ["hallo", "hallo"]);
});

for (const [count, reads] of [[3, 1], [200, 3]] as const) {
  Deno.test(`${count} messages that come while nothing is found unread take ${reads} reads in all, and none is lost`, async () => {
    const gate = new Gate();
    let found = 0;
    await using server = await startWrapped({
      wrapStore: (store) =>
        override(store, "unread", async (...args) => {
          const unread = await store.unread(...args);
          if (found++ === 0) await gate.pass();
          return unread;
        }),
    });
    using maya = await server.connect();
    const token = await maya.logIn("maya");
    using izza = await goLive(server, "izza");
    await gate.entered;
    const all = Array.from({ length: count }, (_, index) => `${index}`);
    for (const text of all) await maya.ask(`send ${token} izza ${text}`);
    gate.open();
    assertEquals(await izza.texts(count), all);
    await maya.ask(`send ${token} izza the last`);
    assertEquals([...await izza.texts(1), found], ["the last", reads]);
  });
}
