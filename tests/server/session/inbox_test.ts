/**
 * An inbox that survives the loss of its reply.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { addDemoAccounts } from "../../../lib/server/chat/accounts/account_rules.ts";
import type { Passwords } from "../../../lib/server/chat/logins/password.ts";
import { Chat } from "../../../lib/server/chat/chat.ts";
import { openSqlite } from "../../../lib/store/sqlite/sqlite_store.ts";
import type { Store } from "../../../lib/store/store.ts";
import { cheapPasswords, PASSWORD, startServer, type TestServer, texts } from "../../support/helpers.ts";

/** A chat without a socket. */
async function openService(store: Store, passwords: Passwords) {
  const chat = await Chat.open(store, passwords, { demo: true });
  const { signal } = new AbortController();
  return {
    mail: chat.messages,
    logIn: async (name: string) => (await chat.entrance.logIn(name, PASSWORD, { signal })).login,
  };
}
import { until } from "../../support/patience.ts";

async function sendTo(server: TestServer, receiver: string, ...messages: string[]): Promise<void> {
  using peer = await server.connect();
  const token = await peer.logIn("maya");
  for (const message of messages) await peer.ask(`send ${token} ${receiver} ${message}`);
}

Deno.test("an inbox is read once: the next request on the connection proves that it arrived", async () => {
  await using server = await startServer();
  await sendTo(server, "izza", "one", "two");
  using peer = await server.connect();
  const token = await peer.logIn("izza");
  assertEquals(texts(await peer.ask(`inbox ${token}`)), { maya: ["one", "two"] });
  using other = await server.connect();
  assertEquals(texts(await other.ask(`inbox ${token}`)), { maya: ["one", "two"] });
  await peer.ask("list");
  using third = await server.connect();
  assertEquals(texts(await third.ask(`inbox ${token}`)), {});
});

Deno.test("a message that comes between an inbox and its proof is not taken for read", async () => {
  await using server = await startServer();
  await sendTo(server, "izza", "one");
  using peer = await server.connect();
  const token = await peer.logIn("izza");
  await peer.ask(`inbox ${token}`);
  await sendTo(server, "izza", "two");
  assertEquals(texts(await peer.ask(`inbox ${token}`)), { maya: ["two"] });
});

Deno.test("a request that was sent along with the inbox proves nothing", async () => {
  await using server = await startServer();
  await sendTo(server, "izza", "one");
  using peer = await server.connect();
  const token = await peer.logIn("izza");
  await peer.send(`inbox ${token}\nlist\n`);
  await peer.readBytes(10);
  peer.conn.close();
  using other = await server.connect();
  assertEquals(texts(await other.ask(`inbox ${token}`)), { maya: ["one"] });
});

Deno.test("requests that were sent along with the inbox prove nothing, however many reads they take", async () => {
  await using server = await startServer();
  await sendTo(server, "izza", "one");
  using peer = await server.connect();
  const token = await peer.logIn("izza");
  await peer.send(`inbox ${token}\n${"list\n".repeat(2000)}`);
  await peer.readBytes(10);
  const { port } = peer.conn.localAddr as Deno.NetAddr;
  peer.conn.close();
  using other = await server.connect();
  await until(async () => {
    await other.ask("hello");
    return server.log.some((line) => line.includes(`connection of 127.0.0.1:${port} `));
  }, "the log says it");
  assertEquals(texts(await other.ask(`inbox ${token}`)), { maya: ["one"] });
});

Deno.test("an inbox whose connection was cut at any byte of the reply comes again, and a whole one does not", async () => {
  await using server = await startServer();
  using owner = await server.connect();
  const token = await owner.logIn("izza");
  await sendTo(server, "izza", "first", "second");
  using probe = await server.connect();
  await probe.send(`inbox ${token}\r\n`);
  const reply = await probe.receive();

  async function cutAt(count: number): Promise<void> {
    using peer = await server.connect();
    await peer.send(`inbox ${token}\r\n`);
    await peer.readBytes(count);
    peer.conn.close();
  }

  // Several at a time: each cut waits for its own reset only.
  const cuts = Array.from({ length: reply.length }, (_, count) => count);
  while (cuts.length > 0) await Promise.all(cuts.splice(0, 32).map(cutAt));
  using again = await server.connect();
  await again.send(`inbox ${token}\r\n`);
  assertEquals(await again.receive(), reply);

  await cutAt(reply.length);
  using last = await server.connect();
  assertEquals(texts(await last.ask(`inbox ${token}`)), {});
});

Deno.test("a request that had begun before the inbox was written proves nothing, the one after it does", async () => {
  await using server = await startServer();
  await sendTo(server, "izza", "one");
  using peer = await server.connect();
  const token = await peer.logIn("izza");
  await peer.send(`inbox ${token}\nlis`);
  assertEquals(texts(JSON.parse(await peer.receive())), { maya: ["one"] });
  await peer.ask("t");
  using other = await server.connect();
  assertEquals(texts(await other.ask(`inbox ${token}`)), { maya: ["one"] });
  await peer.ask("list");
  using third = await server.connect();
  assertEquals(texts(await third.ask(`inbox ${token}`)), {});
});

for (const [how, parts] of [["in one read", ["t\nhello\n"]], ["in two reads", ["t\nhel", "lo\n"]]] as const) {
  Deno.test(`of two requests that end ${how} the second one proves the inbox, if only the first had begun before`, async () => {
    await using server = await startServer();
    await sendTo(server, "izza", "one");
    using peer = await server.connect();
    using other = await server.connect();
    const token = await peer.logIn("izza");
    await peer.send(`inbox ${token}\nlis`);
    await peer.receive();
    for (const part of parts) {
      await peer.send(part);
      if (part.startsWith("t")) await peer.receive(); // So that what comes next is another read.
    }
    if (!parts[0].endsWith("\n")) await peer.receive();
    await other.ask("hello");
    assertEquals(texts(await other.ask(`inbox ${token}`)), {});
  });
}

Deno.test("a peer that ended its half before the inbox was written is answered, but that proves nothing", async () => {
  await using server = await startServer();
  using owner = await server.connect();
  const token = await owner.logIn("izza");
  await sendTo(server, "izza", "one");
  using peer = await server.connect(); // As `printf ... | nc -N` does it.
  await peer.send(`inbox ${token}\r\n`);
  await peer.conn.closeWrite();
  assertEquals(texts(JSON.parse(await peer.receive())), { maya: ["one"] });
  assertEquals(await peer.receive(), "");
  using other = await server.connect();
  assertEquals(texts(await other.ask(`inbox ${token}`)), { maya: ["one"] });
});

Deno.test("bytes that were sent along with the inbox take nothing from an end that comes later", async () => {
  await using server = await startServer();
  await sendTo(server, "izza", "one");
  using peer = await server.connect();
  const token = await peer.logIn("izza");
  // More than a connection reads at first; a request that never ends, so that no other reply is written.
  await peer.send(`inbox ${token}\n${"x".repeat(200)}`);
  assertEquals(texts(JSON.parse(await peer.receive())), { maya: ["one"] });
  await peer.conn.closeWrite();
  assertEquals(JSON.parse(await peer.receive())["status"], "ERROR");
  using other = await server.connect();
  assertEquals(texts(await other.ask(`inbox ${token}`)), {});
});

Deno.test("a request that comes at once after a long inbox proves nothing, however short the round trip", async () => {
  await using server = await startServer({ limits: { proof: { roundTrip: 60_000, grace: 100 } } });
  const long = "x".repeat(15_000);
  await sendTo(server, "izza", long);
  using peer = await server.connect();
  const token = await peer.logIn("izza");
  await peer.ask(`list ${token}`); // Which shows the round trip.
  await peer.ask(`inbox ${token}`);
  await peer.ask("list");
  using other = await server.connect();
  assertEquals(texts(await other.ask(`inbox ${token}`)), { maya: [long] });
});

Deno.test("an inbox waits for each connection whose end is watched, not only for the last one", async () => {
  await using store = await openSqlite(":memory:");
  await using passwords = cheapPasswords();
  await addDemoAccounts({ store, passwords });
  const { mail, logIn } = await openService(store, passwords);
  const izza = await logIn("izza");
  await mail.post(izza, crypto.randomUUID(), "izza", "one");
  const { cursor } = await mail.inbox(izza, 0);
  const first = Promise.withResolvers<boolean>();
  const marked = [mail.markReadIf(first.promise, izza, cursor), mail.markReadIf(Promise.resolve(false), izza, cursor)];
  const inbox = mail.inbox(izza, 0);
  await store.lastSeq(); // What did not wait would be read by now.
  first.resolve(true);
  assertEquals((await inbox).seqs, []);
  await Promise.all(marked);
});

Deno.test("a client with a connection for each command gets each message once", async () => {
  await using server = await startServer();
  using owner = await server.connect();
  const token = await owner.logIn("izza");
  for (let round = 1; round <= 20; round++) {
    await owner.ask(`send ${token} izza ${round}`);
    using peer = await server.connect();
    assertEquals(texts(await peer.ask(`inbox ${token}`)), { izza: [String(round)] });
  }
});

Deno.test("an inbox that is larger than one reply may be comes in parts, each message once", async () => {
  await using server = await startServer();
  using peer = await server.connect();
  const token = await peer.logIn("izza");
  const requests = Array.from({ length: 40 }, (_, i) => `send ${token} izza ${i}:${"x".repeat(65_000)}\n`);
  const sending = peer.send(requests.join(""));
  for (const _ of requests) assert((await peer.receive()).includes("Message Sent"));
  await sending;
  const parts: string[][] = [];
  for (let part: string[] | undefined; (part = texts(await peer.ask(`inbox ${token}`))["izza"]);) parts.push(part);
  assertEquals(parts.length, 2);
  assertEquals(parts.flat().map((text) => Number(text.split(":")[0])), requests.map((_, i) => i));
});
