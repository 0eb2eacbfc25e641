/**
 * From each released version to this one and back, with the executables of both: what an old server has acknowledged is
 * there in the new one, and an old one that is started on what the new one wrote refuses it and harms nothing.
 *
 * @module
 */

import { DatabaseSync } from "node:sqlite";
import { assert, assertEquals, assertMatch } from "@std/assert";
import { TABLES_VERSION } from "../../lib/store/sqlite/schema.ts";
import {
  clientProgram,
  connect,
  PASSWORD,
  type Peer,
  run,
  serverProgram,
  startProcess,
  temporaryDirectory,
  texts,
} from "../support/helpers.ts";
import { exitCode } from "../support/patience.ts";
import { chatBeside, rollThrough } from "../support/mixed_versions.ts";
import { POSTGRES } from "../support/postgres.ts";
import { hasReleases, makeRelease, type Program, RELEASES } from "../support/released_programs.ts";

const NEWER = /^Cannot open the store: it was written by a newer version of ngobrol\b.*\n$/;
const OTHER =
  /^(?:The server that runs is of another version; stop it|Cannot reach the server on .* older version).*\n$/;

/** What an old server is told by {@linkcode fill}: read by budi, and not read, before and after a backup. */
const READ = ["one", "two"];
const UNREAD = [
  "a",
  "\u{e9}\u{2192}\u{65e5}\u{672c}",
  "x".repeat(9000),
  ...Array.from({ length: 50 }, (_, i) => `${i}`),
];
const LATE = "after the backup";
const MESSAGES = READ.length + UNREAD.length + 1;

/** What `verify` counts: accounts, messages, and those that are unread. */
async function count(program: Program, directory: string): Promise<number[]> {
  const { code, out, err } = await run(program, ["verify", "--data", directory]);
  assertEquals([code, err], [0, ""]);
  return /is sound: (\d+) accounts and (\d+) messages, (\d+) of them unread/.exec(out)!.slice(1).map(Number);
}

/** A server that listens, and a peer of it. */
async function start(program: Program, directory: string) {
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await startProcess(program, ["--port", "0", "--log", "quiet", "--data", directory]));
  const peer: Peer = stack.use(await connect(server.port));
  const running = stack.move();
  return { ...server, peer, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

async function send(peer: Peer, token: string, to: string, ...sent: string[]): Promise<void> {
  for (const text of sent) assertEquals((await peer.ask(`send ${token} ${to} ${text}`))["message"], "Message Sent");
}

/** Fills a data directory by an old server, which is killed in the end. @returns Two tokens. */
async function fill(old: Program, directory: string): Promise<{ izza: string; budi: string }> {
  const add = ["user", "add", "budi", "--name", "Budi \u{1f600}", "--password-stdin", "--data", directory];
  assertEquals((await run(old, add, { input: "rahasia\n" })).code, 0);
  await using server = await start(old, directory);
  const { peer } = server;
  const izza = await peer.logIn("izza");
  const budi: string = (await peer.ask("auth budi rahasia"))["tokenid"];
  await send(peer, izza, "budi", ...READ);
  assertEquals(texts(await peer.ask(`inbox ${budi}`)), { izza: READ });
  await peer.ask("list"); // So what was shown has arrived.
  await send(peer, izza, "budi", ...UNREAD);
  const backup = await run(old, ["backup", `${directory}.backup`, "--data", directory]);
  assertEquals([backup.code, backup.err], [0, ""]);
  await send(peer, izza, "budi", LATE);
  server.process.kill("SIGKILL");
  await server.process.status;
  return { izza, budi };
}

/** Looks at what an old server left, leaves messages of its own, and is killed, or stopped in order. */
async function takeOver(directory: string, tokens: { izza: string; budi: string }, end: Deno.Signal): Promise<void> {
  const { izza, budi } = tokens;
  await using server = await start(serverProgram(), directory);
  const { peer } = server;
  assertEquals((await peer.ask("auth budi surabaya"))["message"], "Wrong password");
  assertEquals((await peer.ask("auth budi rahasia"))["status"], "OK");
  assertEquals((await peer.ask(`list ${izza}`))["messages"], ["budi", "izza"]);
  const inbox = await peer.ask(`inbox ${budi}`);
  assertEquals(texts(inbox), { izza: [...UNREAD, LATE] });
  assertEquals((await peer.ask(`ack ${budi} ${inbox["messages"].izza.at(-1).id}`))["status"], "OK");
  await send(peer, budi, "izza", "from the new one");
  assertEquals((await peer.ask(`addgroup ${izza} kelompok`))["status"], "OK");
  assertEquals((await peer.ask(`sendfile ${budi} izza a.txt ${btoa("halo")}`))["status"], "OK");
  server.process.kill(end);
  if (end === "SIGTERM") assertEquals(await exitCode(server.process), 0);
  await server.process.status;
}

/** All that an old program may be told to do with the data of a new one. */
async function refuseAll(old: Program, directory: string): Promise<void> {
  const backup = ["backup", `${directory}.none`];
  for (const command of [["--port", "0"], ["user", "list"], ["user", "remove", "budi"], ["verify"], backup]) {
    const { code, err } = await run(old, [...command, "--data", directory]);
    assertEquals(code, 1, command.join(" "));
    assertMatch(err, NEWER);
  }
}

/** Both versions on one directory at the same time. */
async function meet(old: { server: Program; client: Program }, directory: string): Promise<void> {
  const data = ["--data", directory];
  const pairs = [[old.server, serverProgram(), clientProgram()], [serverProgram(), old.server, old.client]] as const;
  for (const [first, second, client] of pairs) {
    await using server = await start(first, directory);
    const start2 = await run(second, ["--port", "0", ...data]);
    assertEquals(start2.code, 1);
    assertMatch(start2.err, /^Cannot use .*: the server with process id \d+ uses it\n$/);
    const who = ["--port", String(server.port), "--user"];
    const env = { NGOBROL_PASSWORD: PASSWORD };
    const sent = await run(client, [...who, "maya", "send", "izza", "apa", "kabar?"], { env });
    assertEquals([sent.code, sent.err], [0, ""]);
    const read = await run(client, [...who, "izza", "inbox"], { env });
    assert(read.out.includes("apa kabar?"), read.out + read.err);
  }
}

/** A teacher who is added beside an old server is one, or is not added, and that is said. */
async function addTeacher(old: Program, directory: string): Promise<void> {
  const data = ["--data", directory];
  await using _ = await start(old, directory);
  const add = ["user", "add", "ibu", "--teacher", "--password-stdin", ...data];
  const { code, err } = await run(serverProgram(), add, { input: "rahasia\n" });
  if (code !== 0) assertMatch(err, OTHER);
  const { out } = await run(code === 0 ? serverProgram() : old, ["user", "list", ...data]);
  assertEquals(/^ibu .*teacher/m.test(out), code === 0, out);
  assertEquals(/^ibu /m.test(out), code === 0, out);
}

async function upgrade(version: string, t: Deno.TestContext): Promise<void> {
  using directory = temporaryDirectory();
  const old = await makeRelease(version, `${directory.path}/${version}`);
  const people = version < "0.3.0" ? 4 : 5; // The demo has a teacher since then.
  for (const end of ["SIGKILL", "SIGTERM"] as const) {
    await t.step(`what was acknowledged is there, and an old start harms nothing, after ${end}`, async () => {
      const data = `${directory.path}/${end}`;
      const tokens = await fill(old.server, data);
      assertEquals(await count(serverProgram(), data), [people, MESSAGES, UNREAD.length + 1]);
      await takeOver(data, tokens, end);
      const before = Deno.readFileSync(`${data}/chat.sqlite`);
      if (tablesOf(`${data}.backup`) < TABLES_VERSION) {
        await refuseAll(old.server, data);
        if (end === "SIGTERM") assertEquals(Deno.readFileSync(`${data}/chat.sqlite`), before);
      } else {
        await using again = await start(old.server, data);
        assertEquals(await count(old.server, data), [5, MESSAGES + 2, 2]);
        await again.peer.logIn("izza");
      }
      assertEquals(await count(serverProgram(), data), [5, MESSAGES + 2, 2]);
      await using again = await start(serverProgram(), data);
      assertEquals(texts(await again.peer.ask(`inbox ${tokens.izza}`))["budi"]?.[0], "from the new one");
    });
  }
  await t.step("the backup of before brings the old version back, and the new one restores it", async () => {
    const data = `${directory.path}/back`;
    Deno.mkdirSync(data, { mode: 0o700 });
    Deno.copyFileSync(`${directory.path}/SIGKILL.backup`, `${data}/chat.sqlite`);
    {
      await using server = await start(old.server, data);
      const { tokenid } = await server.peer.ask("auth budi rahasia");
      assertEquals(texts(await server.peer.ask(`inbox ${tokenid}`)), { izza: UNREAD });
    }
    const restored = await run(serverProgram(), ["restore", `${directory.path}/SIGTERM.backup`, "--data", data]);
    assertEquals(restored.code, 0, restored.err);
    assertEquals(await count(serverProgram(), data), [people, MESSAGES - 1, UNREAD.length]);
  });
  await t.step(
    "beside each other neither takes the data from the other, and both talk to each other",
    () => meet(old, `${directory.path}/beside`),
  );
  await t.step(
    "who is added as a teacher beside an old server is no student",
    () => addTeacher(old.server, `${directory.path}/teacher`),
  );
  if (POSTGRES === undefined || version < "0.4.0") return; // Before that there was no database.
  await t.step("on one database both are one chat, also when its tables have grown", () => chatBeside(old));
  await t.step(
    "servers are brought up to date and back one after the other, and nobody sees it",
    () => rollThrough(old),
  );
}

/** The version of the tables of a backup. */
function tablesOf(backup: string): number {
  using database = new DatabaseSync(backup, { readOnly: true });
  return Number(database.prepare("PRAGMA user_version").get()!["user_version"]);
}

/** To make the programs of a version takes ten seconds, and 200 MB. */
const needs = Deno.env.get("CI_UPGRADES") !== "1" ? "CI_UPGRADES=1" : hasReleases() ? undefined : "the history of Git";
const suffix = needs === undefined ? "" : ` (needs ${needs})`;

for (const version of Object.keys(RELEASES)) {
  Deno.test({
    name: `from version ${version} to this one, and back${suffix}`,
    ignore: needs !== undefined,
    fn: (t) => upgrade(version, t),
  });
}
