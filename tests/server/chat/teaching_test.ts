/**
 * What a teacher does beside locks: announcements, who is connected, sending away, what was said, and what teachers did.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
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

const HOUR = 3_600_000;

/** A teacher, logged in: asks with the token in its place. */
async function startTeacher(server: Pick<TestServer, "connect">, name = "guru") {
  const peer = await server.connect();
  const token = await peer.logIn(name);
  return {
    peer,
    token,
    async teach(request: string): Promise<AnyReply> {
      const [word, ...rest] = request.split(" ");
      return await peer.ask([word, token, ...rest].join(" "));
    },
    [Symbol.dispose]: () => peer[Symbol.dispose](),
  };
}

async function inboxOf(server: Pick<TestServer, "connect">, name: string): Promise<Record<string, string[]>> {
  using peer = await server.connect();
  const token = await peer.logIn(name);
  const inbox = texts(await peer.ask(`inbox ${token}`));
  await peer.ask("hello");
  return inbox;
}

Deno.test("an announcement comes to who is live, to who is logged in, and to who logs in later on the day, once each", async () => {
  const clocks = new TestClocks(new Date(2026, 10, 27, 10).getTime());
  await using server = await startServer({ teachers: ["guru"], people: ["late", "tomorrow"], clocks });
  using guru = await startTeacher(server);
  using maya = await goLive(server, "maya");
  const left = await server.connect(); // Izza has a login, and no connection.
  const token = await left.logIn("izza");
  left[Symbol.dispose]();
  const { message } = await guru.teach("announce  the test begins at ten");
  assertEquals(message, "Announced to 2 people, and to those who log in later today");
  assertEquals(await maya.texts(1), ["(to all) the test begins at ten"]);
  using back = await server.connect();
  const expected = { guru: ["(to all) the test begins at ten"] };
  assertEquals(texts(await back.ask(`inbox ${token}`)), expected);
  assertEquals(await inboxOf(server, "late"), expected);
  assertEquals(await inboxOf(server, "late"), {});
  assertEquals(texts(await guru.teach("inbox")), {}); // Not to the teacher.
  clocks.pass(14 * HOUR); // Past midnight.
  assertEquals(await inboxOf(server, "tomorrow"), {});
});

Deno.test("an announcement that a restart breaks off comes to all all the same, and to nobody twice", async () => {
  using directory = temporaryDirectory();
  const file = `${directory.path}/chat.sqlite`;
  {
    await using server = await startServer({ file, teachers: ["guru"] });
    using maya = await server.connect();
    await maya.logIn("maya");
    using guru = await startTeacher(server);
    await guru.teach("announce one");
    using izza = await server.connect();
    await izza.logIn("izza");
    // As if the server was killed when what was announced was kept, and before all were told.
    const act = { at: Date.now(), by: "guru", act: "announce", target: crypto.randomUUID(), detail: "two" };
    await server.store.control.addAct(act);
  }
  await using server = await startServer({ file });
  for (const name of ["maya", "izza", "nania"]) {
    assertEquals(await inboxOf(server, name), { guru: ["(to all) one", "(to all) two"] }, name);
  }
});

for (const jump of JUMPS) {
  Deno.test(`an announcement of today is one though the clock was ${jump / HOUR} h off meanwhile, and one of another day is none after a restart`, async () => {
    using directory = temporaryDirectory();
    const file = `${directory.path}/chat.sqlite`;
    const clocks = new TestClocks(new Date(2026, 10, 27, 12).getTime());
    const isSameDay = Math.abs(jump) === HOUR;
    const [today, other] = ["(to all) by the right clock", "(to all) by the wrong one"];
    {
      await using server = await startServer({ file, clocks });
      using guru = await startTeacher(server);
      await guru.teach("announce by the right clock");
      clocks.jump(jump);
      assertEquals(await inboxOf(server, "maya"), isSameDay ? { guru: [today] } : {});
      await guru.teach("announce by the wrong one");
      await inboxOf(server, "maya");
      clocks.jump(-jump);
      assertEquals(await inboxOf(server, "maya"), isSameDay ? {} : { guru: [today] });
    }
    clocks.restart();
    await using server = await startServer({ file, clocks });
    assertEquals(await inboxOf(server, "maya"), {});
    assertEquals(await inboxOf(server, "nania"), { guru: isSameDay ? [today, other] : [today] });
  });
}

Deno.test("who is connected is told with address, time, messages and bytes", async () => {
  const clocks = new TestClocks();
  await using server = await startServer({ teachers: ["guru"], clocks });
  using guru = await startTeacher(server);
  clocks.pass(5_000);
  using maya = await server.connect();
  const token = await maya.logIn("maya");
  for (const text of ["one", "two"]) await maya.ask(`send ${token} izza ${text}`);
  await maya.ask(`post ${token} ${crypto.randomUUID()} izza three`);
  await maya.ask(`send ${token} nobody four`);
  await maya.ask(`addgroup ${token} kelas`);
  await maya.ask(`sendgroup ${token} kelas five`);
  clocks.pass(60_000);
  const { message, sessions } = await guru.teach("sessions");
  assertEquals(message, "2 connected");
  const [first, second] = sessions;
  assertEquals([first.user, first.role, second.user, second.role], ["guru", "teacher", "maya", "student"]);
  const { port } = maya.conn.localAddr as Deno.NetAddr;
  assertEquals([second.address, second.messages], [`127.0.0.1:${port}`, 4]);
  assertEquals(Date.parse(second.since) - Date.parse(first.since), 5_000);
  assertEquals(clocks.wall() - Date.parse(second.since), 60_000);
  assert(second.received > 200 && second.sent > 200, JSON.stringify(second));
  maya[Symbol.dispose]();
  let count = 2;
  while (count > 1) count = (await guru.teach("sessions"))["sessions"].length;
});

Deno.test("who is sent away hears why, loses connections and logins, and can log in again", async () => {
  await using server = await startServer({ teachers: ["guru"] });
  using guru = await startTeacher(server);
  using idle = await server.connect();
  const token = await idle.logIn("maya");
  using live = await goLive(server, "maya");
  using izza = await goLive(server, "izza");
  const { message } = await guru.teach("kick MAYA");
  assertEquals(message, "maya was sent away: 2 connections have ended");
  const reason = {
    status: "ERROR",
    message: "guru has ended your connections and logins; you can log in again",
    code: "kicked",
  };
  assertEquals(JSON.parse(await idle.receive()), reason);
  assertEquals(await idle.receive(), "");
  assertEquals(await live.event("notice"), { event: "notice", message: reason.message });
  let frame: string;
  do frame = await live.peer.receive(); while (frame.includes('"event"'));
  assertEquals(JSON.parse(frame), reason);
  using again = await server.connect();
  for (const dead of [token, live.token]) assertEquals((await again.ask(`inbox ${dead}`))["code"], "no_login");
  assertEquals(await izza.event("presence"), { event: "presence", user: "maya", active: false });
  await again.logIn("maya");
  assertEquals((await guru.teach("kick guru"))["message"], "guru is a teacher: only students can be sent away");
  assertEquals((await guru.teach("kick iis"))["code"], "no_user");
});

Deno.test("a peer that is in the middle of a request when it is sent away hears why as well", async () => {
  const gate = new Gate();
  await using server = await startWrapped({
    wrapStore: (store) =>
      override(store, "inbox", async (...args) => {
        await gate.pass();
        return await store.inbox(...args);
      }),
  });
  using guru = await startTeacher(server);
  using maya = await server.connect();
  const token = await maya.logIn("maya");
  await maya.send(`inbox ${token}\r\nlist\r\n`);
  await gate.entered;
  await guru.teach("kick maya");
  gate.open();
  assertEquals(JSON.parse(await maya.receive())["status"], "OK");
  assertEquals(JSON.parse(await maya.receive())["code"], "kicked");
  assertEquals(await maya.receive(), "");
});

/** A class that has talked. */
async function talk(server: TestServer): Promise<Record<string, string>> {
  const ids: Record<string, string> = {};
  for (
    const [from, to, text] of [["maya", "izza", "one"], ["izza", "maya", "two"], ["nania", "guru", "three"]] as const
  ) {
    using peer = await server.connect();
    const token = await peer.logIn(from);
    ids[text] = (await peer.ask(`post ${token} ${crypto.randomUUID()} ${to} ${text}`))["id"];
  }
  return ids;
}

Deno.test("a transcript has what everybody said in its order, of a day, a user, and part by part", async () => {
  const clocks = new TestClocks(Date.UTC(2026, 10, 26, 12));
  await using server = await startServer({ teachers: ["guru"], clocks });
  const ids = await talk(server);
  clocks.pass(24 * HOUR);
  const next = await talk(server);
  using guru = await startTeacher(server);
  const read = async (words: string) => {
    const { status, messages, more, ...error } = await guru.teach(`transcript ${words}`);
    assertEquals(status, "OK", JSON.stringify(error));
    return { texts: messages.map(({ from, to, msg }: AnyReply) => `${from} to ${to}: ${msg}`), more };
  };
  const day = ["maya to izza: one", "izza to maya: two", "nania to guru: three"];
  assertEquals(await read("zone UTC"), { texts: day, more: false });
  assertEquals(await read("zone UTC from 2026-11-26"), { texts: [...day, ...day], more: false });
  assertEquals(await read("zone UTC from 2026-11-26 to 2026-11-26"), { texts: day, more: false });
  assertEquals(await read("zone UTC from 2026-11-28 to 2026-11-28"), { texts: [], more: false });
  // In Auckland it was the day after already.
  assertEquals((await read("zone Pacific/Auckland from 2026-11-26 to 2026-11-26")).texts, []);
  assertEquals(await read("from 2026-11-26 with izza zone UTC limit 3"), {
    texts: [...day.slice(0, 2), day[0]],
    more: true,
  });
  assertEquals(await read(`from 2026-11-26 with izza zone UTC after ${next["one"]}`), { texts: [day[1]], more: false });
  assertEquals(await read(`from 2026-11-26 after ${ids["three"]} zone UTC`), { texts: day, more: false });
  for (
    const [words, code] of [
      ["with nobody", "no_user"],
      ["with #x", "no_group"],
      ["zone Mars/Base", "wrong_parameters"],
      [
        "from 2026-02-30",
        "wrong_parameters",
      ],
      ["from 2026-11-28 to 2026-11-26", "wrong_parameters"],
      ["from 1970-01-01", "wrong_parameters"],
    ]
  ) {
    assertEquals((await guru.teach(`transcript ${words}`))["code"], code, words);
  }
});

Deno.test("what was removed is gone from a transcript, and what was changed is there as it is now", async () => {
  await using server = await startServer({ teachers: ["guru"] });
  const ids = await talk(server);
  using guru = await startTeacher(server);
  using izza = await server.connect();
  await izza.ask(`edit ${await izza.logIn("izza")} ${ids["two"]} changed`);
  await guru.teach(`remove ${ids["one"]}`);
  const { messages } = await guru.teach("transcript");
  assertEquals(messages.map(({ msg, removed, edited }: AnyReply) => [msg, removed, typeof edited]), [
    ["(removed)", true, "string"],
    ["changed", undefined, "string"],
    ["three", undefined, "undefined"],
  ]);
});

Deno.test("every act of a teacher is kept with who, when and what, part by part, and over a restart", async () => {
  using directory = temporaryDirectory();
  const file = `${directory.path}/chat.sqlite`;
  let ids: Record<string, string>;
  {
    await using server = await startServer({ file, teachers: ["guru"] });
    ids = await talk(server);
    using guru = await startTeacher(server);
    for (
      const act of [
        "lock",
        "unlock",
        "mute maya 5",
        "unmute maya",
        "announce hello all",
        "kick izza",
        `remove ${ids["one"]}`,
        "close",
        "open",
        "transcript with maya from 2026-01-01",
      ]
    ) {
      assertEquals((await guru.teach(act))["status"], "OK", act);
    }
    assertEquals((await guru.teach("mute nobody"))["status"], "ERROR");
  }
  await using server = await startServer({ file });
  using guru = await startTeacher(server);
  const { acts, more } = await guru.teach("audit");
  assertEquals(more, false);
  assertEquals(
    acts.map(({ by, act, target, detail }: AnyReply) => [by, act, act === "announce" ? "" : target, detail]),
    [
      ["guru", "lock", "", ""],
      ["guru", "unlock", "", ""],
      ["guru", "mute", "maya", "for 5 minutes"],
      ["guru", "unmute", "maya", ""],
      ["guru", "announce", "", "hello all"],
      ["guru", "kick", "izza", ""],
      ["guru", "remove", ids["one"], "from maya to izza"],
      ["guru", "close", "", ""],
      ["guru", "open", "", ""],
      ["guru", "transcript", "maya", "from 2026-01-01"],
    ],
  );
  for (const { at } of acts) assertMatch(at, /^\d{4}-\d\d-\d\dT/);
  const part = await guru.teach("audit after 3 limit 2");
  assertEquals([part["acts"].map(({ number }: AnyReply) => number), part["more"]], [[4, 5], true]);
});

Deno.test("a student gets nothing of what is a teacher's to read", async () => {
  await using server = await startServer({ teachers: ["guru"] });
  const peer: Peer = await server.connect();
  using maya = await becomeLive(peer, await peer.logIn("maya"));
  for (const request of ["sessions", "attendance", "transcript", "audit", "announce", "kick"]) {
    const reply = await maya.ask(`${request} ${maya.token} izza`);
    assert(["teachers_only", "wrong_parameters"].includes(reply["code"]), request);
  }
  assertEquals(await server.store.control.acts(0, 9), []);
});
