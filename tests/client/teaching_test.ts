/**
 * The commands of teachers in the client: how they are typed, who is shown them, and what they come to with the real server
 * and the real client.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { commandIn, helpLines, readTyped } from "../../lib/client/session/commands.ts";
import { readTeachingInput, TEACHING_INPUTS } from "../../lib/client/session/teaching_input.ts";
import { type Language, textsOf } from "../../lib/client/i18n/texts.ts";
import { clientProgram, PASSWORD, run, startServer, temporaryDirectory, type TestServer } from "../support/helpers.ts";

Deno.test("what a teacher types is read with its days, names and files, by their looks", () => {
  const cases: [line: string, expected: unknown][] = [
    ["announce  five more  minutes ", { kind: "announce", text: "five more  minutes" }],
    ["announce", undefined],
    ["lock", { kind: "lock" }],
    ["lock kelas", { kind: "lock", group: "kelas" }],
    ["mute maya", { kind: "mute", user: "maya" }],
    ["mute maya 5", { kind: "mute", user: "maya", minutes: 5 }],
    ["mute maya soon", undefined],
    ["kick", undefined],
    ["edit izza hallo  izza", { kind: "edit", message: "izza", text: "hallo  izza" }],
    ["edit izza", undefined],
    ["delete #kelas", { kind: "delete", message: "#kelas" }],
    ["sessions", { kind: "sessions" }],
    ["audit a.csv", { kind: "audit", path: "a.csv" }],
    ["attendance", { kind: "attendance" }],
    ["attendance 2026-11-27 there.html", {
      kind: "attendance",
      from: "2026-11-27",
      to: "2026-11-27",
      path: "there.html",
    }],
    ["attendance 2026-11-01 2026-11-27", { kind: "attendance", from: "2026-11-01", to: "2026-11-27" }],
    ["attendance 2026-11-01 2026-11-02 2026-11-03", undefined],
    ["transcript maya", { kind: "transcript", with: "maya" }],
    ["transcript #kelas ./said 2026-11-27", {
      ...{ kind: "transcript", with: "#kelas", path: "./said", from: "2026-11-27", to: "2026-11-27" },
    }],
    ["transcript maya izza", undefined],
  ];
  for (const [line, expected] of cases) {
    const [word, rest = ""] = line.split(/ (.*)/s);
    assertEquals(readTeachingInput(word as "lock", rest), expected, line);
  }
});

Deno.test("the help shows the commands of teachers to teachers only, in both languages", () => {
  for (const language of ["en", "id"] as Language[]) {
    const texts = textsOf(language);
    for (const { name, isForTeachers } of TEACHING_INPUTS) {
      assertEquals(helpLines(undefined, texts)!.some((line) => line.startsWith(`${name} `)), !isForTeachers, name);
      assert(helpLines(undefined, texts, true)!.some((line) => line.startsWith(name)), name);
      assertEquals(helpLines(name, texts) === undefined, isForTeachers, name);
    }
  }
});

Deno.test("a text to a partner that begins with such a word is a text", () => {
  for (const line of ["open", "close the door", "lock", "remove it", "edit this please", "mute it please", "kick"]) {
    assertEquals(commandIn(line), undefined, line);
    assertEquals(readTyped(line, { partner: "izza" }).kind, "send");
  }
  assertEquals(readTyped("/lock", { partner: "izza" }), { kind: "lock" });
  // Nobody shall read whom a teacher silences because a slash was forgotten.
  for (const line of ["mute izza 5", "mute izza", "unmute izza", "kick izza"]) {
    assertEquals(commandIn(line), line.split(" ")[0], line);
  }
});

/** What the client prints for lines that a user types into a pipe. */
async function type(server: TestServer, user: string, ...lines: string[]) {
  const input = [`auth ${user} ${PASSWORD}`, ...lines, ""].join("\n");
  const { out, err } = await run(clientProgram(), ["--port", String(server.port)], {
    input,
    env: { LANG: "C", TZ: "UTC" },
  });
  return { lines: out.split("\n").slice(1), err };
}

Deno.test("a teacher is in control from the client, and a student is not", async () => {
  await using server = await startServer({ teachers: ["guru"] });
  const guru = await type(server, "guru", "lock", "mute maya 5", "help lock", "kick nobody");
  assertEquals(guru.lines.slice(0, 2), ["The class is locked", "maya is muted for 5 minutes"]);
  assertMatch(guru.lines[2]!, /^lock \[GROUP\] +Let students reach teachers only/);
  assertMatch(guru.lines[3]! + guru.err, /User is not found/);
  const maya = await type(server, "maya", "unmute maya", "help lock", "send izza hi");
  assertMatch(maya.lines.join("\n") + maya.err, /Only a teacher can do that/);
  assertMatch(maya.lines.join("\n") + maya.err, /guru has muted you until .* or until a teacher unmutes you/);
  assert(!maya.lines.some((line) => line.startsWith("lock ")), maya.lines.join("\n"));
});

Deno.test("one's last message is changed and removed by the name of who got it, and a teacher removes that of a student", async () => {
  await using server = await startServer({ teachers: ["guru"] });
  const maya = await type(
    server,
    "maya",
    "send izza one",
    "send izza two",
    "edit izza three",
    "send izza four",
    "delete IZZA",
  );
  assertEquals(maya.lines.filter((line) => line.startsWith("The message")), [
    "The message is changed",
    "The message is removed",
  ]);
  const texts = async () => {
    using peer = await server.connect();
    const { messages } = await peer.ask(`history ${await peer.logIn("maya")} izza`);
    return messages.map(({ msg }: { msg: string }) => msg);
  };
  assertEquals(await texts(), ["one", "three", "(removed)"]);
  const guru = await type(server, "guru", "remove maya", "retract nania");
  assertEquals(guru.lines[0], "The message is removed");
  assertMatch(guru.lines.join("\n") + guru.err, /There is no message of nania to remove/);
  assertEquals(await texts(), ["one", "(removed)", "(removed)"]);
});

Deno.test("a teacher sees and saves who was there, what was said and what teachers did", async () => {
  using directory = temporaryDirectory();
  await using server = await startServer({ teachers: ["guru"] });
  await type(server, "maya", "send izza =1+1", "send guru <i>");
  const [csv, page] = [`${directory.path}/said.csv`, `${directory.path}/there.html`];
  const { lines } = await type(
    server,
    "guru",
    `transcript ${csv}`,
    `attendance ${page}`,
    "audit",
    "sessions",
    `audit ${csv}`,
  );
  assertEquals(lines.slice(0, 2), [`${csv} has 2 rows`, `${page} has 4 rows`]);
  assertMatch(lines[2]!, /^Times of \S+$/);
  assertMatch(lines[3]!, /^time +by +act +whom or what +detail$/);
  assertMatch(lines[4]!, /^\S+ \S+ +guru +transcript$/);
  assert(
    lines.some((line) => /^guru +guru +teacher +127\.0\.0\.1:\d+/.test(line) || /^guru +Ibu Guru/.test(line)),
    lines.join("\n"),
  );
  assertMatch(await Deno.readTextFile(csv), /,maya,Kholishotul Amaliah,izza,'=1\+1\r\n.*,guru,<i>\r\n$/s);
  const html = await Deno.readTextFile(page);
  assert(html.includes("<td>maya</td><td>Kholishotul Amaliah</td><td>student</td>"), html);
  assert(html.includes(lines[2]!));
});

Deno.test("with --json the replies come as they are", async () => {
  await using server = await startServer({ teachers: ["guru"] });
  const input = `auth guru ${PASSWORD}\nattendance\nlock\n`;
  const { out } = await run(clientProgram(), ["--port", String(server.port), "--json"], { input });
  const replies = out.trim().split("\n").map((line) => JSON.parse(line)).filter((frame) => "status" in frame);
  assert(replies.some(({ message, rows }) => message === "Attendance" && Array.isArray(rows)), out);
  assert(replies.some(({ message }) => message === "The class is locked"), out);
});
