/**
 * The bounds of a server: for a connection or an account, never for an address.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { parseRate, SERVER_DEFAULTS, TokenBucket } from "../../lib/server/limits.ts";
import { Chat } from "../../lib/server/chat/chat.ts";
import { Session } from "../../lib/server/session/session.ts";
import { openSqlite } from "../../lib/store/sqlite/sqlite_store.ts";
import {
  carry,
  cheapPasswords,
  connect,
  type Peer,
  serverProgram,
  startProcess,
  startServer,
  temporaryDirectory,
  texts,
} from "../support/helpers.ts";
import { Gate, override, startWrapped } from "../support/wrapped_server.ts";
import { until } from "../support/patience.ts";
import { canTrace } from "../support/trace.ts";

Deno.test(
  "a paste of 60 lines is not slowed down, a flood is, and the bucket fills again",
  { permissions: "none" },
  () => {
    const bucket = new TokenBucket({ burst: 100, perSecond: 20 }, 0);
    for (let line = 0; line < 100; line++) assertEquals(bucket.take(0), 0);
    assertEquals([bucket.take(0), bucket.take(0), bucket.take(50)], [50, 100, 100]);
    assertEquals(bucket.take(60_000), 0);
    for (let line = 1; line < 100; line++) assertEquals(bucket.take(60_000), 0);
    assertEquals(bucket.take(60_000), 50);
  },
);

Deno.test("the rate is two numbers or off", { permissions: "none" }, () => {
  assertEquals(parseRate("100/20"), { burst: 100, perSecond: 20 });
  assertEquals(parseRate("off"), undefined);
  for (const text of ["", "100", "0/1", "1/0", "a/b", "1/2/3", "-1/2"]) assertEquals(parseRate(text), null, text);
});

Deno.test("who asks faster than the rate gets every reply, in order", async () => {
  await using server = await startServer({ limits: { rate: { burst: 10, perSecond: 200 } } });
  using flooder = await server.connect();
  const token = await flooder.logIn("izza");
  const numbers = Array.from({ length: 100 }, (_, i) => String(i));
  await flooder.send(numbers.map((number) => `send ${token} izza ${number}\n`).join(""));
  for (const _ of numbers) assertMatch(await flooder.receive(), /Message Sent/);
  assertEquals(texts(await flooder.ask(`inbox ${token}`)), { izza: numbers });
});

Deno.test("who asks faster than the rate waits, and delays nobody else", async () => {
  await using server = await startServer({ limits: { rate: { burst: 10, perSecond: 0.001 } } });
  using flooder = await server.connect();
  using other = await server.connect();
  const token = await flooder.logIn("izza");
  await flooder.send(Array.from({ length: 100 }, (_, i) => `send ${token} izza ${i}\n`).join(""));
  for (let reply = 1; reply < 10; reply++) assertMatch(await flooder.receive(), /Message Sent/);
  const plain = await other.logIn("maya"); // Answered while the flooder waits for a quarter of an hour.
  assertEquals((await other.ask(`history ${plain} izza`))["status"], "OK");
  const { id } = (await server.store.accounts()).find(({ name }) => name === "izza")!;
  const { length } = (await server.store.unread(id, { maxLength: 1e9 })).messages;
  assert(length <= 10, `${length} messages were taken`);
});

Deno.test("who asks without a rate and without a pause gives others their turns", async () => {
  await using store = await openSqlite(":memory:");
  await using passwords = cheapPasswords();
  const session = new Session(carry(await Chat.open(store, passwords)));
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  await session.receive(Array<string>(2000).fill("hello"));
  clearInterval(timer);
  assert(turns >= 5, `${turns} turns`);
});

Deno.test("what was answered does not wait for a login behind it", async () => {
  const gate = new Gate();
  await using server = await startWrapped({
    wrapPasswords: (passwords) =>
      override(passwords, "verify", async (...args) => {
        await gate.pass();
        return await passwords.verify(...args);
      }),
  });
  using peer = await server.connect();
  await peer.send("hello\nauth maya surabaya\n");
  assertMatch(await peer.receive(), /"ngobrol/);
  gate.open();
  assertMatch(await peer.receive(), /tokenid/);
});

Deno.test("what was answered does not wait for the password of a group behind it", async () => {
  const gate = new Gate();
  await using server = await startWrapped({
    wrapPasswords: (passwords) =>
      override(passwords, "hash", async (...args) => {
        await gate.pass();
        return await passwords.hash(...args);
      }),
  });
  using peer = await server.connect();
  const token = await peer.logIn("maya");
  await peer.send(`hello\naddgroup ${token} lab rahasia\n`);
  assertMatch(await peer.receive(), /"ngobrol/);
  gate.open();
  assertMatch(await peer.receive(), /Group lab added/);
});

Deno.test("a server that stops waits for no flooder, and answers what it has read", async () => {
  const server = await startServer({ limits: { rate: { burst: 1, perSecond: 0.001 } } });
  using peer = await server.connect();
  await peer.send("hello\nhello\nhello\n");
  assertMatch(await peer.receive(), /OK/);
  await server[Symbol.asyncDispose]();
  assertMatch(await peer.receive(), /OK/);
  assertMatch(await peer.receive(), /OK/);
  assertEquals(await peer.receive(), "");
});

Deno.test("who comes when the server is full is told so, and those who are in notice nothing", async () => {
  await using server = await startServer({ limits: { connections: 2 } });
  using first = await server.connect();
  using second = await server.connect();
  await first.logIn("izza");
  await second.logIn("maya");
  using third = await server.connect();
  assertMatch(await third.receive(), /"Server is full: it has 2 connections; try again in a minute"/);
  assertEquals((await first.ask("list"))["messages"], ["izza", "maya"]);
});

Deno.test("A6: in a full server the stranger that has asked nothing for longest makes room, told why", async () => {
  await using server = await startServer({ limits: { connections: 3 } });
  using known = await server.connect();
  await known.logIn("izza");
  using talker = await server.connect();
  using silent = await server.connect();
  assertEquals((await silent.ask("hello"))["status"], "OK");
  assertEquals((await talker.ask("hello"))["status"], "OK");
  await silent.send("\n".repeat(50)); // Nonsense keeps no place.
  for (let line = 0; line < 50; line++) assertMatch(await silent.receive(), /Wrong protocol/);
  using newcomer = await server.connect();
  await newcomer.logIn("maya");
  assertMatch(await silent.receive(), /"The server is full, and you have said nothing for longest; try again"/);
  assertEquals(await silent.receive(), "");
  assertEquals((await talker.ask("hello"))["status"], "OK");
  assertEquals((await known.ask("list"))["messages"], ["izza", "maya"]);
});

Deno.test("A6: nobody is shut out by one user, whose own connection that was idle for longest goes, told why", async () => {
  await using server = await startServer({ limits: { connections: 10, accountConnections: 3 } });
  using first = await server.connect();
  const token = await first.logIn("izza");
  using stack = new DisposableStack();
  const others = [];
  for (let count = 0; count < 2; count++) {
    const peer = stack.use(await server.connect());
    await peer.ask(`list ${token}`);
    others.push(peer);
  }
  await first.ask("list");
  for (let command = 0; command < 50; command++) { // A client with a connection for each.
    using one = await server.connect();
    assertEquals((await one.ask(`send ${token} izza ${command}`))["message"], "Message Sent");
  }
  assertMatch(await others[0]!.receive(), /"This account has 3 connections, and this one was idle for longest"/);
  assertEquals(await others[0]!.receive(), "");
  using maya = await server.connect();
  await maya.logIn("maya");
});

Deno.test("who is told to go while it waits for its turn is told so at once", async () => {
  const strangerRate = { burst: 1, perSecond: 0.001 };
  await using server = await startServer({ limits: { connections: 1, strangerRate } });
  using flooder = await server.connect();
  await flooder.send("hello\nhello\nhello\n");
  assertMatch(await flooder.receive(), /"OK"/);
  using newcomer = await server.connect();
  assertMatch(await flooder.receive(), /"The server is full/);
  assertEquals(await flooder.receive(), "");
  await newcomer.logIn("izza");
  assertEquals(server.log.filter((line) => line.includes("asks too fast")).length, 1);
});

/** The port that the server knows a peer by. */
function port({ conn }: Peer): number {
  return (conn.localAddr as Deno.NetAddr).port;
}

Deno.test("a stranger that sends a line byte by byte is slowed as well, and gets its reply", async () => {
  await using server = await startServer({ limits: { strangerRate: { burst: 3, perSecond: 10 } } });
  using peer = await server.connect();
  using other = await server.connect();
  await other.logIn("izza");
  for (const byte of "hello\r\n") {
    await peer.send(byte);
    await other.ask("hello"); // By now it was read, by itself, or waits to be.
  }
  assertMatch(await peer.receive(), /"OK"/);
  assert(server.log.some((line) => line.includes(`:${port(peer)} asks too fast`)));
});

Deno.test("A7: of an account's lines without an end the one that waits for longest goes, told why", async () => {
  await using server = await startServer();
  using stack = new DisposableStack();
  const token = await stack.use(await server.connect()).logIn("izza");
  const peers = [];
  for (let count = 0; count < 17; count++) {
    const peer = stack.use(await server.connect());
    await peer.ask(`list ${token}`);
    await peer.send("x".repeat(64 * 1024));
    peers.push(peer);
  }
  assertMatch(
    await peers[0]!.receive(),
    /"Too many requests wait for their end: a line ends in CRLF or LF; \d+ bytes came/,
  );
  assertEquals(await peers[0]!.receive(), "");
  await peers[16]!.send("\n");
  assertMatch(await peers[16]!.receive(), /\*\*Wrong protocol/);
});

Deno.test("A3: hundreds that come at once are taken a few at a time, between the turns of all others", async () => {
  await using server = await startServer();
  const script = `for (let i = 0; i < 100; i++) await Deno.connect({ hostname: "127.0.0.1", port: ${server.port} })`;
  // While this runs, nothing else does here: they all wait at the door.
  const { success } = new Deno.Command(Deno.execPath(), { args: ["eval", script] }).outputSync();
  assert(success);
  const taken = () => server.log.filter((line) => line.includes("connection from")).length;
  const perTurn: number[] = [];
  for (let before = 0; before < 100;) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    perTurn.push(taken() - before);
    before = taken();
  }
  assert(Math.max(...perTurn) <= 16, perTurn.join(" "));
});

Deno.test("A10: an account has one rate, also if each connection asks once; nobody else waits for it", async () => {
  const server = await startServer({ limits: { accountRate: { burst: 5, perSecond: 0.001 } } });
  using stack = new DisposableStack();
  const peer = stack.use(await server.connect());
  const token = await peer.logIn("izza");
  for (let count = 0; count < 5; count++) {
    assertEquals((await stack.use(await server.connect()).ask(`list ${token}`))["status"], "OK");
  }
  const late = stack.use(await server.connect());
  let isAnswered = false;
  const reply = late.ask(`send ${token} izza x`).finally(() => isAnswered = true);
  const other = stack.use(await server.connect());
  await other.logIn("maya");
  await until(async () => {
    await stack.use(await server.connect()).ask("hello");
    return server.log.some((line) => line.includes("asks too fast"));
  }, "somebody asks too fast");
  assert(!isAnswered);
  await server[Symbol.asyncDispose](); // Which answers what it has read.
  assertEquals((await reply)["message"], "Message Sent");
});

Deno.test("A10: who has sent too much is told for how long to wait, and a post that is kept gets its reply again", async () => {
  await using server = await startServer({ limits: { storeRate: { burst: 20_000, perSecond: 1 } } });
  using peer = await server.connect();
  const token = await peer.logIn("izza");
  const post = `post ${token} ${crypto.randomUUID()} maya ${"x".repeat(15_000)}`;
  const kept = await peer.ask(post);
  assertEquals(kept["message"], "Message Sent");
  const refused = await peer.ask(`send ${token} maya ${"y".repeat(10_000)}`);
  assertMatch(refused["message"], /^You have sent too much at once, try again in \d+ s$/);
  assert(refused["retry_seconds"] > 5_000 && refused["retry_seconds"] < 6_000);
  assertEquals(await peer.ask(post), kept);
  using maya = await server.connect();
  const other = await maya.logIn("maya");
  assertEquals((await maya.ask(`send ${other} izza ${"y".repeat(10_000)}`))["message"], "Message Sent");
  assertEquals(texts(await maya.ask(`inbox ${other}`)), { izza: ["x".repeat(15_000)] });
});

Deno.test("A10: 1,000 sends in a pipe and the text of a program are no flood", async () => {
  await using server = await startServer({ limits: { ...SERVER_DEFAULTS, rate: undefined } });
  using peer = await server.connect();
  const token = await peer.logIn("izza");
  await peer.send(`send ${token} maya ${"x".repeat(200)}\n`.repeat(1_000));
  for (let line = 0; line < 1_000; line++) assertMatch(await peer.receive(), /Message Sent/);
  for (let page = 0; page < 20; page++) {
    assertEquals((await peer.ask(`send ${token} maya ${"x".repeat(60_000)}`))["message"], "Message Sent");
  }
});

Deno.test("each of many who come when the server is full is told so, and none of them takes a place", async () => {
  await using server = await startServer({ limits: { connections: 1 } });
  using first = await server.connect();
  await first.logIn("izza");
  using stack = new DisposableStack();
  const others = await Promise.all(Array.from({ length: 100 }, async () => stack.use(await server.connect())));
  await Promise.all(others.map(async (other) => {
    assertMatch(await other.receive(), /"Server is full: it has 1 connections; try again in a minute"/);
    other[Symbol.dispose]();
  }));
  first[Symbol.dispose]();
  for (let isIn = false; !isIn;) { // Its place is free a moment after its end was noticed.
    using next = await server.connect();
    isIn = (await next.ask("hello"))["status"] === "OK";
  }
});

for (
  const [files, expected] of [[200, /^Server is full: it has \d{2,3} conn/], [
    600,
    /^Server is full: it has 4\d\d conn/,
  ]] as const
) {
  Deno.test(`a server that may open ${files} files takes fewer connections, and tells who comes then`, async () => {
    using directory = temporaryDirectory();
    const limited: [string, ...string[]] = ["sh", "-c", `ulimit -n ${files}; exec "$@"`, "sh", ...serverProgram()];
    const args = ["--port", "0", "--log", "quiet", "--data", directory.path, "--account-connections", "0"];
    await using server = await startProcess(limited, [...args, "--account-rate", "off"]);
    using stack = new DisposableStack();
    const token = await stack.use(await connect(server.port)).logIn("izza");
    for (let count = 0, isIn = true; isIn; count++) {
      assert(count < files, "nobody was refused");
      const peer = stack.use(await connect(server.port));
      const { status, message } = await peer.ask(`list ${token}`);
      isIn = status === "OK";
      if (!isIn) assertMatch(message, expected);
    }
  });
}

Deno.test({
  name: "a start opens no thousands of files to learn how many it may open",
  ignore: !await canTrace(),
  async fn() {
    using directory = temporaryDirectory();
    const trace = `${directory.path}/trace`;
    const traced = ["strace", "-D", "-f", "-q", "-o", trace, "-e", "trace=openat,open", "-P", "/dev/null"];
    const program = [...traced, ...serverProgram()] as [string, ...string[]];
    {
      await using server = await startProcess(program, ["--port", "0", "--data", `${directory.path}/data`]);
      using peer = await connect(server.port);
      await peer.logIn("izza");
    }
    const opened = (await Deno.readTextFile(trace)).split("\n").filter((line) => line.includes("/dev/null")).length;
    assert(opened > 0 && opened < 500, `${opened} files`);
  },
});

Deno.test("one inbox of a user is on its way at a time, and the next waits no longer than a peer may be slow", async () => {
  await using server = await startServer({ limits: { writeTimeout: 1_500 } });
  using silent = await server.connect();
  using reader = await server.connect();
  const token = await silent.logIn("izza");
  await reader.ask(`list ${token}`);
  const text = "\u4e2d".repeat(20_000); // Six bytes each in a reply: more than the buffers of the system hold.
  for (let message = 0; message < 34; message++) await reader.ask(`send ${token} izza ${text}`);
  await silent.send(`inbox ${token}\n`);
  await silent.readBytes(1000);
  assertEquals(texts(await reader.ask(`inbox ${token}`))["izza"]?.length, 34);
  assert(server.log.some((line) => line.includes("does not read its replies")));
});

Deno.test("300 connections from one address just work", async () => {
  await using server = await startServer();
  using stack = new DisposableStack();
  const peers = await Promise.all(Array.from({ length: 300 }, async () => stack.use(await server.connect())));
  const tokens = await Promise.all(peers.slice(0, 40).map((peer) => peer.logIn("izza")));
  assertEquals(new Set(tokens).size, 40);
  const replies = await Promise.all(peers.map((peer) => peer.ask(`list ${tokens[0]}`)));
  assert(replies.every(({ status }) => status === "OK"));
});

Deno.test("a full inbox is told to the sender, also after a restart, and takes messages again when it was read", async () => {
  const file = await Deno.makeTempFile();
  let token = "";
  {
    await using server = await startServer({ file, maxUnread: 3 });
    using peer = await server.connect();
    token = await peer.logIn("izza");
    await peer.send(`send ${token} izza x\n`.repeat(5));
    const replies: string[] = [];
    while (replies.length < 5) replies.push(JSON.parse(await peer.receive())["message"]);
    const full = "The inbox of izza is full";
    assertEquals(replies, ["Message Sent", "Message Sent", "Message Sent", full, full]);
    assertEquals((await peer.ask(`send ${token} maya x`))["message"], "Message Sent");
  }
  await using server = await startServer({ file, maxUnread: 3 });
  using peer = await server.connect();
  assertEquals((await peer.ask(`send ${token} izza x`))["message"], "The inbox of izza is full");
  assertEquals(texts(await peer.ask(`inbox ${token}`))["izza"]?.length, 3);
  await peer.ask("list"); // Proves the inbox; what is marked by it counts from the next commit on.
  assertEquals((await peer.ask(`send ${token} izza y`))["message"], "Message Sent");
  await Deno.remove(file);
});

Deno.test("a peer that does not read its replies is closed, and its server neither grows nor waits", async () => {
  await using server = await startServer({ limits: { writeTimeout: 100 } });
  using peer = await server.connect();
  using other = await server.connect();
  const token = await peer.logIn("izza");
  for (let message = 0; message < 30; message++) await peer.ask(`send ${token} izza ${"x".repeat(60_000)}`);
  await peer.send(`inbox ${token}\n`.repeat(40)); // 70 MB, which nobody reads.
  await other.logIn("maya");
  await until(async () => {
    await other.ask("list");
    return server.log.some((line) => line.includes("does not read its replies"));
  }, "the log says it");
  assertEquals((await other.ask("list"))["status"], "OK");
});
