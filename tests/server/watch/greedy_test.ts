/**
 * Those who watch without an end: they cost others nothing, and keep nobody from watching.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { type Peer, startServer } from "../../support/helpers.ts";
import { watcher } from "../../support/watching.ts";

Deno.test("who begins to watch again and again is sent what was before ten times, however many connections do", async () => {
  await using server = await startServer({ inspect: { keeps: true } });
  using maya = await watcher(server, "maya");
  for (let left = 150; left > 0; left--) await maya.peer.ask(`list ${maya.token}`);
  using other = await server.connect();
  let frames = 0;
  for (let left = 20; left > 0; left--) {
    await other.send(`watch ${maya.token}\r\nunwatch ${maya.token}\r\n`);
    for (let json = ""; !json.includes("Watching no more");) {
      json = await other.receive();
      if (json.startsWith('{"event"')) frames++;
    }
  }
  assert(frames > 1_000 && frames < 15 * 200, `${frames} frames`);
});

Deno.test("8 connections of an account watch at once, and no student keeps a teacher out", async () => {
  const names = Array.from({ length: 14 }, (_, index) => `murid${index}`);
  await using server = await startServer({ people: names, teachers: ["guru"] });
  using peers = new DisposableStack();
  const ask = async (peer: Peer, token: string) => (await peer.ask(`watch ${token}`))["code"];
  const codes = new Map<unknown, number>();
  for (const name of names) {
    const first = peers.use(await server.connect());
    const token = await first.logIn(name);
    for (let left = 9; left > 0; left--) {
      const code = await ask(peers.use(await server.connect()), token);
      codes.set(code, (codes.get(code) ?? 0) + 1);
    }
  }
  assertEquals([codes.get(undefined), codes.get("busy")], [100, 14 * 9 - 100]);
  using guru = await watcher(server, "guru");
  await guru.watch("all");
});

Deno.test("whose login has ended is sent no frame any more, not even for a moment", async () => {
  await using server = await startServer({ teachers: ["guru"] });
  using guru = await watcher(server, "guru");
  await guru.watch("all");
  using izza = await server.connect();
  const token = await izza.logIn("izza");
  await guru.peer.send(`logout ${guru.token}\r\n`);
  for (let json = ""; !json.startsWith('{"status"');) json = await guru.peer.receive();
  await izza.ask(`list ${token}`);
  await guru.peer.send("hello\r\n");
  for (let json = ""; !json.includes('"protocol"');) {
    json = await guru.peer.receive();
    assert(!json.startsWith('{"event": "frame"') || !json.includes('"list"'), json);
  }
});
