/** The engine of a live client, against servers that do what a test says, over real sockets. @module */

import { assert, assertEquals } from "@std/assert";
import { delayBefore } from "../../lib/client/connection/backoff.ts";
import { Receipts, SeenIds } from "../../lib/client/live/receipts.ts";
import {
  AT,
  ERROR,
  type FakeClient,
  id,
  messageEvent,
  startLiveClient,
  startLiveFake,
  until,
} from "../support/live_fake.ts";
import { startOldServer } from "../support/legacy_server.ts";

const pure = { permissions: "none" } as const;
const NO_LOGIN = ERROR("Cannot find the information");

/** The part of what was asked that has to do with messages. */
function asked(requests: readonly string[], ...commands: string[]): string[] {
  return requests.filter((request) => commands.includes(request.split(" ")[1]!));
}

function receipt(number: number, state: string): string {
  return JSON.stringify({ event: "receipt", id: id(number), receipt: state, by: "izza", at: AT });
}

/** What the screen shows but for changes. */
function messages({ screen }: FakeClient): string[] {
  return screen.filter((line) => /^(?:me to )?[a-z]+: /.test(line));
}

Deno.test("messages are shown as they come, and the newest is acknowledged", async () => {
  await using server = startLiveFake();
  await using client = await startLiveClient(server);
  await client.logIn();
  await server.push(messageEvent(1, "one"), messageEvent(2, "two"), messageEvent(3, "three"));
  await until(() => server.requests.includes(`0: ack ${id(3)}`));
  assertEquals(client.screen, ["izza: one", "izza: two", "izza: three"]);
  assert(asked(server.requests, "ack").length < 3, "Many that came together need one acknowledgement");
  assertEquals(client.notices, []);
});

Deno.test("what comes again is acknowledged again, and shown once", async () => {
  await using server = startLiveFake(([command], number) => command === "ack" && number === 0 ? "cut" : undefined);
  await using client = await startLiveClient(server);
  await client.logIn();
  await server.push(messageEvent(1, "one"));
  await until(() => server.requests.includes("1: live"));
  await server.push(messageEvent(1, "one"), messageEvent(2, "two"));
  await until(() => server.requests.includes(`1: ack ${id(2)}`));
  assertEquals(messages(client), ["izza: one", "izza: two"]);
});

Deno.test("a lost connection is made again at once, with one line for its end and one for the new one", async () => {
  await using server = startLiveFake();
  await using client = await startLiveClient(server);
  await client.logIn();
  for (let time = 1; time <= 2; time++) {
    server.cut();
    await until(() => client.notices.length === 2 * time);
    assertEquals(server.requests.at(-1), `${time}: live`);
  }
  const { address } = client.remote;
  const pair = [`The connection to ${address} was lost; trying again`, `Connected again to ${address}`];
  assertEquals(client.notices, [...pair, ...pair]);
});

Deno.test("a person's command and the engine make one new connection, and go live on it first", async () => {
  await using server = startLiveFake();
  await using client = await startLiveClient(server);
  await client.logIn();
  const dropped = client.remote.drop();
  assertEquals((await client.session.run({ kind: "list" })).kind, "reply");
  await dropped;
  assertEquals(server.requests.slice(-2), ["1: live", "1: list"]);
  assertEquals(asked(server.requests, "live").length, 2);
  assertEquals(client.notices.length, 2);
});

Deno.test("a message whose reply was lost is sent again with its key, and stored once", async () => {
  await using server = startLiveFake(([command], number) => command === "post" && number < 2 ? "cut" : undefined);
  await using client = await startLiveClient(server);
  await client.logIn();
  client.live.send("izza", "exactly once");
  await until(() => client.screen.includes("0: sent as 101"));
  const posts = asked(server.requests, "post").map((request) => request.slice(3));
  assertEquals([posts.length, new Set(posts).size], [3, 1]);
  assertEquals(server.posts, ["izza exactly once"]);
  assertEquals(client.screen, ["me to izza: exactly once (waiting)", "0: sent as 101"]);
});

Deno.test("what is written while there is no connection is sent in its order, each once", async () => {
  let isOpen = true;
  await using server = startLiveFake(() => isOpen ? undefined : "cut");
  await using client = await startLiveClient(server);
  await client.logIn();
  isOpen = false;
  server.cut();
  await until(() => client.notices.length === 1);
  const texts = Array.from({ length: 30 }, (_, index) => `line ${index}`);
  for (const text of texts) client.live.send("izza", text);
  assertEquals(client.screen.length, 30);
  isOpen = true;
  await until(() => client.screen.length === 60);
  assertEquals(server.posts, texts.map((text) => `izza ${text}`));
  assertEquals(client.screen.at(-1), "29: sent as 130");
});

Deno.test("to write is never to wait: many messages are taken at once and sent one after the other", async () => {
  let atOnce = 0;
  await using server = startLiveFake(([command], _number, request) => {
    if (command === "post") atOnce = Math.max(atOnce, request.split("\r\n").length - 1);
    return undefined;
  });
  await using client = await startLiveClient(server);
  await client.logIn();
  for (let count = 0; count < 10; count++) client.live.send("izza", `line ${count}`);
  assertEquals([client.screen.length, server.posts.length], [10, 0]);
  await until(() => server.posts.length === 10);
  assertEquals(atOnce, 1);
});

Deno.test("a message that the server refuses is told of, and does not hold up the next", async () => {
  await using server = startLiveFake(([command, , , user]) =>
    command === "post" && user === "iis" ? ERROR("User is not found") : undefined
  );
  await using client = await startLiveClient(server);
  await client.logIn();
  client.live.send("iis", "nobody");
  client.live.send("izza", "somebody");
  await until(() => server.posts.length === 1);
  assertEquals(await client.live.drain(1000), 0);
  assertEquals(client.notices, ["A message to iis was not sent: User is not found"]);
  assertEquals(client.screen.slice(2), ["0: failed as undefined", "1: sent as 101"]);
});

Deno.test("messages that are refused one after the other are told of once, for each reason and receiver", async () => {
  await using server = startLiveFake(([command, , , user, text]) => {
    if (command !== "post" || user === "izza") return undefined;
    return ERROR(text === "long" ? "The text is too long" : "User is not found");
  });
  await using client = await startLiveClient(server);
  await client.logIn();
  for (let count = 0; count < 30; count++) client.live.send("iis", "x");
  for (const user of ["arif", "arif", "izza"]) client.live.send(user, "x");
  for (const text of ["long", "x"]) client.live.send("arif", text);
  await until(() => client.screen.length === 70);
  assertEquals(client.notices, [
    "30 messages to iis were not sent: User is not found",
    "2 messages to arif were not sent: User is not found",
    "A message to arif was not sent: The text is too long",
    "A message to arif was not sent: User is not found",
  ]);
  assertEquals(client.screen.filter((line) => line.includes(": failed")).length, 34);
});

Deno.test("what was refused is told of although the connection is lost then", async () => {
  await using server = startLiveFake(([command, , , , text]) =>
    command !== "post" ? undefined : text === "one" ? ERROR("User is not found") : "cut"
  );
  await using client = await startLiveClient(server);
  await client.logIn();
  for (const text of ["one", "two"]) client.live.send("iis", text);
  await until(() => client.notices.includes("A message to iis was not sent: User is not found"));
});

Deno.test("what waits when somebody else logs in, or at the end, is shown as not sent", async () => {
  let isDead = false;
  await using server = startLiveFake(([command]) => isDead && command !== "auth" ? NO_LOGIN : undefined);
  await using client = await startLiveClient(server);
  await client.logIn("maya");
  isDead = true;
  client.live.send("izza", "one");
  await until(() => client.session.connection.expired === "maya");
  isDead = false;
  await client.logIn("nania");
  assertEquals(client.screen, ["me to izza: one (waiting)", "0: failed as undefined"]);
  assertEquals(client.notices, ["The login has ended; log in again with auth", "1 message was not sent"]);
  isDead = true;
  client.live.send("izza", "two");
  await until(() => client.session.connection.expired === "nania");
  assertEquals(client.live.close(), "1 message was not sent");
  assertEquals(client.screen.slice(2), ["me to izza: two (waiting)", "1: failed as undefined"]);
  assertEquals([client.live.close(), server.posts], [undefined, []]);
});

Deno.test("a dead token is told of, and what waits is sent after the next login of the same user", async () => {
  let isDead = false;
  await using server = startLiveFake(([command]) => isDead && command !== "auth" ? NO_LOGIN : undefined);
  await using client = await startLiveClient(server);
  await client.logIn();
  isDead = true;
  client.live.send("izza", "patience");
  await until(() => client.session.connection.expired === "maya");
  assertEquals(client.notices, ["The login has ended; log in again with auth"]);
  assert(!client.live.canQueue);
  isDead = false;
  await client.logIn("MAYA");
  await until(() => server.posts.length === 1);
  assertEquals(new Set(asked(server.requests, "post").map((request) => request.slice(3))).size, 1);
});

Deno.test("a token that died while the connection was away ends the attempts to go live", async () => {
  await using server = startLiveFake(([command], number) => number > 0 && command !== "auth" ? NO_LOGIN : undefined);
  await using client = await startLiveClient(server);
  await client.logIn();
  server.cut();
  await until(() => client.session.connection.expired === "maya");
  assertEquals(client.notices.at(-1), "The login has ended; log in again with auth");
  assertEquals(asked(server.requests, "live"), ["0: live", "1: live"]);
});

Deno.test("a login that ended before it was live costs no connection", async () => {
  let isDead = true;
  await using server = startLiveFake(([command]) => isDead && command === "live" ? NO_LOGIN : undefined);
  await using client = await startLiveClient(server);
  await client.logIn();
  assertEquals([client.session.connection.expired, client.remote.isConnected], ["maya", true]);
  isDead = false;
  await client.logIn();
  assertEquals(client.notices, ["The login has ended; log in again with auth"]);
  assertEquals(server.requests.at(-1), "0: live");
});

Deno.test("a connection that is lost after its login has ended is not tried again", async () => {
  let isDead = false;
  await using server = startLiveFake(([command]) => isDead && command !== "auth" ? NO_LOGIN : undefined);
  await using client = await startLiveClient(server);
  await client.logIn();
  isDead = true;
  client.live.send("izza", "patience");
  await until(() => client.session.connection.expired === "maya");
  server.cut();
  await until(() => !client.remote.isConnected);
  isDead = false;
  await client.logIn();
  const again = `The connection was lost; connected again to ${client.remote.address}`;
  assertEquals(client.notices, ["The login has ended; log in again with auth", again]);
});

Deno.test("what another login has not sent never goes out under the next one", async () => {
  let isHeld = true;
  await using server = startLiveFake(([command]) => isHeld && command === "post" ? "cut" : undefined);
  await using client = await startLiveClient(server);
  await client.logIn("maya");
  client.live.send("izza", "of maya");
  await until(() => asked(server.requests, "post").length > 0);
  await client.logIn("nania");
  isHeld = false;
  client.live.send("izza", "of nania");
  await until(() => server.posts.includes("izza of nania"));
  // The server of this test has stored what it did not confirm; after the second login nothing of it came again.
  const after = server.requests.slice(server.requests.findLastIndex((request) => request.includes("auth nania")));
  assertEquals(asked(after, "post").filter((request) => request.includes("of maya")), []);
});

Deno.test("what is written while another login takes over does not go out under it", async () => {
  await using server = startLiveFake();
  await using client = await startLiveClient(server);
  await client.logIn("maya");
  await client.session.run({ kind: "auth", user: "nania", password: "surabaya" });
  client.live.send("izza", "of maya");
  await client.live.syncLogin();
  client.live.send("izza", "of nania");
  await until(() => server.posts.length > 0);
  assertEquals(server.posts, ["izza of nania"]);
});

Deno.test("a ping is answered at once", async () => {
  await using server = startLiveFake();
  await using client = await startLiveClient(server);
  await client.logIn();
  const before = server.requests.length;
  await server.push('{"event": "ping"}');
  await until(() => server.requests.length > before);
  assertEquals(server.requests.slice(before), ["0: hello"]);
  assertEquals(client.screen, []);
});

Deno.test("a server that says nothing for long is asked for a word", async () => {
  await using server = startLiveFake();
  await using client = await startLiveClient(server, { silence: 1 });
  await client.logIn();
  const before = server.requests.length;
  await until(() => server.requests.length > before);
  assertEquals(server.requests[before], "0: hello");
});

Deno.test("two clients of one user see what either writes, each message once", async () => {
  await using server = startLiveFake();
  await using client = await startLiveClient(server);
  await client.logIn();
  await server.push(messageEvent(1, "from my other client", { from: "maya", to: "izza" }), receipt(1, "read"));
  for (let count = 2; count <= 3; count++) {
    await server.push('{"event": "ping"}');
    await until(() => asked(server.requests, "hello").length === count);
  }
  assertEquals(client.screen, ["me to izza: from my other client (sent)", "read by izza up to 001"]);
  assertEquals(asked(server.requests, "ack"), [], "What one has written oneself needs no acknowledgement");
});

Deno.test("a note to oneself is on the screen once, whichever comes first, its event or its reply", async () => {
  const note = messageEvent(101, "a note", { from: "maya", to: "maya" });
  const reply = JSON.stringify({ status: "OK", message: "Message Sent", id: id(101), at: AT });
  for (const [together, later] of [[[note, reply]], [[reply, note]], [[reply], note]] as const) {
    await using server = startLiveFake(([command, , , ...rest]) =>
      command === "post" && rest.join(" ") === "maya a note" ? together.join("\r\n\r\n") : undefined
    );
    await using client = await startLiveClient(server);
    await client.logIn();
    client.live.send("maya", "a note");
    await until(() => client.screen.length === 2);
    if (later !== undefined) await server.push(later);
    await until(() => asked(server.requests, "ack").length > 0);
    assertEquals(client.screen, ["me to maya: a note (waiting)", "0: sent as 101"]);
    // It comes again after another connection, until it is known to have been acknowledged.
    await server.push(note, messageEvent(102, "barrier"));
    await until(() => client.screen.length > 2);
    assertEquals(client.screen.slice(2), ["izza: barrier"]);
  }
});

Deno.test("a receipt that comes before the reply counts", async () => {
  await using server = startLiveFake(([command]) => {
    if (command !== "post") return undefined;
    return `${receipt(101, "delivered")}\r\n\r\n${
      JSON.stringify({ status: "OK", message: "Message Sent", id: id(101), at: AT })
    }`;
  });
  await using client = await startLiveClient(server);
  await client.logIn();
  client.live.send("Izza", "hallo");
  await until(() => client.screen.length === 3);
  // The name is written as the list of the active users has it.
  assertEquals(client.screen, [
    "me to izza: hallo (waiting)",
    "delivered by izza up to 101",
    "0: delivered as 101",
  ]);
});

Deno.test("presence changes who is there", async () => {
  await using server = startLiveFake();
  await using client = await startLiveClient(server);
  await client.logIn();
  assertEquals(client.live.incoming?.active, ["izza", "maya"]);
  await server.push('{"event": "presence", "user": "nania", "active": true}');
  await server.push('{"event": "presence", "user": "izza", "active": false}', '{"event": "ping"}');
  await until(() => asked(server.requests, "hello").length === 2);
  assertEquals(client.live.incoming?.active, ["maya", "nania"]);
});

Deno.test("an event that is broken or of a later version changes nothing", async () => {
  await using server = startLiveFake();
  await using client = await startLiveClient(server);
  await client.logIn();
  await server.push('{"event": "typing", "user": "izza"}', '{"event": "message", "id": 7}', messageEvent(1, "one"));
  await until(() => asked(server.requests, "ack").length === 1);
  assertEquals([client.screen, client.notices], [["izza: one"], []]);
});

Deno.test("an old server is asked for the inbox, and everything in it is new", async () => {
  await using server = startOldServer();
  await using client = await startLiveClient(server, { pollEvery: 1 });
  await using other = await startLiveClient(server);
  await other.session.run({ kind: "auth", user: "izza", password: "surabaya" });
  await client.logIn();
  for (const text of ["one", "one", "two"]) await other.session.run({ kind: "send", user: "maya", text });
  await until(() => client.screen.length === 3);
  assertEquals(client.screen, ["izza: one", "izza: one", "izza: two"]);
  assert(!client.live.canQueue, "An old server cannot be asked twice for the same");
  assert(server.requests.every((request) => request.endsWith("\r\n") && !request.slice(0, -2).includes("\r\n")));
});

Deno.test("of an inbox that comes again only what is new is shown", async () => {
  const entry = (number: number) => ({ msg_from: "I", msg_to: "M", msg: `text ${number}`, id: id(number), at: AT });
  let count = 0;
  await using server = startLiveFake(
    ([command]) => {
      if (command !== "inbox") return undefined;
      const entries = Array.from({ length: Math.min(++count, 3) }, (_, index) => entry(index + 1));
      return JSON.stringify({ status: "OK", messages: { izza: entries } });
    },
    ["auth", "send", "inbox", "list", "logout", "hello"],
  );
  await using client = await startLiveClient(server, { pollEvery: 1 });
  await client.logIn();
  await until(() => count > 5);
  assertEquals(client.screen, ["izza: text 1", "izza: text 2", "izza: text 3"]);
});

Deno.test("an old server is asked again after the connection was lost, and knows the token first", async () => {
  await using server = startOldServer();
  await using client = await startLiveClient(server, { pollEvery: 1 });
  await client.logIn();
  await until(() => server.requests.filter((request) => request.startsWith("inbox")).length > 2);
  await client.remote.drop();
  const before = server.requests.length;
  await until(() => client.notices.length === 2);
  await until(() => server.requests.slice(before).some((request) => request.startsWith("inbox")));
  assert(server.requests.slice(before)[0]!.startsWith("list "));
});

Deno.test("a session that ends waits for what is under way, but not for a server that hangs", async () => {
  let isHanging = false;
  await using server = startLiveFake(([command]) => isHanging && command === "post" ? "" : undefined);
  await using client = await startLiveClient(server);
  await client.logIn();
  client.live.send("izza", "one");
  assertEquals(await client.live.drain(10_000), 0);
  isHanging = true;
  client.live.send("izza", "two");
  client.live.send("izza", "three");
  assertEquals(await client.live.drain(20), 2);
});

Deno.test(
  "the first attempt comes at once, the others after up to five seconds, by chance from half of it",
  pure,
  () => {
    assertEquals([0, 1, 2, 3, 4, 5, 6, 7, 50].map((attempt) => delayBefore(attempt, 1)), [
      ...[0, 500, 1000, 2000, 4000, 5000, 5000, 5000, 5000],
    ]);
    assertEquals([1, 4, 50].map((attempt) => delayBefore(attempt, 0)), [250, 2000, 2500]);
  },
);

Deno.test("ids are remembered up to a bound, receipts never go back", pure, () => {
  const seen = new SeenIds();
  assert(seen.add("a") && !seen.add("a") && seen.add(undefined) && seen.add(undefined));
  for (let count = 0; count < 20_000; count++) seen.add(String(count));
  assert(seen.add("a") && !seen.add("19999"));
  const receipts = new Receipts();
  receipts.add("Izza", id(5), "read");
  receipts.add("izza", id(7), "delivered");
  receipts.add("izza", id(6), "delivered");
  assertEquals([4, 5, 6, 7, 8].map((number) => receipts.stateOf("IZZA", id(number))), [
    ...["read", "read", "delivered", "delivered", "sent"],
  ]);
});
