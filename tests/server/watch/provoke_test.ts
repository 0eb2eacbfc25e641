/**
 * What the server sends, as a network may bring it: in which pieces, to whom, and until when.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { Provoked } from "../../../lib/server/connection/provoked.ts";
import { describeProvocation, provocationOf, readProvocation } from "../../../lib/server/watch/provocation.ts";
import { type Peer, startServer, texts } from "../../support/helpers.ts";
import { textOf, watcher } from "../../support/watching.ts";

/** What goes out, piece by piece, of writes that are each done before the next. */
async function piecesOf(
  provocation: Parameters<Provoked["change"]>[0],
  writes: readonly string[],
): Promise<{ pieces: string[]; isClosed: boolean }> {
  const pieces: string[] = [];
  let isClosed = false;
  const write = (piece: Uint8Array) => {
    if (isClosed) return Promise.reject(new Deno.errors.BadResource());
    pieces.push(new TextDecoder().decode(piece));
    return Promise.resolve(piece.length);
  };
  const provoked = new Provoked(write, () => isClosed = true);
  provoked.change(provocation);
  for (const text of writes) await provoked.write(new TextEncoder().encode(text));
  await provoked.flush();
  return { pieces, isClosed };
}

Deno.test("what is split, merged, delayed and cut is what was written, in other pieces", async () => {
  const writes = ["abcdefg", "hij", "klmno"];
  assertEquals((await piecesOf({}, writes)).pieces, writes);
  assertEquals((await piecesOf({ split: 3 }, writes)).pieces, ["abc", "def", "g", "hij", "klm", "no"]);
  assertEquals((await piecesOf({ merge: 2 }, writes)).pieces, ["abcdefghij", "klmno"]);
  assertEquals((await piecesOf({ merge: 16, split: 8 }, writes)).pieces, ["abcdefgh", "ijklmno"]);
  assertEquals((await piecesOf({ delay: 1 }, writes)).pieces, writes);
  assertEquals(await piecesOf({ cut: 9 }, ["abcdefg", "hij"]), { pieces: ["abcdefg", "hi"], isClosed: true });
});

Deno.test("a long write has an end: only its first pieces are small", async () => {
  const { pieces } = await piecesOf({ split: 1 }, ["x".repeat(70_000)]);
  assertEquals(pieces.map(({ length }) => length), [...new Array(100).fill(1), 65_536, 70_000 - 100 - 65_536]);
});

Deno.test("what is held back goes by itself after a while, and before what comes without it", async () => {
  const pieces: string[] = [];
  const came = Promise.withResolvers<void>();
  const provoked = new Provoked((piece) => {
    pieces.push(new TextDecoder().decode(piece));
    came.resolve();
    return Promise.resolve(piece.length);
  }, () => {});
  provoked.change({ merge: 9 });
  await provoked.write(new TextEncoder().encode("a"));
  await came.promise;
  await provoked.write(new TextEncoder().encode("b"));
  provoked.change({});
  await provoked.write(new TextEncoder().encode("c"));
  assertEquals(pieces, ["a", "b", "c"]);
});

Deno.test("a provocation is read as it is described, within its bounds", () => {
  assertEquals(readProvocation("split:10,delay:50"), { split: 10, delay: 50 });
  assertEquals(describeProvocation({ delay: 50, split: 10 }), "split 10, delay 50");
  for (const text of ["", "split", "split:0", "cut:9", "delay:2001", "merge:1", "split:x", "split:1,", "drop:1"]) {
    assertEquals(readProvocation(text), undefined, text);
  }
  assertEquals(provocationOf("cut", 20), { cut: 20 });
});

Deno.test("one provokes one's own connections, those that are there and those that come, and sees it in the record", async () => {
  await using server = await startServer();
  using maya = await watcher(server, "maya");
  using before = await server.connect();
  await before.logIn("maya");
  using izza = await server.connect();
  await izza.logIn("izza");
  assertEquals((await maya.peer.ask(`provoke ${maya.token} split 10`))["connections"], 2);
  await maya.watch();
  using after = await server.connect();
  await after.logIn("maya");
  for (const peer of [before, after, izza]) assertEquals((await peer.ask("hello"))["name"], "ngobrol");
  for (const peer of [before, after]) {
    const { pieces, size, provoked } = await maya.frame(({ kind, address }) => kind === "reply" && isOf(peer, address));
    assertEquals([provoked, pieces[0]], ["split 10", 10]); // The reply to an auth as well: it is known by then who it is.
    assertEquals(pieces.length, Math.min(64, Math.ceil(size / 10)));
  }
  assertEquals((await after.ask(`unprovoke ${maya.token}`))["connections"], 3);
  const { provoked } = await maya.frame(({ kind, command }) => kind === "reply" && command === "unprovoke");
  assertEquals(provoked, undefined);
});

function isOf(peer: Peer, address: string): boolean {
  return address.endsWith(`:${(peer.conn.localAddr as Deno.NetAddr).port}`);
}

Deno.test("a cut ends the other connections after so many bytes, and no message is lost by it", async () => {
  await using server = await startServer();
  using maya = await server.connect();
  const token = await maya.logIn("maya");
  using other = await server.connect();
  const own = await other.logIn("maya");
  await maya.ask(`send ${token} maya kept`);
  assertEquals((await maya.ask(`provoke ${token} cut 20`))["status"], "OK");
  await other.send(`inbox ${own}\r\n`);
  assertEquals(await other.receive(), '{"status": "OK", "me');
  assertEquals(texts(await maya.ask(`inbox ${token}`)), { maya: ["kept"] });
  using next = await server.connect();
  await next.logIn("maya"); // It was done once.
});

Deno.test("an inbox is not held back: it would count as written, and so as read", async () => {
  await using server = await startServer();
  using maya = await watcher(server, "maya");
  await maya.watch();
  await maya.peer.ask(`provoke ${maya.token} merge 16`);
  using other = await server.connect();
  await other.ask(`hello`);
  using another = await server.connect();
  await another.ask(`list ${maya.token}`);
  await other.ask(`list ${maya.token}`);
  // What was asked for later comes first, unless this machine takes half a second for it: not every time.
  let first = "";
  for (let tries = 20; first !== "inbox" && tries > 0; tries--) {
    await another.ask(`send ${maya.token} maya x`);
    await other.send("hello\r\n");
    await maya.frame(({ kind, command }) => kind === "request" && command === "hello");
    await another.send(`inbox ${maya.token}\r\n`);
    const replies = [other.receive().then(() => "hello"), another.receive().then(() => "inbox")];
    first = await Promise.race(replies);
    await Promise.all(replies);
  }
  assertEquals(first, "inbox");
});

Deno.test("a teacher provokes another or all, who are told; it ends with the teacher", async () => {
  await using server = await startServer({ teachers: ["guru"] });
  using maya = await watcher(server, "maya");
  await maya.peer.ask(`live ${maya.token}`);
  assertEquals((await maya.peer.ask(`provoke ${maya.token} split 10 all`))["code"], "teachers_only");
  using guru = await watcher(server, "guru");
  await guru.peer.ask(`provoke ${guru.token} delay 1 maya`);
  await guru.peer.ask(`provoke ${guru.token} split 10 all`);
  const notice = async () => {
    for (;;) {
      const event = await maya.event();
      if (event.kind === "notice") return event.message;
    }
  };
  const told = "guru lets what the server sends you come as a network may bring it";
  assertEquals([await notice(), await notice()], [told, told]);
  await maya.watch();
  await maya.peer.send("hello\r\n");
  const { provoked } = await maya.frame(({ command, kind }) => command === "hello" && kind === "reply");
  assertEquals(provoked, "split 10, delay 1");
  const { acts } = await guru.peer.ask(`audit ${guru.token}`); // Which comes in one piece: a teacher looks on.
  assertEquals(acts.map(({ act, target, detail }: Record<string, string>) => [act, target, detail]), [
    ["provoke", "maya", "delay 1"],
    ["provoke", "all", "split 10"],
  ]);
  await guru.peer.ask(`logout ${guru.token}`);
  const over = "What the server sends comes as it is again"; // Of both.
  assertEquals([await notice(), await notice()], [over, over]);
  await maya.peer.send("hello\r\n");
  const frame = await maya.frame(({ command, kind }) => command === "hello" && kind === "reply");
  assertEquals([frame.provoked, textOf(frame).length > 0], [undefined, true]);
});

Deno.test("what --teach says holds for all but teachers, from the first byte on", async () => {
  await using server = await startServer({ teachers: ["guru"], inspect: { teach: { split: 10 } } });
  using guru = await watcher(server, "guru");
  await guru.watch("all");
  using maya = await server.connect();
  await maya.ask("hello");
  const { provoked, pieces } = await guru.frame(({ kind, command }) => kind === "reply" && command === "hello");
  assertEquals([provoked, pieces[0]], ["split 10", 10]);
  await guru.peer.send("list\r\n");
  const own = await guru.frame(({ kind, command }) => kind === "reply" && command === "list");
  assertEquals([own.provoked, own.pieces.length], [undefined, 1]);
});
