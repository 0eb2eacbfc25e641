/**
 * `ngobrol check` as it is typed: its reports, its files, its exit codes, and what it says of what cannot be.
 *
 * @module
 */

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { clientProgram, run, temporaryDirectory } from "../support/helpers.ts";
import { SmallServer } from "./small_server.ts";

function check(args: readonly string[], cwd?: string): ReturnType<typeof run> {
  return run(clientProgram(), ["check", ...args], { ...(cwd !== undefined && { cwd }) });
}

Deno.test("a server that breaks a rule ends in 1, and each report says which", async () => {
  using directory = temporaryDirectory();
  using server = new SmallServer("errors without message");
  const files = ["--html", "r.html", "--junit", "r.xml", "--csv", "r.csv"];
  const args = ["server", `127.0.0.1:${server.port}`, "--only", "R1", "--seed", "3", ...files];
  const { code, out, err } = await check([...args, "--lang", "id"], directory.path);
  assertEquals([code, err], [1, ""]);
  assertStringIncludes(out, "R1.5 (wajib, base) Balasan ERROR punya `message`, kalimat untuk manusia.");
  const read = (name: string) => Deno.readTextFileSync(`${directory.path}/${name}`);
  assertStringIncludes(read("r.html"), "Balasan ERROR punya");
  assertStringIncludes(read("r.xml"), 'message="R1.5: ');
  await check(args, directory.path);
  assertMatch(read("r.csv"), /^\ufeffprogram,[^\n]*\r\n[^\n]*,R1\.5\r\n[^\n]*,R1\.5\r\n$/);
  const json = await check([...args, "--json"], directory.path);
  assertEquals(JSON.parse(json.out).counts, { kept: 7, broken: 1, skipped: 0 });
});

Deno.test("a server that is right ends in 0; weights come from a file", async () => {
  using directory = temporaryDirectory();
  using server = new SmallServer();
  Deno.writeTextFileSync(`${directory.path}/w.toml`, '"R3.1" = 10\nmust = 1\n');
  const args = ["server", `127.0.0.1:${server.port}`, "--only", "R3.1,R3.2", "--score", "w.toml"];
  const { code, out } = await check(args, directory.path);
  assertEquals(code, 0);
  assertMatch(out, /: 2 kept; score 11\/11 \(profile base, seed \d+, [\d.]+ s\)\n$/);
});

Deno.test("the programs of a class get a page each and a table, also where one is not there", async () => {
  using directory = temporaryDirectory();
  using server = new SmallServer();
  const table = `name,address\n"Budi, kelas <7B>",127.0.0.1:${server.port}\nSiti,127.0.0.1:1\n${
    "a".repeat(300)
  },127.0.0.1:1\n`;
  Deno.writeTextFileSync(`${directory.path}/list.csv`, table);
  const { code } = await check(["many", "list.csv", "--html", "out", "--only", "R3.1"], directory.path);
  assertEquals(code, 1);
  const names = Array.from(Deno.readDirSync(`${directory.path}/out`), ({ name }) => name).sort();
  const long = `003_${"a".repeat(100)}.html`;
  assertEquals(names, ["001_Budi_kelas_7B_.html", "002_Siti.html", long, "index.csv", "index.html"]);
  const index = Deno.readTextFileSync(`${directory.path}/out/index.html`);
  assertStringIncludes(index, "Budi, kelas &lt;7B&gt;</a></td><td>2/2</td>");
  assertStringIncludes(index, "Siti (Nobody answers at 127.0.0.1:1");
});

Deno.test("what cannot be checked ends in 2, with a sentence", async () => {
  using directory = temporaryDirectory();
  Deno.writeTextFileSync(`${directory.path}/w.toml`, "must = 'x'\n");
  const calls: [args: string[], sentence: RegExp][] = [
    [["server", "127.0.0.1:1"], /^Nobody answers at 127\.0\.0\.1:1: /],
    [["server"], /^check server needs to be told of what/],
    [["srever", "x"], /^check srever: it is one of .* \(did you mean server\?\)$/],
    [["server", "a:b:c"], /^a:b:c is no HOST:PORT$/],
    [["server", "localhost", "--users", "maya:x"], /^--users needs at least two$/],
    [["server", "localhost", "--users", "maya"], /^--users is NAME:PASSWORD,NAME:PASSWORD$/],
    [["server", "localhost", "--timeout", "x"], /^--timeout is seconds, from 0\.1 to 120$/],
    [["server", "localhost", "--profile", "x"], /^--profile is base, live, class, all, not x$/],
    [["server", "localhost", "--sede", "1"], /^Unknown flag --sede \(did you mean --seed\?\)$/],
    [["server", "localhost", "--score", "w.toml"], /^w\.toml: must is worth a number from 0 on$/],
    [["server", "localhost", "--score", "none.json"], /^Cannot read none\.json: /],
    [["many", "none.csv"], /^Cannot read none\.csv: /],
    [["explain", "R2.99"], /^There is no rule R2\.99/],
    [["client", "--port", "70000"], /^--port is a port, from 1 to 65535$/],
    [
      ["server", "localhost", "--restart", "true"],
      /^This executable may start no programs: use `deno task check-program`$/,
    ],
  ];
  for (const [args, sentence] of calls) {
    const { code, out, err } = await check(args, directory.path);
    assertEquals([code, out], [2, ""], args.join(" "));
    assertMatch(err.trimEnd(), sentence);
  }
});

Deno.test("explain, --list and --help print what they are asked for", async () => {
  assertMatch(
    (await check(["explain", "r2.2"])).out,
    /^R2\.2 \(must, base\) The CR and the LF .*\n\nWhy: .*\nHint: .*\n\n {2}C: list/,
  );
  assertMatch((await check(["client", "--list"])).out, /^C1\.1 \(must, client\)/);
  assertEquals((await check(["server", "x", "--list", "--only", "R8,R5.5"])).out.includes("R8.1"), false);
  assertMatch((await check(["--help"])).out, /^Usage:\n {2}ngobrol check server HOST:PORT /);
});
