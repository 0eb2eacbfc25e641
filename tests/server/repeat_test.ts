/**
 * What was sent and not answered is sent again only as long as the server surely knows its key; else a person is asked.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { Attempt } from "../../lib/client/attempt.ts";
import { openOutbox } from "../../lib/client/live/outbox.ts";
import { readUnsent } from "../../lib/client/live/outbox_file.ts";
import { clientProgram, PASSWORD, temporaryDirectory } from "../support/helpers.ts";
import { type Rule, startLiveClient, startLiveFake, until } from "../support/live_fake.ts";
import { hasTmux, startPane } from "../support/pane.ts";

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
const FILE = "outbox-127.0.0.1-8889-maya.jsonl";

/** Clocks that stand where a test sets them. */
function fakeClocks() {
  const now = { wall: Date.UTC(2026, 0, 1), elapsed: 5 };
  return {
    clocks: { wall: () => now.wall, elapsed: () => now.elapsed },
    pass(milliseconds: number) {
      now.wall += milliseconds;
      now.elapsed += milliseconds;
    },
    sleep: (milliseconds: number) => void (now.wall += milliseconds),
    set: (wall: number) => void (now.wall = wall),
    get wall() {
      return now.wall;
    },
  };
}

/** A server that loses the first reply to a post, and tells what it says of keys. */
function losingFirst(limits: Record<string, number>): Rule {
  let isLost = false;
  return ([command]) => {
    if (command === "hello") {
      const server = { name: "ngobrol", version: "9", protocol: 1, commands: ["live", "post", "ack"], limits };
      return JSON.stringify({ status: "OK", ...server });
    }
    if (command !== "post" || isLost) return undefined;
    isLost = true;
    return "cut";
  };
}

Deno.test("an attempt is as old as the clock says that has gone further; of unknown age if one is wrong", {
  permissions: "none",
}, () => {
  const time = fakeClocks();
  const attempt = new Attempt(undefined, time.clocks);
  time.pass(HOUR);
  assertEquals(attempt.age, HOUR);
  time.sleep(DAY); // Only the clock of the wall goes on.
  assertEquals(attempt.age, HOUR + DAY);
  time.set(Date.UTC(2025, 0, 1)); // Set back: what has passed in this run is still known.
  assertEquals(attempt.age, HOUR);
  const earlier = new Attempt(time.wall - DAY, time.clocks);
  assertEquals(earlier.age, DAY);
  time.pass(HOUR);
  time.set(Date.UTC(2024, 0, 1));
  assertEquals(earlier.age, DAY + HOUR, "It gets no younger");
  assertEquals(new Attempt(time.wall + 1, time.clocks).age, Infinity);
});

Deno.test("a message whose reply was lost is not sent again when the server may have forgotten its key", async () => {
  // By what the server says, and for one of 0.2.0 a day; a tenth of it is left for what clocks and bytes take.
  for (const [limits, life] of [[{ post_key_seconds: 7 * 86_400 }, 7 * DAY], [{}, DAY]] as const) {
    for (const isLate of [false, true]) {
      const time = fakeClocks();
      const rule = losingFirst(limits);
      let isAway = false;
      await using server = startLiveFake((words, ...others) => {
        const ruled = isAway && words[0] === "live" ? "cut" : rule(words, ...others);
        if (words[0] === "post" && ruled === "cut") isAway = true;
        return ruled;
      });
      await using client = await startLiveClient(server, {
        openOutbox: (user) => openOutbox("there", user, { clocks: time.clocks }),
      });
      await client.logIn();
      client.live.send("izza", "once");
      await until(() => isAway);
      client.live.send("izza", "never tried before");
      time.pass(life * 0.9 - (isLate ? 0 : 1));
      isAway = false;
      await until(() => server.posts.includes("izza never tried before"));
      const posts = server.requests.filter((request) => request.includes("izza once"));
      assertEquals(posts.length, isLate ? 1 : 2, `life ${life}, late ${isLate}`);
      assertEquals(client.live.leftovers.map(({ text }) => text), isLate ? ["once"] : []);
      assertEquals([client.live.doubtful, client.live.isAsking], isLate ? [1, true] : [0, false]);
      const told = client.notices.filter((notice) => notice.includes("may have arrived"));
      assertEquals(told.length, isLate ? 1 : 0);
      assertEquals(server.posts.filter((post) => post === "izza once").length, 1);
    }
  }
});

Deno.test("who says so sends it with its key, and what is lost then is sent again by itself", async () => {
  const time = fakeClocks();
  let cuts = 2;
  await using server = startLiveFake(([command, , , , ...words]) =>
    command === "post" && words.join(" ") === "once" && cuts-- > 0 ? "cut" : undefined
  );
  await using client = await startLiveClient(server, {
    openOutbox: (user) => openOutbox("there", user, { clocks: time.clocks }),
  });
  await client.logIn();
  const settled = until(() => client.live.leftovers.length > 0);
  time.pass(1);
  client.live.send("izza", "once");
  await until(() => server.posts.length === 1);
  time.sleep(63 * HOUR);
  await settled;
  client.live.settleLeftovers("send");
  await until(() => client.screen.some((line) => line.includes("sent as")));
  const posts = server.requests.filter((request) => request.includes("post")).map((request) => request.slice(3));
  assertEquals([posts.length, new Set(posts).size], [3, 1]);
  assertEquals([client.live.leftovers.length, await client.live.drain(1000)], [0, 0]);
});

Deno.test("when it was first tried is known to the next run, also of a file of 0.2.0, and not if nothing has left", () => {
  using directory = temporaryDirectory();
  const time = fakeClocks();
  const open = () => openOutbox("127.0.0.1:8889", "maya", { directory: directory.path, clocks: time.clocks });
  {
    using outbox = open();
    const [one, , three] = ["one", "two", "three"].map((text) => outbox.add("izza", text));
    outbox.tries(one!);
    time.pass(HOUR);
    outbox.tries(one!); // The first time counts.
    outbox.tries(three!);
    outbox.untries(three!);
  }
  time.pass(DAY - HOUR);
  {
    using outbox = open();
    const doubtful = (life: number) => outbox.leftovers.filter((one) => outbox.isDoubtful(one, life));
    assertEquals(doubtful(DAY).map(({ text }) => text), ["one"]);
    assertEquals(doubtful(DAY + 1), []);
    time.set(0);
    assertEquals(doubtful(DAY).map(({ text }) => text), ["one"]);
  }
  {
    using outbox = open();
    const [one] = outbox.leftovers;
    assert(outbox.isDoubtful(one!, 1000 * DAY), "The clock was set back by decades: nobody knows how old it is");
  }
  const old = { key: crypto.randomUUID(), to: "izza", text: "of 0.2.0", at: 1000 };
  Deno.writeTextFileSync(`${directory.path}/${FILE}`, `${JSON.stringify(old)}\n`);
  time.set(1000 + DAY);
  using outbox = open();
  assertEquals([DAY, DAY + 1].map((life) => outbox.isDoubtful(outbox.leftovers[0]!, life)), [true, false]);
});

Deno.test("0.2.0 reads what waits in a file of this version, and no line that it does not know", () => {
  using directory = temporaryDirectory();
  {
    using outbox = openOutbox("127.0.0.1:8889", "maya", { directory: directory.path });
    outbox.tries(outbox.add("izza", "one"));
  }
  const text = Deno.readTextFileSync(`${directory.path}/${FILE}`);
  const records = text.trimEnd().split("\n").map((line) => JSON.parse(line));
  // It takes for a message what has all of these, and counts nothing else.
  const isMessage = ({ key, to, text, at }: Record<string, unknown>) =>
    [key, to, text].every((value) => typeof value === "string") && typeof at === "number";
  assertEquals(records.map(isMessage), [true, false]);
  assertEquals(readUnsent(text).length, 1);
});

Deno.test("with --json a post is not repeated after a sleep, and it is said that nobody knows", async () => {
  const { now } = Date;
  await using server = startLiveFake(([command], number) => {
    if (command !== "post" || number > 0) return undefined;
    Date.now = () => now() + 63 * HOUR;
    return "cut";
  });
  await using client = await startLiveClient(server);
  try {
    await client.logIn();
    const answer = await client.session.run({ kind: "send", user: "izza", text: "once" });
    assertEquals(answer.kind, "failed");
    assertMatch(
      "message" in answer ? answer.message : "",
      /too long ago .*; it is not known whether the message was sent/,
    );
    assertEquals(server.requests.filter((request) => request.includes("post")).length, 1);
  } finally {
    Date.now = now;
  }
});

Deno.test("no more waits than has room, and the person is told", async () => {
  await using server = startLiveFake(([command]) => command === "post" ? "cut" : undefined);
  await using client = await startLiveClient(server);
  await client.logIn();
  for (let count = 0; count < 10_000; count++) client.live.send("izza", "x");
  assertEquals(client.notices.filter((notice) => notice.includes("not sent")), []);
  client.live.send("izza", "one too many");
  assertEquals(client.notices.at(-1), "A message to izza was not sent: too many wait already");
  assertEquals(client.screen.slice(10_000), ["me to izza: one too many (waiting)", "10000: failed as undefined"]);
});

for (const flags of [[], ["--plain"]]) {
  Deno.test(
    `at a terminal Enter leads to the question, and yes sends it: ${flags}`,
    { ignore: !await hasTmux() },
    async () => {
      await using server = startLiveFake(losingFirst({ post_key_seconds: 0 }));
      const program = [...clientProgram(), "--port", `${server.port}`, "--user", "maya", ...flags];
      await using pane = await startPane(program, { env: { NGOBROL_PASSWORD: PASSWORD } });
      await pane.see("Command maya:");
      await pane.type("send izza once");
      await pane.press("Enter");
      await pane.see("tried too long ago");
      assertEquals(server.requests.filter((request) => request.includes("post")).length, 1);
      await pane.press("Enter");
      await pane.see("1 may have arrived all the same");
      await pane.type("y");
      await pane.press("Enter");
      await until(() => server.requests.filter((request) => request.includes("post")).length === 2);
      assertEquals(server.posts, ["izza once"]); // The server of this test knows the key all the same.
      if (flags.length === 0) await pane.see("[sent]");
      await pane.type("exit");
      await pane.press("Enter");
      await pane.see("code 0");
    },
  );
}
