/**
 * Stores that were cut or have zeros in them: what is acknowledged before the damage is there, or one sentence says what to
 * restore; never a stack, and never an empty chat.
 *
 * @module
 */

import { DatabaseSync } from "node:sqlite";
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { ChatError } from "../../lib/chat.ts";
import { checkStore } from "../../lib/store/sqlite/check.ts";
import { columnsOf } from "../support/sqlite.ts";
import { Database } from "../../lib/store/sqlite/database.ts";
import { verifySqlite } from "../../lib/store/sqlite/copy.ts";
import { connect, run, serverProgram, startProcess, temporaryDirectory, texts } from "../support/helpers.ts";
import { newGroup, toGroup } from "../support/group_contract.ts";
import { add, NOW } from "../support/store_contract.ts";
import { openSqlite } from "../../lib/store/sqlite/sqlite_store.ts";
import { unreadTexts } from "../support/sqlite.ts";
import { exitCode } from "../support/patience.ts";

const MESSAGES = 120;
const TEXTS = Array.from({ length: MESSAGES }, (_, i) => `message ${i} ${"x".repeat(1 + i % 40)}`);

/** The files of a store, by name. */
type Files = ReadonlyMap<string, Uint8Array>;

/** Makes a store with the real server: all messages are acknowledged one after the other, then it is ended by `signal`. */
async function makeStore(signal: Deno.Signal): Promise<Files> {
  using directory = temporaryDirectory();
  const args = ["--port", "0", "--log", "quiet", "--rate", "off", "--data", directory.path];
  await using server = await startProcess(serverProgram(), args);
  using peer = await connect(server.port);
  const token = await peer.logIn("maya");
  for (const text of TEXTS) assertEquals((await peer.ask(`send ${token} izza ${text}`))["status"], "OK");
  server.process.kill(signal);
  await exitCode(server.process);
  const names = Array.from(Deno.readDirSync(directory.path), ({ name }) => name).filter((name) =>
    !name.endsWith("-shm")
  );
  return new Map(names.map((name) => [name, Deno.readFileSync(`${directory.path}/${name}`)]));
}

/** One with a log, and one that is a single file. */
const [KILLED, CLOSED] = [await makeStore("SIGKILL"), await makeStore("SIGTERM")];

Deno.test("a server that is stopped leaves a single file, and one that is killed a log as well", () => {
  assertEquals([...CLOSED.keys()].sort(), ["chat.sqlite", "server.pid"]);
  assertEquals([...KILLED.keys()].sort(), ["chat.sqlite", "chat.sqlite-wal", "server.control", "server.pid"]);
});

function write(directory: string, files: Files): void {
  for (const { name } of Deno.readDirSync(directory)) Deno.removeSync(`${directory}/${name}`);
  for (const [name, bytes] of files) Deno.writeFileSync(`${directory}/${name}`, bytes);
}

function changed(files: Files, name: string, change: (bytes: Uint8Array) => Uint8Array): Files {
  return new Map(files).set(name, change(files.get(name)!.slice()));
}

/** Without its last bytes. */
const cut = (count: number) => (bytes: Uint8Array) => bytes.subarray(0, Math.max(0, bytes.length - count));
/** With zeros in the place of some bytes. */
const zeros = (from: number, count: number) => (bytes: Uint8Array) => bytes.fill(0, from, from + count);

/** The texts that a store has for izza, or the sentence with which it refuses. Any other error is one of the test. */
function open(directory: string, check: boolean): string[] | string {
  try {
    checkStore(`${directory}/chat.sqlite`, { check, isLost: true });
    const database = new Database(`${directory}/chat.sqlite`);
    try {
      const izza = database.accounts().find(({ name }) => name === "izza");
      assert(izza, "the accounts are gone");
      return unreadTexts(database, izza.id);
    } finally {
      database.close();
    }
  } catch (error) {
    if (error instanceof ChatError) return error.message;
    throw error;
  }
}

/** Opens a store and checks that it has a beginning of what was sent, or refuses. The number of messages, or -1. */
function messagesIn(directory: string, what: string, check = true): number {
  const found = open(directory, check);
  if (typeof found === "string") {
    assertMatch(found, /^Cannot open the store: [^\n]*; restore a backup \(ngobrol-server backup made it\)/, what);
    return -1;
  }
  assertEquals(found, TEXTS.slice(0, found.length), what);
  return found.length;
}

/** Every cut and range of zeros within the last 4,096 bytes that the loop below tries, with a name. */
function* damages(length: number): Generator<[what: string, change: (bytes: Uint8Array) => Uint8Array]> {
  const counts = [1, 2, 3, 7, 16, 24, 100, 511, 512, 513, 1000, 2048, 4072, 4095, 4096];
  for (let count = 150; count < 4096; count += 331) counts.push(count);
  for (const count of counts) {
    yield [`without its last ${count} bytes`, cut(count)];
    yield [`with zeros in its last ${count} bytes`, zeros(length - count, count)];
    yield [`with 16 zeros ${count} bytes before its end`, zeros(length - count, 16)];
  }
}

Deno.test("a killed server's log that was cut or has zeros near its end: a beginning of what was sent is there", () => {
  using directory = temporaryDirectory();
  const log = KILLED.get("chat.sqlite-wal")!;
  const counts: number[] = [];
  for (const [what, change] of damages(log.length)) {
    write(directory.path, changed(KILLED, "chat.sqlite-wal", change));
    counts.push(messagesIn(directory.path, what));
  }
  assert(counts.every((count) => count >= MESSAGES - 2), `${counts}`);
});

Deno.test("a killed server's log with zeros anywhere: no more than the last three messages are missing, or it is refused", async () => {
  using directory = temporaryDirectory();
  const { length } = KILLED.get("chat.sqlite-wal")!;
  let refused = 0;
  for (let from = 32; from < length; from += 3061) {
    for (const count of [8, 24, 4096]) {
      write(directory.path, changed(KILLED, "chat.sqlite-wal", zeros(from, count)));
      const found = messagesIn(directory.path, `${count} zeros from ${from}`);
      if (found === -1) refused++;
      else assert(found >= MESSAGES - 3, `${found} messages with ${count} zeros from ${from}`);
    }
  }
  assert(refused > 20, `${refused} were refused`);
  write(directory.path, changed(KILLED, "chat.sqlite-wal", zeros(32, 8)));
  await assertRejects(() => verifySqlite(`${directory.path}/chat.sqlite`), ChatError, "has messages behind damage");
  write(directory.path, KILLED);
  assertEquals((await verifySqlite(`${directory.path}/chat.sqlite`)).messages, MESSAGES);
});

for (const [name, files] of [["killed", KILLED], ["stopped", CLOSED]] as const) {
  Deno.test(`the file of a ${name} server that was cut or has zeros near its end: all is there, or it is refused`, () => {
    using directory = temporaryDirectory();
    let refused = 0;
    for (const [what, change] of damages(files.get("chat.sqlite")!.length)) {
      write(directory.path, changed(files, "chat.sqlite", change));
      const count = messagesIn(directory.path, what);
      if (count === -1) refused++;
      else assertEquals(count, MESSAGES, what);
    }
    // What a killed server's log has anew does not matter in the file.
    assert(name === "killed" || refused > 20, `${refused} were refused`);
  });

  Deno.test(`the file of a ${name} server with zeros anywhere: what was sent is there, or it is refused`, () => {
    using directory = temporaryDirectory();
    const { length } = files.get("chat.sqlite")!;
    for (let from = 0; from < length; from += 509) {
      for (const count of [16, 700, 4096]) {
        write(directory.path, changed(files, "chat.sqlite", zeros(from, count)));
        assert([-1, MESSAGES].includes(messagesIn(directory.path, `${count} zeros from ${from}`)));
      }
    }
  });
}

Deno.test("a log that was cut or zeroed anywhere: a beginning of what was sent is there, and the accounts, or it is refused", () => {
  using directory = temporaryDirectory();
  const { length } = KILLED.get("chat.sqlite-wal")!;
  let before = 0;
  for (let from = 0; from < length; from += 6007) {
    write(directory.path, changed(KILLED, "chat.sqlite-wal", cut(length - from)));
    const count = messagesIn(directory.path, `cut at ${from}`);
    assert(count >= before, `cut at ${from}: ${count} after ${before}`);
    before = count;
    write(directory.path, changed(KILLED, "chat.sqlite-wal", zeros(from, 40)));
    messagesIn(directory.path, `40 zeros from ${from}`);
  }
});

Deno.test("the file of a stopped server whose end is missing is refused without a look through it, as for a large one", () => {
  using directory = temporaryDirectory();
  for (const count of [1, 100, 4095, 4096, 4097]) {
    write(directory.path, changed(CLOSED, "chat.sqlite", cut(count)));
    assertEquals(messagesIn(directory.path, `without its last ${count} bytes`, false), -1);
  }
});

Deno.test("an empty or missing store is refused where there was one, and stays as it is; the newest backup is named", async () => {
  using directory = temporaryDirectory();
  const empty = new Uint8Array();
  const start = () => run(["timeout", "120", ...serverProgram()], ["--port", "0", "--data", directory.path]);
  const refuses = async (files: Files, sentence: RegExp) => {
    write(directory.path, files);
    for (const result of [await start(), await run(serverProgram(), ["user", "list", "--data", directory.path])]) {
      assertEquals([result.code, result.out], [1, ""]);
      assertMatch(result.err, sentence);
      assertEquals(result.err.indexOf("\n"), result.err.length - 1, result.err);
    }
    for (const [name, bytes] of files) {
      if (bytes.length > 0 && !name.startsWith("server.")) {
        assertEquals(Deno.readFileSync(`${directory.path}/${name}`), bytes);
      }
    }
  };
  const pid = new Map([["server.pid", KILLED.get("server.pid")!]]);
  const log: Files = new Map([["chat.sqlite-wal", KILLED.get("chat.sqlite-wal")!]]);
  const gone =
    /^Cannot open the store: .*chat\.sqlite: what was in it is gone; restore a backup \(.*\), or move .* away/;
  await refuses(pid, gone);
  await refuses(new Map(pid).set("chat.sqlite", empty), gone);
  await refuses(log, gone);
  await refuses(new Map(log).set("chat.sqlite", empty), gone);
  await refuses(
    changed(KILLED, "chat.sqlite-wal", zeros(8, 4)),
    /its log .*chat\.sqlite-wal is damaged; restore a backup/,
  );
  const withBackups = changed(CLOSED, "chat.sqlite", cut(10)) as Map<string, Uint8Array>;
  withBackups.set("monday.sqlite", empty).set("tuesday.sqlite", empty);
  write(directory.path, withBackups);
  Deno.utimeSync(`${directory.path}/monday.sqlite`, 1000, 1000);
  Deno.utimeSync(`${directory.path}/tuesday.sqlite`, 2000, 2000);
  assertMatch((await start()).err, /: its end is missing; restore the backup .*\/tuesday\.sqlite\n$/);
});

Deno.test("a store that is damaged while the server runs: who reads the damage is told, and the server lives", async () => {
  using directory = temporaryDirectory();
  const file = `${directory.path}/chat.sqlite`;
  // So many that not all of it is in SQLite's memory.
  makeLarge(directory.path);
  await using server = await startProcess(serverProgram(), ["--port", "0", "--log", "quiet", "--data", directory.path]);
  using peer = await connect(server.port);
  const [izza, maya] = [await peer.logIn("izza"), await peer.logIn("maya")];
  const { size } = Deno.statSync(file);
  {
    using damaged = Deno.openSync(file, { write: true });
    damaged.seekSync(Math.floor(size / 4096 / 8) * 4096, Deno.SeekMode.Start);
    damaged.writeSync(new Uint8Array(size / 4));
  }
  assertEquals(
    (await peer.ask(`inbox ${izza}`))["message"],
    "Cannot read the store: the database is damaged; restore a backup",
  );
  assertEquals(texts(await peer.ask(`inbox ${maya}`)), {});
  assertEquals((await peer.ask("hello"))["status"], "OK");
  assertEquals((await peer.ask(`list ${maya}`))["status"], "OK");
  const verified = await run(serverProgram(), ["verify", "--data", directory.path]);
  assertMatch(verified.err, /chat\.sqlite is damaged \([^\n]+\); restore a backup[^\n]*\n$/);
  assertEquals(verified.code, 1);
});

/** A store of 8 MB that was closed in order, with unread messages for izza. */
function makeLarge(directory: string): void {
  write(directory, CLOSED);
  const database = new Database(`${directory}/chat.sqlite`);
  const [maya, izza] = ["maya", "izza"].map((name) => database.accounts().find((account) => account.name === name)!);
  const ends = { sender: maya!.id, receiver: izza!.id };
  const messages = Array.from({ length: 2000 }, (_, i) => ({ ...ends, id: `${i}`, text: "x".repeat(4000), at: 1 + i }));
  database.commit(columnsOf(messages), []);
  database.close();
  assert(Deno.statSync(`${directory}/chat.sqlite`).size > 4e6);
}

Deno.test("a group that lacks its conversation, or has members beyond its end, is found", async () => {
  using directory = temporaryDirectory();
  const file = `${directory.path}/chat.sqlite`;
  {
    await using store = await openSqlite(file);
    const [maya, izza] = [await add(store, "maya"), await add(store, "izza")];
    const empty = await store.groups.add(newGroup(maya, "empty"));
    const group = await store.groups.add(newGroup(maya, "kelas"));
    for (const { id } of [empty, group]) await store.groups.join(id, izza.id);
    await store.addMessage(toGroup(maya, group, "hallo"));
    await store.markRead(izza.id, 1, NOW);
  }
  const sound = Deno.readFileSync(file);
  await verifySqlite(file);
  const changes = [
    "PRAGMA foreign_keys = OFF; DELETE FROM groups WHERE name = 'empty'",
    "UPDATE members SET read_up_to = 2, read_count = 2 WHERE read_up_to = 1",
    "UPDATE members SET joined = 2, delivered_up_to = 2, read_up_to = 2, read_count = 2",
    "UPDATE groups SET ended_at = 1 WHERE name = 'kelas'",
    "UPDATE groups SET name = name || char(0)",
  ];
  for (const change of changes) {
    Deno.writeFileSync(file, sound);
    const database = new DatabaseSync(file);
    database.exec(change);
    database.close();
    await assertRejects(() => verifySqlite(file), ChatError, "is damaged");
  }
});
