/**
 * The tables of 0.2.1 become those of today: with everything that was in them, whatever happens on the way.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { verifySqlite } from "../../lib/store/sqlite/copy.ts";
import { announceConversion } from "../../lib/store/sqlite/conversion.ts";
import { CONVERSATIONS_SINCE, TABLES_VERSION } from "../../lib/store/sqlite/schema.ts";
import { Database } from "../../lib/store/sqlite/database.ts";
import { run, serverProgram, temporaryDirectory } from "../support/helpers.ts";
import { assertSameChat, makeOldStore, OLD_VERSION, tablesOf } from "../support/old_store.ts";
import { canMount, mountMemory, succeeds } from "../support/mount.ts";
import { until } from "../support/patience.ts";

/** What opens the store: a command beside no server. */
const open = (directory: string) => run(serverProgram(), ["user", "list", "--data", directory]);

function sizeOf(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch {
    return 0;
  }
}

Deno.test("a store of 0.2.1 has in the tables of today all that it had, with the moments of its receipts", async () => {
  using directory = temporaryDirectory();
  const [file, old] = [`${directory.path}/chat.sqlite`, `${directory.path}/old.sqlite`];
  makeOldStore(old, 5_000);
  Deno.copyFileSync(old, file);
  const before = await verifySqlite(file); // Those who look through a store read both.
  new Database(file).close();
  assertEquals(tablesOf(file), TABLES_VERSION);
  assertSameChat(file, old);
  assertEquals(await verifySqlite(file), before);
});

Deno.test("who opens a large store of an older version is told first that it takes time, and nobody else", () => {
  using directory = temporaryDirectory();
  const told: string[] = [];
  for (
    const [version, megabytes] of [[OLD_VERSION, 40], [OLD_VERSION, 1], [CONVERSATIONS_SINCE, 40], [0, 40]] as const
  ) {
    const file = `${directory.path}/${version}-${megabytes}`;
    const head = new Uint8Array(100);
    new DataView(head.buffer).setUint32(60, version);
    Deno.writeFileSync(file, head);
    Deno.truncateSync(file, megabytes << 20);
    announceConversion(file, (sentence) => told.push(sentence));
  }
  announceConversion(`${directory.path}/nowhere`, (sentence) => told.push(sentence));
  assertEquals(told, [
    `The tables in ${directory.path}/${OLD_VERSION}-40 are converted to those of this version; ` +
    "for a million messages that takes about a minute",
  ]);
});

Deno.test("a migration that is killed at any moment leaves the store as it was, and the next start does it", async () => {
  using directory = temporaryDirectory();
  const [file, old] = [`${directory.path}/chat.sqlite`, `${directory.path}/old/chat.sqlite`];
  Deno.mkdirSync(`${directory.path}/old`);
  makeOldStore(old, 40_000);
  Deno.copyFileSync(old, file);
  const size = sizeOf(old);
  const versions: number[] = [];
  // As the file grows, the migration goes on; a journal is there from its first change on.
  for (const part of [0, 0.1, 0.3, 0.5, 0.6]) {
    const [program, ...args] = serverProgram();
    const command = new Deno.Command(program, {
      args: [...args, "user", "list", "--data", directory.path],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    });
    const process = command.spawn();
    let isOver = false;
    const status = process.status.then((status) => (isOver = true, status));
    await until(() => isOver || (sizeOf(`${file}-journal`) > 0 && sizeOf(file) >= size * (1 + part)), "it is midway");
    if (!isOver) process.kill("SIGKILL");
    await status;
    const copy = `${directory.path}/copy.sqlite`;
    Deno.copyFileSync(file, copy);
    if (sizeOf(`${file}-journal`) > 0) Deno.copyFileSync(`${file}-journal`, `${copy}-journal`);
    const version = tablesOf(copy);
    versions.push(version);
    if (version === OLD_VERSION) assertEquals((await verifySqlite(copy)).messages, (await verifySqlite(old)).messages);
    Deno.removeSync(copy);
  }
  assertEquals(versions[0], OLD_VERSION, "the first kill came too late");
  const { code, err } = await open(directory.path);
  assertEquals([code, err], [0, ""]);
  assertEquals(tablesOf(file), TABLES_VERSION);
  assertSameChat(file, old);
});

Deno.test({
  name: `a migration for which the disk has no room says so and leaves the store as it was${
    canMount ? "" : " (needs Linux and root)"
  }`,
  ignore: !canMount,
  fn: async () => {
    using directory = temporaryDirectory();
    const old = `${directory.path}/old.sqlite`;
    makeOldStore(old, 20_000);
    const size = Math.ceil(sizeOf(old) / 1024);
    for (const room of [64, 512, size / 2]) { // KiB more than it has.
      await using disk = await mountMemory(`${Math.ceil(size + room)}k`);
      assert(disk);
      Deno.chmodSync(disk.path, 0o700);
      const file = `${disk.path}/chat.sqlite`;
      Deno.copyFileSync(old, file);
      const { code, err } = await open(disk.path);
      assertEquals([code, err], [1, `Cannot open the store: ${file}: the disk is full\n`], `${room} KiB`);
      assertEquals(tablesOf(file), OLD_VERSION);
      assertEquals(await verifySqlite(file), await verifySqlite(old));
      assert(await succeeds("mount", "-o", `remount,size=${4 * size}k`, disk.path));
      assertEquals((await open(disk.path)).code, 0);
      assertSameChat(file, old);
    }
  },
});
