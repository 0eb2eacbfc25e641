/**
 * `ngobrol-server backup` and `verify` with the real server: under load, without a server, and what they refuse.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { connect, run, serverProgram, startProcess, temporaryDirectory, texts } from "../support/helpers.ts";
import { exitCode } from "../support/patience.ts";
import { canTrace } from "../support/trace.ts";
import { assertMode } from "../support/with_system.ts";

const SENDERS = 4;
/** Requests of one sender that are under way at once. */
const IN_FLIGHT = 8;

const ngobrolServer = (...args: string[]) => run(["timeout", "120", ...serverProgram()], args);

/** The inbox has room for all that is sent while a backup takes long, on a busy machine. */
function start(data: string) {
  const bounds = ["--rate", "off", "--max-unread", "1000000"];
  return startProcess(serverProgram(), ["--port", "0", "--log", "quiet", ...bounds, "--data", data]);
}

/** Sends numbered messages, several at a time, until `isOver()`; calls `onSent` for each that was acknowledged. */
async function sendUntil(
  isOver: () => boolean,
  port: number,
  { token, name, onSent }: { token: string; name: string; onSent: (text: string) => void },
): Promise<void> {
  using peer = await connect(port);
  let sent = 0;
  for (let acknowledged = 0; acknowledged < sent || !isOver(); acknowledged++) {
    for (; sent < acknowledged + IN_FLIGHT && !isOver(); sent++) {
      await peer.send(`send ${token} izza ${name}-${sent}\r\n`);
    }
    assertMatch(await peer.receive(), /Message Sent/);
    onSent(`${name}-${acknowledged}`);
  }
}

/** All unread messages of a user, in however many parts they come. */
async function readAll(port: number, token: string): Promise<string[]> {
  using peer = await connect(port);
  const all: string[] = [];
  for (let part; (part = texts(await peer.ask(`inbox ${token}`))["maya"] ?? []).length > 0;) all.push(...part);
  return all;
}

Deno.test("a backup under load, restored, has every message that was acknowledged before it began, exactly once", async () => {
  using directory = temporaryDirectory();
  const [data, file, restored] = ["data", "backup.sqlite", "restored"].map((name) => `${directory.path}/${name}`);
  let before: string[] = [];
  let izza: string;
  {
    await using server = await start(data!);
    using peer = await connect(server.port);
    izza = await peer.logIn("izza");
    const token = await peer.logIn("maya");
    const acknowledged: string[] = [];
    const enough = Promise.withResolvers<void>();
    let isOver = false;
    const onSent = (text: string) => {
      if (acknowledged.push(text) === 2000) enough.resolve();
    };
    const senders = Array.from(
      { length: SENDERS },
      (_, i) => sendUntil(() => isOver, server.port, { token, name: `${i}`, onSent }),
    );
    await enough.promise;
    before = [...acknowledged];
    const made = await ngobrolServer("backup", file!, "--data", data!);
    // All that is counted is of one moment: nobody reads, so each message is unread.
    for (let times = 0; times < 3; times++) {
      const { out } = await ngobrolServer("verify", "--data", data!);
      const [, all, unread] = /and (\d+) messages, (\d+) of them unread/.exec(out)!;
      assertEquals(all, unread);
    }
    isOver = true;
    await Promise.all(senders);
    // More than were under way when it began.
    assert(acknowledged.length > before.length + SENDERS * IN_FLIGHT, "the backup held up the senders");
    assertEquals([made.code, made.err], [0, ""]);
    const [, accounts, messages] = /holds (\d+) accounts and (\d+) messages/.exec(made.out)!;
    assertEquals(accounts, "4");
    assert(Number(messages) >= before.length && Number(messages) <= acknowledged.length, made.out);
    assertMode(file!, 0o600);
    assertEquals(Array.from(Deno.readDirSync(directory.path), ({ name }) => name).sort(), ["backup.sqlite", "data"]);
  }
  Deno.mkdirSync(restored!);
  Deno.copyFileSync(file!, `${restored}/chat.sqlite`);
  await using server = await start(restored!);
  const all = await readAll(server.port, izza); // The login is in the backup as well.
  const counts = Map.groupBy(all, (text) => text);
  assertEquals(before.filter((text) => counts.get(text)?.length !== 1), []);
  assertEquals(counts.size, all.length, "a message came twice");
  const places = Map.groupBy(all, (text) => text.split("-")[0]!);
  for (const [name, own] of places) {
    assertEquals(
      own,
      own.map((_, i) => `${name}-${i}`),
      "not a beginning, or not in order",
    );
  }
});

Deno.test("backup and verify work without a server and change nothing, and refuse what they cannot do", async () => {
  using directory = temporaryDirectory();
  const [data, file] = [`${directory.path}/data`, `${directory.path}/backup.sqlite`];
  {
    await using server = await start(data);
    using peer = await connect(server.port);
    await peer.ask(`send ${await peer.logIn("maya")} izza hello`);
    server.process.kill("SIGKILL");
    await exitCode(server.process);
  }
  const holds = "4 accounts and 1 message, 1 of them unread\n";
  const before = Deno.readFileSync(`${data}/chat.sqlite-wal`);
  assertEquals(await ngobrolServer("backup", file, "--data", data), {
    code: 0,
    out: `${file} holds ${holds}`,
    err: "",
  });
  const sound = `${data}/chat.sqlite is sound: ${holds}`;
  assertEquals(await ngobrolServer("verify", "--data", data), { code: 0, out: sound, err: "" });
  assertEquals(await ngobrolServer("verify", file), { code: 0, out: `${file} is sound: ${holds}`, err: "" });
  assertEquals(Deno.readFileSync(`${data}/chat.sqlite-wal`), before);
  const copy = Deno.readFileSync(file);

  const fails = async (sentence: RegExp, ...args: string[]) => {
    const { code, out, err } = await ngobrolServer(...args);
    assertMatch(err, sentence);
    assertEquals([code, out, err.indexOf("\n")], [1, "", err.length - 1]);
  };
  await fails(/^Cannot make the backup: .*backup\.sqlite exists\n/, "backup", file, "--data", data);
  assertEquals(Deno.readFileSync(file), copy);
  assertEquals((await ngobrolServer("backup", "--data", data)).code, 2);
  assertEquals((await ngobrolServer("verify", "a", "b")).code, 2);
  await fails(/^Cannot make the backup .*no\/where: /, "backup", `${directory.path}/no/where`, "--data", data);
  const nowhere = `${directory.path}/nowhere`;
  await fails(/^There is no store .*nowhere\/chat\.sqlite\n/, "verify", "--data", nowhere);
  await fails(/^There is no store .*nowhere\/chat\.sqlite\n/, "backup", nowhere, "--data", nowhere);
  Deno.writeTextFileSync(`${directory.path}/text`, "a text ".repeat(1000));
  await fails(
    /^Cannot read the store .*text: the file is no database, or damaged; /,
    "verify",
    `${directory.path}/text`,
  );
  const unfound = `${directory.path}/unfound`;
  Deno.writeFileSync(unfound, copy);
  new DatabaseSync(unfound).exec("DELETE FROM conversations");
  await fails(/^.*unfound is damaged \(message 1 is in no conversation\); /, "verify", unfound);
  Deno.removeSync(unfound);
  Deno.writeFileSync(file, copy.fill(0, copy.length - 4096));
  await fails(/^.*backup\.sqlite is damaged \(/, "verify", file);
  assertEquals(Array.from(Deno.readDirSync(directory.path), ({ name }) => name).sort(), [
    "backup.sqlite",
    "data",
    "text",
  ]);

  Deno.writeFileSync(`${data}/chat.sqlite`, Deno.readFileSync(file)); // Restored beside the log of what was there before.
  await fails(
    /has a log of another database; remove .*chat\.sqlite-wal if it is a backup\n/,
    "--port",
    "0",
    "--data",
    data,
  );
});

Deno.test("a backup takes no name that SQLite would take for a part of the store; what is no file is no store", async () => {
  using directory = temporaryDirectory();
  const data = `${directory.path}/data`;
  {
    await using server = await start(data);
    using peer = await connect(server.port);
    await peer.ask(`send ${await peer.logIn("maya")} izza hello`);
    server.process.kill("SIGTERM"); // It leaves a single file.
    await exitCode(server.process);
  }
  const fails = async (sentence: RegExp, ...args: string[]) => {
    const { code, out, err } = await ngobrolServer(...args);
    assertMatch(err, sentence);
    assertEquals([code, out, err.indexOf("\n")], [1, "", err.length - 1]);
  };
  const before = Array.from(Deno.readDirSync(data), ({ name }) => name).sort();
  for (const side of ["-wal", "-shm", "-journal", "-JOURNAL"]) {
    // With a detour, too: it is the same directory.
    await fails(
      / is the name of a part of the store; /,
      "backup",
      `${data}/../data/chat.sqlite${side}`,
      "--data",
      data,
    );
  }
  assertEquals(Array.from(Deno.readDirSync(data), ({ name }) => name).sort(), before);
  assertEquals((await ngobrolServer("backup", `${data}/chat.sqlite-old`, "--data", data)).code, 0);
  assertEquals((await ngobrolServer("backup", "", "--data", data)).code, 2);
  assertEquals((await ngobrolServer("verify", "")).code, 2);
  await fails(/^Cannot read the store .*: it is no regular file\n/, "verify", directory.path);
  await fails(/^Cannot read the store \/dev\/null: it is no regular file\n/, "verify", "/dev/null");
  Deno.writeTextFileSync(`${directory.path}/empty`, "");
  await fails(/empty: what was in it is gone; restore a backup \([^,]*\)\n/, "verify", `${directory.path}/empty`);
});

Deno.test({
  name: "P4: what is flushed was opened for writing, which Windows asks for",
  ignore: !await canTrace(),
  async fn() {
    using directory = temporaryDirectory();
    const data = `${directory.path}/data`;
    {
      await using _server = await startProcess(serverProgram(), ["--port", "0", "--log", "quiet", "--data", data]);
    }
    const traces = `${directory.path}/traces`;
    Deno.mkdirSync(traces);
    // A file for each thread, so that no line is in two parts.
    const traced = ["strace", "-ff", "-q", "-o", `${traces}/of`, "-e", "trace=openat,fsync,fdatasync"];
    const program = [...traced, ...serverProgram()] as [string, ...string[]];
    const { code, err } = await run(program, ["backup", `${directory.path}/copy`, "--data", data]);
    assertEquals({ code, err }, { code: 0, err: "" });
    const flushed = Array.from(Deno.readDirSync(traces)).flatMap(({ name }) => {
      const opened = new Map<string, string>();
      return Deno.readTextFileSync(`${traces}/${name}`).split("\n").flatMap((line) => {
        const [, path, flags, descriptor] = /openat\(\S+ "([^"]*)", (\S+?)[,)].* = (\d+)$/.exec(line) ?? [];
        if (descriptor !== undefined) opened.set(descriptor, `${path} ${flags}`);
        const [, of] = /f(?:data)?sync\((\d+)/.exec(line) ?? [];
        return of === undefined ? [] : [opened.get(of) ?? ""];
      });
    });
    const files = flushed.filter((file) => /\.part \S*$/.test(file));
    assert(files.length > 0, flushed.join("\n"));
    assertEquals(files.filter((file) => !/O_RDWR|O_WRONLY/.test(file)), []);
  },
});
