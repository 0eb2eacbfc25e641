/**
 * What holds on Windows alone: its paths, its files that others have open, its processes that are ended without a word.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { connect, run, serverProgram, startProcess, temporaryDirectory, texts } from "../support/helpers.ts";
import { testOnWindows } from "../support/with_system.ts";

/** A path as Windows writes it. */
const back = (path: string) => path.replaceAll("/", "\\");

testOnWindows("paths with backslashes and a drive name data, backups, tables and what is restored", async () => {
  using directory = temporaryDirectory();
  const path = back(directory.path);
  assertMatch(path, /^[A-Z]:\\/);
  const data = ["--data", `${path}\\new\\data`];
  Deno.writeTextFileSync(`${path}\\class.csv`, "username;name\r\nbudi;Budi S\r\n");
  const done = async (...words: string[]) => {
    const { code, out, err } = await run(serverProgram(), [...words, ...data]);
    assertEquals([code, err], [0, ""], words.join(" "));
    return out;
  };
  await done("user", "import", `${path}\\class.csv`, "--slips", `${path}\\slips.html`);
  assert(Deno.statSync(`${path}\\slips.html`).size > 0);
  await done("backup", `${path}\\monday.sqlite`);
  await done("user", "remove", "budi");
  assertMatch(await done("restore", `${path}\\monday.sqlite`), /holds 1 accounts? /);
  assertMatch(await done("user", "list"), /^budi +Budi S$/m);
});

testOnWindows(
  "a server that the task manager ends has lost nothing, and the next one takes its place at once",
  async () => {
    using directory = temporaryDirectory();
    const args = ["--port", "0", "--log", "quiet", "--data", directory.path];
    let token = "";
    {
      await using server = await startProcess(serverProgram(), args);
      using peer = await connect(server.port);
      token = await peer.logIn("izza");
      assertEquals((await peer.ask(`send ${token} izza the last one`))["message"], "Message Sent");
      const second = await run(serverProgram(), args);
      assertEquals([second.code, /^Cannot use .*: the server with process id .* uses it\n$/.test(second.err)], [
        1,
        true,
      ]);
      server.process.kill("SIGKILL");
      await server.process.status;
    }
    await using again = await startProcess(serverProgram(), args);
    using reader = await connect(again.port);
    assertEquals(texts(await reader.ask(`inbox ${token}`)), { izza: ["the last one"] });
  },
);

testOnWindows("what others have open in the data directory keeps no server from its files", async () => {
  using directory = temporaryDirectory();
  const args = ["--port", "0", "--log", "quiet", "--data", `${directory.path}/data`];
  await using server = await startProcess(serverProgram(), args);
  using peer = await connect(server.port);
  const token = await peer.logIn("maya");
  const content = btoa("the same twice");
  assertEquals((await peer.ask(`sendfile ${token} izza a.txt ${content}`))["status"], "OK");
  const [file] = [...Deno.readDirSync(`${directory.path}/data/files`)].filter(({ isFile }) => isFile);
  using _ = Deno.openSync(`${directory.path}/data/files/${file!.name}`); // As a virus scanner would.
  assertEquals((await peer.ask(`sendfile ${token} nania b.txt ${content}`))["status"], "OK");
  const backup = await run(serverProgram(), ["backup", `${directory.path}/b`, "--data", `${directory.path}/data`]);
  assertEquals([backup.code, backup.err], [0, ""]);
  const status = await run(serverProgram(), ["status", "--json", "--data", `${directory.path}/data`]);
  assertEquals(JSON.parse(status.out)["pid"], server.process.pid);
});

testOnWindows("doctor does not say of permissions what it cannot see", async () => {
  using directory = temporaryDirectory();
  await run(serverProgram(), ["user", "add", "budi", "--password-stdin", "--data", directory.path], {
    input: "rahasia\n",
  });
  const { out } = await run(serverProgram(), ["doctor", "--port", "0", "--data", directory.path]);
  assertMatch(out, /^permissions +look +not looked at on Windows/m);
});
