/**
 * What one peer may expect: the wire rules of the design, each with a test, and the life of a login.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { ChatError, PROTOCOL_LIMITS } from "../../../lib/chat.ts";
import type { Store } from "../../../lib/store/store.ts";
import { COMMANDS } from "../../../lib/wire/command.ts";
import { PASSWORD, startServer, texts } from "../../support/helpers.ts";
import { Gate, override, startWrapped } from "../../support/wrapped_server.ts";
import { TestClocks } from "../../support/virtual_time.ts";

const SENT = '{"status": "OK", "message": "Message Sent"}\r\n\r\n';

Deno.test("rule 1: a reply is pure ASCII, whatever a message holds", async () => {
  await using server = await startServer();
  using peer = await server.connect();
  const token = await peer.logIn("izza");
  const text = 'ä € 😀 e\u0301 \u202e \ufeff "\\/" \t <>&';
  await peer.ask(`send ${token} izza ${text}`);
  await peer.send(`inbox ${token}\r\n`);
  const reply = await peer.receive();
  assertMatch(reply, /^[\x20-\x7e]+\r\n\r\n$/);
  assertEquals(texts(JSON.parse(reply)), { izza: [text] });
});

Deno.test("rule 2: a peer that asks nothing gets nothing, not even when a message comes for it", async () => {
  await using server = await startServer();
  using reader = await server.connect();
  using writer = await server.connect();
  await reader.logIn("izza");
  const token = await writer.logIn("maya");
  await writer.ask(`send ${token} izza hi`);
  // Anything unasked would come before this.
  assertEquals((await reader.ask("list"))["messages"], ["izza", "maya"]);
});

Deno.test("rule 3: an error has a message; the list and the logout stand under every name that clients read", async () => {
  await using server = await startServer();
  using peer = await server.connect();
  const token = await peer.logIn("izza");
  const list = COMMANDS.find(({ name }) => name === "list")!;
  for (const name of [list.name, ...list.aliases]) {
    for (const request of [name, `${name} ${token}`]) {
      const reply = await peer.ask(request);
      for (const key of ["messages", "message", "user", "active"]) assertEquals(reply[key], ["izza"], request);
    }
  }
  const commands = `Commands: ${COMMANDS.map(({ name }) => name).join(", ")}`;
  assertEquals(await peer.ask("nonsense"), {
    status: "ERROR",
    message: "**Wrong protocol",
    code: "unknown_command",
    hint: commands,
  });
  const out = { messages: "Logged out", message: "Logged out", username: "", tokenid: "" };
  assertEquals(await peer.ask("logout"), { status: "OK", ...out });
});

Deno.test("a command needs a login where its table says so, and else none", async () => {
  await using server = await startServer();
  const [id, token] = [crypto.randomUUID(), crypto.randomUUID()];
  const values: Record<string, string> = {
    token,
    user: "izza",
    text: "hi",
    id,
    key: id,
    password: "no",
    group: "kelas",
    minutes: "5",
    old: "no",
    code: "x",
    account: "x y",
    ...{
      file: "a.txt",
      data: "aGk=",
      size: "2",
      offset: "0",
      sha256: "0".repeat(64),
      content: "none",
      how: "split",
      amount: "9",
    },
  };
  for (const { name, needs, parameters } of COMMANDS) {
    using peer = await server.connect();
    const words = parameters.filter(({ named }) => !named).map(({ name, form }) =>
      name === "id" && form === "number" ? "1" : values[name]!
    );
    const { code } = await peer.ask([name, ...words].join(" "));
    assertEquals(code === "no_login", needs !== "nothing", name);
  }
});

Deno.test("rule 4: white space around a request and before a text does not count, an empty parameter does", async () => {
  await using server = await startServer();
  using peer = await server.connect();
  const token = (await peer.ask(`auth maya ${PASSWORD} `))["tokenid"];
  await peer.ask(`send ${token} maya  two  inside  `);
  assertEquals(texts(await peer.ask(`inbox ${token} \t`)), { maya: ["two  inside"] });
  for (
    const request of [`auth  maya ${PASSWORD}`, `auth maya  ${PASSWORD}`, `inbox  ${token}`, `send ${token}  maya x`]
  ) {
    assertEquals((await peer.ask(request))["message"], "--Wrong protocol", request);
  }
  assertEquals((await peer.ask(`AUTH maya ${PASSWORD}`))["message"], "**Wrong protocol");
});

Deno.test("rule 5: a bare LF ends a request, and segments are no requests", async () => {
  await using server = await startServer();
  using peer = await server.connect();
  const token = await peer.logIn("maya");
  await peer.send(`send ${token} maya one\nsend ${token} maya two\r\n\nsend ${token} maya three\r\n`);
  assertEquals([await peer.receive(), await peer.receive()], [SENT, SENT]);
  assertMatch(await peer.receive(), /\*\*Wrong protocol/); // The empty line.
  assertEquals(await peer.receive(), SENT);
  for (const byte of `inbox ${token}\r\n`) await peer.send(byte);
  assertEquals(texts(JSON.parse(await peer.receive())), { maya: ["one", "two", "three"] });
});

Deno.test("rule 6: a connection is not closed without a reply that says why", async () => {
  await using server = await startServer({ limits: { loginTimeout: 30 } });
  using silent = await server.connect();
  assertEquals(
    await silent.receive(),
    '{"status": "ERROR", "message": "No login within 0.03 s", "code": "login_timeout"}\r\n\r\n',
  );
  assertEquals(await silent.receive(), "");
  await using patient = await startServer();
  using endless = await patient.connect();
  await endless.send("x".repeat(PROTOCOL_LIMITS.lineBeforeLogin + 2));
  assertMatch(await endless.receive(), /longer than 4096 bytes/);
  assertEquals(await endless.receive(), "");
});

Deno.test("rule 7: a token works on any connection, a user may be logged in twice, a bare logout ends its own login", async () => {
  await using server = await startServer();
  using first = await server.connect();
  using second = await server.connect();
  using third = await server.connect();
  const one = await first.logIn("maya");
  const two = await second.logIn("maya");
  assertEquals((await third.ask(`send ${one} maya from a third`))["status"], "OK");
  assertEquals((await third.ask("logout"))["message"], "Cannot find the information");
  assertEquals((await second.ask(`list ${one}`))["messages"], ["maya"]);
  assertEquals((await second.ask("logout"))["status"], "OK");
  assertEquals((await third.ask(`inbox ${two}`))["message"], "Cannot find the information");
  assertEquals(texts(await third.ask(`inbox ${one}`)), { maya: ["from a third"] });
  assertEquals((await second.ask("list"))["message"], "Cannot find the information");
});

Deno.test("rule 8: a reply may have more keys than an old client knows, but never lacks those that it reads", async () => {
  await using server = await startServer();
  using peer = await server.connect();
  const token = await peer.logIn("izza");
  await peer.ask(`send ${token} izza hi`);
  const [message] = (await peer.ask(`inbox ${token}`))["messages"]["izza"];
  assertEquals(message["msg_from"], "Rahmadani Izzatul");
  assertEquals(message["msg_to"], "Rahmadani Izzatul");
  assertEquals(message["msg"], "hi");
});

Deno.test("replies come in the order of the requests, though some wait for the disk", async () => {
  await using server = await startServer();
  using peer = await server.connect();
  const token = await peer.logIn("izza");
  const requests = [
    `send ${token} izza 1`,
    "nonsense",
    `send ${token} iis 2`,
    `send ${token} izza 3`,
    `inbox ${token}`,
  ];
  await peer.send(requests.map((request) => `${request}\n`).join(""));
  assertEquals(await peer.receive(), SENT);
  assertMatch(await peer.receive(), /\*\*Wrong/);
  assertMatch(await peer.receive(), /User is not found/);
  assertEquals(await peer.receive(), SENT);
  assertEquals(texts(JSON.parse(await peer.receive())), { izza: ["1", "3"] });
});

Deno.test("of the replies that one commit holds back, those that hoped for it become its error, and no other", async () => {
  const gate = new Gate();
  let done: Promise<void> | undefined;
  await using server = await startWrapped({
    wrapStore: (store) =>
      override(
        store,
        "addMessage",
        () =>
          done ??= gate.pass().then(() => {
            throw new ChatError("Cannot store the message: the disk is full", { code: "store_failed" });
          }),
      ),
  });
  using peer = await server.connect();
  const token = await peer.logIn("maya");
  // More than once: a connection reads little at first, and more when much comes.
  const requests = ["izza 1", "iis 2", "izza 3", "izza 4"].map((words) => `send ${token} ${words}\n`).join("");
  await peer.send(requests.repeat(4) + "list\n");
  await gate.entered;
  gate.open();
  const full = "Cannot store the message: the disk is full";
  for (const message of Array(4).fill([full, "User is not found", full, full]).flat()) {
    const code = message === full ? "store_failed" : "no_user";
    assertEquals(JSON.parse(await peer.receive()), { status: "ERROR", message, code });
  }
  assertEquals(JSON.parse(await peer.receive())["messages"], ["maya"]);
});

Deno.test("what is not UTF-8 and what has control characters is refused, and the connection lives on", async () => {
  await using server = await startServer();
  using peer = await server.connect();
  const token = await peer.logIn("izza");
  await peer.send(new Uint8Array([...new TextEncoder().encode(`send ${token} izza `), 0xff, 0xfe, 0x0a]));
  assertMatch(await peer.receive(), /not valid UTF-8/);
  for (const character of ["\0", "\x1b", "\x07", "\x7f", "\u009b", "\r"]) {
    assertEquals(
      (await peer.ask(`send ${token} izza a${character}b`))["message"],
      "Control characters are not allowed",
    );
  }
  assertEquals((await peer.ask(`inbox ${token}`))["messages"], {});
});

Deno.test("the limit of a line grows with a login, also within one segment, and with a token that is shown", async () => {
  await using server = await startServer();
  using peer = await server.connect();
  const long = "x".repeat(60_000);
  const token = await peer.logIn("izza");
  assertEquals((await peer.ask(`send ${token} izza ${long}`))["status"], "OK");
  using other = await server.connect();
  await other.send(`list ${token}\nsend ${token} izza ${long}\n`);
  assertMatch(await other.receive(), /OK/);
  assertEquals(await other.receive(), SENT);
  assertEquals(
    (await peer.ask(`send ${token} izza ${"x".repeat(PROTOCOL_LIMITS.line)}`))["message"],
    "The request is longer than 65536 bytes",
  );
});

Deno.test("an active user is one with an open connection or a recent use, until the logout", async () => {
  const clocks = new TestClocks();
  await using server = await startServer({ clocks });
  using peer = await server.connect();
  await peer.logIn("maya");
  using guest = await server.connect();
  const token = await guest.logIn("izza");
  guest[Symbol.dispose]();
  assertEquals((await peer.ask("list"))["messages"], ["izza", "maya"]);
  clocks.pass(PROTOCOL_LIMITS.activeFor + 1);
  assertEquals((await peer.ask("list"))["messages"], ["maya"]);
  using again = await server.connect();
  await again.ask(`inbox ${token}`);
  assertEquals((await peer.ask("list"))["messages"], ["izza", "maya"]);
  await again.ask(`logout ${token}`);
  assertEquals((await peer.ask("list"))["messages"], ["maya"]);
});

Deno.test("a token dies after 12 hours without use, and not before", async () => {
  const clocks = new TestClocks();
  await using server = await startServer({ clocks });
  using peer = await server.connect();
  const token = await peer.logIn("maya");
  clocks.pass(PROTOCOL_LIMITS.loginIdle);
  assertEquals((await peer.ask(`list ${token}`))["status"], "OK");
  clocks.pass(PROTOCOL_LIMITS.loginIdle + 1);
  assertEquals((await peer.ask(`list ${token}`))["message"], "Cannot find the information");
  assertEquals((await peer.ask("list"))["message"], "Cannot find the information");
});

for (const next of ["login", "logout"]) {
  Deno.test(`a logout that the disk did not take is stored with the next ${next}, and holds meanwhile`, async () => {
    let isFull = false;
    let kept: Store | undefined;
    await using server = await startWrapped({
      wrapStore: (store) =>
        override(kept = store, "removeLogin", async (tokenHash) => {
          if (isFull) throw new ChatError("Cannot store the logout: the disk is full");
          await store.removeLogin(tokenHash);
        }),
    });
    const count = async () => (await kept!.logins(0, PROTOCOL_LIMITS.logins)).length;
    using maya = await server.connect();
    using izza = await server.connect();
    const token = await maya.logIn("maya");
    await izza.logIn("izza");
    isFull = true;
    assertEquals((await maya.ask("logout"))["message"], "Cannot store the logout: the disk is full");
    assertEquals((await izza.ask(`list ${token}`))["message"], "Cannot find the information");
    assertEquals(await count(), 2);
    isFull = false;
    if (next === "login") await izza.logIn("nania");
    else await izza.ask("logout");
    assertEquals(await count(), next === "login" ? 2 : 0);
  });
}

Deno.test("no password and no token is in the log at any level", async () => {
  await using server = await startServer({ level: "wire" });
  using peer = await server.connect();
  const token = await peer.logIn("maya");
  const requests = [
    `send ${token} maya my token is ${token}`,
    `inbox ${token}`,
    `Auth maya ${PASSWORD}`,
    `auth  ${PASSWORD}`,
    PASSWORD,
    `logi maya ${PASSWORD}`,
    `auth maya ${PASSWORD} ${PASSWORD}`,
    `logout ${token}`,
  ];
  for (const request of requests) await peer.ask(request);
  const log = server.log.join("\n");
  assert(log.includes("data from client") && log.includes("reply to client") && log.includes("connection from"));
  assert(!log.includes(PASSWORD) && !log.includes(token), log);
});

Deno.test("a request whose end does not come is not carried out, and the peer is told", async () => {
  await using server = await startServer();
  using peer = await server.connect();
  const token = await peer.logIn("izza");
  await peer.send(`send ${token} izza cut of`);
  await peer.conn.closeWrite();
  assertMatch(await peer.receive(), /Incomplete request/);
  assertEquals(await peer.receive(), "");
  using other = await server.connect();
  assertEquals((await other.ask(`inbox ${token}`))["messages"], {});
});
