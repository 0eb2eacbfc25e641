/**
 * A chat is taken from a data directory to a database and back: nothing is lost on the way, also if it is broken off.
 *
 * @module
 */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { generate as generateUuid7 } from "@std/uuid/v7";
import { ChatError } from "../../lib/chat.ts";
import { Contents } from "../../lib/server/files/contents.ts";
import { groupReceiver } from "../../lib/store/groups.ts";
import { type MoveProgress, moveRows } from "../../lib/store/move/move.ts";
import { PostgresEnd } from "../../lib/store/move/postgres_end.ts";
import { SqliteEnd } from "../../lib/store/move/sqlite_end.ts";
import type { MoveEnd } from "../../lib/store/move/tables.ts";
import { openPostgres } from "../../lib/store/postgres/postgres_store.ts";
import { readPostgresUrl } from "../../lib/store/postgres/url.ts";
import { openSqlite } from "../../lib/store/sqlite/sqlite_store.ts";
import { verifySqlite } from "../../lib/store/sqlite/copy.ts";
import type { Store } from "../../lib/store/store.ts";
import { run, serverProgram, temporaryDirectory } from "../support/helpers.ts";
import { POSTGRES, postgresTest, startPostgres } from "../support/postgres.ts";
import { add, logIn, message, NOW } from "../support/store_contract.ts";

const postgres = POSTGRES === undefined ? undefined : await startPostgres();

/** Messages that are sent, and those of them that are pruned; then there is one with a file. */
const MESSAGES = 4_500;
const PRUNED = 100;
const LEFT = MESSAGES - PRUNED + 1;

/** Makes a chat that has something of all that there is. @returns The SHA-256 of what is in its file. */
async function makeChat(directory: string): Promise<string> {
  const data = await run(serverProgram(), ["user", "list", "--data", directory]); // There is none: it makes no directory.
  assertEquals(data.code, 1);
  Deno.mkdirSync(directory, { mode: 0o700 });
  Deno.openSync(`${directory}/chat.sqlite`, { create: true, write: true, mode: 0o600 }).close();
  const contents = await Contents.open(`${directory}/files`);
  const partial = contents.begin();
  await partial.append(new TextEncoder().encode("what is in it"));
  using kept = await partial.keep();
  await using store = await openSqlite(`${directory}/chat.sqlite`);
  const [maya, izza, gone] = [await add(store, "maya"), await add(store, "izza"), await add(store, "gone")];
  await logIn(store, maya, "a".repeat(64));
  const group = await store.groups.add({ name: "kelas", maker: maya.id, inviteOnly: false, wholeHistory: true });
  await store.groups.join(group.id, izza.id);
  await store.groups.join(group.id, gone.id);
  const ends = [[maya, izza], [izza, maya], [izza, maya], [maya, maya], [gone, izza]] as const;
  await store.addMessages(Array.from({ length: MESSAGES }, (_, index) => {
    const [from, to] = ends[(index * index + (index >> 5)) % ends.length]!;
    const sent = {
      ...message(from, to, `${index} \u0027"\\ \u{1f600}`),
      id: generateUuid7(NOW + index),
      at: NOW + index,
    };
    return index % 7 === 0 ? { ...sent, receiver: groupReceiver(group.id) } : sent;
  }));
  const file = { name: "a.txt", size: kept.size, sha256: kept.sha256 };
  await store.addIdempotent({ ...message(maya, izza, "file"), file }, crypto.randomUUID());
  await store.markDelivered(izza.id, 3_000, NOW + 1);
  await store.markRead(izza.id, 2_000, NOW + 2);
  const { id } = (await store.messages([500]))[0]!;
  await store.control.editMessage((await store.control.findMessage(id))!, { text: "edited", at: NOW, removed: false });
  const act = { at: NOW, by: "maya", act: "lock", target: "", detail: "" };
  await store.control.layDown({ kind: "lock", target: 0, by: "maya", at: NOW, until: NOW + 5 }, act);
  await store.control.keepVisits([{ number: 1, account: maya.id, began: NOW }], NOW + 9);
  assertEquals((await store.pruning!.prune(NOW + PRUNED, 1_000)).messages, PRUNED);
  await store.groups.leave(group.id, gone.id, "removed");
  await store.removeAccount(gone.id);
  return kept.sha256;
}

/** All that a store tells. */
async function describe(store: Store): Promise<unknown> {
  const accounts = await store.accounts();
  const parts = await Promise.all(accounts.map(async ({ id }) => {
    const { seqs } = await store.inbox(id);
    const pages = await Promise.all(
      [...accounts.map(({ id }) => id), groupReceiver((await store.groups.list())[0]!.id)].map(async (other) => {
        const { seqs } = await store.conversation(id, other, { limit: 150 });
        return await store.messages(seqs);
      }),
    );
    return [await store.messages(seqs.slice(0, 500)), seqs, pages, await store.files.list(id, { limit: 9 })];
  }));
  const { control } = store;
  return {
    accounts,
    parts,
    counts: await store.unreadCounts(),
    groups: await store.groups.list(),
    logins: await store.logins(0, 64),
    control: [
      await control.measures(),
      await control.acts(0, 99),
      await control.visits(0, NOW * 2),
      await control.people(),
    ],
    last: [await store.lastSeq(), await store.lastId()],
  };
}

/** Goes on with a chat that was moved: what comes is behind what was there. */
async function goOn(store: Store): Promise<void> {
  const [maya, izza] = await store.accounts() as [Awaited<ReturnType<typeof add>>, Awaited<ReturnType<typeof add>>];
  const before = (await store.inbox(izza!.id)).seqs.length;
  for (const [from, to] of [[maya, izza], [izza, maya], [maya, izza], [maya, maya]] as const) {
    await store.addMessage({ ...message(from!, to!, "new"), id: generateUuid7(NOW + MESSAGES) });
  }
  const { seqs, cursor } = await store.inbox(izza!.id);
  assertEquals(seqs.length, before + 2);
  const updates = await store.markRead(izza!.id, cursor, NOW + 9);
  assertEquals(updates.reduce((sum, { count }) => sum + count, 0) >= seqs.length, true);
  assertEquals((await store.inbox(izza!.id)).seqs, []);
  assertEquals((await store.groups.list())[0]!.members.length, 2);
}

postgresTest("a chat that is moved to a database and back is the same in each, and goes on there", async () => {
  using directory = temporaryDirectory();
  const [from, back] = [`${directory.path}/from`, `${directory.path}/back`];
  const sha256 = await makeChat(from);
  const url = await postgres!.newDatabase();
  const call = (one: string, other: string) =>
    run(serverProgram(), ["move", "--from", one, "--to", other, "--store-unsafe", "--data", `${directory.path}/none`]);
  const there = await call(`sqlite:${from}`, url);
  assertEquals(there.code, 0, there.err);
  assert(
    there.out.includes(`3 accounts, 4 conversations, ${LEFT} messages and 1 content of files`),
    there.out,
  );
  assert(there.err.includes(`100 % of ${LEFT}`), there.err);
  const all = await withStore(openSqlite(`${from}/chat.sqlite`), describe);
  const place = readPostgresUrl(url);
  assertEquals(await withStore(openPostgres(place, { isUnsafe: true }), describe), all);
  const again = await call(`sqlite:${from}`, url);
  assertEquals([again.code, again.err.includes("has a chat already")], [1, true], again.err);
  const here = await call(url, `sqlite:${back}`);
  assertEquals(here.code, 0, here.err);
  assertEquals(await withStore(openSqlite(`${back}/chat.sqlite`, { check: true }), describe), all);
  assertEquals(await verifySqlite(`${back}/chat.sqlite`), await verifySqlite(`${from}/chat.sqlite`));
  assertEquals(await Deno.readTextFile(`${back}/files/${sha256}`), "what is in it");
  await withStore(openPostgres(place, { isUnsafe: true }), goOn);
  await withStore(openSqlite(`${back}/chat.sqlite`), goOn);
  const full = await call(url, `sqlite:${back}`);
  assertEquals([full.code, full.err.includes("There is a chat in")], [1, true], full.err);
});

postgresTest("a move that is broken off keeps servers out, and goes on where it was", async () => {
  using directory = temporaryDirectory();
  await makeChat(`${directory.path}/from`);
  const url = await postgres!.newDatabase();
  const place = readPostgresUrl(url);
  const options = { isUnsafe: true, isNew: true };
  using source = new SqliteEnd(`${directory.path}/from/chat.sqlite`, "from", false);
  {
    using target = await PostgresEnd.open(place, options);
    await assertRejects(
      () =>
        moveRows(source, target, ({ table, done }) => {
          if (table === "messages" && done > 0) throw new Error("broken off");
        }, new AbortController().signal),
      Error,
      "broken off",
    );
  }
  await assertRejects(() => openPostgres(place, { isUnsafe: true }), ChatError, "a move into it is not over");
  await assertRejects(
    () => PostgresEnd.open(place, { ...options, isNew: false }),
    ChatError,
    "it has a part of a chat",
  );
  using target = await PostgresEnd.open(place, options);
  const started: Record<string, number> = {};
  await moveRows(source, target, ({ table, done }) => started[table] ??= done, new AbortController().signal);
  assertEquals([started["accounts"], started["messages"], started["moves"]], [3, 2_000, 0]);
  await target.finish();
  assertEquals(await withStore(openPostgres(place, { isUnsafe: true }), (store) => store.lastSeq()), MESSAGES + 1);
  await using _ = await openPostgres(place, { isUnsafe: true });
  await assertRejects(() => PostgresEnd.open(place, { ...options, isNew: false }), ChatError, "Servers work on");
});

Deno.test("a move to a directory that is broken off goes on where it was, and messages know the ones before them", async () => {
  using directory = temporaryDirectory();
  const [from, to] = ["from", "to"].map((name) => `${directory.path}/${name}/chat.sqlite`) as [string, string];
  await makeChat(`${directory.path}/from`);
  Deno.mkdirSync(`${directory.path}/to`, { mode: 0o700 });
  const source = new SqliteEnd(from, "from", false);
  const { signal } = new AbortController();
  {
    using target = new SqliteEnd(to, "to", true);
    const breakOff = ({ table, done }: MoveProgress) => {
      if (table === "messages" && done > 0) throw new Error("broken off");
    };
    await assertRejects(() => moveRows(source, target, breakOff, signal), Error, "broken off");
  }
  {
    using target = new SqliteEnd(to, "to", true);
    const asked: Record<string, unknown> = {};
    const noting: MoveEnd = {
      name: "from",
      count: (table) => source.count(table),
      read(table, after, limit) {
        asked[table.name] ??= after;
        return source.read(table, after, limit);
      },
    };
    await moveRows(noting, target, () => {}, signal);
    assertEquals(asked["messages"], [PRUNED + 2_000]); // Those before are not moved again.
    target.finish();
    source[Symbol.dispose]();
  }
  assertEquals(await verifySqlite(to), await verifySqlite(from));
  const all = await withStore(openSqlite(from), describe);
  assertEquals(await withStore(openSqlite(to, { check: true }), describe), all);
  await withStore(openSqlite(to), goOn);
});

postgresTest("a move that is refused as servers work there keeps no server out", async () => {
  const place = readPostgresUrl(await postgres!.newDatabase());
  const options = { isUnsafe: true, isNew: true };
  await using _ = await openPostgres(place, options);
  await assertRejects(() => PostgresEnd.open(place, options), ChatError, "Servers work on");
  await using _other = await openPostgres(place, options);
});

postgresTest(
  "servers and moves that begin at the same moment: the servers are kept out, or the moves are",
  async () => {
    const place = readPostgresUrl(await postgres!.newDatabase());
    for (let round = 0; round < 5; round++) {
      const opening = Array.from({ length: 3 }, () => openPostgres(place, { isUnsafe: true }));
      const moving = [0, 1].map(() => PostgresEnd.open(place, { isUnsafe: true, isNew: true }));
      const [servers, moves] = await Promise.all([Promise.allSettled(opening), Promise.allSettled(moving)]);
      const isIn = ({ status }: PromiseSettledResult<unknown>) => status === "fulfilled";
      const refused = [...servers, ...moves].flatMap((it) =>
        it.status === "rejected" ? [String(it.reason.message)] : []
      );
      assert(!(servers.some(isIn) && moves.some(isIn)), refused.join());
      assert(
        refused.every((reason) => /^(Cannot open the store: a move|Servers work on) /.test(reason)),
        refused.join(),
      );
      for (const server of servers) if (server.status === "fulfilled") await server.value[Symbol.asyncDispose]();
      for (const move of moves) {
        if (move.status !== "fulfilled") continue;
        await move.value.finish();
        move.value[Symbol.dispose]();
      }
    }
  },
);

postgresTest("what is different is told", async () => {
  using directory = temporaryDirectory();
  await makeChat(`${directory.path}/from`);
  const url = await postgres!.newDatabase();
  using source = new SqliteEnd(`${directory.path}/from/chat.sqlite`, "from", false);
  using target = await PostgresEnd.open(readPostgresUrl(url), { isUnsafe: true, isNew: true });
  const { signal } = new AbortController();
  await moveRows(source, target, () => {}, signal);
  const { compareRows } = await import("../../lib/store/move/move.ts");
  assertEquals((await compareRows(source, target, () => {}, signal)).get("messages"), LEFT);
  const [, database] = /\/(chat\d+)$/.exec(url)!;
  await postgres!.sql("UPDATE messages SET text = 'another' WHERE number = 777", database);
  await assertRejects(() => compareRows(source, target, () => {}, signal), ChatError, ", and their sums differ");
  await postgres!.sql("DELETE FROM messages WHERE number = 777", database);
  await assertRejects(() => compareRows(source, target, () => {}, signal), ChatError, `${LEFT - 1} in`);
});

async function withStore<T>(opening: Promise<Store>, action: (store: Store) => Promise<T>): Promise<T> {
  await using store = await opening;
  return await action(store);
}
