/**
 * The executable of `deno task compile`: one file that needs nothing else, is both programs by two names, may do no more
 * than their tasks, and says what is wrong in a sentence.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { assert, assertEquals, assertMatch } from "@std/assert";
import { chosenOptions } from "../../tools/std/options.ts";
import { findPrograms, isFor } from "../../tools/base.ts";
import { packagesOf } from "../../tools/npm_packages.ts";
import { npmPackagesIn } from "../../tools/release/contents.ts";
import { CLIENT_PERMISSIONS, PERMISSIONS, SERVER_PERMISSIONS } from "../../tools/executable.ts";
import { PASSWORD, ROOT, run, startProcess, temporaryDirectory } from "../support/helpers.ts";
import { exitCode } from "../support/patience.ts";

const SUFFIX = Deno.build.os === "windows" ? ".exe" : "";
const SERVER: [string] = [`${ROOT}dist/ngobrol-server${SUFFIX}`];
const CLIENT: [string] = [`${ROOT}dist/ngobrol${SUFFIX}`];

/** Whether both are there, or must be. */
const areReady = Deno.env.get("CI_EXECUTABLES") === "1" || [...SERVER, ...CLIENT].every(exists);

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

function testExecutables(name: string, fn: () => Promise<void>): void {
  Deno.test({ name: areReady ? name : `${name} (needs deno task compile)`, ignore: !areReady, fn });
}

/** What a person on a new machine has: an empty directory and nothing set. */
function startServer(cwd: string) {
  return startProcess(SERVER, ["--port", "0", "--log", "quiet"], { cwd, clearEnv: true });
}

/** Runs commands in the client as from a pipe. */
function chat(port: number, cwd: string, ...commands: string[]) {
  return run(CLIENT, ["--port", String(port)], {
    cwd,
    clearEnv: true,
    input: commands.map((it) => `${it}\n`).join(""),
  });
}

/** The permissions that an executable holds, as flags. Deno writes them as JSON after its base, which has its own. */
async function readPermissions([path]: [string]): Promise<string[]> {
  const bytes = Buffer.from((await Deno.readFile(path)).buffer);
  const start = bytes.indexOf("{", bytes.lastIndexOf('"permissions":{'));
  const held: Record<string, unknown> = JSON.parse(bytes.toString("utf8", start, bytes.indexOf("}", start) + 1));
  return Object.entries(held).flatMap(([name, scope]) => {
    // What may be imported is Deno's own list; an executable imports nothing at run time.
    if (!/^(allow|ignore)_/.test(name) || name === "allow_import" || !Array.isArray(scope)) return [];
    return [`--${name.replace("_", "-")}${scope.length > 0 ? `=${scope}` : ""}`];
  });
}

Deno.test("no program may run another one or load a library", () => {
  for (const flag of [...SERVER_PERMISSIONS, ...CLIENT_PERMISSIONS]) {
    assert(/^--(allow-(net|read|write|sys=|env=)|ignore-env=)/.test(flag));
  }
});

Deno.test("the compile task says in one sentence what it cannot do", async () => {
  using directory = temporaryDirectory();
  const compile: [string, ...string[]] = [
    ...[Deno.execPath(), "run", "--quiet", ...chosenOptions()] as [string, ...string[]],
    ...["-A", "tools/compile.ts", "--output", directory.path],
  ];
  const text = `${directory.path}/text`;
  await Deno.writeTextFile(text, "Not a program");
  const cases: [base: string, args: string[], code: number, sentence: string][] = [
    ["", ["--fast"], 2, "There is no argument --fast; see --help\n"],
    ["", ["server.ts"], 2, "There is no argument server.ts; see --help\n"],
    ["", ["--target", "pdp11"], 2, "--target takes all or one of "],
    [`${text}s`, [], 1, `Cannot read ${text}s, which DENORT_BIN names\n`],
    [text, [], 1, `Cannot compile for ${Deno.build.target}: ${text}, which DENORT_BIN names, is not for it\n`],
    [
      directory.path,
      [],
      1,
      `Cannot compile for ${Deno.build.target}: ${directory.path}, which DENORT_BIN names, is not`,
    ],
  ];
  for (const [base, args, code, sentence] of cases) {
    const result = await run(compile, args, { cwd: ROOT, env: { DENORT_BIN: base } });
    assertEquals({ args, code: result.code, out: result.out }, { args, code, out: "" });
    assert(result.err.startsWith(sentence) && result.err.indexOf("\n") === result.err.length - 1, result.err);
  }
});

testExecutables("only the packages that the programs need are in it", async () => {
  const needed = await packagesOf(ROOT, ["ngobrol.ts", "lib/server/chat/logins/password_worker.ts"]);
  assertEquals(npmPackagesIn(await Deno.readFile(CLIENT[0])), needed.map((it) => `${it.name} ${it.version}`).sort());
});

testExecutables("the executable holds the permissions of both tasks and no others", async () => {
  assertEquals((await readPermissions(CLIENT)).sort(), PERMISSIONS.toSorted());
  const scopes = (flags: readonly string[]) => flags.flatMap((flag) => flag.split(/[=,]/)).toSorted();
  const both = new Set([...scopes(SERVER_PERMISSIONS), ...scopes(CLIENT_PERMISSIONS)]);
  assertEquals(scopes(PERMISSIONS), [...both].sort());
});

testExecutables("one file is both programs, by two names, or by its first word", async () => {
  using directory = temporaryDirectory();
  assertEquals(Deno.realPathSync(SERVER[0]), Deno.realPathSync(CLIENT[0]));
  const help = await run(SERVER, ["--help"]);
  assertEquals((await run(CLIENT, ["server", "--help"])).out, help.out);
  const other = `${directory.path}/ngobrol-server`;
  Deno.linkSync(CLIENT[0], other);
  assertEquals((await run([other], ["--help"])).out, help.out);
  assertEquals((await run(SERVER, ["server"])).err, "There is no command server; see --help\n");
});

testExecutables("P6: nothing in the executable tells where it was made", async () => {
  const file = Buffer.from((await Deno.readFile(CLIENT[0])).buffer);
  const { npmCache } = JSON.parse((await run([Deno.execPath()], ["info", "--json"])).out);
  for (const path of [npmCache, ROOT.replace(/\/$/, "")]) assertEquals(file.indexOf(path), -1, path);
});

testExecutables("P5: each executable is for this machine, and there is no program in it but its own", async () => {
  for (const [path] of [SERVER, CLIENT]) {
    const file = await Deno.readFile(path);
    assert(isFor(Deno.build.target, file), path);
    assertEquals(findPrograms(file).length, 1, path);
  }
});

testExecutables("P7: the executables write nothing to the temporary directory of the machine", async () => {
  using directory = temporaryDirectory();
  const temporary = `${directory.path}/tmp`;
  Deno.mkdirSync(temporary);
  const env = { TMPDIR: temporary };
  {
    await using server = await startProcess(SERVER, ["--port", "0", "--log", "quiet"], { cwd: directory.path, env });
    const { code } = await run(CLIENT, ["--port", String(server.port), "--user", "izza", "inbox"], {
      cwd: directory.path,
      env: { ...env, NGOBROL_PASSWORD: PASSWORD },
    });
    assertEquals(code, 0);
    server.process.kill("SIGTERM");
    assertEquals(await exitCode(server.process), 0);
  }
  assertEquals([...Deno.readDirSync(temporary)], []);
});

testExecutables("the executables chat from an empty directory and with an empty environment", async () => {
  using directory = temporaryDirectory();
  await using server = await startServer(directory.path);
  assert(server.banner.includes(`listens on 127.0.0.1:${server.port}`));

  const izza = await chat(server.port, directory.path, `auth izza ${PASSWORD}`, "send maya apa kabar?", "list", "exit");
  assertEquals({ code: izza.code, err: izza.err }, { code: 0, err: "" });
  assert(/^username izza logged in, token \S+\nmessage sent to maya\n.*izza/.test(izza.out), izza.out);

  const maya = await chat(server.port, directory.path, `auth maya ${PASSWORD}`, "inbox");
  assertEquals({ code: maya.code, err: maya.err }, { code: 0, err: "" });
  const [login, inbox] = maya.out.split("\n");
  assert(login!.startsWith("username maya logged in, token "));
  assertEquals(JSON.parse(inbox!)["izza"].map(({ msg }: { msg: string }) => msg), ["apa kabar?"]);

  const refused = await chat(server.port, directory.path, "auth maya wrong");
  assertEquals({ code: refused.code, out: refused.out }, { code: 1, out: "Error, Wrong password\n" });
});

testExecutables("the server ends with 0 at SIGTERM, and an unread message is there after a restart", async () => {
  using directory = temporaryDirectory();
  {
    await using server = await startServer(directory.path);
    const { code } = await chat(server.port, directory.path, `auth nania ${PASSWORD}`, "send izza sampai besok");
    assertEquals(code, 0);
    server.process.kill("SIGTERM");
    assertEquals(await exitCode(server.process), 0);
  }
  await using server = await startServer(directory.path);
  const { out } = await chat(server.port, directory.path, `auth izza ${PASSWORD}`, "inbox");
  assert(out.includes("sampai besok"), out);
});

testExecutables("the executables tell their version and how they are used", async () => {
  using directory = temporaryDirectory();
  for (const [program, name] of [[SERVER, "ngobrol-server"], [CLIENT, "ngobrol"]] as const) {
    const options = { cwd: directory.path, clearEnv: true };
    const version = await run(program, ["--version"], options);
    const line = new RegExp(
      `^${name} \\d+\\.\\d+\\.\\d+ \\(Deno [\\d.]+, ${Deno.build.target}, commit [0-9a-f]{12}\\+?(, stand-ins for @std)?\\)\\n$`,
    );
    assertMatch(version.out, line);
    const help = await run(program, ["--help"], options);
    assert(help.code === 0 && help.out.startsWith(`${name} `) && help.out.includes("--port"), help.out);
  }
  assertEquals([...Deno.readDirSync(directory.path)], []);
});

testExecutables("the executables say what is wrong in one sentence, with no stack", async () => {
  using directory = temporaryDirectory();
  await using server = await startServer(directory.path);
  const port = String(server.port);
  await Deno.writeTextFile(`${directory.path}/file`, "");
  // Root may write in any directory, so the one that cannot be written is one that cannot be.
  const cases: [program: [string], args: string[], code: number][] = [
    [SERVER, ["--nonsense"], 2],
    [SERVER, ["--port", "http"], 2],
    [SERVER, ["--port", port, "--data", "other"], 1],
    [SERVER, ["--port", "0"], 1],
    [SERVER, ["--port", "0", "--data", "file/data"], 1],
    [CLIENT, ["--nonsense"], 2],
    [CLIENT, ["--port", "http"], 2],
  ];
  for (const [program, args, code] of cases) {
    const result = await run(program, args, { cwd: directory.path, clearEnv: true });
    assertEquals({ args, code: result.code, out: result.out }, { args, code, out: "" });
    assert(/^[A-Z-][^\n]+\n$/.test(result.err), result.err);
    assert(!/\bat file:|^ {4}at /m.test(result.err), result.err);
  }
});

testExecutables("the executable has the page in it, byte for byte, and needs no file of its own", async () => {
  using directory = temporaryDirectory();
  const args = ["--port", "0", "--web", "0", "--log", "quiet"];
  const options = { cwd: directory.path, clearEnv: true, shows: "In a browser:" };
  await using server = await startProcess(SERVER, args, options);
  const [, address] = /^In a browser: +(\S+)$/m.exec(server.banner)!;
  for (const [path, file] of [["/", "page.html"], ["/page.js", "page.js"]] as const) {
    const answer = await fetch(`${address}${path}`);
    assertEquals([answer.status, await answer.text()], [200, Deno.readTextFileSync(`${ROOT}lib/web/dist/${file}`)]);
  }
});
