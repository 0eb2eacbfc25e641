/** What a server is told by a file and by the environment, with the real program. @module */

import { assertEquals, assertMatch } from "@std/assert";
import { SERVER_PERMISSIONS } from "../../tools/executable.ts";
import { run, serverProgram, startProcess, temporaryDirectory } from "../support/helpers.ts";

Deno.test("a file, the environment, the command line: what comes later counts for more", async () => {
  using directory = temporaryDirectory();
  const file = `${directory.path}/ngobrol.toml`;
  Deno.writeTextFileSync(file, 'class = "Kelas 7B"\nport = 1\nkeep-code = true\nhost = "0.0.0.0"\ndata = "of file"\n');
  const env = { NGOBROL_SERVER_PORT: "2", NGOBROL_SERVER_LOG: "quiet", NGOBROL_SERVER_DEMO: "false" };
  const { code, out, err } = await run(serverProgram(), ["127.0.0.1", "config", "--config", file, "--data", "x"], {
    env,
  });
  assertEquals([code, err], [0, ""]);
  assertEquals(out.split("\n").filter((line) => line !== "" && !line.startsWith("#")), [
    `class = "Kelas 7B" # ${file}`,
    'data = "x" # command line',
    "demo = false # NGOBROL_SERVER_DEMO",
    'host = "127.0.0.1" # command line',
    `keep-code = true # ${file}`,
    'log = "quiet" # NGOBROL_SERVER_LOG',
    'port = "2" # NGOBROL_SERVER_PORT',
  ]);
  assertMatch(out, /^# max-line: not set$/m);
  // It is a configuration, too.
  Deno.writeTextFileSync(file, out);
  const again = await run(serverProgram(), ["config"], { env: { NGOBROL_SERVER_CONFIG: file } });
  assertEquals(again.out.replaceAll(/ # .*/g, ""), out.replaceAll(/ # .*/g, ""));
});

Deno.test("a server starts with what its file says", async () => {
  using directory = temporaryDirectory();
  const file = `${directory.path}/ngobrol.toml`;
  Deno.writeTextFileSync(file, 'class = "Kelas 7B"\nclass-code = "AAAA2222"\nhost = "127.0.0.1"\nport = 0\n');
  const data = `${directory.path}/data`;
  await using server = await startProcess(serverProgram(), ["--config", file, "--data", data], { shows: "Class code" });
  assertMatch(server.banner, /^Class: +Kelas 7B$/m);
  assertMatch(server.banner, /^Class code: +AAAA2222$/m);
});

Deno.test("what no option is, or no value of one, is refused with its name and place", async () => {
  using directory = temporaryDirectory();
  const file = "c.toml";
  const refused: [text: string, code: number, sentence: string][] = [
    ["prot = 3", 2, "There is no option prot (did you mean port?) for c.toml; see --help"],
    ["teacher = true", 2, "There is no option teacher for c.toml; see --help"],
    ["port = 1.5", 2, "port in c.toml takes a text or a number; see --help"],
    ["[port]\na = 1", 2, "port in c.toml takes a text or a number; see --help"],
    ['demo = "yes"', 2, "demo in c.toml takes true or false; see --help"],
    ["port = 70000", 2, "--port takes a number from 0 to 65535; see --help"],
    ["host = 1\nport = = 2", 1, "Cannot use the configuration c.toml: line 2: "],
    [`a = "${"x".repeat(70_000)}"`, 1, "Cannot use the configuration c.toml: it is larger than 64 KiB"],
  ];
  for (const [text, code, sentence] of refused) {
    Deno.writeTextFileSync(`${directory.path}/${file}`, text);
    const result = await run(serverProgram(), ["--config", file], { cwd: directory.path });
    assertEquals([result.code, result.err.slice(0, sentence.length)], [code, sentence], result.err);
    assertEquals(result.err.trimEnd().split("\n").length, 1, result.err);
  }
  const none = await run(serverProgram(), ["--config", "none"], { cwd: directory.path });
  assertEquals([none.code, none.err], [1, "Cannot use the configuration none: there is no such file\n"]);
  const env = { NGOBROL_SERVER_DEMO: "1" };
  assertEquals((await run(serverProgram(), [], { env })).err, "NGOBROL_SERVER_DEMO takes true or false; see --help\n");
});

Deno.test("the server may read the variables of its options, and no others", async () => {
  const { out } = await run(serverProgram(), ["config"]);
  const options = Array.from(out.matchAll(/^(?:# )?([a-z-]+)(?::| =)/gm), ([, name]) => name!);
  const names = ["config", ...options].map((name) => `NGOBROL_SERVER_${name.toUpperCase().replaceAll("-", "_")}`);
  const permission = SERVER_PERMISSIONS.find((permission) => permission.startsWith("--allow-env="))!;
  assertEquals(permission.slice("--allow-env=".length).split(",").sort(), names.sort());
});
