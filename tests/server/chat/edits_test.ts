/**
 * Messages that are changed after they were sent: wherever one is read, it is the new text or the mark; by whom, and for
 * how long.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { PROTOCOL_LIMITS } from "../../../lib/chat.ts";
import {
  type AnyReply,
  type Peer,
  startServer,
  temporaryDirectory,
  type TestServer,
  texts,
} from "../../support/helpers.ts";
import { becomeLive, goLive } from "../../support/live_peer.ts";
import { JUMPS, TestClocks } from "../../support/virtual_time.ts";
import { Gate, override, startWrapped } from "../../support/wrapped_server.ts";

const MARK = "(removed)";

async function post(peer: Pick<Peer, "ask">, token: string, to: string, text: string): Promise<string> {
  return (await peer.ask(`post ${token} ${crypto.randomUUID()} ${to} ${text}`))["id"];
}

async function logIn(server: Pick<TestServer, "connect">, name: string): Promise<[peer: Peer, token: string]> {
  const peer = await server.connect();
  return [peer, await peer.logIn(name)];
}

/** What a message says of itself. */
function facts({ msg, edited, removed }: AnyReply): unknown[] {
  return [msg, edited === undefined ? "as sent" : "edited", removed ?? false];
}

Deno.test("a changed text stands in the inbox, in the history, and in what is unread of who goes live, also after a restart", async () => {
  using directory = temporaryDirectory();
  const file = `${directory.path}/chat.sqlite`;
  {
    await using server = await startServer({ file });
    const [maya, token] = await logIn(server, "maya");
    using _ = maya;
    const [first, , third] = [
      await post(maya, token, "izza", "one"),
      await post(maya, token, "izza", "two"),
      await post(maya, token, "izza", "three"),
    ];
    assertEquals(await maya.ask(`edit ${token} ${first}   indented, and longer than before`), {
      status: "OK",
      message: "The message is changed",
    });
    assertEquals(await maya.ask(`delete ${token} ${third}`), { status: "OK", message: "The message is removed" });
  }
  await using server = await startServer({ file });
  const expected = [["  indented, and longer than before", "edited", false], ["two", "as sent", false], [
    MARK,
    "edited",
    true,
  ]];
  const [maya, token] = await logIn(server, "maya");
  using _ = maya;
  const page = await maya.ask(`history ${token} izza`);
  assertEquals(page["messages"].map(facts), expected);
  using izza = await goLive(server, "izza");
  const events = [await izza.event("message"), await izza.event("message"), await izza.event("message")];
  assertEquals(events.map(facts), expected);
  assertEquals(texts(await izza.ask(`inbox ${izza.token}`)), { maya: expected.map(([text]) => text as string) });
});

Deno.test("both ends of a message hear at once that it was changed and removed, and nobody else", async () => {
  await using server = await startServer({ teachers: ["guru"] });
  using maya = await goLive(server, "maya");
  using izza = await goLive(server, "izza");
  using nania = await goLive(server, "nania");
  const id = await post(maya, maya.token, "izza", "one");
  assertEquals((await izza.event("message"))["msg"], "one");
  await maya.ask(`edit ${maya.token} ${id} two`);
  for (const peer of [maya, izza]) {
    const { at, ...event } = await peer.event("edit");
    assertEquals(event, { event: "edit", id, from: "maya", to: "izza", msg: "two" });
    assertMatch(at, /^\d{4}-/);
  }
  const [guru, token] = await logIn(server, "guru");
  using _ = guru;
  assertEquals((await guru.ask(`remove ${token} ${id}`))["message"], "The message is removed");
  for (const peer of [maya, izza]) {
    const { at: _, ...event } = await peer.event("edit");
    assertEquals(event, { event: "edit", id, from: "maya", to: "izza", msg: MARK, removed: true });
  }
  await post(maya, maya.token, "nania", "for you");
  let event: AnyReply;
  do event = await nania.event(); while (event["event"] === "presence");
  assertEquals(event["msg"], "for you");
});

Deno.test("only the sender can change a message, only a teacher can remove another's, and what was removed stays so", async () => {
  await using server = await startServer({ teachers: ["guru"] });
  const [maya, mayas] = await logIn(server, "maya");
  const [izza, izzas] = await logIn(server, "izza");
  const [guru, gurus] = await logIn(server, "guru");
  using stack = new DisposableStack();
  for (const peer of [maya, izza, guru]) stack.use(peer);
  const id = await post(maya, mayas, "izza", "one");
  for (const [peer, token] of [[izza, izzas], [guru, gurus]] as const) {
    for (const request of [`edit ${token} ${id} x`, `delete ${token} ${id}`]) {
      const reply = await peer.ask(request);
      assertEquals([reply["code"], reply["message"]], ["no_message", "You have sent no message with that id"]);
    }
  }
  assertEquals((await izza.ask(`remove ${izzas} ${id}`))["code"], "teachers_only");
  assertEquals((await guru.ask(`remove ${gurus} ${crypto.randomUUID()}`))["code"], "no_message");
  await guru.ask(`remove ${gurus} ${id}`);
  assertEquals((await guru.ask(`remove ${gurus} ${id}`))["code"], "no_message");
  assertEquals((await maya.ask(`edit ${mayas} ${id} again`))["code"], "no_message");
  assertEquals(texts(await izza.ask(`inbox ${izzas}`)), { maya: [MARK] });
  const acts = await server.store.control.acts(0, 10);
  assertEquals(acts.map(({ by, act, target, detail }) => [by, act, target, detail]), [
    ["guru", "remove", id, "from maya to izza"],
  ]);
});

Deno.test("of a message that is removed while its sender changes it nothing comes back", async () => {
  await using server = await startServer({ teachers: ["guru"] });
  const [maya, mayas] = await logIn(server, "maya");
  using _ = maya;
  const [guru, gurus] = await logIn(server, "guru");
  using __ = guru;
  for (let round = 0; round < 20; round++) {
    const id = await post(maya, mayas, "izza", "one");
    const [edited, removed] = await Promise.all([
      maya.ask(`edit ${mayas} ${id} two`),
      guru.ask(`remove ${gurus} ${id}`),
    ]);
    assertEquals(removed["status"], "OK");
    assert(edited["status"] === "OK" || edited["code"] === "no_message", JSON.stringify(edited));
    const page = await maya.ask(`history ${mayas} izza limit 1`);
    assertEquals(page["messages"].map(facts), [[MARK, "edited", true]]);
  }
});

Deno.test("who goes live while a message is changed is told of it after the message, never before", async () => {
  const gate = new Gate();
  let isFirst = true;
  await using server = await startWrapped({
    wrapStore: (store) =>
      override(store, "unread", async (...args) => {
        const unread = await store.unread(...args);
        if (unread.messages.length > 0 && isFirst) {
          isFirst = false;
          await gate.pass();
        }
        return unread;
      }),
  });
  const [maya, token] = await logIn(server, "maya");
  using _ = maya;
  const id = await post(maya, token, "izza", "one");
  const peer = await server.connect();
  using izza = await becomeLive(peer, await peer.logIn("izza"));
  await gate.entered; // The old text has been read, and is not written yet.
  await maya.ask(`edit ${token} ${id} two`);
  gate.open();
  assertEquals((await izza.event("message"))["msg"], "one");
  assertEquals((await izza.event("edit"))["msg"], "two");
});

for (const jump of [0, ...JUMPS]) {
  Deno.test(`a message can be changed for 15 minutes, and no longer, though the clock is set by ${jump / 3_600_000} h`, async () => {
    const clocks = new TestClocks();
    await using server = await startServer({ clocks });
    const [maya, token] = await logIn(server, "maya");
    using _ = maya;
    clocks.pass(PROTOCOL_LIMITS.editable + 1); // The server is older than what is asked for.
    const id = await post(maya, token, "izza", "one");
    clocks.pass(PROTOCOL_LIMITS.editable - 60_000);
    clocks.jump(jump);
    await post(maya, token, "izza", "another");
    assertEquals((await maya.ask(`edit ${token} ${id} two`))["status"], "OK");
    clocks.pass(60_000);
    const late = await maya.ask(`edit ${token} ${id} three`);
    assertEquals([late["code"], late["message"]], ["too_late", "A message can be changed for 15 minutes"]);
    assertEquals((await maya.ask(`delete ${token} ${id}`))["code"], "too_late");
  });
}

Deno.test("after a restart the time of day tells how old a message is, and 15 minutes later none of them can be changed", async () => {
  using directory = temporaryDirectory();
  const file = `${directory.path}/chat.sqlite`;
  const clocks = new TestClocks();
  let ids: string[] = [];
  {
    await using server = await startServer({ file, clocks });
    const [maya, token] = await logIn(server, "maya");
    using _ = maya;
    ids = [await post(maya, token, "izza", "one")];
    clocks.pass(PROTOCOL_LIMITS.editable - 60_000);
    ids.push(await post(maya, token, "izza", "two"));
    clocks.pass(60_000);
  }
  clocks.restart();
  await using server = await startServer({ file, clocks });
  const [maya, token] = await logIn(server, "maya");
  using _ = maya;
  assertEquals((await maya.ask(`edit ${token} ${ids[0]} x`))["code"], "too_late");
  assertEquals((await maya.ask(`edit ${token} ${ids[1]} x`))["status"], "OK");
  clocks.pass(PROTOCOL_LIMITS.editable);
  clocks.jump(-2 * PROTOCOL_LIMITS.editable);
  assertEquals((await maya.ask(`edit ${token} ${ids[1]} y`))["code"], "too_late");
});

Deno.test("a message that seems to come from the future, by a clock that was set back, cannot be changed after a restart", async () => {
  for (const jump of JUMPS.filter((jump) => jump > 0)) {
    using directory = temporaryDirectory();
    const file = `${directory.path}/chat.sqlite`;
    const clocks = new TestClocks();
    clocks.jump(jump);
    let id = "";
    {
      await using server = await startServer({ file, clocks });
      const [maya, token] = await logIn(server, "maya");
      using _ = maya;
      id = await post(maya, token, "izza", "one");
    }
    clocks.jump(-jump);
    clocks.restart();
    await using server = await startServer({ file, clocks });
    const [maya, token] = await logIn(server, "maya");
    using _ = maya;
    assertEquals((await maya.ask(`edit ${token} ${id} x`))["code"], "too_late", String(jump));
  }
});
