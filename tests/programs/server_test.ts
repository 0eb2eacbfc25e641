/**
 * The server as a program: what it says, how it ends, who may log in, and the commands for people.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import {
  clientProgram,
  connect,
  run,
  serverProgram,
  startProcess,
  temporaryDirectory,
  texts,
} from "../support/helpers.ts";
import { exitCode } from "../support/patience.ts";
import { assertMode, testWithSignals } from "../support/with_system.ts";
import { canTrace } from "../support/trace.ts";

const program = serverProgram();

async function fails(args: string[], code: number, sentence: RegExp): Promise<void> {
  const result = await run(program, args);
  assertMatch(result.err, sentence);
  assertEquals(result.err.trim().split("\n").length, 1, result.err);
  assertEquals([result.code, result.out], [code, ""]);
}

Deno.test("the help and the version are printed and nothing else is done", async () => {
  using directory = temporaryDirectory();
  const help = await run(program, ["--help"], { cwd: directory.path });
  for (const option of ["--host", "--port", "--data", "--demo", "--log", "--password-stdin", "user add"]) {
    assert(help.out.includes(option), option);
  }
  const version = /^ngobrol-server \d+\.\d+\.\d+ \(Deno [\d.]+, [\w-]+, from its sources\b.*\)\n$/;
  assertMatch((await run(program, ["--version"], { cwd: directory.path })).out, version);
  assertEquals([...Deno.readDirSync(directory.path)], []);
});

Deno.test("a wrong call gets one sentence and exit code 2, a machine that does not allow it exit code 1", async () => {
  using directory = temporaryDirectory();
  const file = `${directory.path}/file`;
  Deno.writeTextFileSync(file, "");
  await using busy = await startProcess(program, ["--port", "0", "--log", "quiet", "--data", `${directory.path}/a`]);
  await fails(["--bogus"], 2, /^Unknown option --bogus; see --help/);
  await fails(["--port", "70000"], 2, /^--port takes a number from 0 to 65535/);
  await fails(["--port", ""], 2, /^--port takes/);
  await fails(["--log", "loud"], 2, /^--log takes quiet, class, info, wire/);
  await fails(["serve"], 2, /^There is no command serve/);
  const [a, b] = [`${directory.path}/a`, `${directory.path}/b`];
  await fails(["--port", String(busy.port), "--data", b], 1, /^Cannot listen on 127\.0\.0\.1:\d+: the port is in use/);
  assertThrows(() => Deno.statSync(b), Deno.errors.NotFound); // It was not made for nothing.
  await fails(["--port", String(busy.port), "--data", a], 1, /the server with process id/);
  await fails(["--port", "0", "--data", a], 1, new RegExp(`the server with process id ${busy.process.pid} uses it`));
  await fails(["--port", "0", "--host", "203.0.113.1", "--data", b], 1, /no such address/);
  await fails(["--port", "0", "--data", file], 1, /^Cannot open the store: .*file is not a directory/);
  const isLinux = Deno.build.os === "linux";
  if (isLinux) await fails(["--port", "0", "--data", "/proc/ngobrol"], 1, /^Cannot open the store: \/proc\/ngobrol/);
});

Deno.test("a directory with something else in the place of the store is refused and left as it is", async () => {
  using directory = temporaryDirectory();
  const file = `${directory.path}/chat.sqlite`;
  Deno.writeTextFileSync(file, "no database".repeat(1000));
  await fails(
    ["--port", "0", "--data", directory.path],
    1,
    /^Cannot open the store: .*chat\.sqlite: the file is no database/,
  );
  assert(Deno.readTextFileSync(file).startsWith("no database"));
});

for (const name of ["SIGINT", "SIGTERM"] as const) {
  testWithSignals(`${name} stops the server: what was asked is answered and kept, and the exit code is 0`, async () => {
    using directory = temporaryDirectory();
    const args = ["--port", "0", "--log", "quiet", "--data", directory.path];
    await using server = await startProcess(program, args);
    using idle = await connect(server.port);
    using peer = await connect(server.port);
    await idle.logIn("maya");
    const token = await peer.logIn("izza");
    await peer.send(`send ${token} izza the last one\r\n`);
    server.process.kill(name);
    assertMatch(await peer.receive(), /Message Sent/);
    assertEquals([await peer.receive(), await idle.receive()], ["", ""]);
    assertEquals(await exitCode(server.process), 0);
    await using again = await startProcess(program, args);
    using reader = await connect(again.port);
    assertEquals(texts(await reader.ask(`inbox ${token}`)), { izza: ["the last one"] });
  });
}

Deno.test("on a network the server names its addresses and has the demo accounts only if it is told to", async () => {
  using directory = temporaryDirectory();
  const args = ["--port", "0", "--log", "quiet", "--data", directory.path];
  {
    await using local = await startProcess(program, args);
    using peer = await connect(local.port);
    await peer.logIn("izza");
  }
  {
    await using open = await startProcess(program, [...args, "--host", "0.0.0.0"]);
    const others = Deno.networkInterfaces().filter(({ family, address }) =>
      family === "IPv4" && address !== "127.0.0.1"
    );
    for (const { address } of others) assert(open.banner.includes(`${address}:${open.port}`), open.banner);
    assertEquals(open.banner.includes("127.0.0.1"), others.length === 0);
    using peer = await connect(open.port);
    assertEquals((await peer.ask("auth izza surabaya"))["message"], "User is not found");
  }
  await using demo = await startProcess(program, [...args, "--host", "0.0.0.0", "--demo"]);
  using peer = await connect(demo.port);
  await peer.logIn("izza");
});

Deno.test("a user command that is called in a wrong way says what is wrong, with exit code 2", async () => {
  using directory = temporaryDirectory();
  const call = (...words: string[]) => ["user", ...words, "--data", `${directory.path}/data`];
  await fails(call(), 2, /^user takes add NAME, import FILE, .*, list or export; see --help$/m);
  await fails(call("foo"), 2, /^There is no command user foo; see --help$/m);
  await fails(call("foo", "x"), 2, /^There is no command user foo; see --help$/m);
  await fails(call("list", "x"), 2, /^user list takes no name; see --help$/m);
  await fails(call("rename", "budi"), 2, /^user rename takes NAME and the new name; see --help$/m);
  await fails(call("rename", "budi", "a b"), 1, /^A name has 1 to 32 letters/);
  await fails(call("role", "budi", "boss"), 2, /^user role takes NAME and student or teacher; see --help$/m);
  await fails(call("import"), 2, /^user import takes one FILE; see --help$/m);
  await fails(call("import", "x.csv", "--group", "a b"), 2, /^--group takes the name of a group; see --help$/m);
  for (const command of ["add", "passwd", "reset", "remove"]) {
    await fails(call(command), 2, new RegExp(`^user ${command} takes one NAME; see --help$`, "m"));
    await fails(call(command, "Budi", "Santoso"), 2, new RegExp(`^user ${command} takes one NAME; see --help$`, "m"));
  }
  await fails(call("add", "a b"), 1, /^A name has 1 to 32 letters/);
  assertEquals([...Deno.readDirSync(directory.path)], []);
});

Deno.test("only the server and user add make a data directory; other commands say that there is none", async () => {
  using directory = temporaryDirectory();
  const data = `${directory.path}/data`;
  const sentence = new RegExp(`^There is no chat in ${data}: name its directory with --data$`, "m");
  for (const words of [["list"], ["passwd", "budi", "--password-stdin"], ["remove", "budi"]]) {
    await fails(["user", ...words, "--data", data], 1, sentence);
  }
  assertEquals([...Deno.readDirSync(directory.path)], []);
  await fails(["user", "list", "--data", directory.path], 1, /^There is no chat in /);
  assertEquals([...Deno.readDirSync(directory.path)], []);
  const add = await run(program, ["user", "add", "budi", "--password-stdin", "--data", data], { input: "rahasia\n" });
  // The directory may be the wrong one.
  assertEquals(add, { code: 0, out: `budi can log in when a server runs on ${data}; none does now\n`, err: "" });
  assertEquals((await run(program, ["user", "list", "--data", data])).out, "budi  budi\n");
});

Deno.test("people are added, changed and removed while the server runs, and their logins end with it", async () => {
  using directory = temporaryDirectory();
  const data = ["--data", directory.path];
  await using server = await startProcess(program, ["--port", "0", "--log", "quiet", ...data]);
  const user = (words: string[], input = "") => run(program, ["user", ...words, ...data], { input });
  assertEquals((await user(["add", "Budi", "--name", "Budi Santoso", "--password-stdin"], "rahasia\n")).code, 0);
  assertMatch((await user(["add", "budi", "--password-stdin"], "x\n")).err, /^The name budi is taken\n$/);
  assertMatch((await user(["add", "a b", "--password-stdin"], "x\n")).err, /^A name has 1 to 32 letters/);
  assertMatch((await user(["add", "siti", "--password-stdin"], "with space\n")).err, /^A password has/);
  assertMatch((await user(["add", "siti"], "x\n")).err, /--password-stdin/);
  assertMatch((await user(["list"])).out, /^Budi\s+Budi Santoso$/m);

  using peer = await connect(server.port);
  const token = (await peer.ask("auth budi rahasia"))["tokenid"];
  assertEquals((await peer.ask(`list ${token}`))["messages"], ["Budi"]);
  assertEquals((await user(["passwd", "budi", "--password-stdin"], "baru\n")).code, 0);
  assertEquals((await peer.ask(`list ${token}`))["message"], "Cannot find the information");
  assertEquals((await peer.ask("auth budi rahasia"))["message"], "Wrong password");
  const second = (await peer.ask("auth budi baru"))["tokenid"];
  assertEquals((await user(["remove", "budi"])).code, 0);
  assertEquals((await peer.ask(`inbox ${second}`))["message"], "Cannot find the information");
  assertEquals((await peer.ask("auth budi baru"))["message"], "User is not found");
  assertMatch((await user(["remove", "budi"])).err, /^There is no user budi\n$/);
});

Deno.test("no password and no token is in the data, the log or the list of processes", async () => {
  using directory = temporaryDirectory();
  const path = `${directory.path}/data`;
  let token = "";
  let log: Promise<string>;
  {
    const args = ["--port", "0", "--log", "wire", "--data", path];
    await using server = await startProcess(program, args, { stderr: "piped" });
    log = new Response(server.process.stderr).text();
    using peer = await connect(server.port);
    token = await peer.logIn("izza");
    await peer.ask("auth izza surabay4");
    await peer.ask(`send ${token} izza hi`);
    await peer.ask(`inbox ${token}`);
    const client = [...clientProgram(), "--port", String(server.port), "--user", "izza"] as [string, ...string[]];
    const { out } = await run(client, ["list"], { env: { NGOBROL_PASSWORD: "surabaya" } });
    assertEquals(out, '["izza"]\n');
    for (const { name } of Deno.build.os === "linux" ? Deno.readDirSync("/proc") : []) {
      const line = /^\d+$/.test(name) ? commandLine(name) : "";
      // Other tests run at the same time, with passwords of their own.
      if (line.includes(path) || line.includes(String(server.port))) assert(!line.includes("surabaya"), line);
    }
    assertMode(path, 0o700);
    for (const { name } of Deno.readDirSync(path)) {
      assertMode(`${path}/${name}`, 0o600);
      const bytes = new TextDecoder("latin1").decode(Deno.readFileSync(`${path}/${name}`));
      assert(!bytes.includes(token) && !bytes.includes("surabaya"), name);
    }
  }
  const text = await log;
  assert(text.includes("data from client") && text.includes("wrong password for izza"));
  assert(!text.includes(token) && !/surabay[a4]/.test(text), text);
});

function commandLine(pid: string): string {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/cmdline`);
  } catch {
    return ""; // It has ended.
  }
}

Deno.test({
  name: "where the system does not tell the addresses of this machine, it is as if there were none",
  ignore: !await canTrace(),
  async fn() {
    using directory = temporaryDirectory();
    // The system tells them in messages of netlink, which are read in this way.
    const traced = ["strace", "-D", "-f", "-q", "-o", "/dev/null", "-e", "trace=recvmsg"];
    const mute = [...traced, "-e", "inject=recvmsg:error=EPERM", ...program] as [string, ...string[]];
    const cert = await run(mute, ["cert", "--out", directory.path]);
    assertEquals({ code: cert.code, err: cert.err }, { code: 0, err: "" });
    assertMatch(cert.out, /^for (?:\S+, )?localhost, 127\.0\.0\.1, ::1$/m);
    const args = ["--port", "0", "--host", "0.0.0.0", "--log", "quiet", "--data", `${directory.path}/data`];
    await using server = await startProcess(mute, args);
    assertMatch(server.banner, /^ngobrol-server \S+ listens on 0\.0\.0\.0:\d+\n/);
    using peer = await connect(server.port);
    assertEquals((await peer.ask("hello"))["status"], "OK");
  },
});
