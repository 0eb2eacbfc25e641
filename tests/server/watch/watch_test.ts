/**
 * Who sees what goes over whose wire: roles, what is told of it, what is never told.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { connect, PASSWORD, startServer, texts } from "../../support/helpers.ts";
import { textOf, watcher } from "../../support/watching.ts";

const isReply = ({ kind }: { kind: string }) => kind === "reply";

Deno.test("everybody sees the frames of their own connections, those before an auth as well, and nobody else's", async () => {
  await using server = await startServer();
  using maya = await watcher(server, "maya");
  await maya.watch();
  using izza = await server.connect();
  const token = await izza.logIn("izza");
  assertEquals((await izza.ask(`send ${token} nania between us`))["status"], "OK");
  using program = await server.connect();
  await program.ask("hallo?");
  await program.ask("auth maya");
  await program.send("auth maya ");
  await program.send(`${PASSWORD}\n`);
  await program.receive();
  const frames = [];
  for (let frame; frame?.command !== "auth" || frame.kind !== "reply" || frame.error !== undefined;) {
    frames.push(frame = await maya.frame(({ connection }) => connection !== 1));
  }
  assertEquals(frames.map((frame) => [frame.kind, frame.command, frame.error, textOf(frame)]).slice(0, 5), [
    ["opened", undefined, undefined, ""],
    ["request", undefined, "**Wrong protocol", "******"],
    ["reply", undefined, "unknown_command", textOf(frames[2]!)],
    ["request", "auth", "--Wrong protocol", "auth ****"],
    ["reply", "auth", "wrong_parameters", textOf(frames[4]!)],
  ]);
  const auth = frames.at(-2)!;
  assertEquals([textOf(auth), auth.size, auth.kind], ["auth maya ********", 19, "request"]);
  assertEquals(frames.at(-1)!.answers, auth.n);
  assertEquals(auth.pieces.reduce((sum, piece) => sum + piece, 0), auth.size);
  assert(!maya.seen.some((json) => json.includes("izza")), "a frame of another");
});

Deno.test("only a teacher watches others: they are told, also who goes live later, until it is over, and the audit keeps it", async () => {
  await using server = await startServer({ teachers: ["guru"] });
  using maya = await watcher(server, "maya");
  for (const user of ["all", "izza"]) {
    assertEquals((await maya.peer.ask(`watch ${maya.token} ${user}`))["code"], "teachers_only");
  }
  await maya.peer.ask(`live ${maya.token}`);
  using guru = await watcher(server, "guru");
  assertEquals((await guru.peer.ask(`watch ${guru.token} nobody`))["code"], "no_user");
  const isTold = async (peer: typeof maya) => {
    for (;;) {
      const event = await peer.event();
      if (event.kind === "notice") return event.watching;
    }
  };
  const about = { by: "guru", of: "all", texts: false };
  await guru.watch("all");
  assertEquals(await isTold(maya), { ...about, active: true });
  using izza = await watcher(server, "izza");
  await izza.peer.ask(`live ${izza.token}`);
  assertEquals(await isTold(izza), { ...about, active: true });
  using again = await watcher(server, "guru");
  await again.watch("all");
  guru[Symbol.dispose](); // One of the two goes: it is not over.
  await again.peer.send(`logout ${again.token}\r\n`);
  assertEquals(await isTold(maya), { ...about, active: false });
  using later = await watcher(server, "guru");
  const { acts } = await later.peer.ask(`audit ${later.token}`);
  assertEquals(acts.map(({ by, act, target }: Record<string, string>) => [by, act, target]), [
    ["guru", "watch", "all"],
    ["guru", "watch", "all"],
    ["guru", "unwatch", "all"],
  ]);
});

Deno.test("no password, no token and no text of others is in what a teacher is told, nor in what is kept for him", async () => {
  await using server = await startServer({ teachers: ["guru"], inspect: { keeps: true } });
  using maya = await server.connect();
  const token = await maya.logIn("maya");
  const text = "mein-geheimer-text";
  await maya.ask(`send ${token} izza ${text}`);
  await maya.ask(`history ${token} izza`);
  await maya.ask(`send ${token}`);
  await maya.ask(`AUTH maya ${PASSWORD}`);
  await maya.ask(`auth ${PASSWORD} maya`);
  await maya.ask(`${PASSWORD} ${text}`);
  using izza = await server.connect();
  const other = await izza.logIn("izza");
  await izza.ask(`live ${other}`);
  assertMatch(await izza.receive(), /mein-geheimer-text/);
  assertEquals(texts(await izza.ask(`inbox ${other}`)), { maya: [text] });
  using guru = await watcher(server, "guru");
  await guru.watch("all");
  await maya.ask(`send ${token} izza ${text}`);
  await maya.ask("list");
  await guru.frame((frame) => frame.command === "list" && isReply(frame));
  const told = guru.seen.join("");
  for (const secret of [PASSWORD, text, token, other, guru.token]) assert(!told.includes(secret), secret);
  assertMatch(told, /"kind": "event".*"name": "msg", "hidden": "private"/);
  using own = await watcher(server, "maya");
  await own.watch();
  await own.frame((frame) => frame.command === "send" && textOf(frame).endsWith(text));
  await maya.ask("list");
  await own.frame((frame) => frame.command === "list" && isReply(frame));
  for (const secret of [PASSWORD, token, other, own.token]) assert(!own.seen.join("").includes(secret), secret);
});

Deno.test("with --inspect=texts a teacher reads texts, and passwords no more than before", async () => {
  await using server = await startServer({ teachers: ["guru"], inspect: { hasTexts: true } });
  using guru = await watcher(server, "guru");
  assertEquals((await guru.watch("maya"))["texts"], true);
  using maya = await server.connect();
  const token = await maya.logIn("maya");
  await maya.ask(`send ${token} izza hallo`);
  const frame = await guru.frame(({ command }) => command === "send");
  assertEquals(textOf(frame), `send ${"*".repeat(36)} izza hallo`);
  for (const secret of [PASSWORD, token]) assert(!guru.seen.join("").includes(secret), secret);
});

Deno.test("a connection with logins of two has texts for neither of them", async () => {
  await using server = await startServer();
  using maya = await watcher(server, "maya");
  using izza = await watcher(server, "izza");
  await maya.watch();
  await izza.watch();
  using gateway = await server.connect();
  await gateway.ask(`send ${maya.token} nania mine`);
  await gateway.ask(`send ${izza.token} nania hers`);
  await gateway.ask(`send ${maya.token} nania ours`);
  const sends = async (peer: typeof maya, count: number) => {
    const all = [];
    while (all.length < count) {
      all.push(await peer.frame(({ command, kind }) => command === "send" && kind === "request"));
    }
    return all.map((frame) => [frame.n, textOf(frame).slice(42)] as const);
  };
  const ofMaya = await sends(maya, 3);
  assertEquals(ofMaya.map(([, text]) => text), ["nania mine", "nania ****", "nania ****"]);
  assertEquals(await sends(izza, 2), ofMaya.slice(1)); // The first one is none of hers.
});

Deno.test("a request without an end is shown as it grows, and as the same frame when it ends", async () => {
  await using server = await startServer();
  using maya = await watcher(server, "maya");
  await maya.watch();
  using program = await server.connect();
  await program.logIn("maya");
  let n: number | undefined;
  for (const [piece, size] of [["send ", 5], ["xy", 7], ["z\r", 9]] as const) {
    await program.send(piece);
    const frame = await maya.frame(({ kind }) => kind === "unfinished");
    assertEquals([frame.size, textOf(frame)], [size, "*".repeat(size)]);
    assertEquals(frame.n, n ??= frame.n);
  }
  await program.send("\n");
  const frame = await maya.frame(({ kind, command }) => kind === "request" && command === "send");
  assertEquals([frame.n, frame.size, frame.pieces], [n, 10, [5, 2, 2, 1]]);
});

Deno.test("a request that began before anybody watched has its size all the same", async () => {
  await using server = await startServer();
  using maya = await watcher(server, "maya");
  await maya.peer.send(`watch ${maya.token}\r\nlis`);
  await maya.frame(isReply); // Of the watch.
  await maya.peer.send("t\r\n");
  const { size, pieces, fields } = await maya.frame(({ kind }) => kind === "request");
  assertEquals([size, pieces, fields[0]!.text], [6, [3, 3], "list"]);
});

Deno.test("without --inspect nothing is kept of what nobody watches any more", async () => {
  await using server = await startServer();
  using maya = await watcher(server, "maya");
  await maya.watch();
  using program = await server.connect();
  await program.logIn("maya");
  await program.ask("files x");
  await maya.frame((frame) => frame.command === "files" && isReply(frame));
  await program.ask(`unwatch ${maya.token}`); // Of another connection: it changes nothing here.
  await maya.peer.send(`unwatch ${maya.token}\r\n`);
  while (!(await maya.peer.receive()).startsWith(`{"status"`));
  await program.ask("list");
  await maya.watch();
  await program.ask("hello");
  const seen = maya.seen.length;
  await maya.frame((frame) => frame.command === "hello" && isReply(frame));
  assert(!/"command": "(?:files|list)"/.test(maya.seen.slice(seen).join("")));
});

Deno.test("what a watcher is sent is no frame: there is no end of it otherwise", async () => {
  await using server = await startServer({ teachers: ["guru"] });
  using guru = await watcher(server, "guru");
  using other = await watcher(server, "guru");
  await guru.watch("all");
  await other.watch("all");
  await guru.peer.send("list\r\n");
  await guru.frame((frame) => frame.command === "list" && isReply(frame));
  await other.frame((frame) => frame.command === "list" && isReply(frame));
  await guru.peer.send("hello\r\n");
  const seen = guru.seen.length;
  await guru.frame((frame) => frame.command === "hello" && isReply(frame));
  assertEquals(guru.seen.length - seen, 3); // The reply, and what is told of it and of the request.
});

Deno.test("a flood is told of as far as it goes, and how much was left out; who does not read holds up nobody", async () => {
  await using server = await startServer({ teachers: ["guru"] });
  using guru = await watcher(server, "guru");
  using deaf = await watcher(server, "guru");
  await guru.watch("all");
  await deaf.watch("all");
  using flood = await server.connect();
  const token = await flood.logIn("maya");
  const count = 20_000;
  await flood.send(`list ${token}\r\n`.repeat(count));
  for (let left = count; left > 0; left--) assertMatch(await flood.receive(), /"OK"/);
  let [told, left] = [0, 0];
  while (told + left < 2 * count) { // Each request and each reply is told of, or counted.
    const event = await guru.event();
    if (event.kind === "left out") left += event.count;
    else told++;
  }
  assert(left > told, `${told} told, ${left} left out`);
  using another = await connect(server.port);
  assertEquals((await another.ask("hello"))["status"], "OK");
});
