/**
 * The real server with a teacher at its machine: what is laid down holds after SIGKILL, and what is taken home is complete.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { connect, type Peer, run, serverProgram, startProcess, temporaryDirectory } from "../support/helpers.ts";
import { assertMode } from "../support/with_system.ts";

async function logIn(port: number, name: string): Promise<[peer: Peer, token: string]> {
  const peer = await connect(port);
  return [peer, await peer.logIn(name)];
}

Deno.test("what a teacher lays down holds after a kill between any two acts, and the audit has every act that was answered", async () => {
  using directory = temporaryDirectory();
  const data = ["--data", directory.path];
  const teach = async (...words: string[]) => await run(serverProgram(), ["teach", ...words, ...data]);
  const acts: [words: string[], code: string][] = [
    [["lock"], "locked"],
    [["mute", "maya", "90"], "muted"],
    [["unlock"], "muted"],
    [["unmute", "maya"], "OK"],
  ];
  let token = "";
  for (const [words, code] of acts) {
    {
      await using server = await startProcess(serverProgram(), ["--port", "0", "--log", "quiet", ...data]);
      if (token === "") {
        token = (await logIn(server.port, "maya").then(([peer, token]) => (peer.conn.close(), [token])))[0]!;
      }
      const { code: exit, err } = await teach(...words);
      assertEquals([exit, err], [0, ""], words.join(" "));
      server.process.kill("SIGKILL");
    }
    await using server = await startProcess(serverProgram(), ["--port", "0", "--log", "quiet", ...data]);
    using peer = await connect(server.port);
    const reply = await peer.ask(`send ${token} izza hi`);
    assertEquals(reply["code"] ?? reply["status"], code, words.join(" "));
  }
  await using _server = await startProcess(serverProgram(), ["--port", "0", "--log", "quiet", ...data]);
  const audit = await teach("audit");
  assertEquals(audit.out.split("\n").slice(2, -1).map((line) => line.split(/ {2,}/).slice(1)), [
    ["the operator", "lock"],
    ["the operator", "mute", "maya", "for 90 minutes"],
    ["the operator", "unlock"],
    ["the operator", "unmute", "maya"],
  ]);
});

Deno.test("the operator writes attendance and transcript to files of its own, as a table and as a page", async () => {
  using directory = temporaryDirectory();
  const data = ["--data", `${directory.path}/data`];
  await using server = await startProcess(serverProgram(), ["--port", "0", "--log", "quiet", ...data]);
  const teach = async (...words: string[]) => await run(serverProgram(), ["teach", ...words, ...data]);
  const [maya, token] = await logIn(server.port, "maya");
  using _ = maya;
  await maya.ask(`send ${token} izza =1+1`);
  await maya.ask(`send ${token} izza <b>bold</b>`);
  assertEquals(
    (await teach("announce", "the", "test begins")).out,
    "Announced to 1 person, and to those who log in later today\n",
  );
  const csv = `${directory.path}/said.csv`;
  assertEquals((await teach("transcript", "maya", "--out", csv)).out, `${csv} has 3 rows\n`);
  const said = await Deno.readTextFile(csv);
  assertMatch(said, /^\ufefftime,from,name,to,text\r\n/);
  assertMatch(said, /,maya,Kholishotul Amaliah,izza,'=1\+1\r\n/);
  assertMatch(said, /,guru,Ibu Guru,everybody,the test begins\r\n/);
  const page = `${directory.path}/said.html`;
  assertEquals((await teach("transcript", "--out", page, "--zone", "Asia/Jakarta")).code, 0);
  const html = await Deno.readTextFile(page);
  assert(html.includes("<td>&lt;b&gt;bold&lt;/b&gt;</td>") && html.includes("Times of Asia/Jakarta"), html);
  assertMode(page, 0o600);
  const again = await teach("transcript", "--out", page);
  assertEquals([again.code, again.err], [1, `Cannot write ${page}: it is there already\n`]);
  const there = await teach("attendance", "--zone", "UTC");
  assertMatch(there.out, /^Times of UTC\nday .*\n/);
  assertMatch(
    there.out,
    /\d{4}-\d\d-\d\d +maya +Kholishotul Amaliah +student +\d\d:\d\d:\d\d +\d\d:\d\d:\d\d +\d+:\d\d +2\n/,
  );
  assertMatch((await teach("sessions")).out, /maya +Kholishotul Amaliah +student +127\.0\.0\.1:\d+ /);
  assertMatch((await teach("kick", "maya")).out, /^maya was sent away: 1 connection has ended\n$/);
  let frame: string;
  do frame = await maya.receive(); while (!frame.includes('"kicked"'));
  assertMatch(frame, /the operator has ended your connections and logins/);
  for (
    const [words, code] of [
      [["announce", "red \x1b[31m"], 1],
      [["mute"], 2],
      [["mute", "maya", "x"], 2],
      [["nonsense"], 2],
      [["mute", "nobody"], 1],
      [
        ["attendance", "--from", "soon"],
        1,
      ],
    ] as const
  ) {
    assertEquals((await teach(...words)).code, code, words.join(" "));
  }
});

Deno.test("without a server there is nobody to control, and it is said so", async () => {
  using directory = temporaryDirectory();
  const { code, err } = await run(serverProgram(), ["teach", "lock", "--data", directory.path]);
  assertEquals([code, err], [1, `No server runs on ${directory.path}: name its directory with --data\n`]);
});
