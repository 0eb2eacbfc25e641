/** `ngobrol-server prune`, with the real programs: beside a server and without one, asked and not, killed in the middle. @module */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { generate as generateUuid7 } from "@std/uuid/v7";
import { openSqlite } from "../../lib/store/sqlite/sqlite_store.ts";
import { databaseIn } from "../../lib/server/admin/data/data_directory.ts";
import { connect, run, serverProgram, startProcess, temporaryDirectory, texts } from "../support/helpers.ts";
import { hasTmux, startPane } from "../support/pane.ts";
import { until } from "../support/patience.ts";

const DAY = 86_400_000;

/** A data directory with so many messages of 400 days ago from izza to maya, which are unread, and one of today. */
async function fill(data: string, count: number): Promise<void> {
  {
    await using _ = await startProcess(serverProgram(), ["--port", "0", "--data", data, "--log", "quiet"]);
  }
  await using store = await openSqlite(databaseIn(data));
  const accounts = await store.accounts();
  const [izza, maya] = ["izza", "maya"].map((name) => accounts.find((account) => account.name === name)!.id);
  const send = (text: string, at: number) => ({ id: generateUuid7(at), sender: izza!, receiver: maya!, text, at });
  const old = Date.now() - 400 * DAY;
  for (let index = 0; index < count; index += 1_000) {
    const some = Math.min(1_000, count - index);
    await store.addMessages(Array.from({ length: some }, (_, each) => send(`old ${index + each}`, old + index + each)));
  }
  await store.addMessage(send("of today", Date.now()));
}

function prune(data: string, ...args: string[]) {
  return run(serverProgram(), ["prune", ...args, "--data", data]);
}

async function messagesIn(data: string): Promise<number> {
  const { code, out, err } = await run(serverProgram(), ["verify", "--data", data]);
  assertEquals([code, err], [0, ""]);
  return Number(/ and (\d+) messages?,/.exec(out)![1]);
}

Deno.test("prune counts, asks, removes what is older, and says what becomes of the room", async () => {
  using directory = temporaryDirectory();
  const data = `${directory.path}/data`;
  await fill(data, 5);
  const counted = await prune(data, "365d", "--dry-run");
  assertMatch(
    counted.out,
    /^5 messages of before \d{4}-\d\d-\d\d \(UTC\), 5 of them unread by somebody, and 0 files would be removed\n$/,
  );
  const unasked = await prune(data, "365d");
  assertEquals([unasked.code, unasked.err], [1, "No terminal to ask on: use --yes\n"]);
  assertEquals(await messagesIn(data), 6);
  const { code, out } = await prune(data, "365d", "--yes");
  assertEquals(code, 0);
  assertMatch(out, /^5 messages removed\. The file of the store keeps its size: .* of it are free for what comes$/m);
  assertEquals(await messagesIn(data), 1);
  assertMatch((await prune(data, "365d", "--yes")).out, /^There are no messages of before /);
  for (const words of [[], ["soon"], ["365d", "more"], ["7d"], ["2999-01-01"], ["2025-02-30"]]) {
    assertEquals((await prune(data, ...words, "--yes")).code, 2, words.join(" "));
  }
});

Deno.test("a server goes on meanwhile: what is old is in no inbox, no history and no file, and what is new is", async () => {
  using directory = temporaryDirectory();
  const data = `${directory.path}/data`;
  await fill(data, 2_500);
  const args = ["--port", "0", "--data", data, "--max-unread", "2600"];
  await using server = await startProcess(serverProgram(), args);
  using maya = await connect(server.port);
  using izza = await connect(server.port);
  const [token, other] = [await maya.logIn("maya"), await izza.logIn("izza")];
  const pruning = prune(data, "365d", "--yes");
  for (let index = 0; index < 50; index++) {
    assertEquals((await izza.ask(`send ${other} maya during ${index}`))["status"], "OK");
  }
  assertMatch((await pruning).out, /^2500 messages removed/m);
  const inbox = texts(await maya.ask(`inbox ${token}`))["izza"]!;
  assertEquals(inbox, ["of today", ...Array.from({ length: 50 }, (_, index) => `during ${index}`)]);
  const history = await maya.ask(`history ${token} izza limit 200`);
  assertEquals([history["messages"].length, history["messages"][0].msg, history["more"]], [51, "of today", false]);
  // The bound on what is unread counts what is left.
  for (let index = 0; index < 100; index++) {
    assertEquals((await izza.ask(`send ${other} maya after ${index}`))["status"], "OK");
  }
  assertEquals((await run(serverProgram(), ["verify", "--data", data])).code, 0);
});

Deno.test("what is in a pruned file is gone from the disk, with a server and without", async () => {
  for (const isServed of [true, false]) {
    using directory = temporaryDirectory();
    const data = `${directory.path}/data`;
    const start = () => startProcess(serverProgram(), ["--port", "0", "--data", data]);
    {
      await using server = await start();
      using izza = await connect(server.port);
      const token = await izza.logIn("izza");
      for (const text of ["old", "new"]) {
        assertEquals((await izza.ask(`sendfile ${token} maya ${text}.txt ${btoa(text)}`))["status"], "OK");
      }
    }
    assertEquals(contentsIn(data), ["new", "old"]);
    const database = new DatabaseSync(databaseIn(data));
    const at = Date.now() - 400 * DAY;
    database.prepare("UPDATE messages SET at = ?, id = ? WHERE number = 1").run(at, generateUuid7(at));
    database.close();
    await using server = isServed ? await start() : undefined;
    assertMatch((await prune(data, "365d", "--yes")).out, /^1 message of .* and 1 file will .*\n1 message removed/m);
    // A server removes it soon after.
    await until(() => contentsIn(data).length === 1);
    assertEquals(contentsIn(data), ["new"]);
    if (server === undefined) continue;
    using maya = await connect(server.port);
    const files = await maya.ask(`files ${await maya.logIn("maya")}`);
    assertEquals(files["files"].map(({ name }: { name: string }) => name), ["new.txt"]);
  }
});

/** What is in the files of a data directory. */
function contentsIn(data: string): string[] {
  return Array.from(walk(`${data}/files`), (path) => Deno.readTextFileSync(path)).sort();
}

function* walk(path: string): Iterable<string> {
  for (const { name, isDirectory } of Deno.readDirSync(path)) {
    if (isDirectory) yield* walk(`${path}/${name}`);
    else yield `${path}/${name}`;
  }
}

Deno.test("a prune that is killed has removed some of the oldest, and the next one removes the rest", async () => {
  using directory = temporaryDirectory();
  const data = `${directory.path}/data`;
  await fill(data, 40_000);
  const [command, ...first] = serverProgram();
  let seen = 40_001;
  for (let round = 0; round < 5; round++) {
    const process = new Deno.Command(command, {
      args: [...first, "prune", "365d", "--yes", "--data", data],
      ...{ stdin: "null", stdout: "piped", stderr: "null" },
    }).spawn();
    const reader = process.stdout.getReader();
    await reader.read(); // It has counted, and begins.
    reader.releaseLock();
    for (let turns = 0; turns < round * 40; turns++) await new Promise((resolve) => setTimeout(resolve, 0));
    try {
      process.kill("SIGKILL");
    } catch {
      // It was quick.
    }
    await process.stdout.cancel();
    await process.status;
    const left = await messagesIn(data);
    assert(left <= seen && left >= 1, `${left} of ${seen}`);
    seen = left;
  }
  assertEquals((await prune(data, "365d", "--yes")).code, 0);
  assertEquals(await messagesIn(data), 1);
});

Deno.test({
  name: "at a terminal it waits for a yes (needs tmux)",
  ignore: !await hasTmux(),
  async fn() {
    using directory = temporaryDirectory();
    const data = `${directory.path}/data`;
    await fill(data, 3);
    for (const [answer, left] of [["no", 4], ["yes", 1]] as const) {
      await using pane = await startPane([...serverProgram(), "prune", "365d", "--data", data], { columns: 120 });
      await pane.see("Type yes to go on:");
      await pane.type(answer);
      await pane.press("Enter");
      assertStringIncludes(await pane.see("code "), answer === "yes" ? "3 messages removed" : "Nothing was removed");
      assertEquals(await messagesIn(data), left);
    }
  },
});
