/**
 * The SQLite store: what every store does, and what a file, a second process and a full disk add to it.
 *
 * @module
 */

import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";
import { ChatError } from "../lib/chat.ts";
import { openSqlite } from "../lib/store/sqlite.ts";
import type { Store } from "../lib/store/store.ts";
import { temporaryDirectory } from "./helpers.ts";
import { add, logIn, message, NOW, testStore, textsOf } from "./store_contract.ts";

/** Opens a store in a file of its own, which is removed with it. */
function openInDirectory(): Store {
  const directory = temporaryDirectory();
  const store = openSqlite(`${directory.path}/ngobrol.db`);
  const close = store[Symbol.asyncDispose].bind(store);
  store[Symbol.asyncDispose] = async () => {
    await close();
    directory[Symbol.dispose]();
  };
  return store;
}

testStore("SQLite in memory", () => openSqlite(":memory:"));
testStore("SQLite in a file", openInDirectory);

/** Opens a store, and its own connection to the database with it: some settings belong to the connection. */
function openWithConnection(file: string): { store: Store; connection: DatabaseSync } {
  const original = DatabaseSync.prototype.exec;
  let connection: DatabaseSync | undefined;
  DatabaseSync.prototype.exec = function (sql) {
    connection = this;
    original.call(this, sql);
  };
  try {
    const store = openSqlite(file);
    assert(connection);
    return { store, connection };
  } finally {
    DatabaseSync.prototype.exec = original;
  }
}

/** A file for a database in a directory that is removed with the test. */
function temporaryFile(): Disposable & { readonly path: string } {
  const directory = temporaryDirectory();
  return { path: `${directory.path}/ngobrol.db`, [Symbol.dispose]: () => directory[Symbol.dispose]() };
}

Deno.test("A store that is opened again has everything", async () => {
  using file = temporaryFile();
  const before = openSqlite(file.path);
  const [maya, izza] = [await add(before, "maya"), await add(before, "izza", { demo: true })];
  const login = await logIn(before, maya, "a");
  await before.addMessage(message(maya, izza, "read"));
  await before.markRead(izza.id, (await before.unread(izza.id, { maxLength: 100 })).upTo, NOW);
  await before.addMessage(message(maya, izza, "unread"));
  await before.removeAccount((await add(before, "nania")).id);
  await before[Symbol.asyncDispose]();

  await using after = openSqlite(file.path);
  assertEquals(await after.accounts(), [maya, izza]);
  assertEquals(await after.logins(0), [login]);
  assertEquals(await textsOf(after, izza), ["unread"]);
  assertEquals(await after.namesEverUsed(), new Set(["maya", "izza", "nania"]));
});

Deno.test("A commit returns after it was flushed: a write-ahead log, synchronous FULL", async () => {
  using file = temporaryFile();
  const { store, connection } = openWithConnection(file.path);
  assertEquals(connection.prepare("PRAGMA journal_mode").get()?.["journal_mode"], "wal");
  assertEquals(connection.prepare("PRAGMA synchronous").get()?.["synchronous"], 2);
  await store[Symbol.asyncDispose]();
});

Deno.test("A message counts as kept only when another process can read it", async () => {
  using file = temporaryFile();
  await using store = openSqlite(file.path);
  await using other = openSqlite(file.path);
  const maya = await add(store, "maya");
  const kept = store.addMessage(message(maya, maya, "hello"));
  assertEquals(await textsOf(other, maya), []);
  await kept;
  assertEquals(await textsOf(other, maya), ["hello"]);
});

Deno.test("A database of a newer version is refused and left as it was", async () => {
  using file = temporaryFile();
  const store = openSqlite(file.path);
  await add(store, "maya");
  await store[Symbol.asyncDispose]();
  const newer = new DatabaseSync(file.path);
  newer.exec("PRAGMA user_version = 99");
  newer.close();
  const before = Deno.readFileSync(file.path);
  const error = assertThrows(() => openSqlite(file.path), ChatError);
  assertEquals(error.message, "Cannot open the store: it was written by a newer version of ngobrol");
  assertEquals(Deno.readFileSync(file.path), before);
});

Deno.test("A store knows whether another process changed anything since it was last asked", async () => {
  using file = temporaryFile();
  await using store = openSqlite(file.path);
  await using other = openSqlite(file.path);
  const changed = async () => {
    await setImmediate(); // It answers once in a turn of the event loop.
    return store.changedElsewhere();
  };
  const maya = await add(other, "maya");
  assertEquals([await changed(), await changed()], [true, false]);
  await store.addMessage(message(maya, maya, "by the store itself"));
  assertEquals(await changed(), false);
  await other.setPassword(maya.id, "another");
  assertEquals([await changed(), await changed()], [true, false]);
  assertEquals((await store.accounts())[0]?.passwordHash, "another");
  await setImmediate();
});

Deno.test("Closing waits for what was given before", async () => {
  using file = temporaryFile();
  const store = openSqlite(file.path);
  const maya = await add(store, "maya");
  const kept = store.addMessage(message(maya, maya, "the last one"));
  await store[Symbol.asyncDispose]();
  await kept;
  await using after = openSqlite(file.path);
  assertEquals(await textsOf(after, maya), ["the last one"]);
});

Deno.test("A full disk is told to all who wait, keeps nothing by halves, and goes on when there is room", async () => {
  using file = temporaryFile();
  const { store, connection } = openWithConnection(file.path);
  const maya = await add(store, "maya");
  const pages = Number(connection.prepare("PRAGMA page_count").get()?.["page_count"]);
  connection.exec(`PRAGMA max_page_count = ${pages}`);
  const results = ["small", "x".repeat(1e6)].map((text) => store.addMessage(message(maya, maya, text)));
  for (const result of results) {
    const error = await assertRejects(() => result, ChatError);
    assertEquals(error.message, "Cannot store the message: the disk is full");
  }
  assertEquals(await textsOf(store, maya), []);
  connection.exec("PRAGMA max_page_count = 1000000");
  await store.addMessage(message(maya, maya, "there is room"));
  assertEquals(await textsOf(store, maya), ["there is room"]);
  await store[Symbol.asyncDispose]();
});

Deno.test("A database that another program keeps locked is told to who waits, and used again when it is free", async () => {
  using file = temporaryFile();
  const { store, connection } = openWithConnection(file.path);
  const maya = await add(store, "maya");
  connection.exec("PRAGMA busy_timeout = 0");
  using other = new DatabaseSync(file.path);
  other.exec("BEGIN IMMEDIATE");
  await assertRejects(() => store.addMessage(message(maya, maya, "lost")), ChatError, "locked by another program");
  await assertRejects(() => add(store, "izza"), ChatError, "locked by another program");
  other.exec("ROLLBACK");
  await store.addMessage(message(maya, maya, "kept"));
  assertEquals(await textsOf(store, maya), ["kept"]);
  await store[Symbol.asyncDispose]();
});
