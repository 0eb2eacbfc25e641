/**
 * What every store must do with files.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import type { FilesOptions, NewFile } from "../../lib/store/files.ts";
import type { Change, Store, StoredAccount } from "../../lib/store/store.ts";
import { add, message } from "./store_contract.ts";

const A = "a".repeat(64);
const B = "b".repeat(64);

/** Keeps a message with a file; returns its place. */
async function addFile(
  store: Store,
  [from, to]: readonly [StoredAccount, StoredAccount],
  file: NewFile,
  key = crypto.randomUUID(),
): Promise<number> {
  const { seq } = await store.addIdempotent({ ...message(from, to, file.name), file }, key);
  return seq;
}

const FILES: Readonly<Record<string, (store: Store) => Promise<void>>> = {
  "a file comes with its message: unread, in the history, in the feed": async (store) => {
    const [maya, izza] = [await add(store, "maya"), await add(store, "izza")];
    const changes: Change[] = [];
    store.follow((change) => changes.push(change));
    const file = { name: "a b.txt", size: 3, sha256: A };
    const id = await addFile(store, [maya, izza], file);
    const expected = { id, ...file };
    const { messages } = await store.unread(izza.id, { maxLength: 1e6 });
    assertEquals(messages.map((each) => each.file), [expected]);
    const page = await store.conversation(maya.id, izza.id, { limit: 9 });
    assertEquals((await store.messages(page.seqs)).map((each) => each.file), [expected]);
    const told = changes.find((change) => change.kind === "messages")!;
    assert(told.kind === "messages");
    assertEquals(told.messages.at(0)!.file, file);
    await store.addMessage(message(maya, izza, "no file"));
    assertEquals((await store.unread(izza.id, { maxLength: 1e6 })).messages.map((each) => each.file?.id), [
      id,
      undefined,
    ]);
  },

  "a file with a key is kept once, and changes no message that had the key before": async (store) => {
    const [maya, izza] = [await add(store, "maya"), await add(store, "izza")];
    const file = { name: "a.txt", size: 3, sha256: A };
    const [key, used] = [crypto.randomUUID(), crypto.randomUUID()];
    const first = await addFile(store, [maya, izza], file, key);
    assertEquals(await addFile(store, [maya, izza], { ...file, name: "b.txt" }, key), first);
    const text = await store.addIdempotent(message(maya, izza, "text"), used);
    assertEquals(await addFile(store, [maya, izza], file, used), text.seq);
    assertEquals((await store.files.list(izza.id, { limit: 9 })).map(({ name }) => name), ["a.txt"]);
  },

  "a file is found by those who have part in its conversation, and by nobody else": async (store) => {
    const [maya, izza, nania] = [await add(store, "maya"), await add(store, "izza"), await add(store, "nania")];
    const file = { name: "a.txt", size: 3, sha256: A };
    const id = await addFile(store, [maya, izza], file);
    for (const { id: account } of [maya, izza]) {
      const found = await store.files.file(account, id);
      assertEquals(found, { id, ...file, from: "maya", to: "izza", at: found!.at });
    }
    assertEquals(await store.files.file(nania.id, id), undefined);
    assertEquals(await store.files.file(maya.id, id + 1), undefined);
    assertEquals(await store.files.list(nania.id, { limit: 9 }), []);
  },

  "files are listed from the newest on, page by page, of all or of one conversation": async (store) => {
    const [maya, izza, nania] = [await add(store, "maya"), await add(store, "izza"), await add(store, "nania")];
    const names = async (options: FilesOptions) => (await store.files.list(izza.id, options)).map(({ name }) => name);
    await addFile(store, [maya, izza], { name: "1", size: 3, sha256: A });
    const two = await addFile(store, [izza, nania], { name: "2", size: 3, sha256: A });
    await addFile(store, [izza, maya], { name: "3", size: 4, sha256: B });
    await addFile(store, [maya, nania], { name: "4", size: 4, sha256: B });
    assertEquals(await names({ limit: 9 }), ["3", "2", "1"]);
    assertEquals(await names({ limit: 1 }), ["3"]);
    assertEquals(await names({ limit: 9, before: two }), ["1"]);
    assertEquals(await names({ limit: 9, other: maya.id }), ["3", "1"]);
    assertEquals(await names({ limit: 9, other: izza.id }), []);
  },

  "what an account has sent counts once a content, in blocks; sizes are told by place": async (store) => {
    const [maya, izza] = [await add(store, "maya"), await add(store, "izza")];
    assertEquals(await store.files.usage(10), new Map());
    const id = await addFile(store, [maya, izza], { name: "1", size: 11, sha256: A });
    await addFile(store, [maya, izza], { name: "2", size: 11, sha256: A });
    const empty = await addFile(store, [maya, izza], { name: "3", size: 0, sha256: B });
    const { seq } = await store.addIdempotent(message(maya, izza, "text"), crypto.randomUUID());
    assertEquals(await store.files.usage(10), new Map([[maya.id, 30]]));
    assertEquals(await store.files.sizes([id, empty, seq]), new Map([[id, 11], [empty, 0]]));
    assertEquals([await store.files.hasSent(maya.id, A), await store.files.hasSent(izza.id, A)], [true, false]);
    assertEquals(await store.files.unused([A, "c".repeat(64), B]), ["c".repeat(64)]);
  },
};

/** Adds the tests that every store must pass; `open` gives a new, empty store for each. */
export function testFiles(name: string, open: () => Promise<Store> | Store): void {
  for (const [behaviour, check] of Object.entries(FILES)) {
    Deno.test(`${behaviour} (${name})`, async () => {
      await using store = await open();
      await check(store);
    });
  }
}
