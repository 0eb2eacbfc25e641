/** What a program is told by a file and by the environment, with the real programs. @module */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { CLIENT_PERMISSIONS, SERVER_PERMISSIONS } from "../../tools/executable.ts";
import { clientProgram, run, serverProgram, startProcess, temporaryDirectory } from "../support/helpers.ts";

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
  assertMatch(out, /^# max-line = 65536 # default$/m);
  assertMatch(out, /^# cert: not set$/m);
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
    ["dry-run = true", 2, "There is no option dry-run for c.toml; see --help"],
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

Deno.test("B3: what is not UTF-8 is refused in a sentence, in a file and in a variable of the environment", async () => {
  using directory = temporaryDirectory();
  const file = `${directory.path}/c.toml`;
  for (const bytes of [[0x61, 0x20, 0x3d, 0x20, 0x22, 0xe9, 0x22], [0xff, 0xfe, 0x61, 0x00]]) {
    Deno.writeFileSync(file, new Uint8Array(bytes));
    const { code, err } = await run(serverProgram(), ["config", "--config", file]);
    assertEquals([code, err], [1, `Cannot use the configuration ${file}: it is not UTF-8: save it as UTF-8\n`]);
  }
  Deno.writeTextFileSync(file, "\ufeffport = 1"); // Some editors put a byte order mark before the first line.
  assertMatch((await run(serverProgram(), ["config", "--config", file])).out, /^port = "1" # /m);
  // No Deno words where it keeps a program from what is no file, and no end of memory where it does not.
  for (
    const [device, reason] of [["/dev/zero", "it is larger than 64 KiB"], ["/dev/stdin", "it is no file"]] as const
  ) {
    const { code, err } = await run(serverProgram(), ["config", "--config", device]);
    assertEquals([code, err], [1, `Cannot use the configuration ${device}: ${reason}\n`]);
  }
  const shell = (command: string) => run(["sh", "-c", command, "sh", ...serverProgram()], ["config"]);
  for (const name of ["NGOBROL_SERVER_CONFIG", "NGOBROL_SERVER_CLASS", "NGOBROL_SERVER_DEMO"]) {
    const { code, err } = await shell(`${name}=$(printf 'caf\\351') exec "$@"`);
    assertEquals([code, err], [2, `${name} in the environment is not valid UTF-8; see --help\n`]);
  }
});

Deno.test("B5: what turns the direction of a text is in no title of a class and no name of an option", async () => {
  using directory = temporaryDirectory();
  const file = `${directory.path}/c.toml`;
  Deno.writeTextFileSync(file, 'class = "a\\u202eb"\n');
  const title = await run(serverProgram(), ["--config", file, "--port", "0"], { cwd: directory.path });
  assertEquals(title.code, 2);
  assertMatch(title.err, /^--class takes up to 60 characters, none of them a control character/);
  Deno.writeTextFileSync(file, '"a\\u202eb\\u001b[2J" = 1\n');
  const name = await run(serverProgram(), ["--config", file]);
  assertEquals(name.err, `There is no option a\\u202eb\\x1b[2J for ${file}; see --help\n`);
});

Deno.test("a client is told by a file, by the environment and by what is typed, as a server is", async () => {
  using directory = temporaryDirectory();
  const file = `${directory.path}/c.toml`;
  Deno.writeTextFileSync(file, 'host = "lab:9000"\nuser = "maya"\nbell = true\nlang = "en"\n');
  const held = async (args: string[], env: Record<string, string> = {}) => {
    const { code, out, err } = await run(clientProgram(), [...args, "config"], { env });
    assertEquals([code, err], [0, ""]);
    return out.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  };
  assertEquals(await held(["127.0.0.1", "--config", file], { NGOBROL_USER: "izza", NGOBROL_BELL: "false" }), [
    "bell = false # NGOBROL_BELL",
    'host = "127.0.0.1" # command line',
    `lang = "en" # ${file}`,
    'user = "izza" # NGOBROL_USER',
  ]);
  assertEquals((await held([], { NGOBROL_CONFIG: file })).length, 4);
  const { out } = await run(clientProgram(), ["--lang", "id", "config"]);
  assertMatch(out, /^lang = "id" # baris perintah$/m);
  assertMatch(out, /^# color = "auto" # bawaan$/m);
});

Deno.test("a client goes to the server and logs in as the person that its file names", async () => {
  using directory = temporaryDirectory();
  const data = `${directory.path}/data`;
  await using server = await startProcess(serverProgram(), ["--port", "0", "--data", data]);
  const file = `${directory.path}/c.toml`;
  Deno.writeTextFileSync(file, `port = ${server.port}\nuser = "maya"\njson = true\n`);
  const env = { NGOBROL_CONFIG: file, NGOBROL_PASSWORD: "surabaya" };
  const { code, out } = await run(clientProgram(), ["inbox"], { env });
  assertEquals([code, JSON.parse(out).status], [0, "OK"]);
  // What is typed counts most, whatever the file says of the same.
  Deno.writeTextFileSync(file, 'host = "192.0.2.1:1"\nport = 2\nuser = "nobody"\n');
  const typed = ["--user", "maya", "--port", String(server.port), "--host", "127.0.0.1", "inbox"];
  assertEquals((await run(clientProgram(), typed, { env })).code, 0);
});

Deno.test("a client's file has no password, and what is wrong in it is told in the person's language", async () => {
  using directory = temporaryDirectory();
  const wrong: [text: string, args: string[], code: number, sentence: string][] = [
    ['password = "x"', [], 2, "A password belongs in no file, and stands in c.toml: set NGOBROL_PASSWORD"],
    ["usr = 1", [], 2, "There is no option usr (did you mean user?) for c.toml"],
    ["usr = 1", ["--lang", "id"], 2, "Tidak ada opsi usr (maksudnya user?) untuk c.toml"],
    ["tls = 1", [], 2, "tls in c.toml takes true or false"],
    ['config = "d.toml"', [], 2, "There is no option config for c.toml"],
    ['color = "blue"', [], 2, "--color must be auto | always | never, not blue"],
    ["port = = 1", ["--lang", "id"], 1, "Konfigurasi c.toml tidak bisa dipakai: baris 1: "],
  ];
  for (const [text, args, code, sentence] of wrong) {
    Deno.writeTextFileSync(`${directory.path}/c.toml`, text);
    const result = await run(clientProgram(), [...args, "--config", "c.toml", "help"], { cwd: directory.path });
    assertEquals([result.code, result.out, result.err.slice(0, sentence.length)], [code, "", sentence], result.err);
  }
  // Who asks for help needs none of it.
  assertEquals((await run(clientProgram(), ["--config", "c.toml", "--help"], { cwd: directory.path })).code, 0);
});

Deno.test("each program may read the variables of its options, and a server no others but one of PostgreSQL", async () => {
  for (
    const [program, permissions, prefix] of [
      [serverProgram(), SERVER_PERMISSIONS, "NGOBROL_SERVER_"],
      [clientProgram(), CLIENT_PERMISSIONS, "NGOBROL_"],
    ] as const
  ) {
    const { out } = await run(program, ["--lang", "en", "--config", "/dev/null", "config"]);
    const options = Array.from(out.matchAll(/^(?:# )?([a-z-]+)(?::| =)/gm), ([, name]) => name!);
    const names = options.map((name) => `${prefix}${name.toUpperCase().replaceAll("-", "_")}`);
    const permission = permissions.find((permission) => permission.startsWith("--allow-env="))!;
    const allowed = permission.slice("--allow-env=".length).split(",").filter((name) => name !== "NGOBROL_PASSWORD");
    assertEquals(allowed.filter((name) => name.startsWith("NGOBROL_")).sort(), names.sort());
  }
  // The file of passwords for a PostgreSQL is where its other programs look for it, too.
  const others = /allow-env=.*(?:^|,|=)(?!NGOBROL_SERVER_|PGPASSFILE)[A-Z]/;
  assert(SERVER_PERMISSIONS.every((permission) => !others.test(permission)));
});
