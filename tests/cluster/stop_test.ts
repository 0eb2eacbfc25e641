/**
 * A server that is told to stop while its database is gone: it ends soon, and says what it could not do.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import { connect, serverProgram, startProcess, temporaryDirectory } from "../support/helpers.ts";
import { exitCode } from "../support/patience.ts";
import { postgresTest, startPostgres } from "../support/postgres.ts";

postgresTest(
  "a server that is told to stop while its database is gone ends, with a reply to who waits, and can be started again",
  async () => {
    await using postgres = await startPostgres();
    using directory = temporaryDirectory();
    const url = await postgres.newDatabase();
    const args = ["--port", "0", "--no-web", "--demo", "--store", url, "--store-unsafe", "--data", directory.path];
    {
      await using server = await startProcess(serverProgram(), args, { stderr: "piped" });
      const said = new Response(server.process.stderr).text();
      using izza = await connect(server.port);
      const token = await izza.logIn("izza");
      assertEquals((await izza.ask(`send ${token} maya before`)).status, "OK");
      await postgres.kill();
      const waits = izza.ask(`send ${token} maya after`);
      using idle = await connect(server.port);
      assertEquals((await idle.ask("hello 1"))["status"], "OK");
      server.process.kill("SIGTERM");
      const reply = await waits;
      assertEquals([reply["code"], reply.message], [
        "store_failed",
        "Cannot store anything: the database did not answer before this server ended: perhaps it is stored",
      ]);
      assertEquals(await exitCode(server.process), 0);
      assertMatch(await said, /Nothing can be stored now: the primary cannot be reached/);
    }
    await postgres.start();
    await using server = await startProcess(serverProgram(), args, { stderr: "null" });
    using maya = await connect(server.port);
    const { messages } = await maya.ask(`inbox ${await maya.logIn("maya")}`);
    assertMatch(JSON.stringify(messages), /"before"/);
  },
);
