/**
 * The server as a program on a PostgreSQL: how it starts, what it refuses, and that two of them are one chat.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { IGNORED_VARIABLES } from "../../tools/executable.ts";
import { connect, PASSWORD, run, serverProgram, startProcess, temporaryDirectory } from "../support/helpers.ts";
import { becomeLive } from "../support/live_peer.ts";
import { POSTGRES, postgresTest, startPostgres } from "../support/postgres.ts";

const postgres = POSTGRES === undefined ? undefined : await startPostgres();

/** The arguments of a server, with a free port. */
function args(url: string, directory: string, ...more: string[]): string[] {
  return ["--port", "0", "--no-web", "--log", "quiet", "--store", url, "--data", directory, ...more];
}

/** Starts a server that takes a database without a standby. */
function start(url: string, directory: string, stderr: "piped" | "null" = "null") {
  return startProcess(serverProgram(), args(url, directory, "--store-unsafe"), { stderr });
}

postgresTest("what is sent to one server comes live to somebody at another, once, and both have it", async () => {
  using directory = temporaryDirectory();
  const url = await postgres!.newDatabase();
  await using one = await start(url, `${directory.path}/1`);
  await using other = await start(url, `${directory.path}/2`);
  using izza = await connect(one.port);
  using maya = await connect(other.port);
  const token = await izza.logIn("izza");
  using live = await becomeLive(maya, await maya.logIn("maya"));
  for (const text of ["1", "2", "3"]) assertEquals((await izza.ask(`send ${token} maya ${text}`)).status, "OK");
  assertEquals(await live.texts(3), ["1", "2", "3"]);
  await live.ask(`send ${live.token} izza 4`);
  const { messages } = await izza.ask(`inbox ${token}`) as unknown as { messages: Record<string, { msg: string }[]> };
  assertEquals(Object.values(messages).flat().map(({ msg }) => msg), ["4"]);
});

postgresTest(
  "a database without a standby is refused, unless it is said to be good enough, which is told at each start",
  async () => {
    using directory = temporaryDirectory();
    const url = (await postgres!.newDatabase()).replace("chat@", "chat:geheim@");
    const refused = await run(serverProgram(), args(url, directory.path));
    assertEquals(refused.code, 1);
    assert(refused.err.includes("synchronous_standby_names is empty"), refused.err);
    for (let count = 0; count < 2; count++) {
      await using server = await start(url, directory.path, "piped");
      server.process.kill("SIGTERM");
      const said = new TextDecoder().decode(await new Response(server.process.stderr).bytes());
      assert(said.includes("Unsafe: synchronous_standby_names is empty"), said);
      assert(said.includes("The password in --store can be seen"), said);
      assert(!said.includes("geheim"), said);
    }
    assert(!(refused.out + refused.err).includes("geheim"));
  },
);

postgresTest("a database that cannot be reached is named without its password, from whatever it is known", async () => {
  using directory = temporaryDirectory();
  const file = `${directory.path}/url`;
  await Deno.writeTextFile(file, "postgres://chat:geheim@127.0.0.1:1/none\n", { mode: 0o644 });
  const call = ["--port", "0", "--store-file", file, "--data", `${directory.path}/data`];
  const open = await run(serverProgram(), call);
  assertEquals([open.code, open.err.includes("others may read the password")], [1, true], open.err);
  await Deno.chmod(file, 0o600);
  const { code, out, err } = await run(serverProgram(), call);
  assertEquals([code, err], [1, "Cannot open postgres://chat@127.0.0.1:1/none: 127.0.0.1:1 refuses connections\n"]);
  assertEquals(out, "");
  const config = await run(serverProgram(), ["config", "--store", "postgres://chat:geheim@127.0.0.1/none"]);
  assert(config.out.includes('store = "postgres://chat:***@127.0.0.1/none"'), config.out);
});

postgresTest("a command of the operator changes the database beside the servers, and they hear of it", async () => {
  using directory = temporaryDirectory();
  const url = await postgres!.newDatabase();
  await using server = await start(url, `${directory.path}/1`);
  const store = ["--store", url, "--store-unsafe", "--data", `${directory.path}/2`];
  const add = ["user", "add", "budi", "--password-stdin", ...store];
  const added = await run(serverProgram(), add, { input: `${PASSWORD}\n` });
  assertEquals(added.code, 0, added.err);
  using budi = await connect(server.port);
  assertEquals((await budi.ask(`auth budi ${PASSWORD}`)).status, "OK");
  for (const command of [["backup", `${directory.path}/b`], ["verify"], ["restore", `${directory.path}/b`]]) {
    const { code, err } = await run(serverProgram(), [...command, ...store]);
    assertEquals([code, err.includes("for a database that servers share use")], [2, true], err);
  }
});

postgresTest("the library may not read the variables of the environment that it looks for", async () => {
  using directory = temporaryDirectory();
  const program = serverProgram().filter((argument) => argument !== IGNORED_VARIABLES) as [string, ...string[]];
  const { code, err } = await run(program, args(await postgres!.newDatabase(), directory.path, "--store-unsafe"));
  assertEquals([code, err.includes("PGAPPNAME")], [1, true], err);
});
