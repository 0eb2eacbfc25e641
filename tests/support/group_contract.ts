/**
 * What every store must do with groups, as one suite beside `store_contract.ts`.
 *
 * @module
 */

import { assertEquals, assertRejects } from "@std/assert";
import { generate as generateUuid7 } from "@std/uuid/v7";
import { ChatError } from "../../lib/chat.ts";
import { groupReceiver, type NewGroup, type StoredGroup } from "../../lib/store/groups.ts";
import type { NewMessage, Store, StoredAccount } from "../../lib/store/store.ts";
import { add, message, NOW, textsOf } from "./store_contract.ts";

/** A group that is not yet kept: anybody may join it. */
export function newGroup(maker: StoredAccount, name: string, more: Partial<NewGroup> = {}): NewGroup {
  return { name, maker: maker.id, inviteOnly: false, wholeHistory: false, ...more };
}

/** A message to a group that is not yet kept. */
export function toGroup(
  sender: StoredAccount,
  { id }: StoredGroup,
  text: string,
  id7 = generateUuid7(NOW),
): NewMessage {
  return { ...message(sender, sender, text), id: id7, receiver: groupReceiver(id) };
}

/** Accounts that are members of a new group which the first of them has made. */
async function classOf(store: Store, names: readonly string[]): Promise<[StoredGroup, ...StoredAccount[]]> {
  const [maker, ...others] = await Promise.all(names.map((name) => add(store, name)));
  const group = await store.groups.add(newGroup(maker!, "kelas"));
  for (const { id } of others) await store.groups.join(group.id, id);
  return [group, maker!, ...others];
}

/** A page of a group as an account sees it. */
async function pageOf(store: Store, { id }: StoredAccount, group: StoredGroup, limit = 200, before?: string) {
  const { seqs, more } = await store.conversation(id, groupReceiver(group.id), { limit, before });
  return { texts: (await store.messages(seqs)).map(({ text }) => text), more };
}

/** The members of a group, by account: where they joined, and up to where they have got and read. */
async function placesOf(store: Store, group: StoredGroup): Promise<Record<number, [number, number, number]>> {
  const found = (await store.groups.list()).find(({ id }) => id === group.id);
  return Object.fromEntries(
    (found?.members ?? []).map(({ account, joined, delivered, read }) => [account, [joined, delivered, read]]),
  );
}

const GROUPS: Readonly<Record<string, (store: Store) => Promise<void>>> = {
  "a group is kept as it was given, with its maker in it": async (store) => {
    const maya = await add(store, "maya");
    const group = await store.groups.add(newGroup(maya, "Kelas-7B", { passwordHash: "h", wholeHistory: true }));
    const members = [{ account: maya.id, joined: 0, delivered: 0, read: 0 }];
    const given = newGroup(maya, "Kelas-7B", { passwordHash: "h", wholeHistory: true });
    assertEquals(group, { ...given, id: group.id, lastSeq: 0, members, exits: [] });
    assertEquals(await store.groups.list(), [group]);
    const { maker: _, ...nobodys } = newGroup(maya, "all");
    const all = await store.groups.add(nobodys);
    assertEquals((await store.groups.list()).at(-1), { ...all, passwordHash: undefined, maker: undefined });
    assertEquals(all.members, []);
  },

  "a name is taken in whatever case, until the group has ended; and no change takes it": async (store) => {
    const maya = await add(store, "maya");
    const group = await store.groups.add(newGroup(maya, "kelas"));
    await assertRejects(() => store.groups.add(newGroup(maya, "KELAS")), ChatError, "taken");
    const other = await store.groups.add(newGroup(maya, "b"));
    const settings = { name: "Kelas", inviteOnly: false, wholeHistory: false };
    assertEquals(await store.groups.change(other.id, settings), false);
    assertEquals(await store.groups.change(group.id, { ...settings, inviteOnly: true }), true); // Its own name.
    assertEquals((await store.groups.list()).map(({ name, inviteOnly }) => [name, inviteOnly]), [["Kelas", true], [
      "b",
      false,
    ]]);
    assertEquals(await store.groups.leave(group.id, maya.id, "left"), true);
    assertEquals((await store.groups.list()).map(({ name }) => name), ["b"]);
    assertEquals([await store.groups.join(group.id, maya.id), await store.groups.change(group.id, settings)], [
      false,
      false,
    ]);
    await store.groups.add(newGroup(maya, "kelas"));
  },

  "a message to a group is kept once, and unread with every member but its sender": async (store) => {
    const [group, maya, izza, nania] = await classOf(store, ["maya", "izza", "nania"]);
    await store.addMessage(toGroup(maya!, group, "hallo"));
    assertEquals(await Promise.all([maya!, izza!, nania!].map((one) => textsOf(store, one))), [[], ["hallo"], [
      "hallo",
    ]]);
    const { messages: [kept], cursor } = await store.unread(izza!.id, { maxLength: 1e6 });
    const { from, to, toName, text } = kept!;
    assertEquals({ from, to, toName, text }, { from: "maya", to: "#kelas", toName: "kelas", text: "hallo" });
    assertEquals([await store.lastSeq(), cursor], [1, 1]);
    assertEquals(await store.unreadCounts(), new Map()); // It fills nobody's inbox.
  },

  "each member has a place of its own, and messages to it and to groups come in one order": async (store) => {
    const [group, maya, izza, nania] = await classOf(store, ["maya", "izza", "nania"]);
    await Promise.all([
      store.addMessage(toGroup(maya!, group, "1")),
      store.addMessage(message(maya!, izza!, "2")),
      store.addMessage(toGroup(izza!, group, "3")),
      store.addMessage(toGroup(nania!, group, "4")),
    ]);
    assertEquals(await textsOf(store, izza!), ["1", "2", "4"]);
    assertEquals(await store.markRead(izza!.id, 3, NOW), [
      { sender: groupReceiver(group.id), count: 2, newest: (await store.messages([3]))[0]!.id, upTo: 2 },
      { sender: maya!.id, count: 1, newest: (await store.messages([2]))[0]!.id },
    ]);
    assertEquals([await textsOf(store, izza!), await textsOf(store, nania!)], [["4"], ["1", "3"]]);
    await store.groups.deliver(group.id, 3, [nania!.id, 999]); // One who is no member.
    await store.groups.deliver(group.id, 1, [nania!.id, izza!.id]); // Those who are further.
    await store.markDelivered(nania!.id, 2, NOW);
    await store.acknowledge(maya!.id, (await store.messages([4]))[0]!.id, NOW);
    assertEquals(await placesOf(store, group), {
      [maya!.id]: [0, 3, 3],
      [izza!.id]: [0, 2, 2],
      [nania!.id]: [0, 3, 0],
    });
    assertEquals(await store.markRead(maya!.id, 4, NOW), []); // Once.
    // One's own are passed over, also at the end and in long runs.
    for (let count = 0; count < 300; count++) await store.addMessage(toGroup(maya!, group, "own"));
    await store.addMessage(toGroup(izza!, group, "5"));
    assertEquals(await textsOf(store, maya!), ["5"]);
    assertEquals((await store.inbox(maya!.id)).seqs, [305]);
  },

  "a late member sees and gets what came after it joined; or all of the history, if the group says so": async (
    store,
  ) => {
    const [group, maya] = await classOf(store, ["maya"]);
    const izza = await add(store, "izza");
    await store.addMessage(toGroup(maya!, group, "before"));
    assertEquals(await pageOf(store, izza, group), { texts: [], more: false }); // It is no member.
    const [, joined, again] = await Promise.all([
      store.addMessage(toGroup(maya!, group, "at once")), // Before it, in one commit.
      store.groups.join(group.id, izza.id),
      store.groups.join(group.id, izza.id),
    ]);
    assertEquals([joined, again], [true, false]);
    await store.addMessage(toGroup(maya!, group, "behind"));
    assertEquals(await textsOf(store, izza), ["behind"]);
    assertEquals((await store.unread(izza.id, { maxLength: 1e6, since: 0 })).messages.length, 1);
    assertEquals(await pageOf(store, izza, group), { texts: ["behind"], more: false });
    await store.groups.change(group.id, { name: "kelas", inviteOnly: false, wholeHistory: true });
    assertEquals(await pageOf(store, izza, group), { texts: ["before", "at once", "behind"], more: false });
    assertEquals(await pageOf(store, izza, group, 2), { texts: ["at once", "behind"], more: true });
    assertEquals(await textsOf(store, izza), ["behind"]);
  },

  "who has left gets nothing more, and begins anew when it is back": async (store) => {
    const [group, maya, izza] = await classOf(store, ["maya", "izza"]);
    await store.addMessage(toGroup(maya!, group, "1"));
    assertEquals(await store.groups.leave(group.id, izza!.id, "removed"), true);
    assertEquals(await store.groups.leave(group.id, izza!.id, "left"), false);
    assertEquals([await textsOf(store, izza!), (await pageOf(store, izza!, group)).texts], [[], []]);
    assertEquals((await store.groups.list())[0]!.exits, [{ account: izza!.id, exit: "removed" }]);
    await store.addMessage(toGroup(maya!, group, "2"));
    await store.groups.join(group.id, izza!.id);
    await store.addMessage(toGroup(maya!, group, "3"));
    assertEquals([await textsOf(store, izza!), (await pageOf(store, izza!, group)).texts], [["3"], ["3"]]);
    assertEquals((await store.groups.list())[0]!.exits, []);
  },

  "a removed account is in no group, and a group ends with its last member, but not one that nobody made": async (
    store,
  ) => {
    const [group, maya, izza] = await classOf(store, ["maya", "izza"]);
    const all = await store.groups.add({ name: "all", inviteOnly: false, wholeHistory: false });
    for (const { id } of [maya!, izza!]) await store.groups.join(all.id, id);
    await store.removeAccount(maya!.id);
    assertEquals(Object.keys(await placesOf(store, group)), [`${izza!.id}`]);
    await store.removeAccount(izza!.id);
    assertEquals((await store.groups.list()).map(({ name, members }) => [name, members]), [["all", []]]);
  },

  "two groups, and a conversation of two of their members, are kept apart": async (store) => {
    const [group, maya, izza] = await classOf(store, ["maya", "izza"]);
    const other = await store.groups.add(newGroup(izza!, "other"));
    const ids = Array.from({ length: 600 }, (_, index) => generateUuid7(NOW + index));
    await Promise.all(ids.map((id, index) => {
      const to = [groupReceiver(group.id), groupReceiver(other.id), maya!.id][index % 3]!;
      return store.addMessage({ ...message(izza!, maya!, `${index}`), id, receiver: to });
    }));
    const of = (which: number) => ids.map((_, index) => index).filter((index) => index % 3 === which).map(String);
    assertEquals((await pageOf(store, maya!, group)).texts, of(0));
    assertEquals((await pageOf(store, izza!, other)).texts, of(1));
    assertEquals((await pageOf(store, izza!, group, 3, ids[301])).texts, ["294", "297", "300"]);
    assertEquals(
      await textsOf(store, maya!),
      ids.map((_, index) => `${index}`).filter((index) => Number(index) % 3 !== 1),
    );
    await store.markRead(maya!.id, 300, NOW);
    assertEquals((await textsOf(store, maya!)).length, 200);
    assertEquals((await placesOf(store, group))[maya!.id], [0, 100, 100]);
  },

  "a key keeps one message to a group, and messages to many are kept together or not at all": async (store) => {
    const [group, maya, izza] = await classOf(store, ["maya", "izza"]);
    const key = crypto.randomUUID();
    const kept = await Promise.all([1, 2].map(() => store.addIdempotent(toGroup(maya!, group, "once"), key)));
    assertEquals([kept.filter(({ isNew }) => isNew).length, kept[0]!.id], [1, kept[1]!.id]);
    assertEquals(await textsOf(store, izza!), ["once"]);
    const toNobody = { ...message(maya!, izza!, "x"), receiver: 999 };
    await assertRejects(() => store.addMessages([message(maya!, izza!, "x"), toNobody]), Error);
    await assertRejects(() => store.addMessage(toGroup(maya!, { ...group, id: 999 }, "x")), Error);
    await store.addMessages([message(maya!, izza!, "both"), message(maya!, maya!, "both")]);
    assertEquals([await textsOf(store, izza!), await textsOf(store, maya!)], [["once", "both"], ["both"]]);
  },

  "who follows is told of groups and members, each after what came before it": async (store) => {
    const changes: string[] = [];
    store.follow((change) => {
      switch (change.kind) {
        case "messages":
          changes.push(`${change.messages.count} to ${change.messages.receiver(0)}`);
          break;
        case "group added":
          changes.push(`added ${change.group.name}`);
          break;
        case "group changed":
          changes.push(`changed to ${JSON.stringify(change.settings)}`);
          break;
        case "member joined":
        case "member left":
          changes.push(`${change.kind} ${change.account}`);
      }
    });
    const [group, maya, izza] = await classOf(store, ["maya", "izza"]);
    await Promise.all([store.groups.join(group.id, izza!.id), store.addMessage(toGroup(maya!, group, "1"))]);
    const settings = { name: "b", passwordHash: "h", inviteOnly: true, wholeHistory: false };
    await Promise.all([
      store.groups.leave(group.id, izza!.id, "left"),
      store.groups.change(group.id, settings),
      store.addMessage(toGroup(maya!, group, "2")),
    ]);
    assertEquals(changes, [
      "added kelas",
      `member joined ${izza!.id}`,
      `1 to ${groupReceiver(group.id)}`,
      `1 to ${groupReceiver(group.id)}`,
      `member left ${izza!.id}`,
      `changed to ${JSON.stringify(settings)}`,
    ]);
  },
};

/** Adds the tests of groups in a store; `open` gives a new one. */
export function testGroups(name: string, open: () => Promise<Store>): void {
  for (const [behaviour, check] of Object.entries(GROUPS)) {
    Deno.test(`${behaviour} (${name})`, async () => {
      await using store = await open();
      await check(store);
    });
  }
}
