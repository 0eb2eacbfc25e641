/** What is pruned from a SQLite store leaves nothing behind, and the rest whole. @module */

import { assert, assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { generate as generateUuid7 } from "@std/uuid/v7";
import { verifySqlite } from "../../lib/store/sqlite/copy.ts";
import { openSqlite } from "../../lib/store/sqlite/sqlite_store.ts";
import { groupReceiver } from "../../lib/store/groups.ts";
import { newGroup } from "../support/group_contract.ts";
import { temporaryDirectory } from "../support/helpers.ts";
import { add, message, NOW } from "../support/store_contract.ts";

const SECRET = "what nobody shall find";

/** A store with so many messages of two people and a group, one a millisecond; all the odd ones are in the group. */
async function fill(path: string, count: number): Promise<void> {
  await using store = await openSqlite(path);
  const [maya, izza] = [await add(store, "maya"), await add(store, "izza")];
  const group = await store.groups.add(newGroup(maya, "kelas"));
  await store.groups.join(group.id, izza.id);
  for (let index = 0; index < count; index++) {
    const [from, to] = index % 3 === 0 ? [izza, maya] : [maya, izza];
    const receiver = index % 2 === 1 ? groupReceiver(group.id) : to.id;
    const text = `${SECRET} ${index};`;
    const file = { name: "a", size: 1, sha256: `${index % 10}`.repeat(64) };
    const sent = { ...message(from, to, text), id: generateUuid7(NOW + index), at: NOW + index, receiver };
    if (index % 50 === 0) await store.addIdempotent({ ...sent, file }, crypto.randomUUID());
    else void store.addMessage(sent);
    if (index % 100 === 99) await store.markRead(izza.id, index - 50, NOW + index);
  }
}

/** Rows of a table that belong to messages up to a number. */
const LEFT = {
  messages: "number <= ?",
  posts: "message <= ?",
  files: "message <= ?",
  edits: "message <= ?",
  marks: "number <= ?",
};

Deno.test("after each step the store is sound; no row is left of what was pruned, and its text in no page", async () => {
  using directory = temporaryDirectory();
  const path = `${directory.path}/ngobrol.db`;
  await fill(path, 1_000);
  for (const days of [100, 437, 900, 5_000]) {
    const whole = await verifySqlite(path);
    {
      await using store = await openSqlite(path, { check: true });
      const { messages } = await store.pruning!.prunable(NOW + days);
      assertEquals((await store.pruning!.prune(NOW + days, 10_000)).messages, messages);
      const { messages: none, free } = await store.pruning!.prune(NOW + days, 10_000);
      assert(none === 0 && free! > 0);
      assertEquals((await verifySqlite(path)).messages, whole.messages - messages);
    }
    const left = await verifySqlite(path);
    assertEquals(left.messages, Math.max(0, 1_000 - days));
    const database = new DatabaseSync(path, { readOnly: true });
    for (const [table, where] of Object.entries(LEFT)) {
      const row = database.prepare(`SELECT count(*) AS count FROM ${table} WHERE ${where}`).get(days);
      assertEquals(row!["count"], 0, table);
    }
    const moves = database.prepare(
      "SELECT count(*) AS count FROM moves JOIN conversations ON id = conversation " +
        "WHERE up_to <= pruned",
    ).get();
    assertEquals(moves!["count"], 0);
    database.close();
    const bytes = new TextDecoder("latin1").decode(Deno.readFileSync(path));
    assertEquals(bytes.includes(`${SECRET} 50;`), days < 50);
    assertEquals(bytes.includes(`${SECRET} 999;`), days < 1_000);
  }
});

Deno.test("a store that lacks messages from the front, and was not pruned, is found to be damaged", async () => {
  using directory = temporaryDirectory();
  const path = `${directory.path}/ngobrol.db`;
  await fill(path, 200);
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  for (const [table, where] of Object.entries(LEFT)) database.prepare(`DELETE FROM ${table} WHERE ${where}`).run(20);
  database.close();
  const error = await verifySqlite(path).then(() => undefined, (error) => error);
  assert(error instanceof Error && error.message.includes("is in no conversation"), String(error));
});
