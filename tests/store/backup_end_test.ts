/**
 * `ngobrol-server backup` that comes to an early end: what is left of it.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { run, serverProgram, startServer, temporaryDirectory } from "../support/helpers.ts";
import { exitCode, until } from "../support/patience.ts";
import { testWithSignals } from "../support/with_system.ts";

/** A data directory, and a directory for backups beside it. */
async function makeStore() {
  const directory = temporaryDirectory();
  const [data, backups] = [`${directory.path}/data`, `${directory.path}/backups`];
  for (const path of [data, backups]) Deno.mkdirSync(path, { mode: 0o700 });
  await using _server = await startServer({ file: `${data}/chat.sqlite` });
  const names = () => Array.from(Deno.readDirSync(backups), ({ name }) => name).sort();
  return {
    backups,
    names,
    backUp: (name: string) => run(serverProgram(), ["backup", `${backups}/${name}`, "--data", data]),
    /** Begins a backup that comes no further than its first look at the store, and waits until then. */
    async begin(name: string) {
      const lock = new DatabaseSync(`${data}/chat.sqlite`);
      lock.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
      const [command, ...args] = serverProgram();
      const process = new Deno.Command(command, {
        args: [...args, "backup", `${backups}/${name}`, "--data", data],
        stdin: "null",
        stdout: "null",
        stderr: "piped",
      }).spawn();
      await until(() => names().includes(`${name}.${process.pid}.part`), "the backup has begun");
      return {
        pid: process.pid,
        async end(signal: Deno.Signal) {
          process.kill(signal);
          const code = await exitCode(process);
          const err = await new Response(process.stderr).text();
          lock.close();
          return { code, err };
        },
      };
    },
    [Symbol.dispose]: () => directory[Symbol.dispose](),
  };
}

for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]] as const) {
  testWithSignals(`O1: a backup that is ended by ${signal} leaves nothing, and says so`, async () => {
    using store = await makeStore();
    const backup = await store.begin("chat.sqlite");
    assertEquals(await backup.end(signal), {
      code,
      err: `${signal}: stopped, and nothing is left of what was begun\n`,
    });
    assertEquals(store.names(), []);
    assertEquals((await store.backUp("chat.sqlite")).code, 0);
  });
}

testWithSignals(
  "O1: the next backup to a directory removes what killed ones have left there, and nothing else",
  async () => {
    using store = await makeStore();
    const killed = await store.begin("monday.sqlite");
    await killed.end("SIGKILL");
    const left = `monday.sqlite.${killed.pid}.part`;
    assertEquals(store.names(), [left]);
    const write = (name: string, text: string, mode = 0o600) =>
      Deno.writeTextFileSync(`${store.backups}/${name}`, text, { mode });
    write(`${left}-journal`, "what SQLite wrote");
    write("sunday.sqlite.9.part", "SQLite format 3\0 and so on");
    const others = ["film.1.part", "read.2.part", "taken.3.part", "tuesday.sqlite.part", "x.sqlite"];
    write("film.1.part", "a film that is downloaded");
    write("read.2.part", "SQLite format 3\0", 0o644);
    write("tuesday.sqlite.part", "SQLite format 3\0");
    write("x.sqlite", "SQLite format 3\0");
    using taken = Deno.createSync(`${store.backups}/taken.3.part`);
    Deno.chmodSync(`${store.backups}/taken.3.part`, 0o600);
    taken.lockSync(true); // As a backup does that is being made.
    assertEquals((await store.backUp("monday.sqlite")).code, 0);
    assertEquals(store.names(), [...others, "monday.sqlite"].sort());
  },
);

Deno.test("O1: a backup that cannot be made leaves nothing", async () => {
  using store = await makeStore();
  const { code, err } = await store.backUp("no/where");
  assertEquals(code, 1);
  assertMatch(err, /^Cannot make the backup .*no\/where: [^\n]+\n$/);
  assertEquals(store.names(), []);
});
