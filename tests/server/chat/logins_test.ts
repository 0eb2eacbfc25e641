/**
 * Logging in on the real server: what is told after wrong passwords, what this project's client makes of it, and how many
 * logins an account may have.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { PROTOCOL_LIMITS } from "../../../lib/chat.ts";
import {
  clientProgram,
  PASSWORD,
  type Peer,
  run,
  startServer,
  temporaryDirectory,
  type TestServer,
} from "../../support/helpers.ts";
import { until } from "../../support/patience.ts";
import { logged } from "../../support/wrapped_server.ts";
import { VirtualTime } from "../../support/virtual_time.ts";

const WRONG = "auth nania wrong";
const RIGHT = `auth nania ${PASSWORD}`;

/** Tries five wrong passwords: the account is guarded then. */
async function guard(peer: Peer): Promise<void> {
  for (let attempt = 0; attempt < 5; attempt++) assertEquals((await peer.ask(WRONG))["message"], "Wrong password");
}

/** Lets time go by until `promise` is settled. The request to `peer` takes as long as what was asked before takes to arrive. */
async function passing<T>(time: VirtualTime, peer: Peer, promise: Promise<T>): Promise<T> {
  let isDone = false;
  void promise.finally(() => isDone = true);
  for (let round = 0; !isDone; round++) {
    assert(round < 1_000, "it never comes");
    assertEquals((await peer.ask("hello"))["status"], "OK");
    await time.advance(100);
  }
  return await promise;
}

/** Logs in as this project's client does: where it is told to wait, it waits. */
async function logInPatiently(time: VirtualTime, peer: Peer): Promise<void> {
  for (let attempt = 0;; attempt++) {
    const { status, retry_seconds: seconds } = await peer.ask(RIGHT);
    if (status === "OK") return;
    assert(attempt < 5, "the owner is told again and again");
    await time.sleep(seconds * 1000);
  }
}

/** How many wrong passwords were verified. */
function guesses({ log }: TestServer): number {
  return log.filter((line) => line.includes("wrong password for nania")).length;
}

Deno.test("after wrong passwords on three connections the answer comes at once, and the owner is in", async () => {
  const time = new VirtualTime();
  await using server = await startServer({ timing: time });
  using watch = await server.connect();
  for (let connection = 0; connection < 3; connection++) {
    using peer = await server.connect();
    for (let attempt = 0; attempt < 8; attempt++) await passing(time, watch, peer.ask(WRONG));
    const { status, message, retry_seconds: seconds } = await peer.ask(WRONG);
    assertEquals([status, message], ["ERROR", `Too many wrong passwords for nania, try again in ${seconds} s`]);
    assert(seconds >= 1 && seconds <= 15);
  }
  using owner = await server.connect();
  assertEquals((await passing(time, watch, owner.ask(RIGHT)))["status"], "OK");
});

Deno.test("a login of the owner does not let others guess on", async () => {
  const time = new VirtualTime();
  await using server = await startServer({ timing: time });
  using other = await server.connect();
  using owner = await server.connect();
  await guard(other);
  assertEquals((await other.ask(WRONG))["retry_seconds"], 1);
  await owner.logIn("nania");
  await owner.logIn("nania");
  assertEquals((await other.ask(WRONG))["retry_seconds"], 1);
  await other.logIn("maya");
  assertEquals(guesses(server), 5);
});

Deno.test("400 connections guess at one account: few are let try, each is told, and its owner is in", async () => {
  const time = new VirtualTime();
  await using server = await startServer({ timing: time });
  using stack = new DisposableStack();
  using watch = await server.connect();
  using owner = await server.connect();
  const peers = await Promise.all(Array.from({ length: 400 }, async () => stack.use(await server.connect())));
  const replies = Promise.all(peers.map(async (peer) => [await peer.ask(WRONG), await peer.ask(WRONG)]));
  await passing(time, watch, logInPatiently(time, owner));
  const told = (await passing(time, watch, replies)).flat().map(({ message }) => message);
  assert(told.every((message) => /^Wrong password$|^Too many wrong passwords for nania|^Server is busy/.test(message)));
  assert(guesses(server) <= 40, `${guesses(server)} guesses`);
});

Deno.test("a class that logs in at the same moment gets in", async () => {
  await using server = await startServer();
  using stack = new DisposableStack();
  const peers = await Promise.all(Array.from({ length: 40 }, async () => stack.use(await server.connect())));
  const tokens = await Promise.all(peers.map((peer, index) => peer.logIn(["izza", "maya", "nania"][index % 3]!)));
  assertEquals(new Set(tokens).size, 40);
});

Deno.test("names that nobody has are told the same waits", async () => {
  const time = new VirtualTime();
  await using server = await startServer({ timing: time });
  using peer = await server.connect();
  for (let attempt = 0; attempt < 5; attempt++) {
    assertEquals((await peer.ask(`auth nobody${attempt} x`))["message"], "User is not found");
  }
  const { message, retry_seconds: seconds } = await peer.ask("auth nobody x");
  assertEquals([message, seconds], ["Too many wrong passwords for nobody, try again in 1 s", 1]);
});

Deno.test("an attempt whose connection was reset is not hashed", async () => {
  const time = new VirtualTime();
  await using server = await startServer({ timing: time });
  using other = await server.connect();
  await guard(other);
  using first = await server.connect();
  await passing(time, other, first.ask(WRONG)); // The next new one has to wait.
  const gone = await server.connect();
  await gone.send("hello\n"); // A reply that is not read: the close is a reset.
  await gone.send(`${WRONG}\r\n`);
  await other.ask("hello");
  gone[Symbol.dispose]();
  using next = await server.connect();
  const before = guesses(server);
  await passing(time, other, next.ask(RIGHT));
  await until(async () => {
    await passing(time, other, other.ask("hello"));
    return server.log.some((line) => line.endsWith(" closed"));
  }, "the end of the connection is in the log");
  assertEquals(guesses(server), before);
});

const WITH_PASSWORD = { env: { NGOBROL_PASSWORD: PASSWORD } };

Deno.test("the client waits where it is told to, says so, and gets in by itself", async () => {
  await using server = await startServer();
  const input = `${`${WRONG}\n`.repeat(6)}${RIGHT}\n`;
  const port = String(server.port);
  const { out, err, code } = await run(clientProgram(), ["--port", port], { input });
  const lines = out.trimEnd().split("\n");
  assertEquals(lines.slice(0, -1), Array(6).fill("Error, Wrong password"));
  assertMatch(lines.at(-1)!, /^username nania logged in/);
  assertEquals(
    err.trimEnd().split("\n"),
    [1, 2].map((seconds) =>
      `Too many wrong passwords for nania, try again in ${seconds} s; waiting ${seconds} s to log in by itself`
    ),
  );
  assertEquals(code, 1);
  const id = await run(clientProgram(), ["--port", port, "--lang", "id", "--json"], { input: `${WRONG}\n${WRONG}` });
  assertEquals(
    id.out.split("\n").filter((line) => line !== ""),
    Array(2).fill(
      '{"status": "ERROR", "message": "Wrong password", "code": "wrong_password"}',
    ),
  );
  assertMatch(id.err, /; menunggu 1 dtk, lalu masuk dengan sendirinya\n/);
  const one = await run(clientProgram(), ["--port", port, "--user", "nania", "list"], WITH_PASSWORD);
  assertEquals(one, { code: 0, out: '["nania"]\n', err: "" });
});

Deno.test("an account has room for so many logins: a new one ends one that nobody uses, or the one used longest ago", async () => {
  let now = 0;
  await using server = await startServer({ clocks: { wall: () => Date.now() + now, elapsed: () => now++ } });
  using live = await server.connect();
  using other = await server.connect();
  using busy = await server.connect(); // Its logins are in use as long as it stands.
  const isAlive = async (token: string) => (await other.ask(`inbox ${token}`))["status"] === "OK";
  const others = await other.logIn("maya");
  const watched = await live.logIn("nania");
  await live.ask(`live ${watched}`);
  const left = await (async () => {
    using peer = await server.connect();
    return await peer.logIn("nania");
  })();
  await logged(other, server.log, "closed");
  const tokens: string[] = [];
  while (tokens.length < PROTOCOL_LIMITS.logins - 2) tokens.push(await busy.logIn("nania"));
  assertEquals((await server.store.logins(0, 1_000)).length, PROTOCOL_LIMITS.logins + 1);
  tokens.push(await busy.logIn("nania"));
  assert(!await isAlive(left), "one in use ended before one that nobody uses");
  assert(await isAlive(tokens[0]!));
  tokens.push(await busy.logIn("nania"));
  for (let event = ""; !event.includes("The login has ended"); event = await live.receive()) {
    assert(!event.includes('"status"'));
  }
  for (const token of [others, ...tokens]) assert(await isAlive(token));
  assert(!await isAlive(watched));
  assertEquals((await server.store.logins(0, 1_000)).length, PROTOCOL_LIMITS.logins + 1);
});

Deno.test("a store with far too many logins of one account is opened with the newest of them", async () => {
  using directory = temporaryDirectory();
  const file = `${directory.path}/chat.sqlite`;
  {
    await using server = await startServer({ file });
    using peer = await server.connect();
    await peer.logIn("maya");
  }
  {
    using database = new DatabaseSync(file);
    const now = Date.now();
    database.exec(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000)
      INSERT INTO logins (token_hash, account, used_at) SELECT 'hash ' || i, 1, ${now - 60_000} + i % 997 FROM n`);
  }
  await using server = await startServer({ file });
  using peer = await server.connect();
  await peer.logIn("izza");
  const logins = await server.store.logins(0, 1_000);
  assertEquals(logins.filter(({ account }) => account === 1).length, PROTOCOL_LIMITS.logins);
  assertEquals(logins.filter(({ account }) => account === 2).length, 1);
  assert(logins.every(({ account, usedAt }) => account === 2 || usedAt >= Date.now() - 10 * 60_000));
});
