/**
 * A first start that is broken off, at whatever moment: the next one is the first again, and nothing is said to be gone. The
 * real server is killed by strace(1) at one of its calls of the system on the files of its data directory.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { connect, run, serverProgram, startProcess, temporaryDirectory } from "../support/helpers.ts";
import { canTrace } from "../support/trace.ts";

const ignore = !await canTrace();

/** Calls of the system. */
const CALLS = ["mkdir", "flock", "write", "pwrite64", "fsync", "unlink"];

/** At which of a thread's calls the server is killed, one after the other until it starts before that. */
const PLACES = [1, 2, 4, 14];

/** Starts a server that is killed when a thread of it makes a call for the nth time. @returns Whether it came to that. */
async function breakOff(data: string, call: string, place: number): Promise<boolean> {
  const files = ["", "/server.pid", "/chat.sqlite", "/chat.sqlite-journal", "/chat.sqlite-wal"].map((it) => data + it);
  const traced = ["-f", "-q", "-o", "/dev/null", "-e", `trace=${call}`, ...files.flatMap((file) => ["-P", file])];
  const program = ["strace", "-D", ...traced, "-e", `inject=${call}:signal=KILL:when=${place}`, ...serverProgram()];
  try {
    const args = ["--port", "0", "--log", "quiet", "--data", data];
    await using _server = await startProcess(program as [string, ...string[]], args);
    return false;
  } catch (error) {
    assertStringIncludes(String(error), "The server ended: 137");
    return true;
  }
}

for (const call of CALLS) {
  Deno.test({
    name: `after a first start that is killed at ${call}, nothing is said to be gone`,
    ignore,
    async fn() {
      for (const place of PLACES) {
        using directory = temporaryDirectory();
        const data = `${directory.path}/data`;
        if (!await breakOff(data, call, place)) return assert(place > 1, `there is no ${call}`);
        await using server = await startProcess(serverProgram(), ["--port", "0", "--log", "quiet", "--data", data]);
        using peer = await connect(server.port);
        await peer.logIn("izza");
      }
    },
  });
}

Deno.test("a first start that failed, or was broken off, is a new one; one that came to a chat is not", async () => {
  using directory = temporaryDirectory();
  const data = ["--data", directory.path];
  const [mark, chat] = [`${directory.path}/server.pid`, `${directory.path}/chat.sqlite`];
  // What is left of a process that was killed before it had a chat.
  Deno.writeTextFileSync(mark, "123 new");
  Deno.writeTextFileSync(chat, "");
  {
    await using server = await startProcess(serverProgram(), ["--port", "0", "--log", "quiet", ...data]);
    assertEquals(Deno.readTextFileSync(mark), String(server.process.pid));
  }
  for (const { name } of Deno.readDirSync(directory.path)) {
    if (name.startsWith("chat.sqlite")) Deno.removeSync(`${directory.path}/${name}`);
  }
  for (let start = 1; start <= 2; start++) {
    const { code, err } = await run(["timeout", "120", ...serverProgram()], ["--port", "0", ...data]);
    assertEquals(code, 1);
    assertMatch(err, /what was in it is gone/);
  }
});
