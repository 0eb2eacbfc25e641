/** The client's end of the protocol, against servers that answer as legacy ones do, or worse. @module */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { ChatError, type Reply } from "../../lib/chat.ts";
import { answerLines } from "../../lib/client/session/results.ts";
import { Connection, LostError } from "../../lib/client/connection/connection.ts";
import { Remote, type RemoteOptions } from "../../lib/client/connection/remote.ts";
import { ReplyDecoder } from "../../lib/client/connection/reply_decoder.ts";
import { Session } from "../../lib/client/session/session.ts";
import { type FakeServer, readRequest, startFake, startOldServer, write } from "../support/legacy_server.ts";
import { until } from "../support/patience.ts";

const LIST = '{"status": "OK", "messages": ["maya", "izza"]}';
const SENT = '{"status": "OK", "message": "Message Sent"}';
const TOKEN = "11111111-1111-4111-8111-111111111111";
const LOGIN = `{"status": "OK", "tokenid": "${TOKEN}"}`;
const NO_LOGIN = '{"status": "ERROR", "message": "Cannot find the information"}';
const ACTIVE: Reply = { kind: "active", users: ["maya", "izza"] };

/** A server that answers the requests of each connection with the replies that are given for it, and then closes it. */
function startScripted(...script: readonly (readonly string[])[]): FakeServer & { readonly requests: string[] } {
  const requests: string[] = [];
  const server = startFake(async (conn, number) => {
    for (const reply of script[number] ?? []) {
      const request = await readRequest(conn);
      if (request === undefined) return;
      requests.push(`${number}: ${request.trim()}`);
      await write(conn, reply === "" ? "" : `${reply}\r\n\r\n`);
    }
  });
  return { ...server, requests };
}

async function connected(server: FakeServer, options: RemoteOptions = {}): Promise<Remote> {
  const remote = new Remote(server, options);
  await remote.connect();
  return remote;
}

/** A session, the lines that show its answers, and what it has to say besides. */
function use(remote: Remote) {
  const notices: string[] = [];
  const session = new Session(remote, { notice: (message) => notices.push(message) });
  const run = async (...asked: Parameters<Session["run"]>) => answerLines(await session.run(...asked), "data")[0]!;
  return { session, notices, run };
}

const AUTH = { kind: "auth", user: "maya", password: "surabaya" } as const;
const SEND = { kind: "send", user: "izza", text: "hallo izza" } as const;

Deno.test("a reply is whole wherever it was cut", { permissions: "none" }, () => {
  const bytes = new TextEncoder().encode(`{"a": "é\\r\\n\r\n\r"}\r\r\n\r\n${LIST}\r\n\r\n\r\n`);
  const replies = ['{"a": "é\\r\\n\r\n\r"}\r', LIST];
  for (let cut = 0; cut <= bytes.length; cut++) {
    const decoder = new ReplyDecoder();
    assertEquals([...decoder.push(bytes.subarray(0, cut)), ...decoder.push(bytes.subarray(cut))], replies);
    assert(!decoder.isInside);
  }
  const decoder = new ReplyDecoder();
  assertEquals(Array.from(bytes).flatMap((byte) => decoder.push(new Uint8Array([byte]))), replies);
});

Deno.test("a reply that has no end is given up at the limit", { permissions: "none" }, () => {
  const decoder = new ReplyDecoder({ limit: 10 });
  assertEquals(decoder.push(new TextEncoder().encode("123456\r\n\r\n")), ["123456"]);
  decoder.push(new TextEncoder().encode("1234567890"));
  try {
    decoder.push(new TextEncoder().encode("1"));
  } catch (error) {
    return assert(error instanceof ChatError);
  }
  throw new Error("The limit does not hold");
});

Deno.test("a reply is understood wherever the network cuts it", async () => {
  const whole = `${LIST}\r\n\r\n`;
  await using server = startFake(async (conn) => {
    for (let cut = 1; cut < whole.length; cut++) {
      await readRequest(conn);
      await write(conn, whole.slice(0, cut));
      await write(conn, whole.slice(cut));
    }
  });
  await using remote = await connected(server);
  for (let cut = 1; cut < whole.length; cut++) {
    assertEquals(await remote.request({ name: "list" }), { reply: ACTIVE, json: LIST });
  }
});

Deno.test("a request waits for the reply to the one before", async () => {
  await using server = startOldServer();
  await using remote = await connected(server);
  const replies = await Promise.all(Array.from({ length: 20 }, () => remote.request({ name: "list" })));
  // Two that arrive together get one error.
  assertEquals(replies.map(({ reply }) => reply.kind), Array(20).fill("active"));
  assertEquals(server.requests, Array(20).fill("list\r\n"));
});

Deno.test("a chat with an old server reads as the document shows it", async () => {
  await using server = startOldServer();
  await using mine = await connected(server);
  await using theirs = await connected(server);
  const maya = use(mine);
  const izza = use(theirs);
  assertEquals(await maya.session.hello(), undefined);
  assertEquals(await maya.run({ kind: "list" }), "Error, not authorized");
  assertEquals(await maya.run({ ...AUTH, user: "iis" }), "Error, User is not found");
  assertEquals(await maya.run({ ...AUTH, password: "keputih" }), "Error, Wrong password");
  assert((await maya.run(AUTH)).startsWith("username maya logged in, token "));
  await izza.run({ ...AUTH, user: "izza" });
  assertEquals(await maya.run({ kind: "list" }), '["maya", "izza"]');
  assertEquals(await maya.run(SEND), "message sent to izza");
  assertEquals(await maya.run({ ...SEND, user: "iis" }), "Error, User is not found");
  assertEquals(
    await izza.run({ kind: "inbox" }),
    '{"maya": [{"msg_from": "Kholishotul Amaliah", "msg_to": "Rahmadani Izzatul", "msg": " hallo izza\\r\\n"}]}',
  );
  assertEquals(await izza.run({ kind: "logout" }), '"Logged out"');
  assertEquals(await izza.run({ kind: "inbox" }), "Error, not authorized");
  assertEquals(await maya.run({ kind: "list" }), '["maya"]');
  assertEquals(await maya.session.activeUsers(), ["maya"]);
  assertEquals((await maya.session.leave())?.kind, "reply");
  assertEquals([...maya.notices, ...izza.notices], []);
});

Deno.test("a server that hangs is given up with a clear error, and the next command goes over a new connection", async () => {
  const { promise: hanging, resolve: release } = Promise.withResolvers<void>();
  await using slow = startFake(async (conn, number) => {
    await readRequest(conn);
    if (number === 0) await hanging;
    await write(conn, `${LIST}\r\n\r\n`);
  });
  await using remote = await connected(slow, { timeout: 1_000 });
  const error = await assertRejects(() => remote.request({ name: "list" }), LostError);
  assertEquals(error.message, `No reply from ${remote.address} within 1 s; the connection was dropped`);
  assertEquals(remote.isConnected, false);
  assertEquals(await remote.connect(), true);
  assertEquals((await remote.request({ name: "list" })).reply, ACTIVE);
  release();
});

Deno.test("the time that a reply may take starts anew with each part of it", { permissions: "none" }, async () => {
  const parts = Array.from(`${LIST}\r\n\r\n`, (character) => new TextEncoder().encode(character));
  const { promise: isAsked, resolve: ask } = Promise.withResolvers<void>();
  const conn = {
    async read(buffer: Uint8Array) {
      await isAsked;
      const part = parts.shift();
      if (part === undefined) return null;
      buffer.set(part);
      return part.length;
    },
    write: (bytes: Uint8Array) => Promise.resolve(bytes.length).finally(ask),
    close() {},
  };
  using timers = countTimers();
  const count = parts.length;
  assertEquals(await new Connection(conn, { host: "127.0.0.1", port: 1 }).exchange("list\r\n"), LIST);
  assertEquals([timers.started, timers.running], [count, 0]);
});

Deno.test("a message whose reply was lost is not sent again, and the client says what it does not know", async () => {
  await using server = startScripted([LOGIN, ""], [LIST, SENT]);
  await using remote = await connected(server);
  const { run, notices } = use(remote);
  await run(AUTH);
  assertEquals(
    await run(SEND),
    `Error, The connection to ${remote.address} was lost; it is not known whether the message was sent`,
  );
  assertEquals(server.requests.length, 2);
  assertEquals(await run(SEND), "message sent to izza");
  assertEquals(notices, [`The connection was lost; connected again to ${remote.address}`]);
  // The token comes first: a server may take no long line before it.
  assertEquals(server.requests.slice(2), [`1: list ${TOKEN}`, `1: send ${TOKEN} izza hallo izza`]);
});

Deno.test("a request that does no harm twice is asked again over a new connection", async () => {
  await using server = startScripted([LOGIN, ""], [LIST, LIST]);
  await using remote = await connected(server);
  const { run, notices } = use(remote);
  await run(AUTH);
  assertEquals(await run({ kind: "list" }), '["maya", "izza"]');
  assertEquals(notices.length, 1);
});

Deno.test("a connection that the server has closed is noticed before the next command is written", async () => {
  await using server = startScripted([LOGIN], [LIST, SENT]);
  await using remote = await connected(server);
  const { run, notices } = use(remote);
  await run(AUTH);
  await until(() => !remote.isConnected);
  assertEquals(await run(SEND), "message sent to izza");
  assertEquals(notices, [`The connection was lost; connected again to ${remote.address}`]);
});

Deno.test("a token that is unknown after a lost connection asks for a new login", async () => {
  await using server = startScripted([LOGIN], [NO_LOGIN, LOGIN, SENT]);
  await using remote = await connected(server);
  const { run, notices, session } = use(remote);
  await run(AUTH);
  await until(() => !remote.isConnected);
  assertEquals(await run(SEND), "Error, not authorized");
  assertEquals(notices.at(-1), "The login has ended; log in again with auth");
  assertEquals(session.user, undefined);
  await run(AUTH);
  assertEquals(await run(SEND), "message sent to izza");
});

Deno.test("any other reply to the token lets the command go on", async () => {
  const odd = '{"status": "ERROR", "message": "**Wrong protocol"}';
  await using server = startScripted([LOGIN], [odd, SENT]);
  await using remote = await connected(server);
  const { run } = use(remote);
  await run(AUTH);
  await until(() => !remote.isConnected);
  assertEquals(await run(SEND), "message sent to izza");
});

Deno.test("a token that the server no longer knows ends the login here, too", async () => {
  await using server = startScripted([LOGIN, NO_LOGIN]);
  await using remote = await connected(server);
  const { run, session } = use(remote);
  await run(AUTH);
  assertEquals(await run({ kind: "inbox" }), "Error, Cannot find the information");
  assertEquals(session.user, undefined);
});

Deno.test("a second login ends the first", async () => {
  await using server = startOldServer();
  await using remote = await connected(server);
  const { run } = use(remote);
  await run(AUTH);
  await run({ ...AUTH, user: "izza" });
  assertEquals(await run({ kind: "list" }), '["izza"]');
});

Deno.test("an old server is not asked for a history, and the person is told why", async () => {
  await using server = startOldServer();
  await using remote = await connected(server);
  const { session, run } = use(remote);
  await session.hello();
  await run(AUTH);
  assertEquals(await run({ kind: "history", user: "izza" }), "Error, This server does not know history");
  assertEquals(server.requests.length, 2);
});

Deno.test("what nobody asked for is never taken for a reply", async () => {
  await using server = startFake(async (conn, number) => {
    if (number === 0) await write(conn, `${SENT}\r\n\r\n`);
    else await readRequest(conn).then(() => write(conn, `${LIST}\r\n\r\n`));
    await readRequest(conn);
  });
  await using remote = await connected(server);
  await until(() => !remote.isConnected);
  await assertRejects(() => remote.request({ name: "list" }), LostError);
  await remote.connect();
  assertEquals((await remote.request({ name: "list" })).reply, ACTIVE);
});

Deno.test("what is no chat server gets a clear error", async () => {
  await using server = startFake(async (conn) => {
    await readRequest(conn);
    await write(conn, "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n<html>");
  });
  await using remote = await connected(server);
  const error = await assertRejects(() => remote.request({ name: "list" }), ChatError);
  assertEquals(
    error.message,
    `${remote.address} is a web server (HTTP) and not a chat server: HTTP/1.1 400 Bad Request\\r\\nConnection: close`,
  );
});

Deno.test("an endless reply is cut at the limit", async () => {
  await using server = startFake(async (conn) => {
    await readRequest(conn);
    for (;;) await write(conn, "x".repeat(1000));
  });
  await using remote = await connected(server, { replyLimit: 10_000 });
  const error = await assertRejects(() => remote.request({ name: "list" }), LostError);
  assertEquals(error.message, "The reply is longer than 10000 bytes; the connection was dropped");
});

Deno.test("the trace shows requests and replies as sent, but no password", async () => {
  await using server = startScripted(['{"status": "OK", "tokenid": "an-old-form"}', SENT]);
  const trace: string[] = [];
  await using remote = await connected(server, { trace: (direction, text) => trace.push(`${direction} ${text}`) });
  const { run } = use(remote);
  await run(AUTH);
  await run(SEND);
  assertEquals(trace, [
    "> auth maya ***",
    '< {"status": "OK", "tokenid": "an-old-form"}',
    "> send an-old-form izza hallo izza",
    `< ${SENT}`,
  ]);
});

Deno.test("what cannot be sent as it is does not leave", async () => {
  await using server = startOldServer();
  await using remote = await connected(server);
  const { run } = use(remote);
  assertEquals(await run({ ...AUTH, password: "a b" }), "Error, Cannot send the password: it is empty or has a space");
  await run(AUTH);
  assertEquals(
    await run({ ...SEND, text: "a\x1bb" }),
    "Error, Cannot send the text: it has a control character",
  );
  assertEquals(server.requests.length, 1);
});

Deno.test("a server that cannot be reached is named in one sentence", async () => {
  const server = startOldServer();
  await server[Symbol.asyncDispose]();
  await using remote = new Remote(server);
  const error = await assertRejects(() => remote.connect(), ChatError);
  assertEquals(error.message, `Cannot connect to 127.0.0.1:${server.port}: the connection was refused`);
});

Deno.test("leaving while a server hangs logs out over a new connection", async () => {
  const requests: string[] = [];
  await using server = startFake(async (conn, number) => {
    for (let request = await readRequest(conn); request !== undefined; request = await readRequest(conn)) {
      requests.push(`${number}: ${request.trim()}`);
      if (request.startsWith("auth")) await write(conn, `${LOGIN}\r\n\r\n`);
      if (request.startsWith("logout")) await write(conn, '{"status": "OK", "messages": "Logged out"}\r\n\r\n');
    }
  });
  await using remote = await connected(server);
  const { run, session } = use(remote);
  await run(AUTH);
  const hanging = run({ kind: "inbox" });
  await until(() => requests.length === 2);
  await session.interrupt();
  assertEquals(await hanging, `Error, The connection to ${remote.address} was closed`);
  assertEquals((await session.leave())?.kind, "reply");
  assertEquals(requests.at(-1), `1: logout ${TOKEN}`);
  assertEquals(remote.isConnected, false);
});

/** Counts the timers that are started while it is not disposed of. */
function countTimers(): { started: number; running: number } & Disposable {
  const { setTimeout, clearTimeout } = globalThis;
  const running = new Set<unknown>();
  let started = 0;
  const count = (...args: Parameters<typeof setTimeout>) => {
    started++;
    const timer = setTimeout(...args);
    running.add(timer);
    return timer;
  };
  globalThis.setTimeout = Object.assign(count, setTimeout);
  globalThis.clearTimeout = (...[timer]: Parameters<typeof clearTimeout>) => {
    running.delete(timer);
    clearTimeout(timer);
  };
  return {
    get started() {
      return started;
    },
    get running() {
      return running.size;
    },
    [Symbol.dispose]: () => Object.assign(globalThis, { setTimeout, clearTimeout }),
  };
}

const EVENT = '{"event": "notice", "message": "hello"}';

/** A connection whose other end is in the test's hands, and what the client's end hands on. */
async function withEvents(
  serve: (conn: Deno.Conn) => Promise<void>,
  use: (remote: Remote, events: string[]) => Promise<void>,
) {
  await using server = startFake(serve);
  const events: string[] = [];
  await using remote = await connected(server, { onEvent: (json) => void events.push(json) });
  await use(remote, events);
}

Deno.test("events between replies are handed on, and no reply is taken for another's, wherever the bytes are cut", async () => {
  const whole = `${EVENT}\r\n\r\n${LIST}\r\n\r\n${EVENT}\r\n\r\n`;
  await withEvents(async (conn) => {
    for (let cut = 1; cut < whole.length; cut++) {
      await readRequest(conn);
      await write(conn, whole.slice(0, cut));
      await write(conn, whole.slice(cut));
    }
  }, async (remote, events) => {
    for (let cut = 1; cut < whole.length; cut++) {
      assertEquals((await remote.request({ name: "list" })).json, LIST);
      await until(() => events.length === 2 * cut);
    }
    assertEquals(new Set(events), new Set([EVENT]));
  });
});

Deno.test("what nobody asked for and is no event ends the connection, also where events are taken", async () => {
  for (const bytes of [`${SENT}\r\n\r\n`, '{"even', '{"status', "\r\nx", ` { "event" : 1}\r\n\r\n${SENT}\r\n\r\n`]) {
    const { promise: isOver, resolve: end } = Promise.withResolvers<void>();
    await withEvents(async (conn) => {
      await write(conn, bytes);
      await isOver;
    }, async (remote) => {
      // The start of an event may be one; nothing else may.
      if (bytes !== '{"even') await until(() => !remote.isConnected);
      end();
      await until(() => !remote.isConnected);
    });
  }
});

Deno.test("an event is handled before the reply that comes after it, and nothing is read meanwhile", async () => {
  const order: string[] = [];
  const { promise: isShown, resolve: show } = Promise.withResolvers<void>();
  await using server = startScripted([`${EVENT}\r\n\r\n${LIST}`]);
  await using remote = await connected(server, {
    async onEvent() {
      order.push("event");
      await isShown;
      order.push("shown");
    },
  });
  const asked = remote.request({ name: "list" }).then(() => order.push("reply"));
  await until(() => order.length === 1);
  show();
  await asked;
  assertEquals(order, ["event", "shown", "reply"]);
});
