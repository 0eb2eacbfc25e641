/**
 * What members of groups who are live are told, and when they are told no more.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { type AnyReply, startServer, type TestServer, texts } from "../../support/helpers.ts";
import { goLive, type LivePeer } from "../../support/live_peer.ts";

/** Live members of a new group, which the first of them has made. */
async function classOf(server: TestServer, ...names: string[]): Promise<LivePeer[]> {
  const peers: LivePeer[] = [];
  for (const name of names) {
    const peer = await goLive(server, name);
    await peer.ask(peers.length === 0 ? `addgroup ${peer.token} kelas` : `joingroup ${peer.token} kelas`);
    assertEquals(await peer.event("group"), { event: "group", group: "#kelas", member: true });
    peers.push(peer);
  }
  return peers;
}

Deno.test("a message to a group comes to each live connection of its members, with who and which group, but for the sender's own", async () => {
  await using server = await startServer();
  const [maya, izza, nania] = await classOf(server, "maya", "izza", "nania");
  using stack = new DisposableStack();
  for (const peer of [maya!, izza!, nania!]) stack.use(peer);
  const other = stack.use(await goLive(server, "maya"));
  const second = stack.use(await goLive(server, "izza"));
  const key = crypto.randomUUID();
  const { id } = await maya!.ask(`post ${maya!.token} ${key} #kelas hallo`);
  for (const peer of [izza!, nania!, second, other]) {
    const { event, from, msg_from, to, msg_to, msg, id: itsId } = await peer.event("message");
    assertEquals([event, from, msg_from, to, msg_to, msg, itsId], [
      "message",
      "maya",
      "Kholishotul Amaliah",
      "#kelas",
      "kelas",
      "hallo",
      id,
    ]);
  }
  await maya!.ask(`post ${maya!.token} ${key} #kelas hallo`); // A repetition tells nobody.
  await maya!.ask(`send ${maya!.token} #kelas behind`);
  assertEquals(await izza!.texts(1), ["behind"]);
  assertEquals(await other.texts(1), ["behind"]);
  await izza!.ask(`send ${izza!.token} #kelas answer`);
  assertEquals(await maya!.texts(1), ["answer"]); // And nothing of its own before.
});

Deno.test("who leaves, or is removed, is told of it and gets nothing more; who joins gets what comes after it", async () => {
  await using server = await startServer();
  const [maya, izza] = await classOf(server, "maya", "izza");
  using stack = new DisposableStack();
  for (const peer of [maya!, izza!]) stack.use(peer);
  using nania = await goLive(server, "nania");
  await maya!.ask(`send ${maya!.token} #kelas 1`);
  await nania.ask(`joingroup ${nania.token} kelas`);
  await maya!.ask(`send ${maya!.token} #kelas 2`);
  assertEquals([await nania.texts(1), await izza!.texts(2)], [["2"], ["1", "2"]]);
  const removal = maya!.ask(`removemember ${maya!.token} kelas izza`);
  const behind = removal.then(() => maya!.ask(`send ${maya!.token} #kelas 3`));
  await nania.ask(`leavegroup ${nania.token} kelas`);
  await behind;
  await maya!.ask(`send ${maya!.token} #kelas 4`);
  for (const name of ["izza", "nania"]) await maya!.ask(`send ${maya!.token} ${name} barrier`);
  for (const peer of [izza!, nania]) {
    assertEquals(await peer.event("group"), { event: "group", group: "#kelas", member: false });
    const [next] = await peer.texts(1);
    assert(next === "barrier" || (peer === nania && next === "3"), next); // She may have left after it.
  }
  assertEquals((await izza!.ask(`history ${izza!.token} #kelas`))["code"], "not_a_member");
  await maya!.ask(`invitegroup ${maya!.token} kelas izza`);
  assertEquals(await izza!.event("group"), { event: "group", group: "#kelas", member: true });
  await maya!.ask(`setgroup ${maya!.token} kelas rename baru`);
  for (const peer of [maya!, izza!]) {
    const renamed = { event: "group", group: "#baru", member: true, before: "#kelas" };
    assertEquals(await peer.event("group"), renamed);
  }
  await maya!.ask(`send ${maya!.token} #baru 5`);
  assertEquals((await izza!.event("message"))["to"], "#baru");
});

Deno.test("who goes live gets what is unread in groups and from users in one order, and what is acknowledged no more", async () => {
  await using server = await startServer();
  const [maya, izza] = await classOf(server, "maya", "izza");
  using _maya = maya;
  const token = izza!.token;
  izza![Symbol.dispose]();
  for (const [to, text] of [["#kelas", "1"], ["izza", "2"], ["#kelas", "3"], ["izza", "4"]]) {
    await maya!.ask(`send ${maya!.token} ${to} ${text}`);
  }
  using again = await goLive(server, "izza", token);
  const events: AnyReply[] = [];
  for (let count = 0; count < 4; count++) events.push(await again.event("message"));
  assertEquals(events.map(({ msg, to }) => [msg, to]), [["1", "#kelas"], ["2", "izza"], ["3", "#kelas"], [
    "4",
    "izza",
  ]]);
  await again.ask(`ack ${token} ${events[2]!["id"]}`);
  using peer = await server.connect();
  assertEquals(texts(await peer.ask(`inbox ${token}`)), { maya: ["4"] });
});

Deno.test("the sender is told how many have got and read its message: one event for many; and who, if it asks", async () => {
  const people = Array.from({ length: 20 }, (_, index) => `p${index}`);
  await using server = await startServer({ people });
  const peers = await classOf(server, "maya", ...people);
  using stack = new DisposableStack();
  for (const peer of peers) stack.use(peer);
  const [maya, ...members] = peers as [LivePeer, ...LivePeer[]];
  using izza = await server.connect();
  await izza.ask(`joingroup ${await izza.logIn("izza")} kelas`);
  const { id } = await maya.ask(`post ${maya.token} ${crypto.randomUUID()} #kelas hallo`);
  for (const member of members) assertEquals(await member.texts(1), ["hallo"]);
  let told = 0;
  const progress = async (delivered: number, read: number) => {
    for (;;) {
      const { event: _, ...receipts } = await maya.event("receipts");
      told++;
      assertEquals([receipts["id"], receipts["group"], receipts["members"]], [id, "#kelas", 21]);
      if (receipts["delivered_to"] === delivered && receipts["read_by"] === read) return;
    }
  };
  await progress(20, 0);
  assert(told < 10, `${told} events`);
  for (const member of members.slice(0, 5)) await member.ask(`ack ${member.token} ${id}`);
  await progress(20, 5);
  const { read, delivered, waiting } = await maya.ask(`receipts ${maya.token} ${id}`);
  assertEquals([read, delivered.length, waiting], [people.slice(0, 5), 15, ["izza"]]);
  const page = await maya.ask(`history ${maya.token} #kelas`);
  const { delivered_to, read_by, members: count } = page["messages"][0];
  assertEquals([delivered_to, read_by, count], [20, 5, 21]);
  const others = (await members[0]!.ask(`history ${members[0]!.token} #kelas`))["messages"][0];
  assert(!("read_by" in others));
  assertEquals((await members[0]!.ask(`receipts ${members[0]!.token} ${id}`))["code"], "no_message");
});

Deno.test("while the class is locked, nothing of a student comes to others through groups", async () => {
  await using server = await startServer({ teachers: ["ibu"] });
  const [maya, izza] = await classOf(server, "maya", "izza");
  using stack = new DisposableStack();
  for (const peer of [maya!, izza!]) stack.use(peer);
  using guru = await goLive(server, "ibu");
  await guru.ask(`joingroup ${guru.token} kelas`);
  await guru.ask(`lock ${guru.token}`);
  const refused = [
    `send T #kelas x`,
    `post T ${crypto.randomUUID()} #kelas x`,
    `sendgroup T kelas x`,
    `sendgroup T izza,izza x`,
    `addgroup T rude`,
    `setgroup T kelas rename rude`,
    `invitegroup T kelas nania`,
  ];
  for (const request of refused) {
    assertEquals((await maya!.ask(request.replace(" T", ` ${maya!.token}`)))["code"], "locked", request);
  }
  await guru.ask(`send ${guru.token} #kelas quiet please`);
  assertEquals(await izza!.texts(1), ["quiet please"]);
  await guru.ask(`unlock ${guru.token}`);
  await guru.ask(`lock ${guru.token} #kelas`);
  assertEquals((await maya!.ask(refused[0]!.replace(" T", ` ${maya!.token}`)))["code"], "locked");
  await maya!.ask(`send ${maya!.token} izza between us`);
  assertEquals(await izza!.texts(1), ["between us"]);
});

Deno.test("a changed message of a group is told to those who could see it", async () => {
  await using server = await startServer();
  const [maya, izza] = await classOf(server, "maya", "izza");
  using stack = new DisposableStack();
  for (const peer of [maya!, izza!]) stack.use(peer);
  const { id } = await maya!.ask(`post ${maya!.token} ${crypto.randomUUID()} #kelas wrong`);
  using nania = await goLive(server, "nania");
  await nania.ask(`joingroup ${nania.token} kelas`);
  await maya!.ask(`edit ${maya!.token} ${id} right`);
  for (const peer of [izza!, maya!]) {
    const { id: its, to, msg } = await peer.event("edit");
    assertEquals([its, to, msg], [id, "#kelas", "right"]);
  }
  await maya!.ask(`send ${maya!.token} nania barrier`);
  for (let event; (event = await nania.event())["event"] !== "message";) assert(event["event"] !== "edit");
  assertEquals((await izza!.ask(`history ${izza!.token} #kelas`))["messages"][0]["msg"], "right");
});
