/**
 * A server that sends too much of anything: what the client keeps, shows and waits for has bounds, and Ctrl-C is heard.
 *
 * @module
 */

import { assert, assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { answerLines } from "../../lib/client/session/results.ts";
import { Incoming } from "../../lib/client/live/incoming.ts";
import type { EventSink } from "../../lib/client/live/event_sink.ts";
import { printAll, showAll } from "../../lib/client/modes/long_print.ts";
import { Remote } from "../../lib/client/connection/remote.ts";
import { LARGEST_REPLY, ReplyDecoder } from "../../lib/client/connection/reply_decoder.ts";
import { Conversations } from "../../lib/client/live/receipts.ts";
import { themeOf } from "../../lib/client/terminal/theme.ts";
import type { ShownMessage } from "../../lib/client/message.ts";
import { openTranscript, showMessage, type Transcript } from "../../lib/client/terminal/transcript.ts";
import { ChatError } from "../../lib/chat.ts";
import { formatEvent } from "../../lib/wire/event.ts";
import { clientProgram, PASSWORD, run } from "../support/helpers.ts";
import { AT, id, messageEvent, startLiveFake, until } from "../support/live_fake.ts";
import { readRequest, startFake, write } from "../support/legacy_server.ts";
import { hasTmux, startPane } from "../support/pane.ts";

const pure = { permissions: "none" } as const;
const BASE = ["auth", "send", "inbox", "list", "logout", "hello"];

/** An inbox of so many messages. */
function largeInbox(count: number): string {
  const entry = (index: number) => ({ msg_from: "I", msg_to: "M", msg: `message ${index}`, id: id(index), at: AT });
  return JSON.stringify({
    status: "OK",
    messages: { izza: Array.from({ length: count }, (_, index) => entry(index)) },
  });
}

Deno.test("a reply may have so many parts and no more, but any text", pure, () => {
  const decode = (json: string) => new ReplyDecoder().push(new TextEncoder().encode(`${json}\r\n\r\n`));
  for (const text of ["[{".repeat(1_000_000), `${'\\"[{'.repeat(500_000)}\\\\`]) {
    assertEquals(decode(`{"msg": "${text}"}`).length, 1);
  }
  assertEquals(decode(`[${"{},".repeat(999_000)}7]`).length, 1);
  assertThrows(() => decode(`[${"{},".repeat(1_000_001)}7]`), ChatError, "more parts");
  const decoder = new ReplyDecoder();
  for (let count = 0; count < 3; count++) {
    assertEquals(decoder.push(new TextEncoder().encode(`[${"{},".repeat(900_000)}7]\r\n\r\n`)).length, 1);
  }
});

Deno.test("the largest inbox of a server has room, and any other reply less", async () => {
  // What the server's own bounds allow: 2 Mi characters of six bytes, and 20,000 messages with the longest names.
  const names = "\\u00e9".repeat(100);
  const entry = JSON.stringify({ msg_from: "", msg_to: "", msg: "", id: id(1), at: AT });
  assert(2 ** 21 * 6 + 20_000 * (entry.length + 20 + 2 * names.length) < LARGEST_REPLY);
  await using server = startFake(async (conn, number) => {
    await readRequest(conn);
    const message = "x".repeat(9 * 1024 * 1024);
    await write(conn, `${JSON.stringify({ status: number === 0 ? "ERROR" : "OK", messages: {}, message })}\r\n\r\n`);
    await readRequest(conn);
  });
  await using remote = new Remote(server);
  await remote.connect();
  const error = await assertRejects(() => remote.request({ name: "list" }), ChatError);
  assertEquals(error.message, "The reply is longer than 8388608 bytes; the connection was dropped");
  await remote.connect();
  assertEquals((await remote.request({ name: "inbox", token: "t" })).reply.kind, "inbox");
});

Deno.test("an event that is longer than any message ends the connection", async () => {
  for (const size of [400_000, 1 << 20]) {
    await using server = startFake(async (conn) => {
      await write(conn, `${messageEvent(1, "x".repeat(size))}\r\n\r\n`);
      await readRequest(conn);
    });
    let events = 0;
    await using remote = new Remote(server, { onEvent: () => void events++ });
    await remote.connect();
    await until(() => events > 0 || !remote.isConnected);
    assertEquals([events, remote.isConnected], size === 400_000 ? [1, true] : [0, false]);
  }
});

Deno.test("many events that come at once let timers, keys and signals have their turn", async () => {
  const count = 2_000;
  const isLate: boolean[] = [];
  let hasFired = false;
  await using server = startFake(async (conn) => {
    await write(conn, '{"event": "ping"}\r\n\r\n'.repeat(count));
    await readRequest(conn);
  });
  await using remote = new Remote(server, {
    onEvent() {
      if (isLate.length === 0) setTimeout(() => hasFired = true, 0);
      for (const end = performance.now() + 0.1; performance.now() < end;);
      isLate.push(hasFired);
    },
  });
  await remote.connect();
  await until(() => isLate.length === count);
  assert(isLate.at(-1), "A timer waited for the last of them");
});

const NOWHERE: EventSink = {
  event() {},
  live() {},
  message() {},
  update() {},
  receipt() {},
  progress() {},
  notice() {},
};

Deno.test("of people no more are remembered than have room, and of what is no name nothing", pure, async () => {
  const shown: ShownMessage[] = [];
  const incoming = new Incoming({
    ...NOWHERE,
    event: (_event, _json, message) => void (message && shown.push(message)),
  }, "maya");
  for (let count = 0; count < 12_000; count++) {
    await incoming.event(messageEvent(count, "x", { from: `user${count}` }));
    await incoming.event(formatEvent({ kind: "presence", user: `user${count}`, active: true }));
    await incoming.event(formatEvent({ kind: "receipt", id: id(count), state: "read", by: `user${count}`, at: 0 }));
  }
  assertEquals([incoming.active.length, incoming.conversations.length, shown.length], [10_000, 1_000, 12_000]);
  assertEquals([incoming.conversations[0]?.user, incoming.conversations.at(-1)?.user], ["user11999", "user11000"]);
  assertEquals([incoming.hasHeard("user11999", id(1), "read"), incoming.hasHeard("user1", id(1), "read")], [
    true,
    false,
  ]);
  incoming.active = Array.from({ length: 12_000 }, (_, count) => `other${count}`);
  assertEquals(incoming.active.length, 10_000);
  await incoming.event(formatEvent({ kind: "presence", user: "no name", active: true }));
  await incoming.event(messageEvent(1, "x", { from: "y".repeat(1000) }));
  assertEquals(incoming.conversations[0]?.user, "user11999");
  const conversations = new Conversations();
  conversations.note("izza", "x".repeat(101));
  assertEquals(conversations.all, []);
});

Deno.test("a transcript remembers no more people, and the latest of them", pure, () => {
  let transcript: Transcript = openTranscript(themeOf({ language: "en" }), { columns: 80, rows: 24 }, 0);
  for (let count = 0; count < 1_200; count++) {
    const from = `user${count}`;
    transcript = showMessage(transcript, { key: `${count}`, from, fromName: "F", to: "maya", text: "x", own: false }, 0)
      .transcript;
  }
  assertEquals(transcript.introduced.size, 1_000);
  assert(transcript.introduced.has("user1199") && !transcript.introduced.has("user0"));
});

Deno.test("of long fields the start is shown, and what has an endless id is no message", pure, async () => {
  const shown: ShownMessage[] = [];
  const incoming = new Incoming({
    ...NOWHERE,
    event: (_event, _json, message) => void (message && shown.push(message)),
  }, "maya");
  const long = "y".repeat(500_000);
  await incoming.event(messageEvent(1, long, { from: long }));
  const { from, fromName, text } = shown[0]!;
  assertEquals([from.length, fromName.length, text.length], [103, 103, 65_539]);
  await assertRejects(
    () => incoming.event(JSON.stringify({ ...JSON.parse(messageEvent(2, "x")), id: long })),
    ChatError,
  );
  const json = JSON.stringify({ status: "ERROR", message: long });
  const reply = { kind: "error", message: long } as const;
  assertEquals(answerLines({ kind: "reply", reply, json, user: "" }, "people")[0]!.length, "Error, ".length + 1003);
});

Deno.test("200,000 lines are printed in parts, each after the one before was seen, until it is called off", async () => {
  const stop = new AbortController();
  let [printed, largest, waiting] = [0, 0, 0];
  const terminal = {
    print(lines: readonly string[]) {
      printed += lines.length;
      waiting += lines.length;
      largest = Math.max(largest, waiting);
    },
    show: () => terminal.print([""]),
    seen() {
      waiting = 0;
      if (printed >= 150_000) stop.abort();
      return Promise.resolve();
    },
  };
  const lines = Array<string>(200_000).fill("x");
  await printAll(terminal, lines.slice(0, 20_000), stop.signal);
  assertEquals([printed, largest], [20_000, 100]);
  printed = 149_900;
  await printAll(terminal, lines, stop.signal);
  assertEquals([printed, largest], [150_000, 100]);
  await showAll(terminal, [], stop.signal);
  await printAll({ ...terminal, seen: () => new Promise(() => {}) }, lines, AbortSignal.abort());
});

Deno.test("an inbox of 200,000 messages is shown, and Ctrl-C ends it", { ignore: !await hasTmux() }, async () => {
  const inbox = largeInbox(200_000);
  await using server = startLiveFake(([command]) => command === "inbox" ? inbox : undefined);
  const program = [...clientProgram(), "--port", `${server.port}`, "--user", "maya"];
  await using pane = await startPane(program, { env: { NGOBROL_PASSWORD: PASSWORD } });
  await pane.see("Command maya:");
  await pane.type("inbox");
  await pane.press("Enter");
  await pane.see(": message ");
  await pane.press("C-c");
  const screen = await pane.see("code 0");
  assert(!screen.includes("RangeError"));
});

Deno.test("from a pipe an inbox of 200,000 messages is whole", async () => {
  const inbox = largeInbox(200_000);
  await using server = startLiveFake(([command]) => command === "inbox" ? inbox : undefined, BASE);
  const { code, out } = await run(clientProgram(), ["--port", `${server.port}`, "--user", "maya"], {
    input: "inbox\n",
    env: { NGOBROL_PASSWORD: PASSWORD },
  });
  assertEquals(code, 0);
  assertStringIncludes(out, '"message 199999"');
});
