/** The first minute with the real programs: what they say to who has just got them, and to who mistypes. @module */

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { clientProgram, run, serverProgram, startProcess, temporaryDirectory } from "../support/helpers.ts";
import { hasTmux, startPane } from "../support/pane.ts";

Deno.test("each command of the server has a help, in each of the ways to ask for it", async () => {
  const help = async (...args: string[]) => (await run(serverProgram(), args)).out;
  const ofImport = await help("help", "user", "import");
  assertMatch(
    ofImport,
    /^Usage:\n {2}ngobrol-server user import FILE\.csv .*\n.*\n\nOptions:\n {2}--data DIR +where accounts/,
  );
  assertEquals(await help("user", "import", "--help"), ofImport);
  assertEquals(await help("user", "import", "-h"), ofImport);
  assertEquals(await help("help"), await help("--help"));
  const all = await help("--help");
  for (const [, words] of all.matchAll(/^ {2}ngobrol-server ([a-z]+(?: [a-z]+)?)/gm)) {
    assertStringIncludes(await help(...words!.split(" "), "--help"), `ngobrol-server ${words!.split(" ")[0]}`);
  }
});

Deno.test("who mistypes a command or an option is told which one is near", async () => {
  using directory = temporaryDirectory();
  const calls: [program: [string, ...string[]], args: string[], sentence: string][] = [
    [serverProgram(), ["usre"], "There is no command usre (did you mean user?); see --help"],
    [serverProgram(), ["user", "lits"], "There is no command user lits (did you mean list?); see --help"],
    [serverProgram(), ["help", "bakcup"], "There is no command bakcup (did you mean backup?); see --help"],
    [serverProgram(), ["help", "nothing"], "There is no command nothing; see --help"],
    [serverProgram(), ["--prot=3"], "Unknown option --prot=3 (did you mean --port?); see --help"],
    [clientProgram(), ["--prot=3"], "Unknown option --prot=3 (did you mean --port?); see --help"],
    [clientProgram(), ["--lang", "id", "--prot"], "Opsi --prot (maksudnya --port?) tidak dikenal; lihat --help"],
  ];
  for (const [program, args, sentence] of calls) {
    assertEquals(await run(program, args, { cwd: directory.path }), { code: 2, out: "", err: `${sentence}\n` });
  }
  const typed = await run(clientProgram(), ["hlep"]);
  assertEquals([typed.code, typed.out.trim()], [1, "*Sorry, command is unknown (did you mean help?)"]);
});

Deno.test("the client tells of a command behind its name, too, and sends what only looks so", async () => {
  const help = await run(clientProgram(), ["send", "--help"]);
  assertMatch(help.out, /^send NAME TEXT +Send a message/);
  assertEquals((await run(clientProgram(), ["127.0.0.1:1", "send", "izza", "--help", "--port"])).code, 1); // Nobody is there.
});

Deno.test("a server says at its start what to type", async () => {
  using directory = temporaryDirectory();
  const first = async (...args: string[]) => {
    const data = `${directory.path}/${args.length}`;
    await using server = await startProcess(serverProgram(), ["--port", "0", "--data", data, ...args], {
      shows: "type:",
    });
    return /^.* type: .*$/m.exec(server.banner)![0];
  };
  assertMatch(
    await first(),
    /^Students type: +ngobrol --host 127\.0\.0\.1:\d+ +and then: auth maya +\(password: surabaya\)/,
  );
  assertMatch(await first("--host", "0.0.0.0"), /^People type: +ngobrol --host \S+ +and then: auth NAME$/);
});

Deno.test({
  name: "who finds no server is told at a terminal what to do (needs tmux)",
  ignore: !await hasTmux(),
  async fn() {
    await using named = await startPane([...clientProgram(), "--host", "127.0.0.1:1"], { columns: 160 });
    await named.see("Cannot connect to 127.0.0.1:1: the connection was refused; is that what the server shows");
  },
});

Deno.test({
  name: "B5: where a device is named in the place of a file, that is said, and nothing of Deno's rights",
  ignore: Deno.build.os === "windows",
  async fn() {
    using directory = temporaryDirectory();
    const calls: [program: [string, ...string[]], args: string[], sentence: RegExp][] = [
      [serverProgram(), ["--cert", "/dev/stdin", "--key", "key.pem"], /^Cannot read \/dev\/stdin: it is no file\n$/],
      [serverProgram(), ["backup", "/proc/x"], /^Cannot (?:make the backup|look at) \/proc\/x: it is no file\n$/],
      [clientProgram(), ["--tls", "--ca", "/dev/stdin", "list"], /^Cannot read \/dev\/stdin: it is no file\n$/],
    ];
    Deno.writeTextFileSync(`${directory.path}/key.pem`, "");
    await run(serverProgram(), ["user", "add", "maya"], { cwd: directory.path, input: "surabaya\n" });
    for (const [program, args, sentence] of calls) {
      const { code, err } = await run(program, args, { cwd: directory.path });
      assertEquals(code, 1);
      assertMatch(err, sentence);
    }
  },
});
