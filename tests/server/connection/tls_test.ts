/**
 * TLS within a server: the same chat, an inbox that survives its connection, peers that speak something else or nothing.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { ChatError } from "../../../lib/chat.ts";
import { openConnection } from "../../../lib/client/connection/connect.ts";
import { tlsReason } from "../../../lib/client/connection/tls.ts";
import { createCertificate } from "../../../lib/server/admin/certificate/certificate.ts";
import { isHttp, Sniffer } from "../../../lib/server/connection/sniff.ts";
import { PROOF_TIMES } from "../../../lib/server/session/inbox_proof.ts";
import { travel } from "../../support/distant_peer.ts";
import { connect, PASSWORD, type Peer, startServer, type TestServer, texts } from "../../support/helpers.ts";
import { until, within } from "../../support/patience.ts";

const keys = await createCertificate({ hosts: ["127.0.0.1", "localhost"] });

/** The start of the first message of a TLS connection: a record of the handshake, version 3.1, 512 bytes. */
const CLIENT_HELLO = new Uint8Array([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]);

function connectTls(server: TestServer): Promise<Peer> {
  return connect(server.tlsPort!, keys.cert);
}

async function sendTo(server: TestServer, receiver: string, ...messages: string[]): Promise<void> {
  using peer = await server.connect();
  const token = await peer.logIn("maya");
  for (const message of messages) await peer.ask(`send ${token} ${receiver} ${message}`);
}

/** A way to the server that can be cut. */
interface Wire extends AsyncDisposable {
  readonly conn: Deno.TlsConn;
  /** The port of this end, as the server sees it. */
  readonly port: number;
  /** Lets so many more bytes through to the client, and then cuts both ends; 0 cuts them now. */
  cutAfter(count: number): void;
  /** Leaves unread what comes to the client from now on; resolves when it begins to come. */
  hold(): Promise<void>;
  /** Resolves when nothing goes through any more. */
  readonly ended: Promise<unknown>;
}

/** Connects by TLS through a wire that can be cut. The server has nothing to say before it is asked again. */
async function connectByWire(server: TestServer): Promise<Wire> {
  const hostname = "127.0.0.1";
  using listener = Deno.listen({ hostname, port: 0 });
  const near = await Deno.connect({ hostname, port: listener.addr.port });
  const far = await listener.accept();
  const up = await Deno.connect({ hostname, port: server.tlsPort! });
  let left = Infinity;
  let held: (() => void) | undefined;
  const cut = () => [far, up].forEach(close);
  async function carry(from: Deno.TcpConn, to: Deno.TcpConn, isDown: boolean): Promise<void> {
    const buffer = new Uint8Array(64 * 1024);
    for (let count: number | null; (count = await from.read(buffer)) !== null;) {
      if (isDown && held !== undefined) return held();
      const part = buffer.subarray(0, isDown ? Math.min(count, left) : count);
      for (let done = 0; done < part.length;) done += await to.write(part.subarray(done));
      if (isDown && (left -= part.length) === 0) return cut();
    }
    await to.closeWrite();
  }
  const ended = Promise.allSettled([carry(far, up, false), carry(up, far, true)]);
  const conn = await Deno.startTls(near, { hostname, caCerts: [keys.cert] });
  await ask(conn, "hello"); // The server's session tickets come before the reply.
  return {
    conn,
    port: up.localAddr.port,
    ended,
    hold: () => new Promise((resolve) => held = resolve),
    cutAfter(count) {
      left = count;
      if (count === 0) cut();
    },
    async [Symbol.asyncDispose]() {
      close(conn);
      await ended;
      cut();
    },
  };
}

function close(conn: Deno.Conn): void {
  try {
    conn.close();
  } catch {
    // Closed before.
  }
}

async function write(conn: Deno.Conn, text: string): Promise<void> {
  await conn.write(new TextEncoder().encode(text));
}

/** Asks and reads the whole reply, which ends in an empty line. */
async function ask(conn: Deno.Conn, request: string): Promise<string> {
  await write(conn, `${request}\r\n`);
  const buffer = new Uint8Array(64 * 1024);
  let reply = "";
  while (!reply.endsWith("\r\n\r\n")) {
    const count = await conn.read(buffer);
    if (count === null) throw new Error("The connection ended early");
    reply += new TextDecoder().decode(buffer.subarray(0, count));
  }
  return reply;
}

/** Resolves when the log has such a line; the requests of a peer let the server go on. */
async function logged(server: TestServer, pattern: RegExp): Promise<string> {
  using peer = await server.connect();
  let line: string | undefined;
  await until(async () => {
    await peer.ask("hello");
    return (line = server.log.find((line) => pattern.test(line))) !== undefined;
  }, () => `the log has ${pattern}; it ends with\n${server.log.slice(-20).join("\n")}`);
  return line!;
}

/** What izza has unread when the server is done with the connection from `port`. */
async function unreadAfter(server: TestServer, port: number, token: string): Promise<string[]> {
  await logged(server, new RegExp(`connection of 127\\.0\\.0\\.1:${port} `));
  using peer = await server.connect();
  const { maya = [] } = texts(await peer.ask(`inbox ${token}`));
  peer.conn.close();
  return maya;
}

Deno.test("one chat on both ports: who comes by TLS and who comes without see and read each other", async () => {
  await using server = await startServer({ keys });
  using izza = await connectTls(server);
  using maya = await server.connect();
  const token = await izza.logIn("izza");
  const plain = await maya.logIn("maya");
  assertEquals((await izza.ask("list"))["messages"], ["izza", "maya"]);
  assertEquals((await izza.ask(`send ${token} maya hai ${"x".repeat(60_000)}`))["message"], "Message Sent");
  assertEquals((await maya.ask(`send ${plain} izza apa kabar?`))["message"], "Message Sent");
  assertEquals(texts(await izza.ask(`inbox ${token}`)), { maya: ["apa kabar?"] });
  assertEquals(texts(await maya.ask(`inbox ${plain}`))["izza"]?.[0]?.length, 60_004);
});

Deno.test("many requests in one write over TLS are answered in order, and a large inbox comes whole", async () => {
  await using server = await startServer({ keys });
  using peer = await connectTls(server);
  const token = await peer.logIn("izza");
  const numbers = Array.from({ length: 200 }, (_, i) => `${i}:${"x".repeat(9000)}`);
  const sending = peer.send(numbers.map((text) => `send ${token} izza ${text}\n`).join(""));
  for (const _ of numbers) assertMatch(await peer.receive(), /Message Sent/);
  await sending;
  assertEquals(texts(await peer.ask(`inbox ${token}`))["izza"], numbers);
});

Deno.test("a client that trusts another certificate does not connect, and the server logs it as no fault", async () => {
  await using server = await startServer({ keys });
  const other = await createCertificate({ hosts: ["127.0.0.2"] });
  await assertRejects(async () => {
    using peer = await connect(server.tlsPort!, other.cert);
    await peer.ask("hello");
  }, Deno.errors.InvalidData);
  assertMatch(await logged(server, /TLS with/), /TLS with 127\.0\.0\.1:\d+ failed: received fatal alert/);
});

Deno.test("a client says that a certificate is for another name, and for which ones", async () => {
  const elsewhere = await createCertificate({ hosts: ["10.0.0.1", "chat.example"] });
  await using server = await startServer({ keys: elsewhere });
  const address = { host: "127.0.0.1", port: server.tlsPort! };
  await assertRejects(
    () => openConnection(address, { tls: { caCerts: [elsewhere.cert] } }),
    ChatError,
    `Cannot connect to 127.0.0.1:${address.port}: its certificate is for another name: 10.0.0.1 or chat.example`,
  );
});

Deno.test("a client gives up on a port that takes connections and says nothing", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  await assertRejects(
    () => openConnection({ host: "127.0.0.1", port }, { tls: {}, timeout: 100 }),
    ChatError,
    `Cannot connect to 127.0.0.1:${port}: no answer within 0.1 s`,
  );
});

Deno.test(
  "what Deno says of an authority's certificate and of the time is put in words",
  { permissions: "none" },
  () => {
    const invalid = (what: string) => tlsReason(new Error(`invalid peer certificate: ${what}`));
    assertMatch(
      invalid("Other(OtherError(CaUsedAsEndEntity))")!,
      /^its certificate is an authority's and not a server's/,
    );
    assertEquals(invalid("certificate expired: verification time 2 (UNIX), but"), "its certificate has expired");
    assertEquals(invalid("certificate not valid yet: verification time 1"), "its certificate is not valid yet");
    assertEquals(tlsReason(new Error("Connection reset by peer")), undefined);
  },
);

Deno.test("an inbox whose TLS connection was cut at any byte of the reply, or after it, comes again", async () => {
  await using server = await startServer({ keys });
  using owner = await server.connect();
  const token = await owner.logIn("izza");
  await sendTo(server, "izza", "first", "second");
  await using probe = await connectByWire(server);
  // A record of TLS 1.3 is 22 bytes longer: its header, the type, the seal.
  const size = (await ask(probe.conn, `inbox ${token}`)).length + 22;
  probe.cutAfter(0);

  async function cutAt(count: number): Promise<void> {
    await using wire = await connectByWire(server);
    wire.cutAfter(count);
    await ask(wire.conn, `inbox ${token}`).catch(() => {}); // Whole only if the cut comes right behind it.
    wire.cutAfter(0);
    await wire.ended;
  }
  const cuts = Array.from({ length: size }, (_, index) => index + 1);
  while (cuts.length > 0) await Promise.all(cuts.splice(0, 32).map(cutAt));
  await using last = await connectByWire(server);
  assertMatch(await ask(last.conn, `inbox ${token}`), /"first".*"second"/);
  close(last.conn);
  assertEquals(await unreadAfter(server, last.port, token), []);
});

Deno.test("a TLS client that reads to its end and closes has read its inbox", async () => {
  await using server = await startServer({ keys });
  using owner = await server.connect();
  const token = await owner.logIn("izza");
  await sendTo(server, "izza", "one");
  await using wire = await connectByWire(server);
  await write(wire.conn, `inbox ${token}\r\n`);
  const buffer = new Uint8Array(4096);
  assert((await wire.conn.read(buffer))! > 0);
  await wire.conn.closeWrite(); // As `openssl s_client` does it.
  assertEquals(await wire.conn.read(buffer), null);
  assertEquals(await unreadAfter(server, wire.port, token), []);
});

Deno.test("a TLS client with a connection for each command gets each message once", async () => {
  await using server = await startServer({ keys });
  using owner = await server.connect();
  const token = await owner.logIn("maya");
  for (const text of ["one", "two", "three"]) {
    await owner.ask(`send ${token} maya ${text}`);
    using peer = await connectTls(server);
    assertEquals(texts(await peer.ask(`inbox ${token}`)), { maya: [text] });
    const { port } = peer.conn.localAddr as Deno.NetAddr;
    peer.conn.close();
    assertEquals(await unreadAfter(server, port, token), []);
  }
});

Deno.test("a TLS client that closes in order without reading leaves its inbox unread", async () => {
  await using server = await startServer({ keys });
  using owner = await server.connect();
  const token = await owner.logIn("izza");
  await sendTo(server, "izza", "one");
  using peer = await connectTls(server);
  await peer.ask("hello");
  await peer.send(`inbox ${token}\r\n`);
  const { port } = peer.conn.localAddr as Deno.NetAddr;
  peer.conn.close(); // It announces its end; its system resets the connection 100 ms later.
  assertEquals(await unreadAfter(server, port, token), ["one"]);
});

Deno.test("a TLS client whose system resets the connection half a second after its end leaves its inbox unread", async () => {
  await using server = await startServer({ keys, level: "wire", limits: { proof: PROOF_TIMES } });
  using owner = await server.connect();
  const token = await owner.logIn("izza");
  await owner.ask(`send ${token} izza one`);
  await using wire = await connectByWire(server);
  const isHeld = wire.hold();
  await write(wire.conn, "hello\r\n");
  await isHeld;
  await write(wire.conn, `inbox ${token}\r\n`);
  await logged(server, new RegExp(`reply to client 127\\.0\\.0\\.1:${wire.port} .*"msg": "one"`));
  await wire.conn.closeWrite();
  await travel(500);
  wire.cutAfter(0);
  await logged(server, new RegExp(`connection of 127\\.0\\.0\\.1:${wire.port} `));
  assertEquals(texts(await owner.ask(`inbox ${token}`)), { izza: ["one"] });
});

Deno.test("a peer that says nothing on the TLS port holds nobody up and is gone after the time for a login", async () => {
  await using server = await startServer({ keys, limits: { loginTimeout: 300 } });
  using silent = await connect(server.tlsPort!);
  using halting = await connect(server.tlsPort!);
  await halting.send(CLIENT_HELLO);
  using peer = await connectTls(server);
  await peer.logIn("izza");
  assertEquals([await silent.receive(), await halting.receive()], ["", ""]);
  assertEquals((await peer.ask("list"))["messages"], ["izza"]);
});

Deno.test("a server stops at once, whatever peers of its TLS port wait for", async () => {
  const server = await startServer({ keys });
  using silent = await connect(server.tlsPort!);
  using halting = await connect(server.tlsPort!);
  using peer = await connectTls(server);
  await halting.send(CLIENT_HELLO);
  const token = await peer.logIn("izza");
  await peer.send(`send ${token} izza the last one\r\n`);
  await server[Symbol.asyncDispose]();
  assertMatch(await peer.receive(), /Message Sent/);
  assertEquals([await peer.receive(), await silent.receive(), await halting.receive()], ["", "", ""]);
});

Deno.test("plain bytes on the TLS port are told so in plain, without a fault", async () => {
  await using server = await startServer({ keys });
  for (const text of [`auth izza ${PASSWORD}\r\n`, "GET / HTTP/1.1\r\n\r\n", "\n", "\0".repeat(100_000)]) {
    using peer = await connect(server.tlsPort!);
    await peer.send(text).catch(() => {}); // It may be refused before all of it is out.
    const message = `This port takes TLS (ngobrol --tls); without it, port ${server.port}`;
    assertEquals(JSON.parse(await peer.receive())["message"], message);
    assertEquals(await peer.receive(), "");
  }
  await logged(server, /TLS with .* failed: the peer speaks no TLS/);
  using peer = await connectTls(server);
  await peer.logIn("izza");
  assert(!server.log.some((line) => /\n\s+at /.test(line)), server.log.join("\n"));
});

Deno.test("a peer that is sent away from the TLS port is told why", async () => {
  await using server = await startServer({ keys, limits: { connections: 2 } });
  using first = await connectTls(server);
  await first.logIn("izza");
  using idle = await connectTls(server);
  await idle.ask("hello");
  using second = await connectTls(server);
  await second.logIn("maya");
  assertMatch(await idle.receive(), /The server is full, and you have said nothing for longest; try again/);
  assertEquals(await idle.receive(), "");
  using late = await connectTls(server);
  assertMatch(await late.receive(), /Server is full: it has 2 connections/);
  assertEquals(await late.receive(), "");
});

Deno.test("who makes a handshake and does not log in is told so in the end", async () => {
  await using server = await startServer({ keys, limits: { loginTimeout: 300 } });
  using silent = await connectTls(server);
  assertMatch(await silent.receive(), /No login within 0\.3 s/);
  assertEquals(await silent.receive(), "");
});

Deno.test("TLS and HTTP on the plain port are told what is wrong, in one error and a close", async () => {
  await using both = await startServer({ keys });
  await using plain = await startServer();
  const cases: [server: TestServer, first: string | Uint8Array, message: string][] = [
    [both, CLIENT_HELLO, `This is the plain port: TLS is on port ${both.tlsPort}`],
    [plain, CLIENT_HELLO, "TLS is not enabled on this server"],
    [plain, "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "This is a chat server, not a web server"],
    [plain, "OPTIONS * HTTP/1.0\n", "This is a chat server, not a web server"],
    [plain, "hello\nPOST /a?b=c HTTP/1.1\r\n", "This is a chat server, not a web server"],
  ];
  for (const [server, first, message] of cases) {
    const bytes = typeof first === "string" ? new TextEncoder().encode(first) : first;
    for (let cut = 0; cut < Math.min(bytes.length, 20); cut++) {
      using peer = await server.connect();
      await peer.send(bytes.subarray(0, cut));
      await peer.send(bytes.subarray(cut));
      let reply = await peer.receive();
      if (reply.includes("ngobrol")) reply = await peer.receive();
      assertEquals(JSON.parse(reply), { status: "ERROR", message, code: "wrong_service" });
      assertEquals(await peer.receive(), "");
    }
  }
});

Deno.test("a client gets a clear answer in plain from a port that it called by TLS", async () => {
  await using server = await startServer();
  using conn = await Deno.connectTls({ hostname: "127.0.0.1", port: server.port });
  await assertRejects(() => conn.handshake(), Deno.errors.InvalidData, "InvalidContentType");
});

Deno.test("what only looks like HTTP or TLS is none: a message, a word in capitals, a control character", async () => {
  await using server = await startServer();
  using peer = await server.connect();
  const token = await peer.logIn("izza");
  using other = await server.connect();
  const texts = ["GET / HTTP/1.1", "\x16\x03"];
  assertEquals((await other.ask(`send ${token} maya ${texts[0]}`))["message"], "Message Sent");
  assertEquals((await other.ask("GET / HTTP/1.1"))["message"], "**Wrong protocol");
  for (const line of ["GET /", "get / HTTP/1.1", "\x16", "\x16\x16\x03", "x\x16\x03"]) {
    using stranger = await server.connect();
    assertEquals((await stranger.ask(line))["status"], "ERROR");
    assertEquals((await stranger.ask("hello"))["status"], "OK", line);
  }
});

Deno.test("a TLS handshake is known by its first two bytes, however they come", { permissions: "none" }, () => {
  const isTls = (...chunks: number[][]) => {
    const sniffer = new Sniffer();
    return chunks.map((chunk) => sniffer.isTls(new Uint8Array(chunk)));
  };
  assertEquals(isTls([0x16, 3, 1], [0x16, 3]), [true, false]);
  assertEquals(isTls([0x16], [], [3], [0x16, 3]), [false, false, true, false]);
  assertEquals(isTls([0x16], [0x16, 3]), [false, false]);
  assertEquals(isTls([0x15, 0x16, 3], [0x16, 3]), [false, false]);
  assertEquals(["PRI * HTTP/2.0", "GET / HTTP/1.1x", "list HTTP/1.1", "send a b HTTP/1.1"].map(isHttp), [
    true,
    false,
    false,
    false,
  ]);
});

// The last one, and without the sanitizer: Deno ends a write that waits for a peer only when that peer is gone, and here
// both ends wait.
Deno.test("a peer that does not read its replies over TLS is closed, and a stop does not wait for it", {
  sanitizeOps: false,
}, async () => {
  const server = await startServer({ keys, limits: { writeTimeout: 200 } });
  using peer = await connectTls(server);
  using other = await connectTls(server);
  const token = await peer.logIn("izza");
  for (let message = 0; message < 30; message++) await peer.ask(`send ${token} izza ${"x".repeat(60_000)}`);
  // 70 MB, which nobody reads; and more requests than the way to the server holds.
  void peer.send(`inbox ${token}\n`.repeat(200_000)).catch(() => {});
  await other.logIn("maya");
  const { port } = peer.conn.localAddr as Deno.NetAddr;
  await logged(server, new RegExp(`127\\.0\\.0\\.1:${port} \\(izza\\) does not read its replies`));
  await logged(server, new RegExp(`connection of 127\\.0\\.0\\.1:${port} `));
  assertEquals((await other.ask("list"))["status"], "OK");
  await within("the stop of the server", Promise.resolve(server[Symbol.asyncDispose]()));
});
