/**
 * What a store that can be pruned must do: beside one that was told the same and is not pruned, it differs in what is gone
 * and in nothing else.
 *
 * @module
 */

import { generate as generateUuid7 } from "@std/uuid/v7";
import { assert, assertEquals } from "@std/assert";
import type { FullMessage } from "../../lib/chat.ts";
import { groupReceiver } from "../../lib/store/groups.ts";
import type { Change, Store, StoredAccount } from "../../lib/store/store.ts";
import { newGroup } from "./group_contract.ts";
import { add, message, NOW } from "./store_contract.ts";

/** Milliseconds between two messages. */
const STEP = 1_000;

/** Numbers below a bound, the same in each run. */
function numbers(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor(state / 2 ** 31 * bound);
  };
}

/** Two stores that are told the same. */
class Twins {
  readonly stores: readonly [pruned: Store, whole: Store];
  readonly people: StoredAccount[] = [];
  group = 0;
  now = NOW;
  readonly #random: (bound: number) => number;

  constructor(stores: readonly [Store, Store], seed: number) {
    this.stores = stores;
    this.#random = numbers(seed);
  }

  async open(): Promise<void> {
    for (const store of this.stores) {
      const people = [await add(store, "maya"), await add(store, "izza"), await add(store, "nania")];
      const group = await store.groups.add(newGroup(people[0]!, "kelas", { wholeHistory: true }));
      for (const { id } of people.slice(1)) await store.groups.join(group.id, id);
      this.people.splice(0, 3, ...people);
      this.group = group.id;
    }
  }

  /** Sends, delivers and reads. */
  async live(count: number): Promise<void> {
    for (let index = 0; index < count; index++) {
      const [from, to] = [this.#someone(), this.#someone()];
      this.now += STEP;
      const kind = this.#random(10);
      if (kind < 8) {
        const receiver = kind < 2 ? groupReceiver(this.group) : to.id;
        const id = generateUuid7(this.now);
        const sent = { id, sender: from.id, receiver, text: `${index} of ${from.name}`, at: this.now };
        for (const store of this.stores) await store.addMessage(sent);
      } else {
        const place = Math.max(0, await this.stores[1].lastSeq() - this.#random(80));
        for (const store of this.stores) {
          await (kind === 8 ? store.markRead(to.id, place, this.now) : store.markDelivered(to.id, place, this.now));
        }
      }
    }
  }

  /** Both show the same to everybody, but for what is older than a moment. */
  async compare(before: number): Promise<void> {
    const [pruned, whole] = this.stores;
    const isLeft = ({ at }: FullMessage) => at >= before;
    for (const { id } of this.people) {
      const unread = await unreadOf(whole, id);
      assertEquals(await unreadOf(pruned, id), unread.filter(isLeft));
      const since = await pruned.lastSeq() - 150;
      assertEquals(await unreadOf(pruned, id, since), (await unreadOf(whole, id, since)).filter(isLeft));
      const places = (await pruned.inbox(id)).seqs;
      const inbox = new Set((await pruned.messages(places)).map(({ id }) => id));
      assertEquals(inbox, new Set(unread.filter(isLeft).map(({ id }) => id)));
      const direct = unread.filter((message) => isLeft(message) && !message.to.startsWith("#"));
      assertEquals((await pruned.unreadCounts()).get(id) ?? 0, direct.length);
      for (const other of [...this.people.map(({ id }) => id), groupReceiver(this.group)]) {
        assertEquals(await historyOf(pruned, id, other), (await historyOf(whole, id, other)).filter(isLeft));
      }
    }
  }

  #someone(): StoredAccount {
    return this.people[this.#random(this.people.length)]!;
  }
}

async function unreadOf(store: Store, account: number, since?: number): Promise<FullMessage[]> {
  const all: FullMessage[] = [];
  for (let after = 0;;) {
    const options = { after, maxLength: 1e6, maxCount: 17, ...since !== undefined && { since } };
    const { messages, cursor } = await store.unread(account, options);
    if (messages.length === 0) return all;
    all.push(...messages);
    after = cursor;
  }
}

/** All of a conversation, page by page. */
async function historyOf(store: Store, account: number, other: number): Promise<FullMessage[]> {
  const all: FullMessage[] = [];
  let before: string | undefined;
  while (true) {
    const { seqs, more } = await store.conversation(account, other, { limit: 23, before });
    const page = await store.messages(seqs);
    all.unshift(...page);
    if (!more) return all;
    before = page[0]!.id;
  }
}

/** Prunes to the end, in steps. @returns How many messages were removed. */
async function pruneAll(store: Store, before: number, most = 50): Promise<number> {
  for (let sum = 0;;) {
    const { messages } = await store.pruning!.prune(before, most);
    assert(messages <= most);
    if (messages === 0) return sum;
    sum += messages;
  }
}

/** Adds the tests; `open` gives a new, empty store. */
export function testPruning(name: string, open: () => Promise<Store>, seeds: readonly number[] = [1, 2, 3]): void {
  Deno.test(`what is pruned is gone, and all else is as it would be without (${name})`, async () => {
    for (const seed of seeds) {
      await using pruned = await open();
      await using whole = await open();
      const twins = new Twins([pruned, whole], seed);
      await twins.open();
      let before = 0;
      for (let round = 0; round < 4; round++) {
        await twins.live(round === 2 ? 20 : 250);
        // The third time all that there is.
        before = round === 2 ? twins.now + 1 : twins.now - 150 * STEP;
        const counted = await pruned.pruning!.prunable(before);
        const waiting = async () =>
          (await Promise.all(twins.people.map(({ id }) => unreadOf(pruned, id)))).flat().length;
        const waited = await waiting();
        assertEquals(await pruneAll(pruned, before), counted.messages);
        // In a group a place counts for its sender as well, who has nothing to read there.
        assert(waited - await waiting() <= counted.unread);
        assertEquals(await pruned.pruning!.prunable(before), { messages: 0, unread: 0, files: 0 });
        assertEquals(await pruned.lastSeq(), await whole.lastSeq());
        await twins.compare(before);
      }
      await twins.live(100);
      await twins.compare(before);
    }
  });

  Deno.test(`nothing is pruned from the first message on that is not old, whatever the clock did (${name})`, async () => {
    await using store = await open();
    const maya = await add(store, "maya");
    // The ids go on, as those of a server do; the clock goes forth and back, or was wrong when the message was made.
    const times = [[0, 0], [1, 1], [2, 5 * STEP], [3, 2], [6 * STEP, 6 * STEP]] as const;
    for (const [index, [idTime, at]] of times.entries()) {
      await store.addMessage({ ...message(maya, maya, `${index}`), id: generateUuid7(NOW + idTime), at: NOW + at });
    }
    assertEquals(await pruneAll(store, NOW + STEP), 2);
    assertEquals((await historyOf(store, maya.id, maya.id)).map(({ text }) => text), ["2", "3", "4"]);
    assertEquals(await pruneAll(store, NOW), 0);
  });

  Deno.test(`who has read a long conversation is told what comes after it was pruned (${name})`, async () => {
    await using store = await open();
    const [maya, izza, nania] = [await add(store, "maya"), await add(store, "izza"), await add(store, "nania")];
    const send = (from: StoredAccount, to: StoredAccount, text: string, at: number) => ({
      ...message(from, to, text),
      id: generateUuid7(at),
      at,
    });
    // Of one conversation more is pruned than of the other, which goes on as long.
    const isOther = (index: number) => index % (index < 4_000 ? 10 : 2) === 0;
    const many = Array.from(
      { length: 8_000 },
      (_, index) => send(isOther(index) ? nania : maya, izza, `${index}`, NOW + index),
    );
    await store.addMessages(many);
    await store.markRead(izza.id, await store.lastSeq(), NOW);
    assertEquals(await pruneAll(store, NOW + 4_000, 1_000), 4_000);
    await store.addMessages([send(izza, maya, "to maya", NOW + 9_000), send(maya, izza, "to izza", NOW + 9_001)]);
    assertEquals((await unreadOf(store, maya.id)).map(({ text }) => text), ["to maya"]);
    assertEquals((await unreadOf(store, izza.id)).map(({ text }) => text), ["to izza"]);
    // Who comes back after a time asks for what is newer than a place that is gone by now.
    assertEquals((await unreadOf(store, maya.id, 1)).map(({ text }) => text), ["to maya"]);
    assertEquals(await pruneAll(store, NOW + 4_000), 0);
    await store.addMessage(send(nania, izza, "again", NOW + 9_002));
    const left = Array.from({ length: 4_000 }, (_, index) => `${4_000 + index}`);
    const since = (await unreadOf(store, izza.id, 1)).map(({ text }) => text);
    assertEquals(since, [...left, "to izza", "again"]);
  });

  Deno.test(`files, keys and changes go with their messages, and those who follow are told (${name})`, async () => {
    await using store = await open();
    const [maya, izza] = [await add(store, "maya"), await add(store, "izza")];
    const [old, kept] = ["a".repeat(64), "b".repeat(64)];
    const send = async (at: number, key: string, sha256: string) => {
      const file = { name: "a.txt", size: 1, sha256 };
      return await store.addIdempotent({ ...message(maya, izza, "x"), id: generateUuid7(at), at, file }, key);
    };
    const key = crypto.randomUUID();
    const first = await send(NOW, key, old);
    await send(NOW + 1, crypto.randomUUID(), kept);
    await send(NOW + STEP, crypto.randomUUID(), kept);
    const { seq, id } = first;
    const ref = { seq, id, sender: maya.id, receiver: izza.id, conversation: 1, from: "maya", to: "izza", at: NOW };
    await store.control.editMessage(ref, { text: "y", at: NOW, removed: false });
    const changes: Change[] = [];
    store.follow((change) => changes.push(change));
    assertEquals(await store.pruning!.prunable(NOW + 2), { messages: 2, unread: 2, files: 2 });
    assertEquals(await pruneAll(store, NOW + 2), 2);
    assertEquals(changes, [{ kind: "pruned", messages: 2, unread: [[izza.id, 2]], groups: [] }]);
    assertEquals(await store.files.unused([old, kept]), [old]);
    assertEquals(await store.files.file(izza.id, seq), undefined);
    assertEquals((await store.files.list(izza.id, { limit: 9 })).length, 1);
    assertEquals(await store.findByKey(maya.id, key), undefined);
    assertEquals((await store.messages([seq])).length, 0);
    assertEquals((await send(NOW + STEP, key, old)).isNew, true);
  });
}
