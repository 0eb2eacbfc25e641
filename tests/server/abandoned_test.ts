/**
 * Peers that are gone at a bad moment: they leave no fault, nothing that is held, and lose no message.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { PROTOCOL_LIMITS } from "../../lib/chat.ts";
import { createRandom } from "../support/fuzz.ts";
import { chooseSeed, faultsIn } from "../support/fuzz_run.ts";
import { type Peer, startServer, texts } from "../support/helpers.ts";
import { Gate, logged, override, startWrapped } from "../support/wrapped_server.ts";
import { TestClocks } from "../support/virtual_time.ts";

/** Ends a connection so that its peer gets a reset: with a reply that was not read. */
async function reset(peer: Peer): Promise<void> {
  await peer.send("hello\n");
  await peer.readBytes(1);
  peer.conn.close();
}

Deno.test("a peer that is reset while its message goes to the disk leaves the message and no fault", async () => {
  const gate = new Gate();
  await using server = await startWrapped({
    wrapStore: (store) =>
      override(store, "addMessage", async (message) => {
        const done = store.addMessage(message);
        await gate.pass();
        await done;
      }),
  });
  using other = await server.connect();
  const token = await other.logIn("izza");
  {
    using peer = await server.connect();
    await peer.send("hello\n");
    await peer.readBytes(1); // The rest stays unread: closing resets the connection.
    await peer.send(`send ${token} izza before the reset\n`);
    await gate.entered;
  }
  await other.ask("hello");
  gate.open();
  await logged(other, server.log, "closed");
  assertEquals(texts(await other.ask(`inbox ${token}`)), { izza: ["before the reset"] });
  assertEquals(faultsIn(server.log.join("\n")), []);
});

Deno.test("a peer that is reset in the middle of a large inbox leaves no fault, and its messages unread", async () => {
  await using server = await startServer();
  using other = await server.connect();
  const token = await other.logIn("izza");
  const sent = Array.from({ length: 30 }, (_, number) => `${number}${"x".repeat(60_000)}`);
  for (const text of sent) await other.ask(`send ${token} izza ${text}`);
  {
    using peer = await server.connect();
    await peer.send(`inbox ${token}\n`.repeat(20));
    await peer.readBytes(1000); // The rest stays unread: closing resets the connection.
  }
  await logged(other, server.log, "closed");
  assertEquals(texts(await other.ask(`inbox ${token}`)), { izza: sent });
  assertEquals(faultsIn(server.log.join("\n")), []);
});

for (const end of ["closed", "reset"] as const) {
  Deno.test(`a login whose connection is ${end} while the password is hashed leaves no fault and nobody there`, async () => {
    const gate = new Gate();
    const clocks = new TestClocks();
    let isHeld = false;
    await using server = await startWrapped({
      clocks,
      wrapPasswords: (passwords) =>
        override(passwords, "verify", async (...args) => {
          if (isHeld) await gate.pass();
          return await passwords.verify(...args);
        }),
    });
    using other = await server.connect();
    await other.logIn("maya");
    isHeld = true;
    {
      using peer = await server.connect();
      if (end === "reset") {
        await peer.send("hello\n");
        await peer.readBytes(1);
      }
      await peer.send("auth izza surabaya\nsend x izza x\nlist\n");
      await gate.entered;
    }
    await other.ask("hello");
    gate.open();
    isHeld = false;
    await logged(other, server.log, "closed");
    clocks.pass(PROTOCOL_LIMITS.activeFor + 1);
    assertEquals((await other.ask("list"))["messages"], ["maya"]);
    assertEquals(faultsIn(server.log.join("\n")), []);
  });
}

Deno.test("thousands of connections that come and go leave nothing behind", async () => {
  await using server = await startServer();
  using other = await server.connect();
  await other.logIn("maya");
  for (let wave = 0; wave < 30; wave++) {
    await Promise.all(Array.from({ length: 100 }, async (_, number) => {
      using peer = await server.connect();
      if (number % 3 === 1) await peer.send("hel");
      if (number % 3 === 2) await reset(peer);
    }));
  }
  await logged(other, server.log, "closed", 3000);
  assertEquals((await other.ask("list"))["messages"], ["maya"]);
  assertEquals(faultsIn(server.log.join("\n")), []);
});

/** Asks once for the inbox and ends somehow. Returns the texts that it is sure to have shown. */
async function readInbox(peer: Peer, token: string, random: ReturnType<typeof createRandom>): Promise<string[]> {
  await peer.send(`inbox ${token}\n`);
  if (random.once(3)) {
    await peer.readBytes(1 + random.below(40)); // Cut: what was unread resets the connection.
    return [];
  }
  const read = Object.values(texts(JSON.parse(await peer.receive()))).flat();
  if (random.once(2)) await peer.ask("hello"); // A proof; the end of the connection is the other one.
  return read;
}

Deno.test("two readers of one inbox whose connections are cut lose no message between them", async () => {
  const seed = chooseSeed();
  await using server = await startServer();
  using owner = await server.connect();
  const token = await owner.logIn("izza");
  const seen = new Set<string>();
  let sent = 0;
  let isOver = false;

  async function readOn(random: ReturnType<typeof createRandom>): Promise<void> {
    while (!isOver) {
      using peer = await server.connect();
      for (const text of await readInbox(peer, token, random)) seen.add(text);
    }
  }

  const readers = [readOn(createRandom(seed)), readOn(createRandom(seed + 1))];
  for (; sent < 2000; sent++) assertEquals((await owner.ask(`send ${token} izza ${sent}`))["status"], "OK");
  isOver = true;
  await Promise.all(readers);
  using last = await server.connect();
  for (const text of texts(await last.ask(`inbox ${token}`))["izza"] ?? []) seen.add(text);
  assertEquals(seen.size, sent, `NGOBROL_FUZZ_SEED=${seed}`);
  assertEquals(faultsIn(server.log.join("\n")), []);
});
