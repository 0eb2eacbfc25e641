/** What a server does about the wire that was started so: `--inspect` and `--teach`. @module */

import { assert, assertEquals } from "@std/assert";
import { connect, PASSWORD, run, serverProgram, startProcess, temporaryDirectory } from "../support/helpers.ts";

Deno.test("--inspect=texts and --teach hold from the start, and what they cannot be is refused", async () => {
  using directory = temporaryDirectory();
  const args = ["--data", `${directory.path}/data`, "--port", "0", "--log", "quiet", "--no-web"];
  await using server = await startProcess(serverProgram(), [...args, "--inspect=texts", "--teach", "split:10,delay:1"]);
  using maya = await connect(server.port);
  const token = await maya.logIn("maya");
  await maya.ask(`send ${token} izza before anybody looked`);
  using guru = await connect(server.port);
  const teacher = await guru.logIn("guru");
  assertEquals((await guru.ask(`watch ${teacher} all`))["texts"], true);
  let json = "";
  while (!json.includes("before anybody looked")) json = await guru.receive();
  while (!json.includes('"kind": "reply", "command": "send"')) json = await guru.receive();
  const { provoked, pieces } = JSON.parse(json);
  assertEquals([provoked, pieces], ["split 10, delay 1", [10, 10, 10, 10, 7]]);
  assert(!json.includes(PASSWORD));
  for (
    const [flag, sentence] of [["--inspect=all", "--inspect takes"], ["--teach=cut:9", "--teach takes split:BYTES"]]
  ) {
    const { code, err } = await run(serverProgram(), [...args, flag!]);
    assertEquals([code, err.startsWith(sentence!)], [2, true], err);
  }
});
