/**
 * Peers that mean harm or are broken, while they are there: they hold up nobody else, and take no more than their share.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { faultsIn } from "../support/fuzz_run.ts";
import {
  connect,
  type Peer,
  type ServerProcess,
  serverProgram,
  startProcess,
  startServer,
  temporaryDirectory,
  texts,
} from "../support/helpers.ts";
import { logged, override, startWrapped } from "../support/wrapped_server.ts";
import { exitCode, within } from "../support/patience.ts";

Deno.test("500 peers that send a byte now and then, and 500 that say nothing, are noticed by nobody", async () => {
  await using server = await startServer({ hashesInThread: true });
  using stack = new DisposableStack();
  const peers: Peer[] = [];
  while (peers.length < 1000) {
    const some = await Promise.all(Array.from({ length: 100 }, () => server.connect()));
    for (const peer of some) peers.push(stack.use(peer));
  }
  const [slow, silent] = [peers.slice(0, 500), peers.slice(500)];
  using normal = stack.use(await server.connect());
  const token = await normal.logIn("izza");
  let bytes = "";
  for (const byte of "hello \r\n") {
    await Promise.all(slow.map((peer) => peer.send(byte)));
    assertEquals((await normal.ask(`send ${token} izza after ${bytes.length} bytes`))["message"], "Message Sent");
    bytes += byte;
  }
  assertEquals(texts(await normal.ask(`inbox ${token}`))["izza"]?.length, bytes.length);
  for (const peer of slow) assertMatch(await peer.receive(), /"OK"/);
  for (const peer of silent) assertEquals((await peer.ask("hello"))["status"], "OK");
  assertEquals(faultsIn(server.log.join("\n")), []);
});

/** Asks and reads no reply, until the server takes nothing more: others are answered a hundred times meanwhile. */
async function askWithoutReading(deaf: Peer, request: string, other: Peer): Promise<{ writing: Promise<void> }> {
  const chunk = new TextEncoder().encode(request.repeat(1000));
  const most = 64 * 1024 * 1024; // What the system may hold for both directions, and much more.
  let taken = 0;
  const writing = (async () => {
    while (taken < most) taken += await deaf.conn.write(chunk);
  })().catch(() => {}); // It is cut in the end.
  for (let last = -1; last !== taken && taken < most;) {
    last = taken;
    for (let asked = 0; asked < 100; asked++) assertEquals((await other.ask("hello"))["status"], "OK");
  }
  assert(taken < most, "the server read on");
  return { writing };
}

/** Stops a server and returns its exit code; kills it after a while, so that a failure is one. */
async function stop({ process }: ServerProcess): Promise<number> {
  process.kill("SIGTERM");
  return await exitCode(process);
}

/** Reads until the connection is cut. */
async function drain({ conn }: Peer): Promise<void> {
  const buffer = new Uint8Array(1024 * 1024);
  try {
    while (await within("the end of a connection", conn.read(buffer)) !== null);
  } catch {
    // Reset, since the server had not read all.
  }
}

for (const [what, messages] of [["list", 0], ["inbox", 30]] as const) {
  Deno.test(`who asks for ${what} without end and reads no reply stops itself only, and is closed`, async () => {
    await using server = await startServer({ limits: { writeTimeout: 1000 } });
    using deaf = await server.connect();
    using other = await server.connect();
    const token = await deaf.logIn("izza");
    for (let number = 0; number < messages; number++) await deaf.ask(`send ${token} izza ${"x".repeat(60_000)}`);
    const before = Deno.memoryUsage().rss;
    const { writing } = await askWithoutReading(deaf, `${what} ${token}\n`, other);
    const grown = Deno.memoryUsage().rss - before;
    assert(grown < 128 * 1024 * 1024, `${grown} bytes more`);
    try {
      await logged(other, server.log, "closed"); // Though the peer is still there and has read nothing.
    } finally {
      await drain(deaf); // Neither end can close a connection on which both write and none reads.
      await writing;
    }
    assertEquals(server.log.filter((line) => line.includes("does not read its replies")).length, 1);
    assertEquals(faultsIn(server.log.join("\n")), []);
  });
}

Deno.test("a server that is stopped does not wait for a peer that never reads", async () => {
  using directory = temporaryDirectory();
  const args = ["--port", "0", "--log", "quiet", "--rate", "off", "--data", directory.path];
  await using server = await startProcess(serverProgram(), args);
  using deaf = await connect(server.port);
  using other = await connect(server.port);
  const { writing } = await askWithoutReading(deaf, "hello\n", other);
  assertEquals(await stop(server), 0);
  await writing;
});

Deno.test("a flood of logins on one connection delays only itself", async () => {
  let hashes = 0;
  await using server = await startWrapped({
    wrapPasswords: (passwords) =>
      override(passwords, "verify", (...args) => {
        hashes++;
        return passwords.verify(...args);
      }),
  });
  using flooder = await server.connect();
  using other = await server.connect();
  await flooder.send(`${"x".repeat(3000)}\n` + "auth maya surabaya\n".repeat(3000));
  await flooder.receive();
  while (hashes === 0) await other.ask("hello");
  const before = hashes;
  await other.logIn("izza");
  assertEquals((await other.ask("list"))["messages"].includes("izza"), true);
  assert(hashes - before < 100, `${hashes - before} hashes of the flood came first`);
});

Deno.test("a server that is stopped amid a flood of logins ends in order", async () => {
  using directory = temporaryDirectory();
  const args = ["--port", "0", "--log", "quiet", "--data", directory.path];
  await using server = await startProcess(serverProgram(), args);
  using flooder = await connect(server.port);
  // A long line first, since the server reads more at a time then: more logins than it lets wait for their hash.
  await flooder.send(`${"x".repeat(3000)}\n` + "auth nobody x\n".repeat(4000));
  using other = await connect(server.port);
  const token = await other.logIn("izza"); // By now the flood was read.
  await other.send(`send ${token} izza the last one\n`);
  const stopping = stop(server);
  assertMatch(await other.receive(), /Message Sent/);
  assertEquals(await stopping, 0);
});

Deno.test("thousands of requests at once are each answered, in their order", async () => {
  await using server = await startServer({ hashesInThread: true });
  using peer = await server.connect();
  const token = await peer.logIn("izza");
  const requests = [`send ${token} izza x\n`, "nonsense\r\n", `send ${token} nobody x\n`, "hello \r\n", "list\n"];
  const answers = [/Message Sent/, /\*\*Wrong/, /User is not found/, /"protocol"/, /\["izza"\]/];
  const sending = peer.send(requests.join("").repeat(1000));
  for (let request = 0; request < 5000; request++) assertMatch(await peer.receive(), answers[request % 5]!);
  await sending;
});

Deno.test("a mebibyte without a line end is refused, and the reason arrives", async () => {
  await using server = await startServer({ hashesInThread: true });
  for (const byte of [0x00, 0x0d, 0x20, 0x78, 0xff]) {
    using peer = await server.connect();
    const sending = peer.send(new Uint8Array(1024 * 1024).fill(byte));
    assertMatch(
      await peer.receive(),
      /^\{"status": "ERROR", "message": "The request is longer than 4096 bytes", "code": "line_too_long"\}/,
    );
    await sending;
    assertEquals(await peer.receive(), "");
  }
  assertEquals(faultsIn(server.log.join("\n")), []);
});
