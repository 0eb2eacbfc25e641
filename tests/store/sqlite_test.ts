/**
 * The SQLite store: what every store does, and what a file, a second process and a full disk add to it.
 *
 * @module
 */

import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { ChatError } from "../../lib/chat.ts";
import { GroupCommit } from "../../lib/store/sqlite/group_commit.ts";
import { openSqlite } from "../../lib/store/sqlite/sqlite_store.ts";
import type { Write } from "../../lib/store/sqlite/commit.ts";
import { Database } from "../../lib/store/sqlite/database.ts";
import { verifySqlite } from "../../lib/store/sqlite/copy.ts";
import { UnreadReader } from "../../lib/store/sqlite/unread_reader.ts";
import type { DatabaseCall } from "../../lib/store/sqlite/worker.ts";
import type { Store, StoredAccount } from "../../lib/store/store.ts";
import { testFiles } from "../support/file_contract.ts";
import { columnsOf, unreadPlaces, unreadTexts } from "../support/sqlite.ts";
import { addMessage, emptyColumns, type GrowingColumns } from "../../lib/store/sqlite/columns.ts";
import { testGroups } from "../support/group_contract.ts";
import { testPruning } from "../support/prune_contract.ts";
import { temporaryDirectory } from "../support/helpers.ts";
import { SharedDatabase } from "../support/shared_store.ts";
import {
  add,
  logIn,
  message,
  NOW,
  testOneStore,
  testStore,
  testTwoStores,
  textsOf,
} from "../support/store_contract.ts";

/** Opens a store in a file of its own, which is removed with it. */
async function openInDirectory(): Promise<Store> {
  const directory = temporaryDirectory();
  const store = await openSqlite(`${directory.path}/ngobrol.db`);
  const close = store[Symbol.asyncDispose].bind(store);
  store[Symbol.asyncDispose] = async () => {
    await close();
    directory[Symbol.dispose]();
  };
  return store;
}

testStore("SQLite in memory", () => openSqlite(":memory:"));
testFiles("SQLite in memory", () => openSqlite(":memory:"));
testStore("SQLite in a file", openInDirectory);
testFiles("SQLite in a file", openInDirectory);
testGroups("SQLite in memory", () => openSqlite(":memory:"));
testGroups("SQLite in a file", openInDirectory);
testPruning("SQLite in memory", () => openSqlite(":memory:"));
testPruning("SQLite in a file", openInDirectory);

// A database in SQLite has one store. Two views of that one show that the suite for two asks for nothing impossible.
testTwoStores("two views of SQLite in memory", async () => {
  const database = await SharedDatabase.open();
  return { one: database.view(), other: database.view(), [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() };
});
testOneStore("SQLite", async () => {
  const directory = temporaryDirectory();
  const file = `${directory.path}/ngobrol.db`;
  const one = await openSqlite(file);
  const close = one[Symbol.asyncDispose].bind(one);
  one[Symbol.asyncDispose] = async () => {
    await close();
    directory[Symbol.dispose]();
  };
  return { one, openOther: () => openSqlite(file) };
});

/** Opens a database, and shows the connection that it has: some settings belong to the connection. */
function openWithConnection(file: string): { database: Database; connection: DatabaseSync } {
  const original = DatabaseSync.prototype.prepare;
  let connection: DatabaseSync | undefined;
  DatabaseSync.prototype.prepare = function (sql) {
    connection = this;
    return original.call(this, sql);
  };
  try {
    const database = new Database(file);
    assert(connection);
    return { database, connection };
  } finally {
    DatabaseSync.prototype.prepare = original;
  }
}

/** Messages of somebody to oneself. */
function own({ id }: StoredAccount, ...texts: string[]): GrowingColumns {
  return columnsOf(texts.map((text) => ({ id: "an id", sender: id, receiver: id, text, at: NOW })));
}

function textsIn(database: Database, { id }: StoredAccount): string[] {
  return unreadTexts(database, id);
}

/** A file for a database in a directory that is removed with the test. */
function temporaryFile(): Disposable & { readonly path: string } {
  const directory = temporaryDirectory();
  return { path: `${directory.path}/ngobrol.db`, [Symbol.dispose]: () => directory[Symbol.dispose]() };
}

/** Posts with a new key, as somebody does now and then. */
function postSome(store: Store, maya: StoredAccount, count = 1): Promise<unknown> {
  const posts = Array.from({ length: count }, () => store.addIdempotent(message(maya, maya, "x"), crypto.randomUUID()));
  return Promise.all(posts);
}

Deno.test("a key is kept for eight days in which the store was open, and is forgotten some day", async () => {
  using file = temporaryFile();
  const [hour, key, first] = [60 * 60 * 1000, crypto.randomUUID(), crypto.randomUUID()];
  let time = 0;
  let opened = 0;
  const open = () => openSqlite(file.path, { elapsed: () => time - opened });
  let store = await open();
  const maya = await add(store, "maya");
  const isKnown = async (key: string) => await store.findByKey(maya.id, key) !== undefined;
  await store.addIdempotent(message(maya, maya, "first"), first);
  time += hour;
  await postSome(store, maya);
  await store.addIdempotent(message(maya, maya, "once"), key);
  for (let hours = 0; hours < 192; hours++) {
    // Who posts every minute makes no more marks than who posts once an hour.
    time += hour / 2;
    await postSome(store, maya);
    time += hour / 2;
    await postSome(store, maya);
    await postSome(store, maya, 3);
    assert(await isKnown(key), `It was forgotten after ${hours} hours`);
    if (hours % 50 !== 49) continue;
    await store[Symbol.asyncDispose]();
    time += 1000 * hour; // Nobody knows how long it was away.
    opened = time;
    store = await open();
    await postSome(store, maya, 3);
    assert(await isKnown(key), "It was forgotten while nobody could ask for it");
  }
  assert(!await isKnown(first), "An older one is kept for ever");
  time += hour;
  await postSome(store, maya);
  await postSome(store, maya, 3);
  assert(!await isKnown(key), "It is kept for ever");
  await store[Symbol.asyncDispose]();
});

Deno.test("a store that is opened again has everything", async () => {
  using file = temporaryFile();
  const before = await openSqlite(file.path);
  const [maya, izza] = [await add(before, "maya"), await add(before, "izza", { demo: true })];
  const login = await logIn(before, maya, "a");
  await before.addMessage(message(maya, izza, "read"));
  await before.markRead(izza.id, (await before.unread(izza.id, { maxLength: 100 })).cursor, NOW);
  await before.addMessage(message(maya, izza, "unread"));
  await before.removeAccount((await add(before, "nania")).id);
  await before[Symbol.asyncDispose]();

  await using after = await openSqlite(file.path);
  assertEquals(await after.accounts(), [maya, izza]);
  assertEquals(await after.logins(0, 64), [login]);
  assertEquals(await textsOf(after, izza), ["unread"]);
  assertEquals(await after.namesEverUsed(), new Set(["maya", "izza", "nania"]));
});

Deno.test("a commit returns after it was flushed: a write-ahead log, synchronous FULL", () => {
  using file = temporaryFile();
  const { database, connection } = openWithConnection(file.path);
  assertEquals(connection.prepare("PRAGMA journal_mode").get()?.["journal_mode"], "wal");
  assertEquals(connection.prepare("PRAGMA synchronous").get()?.["synchronous"], 2);
  database.close();
});

Deno.test("a message counts as kept only when another process can read it", async () => {
  using file = temporaryFile();
  await using store = await openSqlite(file.path);
  using other = new DatabaseSync(file.path, { readOnly: true });
  const maya = await add(store, "maya");
  const kept = store.addMessage(message(maya, maya, "hello"));
  await kept;
  assertEquals(other.prepare("SELECT text FROM messages").all().map(({ text }) => text), ["hello"]);
});

Deno.test("a store that is open here is not opened again: that would drop its locks", async () => {
  using file = temporaryFile();
  const store = await openSqlite(file.path);
  Deno.symlinkSync(file.path, `${file.path}-link`);
  for (const path of [file.path, `${file.path}-link`]) {
    const error = await assertRejects(() => openSqlite(path), ChatError);
    assertEquals(error.message, `Cannot open the store: ${path} is open already`);
  }
  await store[Symbol.asyncDispose]();
  await using _ = await openSqlite(file.path);
});

Deno.test("a database of a newer version is refused and left as it was", async () => {
  using file = temporaryFile();
  const store = await openSqlite(file.path);
  await add(store, "maya");
  await store[Symbol.asyncDispose]();
  const newer = new DatabaseSync(file.path);
  newer.exec("PRAGMA user_version = 99");
  newer.close();
  const before = Deno.readFileSync(file.path);
  const error = await assertRejects(() => openSqlite(file.path), ChatError);
  assertEquals(
    error.message,
    "Cannot open the store: it was written by a newer version of ngobrol; use that one, or a backup of before",
  );
  assertEquals(Deno.readFileSync(file.path), before);
});

Deno.test("closing waits for what was given before", async () => {
  using file = temporaryFile();
  const store = await openSqlite(file.path);
  const maya = await add(store, "maya");
  const kept = store.addMessage(message(maya, maya, "the last one"));
  await store[Symbol.asyncDispose]();
  await kept;
  await using after = await openSqlite(file.path);
  assertEquals(await textsOf(after, maya), ["the last one"]);
});

Deno.test("a full disk is told, keeps nothing by halves, and is used again when there is room", () => {
  using file = temporaryFile();
  const { database, connection } = openWithConnection(file.path);
  const maya = database.addAccounts([{ name: "maya", fullName: "Maya", passwordHash: "", demo: false }])[0]!;
  const pages = Number(connection.prepare("PRAGMA page_count").get()?.["page_count"]);
  connection.exec(`PRAGMA max_page_count = ${pages}`);
  const error = assertThrows(() => database.commit(own(maya, "small", "x".repeat(1e6)), []), ChatError);
  assertEquals(error.message, "Cannot store the message: the disk is full");
  assertEquals(textsIn(database, maya), []);
  connection.exec("PRAGMA max_page_count = 1000000");
  database.commit(own(maya, "there is room"), []);
  assertEquals(textsIn(database, maya), ["there is room"]);
  database.close();
});

Deno.test("a write that has nothing to change does not tell that a full disk is well again", async () => {
  using file = temporaryFile();
  const { database, connection } = openWithConnection(file.path);
  const maya = database.addAccounts([{ name: "maya", fullName: "Maya", passwordHash: "", demo: false }])[0]!;
  connection.exec(`PRAGMA max_page_count = ${connection.prepare("PRAGMA page_count").get()?.["page_count"]}`);
  const ends: boolean[] = [];
  const thread = { callWithin: () => Promise.reject(new Error("Not here")) };
  const disk = { isQuick: true, took: () => {} };
  const commits = new GroupCommit({ thread, near: database, disk, onEnd: (error) => ends.push(error === undefined) });
  const commit = async (texts: string[], ...writes: Write[]) => {
    const { batch } = commits;
    for (const text of texts) addMessage(batch.messages, message(maya, maya, text));
    batch.writes.push(...writes);
    await batch.done.promise;
  };
  await assertRejects(() => commit(["x".repeat(1e6)]), ChatError, "the disk is full");
  await commit([], ["acknowledge", NOW, maya.id, crypto.randomUUID(), false]);
  assertEquals(ends, [false]);
  connection.exec("PRAGMA max_page_count = 1000000");
  await commit(["there is room"]);
  assertEquals(ends, [false, true]);
  database.close();
});

Deno.test("a database that another program keeps locked is told, and used again when it is free", () => {
  using file = temporaryFile();
  const { database, connection } = openWithConnection(file.path);
  const account = { name: "maya", fullName: "Maya", passwordHash: "", demo: false };
  const maya = database.addAccounts([account])[0]!;
  connection.exec("PRAGMA busy_timeout = 0");
  using other = new DatabaseSync(file.path);
  other.exec("BEGIN IMMEDIATE");
  assertThrows(() => database.commit(own(maya, "lost"), []), ChatError, "locked by another program");
  assertThrows(() => database.addAccounts([{ ...account, name: "izza" }]), ChatError, "locked by another program");
  other.exec("ROLLBACK");
  database.commit(own(maya, "kept"), []);
  assertEquals(textsIn(database, maya), ["kept"]);
  database.close();
});

Deno.test("a database that another program keeps locked can be read, and forgets old logins though it cannot yet", async () => {
  using file = temporaryFile();
  await using store = await openSqlite(file.path);
  const maya = await add(store, "maya");
  await logIn(store, maya, "old", NOW - 1);
  const login = await logIn(store, maya, "new", NOW);
  await store.addMessage(message(maya, maya, "hello"));
  using other = new DatabaseSync(file.path);
  other.exec("BEGIN IMMEDIATE");
  assertEquals(await store.logins(NOW, 64), [login]);
  assertEquals(await store.logins(0, 1), [login]);
  assertEquals(await textsOf(store, maya), ["hello"]);
  assertEquals(await store.accounts(), [maya]);
  other.exec("ROLLBACK");
});

Deno.test("messages that wait for a locked database keep their order, and are not waited for by who reads", async () => {
  using file = temporaryFile();
  await using store = await openSqlite(file.path);
  const maya = await add(store, "maya");
  await store.addMessage(message(maya, maya, "before"));
  using other = new DatabaseSync(file.path);
  other.exec("BEGIN IMMEDIATE");
  const texts = Array.from({ length: 1000 }, (_, i) => String(i)); // More than one commit.
  const kept = Promise.all(texts.map((text) => store.addMessage(message(maya, maya, text))));
  const added = add(store, "izza");
  assertEquals(await textsOf(store, maya), ["before"]);
  other.exec("ROLLBACK");
  await kept;
  assertEquals((await added).name, "izza");
  assertEquals(await textsOf(store, maya), ["before", ...texts]);
});

Deno.test("messages of one commit keep their order, however many there are", () => {
  const database = new Database(":memory:");
  const maya = database.addAccounts([{ name: "maya", fullName: "Maya", passwordHash: "", demo: false }])[0]!;
  const texts = Array.from({ length: 100 }, (_, i) => String(i));
  for (const count of [1, 3, 4, 15, 16, 17, 44]) {
    database.commit(own(maya, ...texts.splice(0, count)), []);
  }
  assertEquals(textsIn(database, maya), Array.from({ length: 100 }, (_, i) => String(i)));
  database.close();
});

Deno.test("places in a conversation have no gap, whichever connection stores a message, and if one was not stored", async () => {
  using file = temporaryFile();
  const { database, connection } = openWithConnection(file.path);
  const other = new Database(file.path);
  const [maya, izza] = ["maya", "izza"].map((name) =>
    database.addAccounts([{ name, fullName: name, passwordHash: "", demo: false }])[0]!
  ) as [StoredAccount, StoredAccount];
  const to = (receiver: number, text: string) => ({ id: "an id", sender: maya.id, receiver, text, at: NOW });
  for (let round = 0; round < 40; round++) {
    database.commit(columnsOf([to(izza.id, "1"), to(izza.id, "2")]), []);
    assertThrows(() => database.commit(columnsOf([to(izza.id, "lost"), to(999, "to nobody")]), []), Error);
    other.commit(columnsOf([to(izza.id, "3"), to(maya.id, "4")]), []);
    other.commit(own(maya, "5"), []);
    database.commit(columnsOf([to(izza.id, "6")]), []);
  }
  other.close();
  const rows = connection.prepare("SELECT conversation, seq, text FROM messages ORDER BY number").all();
  const places = (conversation: number) => rows.filter((row) => row["conversation"] === conversation);
  for (const [conversation, count] of [[1, 160], [2, 80]] as const) {
    assertEquals(places(conversation).map(({ seq }) => seq), Array.from({ length: count }, (_, index) => index + 1));
  }
  assertEquals(rows.map(({ text }) => text).join(""), "123456".repeat(40));
  database.close();
  assertEquals((await verifySqlite(file.path)).unread, 240);
});

Deno.test("very many messages are marked as read by one row", () => {
  using file = temporaryFile();
  const { database, connection } = openWithConnection(file.path);
  const maya = database.addAccounts([{ name: "maya", fullName: "Maya", passwordHash: "", demo: false }])[0]!;
  const count = 10_000;
  database.commit(own(maya, ...Array.from({ length: count }, (_, i) => String(i))), []);
  const places = unreadPlaces(database, maya.id);
  assertEquals(places.length, count);
  const rows = () => Number(connection.prepare("SELECT total_changes() AS count").get()?.["count"]);
  const before = rows();
  const { progress } = database.commit(emptyColumns(), [["markRead", NOW, maya.id, places.at(-2)!]]);
  assertEquals(progress[0]?.map(({ count }) => count), [count - 1]);
  assertEquals(rows() - before, 2); // The cursor, and the move in the log.
  assertEquals(textsIn(database, maya), [String(count - 1)]);
  database.close();
});

Deno.test("of unread messages those are read that fit into the part, and are looked for once for many parts", async () => {
  const database = new Database(":memory:");
  const maya = database.addAccounts([{ name: "maya", fullName: "Maya", passwordHash: "", demo: false }])[0]!;
  database.commit(own(maya, ...Array.from({ length: 400 }, (_, i) => `${i}`)), []);
  let calls: DatabaseCall[] = [];
  const reader = new UnreadReader(<T>(...call: DatabaseCall): Promise<T> => {
    calls.push(call);
    const [method, ...args] = call;
    const run = database[method as keyof Database] as (...args: unknown[]) => T;
    return Promise.resolve(run.apply(database, args));
  });
  await reader.unread(maya.id, { maxLength: 1 });
  assertEquals(calls.at(-1), ["messages", [1]]);
  calls = [];
  const texts: string[] = [];
  for (
    let after = 0, part;
    (part = await reader.unread(maya.id, { maxLength: 1e6, maxCount: 60, after })).messages.length;
  ) {
    texts.push(...part.messages.map(({ text }) => text));
    after = part.cursor;
    if (texts.length === 120) database.commit(own(maya, "400"), [["markRead", NOW, maya.id, 150]]);
  }
  // What was read meanwhile is left out, and what was added meanwhile comes last.
  assertEquals(texts, Array.from({ length: 401 }, (_, i) => `${i}`).filter((text) => +text < 120 || +text >= 150));
  assertEquals(calls.filter(([method]) => method === "sources").length, 3);
  database.close();
});

Deno.test("of what is long one part is read at a time, for whichever peer: others are not behind all of them", async () => {
  await using store = await openSqlite(":memory:");
  const maya = await add(store, "maya");
  await store.addMessage(message(maya, maya, "hello"));
  let read = 0;
  const count = () => void read++;
  const parts = Array.from({ length: 50 }, () => [
    store.messages([1]).then(count),
    store.inbox(maya.id).then(count),
    store.conversation(maya.id, maya.id, { limit: 1 }).then(count),
    store.unread(maya.id, { maxLength: 1 }).then(count),
  ]);
  await store.lastSeq();
  assert(read <= 2, `${read} parts were read first`);
  await Promise.all(parts.flat());
});
