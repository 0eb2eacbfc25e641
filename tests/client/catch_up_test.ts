/**
 * What changed while the connection was away is on the screen soon after it is back: each message once, in its order.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { Incoming } from "../../lib/client/live/incoming.ts";
import { CatchUp } from "../../lib/client/live/catch_up.ts";
import { runJson } from "../../lib/client/modes/json.ts";
import { LiveClient } from "../../lib/client/live/live_client.ts";
import { type EventSink, jsonSink } from "../../lib/client/live/event_sink.ts";
import { Remote } from "../../lib/client/connection/remote.ts";
import { Session } from "../../lib/client/session/session.ts";
import { formatEvent } from "../../lib/wire/event.ts";
import { parseReply } from "../../lib/wire/reply.ts";
import { type AnyReply, type Peer, startServer, type TestServer } from "../support/helpers.ts";
import { openPath, type Path } from "../support/cut_path.ts";
import { AT, type FakeClient, id, messageEvent, startLiveClient, startLiveFake, until } from "../support/live_fake.ts";
import { goLive } from "../support/live_peer.ts";
import { startOldServer } from "../support/legacy_server.ts";

/** What is on the screen of messages: `izza: hi`, `me to izza: hi`. */
function messages({ screen }: FakeClient): string[] {
  return screen.filter((line) => /^(?:me to )?[a-z]+: /.test(line)).map((line) => line.replace(/ \(\w+\)$/, ""));
}

interface Scene extends AsyncDisposable {
  readonly server: TestServer;
  readonly path: Path;
  readonly maya: FakeClient;
  /** Maya's second client, and izza's: plain connections. */
  readonly second: Peer & { token: string };
  readonly izza: Peer & { token: string };
  /** Resolves when maya's client is back and has caught up. */
  back(): Promise<void>;
}

async function logIn(server: TestServer, name: string): Promise<Peer & { token: string }> {
  const peer = await server.connect();
  return Object.assign(peer, { token: await peer.logIn(name) });
}

async function startScene(): Promise<Scene> {
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await startServer());
  const path = stack.use(openPath(server.port));
  const maya = stack.use(await startLiveClient(path));
  await maya.logIn();
  const second = stack.use(await logIn(server, "maya"));
  const izza = stack.use(await logIn(server, "izza"));
  const whole = stack.move();
  return {
    ...{ server, path, maya, second, izza },
    async back() {
      path.isOpen = true;
      await until(() => maya.notices.at(-1)?.startsWith("Connected again") === true);
      // Their answers come behind what it asks for by itself.
      for (let count = 0; count < 3; count++) await maya.session.run({ kind: "list" });
    },
    [Symbol.asyncDispose]: () => whole[Symbol.asyncDispose](),
  };
}

const send = async (peer: Peer & { token: string }, to: string, text: string) =>
  assertEquals((await peer.ask(`send ${peer.token} ${to} ${text}`))["status"], "OK");

Deno.test("receipts and own messages of other clients are there after the connection was away", async () => {
  await using scene = await startScene();
  const { maya, path, second, izza } = scene;
  maya.live.send("izza", "before");
  await until(() => maya.screen.some((line) => line.includes("sent as")));
  path.cut();
  await until(() => maya.notices.length === 1);
  await izza.ask(`ack ${izza.token} ffffffff-ffff-7fff-bfff-ffffffffffff`);
  await send(second, "izza", "from the second client");
  await scene.back();
  assertEquals(messages(maya), ["me to izza: before", "me to izza: from the second client"]);
  assert(maya.screen.some((line) => line.startsWith("read by izza")), maya.screen.join("\n"));
  // It is told once, however often the connection goes.
  const { length } = maya.screen;
  path.cut();
  await until(() => maya.notices.length === 3);
  await scene.back();
  assertEquals(maya.screen.length, length);
});

Deno.test("what was said before this run is none of its business, however short before", async () => {
  await using server = await startServer();
  await using path = openPath(server.port);
  using second = await logIn(server, "maya");
  await send(second, "izza", "before this run");
  await using maya = await startLiveClient(path);
  await maya.logIn();
  maya.live.send("izza", "in this run");
  await until(() => maya.screen.some((line) => line.includes("sent as")));
  path.cut();
  await until(() => maya.notices.length === 1);
  await send(second, "izza", "while away");
  path.isOpen = true;
  await until(() => messages(maya).length > 1);
  assertEquals(messages(maya), ["me to izza: in this run", "me to izza: while away"]);
});

Deno.test("what was said in both directions stands in its order, and what is unread is acknowledged", async () => {
  await using scene = await startScene();
  const { maya, path, second, izza, server } = scene;
  await send(izza, "maya", "zero");
  await until(() => messages(maya).length === 1);
  path.cut();
  await until(() => maya.notices.length === 1);
  await send(second, "izza", "one");
  await send(izza, "maya", "two");
  // The second client reads that; here it is missing all the same.
  await second.ask(`inbox ${second.token}`);
  await second.ask("hello");
  await send(second, "izza", "three");
  await send(izza, "maya", "four");
  await send(second, "izza", "five");
  await scene.back();
  await until(() => messages(maya).length === 6);
  assertEquals(messages(maya), [
    ...["izza: zero", "me to izza: one", "izza: two", "me to izza: three", "izza: four", "me to izza: five"],
  ]);
  using again = await server.connect();
  const token = await again.logIn("maya");
  let unread: AnyReply;
  do unread = (await again.ask(`inbox ${token}`))["messages"]; while (Object.keys(unread).length > 0);
});

Deno.test("more than a page is read back to what is known, and what is older than that is left alone", async () => {
  await using scene = await startScene();
  const { maya, path, second, izza } = scene;
  await send(izza, "maya", "hello");
  await until(() => messages(maya).length === 1);
  path.cut();
  await until(() => maya.notices.length === 1);
  for (let count = 0; count < 300; count++) await send(second, "izza", `number ${count}`);
  await scene.back();
  await until(() => messages(maya).length === 301);
  assertEquals(messages(maya), [
    "izza: hello",
    ...Array.from({ length: 300 }, (_, count) => `me to izza: number ${count}`),
  ]);
});

Deno.test("what was sent and not answered is on the screen once, and who was written to while away is caught up with", async () => {
  await using scene = await startScene();
  const { maya, path, second } = scene;
  path.cut();
  await until(() => maya.notices.length === 1);
  maya.live.send("izza", "written while away");
  await send(second, "izza", "by the second client");
  await scene.back();
  await until(() => maya.screen.some((line) => line.includes("sent as")));
  await until(() => messages(maya).length === 2);
  assertEquals(messages(maya), ["me to izza: written while away", "me to izza: by the second client"]);
});

/** History as a server answers it. */
const page = (more: boolean, ...numbers: number[]) =>
  JSON.stringify({
    status: "OK",
    messages: numbers.map((number) => ({
      ...{ id: id(number), from: "maya", msg_from: "M", to: "izza", msg_to: "I", msg: `own ${number}`, at: AT },
    })),
    more,
  });

/** Pages for a server of the test, by user. */
function pagesOf(pages: Readonly<Record<string, string>>): (words: readonly string[]) => string | undefined {
  return ([command, , user]) => command === "history" ? pages[user!] : undefined;
}

Deno.test("the same text from elsewhere is another message, and a post that was lost is none", async () => {
  let isLost = false;
  await using server = startLiveFake(([command, ...words]) => {
    if (command === "history") return page(false, 101, 102).replace("own 101", "same").replace("own 102", "same");
    if (command !== "post" || isLost) return undefined;
    isLost = true;
    return words.length > 0 ? "cut" : undefined;
  });
  await using client = await startLiveClient(server);
  await client.logIn();
  await server.push(messageEvent(1, "hello"));
  await until(() => client.screen.length === 1);
  client.live.send("izza", "same");
  await until(() => messages(client).length === 3);
  assertEquals(messages(client), ["izza: hello", "me to izza: same", "me to izza: same"]);
  assertEquals(client.screen.filter((line) => line.includes("sent as")), ["0: sent as 101"]);
});

Deno.test("a command that was lost with the connection is asked again before the history", async () => {
  await using server = startLiveFake(([command], number) => {
    if (command === "history") return page(false, 101);
    return command === "post" && number === 0 ? "cut" : undefined;
  });
  await using client = await startLiveClient(server);
  await client.logIn();
  await server.push(messageEvent(1, "hello"));
  await until(() => client.screen.length === 1);
  const answer = await client.session.run({ kind: "send", user: "izza", text: "own 101" });
  assertEquals(answer.kind, "reply");
  await until(() => server.requests.some((request) => request.startsWith("1: history")));
  await client.session.run({ kind: "list" });
  await client.session.run({ kind: "list" });
  assertEquals(messages(client), ["izza: hello"]);
});

Deno.test("what is unread is left to come by itself, in its order", async () => {
  const unread = JSON.parse(page(false, 30).replaceAll("maya", "?").replaceAll("izza", "maya").replaceAll("?", "izza"));
  await using server = startLiveFake(pagesOf({ izza: JSON.stringify(unread) }));
  await using client = await startLiveClient(server);
  await client.logIn();
  await server.push(messageEvent(5, "first"));
  await until(() => client.screen.length === 1);
  server.cut();
  await until(() => server.requests.some((request) => request.startsWith("1: history")));
  for (let count = 0; count < 3; count++) await client.session.run({ kind: "list" });
  await server.push(messageEvent(25, "before"), messageEvent(30, "own 30"));
  await until(() => messages(client).length === 3);
  assertEquals(messages(client), ["izza: first", "izza: before", "izza: own 30"]);
});

Deno.test("what waits is shown when the connection is lost for long", async () => {
  await using server = startLiveFake(([command], number) => {
    if (command === "history" || (command === "live" && number > 1)) return "cut";
    if (command !== "live" || number === 0) return undefined;
    const live = JSON.stringify({ status: "OK", message: "Live", user: "maya", active: [] });
    return `${live}\r\n\r\n${messageEvent(20, "waits")}`;
  });
  await using client = await startLiveClient(server);
  await client.logIn();
  await server.push(messageEvent(5, "first"));
  await until(() => client.screen.length === 1);
  server.cut();
  await until(() => messages(client).length === 2);
  assertEquals(messages(client), ["izza: first", "izza: waits"]);
});

Deno.test("who leaves sends what was written first", async () => {
  const names = Array.from({ length: 5 }, (_, index) => `user${index}`);
  const { promise: left, resolve: leave } = Promise.withResolvers<Promise<number>>();
  let hasLeft = false;
  await using server = startLiveFake(([command]) => {
    if (command !== "history" || hasLeft) return undefined;
    hasLeft = true;
    client.live.send("izza", "goodbye");
    leave(client.live.drain(10_000));
    return undefined;
  });
  await using client = await startLiveClient(server);
  await client.logIn();
  await server.push(...names.map((name, index) => messageEvent(index + 1, name, { from: name })));
  await until(() => client.screen.length === 5);
  server.cut();
  assertEquals(await left, 0);
  const asked = server.requests.filter((request) => request.startsWith("1: history"));
  assertEquals(asked.length, 1);
});

/** What a catch-up without a connection shows. */
function startCatchUp() {
  const shown: string[] = [];
  const handled: string[] = [];
  let [gate, open] = [Promise.resolve(), () => {}];
  const sink: EventSink = {
    event(_event, json) {
      shown.push(JSON.parse(json)["msg"]);
      return gate;
    },
    ...{ live() {}, message() {}, update() {}, receipt() {}, progress() {}, notice() {} },
  };
  const incoming = new Incoming(sink, "maya");
  const catchUp = new CatchUp(incoming, 0, (json) => Promise.resolve(void handled.push(json)));
  const close = () => ({ promise: gate, resolve: open } = Promise.withResolvers<void>());
  return { incoming, catchUp, shown, handled, close, open: () => open() };
}

Deno.test("what is shown one after the other ends with the login", async () => {
  const { incoming, catchUp, shown, close, open } = startCatchUp();
  await incoming.event(messageEvent(1, "first"));
  catchUp.begin();
  catchUp.take(parseReply(page(false, 10, 11, 12), "history"));
  close();
  const ending = catchUp.end();
  await until(() => shown.length === 2);
  catchUp.stop();
  open();
  await ending;
  assertEquals(shown, ["first", "own 10"]);
});

Deno.test("a page of a conversation has the receipts that came before it", async () => {
  const { incoming } = startCatchUp();
  await incoming.event(formatEvent({ kind: "receipt", id: id(2), state: "read", by: "izza", at: 0 }));
  const stateOf = (number: number, own: boolean) =>
    incoming.withReceipts({
      ...{ key: id(number), id: id(number), from: "maya", fromName: "Maya", to: "IZZA", text: "hai", own },
      ...(own && { state: "delivered" }),
    }).state;
  assertEquals([stateOf(1, true), stateOf(2, true), stateOf(3, true), stateOf(1, false)], [
    "read",
    "read",
    "delivered",
    undefined,
  ]);
});

Deno.test("a message that was stored shortly before the newest one known is asked for, too", async () => {
  const at = (seconds: number) =>
    `${(0x01900000_0000 + seconds * 1000).toString(16).padStart(12, "0").slice(0, 8)}-${
      (0x01900000_0000 + seconds * 1000).toString(16).padStart(12, "0").slice(8)
    }-7000-8000-000000000000`;
  const withId = (json: string, id: string) => JSON.stringify({ ...JSON.parse(json), id });
  const { incoming, catchUp, shown } = startCatchUp();
  await incoming.event(withId(messageEvent(1, "first"), at(100)));
  await incoming.event(withId(messageEvent(1, "newest"), at(200)));
  catchUp.begin();
  const { messages, ...others } = JSON.parse(page(false, 1, 2, 3));
  const times = [120, 195, 205];
  const dated = messages.map((message: object, index: number) => ({ ...message, id: at(times[index]!) }));
  catchUp.take(parseReply(JSON.stringify({ messages: dated, ...others }), "history"));
  await catchUp.end();
  assertEquals(shown, ["first", "newest", "own 2", "own 3"]);
});

Deno.test("what waits has a bound in bytes", async () => {
  const { incoming, catchUp, handled } = startCatchUp();
  await incoming.event(messageEvent(1, "first"));
  catchUp.begin();
  for (let count = 0; count < 4; count++) await catchUp.event(messageEvent(10 + count, "x".repeat(300_000)));
  assertEquals(handled.length, 4);
  await catchUp.event(messageEvent(20, "x"));
  assertEquals(handled.length, 5, "It goes on at once from then on");
});

Deno.test("what comes meanwhile waits for what was before it, and a ping does not", async () => {
  let isBack = false;
  const { promise: isAsked, resolve: ask } = Promise.withResolvers<void>();
  await using server = startLiveFake(([command]) => {
    if (command === "history") ask();
    if (command === "live" && isBack) {
      const events = [messageEvent(20, "late"), '{"event": "ping"}', messageEvent(40, "later")];
      return [JSON.stringify({ status: "OK", message: "Live", user: "maya", active: [] }), ...events].join("\r\n\r\n");
    }
    return command === "history" ? page(false, 1, 10, 30, 50) : undefined;
  });
  await using client = await startLiveClient(server);
  await client.logIn();
  await server.push(messageEvent(3, "zero", { from: "nania" }), messageEvent(5, "first"));
  await until(() => client.screen.length === 2);
  isBack = true;
  server.cut();
  await isAsked;
  await until(() => client.screen.length === 7);
  assertEquals(messages(client), [
    ...["nania: zero", "izza: first", "me to izza: own 10", "izza: late", "me to izza: own 30"],
    ...["izza: later", "me to izza: own 50"],
  ]);
  const after = server.requests.filter((request) => request.startsWith("1: "));
  assertEquals(after.slice(0, 4), ["1: live", "1: history izza limit 50", "1: hello", "1: history nania limit 50"]);
  await until(() => server.requests.includes(`1: ack ${id(40)}`));
});

Deno.test("a flood while it is asked is shown at once, and nothing of it is lost", async () => {
  let isBack = false;
  const count = 1_200;
  await using server = startLiveFake(([command]) => {
    if (command !== "live" || !isBack) return undefined;
    const events = Array.from({ length: count }, (_, index) => messageEvent(100 + index, `event ${index}`));
    return [JSON.stringify({ status: "OK", message: "Live", user: "maya", active: [] }), ...events].join("\r\n\r\n");
  });
  await using client = await startLiveClient(server);
  await client.logIn();
  await server.push(messageEvent(5, "first"));
  await until(() => client.screen.length === 1);
  isBack = true;
  server.cut();
  await until(() => messages(client).length === count + 1);
  assertEquals(messages(client).at(-1), `izza: event ${count - 1}`);
  await until(() => server.requests.includes(`1: ack ${id(99 + count)}`));
});

Deno.test("a connection that is lost again while it is asked loses nothing and doubles nothing", async () => {
  let number = 0;
  await using server = startLiveFake(([command], connection) => {
    number = connection;
    if (command === "history") return connection === 1 ? "cut" : page(false, 10, 30);
    if (command !== "live" || connection === 0) return undefined;
    return `${JSON.stringify({ status: "OK", message: "Live", user: "maya", active: [] })}\r\n\r\n${
      messageEvent(20, "unread")
    }`;
  });
  await using client = await startLiveClient(server);
  await client.logIn();
  await server.push(messageEvent(5, "first"));
  await until(() => client.screen.length === 1);
  server.cut();
  await until(() => messages(client).length === 4);
  assertEquals(number, 2);
  assertEquals(messages(client).toSorted(), [
    ...["izza: first", "izza: unread", "me to izza: own 10", "me to izza: own 30"],
  ]);
  await until(() => server.requests.includes(`2: ack ${id(20)}`));
});

Deno.test("the latest conversations are asked for, a bounded number of pages, and a server without a history none", async () => {
  const names = Array.from({ length: 30 }, (_, index) => `user${index}`);
  let before = 1_000_000;
  await using server = startLiveFake(([command, , user]) => {
    if (command !== "history") return undefined;
    return user === "user29" ? page(true, before -= 1) : JSON.stringify({ status: "ERROR", message: "No" });
  });
  await using client = await startLiveClient(server);
  await client.logIn();
  await server.push(...names.map((name, index) => messageEvent(index + 1, name, { from: name })));
  await until(() => client.screen.length === 30);
  server.cut();
  await until(() => server.requests.some((request) => request.startsWith("1: history user10 ")));
  const asked = server.requests.filter((request) => request.startsWith("1: history"));
  assertEquals(asked.map((request) => request.split(" ")[2]), [
    ...Array(21).fill("user29"),
    ...names.slice(10, 29).reverse(),
  ]);

  await using without = startLiveFake(undefined, ["auth", "send", "list", "hello", "live", "ack", "post"]);
  await using plain = await startLiveClient(without);
  await plain.logIn();
  await without.push(messageEvent(1, "hi"));
  await until(() => plain.screen.length === 1);
  without.cut();
  await until(() => plain.notices.length === 2);
  plain.live.send("izza", "x");
  await until(() => without.posts.length === 1);
  assertEquals(without.requests.filter((request) => request.includes("history")), []);
});

Deno.test("after a new login of the same user what was pushed between is asked for, too; after that of another nothing", async () => {
  let isDead = false;
  await using server = startLiveFake(([command]) => {
    if (isDead && command !== "auth") {
      return JSON.stringify({ status: "ERROR", message: "Cannot find the information" });
    }
    return command === "history" ? page(false, 10) : undefined;
  });
  await using client = await startLiveClient(server);
  await client.logIn();
  await server.push(messageEvent(5, "first"));
  await until(() => client.screen.length === 1);
  isDead = true;
  await client.session.run({ kind: "list" });
  assertEquals(client.session.user, undefined);
  isDead = false;
  await client.logIn("MAYA");
  await until(() => messages(client).length === 2);
  assertEquals(messages(client), ["izza: first", "me to izza: own 10"]);
  const { length } = server.requests;
  await client.logIn("nania");
  client.live.send("izza", "x");
  await until(() => server.posts.length === 1);
  assertEquals(server.requests.slice(length).filter((request) => request.includes("history")), []);
});

Deno.test("an old server is asked for nothing that it does not know", async () => {
  await using server = startOldServer();
  await using client = await startLiveClient(server, { pollEvery: 1 });
  await client.logIn();
  await client.remote.drop();
  await until(() => client.notices.length === 2);
  assertEquals(server.requests.filter((request) => request.startsWith("history")), []);
});

Deno.test("with --json it is printed as the events that would have told of it", async () => {
  await using server = await startServer();
  await using path = openPath(server.port);
  const printed: AnyReply[] = [];
  const notices: string[] = [];
  const print = (lines: readonly string[]) => {
    printed.push(...lines.map((line) => JSON.parse(line)));
    return Promise.resolve();
  };
  const remote: Remote = new Remote(path, { onEvent: (json) => live.event(json), onEnd: () => live.lost() });
  const session = new Session(remote);
  const sink: EventSink = jsonSink(print, (text) => notices.push(text));
  const live: LiveClient = new LiveClient(session, sink, { chance: () => 0 });
  await remote.connect();
  const { promise: isOver, resolve: end } = Promise.withResolvers<void>();
  const lines = async function* () {
    yield "send izza before";
    await isOver;
  };
  const running = runJson(session, live, lines(), print, { user: "maya", password: "surabaya" });
  await until(() => printed.some(({ message }) => message === "Message Sent"));
  path.cut();
  await until(() => notices.length === 1);
  using izza = await goLive(server, "izza");
  const [{ id: first }] = [await izza.event("message")];
  await izza.ask(`ack ${izza.token} ${first}`);
  using second = await logIn(server, "maya");
  await send(second, "izza", "from the second");
  await send(Object.assign(izza.peer, { token: izza.token, ask: izza.ask }), "maya", "an answer");
  const { length } = printed;
  path.isOpen = true;
  const events = (kind: string) => printed.slice(length).filter(({ event }) => event === kind);
  await until(() => events("receipt").length + events("message").length === 4);
  end();
  await running;
  await remote.close();
  // Receipts and messages come by two ways, each in its order.
  const [messages, receipts] = [events("message"), events("receipt")];
  assertEquals(messages.map(({ msg }) => msg), ["from the second", "an answer"]);
  assertEquals(receipts.map(({ receipt, by, to }) => `${receipt} ${by ?? to}`), ["delivered izza", "read izza"]);
  const [own] = messages;
  const [delivered, read] = receipts;
  assertEquals(Object.keys(own!), ["event", "id", "from", "msg_from", "to", "msg_to", "msg", "at"]);
  assertEquals([delivered!["id"], read!["id"]], [own!["id"], first]);
});
