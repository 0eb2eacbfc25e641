/**
 * Who was there, and for how long: to the second, through cuts, restarts, midnight and a clock that jumps.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { type AnyReply, type Peer, startServer, temporaryDirectory, type TestServer } from "../../support/helpers.ts";
import { goLive } from "../../support/live_peer.ts";
import { JUMPS, TestClocks } from "../../support/virtual_time.ts";
import { until } from "../../support/patience.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
const START = Date.UTC(2026, 10, 27, 3); // 10:00 in Jakarta.

/** A server whose clock the test moves, and what it says of who was there. */
function startSchool(file = ":memory:") {
  const clocks = new TestClocks(START);
  const during = async (work: (server: TestServer) => Promise<void>) => {
    clocks.restart();
    await using server = await startServer({ file, clocks, teachers: ["guru"] });
    await work(server);
  };
  return { clocks, during };
}

/** What is told of a user: day, first, last, seconds, messages; of several days, one after the other. */
async function ask(server: TestServer, user: string, words = "zone Asia/Jakarta"): Promise<unknown[][]> {
  using guru = await server.connect();
  const { rows, ...others } = await guru.ask(`attendance ${await guru.logIn("guru")} ${words}`);
  assertEquals(others["status"], "OK", JSON.stringify(others));
  const time = (text?: string) => text?.slice(11, 19);
  return rows.filter((row: AnyReply) => row["user"] === user).map((row: AnyReply) => [
    row["day"],
    time(row["first"]),
    time(row["last"]),
    row["seconds"],
    row["messages"],
  ]);
}

/** Ends a connection; resolves when the server knows. */
async function leave(server: TestServer, peer: Pick<Peer, "conn">): Promise<void> {
  const { port } = peer.conn.localAddr as Deno.NetAddr;
  peer.conn.close();
  await until(
    () => Promise.resolve(server.log.some((line) => line.includes(`:${port} `) && line.includes("closed"))),
    "the server knows that the connection has ended",
  );
}

Deno.test("somebody is there from the first connection to the end of the last, and messages are counted", async () => {
  const { clocks, during } = startSchool();
  await during(async (server) => {
    clocks.pass(MINUTE);
    const one = await server.connect();
    const token = await one.logIn("maya");
    clocks.pass(10 * MINUTE);
    const two = await server.connect();
    await two.ask(`send ${token} izza one`);
    await two.ask(`send ${token} izza two`);
    await leave(server, one);
    clocks.pass(10 * MINUTE + 7 * SECOND);
    await leave(server, two);
    clocks.pass(30 * MINUTE);
    assertEquals(await ask(server, "maya"), [["2026-11-27", "03:01:00", "03:21:07", 20 * 60 + 7, 2]]);
    // Who was expected and did not come is named, too; of a day on which nobody came nothing is.
    assertEquals(await ask(server, "izza"), [["2026-11-27", undefined, undefined, 0, 0]]);
    assertEquals(await ask(server, "maya", "from 2026-11-20 to 2026-11-26"), []);
  });
});

Deno.test("a client that connects for each command is there as long as it counts as active, up to the last of them", async () => {
  const { clocks, during } = startSchool();
  await during(async (server) => {
    const one = await server.connect();
    const token = await one.logIn("maya");
    await leave(server, one);
    const commandAfter = async (seconds: number) => {
      clocks.pass(seconds * SECOND);
      const peer = await server.connect();
      await peer.ask(`inbox ${token}`);
      await leave(server, peer);
    };
    for (let times = 0; times < 5; times++) await commandAfter(50);
    await commandAfter(300); // Gone meanwhile.
    await commandAfter(20);
    assertEquals(await ask(server, "maya"), [["2026-11-27", "03:00:00", "03:09:30", 250 + 20, 0]]);
  });
});

Deno.test("who is cut off was there up to then, and goes on where coming back at once", async () => {
  const { clocks, during } = startSchool();
  await during(async (server) => {
    const live = await goLive(server, "maya");
    clocks.pass(10 * MINUTE);
    await leave(server, live.peer);
    clocks.pass(3 * SECOND); // Within the grace.
    const again = await goLive(server, "maya", live.token);
    clocks.pass(MINUTE);
    await leave(server, again.peer);
    clocks.pass(20 * SECOND);
    const late = await goLive(server, "maya", live.token);
    clocks.pass(MINUTE);
    await leave(server, late.peer);
    assertEquals(await ask(server, "maya"), [["2026-11-27", "03:00:00", "03:12:23", 10 * 60 + 3 + 60 + 60, 0]]);
  });
});

Deno.test("who vanishes without a word was there as long as something was heard", async () => {
  const { clocks, during } = startSchool();
  await during(async (server) => {
    using live = await goLive(server, "maya");
    clocks.pass(10 * MINUTE);
    await live.ask("hello");
    clocks.pass(26 * SECOND);
    server.live.tick();
    clocks.pass(30 * SECOND); // Silent: its machine is gone, and no end of the connection comes.
    server.live.tick();
    clocks.pass(10 * MINUTE);
    assertEquals(await ask(server, "maya"), [["2026-11-27", "03:00:00", "03:10:00", 600, 0]]);
  });
});

Deno.test("a lesson over midnight is parted by the midnight of the zone that is asked for", async () => {
  const { clocks, during } = startSchool();
  await during(async (server) => {
    clocks.pass(13 * 60 * MINUTE + 50 * MINUTE); // 23:50 in Jakarta.
    const peer = await server.connect();
    const token = await peer.logIn("maya");
    await peer.ask(`send ${token} izza before`);
    clocks.pass(30 * MINUTE);
    await peer.ask(`send ${token} izza after`);
    await peer.ask(`send ${token} izza after`);
    await leave(server, peer);
    assertEquals(await ask(server, "maya", "from 2026-11-27 to 2026-11-28 zone Asia/Jakarta"), [
      ["2026-11-27", "16:50:00", "17:00:00", 600, 1],
      ["2026-11-28", "17:00:00", "17:20:00", 1200, 2],
    ]);
    assertEquals(await ask(server, "maya", "zone UTC"), [["2026-11-27", "16:50:00", "17:20:00", 1800, 3]]);
  });
});

for (const jump of JUMPS) {
  Deno.test(`no second is lost or counted twice though the clock is set by ${jump / (60 * MINUTE)} h`, async () => {
    const { clocks, during } = startSchool();
    await during(async (server) => {
      const peer = await server.connect();
      await peer.logIn("maya");
      clocks.pass(10 * MINUTE);
      await server.attendance.settle();
      clocks.pass(400); // The clock is set between two looks.
      clocks.jump(jump);
      clocks.pass(600);
      await server.attendance.settle();
      clocks.pass(5 * MINUTE);
      await leave(server, peer);
      // Who comes after it came when the clock says so now.
      const came = clocks.wall();
      const izza = await server.connect();
      await izza.logIn("izza");
      clocks.pass(MINUTE);
      await leave(server, izza);
      using guru = await server.connect();
      const token = await guru.logIn("guru");
      const day = new Date(came).toISOString().slice(0, 10);
      const { rows } = await guru.ask(`attendance ${token} from ${day} to ${day} zone UTC`);
      const [late] = rows.filter(({ user }: AnyReply) => user === "izza");
      assertEquals(Math.abs(Date.parse(late.first) - came) < SECOND, true, late.first);
      let seconds = 0;
      for (const day of Math.abs(jump) > 3 * DAY ? [START, START + jump] : [START]) {
        const [from, to] = [day - DAY, day + DAY].map((time) => new Date(time).toISOString().slice(0, 10));
        const { rows } = await guru.ask(`attendance ${token} from ${from} to ${to} zone UTC`);
        for (const row of rows) if (row.user === "maya") seconds += row.seconds;
      }
      assertEquals(seconds, 15 * 60 + 1);
    });
  });
}

Deno.test("a machine that slept over lunch leaves the lesson before it where it was", async () => {
  const { clocks, during } = startSchool();
  await during(async (server) => {
    const peer = await server.connect();
    await peer.logIn("maya");
    clocks.pass(10 * MINUTE);
    await server.attendance.settle();
    clocks.jump(3 * 60 * MINUTE); // The clock that nobody sets stood still meanwhile.
    await server.attendance.settle();
    clocks.pass(5 * MINUTE);
    await leave(server, peer);
    await server.attendance.settle();
    const visits = await server.store.control.visits(0, Number.MAX_SAFE_INTEGER);
    const minutes = visits.map(({ began, ended }) => [(began - START) / MINUTE, (ended - START) / MINUTE]);
    assertEquals(minutes, [[0, 10], [190, 195]]);
    assertEquals(await ask(server, "maya"), [["2026-11-27", "03:00:00", "06:15:00", 15 * 60, 0]]);
  });
});

Deno.test("after a stop and after a kill those who were there were there up to then", async () => {
  using directory = temporaryDirectory();
  const file = `${directory.path}/chat.sqlite`;
  const { clocks, during } = startSchool(file);
  let token = "";
  await during(async (server) => {
    using peer = await server.connect();
    token = await peer.logIn("maya");
    using izza = await server.connect();
    await izza.logIn("izza");
    clocks.pass(10 * MINUTE);
  });
  clocks.pass(MINUTE);
  await during(async (server) => {
    using peer = await server.connect();
    await peer.ask(`inbox ${token}`);
    clocks.pass(5 * MINUTE);
    await server.attendance.settle();
    // What is on the disk now is what a kill would leave.
    const copy = `${directory.path}/killed.sqlite`;
    await server.store.control.addAct({ at: 0, by: "guru", act: "x", target: "", detail: "" });
    for (const part of ["", "-wal"]) await Deno.copyFile(`${file}${part}`, `${copy}${part}`);
    clocks.pass(MINUTE);
    clocks.restart();
    await using killed = await startServer({ file: copy, clocks });
    clocks.pass(MINUTE);
    assertEquals(await ask(killed, "maya"), [["2026-11-27", "03:00:00", "03:16:00", 15 * 60, 0]]);
    assertEquals(await ask(killed, "izza"), [["2026-11-27", "03:00:00", "03:10:00", 600, 0]]);
    using again = await killed.connect();
    await again.ask(`inbox ${token}`);
    clocks.pass(MINUTE);
    assertEquals(await ask(killed, "maya"), [["2026-11-27", "03:00:00", "03:19:00", 16 * 60, 0]]);
  });
});

Deno.test("a disk that takes nothing for a while costs no second of who is there", async () => {
  const { clocks, during } = startSchool();
  await during(async (server) => {
    const { control } = server.store;
    const keep = control.keepVisits.bind(control);
    const peer = await server.connect();
    await peer.logIn("maya");
    clocks.pass(MINUTE);
    let failures = 0;
    control.keepVisits = () => {
      failures++;
      return Promise.reject(new Error("The disk takes nothing"));
    };
    await leave(server, peer);
    clocks.pass(2 * MINUTE);
    await server.attendance.settle();
    control.keepVisits = keep;
    assertEquals(failures > 0, true);
    assertEquals(await ask(server, "maya"), [["2026-11-27", "03:00:00", "03:01:00", 60, 0]]);
  });
});
