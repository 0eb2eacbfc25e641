/**
 * L1: what runs beside a server on a store that was used before. Every command of the operator, alone and several at once,
 * while clients send; then the server is killed, or stopped: what it acknowledged is there once, and the store is sound.
 * With the real program, from its second start on.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import {
  type AnyReply,
  connect,
  PASSWORD,
  run,
  type ServerProcess,
  serverProgram,
  startProcess,
  temporaryDirectory,
  texts,
} from "../support/helpers.ts";
import { canTrace } from "../support/trace.ts";
import { exitCode, within } from "../support/patience.ts";

const SENDERS = 3;
/** Requests of one sender that are under way at once. */
const IN_FLIGHT = 8;
/** Messages that are acknowledged between two commands. */
const BETWEEN = 100;

const onLinux = { ignore: Deno.build.os !== "linux" };

/** Runs a command of the operator to its end. */
async function operate(words: string[], input = ""): Promise<string> {
  const { code, out, err } = await run(["timeout", "120", ...serverProgram()], words, { input });
  assertEquals([code, err], [0, ""], words.join(" "));
  return out;
}

function start(data: string, ...args: string[]): Promise<ServerProcess> {
  return startProcess(serverProgram(), ["--port", "0", "--log", "quiet", "--rate", "off", "--data", data, ...args]);
}

/** Ends a server by a signal. */
async function end(server: ServerProcess, signal: Deno.Signal): Promise<void> {
  server.process.kill(signal);
  await exitCode(server.process);
}

/** A store that a server has used and left. */
async function useOnce(data: string): Promise<void> {
  await using server = await start(data);
  await end(server, "SIGTERM");
}

/** Whether a process holds a lock on a file, as the system lists them. */
function isLocked(path: string, pid: number): boolean {
  const { ino } = Deno.statSync(path);
  return Deno.readTextFileSync("/proc/locks").split("\n").map((line) => line.split(/\s+/))
    .some(([, kind, , , owner, file]) => kind === "POSIX" && owner === String(pid) && file?.endsWith(`:${ino}`));
}

/** What SQLite holds as long as a database is open: on the file and on the index of its log. */
function assertLocked(data: string, { process: { pid } }: ServerProcess, when: string): void {
  for (const name of ["chat.sqlite", "chat.sqlite-shm"]) {
    assert(isLocked(`${data}/${name}`, pid), `${name} is not locked ${when}`);
  }
}

/** Clients that send to izza, numbered, until they are told to stop or the server is gone. */
class Load {
  readonly acknowledged: string[] = [];
  #isOver = false;
  #next = Promise.withResolvers<void>();
  #target = 0;
  readonly #running: Promise<unknown>;

  constructor(port: number, token: string, round: string) {
    const senders = Array.from({ length: SENDERS }, (_, sender) => this.#send(port, token, `${round}-${sender}`));
    this.#running = Promise.allSettled(senders);
  }

  /** Resolves when so many more were acknowledged. */
  async more(count: number): Promise<void> {
    this.#target = this.acknowledged.length + count;
    this.#next = Promise.withResolvers();
    await this.#next.promise;
  }

  /** Ends it; resolves when the replies to all that was sent have come, or cannot come any more. */
  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#running;
  }

  async #send(port: number, token: string, name: string): Promise<void> {
    using peer = await connect(port);
    let sent = 0;
    for (let done = 0; !this.#isOver || done < sent; done++) {
      for (; sent < done + IN_FLIGHT && !this.#isOver; sent++) {
        await peer.send(`send ${token} izza ${name}-${sent}\r\n`);
      }
      const reply = await peer.receive();
      if (reply === "") return; // The server was killed.
      assert(reply.includes("Message Sent"), reply);
      if (this.acknowledged.push(`${name}-${done}`) >= this.#target) this.#next.resolve();
    }
  }
}

/** All unread messages of a user, in however many parts they come. */
async function readAll(port: number, token: string): Promise<string[]> {
  using peer = await connect(port);
  const all: string[] = [];
  for (let part; (part = Object.values(texts(await peer.ask(`inbox ${token}`))).flat()).length > 0;) all.push(...part);
  return all;
}

/** Which of the acknowledged messages are missing, and which are there more than once. */
function compare(acknowledged: readonly string[], found: readonly string[]): { lost: string[]; doubled: string[] } {
  const counts = Map.groupBy(found, (text) => text);
  return {
    lost: acknowledged.filter((text) => !counts.has(text)),
    doubled: [...counts].filter(([, copies]) => copies.length > 1).map(([text]) => text),
  };
}

/** Every command that may run beside a server. */
function commands(directory: string, data: string, round: string): (() => Promise<unknown>)[] {
  const there = ["--data", data];
  const name = `user${round}`;
  return [
    () => operate(["user", "list", ...there]),
    () => operate(["user", "add", name, "--password-stdin", ...there], "secret\n"),
    () => operate(["user", "passwd", name, "--password-stdin", ...there], "another\n"),
    () => operate(["backup", `${directory}/backup-${round}.sqlite`, ...there]),
    () => operate(["verify", ...there]),
    () => operate(["user", "remove", name, ...there]),
    () => operate(["cert", "--out", `${directory}/cert-${round}`]),
  ];
}

for (const signal of ["SIGKILL", "SIGTERM"] as const) {
  Deno.test(
    `L1: after a second start, with every command beside the server and then ${signal}, nothing acknowledged is lost`,
    onLinux,
    async () => {
      using directory = temporaryDirectory();
      const data = `${directory.path}/data`;
      const pair = `${directory.path}/pair`;
      await operate(["cert", "--out", pair]);
      await useOnce(data);
      const acknowledged: string[] = [];
      let izza = "";
      for (let round = 0; round < 2; round++) {
        const certificate = ["--cert", `${pair}/cert.pem`, "--key", `${pair}/key.pem`, "--tls-port", "0"];
        await using server = await start(data, "--max-unread", "0", ...certificate);
        using peer = await connect(server.port);
        izza ||= await peer.logIn("izza");
        const maya = await peer.logIn("maya");
        const load = new Load(server.port, maya, `${round}`);
        const all = commands(directory.path, data, `${round}`);
        for (const command of round === 0 ? all : []) { // One after the other ...
          await load.more(BETWEEN);
          await command();
          assertLocked(data, server, `after ${command}`);
        }
        server.process.kill("SIGHUP");
        await load.more(BETWEEN);
        if (round === 1) { // ... and at the same time.
          const others = ["x", "y"].map((name) =>
            operate(["user", "add", name, "--password-stdin", "--data", data], "secret\n")
          );
          const [list, add, , backup, verify] = all;
          await Promise.all([list!(), add!(), backup!(), verify!(), ...others]);
        }
        assertLocked(data, server, "after all of them");
        await load.more(BETWEEN);
        if (signal === "SIGTERM") await load.stop();
        await end(server, signal);
        await load.stop();
        acknowledged.push(...load.acknowledged);
      }
      assertMatch(await operate(["verify", "--data", data]), /is sound/);
      await using server = await start(data, "--max-unread", "0");
      assertEquals(compare(acknowledged, await readAll(server.port, izza)), { lost: [], doubled: [] });
    },
  );
}

Deno.test("L1: what passwd and remove revoke is revoked when they return, and after a kill", async () => {
  using directory = temporaryDirectory();
  const data = directory.path;
  const there = ["--data", data];
  await useOnce(data);
  const tokens: string[] = [];
  const asDead = async (port: number) => {
    using peer = await connect(port);
    for (const token of tokens) {
      assertEquals((await peer.ask(`inbox ${token}`))["message"], "Cannot find the information");
    }
    assertEquals((await peer.ask("auth budi one"))["message"], "Wrong password");
    assertEquals((await peer.ask("auth siti one"))["message"], "User is not found");
  };
  {
    await using server = await start(data);
    using peer = await connect(server.port);
    for (const name of ["budi", "siti"]) {
      assertMatch(await operate(["user", "add", name, "--password-stdin", ...there], "one\n"), /can log in now/);
      tokens.push((await peer.ask(`auth ${name} one`) as AnyReply)["tokenid"]);
    }
    using live = await connect(server.port);
    assertEquals((await live.ask(`live ${tokens[0]}`))["message"], "Live");
    await operate(["user", "passwd", "budi", "--password-stdin", ...there], "two\n");
    await operate(["user", "remove", "siti", ...there]);
    // Of the connection that used it, of one that is live, and of any other.
    assertEquals((await peer.ask("list"))["status"], "ERROR");
    assertMatch(await live.receive(), /The login has ended|"presence"/);
    await asDead(server.port);
    assertEquals((await peer.ask("auth budi two"))["status"], "OK");
    await end(server, "SIGKILL");
  }
  await using server = await start(data);
  await asDead(server.port);
});

Deno.test("L1: commands that come together without a server wait for each other, and a start waits for them", async () => {
  using directory = temporaryDirectory();
  const data = directory.path;
  await useOnce(data);
  const names = ["a", "b", "c"];
  const adding = names.map((name) => operate(["user", "add", name, "--password-stdin", "--data", data], "secret\n"));
  await using server = await start(data);
  await Promise.all(adding);
  using peer = await connect(server.port);
  for (const name of names) assertEquals((await peer.ask(`auth ${name} secret`))["status"], "OK", name);
});

Deno.test({
  name: "L1: a server that was started again closes no descriptor of its database while it has another",
  ignore: !await canTrace(),
  async fn() {
    using directory = temporaryDirectory();
    const [data, trace, pair] = ["data", "trace", "pair"].map((name) => `${directory.path}/${name}`);
    await operate(["cert", "--out", pair!]);
    await useOnce(data!);
    const traced = ["strace", "-f", "-D", "-y", "-q", "-e", "trace=openat,close", "-o", trace!, ...serverProgram()];
    await using server = await startProcess(traced as [string, ...string[]], [
      ...["--port", "0", "--log", "quiet", "--data", data!],
      ...["--cert", `${pair}/cert.pem`, "--key", `${pair}/key.pem`, "--tls-port", "0"],
    ]);
    using peer = await connect(server.port);
    const maya = await peer.logIn("maya");
    for (const command of commands(directory.path, data!, "0")) {
      await peer.ask(`send ${maya} izza hello`);
      await command();
    }
    server.process.kill("SIGHUP");
    await peer.ask(`send ${maya} izza hello`);
    const calls = Deno.readTextFileSync(trace!).split("\n");
    let count = 0;
    for (const call of calls) {
      if (call.endsWith(`<${data}/chat.sqlite>`) && /\bopenat\b/.test(call)) count++;
      if (!/\bclose\(/.test(call) || !call.includes(`<${data}/chat.sqlite>`)) continue;
      assertEquals(--count, 0, `${call}: the locks of the others are gone`);
    }
    assert(count >= 2, "the trace does not show what the server has open");
  },
});

for (
  const [what, act] of [
    ["removed", (path: string) => Deno.removeSync(path)],
    ["replaced", (path: string) => {
      Deno.renameSync(path, `${path}.away`);
      Deno.copyFileSync(`${path}.away`, path);
    }],
  ] as const
) {
  for (const name of ["chat.sqlite-wal", "chat.sqlite"]) {
    Deno.test(`L1: a server whose ${name} is ${what} by another program takes no message any more, and says why`, async () => {
      using directory = temporaryDirectory();
      const data = directory.path;
      await useOnce(data);
      await using server = await start(data);
      using peer = await connect(server.port);
      const maya = await peer.logIn("maya");
      for (const text of ["one", "two"]) assertEquals((await peer.ask(`send ${maya} izza ${text}`))["status"], "OK");
      act(`${data}/${name}`);
      const sentence = new RegExp(
        `^Cannot store the message: another program ${what} .*/${name} while the server runs`,
      );
      for (const text of ["three", "four"]) {
        assertMatch((await peer.ask(`send ${maya} izza ${text}`))["message"], sentence);
      }
      assertMatch((await peer.ask(`auth nania ${PASSWORD}`))["message"], /^Cannot store the login: another program/);
      assertEquals((await peer.ask(`list ${maya}`))["messages"], ["maya"]);
      if (what === "replaced") {
        const replacement = Deno.readFileSync(`${data}/${name}`);
        await end(server, "SIGTERM"); // It takes nothing away that is not its own.
        assertEquals(Deno.readFileSync(`${data}/${name}`), replacement);
        assertEquals(textsBefore(data, name), ["one", "two"]); // Nothing of what was refused was stored.
      }
      // What was acknowledged before is saved where that is possible.
      if (name === "chat.sqlite-wal" && what === "removed") {
        await end(server, "SIGKILL");
        await using again = await start(data);
        using reader = await connect(again.port);
        const { maya: found } = texts(await reader.ask(`inbox ${await reader.logIn("izza")}`));
        assertEquals(found, ["one", "two"]); // And nothing of what was refused.
      }
    });
  }
}

/** The texts in a store one of whose files was replaced, with that file in its place again. */
function textsBefore(data: string, replaced: string): string[] {
  using directory = temporaryDirectory();
  for (const name of ["chat.sqlite", "chat.sqlite-wal"]) {
    Deno.copyFileSync(`${data}/${name}${name === replaced ? ".away" : ""}`, `${directory.path}/${name}`);
  }
  using database = new DatabaseSync(`${directory.path}/chat.sqlite`);
  return database.prepare("SELECT text FROM messages ORDER BY seq").all().map(({ text }) => String(text));
}

Deno.test("L1: a server whose lock is removed stays the only one, and is found again", async () => {
  using directory = temporaryDirectory();
  const data = directory.path;
  await useOnce(data);
  await using server = await start(data);
  using peer = await connect(server.port);
  const maya = await peer.logIn("maya");
  for (const name of ["server.pid", "server.control"]) Deno.removeSync(`${data}/${name}`);
  const second = await run(["timeout", "60", ...serverProgram()], ["--port", "0", "--data", data]);
  assertEquals(second.code, 1);
  assertMatch(
    second.err,
    /another process has .*chat\.sqlite open; stop it first|the server with process id \d+ uses it/,
  );
  await operate(["user", "passwd", "maya", "--password-stdin", "--data", data], "another\n");
  assertEquals((await peer.ask(`list ${maya}`))["message"], "Cannot find the information");
  assertEquals((await peer.ask("auth maya another"))["status"], "OK");
});

Deno.test("L1: the loss of a log is noticed while nobody writes, and what was in it is saved", async () => {
  using directory = temporaryDirectory();
  const data = directory.path;
  await useOnce(data);
  const args = ["--port", "0", "--log", "quiet", "--data", data];
  await using server = await startProcess(serverProgram(), args, { stderr: "piped" });
  using peer = await connect(server.port);
  const maya = await peer.logIn("maya");
  assertEquals((await peer.ask(`send ${maya} izza kept`))["status"], "OK");
  Deno.removeSync(`${data}/chat.sqlite-wal`);
  await seeLine(server, /another program removed .*chat\.sqlite-wal/);
  await end(server, "SIGKILL");
  await using again = await start(data);
  using reader = await connect(again.port);
  assertEquals(texts(await reader.ask(`inbox ${await reader.logIn("izza")}`)), { maya: ["kept"] });
});

/** Reads what a server says on standard error until it has said something. */
async function seeLine({ process }: ServerProcess, sought: RegExp): Promise<void> {
  const reader = process.stderr.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!sought.test(text)) {
    const { value, done } = await within(`${sought} on standard error`, reader.read());
    assert(!done, `The server never said ${sought}: ${text}`);
    text += value;
  }
  await reader.cancel();
}
