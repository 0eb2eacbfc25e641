/**
 * Servers that are started at the same moment on an empty database, as whoever starts all of them by one command does.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { type ClusterServer, startServer } from "../support/cluster.ts";
import { PASSWORD, run, serverProgram, temporaryDirectory } from "../support/helpers.ts";
import { POSTGRES, postgresTest, startPostgres } from "../support/postgres.ts";

const postgres = POSTGRES === undefined ? undefined : await startPostgres();

/** As many at once, each with a directory of its own. */
const COUNT = 5;

async function startAll(url: string, stack: AsyncDisposableStack, ...flags: string[]): Promise<ClusterServer[]> {
  const directory = stack.use(temporaryDirectory()).path;
  const all = ["--store-unsafe", ...flags];
  const starting = Array.from({ length: COUNT }, (_, index) => startServer(url, `${directory}/${index}`, all));
  const results = await Promise.allSettled(starting);
  for (const result of results) if (result.status === "fulfilled") stack.use(result.value);
  assertEquals(results.map(({ status }) => status), Array(COUNT).fill("fulfilled"));
  return results.map((result) => (result as PromiseFulfilledResult<ClusterServer>).value);
}

/** The names of all accounts. */
async function namesIn(url: string): Promise<string[]> {
  using directory = temporaryDirectory();
  const args = ["user", "list", "--store", url, "--store-unsafe", "--data", directory.path];
  const { code, out, err } = await run(serverProgram(), args);
  assertEquals(code, 0, err);
  return out.trim().split("\n").map((line) => line.split(/\s/)[0]!).sort();
}

postgresTest(
  "five servers that start at once make the tables and the demo accounts once, and are one chat",
  async () => {
    await using stack = new AsyncDisposableStack();
    const url = await postgres!.newDatabase();
    const servers = await startAll(url, stack, "--register", "open");
    assertEquals(await namesIn(url), ["guru", "izza", "maya", "nania"]);
    using first = await servers[0]!.connect();
    const token = await first.logIn("maya");
    for (const { connect } of servers) {
      using peer = await connect();
      assertEquals((await peer.ask(`send ${token} izza halo`))["status"], "OK");
    }
  },
);

postgresTest(
  "five servers of a class that start at once have one teacher, whose password one of them tells, and one group",
  async () => {
    await using stack = new AsyncDisposableStack();
    const url = await postgres!.newDatabase();
    const code = "kelas12345";
    const servers = await startAll(url, stack, "--host", "127.0.0.1", "--class", "Jaringan", "--class-code", code);
    const told = servers.map(({ banner }) => /^Teacher: +(\S+), password (\S+) /m.exec(banner)).filter((it) =>
      it !== null
    );
    assertEquals(told.length, 1, servers.map(({ banner }) => banner).join("\n"));
    const [, name, password] = told[0]!;
    assertEquals(await namesIn(url), [name]);
    for (const [index, { connect, banner }] of servers.entries()) {
      assert(/^Class code: +kelas12345$/m.test(banner), banner);
      assert(/^Group: +#kelas: /m.test(banner), banner);
      using teacher = await connect();
      assertEquals((await teacher.ask(`auth ${name} ${password}`))["role"], "teacher");
      using peer = await connect();
      assertEquals((await peer.ask(`join ${code}`))["status"], "OK");
      assertEquals((await peer.ask(`register murid${index} ${PASSWORD} Murid`))["status"], "OK");
    }
    using last = await servers.at(-1)!.connect();
    assertEquals((await last.ask(`getgroups ${await last.logIn("murid4")}`))["groups"], ["kelas"]);
  },
);
