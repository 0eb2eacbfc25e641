/**
 * `ngobrol-server restore`: the backup is a chat again, with what is in files; what was there is kept; and nothing is lost
 * when it is broken off.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { connect, run, serverProgram, startProcess, temporaryDirectory, texts } from "../support/helpers.ts";
import { testWith } from "../support/with_program.ts";

const ngobrolServer = (...args: string[]) => run(serverProgram(), args);

const start = (data: string) => startProcess(serverProgram(), ["--port", "0", "--log", "quiet", "--data", data]);

const HELD = "4 accounts and 2 messages, 2 of them unread, and 1 file";

/** Sends izza a file, and a message. */
async function fill(port: number, text: string): Promise<void> {
  using peer = await connect(port);
  const maya = await peer.logIn("maya");
  assertEquals((await peer.ask(`sendfile ${maya} izza ${text}.txt ${btoa(text)}`))["message"], "File Sent");
  assertEquals((await peer.ask(`send ${maya} izza ${text}`))["message"], "Message Sent");
}

/** What izza has in the inbox, and in files. */
async function read(port: number): Promise<{ messages: string[]; contents: string[] }> {
  using peer = await connect(port);
  const izza = await peer.logIn("izza");
  const { files } = await peer.ask(`files ${izza}`);
  const contents: string[] = [];
  for (const { id } of files) contents.push(atob((await peer.ask(`downloadfile ${izza} ${id}`))["message"]));
  const inbox = texts(
    await peer.ask(`history ${izza} maya`).then(({ messages }) => ({ messages: { maya: messages } })),
  );
  return { messages: inbox["maya"]!.filter((text) => text !== ""), contents };
}

function namesIn(path: string): string[] {
  return [...Deno.readDirSync(path)].map(({ name }) => name).filter((name) => !name.startsWith("server.")).sort();
}

/** A directory with a backup of one message, and a store that has had one more since then. */
async function prepare(path: string): Promise<{ data: string; file: string }> {
  const [data, file] = [`${path}/data`, `${path}/backup.sqlite`];
  await using server = await start(data);
  await fill(server.port, "before");
  assertEquals((await ngobrolServer("backup", file, "--data", data)).code, 0);
  await fill(server.port, "later");
  server.process.kill("SIGKILL"); // What was acknowledged may be in the log alone.
  await server.process.status;
  return { data, file };
}

Deno.test("restore puts a backup with its files in the place of the store, and the old store can be restored in turn", async () => {
  using directory = temporaryDirectory();
  const { data, file } = await prepare(directory.path);
  const restored = await ngobrolServer("restore", file, "--data", data);
  assertEquals([restored.code, restored.err], [0, ""]);
  const [said, old] = /^.* holds (.*); what was there is in (.*)\n$/.exec(restored.out)!.slice(1);
  assertEquals(said, HELD);
  assertMatch(old!, /\/data\/replaced-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ$/);
  assertEquals(namesIn(data), ["chat.sqlite", "files", old!.slice(data.length + 1)]);
  {
    await using server = await start(data);
    assertEquals((await read(server.port)).contents, ["before"]);
    const beside = await ngobrolServer("restore", file, "--data", data);
    assertEquals([beside.code, beside.out], [1, ""]);
    assertMatch(beside.err, /^Cannot restore: process \d+ works on .*; stop the server first\n$/);
  }
  assertEquals((await ngobrolServer("restore", `${old}/chat.sqlite`, "--data", data)).code, 0);
  await using server = await start(data);
  assertEquals(new Set((await read(server.port)).contents), new Set(["before", "later"]));
});

Deno.test("a damaged backup, or one without its files, is not restored, and all stays as it was", async () => {
  using directory = temporaryDirectory();
  const { data, file } = await prepare(directory.path);
  const before = namesIn(data);
  const bytes = Deno.readFileSync(file);
  const wrong: [change: () => void, undo: () => void][] = [
    [() => Deno.writeFileSync(file, bytes.slice().fill(0xaa, 4096, 9000)), () => Deno.writeFileSync(file, bytes)],
    [
      () => Deno.renameSync(`${file}.files`, `${file}.away`),
      () => Deno.renameSync(`${file}.away`, `${file}.files`),
    ],
    [() => Deno.truncateSync(file, 100), () => Deno.writeFileSync(file, bytes)],
  ];
  for (const [change, undo] of wrong) {
    change();
    const { code, out, err } = await ngobrolServer("restore", file, "--data", data);
    assertEquals([code, out, err.split("\n").length], [1, "", 2], err);
    assertEquals(namesIn(data), before);
    const elsewhere = `${directory.path}/new`;
    assertEquals((await ngobrolServer("restore", file, "--data", elsewhere)).code, 1);
    assertEquals(namesIn(directory.path).includes("new"), false);
    undo();
  }
  assertEquals((await ngobrolServer("restore")).code, 2);
  assertEquals((await ngobrolServer("restore", file, file)).code, 2);
  await using server = await start(data);
  assertEquals((await read(server.port)).contents.length, 2);
});

Deno.test("a restore that was killed after each of its steps goes on when it is given again, and loses nothing of the old store", async () => {
  using directory = temporaryDirectory();
  const { data, file } = await prepare(directory.path);
  const old = `${data}/replaced-2026-11-28T00-00-00Z.part`;
  Deno.mkdirSync(old, { mode: 0o700 });
  // What it moves, one after the other; the log is there, since the server was killed.
  const moves = ["chat.sqlite", "chat.sqlite-wal", "chat.sqlite-shm", "files"].map((name) => () =>
    Deno.renameSync(`${data}/${name}`, `${old}/${name}`)
  );
  const source = `${directory.path}/copy`;
  for (let steps = 1; steps <= moves.length; steps++) {
    await new Deno.Command("cp", { args: ["-a", data, source] }).output();
    for (const move of moves.slice(0, steps)) move();
    if (steps === moves.length) { // The files of the backup are in their place, the store itself is not.
      Deno.mkdirSync(`${data}/files`);
      for (const { name } of Deno.readDirSync(`${file}.files`)) {
        Deno.copyFileSync(`${file}.files/${name}`, `${data}/files/${name}`);
      }
    }
    const refused = await ngobrolServer("--port", "0", "--data", data);
    assertEquals(refused.code, 1, "no server takes what is left for a new chat");
    assertMatch(refused.err, /restore/);
    const { code, out, err } = await ngobrolServer("restore", file, "--data", data);
    assertEquals([code, err], [0, ""]);
    const kept = /what was there is in (.*)\n$/.exec(out)![1]!;
    assertEquals(kept, old.replace(".part", ""));
    assertEquals(namesIn(kept), ["chat.sqlite", "chat.sqlite-shm", "chat.sqlite-wal", "files"]);
    {
      await using server = await start(data);
      assertEquals((await read(server.port)).contents, ["before"]);
    }
    assertEquals((await ngobrolServer("restore", `${kept}/chat.sqlite`, "--data", `${directory.path}/again`)).code, 0);
    await using again = await start(`${directory.path}/again`);
    assertEquals((await read(again.port)).contents.length, 2, "the old store is whole, with its log");
    Deno.removeSync(`${directory.path}/again`, { recursive: true });
    Deno.removeSync(data, { recursive: true });
    Deno.renameSync(source, data);
  }
});

testWith(
  ["strace"],
  "the old store leaves with its database first, and the new one comes last, when all else is on the disk",
  async () => {
    using directory = temporaryDirectory();
    const { data, file } = await prepare(directory.path);
    const trace = `${directory.path}/trace`;
    const options = ["-f", "-qq", "-o", trace, "-e", "trace=rename,renameat,renameat2,fsync"];
    const { code } = await run(["strace", ...options, ...serverProgram()], ["restore", file, "--data", data]);
    assertEquals(code, 0);
    const calls = Deno.readTextFileSync(trace).split("\n").filter((line) => /rename|fsync/.test(line));
    const moves = calls.filter((line) => line.includes(`"${data}/`))
      .map((line) => [...line.matchAll(/"([^"]+)"/g)].map(([, path]) => path!.slice(data.length + 1)))
      .map((paths) => paths.map((path) => path.replace(/^replaced-[^/]*/, "old").replace(/\.\d+\.part$/, ".part")));
    assertEquals(moves.slice(0, -1), [
      ["restored.sqlite.part", "restored.sqlite"],
      ["chat.sqlite", "old/chat.sqlite"],
      ["chat.sqlite-wal", "old/chat.sqlite-wal"],
      ["chat.sqlite-shm", "old/chat.sqlite-shm"],
      ["files", "old/files"],
      ["restored.sqlite.files", "files"],
      ["restored.sqlite", "chat.sqlite"],
    ]);
    assertEquals(moves.at(-1), ["old", "old"], "the old store gets its name");
    const last = calls.findIndex((line) => /restored\.sqlite", .*\/chat\.sqlite"/.test(line));
    assert(calls[last - 1]!.includes("fsync"), calls.join("\n"));
  },
);
