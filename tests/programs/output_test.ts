/**
 * The programs whose standard output or standard error takes nothing: full, closed, without a reader, stopped. They go on,
 * and tell later what was lost.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { connect, type Peer, serverProgram, startProcess, temporaryDirectory } from "../support/helpers.ts";
import { hasTmux, startPane } from "../support/pane.ts";
import { exitCode, until, within } from "../support/patience.ts";

/** Ports below those that the system gives by itself: who tries to connect to one of those too early may meet itself. */
const PORTS = [15_000, 30_000] as const;

/** A port that is free at this moment: a server that cannot say which it has is told which to take. */
function freePort(): number {
  for (;;) {
    const port = PORTS[0] + Math.floor(Math.random() * (PORTS[1] - PORTS[0]));
    try {
      Deno.listen({ hostname: "127.0.0.1", port }).close();
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
}

/** Waits until a server serves: its first look at the port, before it has a directory, may be met as well, and ends. */
async function untilItServes(port: number): Promise<void> {
  const serves = async () => {
    try {
      using peer = await connect(port);
      return (await peer.ask("hello"))["status"] === "OK";
    } catch {
      return false;
    }
  };
  await until(serves, `a server on port ${port} serves`);
}

interface Shelled extends AsyncDisposable {
  readonly port: number;
  readonly process: Deno.ChildProcess;
  connect(): Promise<Peer>;
}

/** Starts a server by a shell, which gives it its streams, and waits until it serves. */
async function startShelled(directory: string, streams: string, args: string[] = []): Promise<Shelled> {
  const port = freePort();
  const command = [...serverProgram(), "--port", String(port), "--rate", "off", "--data", `${directory}/data`, ...args];
  const process = new Deno.Command("sh", {
    args: ["-c", `exec "$@" ${streams}`, "sh", ...command],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const server = {
    port,
    process,
    connect: () => connect(port),
    async [Symbol.asyncDispose]() {
      try {
        process.kill("SIGKILL");
      } catch {
        // It has ended.
      }
      await process.status;
      await Promise.all([process.stdout.cancel(), process.stderr.cancel()].map((end) => end.catch(() => {})));
    },
  };
  try {
    await untilItServes(port);
    return server;
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
}

/** Chats a little, and stops the server, which ends as if it had been heard. */
async function chatAndStop(server: Shelled, connections = 3): Promise<void> {
  for (let connection = 0; connection < connections; connection++) {
    using peer = await server.connect();
    assertEquals((await peer.ask("hello"))["status"], "OK");
  }
  using peer = await server.connect();
  const token = await peer.logIn("izza");
  assertEquals((await peer.ask(`send ${token} maya hi`))["message"], "Message Sent");
  server.process.kill("SIGTERM");
  assertEquals(await exitCode(server.process), 0);
}

for (
  const [name, streams] of [
    ["a full standard error", ">/dev/null 2>/dev/full"],
    ["a full standard output", ">/dev/full"],
    ["both full", ">/dev/full 2>/dev/full"],
    ["standard output closed", ">&-"],
    ["standard error closed", "2>&-"],
    ["all streams closed", ">&- 2>&- <&-"],
  ] as const
) {
  Deno.test(`the server serves with ${name}, and stops in order`, async () => {
    using directory = temporaryDirectory();
    await using server = await startShelled(directory.path, streams);
    const reading = Promise.all([server.process.stdout, server.process.stderr].map((it) => new Response(it).text()));
    await chatAndStop(server);
    await within("the end of its output", reading);
  });
}

for (const level of ["info", "wire"]) {
  Deno.test(`600 connections are answered while nobody reads the log: ${level}`, async () => {
    using directory = temporaryDirectory();
    await using server = await startShelled(directory.path, "", ["--log", level]);
    for (let connection = 0; connection < 600; connection++) {
      using peer = await server.connect();
      assertEquals((await peer.ask("hello"))["status"], "OK");
    }
    await chatAndStop(server);
  });
}

Deno.test("who reads the log again hears how much of it was lost, and the end of it", async () => {
  using directory = temporaryDirectory();
  await using server = await startShelled(directory.path, "", ["--log", "wire"]);
  using peer = await server.connect();
  for (let request = 0; request < 3000; request++) assertEquals((await peer.ask("hello"))["status"], "OK");
  const log = new Response(server.process.stderr).text();
  await chatAndStop(server);
  const text = await within("the end of the log", log);
  assertMatch(text, /^\d{4}-[^ ]+ [1-9]\d* lines of the log were lost$/m);
  assertMatch(text, /SIGTERM: stopping$/m);
});

Deno.test("a server whose log nobody reads stops all the same", async () => {
  using directory = temporaryDirectory();
  await using server = await startShelled(directory.path, "", ["--log", "wire"]);
  using peer = await server.connect();
  for (let request = 0; request < 2000; request++) await peer.ask("hello");
  await chatAndStop(server);
});

Deno.test("a server whose log's reader has gone serves on, and its banner's reader too", async () => {
  using directory = temporaryDirectory();
  await using server = await startShelled(directory.path, "");
  await Promise.all([server.process.stdout.cancel(), server.process.stderr.cancel()]);
  await chatAndStop(server, 20);
});

Deno.test({
  name: "a log on a disk that is full loses lines, and has them again with a note when there is room",
  ignore: Deno.uid() !== 0 || Deno.build.os !== "linux",
  async fn() {
    using directory = temporaryDirectory();
    const disk = `${directory.path}/disk`;
    Deno.mkdirSync(disk);
    const mount = async (options: string) => {
      const args = ["-t", "tmpfs", "-o", options, "tmpfs", disk];
      return (await new Deno.Command("mount", { args, stderr: "null" }).output()).success;
    };
    if (!await mount("size=64k")) return; // A container may not.
    try {
      await using server = await startShelled(directory.path, `>/dev/null 2>>${disk}/log`, ["--log", "wire"]);
      using peer = await server.connect();
      for (let request = 0; request < 1000; request++) assertEquals((await peer.ask("hello"))["status"], "OK");
      assertEquals(Deno.statSync(`${disk}/log`).size, 64 * 1024);
      await mount("remount,size=4m"); // Room for all that may wait to be written.
      await chatAndStop(server);
      const text = Deno.readTextFileSync(`${disk}/log`);
      assertMatch(text, /^\d{4}-[^ ]+ [1-9]\d* lines of the log were lost$/m);
      assertMatch(text, /SIGTERM: stopping$/m);
    } finally {
      await new Deno.Command("umount", { args: ["-l", disk] }).output();
    }
  },
});

Deno.test("what a command prints cannot be lost without a word", async () => {
  using directory = temporaryDirectory();
  const [program, ...args] = serverProgram();
  const command = (streams: string, words: string[]) =>
    new Deno.Command("sh", {
      args: ["-c", `"$@" ${streams}`, "sh", program, ...args, ...words, "--data", `${directory.path}/data`],
      stdin: "null",
    }).output();
  const { code, stderr } = await command(">/dev/full", ["--help"]);
  assertEquals(code, 1);
  assertMatch(new TextDecoder().decode(stderr), /^Cannot write to standard output: No space left on device.*\n$/);
  assertEquals((await command(">/dev/full 2>/dev/full", ["--help"])).code, 1);
  assertEquals((await command("2>/dev/full", ["--bogus"])).code, 2);
  assertEquals((await command("| head -c 1", ["--help"])).stdout, new TextEncoder().encode("n"));
});

Deno.test({
  name: "a server in a terminal that was stopped with Ctrl-S serves on, tells what was lost after Ctrl-Q, and stops",
  ignore: !await hasTmux(),
  async fn() {
    using directory = temporaryDirectory();
    const port = freePort();
    const program = [
      ...serverProgram(),
      "--port",
      String(port),
      "--rate",
      "off",
      "--log",
      "wire",
      "--data",
      directory.path,
    ];
    await using pane = await startPane(program, { columns: 160 });
    await pane.see("listens on");
    await pane.press("C-s");
    using peer = await connect(port);
    for (let request = 0; request < 2000; request++) assertEquals((await peer.ask("hello"))["status"], "OK");
    await pane.press("C-q");
    await pane.see("lines of the log were lost");
    await pane.press("C-s");
    assertEquals((await peer.ask("hello"))["status"], "OK");
    await pane.press("C-c"); // Which lets the terminal go on, too.
    await pane.see("code 0");
  },
});

Deno.test({
  name: "the log goes on in a file that was copied and emptied, as logrotate does it with copytruncate",
  ignore: Deno.build.os === "windows",
  async fn() {
    using directory = temporaryDirectory();
    const path = `${directory.path}/chat.log`;
    const shell: [string, ...string[]] = ["sh", "-c", `exec "$@" 2>>'${path}'`, "sh", ...serverProgram()];
    await using server = await startProcess(shell, ["--port", "0", "--data", `${directory.path}/data`]);
    const comeAndGo = async () => {
      using peer = await connect(server.port);
      await peer.ask("list");
    };
    const lines = () => Deno.readTextFileSync(path).split("\n").filter((line) => line.includes(" connection from "));
    await comeAndGo();
    await until(() => lines().length === 1);
    await until(() => Deno.readTextFileSync(path).includes("closed"));
    Deno.truncateSync(path);
    await comeAndGo();
    await until(() => lines().length === 1);
    assert(!Deno.readTextFileSync(path).includes("\0"));
  },
});
