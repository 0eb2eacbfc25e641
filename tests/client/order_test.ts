/**
 * What is shown stands in the order of the wire: replies and events that come in one read, in every way to chat.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { runJson } from "../../lib/client/modes/json.ts";
import { LiveClient } from "../../lib/client/live/live_client.ts";
import { jsonSink } from "../../lib/client/live/event_sink.ts";
import { Remote } from "../../lib/client/connection/remote.ts";
import { Session } from "../../lib/client/session/session.ts";
import { isEvent } from "../../lib/wire/event.ts";
import { clientProgram, PASSWORD, run } from "../support/helpers.ts";
import { AT, ERROR, id, messageEvent, startLiveClient, startLiveFake, until } from "../support/live_fake.ts";
import { type FakeServer, readRequest, startFake, write } from "../support/legacy_server.ts";

const OK = (members: Record<string, unknown>) => JSON.stringify({ status: "OK", ...members });
const notice = (text: string) => JSON.stringify({ event: "notice", message: text });

/** What a server answers to a word, each answer being written at once with the events behind it. */
const ANSWERS: Readonly<Record<string, string>> = {
  auth: OK({ tokenid: "5a1f0a10-6f6b-4f6e-8d5e-1f5f0f0f0f0f" }),
  hello: OK({ name: "ngobrol", version: "9", protocol: 1, commands: ["live", "post", "ack", "history"], limits: {} }),
  live: OK({ message: "Live", user: "maya", active: ["maya"] }),
  list: OK({ messages: ["maya"] }),
  post: OK({ message: "Message Sent", id: id(7), at: AT }),
  inbox: OK({ messages: {} }),
  history: ERROR("User is not found"),
  ack: OK({ message: "Acknowledged" }),
  logout: OK({ message: "Logged out" }),
};

/** A server that writes each reply together with events before and behind it, all in one segment. */
function startGathering(odd: Readonly<Record<string, string>> = {}): FakeServer {
  return startFake(async (conn) => {
    let isLive = false;
    for (let request = await readRequest(conn); request !== undefined; request = await readRequest(conn)) {
      const word = request.trim().split(" ")[0]!;
      isLive ||= word === "live";
      const events = isLive && word !== "hello" && word !== "ack"
        ? [notice(`1 after ${word}`), notice(`2 after ${word}`)]
        : [];
      const before = isLive && word !== "live" && events.length > 0 ? [notice(`before ${word}`)] : [];
      await write(conn, [...before, odd[word] ?? ANSWERS[word]!, ...events].map((json) => `${json}\r\n\r\n`).join(""));
    }
  });
}

/** What the lines of output are about, in their order. */
function subjects(lines: readonly string[]): string[] {
  return lines.map((line) => {
    const { event, message, tokenid, messages } = JSON.parse(line);
    if (event === "message") return JSON.parse(line).msg;
    return message ?? (tokenid !== undefined ? "token" : Array.isArray(messages) ? "list" : "inbox");
  });
}

const around = (word: string, reply: string) => [`before ${word}`, reply, `1 after ${word}`, `2 after ${word}`];
const COMMANDS = ["list", "send izza hi", "inbox", "history izza", "list"];
const EXPECTED = [
  ...["Live", "1 after live", "2 after live"],
  ...around("list", "list"),
  ...around("post", "Message Sent"),
  ...around("inbox", "inbox"),
  ...around("history", "User is not found"),
  ...around("list", "list"),
];

Deno.test("with --json replies and events that come in one read are printed as they came", async () => {
  await using server = startGathering();
  const { code, out, err } = await run(clientProgram(), [
    ...["--port", `${server.port}`, "--json", "--user", "maya"],
  ], { input: COMMANDS.map((line) => `${line}\n`).join(""), env: { NGOBROL_PASSWORD: PASSWORD } });
  assertEquals([code, err], [1, ""]); // One reply was an error.
  const shown = subjects(out.trimEnd().split("\n"));
  assertEquals(shown.slice(0, EXPECTED.length), EXPECTED);
});

/** Lets a program chat within the test. Each line is printed a while after it was given, as to a pipe. */
async function chat(server: FakeServer, commands: readonly string[]): Promise<string[]> {
  const printed: string[] = [];
  let last = Promise.resolve();
  const print = (lines: readonly string[]) =>
    last = last.then(() => new Promise((resolve) => setTimeout(resolve, 0))).then(() => void printed.push(...lines));
  const remote: Remote = new Remote(server, { onEvent: (json) => live.event(json), onEnd: () => live.lost() });
  const session = new Session(remote);
  const live: LiveClient = new LiveClient(session, jsonSink(print, () => {}), { chance: () => 0 });
  await remote.connect();
  const lines = async function* () {
    yield* commands;
  };
  await runJson(session, live, lines(), print, { user: "maya", password: "surabaya" });
  await remote.close();
  return subjects(printed);
}

Deno.test("so it is when printing takes time, with errors, and with a reply that cannot be understood", async () => {
  await using server = startGathering({ list: ERROR("Server is busy"), post: "[7]" });
  const shown = await chat(server, COMMANDS);
  const expected = EXPECTED.map((subject) => subject === "list" ? "Server is busy" : subject);
  expected[expected.indexOf("Message Sent")] = "The server's reply is not a JSON object: [7]";
  assertEquals(shown.slice(0, EXPECTED.length), expected);
});

Deno.test("a login that takes the place of another is shown before what comes behind its reply", async () => {
  await using server = startGathering();
  const shown = await chat(server, ["auth izza surabaya"]);
  // The events of the first login still come; those of the second begin behind its own Live.
  assertEquals(shown.slice(3, 7), ["before auth", "token", "1 after auth", "2 after auth"]);
});

Deno.test("at a terminal a message is sent before it is read, though both came in one read", async () => {
  const reply = [ANSWERS["post"]!, messageEvent(8, "so soon?")];
  await using server = startLiveFake(([word]) => word === "post" ? reply.join("\r\n\r\n") : undefined);
  await using client = await startLiveClient(server);
  await client.logIn();
  client.live.send("izza", "hi");
  await until(() => client.screen.length === 3);
  assertEquals(client.screen, ["me to izza: hi (waiting)", "0: sent as 007", "izza: so soon?"]);
});

Deno.test(
  "an event is one wherever among its keys its name stands, and no reply is one",
  { permissions: "none" },
  () => {
    const { event, ...members } = JSON.parse(messageEvent(1, 'he said "event": yes'));
    for (
      const json of [
        JSON.stringify({ ...members, event }),
        JSON.stringify({ id: 1, event }, null, 2),
        '{"id": 1, "\\u0065\\u0076ent" : "ping"}',
        '  {"event": "message", "broken',
      ]
    ) assert(isEvent(json), json);
    for (
      const json of [
        OK({ messages: { izza: [{ msg: 'he said "event": yes' }], event: [] } }),
        OK({ messages: { event: [] } }),
        OK({ messages: ["event"] }),
        OK({ message: '"event":' }),
        '["event"]',
        '{"status": "OK", "event" broken',
        "7",
      ]
    ) assert(!isEvent(json), json);
  },
);

Deno.test("an event with its name behind other keys answers no request, wherever it is cut", async () => {
  const { event, ...members } = JSON.parse(messageEvent(1, "late name"));
  const json = JSON.stringify({ ...members, event });
  const whole = `${json}\r\n\r\n`;
  const { promise: isOver, resolve: end } = Promise.withResolvers<void>();
  await using server = startFake(async (conn) => {
    for (let cut = 1; cut < whole.length; cut += 7) {
      await write(conn, whole.slice(0, cut));
      // What comes next is asked while the event has begun, or before it.
      assert(await readRequest(conn) !== undefined);
      await write(conn, `${whole.slice(cut)}${ANSWERS["list"]}\r\n\r\n`);
    }
    await isOver;
  });
  const events: string[] = [];
  await using remote = new Remote(server, { onEvent: (json) => void events.push(json) });
  await remote.connect();
  for (let count = 1; (count - 1) * 7 + 1 < whole.length; count++) {
    assertEquals((await remote.request({ name: "list" })).json, ANSWERS["list"]);
    assertEquals(events.length, count);
  }
  assertEquals(new Set(events), new Set([json]));
  end();
});
