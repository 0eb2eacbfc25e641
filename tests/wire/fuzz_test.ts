/**
 * Hostile input that is made up: a short run of the fuzzer against the real server, and the cuts and line ends that can be
 * tried out one and all. `tests/bench/fuzz.ts` is the long run.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { createRandom, expectReplies, makePlan, type World } from "../support/fuzz.ts";
import { chooseSeed, createReplyReader, faultsIn, fuzz } from "../support/fuzz_run.ts";
import { type Peer, startServer, type TestServer, texts } from "../support/helpers.ts";

/** Some seconds' worth. */
const FRAMES = 8_000;

const WORLD: World = { tokens: ["t0k3n"], users: ["izza"], password: "surabaya" };

const UTF8 = new TextEncoder();

/** All that comes until the server ends its half, checked, and how many replies that are. */
async function countReplies(peer: Peer): Promise<number> {
  const reader = createReplyReader();
  for (let reply: string; (reply = await peer.receive()) !== "";) reader.push(UTF8.encode(reply));
  reader.end();
  return reader.count;
}

/** A request of every command, with the line ends by turns; its parameters are good but for the last one. */
function dialogue(token: string): Uint8Array {
  const requests = ["hello\r\n", "list\n", `list ${token}\r\n`, `send ${token} maya é→😀 text \r\n`, "logout\n"];
  return UTF8.encode(
    [...requests, `inbox ${token} \r\n`, "auth maya surabaya\r\n", "\r\n", `send ${token} maya\n`].join(""),
  );
}

Deno.test("the real server is as well after hostile input from a seed as before", async () => {
  const seed = chooseSeed();
  const { frames, replies, connections } = await fuzz({ seed, frames: FRAMES });
  assert(frames >= FRAMES && replies > connections, `NGOBROL_FUZZ_SEED=${seed}: hardly anything was answered`);
});

Deno.test("a seed makes the same plans again, and plans of every kind", { permissions: "none" }, () => {
  const plans = (seed: number) => Array.from({ length: 300 }, (_, i) => makePlan(createRandom(seed + i), WORLD));
  assertEquals(plans(1), plans(1));
  assertEquals(new Set(plans(1).map(({ ending }) => ending)).size, 5);
  assert(plans(1).some(({ closes }) => closes) && plans(1).some(({ closes }) => !closes));
});

Deno.test("the fuzzer expects what the protocol promises", { permissions: "none" }, () => {
  const expected = (text: string) => {
    const { replies, closes } = expectReplies(UTF8.encode(text), WORLD);
    return [replies, closes];
  };
  assertEquals(expected(""), [0, false]);
  assertEquals(expected("list\r\n\nhalf"), [2, false]);
  assertEquals(expected(`${"x".repeat(4096)}\r\n${"x".repeat(4097)}`), [1, false]);
  assertEquals(expected(`${"x".repeat(4097)}\nlist\n`), [1, true]);
  assertEquals(expected(`list\n${"x".repeat(4098)}`), [2, true]);
  assertEquals(expected(`inbox t0k3n\n${"x".repeat(65536)}\nlist\n`), [3, false]);
  assertEquals(expected(`sendfile t0k3n izza a.txt ${"A".repeat(65536)}\nlist\n`), [2, false]);
  assertEquals(expected(`sendfile another izza a.txt ${"A".repeat(65536)}\nlist\n`), [1, true]);
  assertEquals(expected("\x16\x03\x01\n\n"), [1, true]);
  assertEquals(expected("list\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"), [2, true]);
  assertEquals(expected(`inbox t0k3n\n${"x".repeat(65537)}\nlist\n`), [2, true]);
});

/** Opens a connection for each place in `bytes`, some dozen at a time. */
async function atEveryByte(server: TestServer, bytes: Uint8Array, visit: (peer: Peer, at: number) => Promise<void>) {
  const places = Array.from(bytes, (_, at) => at);
  while (places.length > 0) {
    await Promise.all(
      places.splice(0, 32).map(async (at) => {
        using peer = await server.connect();
        (peer.conn as Deno.TcpConn).setNoDelay();
        await visit(peer, at);
      }),
    );
  }
}

Deno.test("a connection that ends at any byte gets a reply to each line that was whole, and the rest is not done", async () => {
  await using server = await startServer();
  using owner = await server.connect();
  const token = await owner.logIn("izza");
  const bytes = dialogue(token);
  await atEveryByte(server, bytes, async (peer, at) => {
    const sent = bytes.subarray(0, at);
    await peer.send(sent);
    await peer.conn.closeWrite();
    // What is left of a line is told to have no end.
    const rest = Number(at > 0 && sent.at(-1) !== 0x0a);
    assertEquals(await countReplies(peer), sent.filter((byte) => byte === 0x0a).length + rest, `cut at byte ${at}`);
  });
  assertEquals(faultsIn(server.log.join("\n")), []);
  // The text was sent by every connection that lived to see the end of its line, and by no other.
  const line = bytes.indexOf(0x0a, bytes.indexOf(0xc3));
  using maya = await server.connect();
  const inbox = texts(await maya.ask(`inbox ${await maya.logIn("maya")}`))["izza"]!;
  assertEquals([inbox.length, ...new Set(inbox)], [bytes.length - 1 - line, "é→😀 text"]);
});

Deno.test("two segments get the replies of one, wherever the border is", async () => {
  await using server = await startServer();
  using owner = await server.connect();
  const bytes = dialogue(await owner.logIn("izza"));
  await atEveryByte(server, bytes, async (peer, at) => {
    await peer.send(bytes.subarray(0, at));
    using other = await server.connect();
    await other.ask("hello"); // The server has had its turn to read.
    await peer.send(bytes.subarray(at));
    await peer.conn.closeWrite();
    assertEquals(await countReplies(peer), bytes.filter((byte) => byte === 0x0a).length, `cut at byte ${at}`);
  });
  assertEquals(faultsIn(server.log.join("\n")), []);
});

Deno.test("CR and LF in any order: each LF ends one request, and nothing else does", async () => {
  await using server = await startServer();
  using peer = await server.connect();
  const pieces = ["\r", "\n", "list"];
  for (let length = 1; length <= 5; length++) {
    for (let number = 0; number < pieces.length ** length; number++) {
      const digits = number.toString(3).padStart(length, "0");
      const text = Array.from(digits, (digit) => pieces[Number(digit)]!).join("");
      await peer.send(`${text}\nhello\n`); // The reply to hello shows that no other is missing, and none too many.
      const replies: string[] = [];
      do replies.push(JSON.parse(await peer.receive())["status"]); while (replies.at(-1) === "ERROR");
      assertEquals(replies.length, text.split("\n").length + 1, JSON.stringify(text));
    }
  }
});
