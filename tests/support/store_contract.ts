/**
 * What every store must do, as one suite: a store's own test calls {@linkcode testStore} and adds what is special to it.
 *
 * @module
 */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { generate as generateUuid7 } from "@std/uuid/v7";
import { ChatError } from "../../lib/chat.ts";
import { CONTROL } from "./control_contract.ts";
import { until, within } from "./patience.ts";
import {
  MAX_INBOX_LENGTH,
  MAX_PAGE_LENGTH,
  MAX_UNREAD,
  type NewMessage,
  type PageOptions,
  type Store,
  type StoredAccount,
  type StoredLogin,
  type StoredRef,
} from "../../lib/store/store.ts";
import { groupReceiver } from "../../lib/store/groups.ts";
import type { PresenceChange } from "../../lib/store/presence.ts";

/** A time, in milliseconds since 1970, that the messages and logins of these tests have. */
export const NOW = 1_700_000_000_000;

/** Adds an account whose password hash is `hash of NAME`. */
export function add(store: Store, name: string, { demo = false } = {}): Promise<StoredAccount> {
  return store.addAccount({ name, fullName: `${name} the first`, passwordHash: `hash of ${name}`, demo });
}

/** A message that is not yet kept. */
export function message(sender: StoredAccount, receiver: StoredAccount, text: string): NewMessage {
  return { id: generateUuid7(NOW), sender: sender.id, receiver: receiver.id, text, at: NOW };
}

/** Adds a login of an account, with its present password hash; `tokenHash` is free to choose. */
export async function logIn(
  store: Store,
  { id, passwordHash }: StoredAccount,
  tokenHash: string,
  usedAt = NOW,
): Promise<StoredLogin> {
  const login = { tokenHash, account: id, usedAt };
  await store.addLogin(login, passwordHash);
  return login;
}

/** The unread texts of an account. */
export async function textsOf(store: Store, { id }: StoredAccount, maxLength = 1e6): Promise<string[]> {
  return (await store.unread(id, { maxLength })).messages.map(({ text }) => text);
}

/** A page of what two accounts wrote to each other, with its messages. */
async function pageOf(store: Store, one: StoredAccount, other: StoredAccount, options: PageOptions) {
  const { seqs, more } = await store.conversation(one.id, other.id, options);
  return { messages: await store.messages(seqs), more };
}

async function names(store: Store): Promise<string[]> {
  return (await store.accounts()).map(({ name }) => name);
}

async function tokens(store: Store, since = 0, most = 64): Promise<string[]> {
  return (await store.logins(since, most)).map(({ tokenHash }) => tokenHash);
}

type Suite = Readonly<Record<string, (store: Store) => Promise<void>>>;

const ACCOUNTS: Suite = {
  "a new store is empty": async (store) => {
    assertEquals(await store.accounts(), []);
    assertEquals(await store.logins(0, 64), []);
    assertEquals(await store.namesEverUsed(), new Set());
    assertEquals(await store.unread(1, { maxLength: 100 }), { messages: [], cursor: 0 });
  },

  "accounts are kept as they were given, in the order in which they were added": async (store) => {
    const zoe = await add(store, "zoe");
    const maya = await store.addAccount({
      name: "Maya",
      fullName: "Kholishotul 😀",
      passwordHash: "h",
      demo: true,
      role: "student",
    });
    assertEquals(maya, {
      id: maya.id,
      name: "Maya",
      fullName: "Kholishotul 😀",
      passwordHash: "h",
      demo: true,
      role: "student",
    });
    assertEquals(await store.accounts(), [zoe, maya]);
  },

  "a name is taken in whatever case": async (store) => {
    await add(store, "maya");
    for (const name of ["maya", "MAYA", "Maya"]) {
      await assertRejects(() => add(store, name), ChatError, `${name} is taken`);
    }
    assertEquals(await names(store), ["maya"]);
  },

  "of two accounts that are added at once with one name, one is kept": async (store) => {
    const results = await Promise.allSettled([add(store, "maya"), add(store, "MAYA")]);
    assertEquals(results.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
    assertEquals((await names(store)).length, 1);
  },

  "a removed account is gone with its logins, and its name counts as used": async (store) => {
    const [maya, izza] = [await add(store, "Maya"), await add(store, "izza")];
    await logIn(store, maya, "a");
    await logIn(store, izza, "b");
    await store.removeAccount(maya.id);
    assertEquals(await names(store), ["izza"]);
    assertEquals(await tokens(store), ["b"]);
    assertEquals(await store.namesEverUsed(), new Set(["maya", "izza"]));
  },

  "a name that was removed can be added again, with an empty inbox": async (store) => {
    const [maya, izza] = [await add(store, "maya"), await add(store, "izza")];
    await store.addMessage(message(izza, maya, "for the old one"));
    await store.removeAccount(maya.id);
    const again = await add(store, "MAYA");
    assert(again.id !== maya.id);
    assertEquals(await textsOf(store, again), []);
    await assertRejects(() => add(store, "maya"), ChatError, "maya is taken");
  },

  "what a removed account wrote stays with its receivers, under its name": async (store) => {
    const [maya, izza] = [await add(store, "maya"), await add(store, "izza")];
    await store.addMessage(message(maya, izza, "goodbye"));
    await store.removeAccount(maya.id);
    await store.addAccount({ name: "maya", fullName: "another", passwordHash: "h", demo: false });
    const { messages: [kept] } = await store.unread(izza.id, { maxLength: 100 });
    assertEquals([kept?.from, kept?.fromName, kept?.text], ["maya", "maya the first", "goodbye"]);
  },

  "removed accounts are found by their name, the last one first, and no others": async (store) => {
    const first = await add(store, "Maya");
    await add(store, "izza");
    assertEquals(await store.removedAccounts("maya"), []);
    await store.removeAccount(first.id);
    const second = await add(store, "maya");
    assertEquals(await store.removedAccounts("MAYA"), [first.id]);
    await store.removeAccount(second.id);
    assertEquals(await store.removedAccounts("maya"), [second.id, first.id]);
    assertEquals(await store.removedAccounts("may_"), []);
  },

  "a new password ends the account's logins, and it is no demo account any more": async (store) => {
    const [maya, izza] = [await add(store, "maya", { demo: true }), await add(store, "izza", { demo: true })];
    await logIn(store, maya, "a");
    await logIn(store, izza, "b");
    await store.setPassword(maya.id, "another");
    assertEquals(await store.accounts(), [{ ...maya, passwordHash: "another", demo: false }, izza]);
    assertEquals(await tokens(store), ["b"]);
  },

  "a new password can leave one login, and ends no other account's": async (store) => {
    const [maya, izza] = [await add(store, "maya"), await add(store, "izza")];
    for (const token of ["a", "b", "c"]) await logIn(store, maya, token);
    await logIn(store, izza, "d");
    await store.setPassword(maya.id, "another", "b");
    assertEquals(await tokens(store), ["b", "d"]);
    await store.endLogins(maya.id);
    assertEquals(await tokens(store), ["d"]);
  },

  "of accounts that are added together all are kept, or none": async (store) => {
    await add(store, "izza");
    const account = (name: string) => ({ name, fullName: name, passwordHash: "h", demo: false });
    const teacher = { ...account("guru"), role: "teacher" as const };
    const added = await store.addAccounts([account("maya"), teacher]);
    assertEquals(added.map(({ name, role }) => [name, role]), [["maya", "student"], ["guru", "teacher"]]);
    const error = await assertRejects(() => store.addAccounts([account("rahma"), account("IZZA")]), ChatError, "IZZA");
    assertEquals(error.code, "name_taken");
    await assertRejects(() => store.addAccounts([account("budi"), account("Budi")]), ChatError, "taken");
    assertEquals(await names(store), ["izza", "maya", "guru"]);
    assertEquals(await store.addAccounts([]), []);
  },

  "what is changed of an account is kept, and a name that is taken is refused": async (store) => {
    const [maya, izza] = [await add(store, "maya"), await add(store, "izza")];
    await store.changeAccount(maya.id, { role: "teacher" });
    await store.changeAccount(maya.id, { name: "Maya", fullName: "Kholishotul" });
    const changed = { ...maya, name: "Maya", fullName: "Kholishotul", role: "teacher" };
    assertEquals<unknown>(await store.accounts(), [changed, izza]);
    await assertRejects(() => store.changeAccount(izza.id, { name: "MAYA" }), ChatError, "The name MAYA is taken");
    await store.changeAccount(999, { name: "nobody" });
    assertEquals<unknown>(await store.accounts(), [changed, izza]);
  },
};

const LOGINS: Suite = {
  "a login is kept, touched and ended": async (store) => {
    const maya = await add(store, "maya");
    const logins = [await logIn(store, maya, "a"), await logIn(store, maya, "b")];
    assertEquals(await store.logins(0, 64), logins);
    await store.touchLogin("a", NOW + 5);
    assertEquals(await store.logins(0, 64), [{ ...logins[0]!, usedAt: NOW + 5 }, logins[1]!]);
    await store.removeLogin("a");
    assertEquals(await tokens(store), ["b"]);
  },

  "of the logins of an account those that were used last are kept, up to a number": async (store) => {
    const [maya, izza] = [await add(store, "maya"), await add(store, "izza")];
    for (const [token, at] of [["a", 3], ["b", 1], ["c", 2], ["d", 2]] as const) {
      await logIn(store, maya, token, NOW + at);
    }
    await logIn(store, izza, "e", NOW);
    assertEquals(await tokens(store, 0, 2), ["a", "d", "e"]);
    assertEquals(await tokens(store), ["a", "d", "e"]);
  },

  "logins that were last used before a time are forgotten": async (store) => {
    const maya = await add(store, "maya");
    for (const [index, token] of ["old", "just", "new"].entries()) await logIn(store, maya, token, NOW + index);
    await logIn(store, maya, "touched", NOW);
    await store.touchLogin("touched", NOW + 9);
    assertEquals(await tokens(store, NOW + 1), ["just", "new", "touched"]);
    assertEquals(await tokens(store, 0), ["just", "new", "touched"]);
  },

  "a login that is gone is not brought back by its use, nor ended twice": async (store) => {
    await logIn(store, await add(store, "maya"), "a");
    await store.removeLogin("a");
    await store.touchLogin("a", NOW + 1);
    assertEquals(await tokens(store), []);
    await store.removeLogin("a");
    assertEquals(await tokens(store), []);
  },

  "no login is added with a password that was changed meanwhile": async (store) => {
    const maya = await add(store, "maya");
    await Promise.all([store.setPassword(maya.id, "another"), logIn(store, maya, "a")]);
    assertEquals(await tokens(store), []);
    await logIn(store, { ...maya, passwordHash: "another" }, "b");
    assertEquals(await tokens(store), ["b"]);
  },

  "no login is added to an account that was removed meanwhile": async (store) => {
    const maya = await add(store, "maya");
    await Promise.all([store.removeAccount(maya.id), logIn(store, maya, "a")]);
    assertEquals(await tokens(store), []);
  },
};

const MESSAGES: Suite = {
  "a message is unread with all that its receiver is shown, and only with its receiver": async (store) => {
    const [maya, izza] = [await add(store, "maya"), await add(store, "izza")];
    const sent = message(maya, izza, "hello");
    await store.addMessage(sent);
    const { messages, cursor } = await store.unread(izza.id, { maxLength: 100 });
    const names = { from: "maya", fromName: maya.fullName, to: "izza", toName: izza.fullName };
    assertEquals(messages, [{ ...names, id: sent.id, text: "hello", at: NOW }]);
    assert(cursor > 0);
    assertEquals(await textsOf(store, maya), []);
  },

  "unread messages come again until they are marked, up to a place and of one account only": async (store) => {
    const [maya, izza] = [await add(store, "maya"), await add(store, "izza")];
    await store.addMessage(message(maya, izza, "1"));
    await store.addMessage(message(izza, maya, "for maya"));
    await store.addMessage(message(izza, izza, "2"));
    const { cursor } = await store.unread(izza.id, { maxLength: 100 });
    await store.addMessage(message(maya, izza, "3"));
    await store.addMessage(message(izza, maya, "for maya too"));
    assertEquals(await textsOf(store, izza), ["1", "2", "3"]);
    await store.markRead(izza.id, cursor, NOW);
    assertEquals(await textsOf(store, izza), ["3"]);
    await store.markRead(izza.id, cursor, NOW);
    await store.markRead(izza.id, 0, NOW);
    assertEquals(await textsOf(store, izza), ["3"]);
    assertEquals(await textsOf(store, maya), ["for maya", "for maya too"]);
  },

  "an inbox is given in parts of a length, each with one message at least": async (store) => {
    const maya = await add(store, "maya");
    for (const text of ["12345", "67890", "1", "long ".repeat(10), "2"]) {
      await store.addMessage(message(maya, maya, text));
    }
    const parts: string[][] = [];
    for (let part; (part = await store.unread(maya.id, { maxLength: 10 })).cursor > 0;) {
      parts.push(part.messages.map(({ text }) => text));
      await store.markRead(maya.id, part.cursor, NOW);
    }
    assertEquals(parts, [["12345", "67890"], ["1"], ["long ".repeat(10)], ["2"]]);
  },

  "messages that are added at once are kept in the order of the calls": async (store) => {
    const [maya, izza] = [await add(store, "maya"), await add(store, "izza")];
    const texts = Array.from({ length: 500 }, (_, index) => `${index}`);
    await Promise.all(texts.map((text) => store.addMessage(message(maya, izza, text))));
    assertEquals(await textsOf(store, izza), texts);
  },

  "messages keep the order in which they were added, also when the clock jumps back": async (store) => {
    const maya = await add(store, "maya");
    for (const at of [NOW, NOW - 5000, NOW + 1]) {
      await store.addMessage({ ...message(maya, maya, `${at}`), id: generateUuid7(at), at });
    }
    assertEquals(await textsOf(store, maya), [`${NOW}`, `${NOW - 5000}`, `${NOW + 1}`]);
  },

  "a text comes back as it was, whatever characters it has": async (store) => {
    const maya = await add(store, "maya");
    const texts = [
      "'; DROP TABLE messages; --",
      'a "quoted" \\ %s ?1 :x',
      "tab\there",
      "é → 日本 😀 👩‍👩‍👧 \ufeff\u2028",
      "é",
      "e\u0301",
    ];
    const all = [...texts, "x".repeat(64 * 1024), "\u00a0\u00ad\u200f\u{10ffff}\ufffd"];
    for (const text of all) await store.addMessage(message(maya, maya, text));
    assertEquals(await textsOf(store, maya), all);
  },

  "a message for an account that never was is refused, and the next one is kept": async (store) => {
    const maya = await add(store, "maya");
    await assertRejects(() => store.addMessage(message(maya, { ...maya, id: 999 }, "to nobody")), Error);
    await store.addMessage(message(maya, maya, "to me"));
    assertEquals(await textsOf(store, maya), ["to me"]);
  },
};

const LIVE: Suite = {
  "a key keeps one message of its sender, and tells where it is": async (store) => {
    const [maya, izza] = [await add(store, "maya"), await add(store, "izza")];
    const [first, second] = [newKey(), newKey()];
    const stored = followMessages(store);
    const sent = message(maya, izza, "once");
    const kept = await store.addIdempotent(sent, first);
    assertEquals([kept.isNew, kept.id, kept.at, [kept.seq]], [true, sent.id, NOW, stored.map(({ seq }) => seq)]);
    const again = { ...message(maya, izza, "another text"), at: NOW + 1 };
    assertEquals(await store.addIdempotent(again, first), { ...kept, isNew: false });
    assertEquals(stored.length, 1);
    assert((await store.addIdempotent(message(izza, izza, "of another"), first)).isNew);
    assert((await store.addIdempotent(message(maya, izza, "twice"), second)).isNew);
    assertEquals(await textsOf(store, izza), ["once", "of another", "twice"]);
    const { isNew: _, ...place } = kept;
    assertEquals([await store.findByKey(maya.id, first), await store.findByKey(izza.id, second)], [place, undefined]);
  },

  "messages with keys and without stay in the order of the calls, and are told in it with their places": async (
    store,
  ) => {
    const [maya, izza] = [await add(store, "maya"), await add(store, "izza")];
    const key = newKey();
    const stored = followMessages(store);
    // More than go into one commit.
    const texts = Array.from({ length: 700 }, (_, index) => `${index}`);
    await Promise.all(texts.map((text, index) => {
      const sent = message(maya, izza, text);
      if (index % 7 === 3) return store.addIdempotent(sent, index === 45 ? key : newKey());
      return store.addMessage(sent);
    }));
    await Promise.all([
      store.addIdempotent(message(maya, izza, "again"), key),
      store.addMessage(message(maya, izza, "last")),
    ]);
    assertEquals(await textsOf(store, izza), [...texts, "last"]);
    assertEquals(stored.map(({ text }) => text), [...texts, "last"]);
    const seqs = stored.map(({ seq }) => seq);
    assertEquals(seqs, [...new Set(seqs)].sort((one, other) => one - other));
  },

  "a key is known however far the clock jumps": async (store) => {
    const maya = await add(store, "maya");
    const [old, year] = [newKey(), 365 * 24 * 60 * 60 * 1000];
    const post = (key: string, at: number) => store.addIdempotent({ ...message(maya, maya, `${at}`), at }, key);
    await post(old, NOW);
    for (const at of [NOW + year, NOW + year, NOW - year, NOW]) {
      for (let count = 0; count < 3; count++) await post(newKey(), at);
      assertEquals((await post(old, at)).isNew, false);
    }
  },

  "what is marked is told by sender, once, with how many there were and the newest": async (store) => {
    const [maya, izza] = [await add(store, "maya"), await add(store, "izza")];
    const ids = Array.from({ length: 4 }, (_, index) => generateUuid7(NOW + index));
    const from = [maya, izza, maya, maya];
    for (const [index, id] of ids.entries()) await store.addMessage({ ...message(from[index]!, izza, `${index}`), id });
    const { cursor } = await store.unread(izza.id, { maxLength: 100 });
    const all = [{ sender: maya.id, count: 3, newest: ids[3] }, { sender: izza.id, count: 1, newest: ids[1] }];
    assertEquals(await store.markDelivered(izza.id, cursor - 2, NOW), [
      { sender: maya.id, count: 1, newest: ids[0]! },
      { sender: izza.id, count: 1, newest: ids[1]! },
    ]);
    assertEquals(await store.markDelivered(izza.id, cursor, NOW + 1), [{ ...all[0]!, count: 2, newest: ids[3]! }]);
    assertEquals(await store.markDelivered(izza.id, cursor, NOW + 2), []);
    assertEquals(await store.acknowledge(maya.id, ids[3]!, NOW), []);
    assertEquals(await store.acknowledge(izza.id, ids[1]!, NOW + 3), [
      { sender: maya.id, count: 1, newest: ids[0]! },
      { sender: izza.id, count: 1, newest: ids[1]! },
    ]);
    assertEquals(await textsOf(store, izza), ["2", "3"]);
    assertEquals(await store.markRead(izza.id, cursor, NOW + 4), [{ sender: maya.id, count: 2, newest: ids[3]! }]);
    const { messages } = await pageOf(store, izza, maya, { limit: 9 });
    assertEquals(messages.map(({ deliveredAt, readAt }) => [deliveredAt! - NOW, readAt! - NOW]), [[0, 3], [1, 4], [
      1,
      4,
    ]]);
  },

  "an acknowledgement of an id that is not there marks what is older, and nothing else": async (store) => {
    const maya = await add(store, "maya");
    for (const at of [NOW, NOW + 10]) {
      await store.addMessage({ ...message(maya, maya, `${at}`), id: generateUuid7(at) });
    }
    assertEquals(await store.acknowledge(maya.id, generateUuid7(NOW - 1), NOW), []);
    assertEquals((await store.acknowledge(maya.id, generateUuid7(NOW + 5), NOW))[0]?.count, 1);
    assertEquals(await textsOf(store, maya), [`${NOW + 10}`]);
  },

  "an acknowledgement in one conversation leaves the others as they are, and theirs counts later": async (store) => {
    const [maya, izza] = [await add(store, "maya"), await add(store, "izza")];
    const ids = Array.from({ length: 4 }, (_, index) => generateUuid7(NOW + index));
    const from = [izza, maya, izza, maya]; // Notes to oneself, and messages of another.
    for (const [index, id] of ids.entries()) await store.addMessage({ ...message(from[index]!, izza, `${index}`), id });
    assertEquals(await store.acknowledge(izza.id, ids[2]!, NOW, { partner: maya.id }), [
      { sender: maya.id, count: 1, newest: ids[1]! },
    ]);
    assertEquals(await textsOf(store, izza), ["0", "2", "3"]);
    assertEquals(await store.acknowledge(izza.id, generateUuid7(NOW + 1), NOW, { partner: izza.id }), [
      { sender: izza.id, count: 1, newest: ids[0]! },
    ]);
    assertEquals(await store.acknowledge(izza.id, ids[3]!, NOW, { partner: -1 }), []);
    assertEquals(await store.acknowledge(izza.id, ids[3]!, NOW), [
      { sender: maya.id, count: 1, newest: ids[3]! },
      { sender: izza.id, count: 1, newest: ids[2]! },
    ]);
    assertEquals(await textsOf(store, izza), []);
  },

  "unread messages are given behind a place, and so many at most": async (store) => {
    const maya = await add(store, "maya");
    for (const text of ["1", "2", "3"]) await store.addMessage(message(maya, maya, text));
    const first = await store.unread(maya.id, { maxLength: 100, maxCount: 2 });
    const rest = await store.unread(maya.id, { maxLength: 100, maxCount: 2, after: first.cursor });
    assertEquals([first, rest].map(({ messages }) => messages.map(({ text }) => text)), [["1", "2"], ["3"]]);
    assertEquals(await store.unread(maya.id, { maxLength: 100, after: rest.cursor }), {
      messages: [],
      cursor: rest.cursor,
    });
  },

  "a conversation has both directions and nobody else's, page by page, the newest last": async (store) => {
    const [maya, izza] = [await add(store, "maya"), await add(store, "izza")];
    const nania = await add(store, "nania");
    const pairs = [[maya, izza], [izza, maya], [nania, izza], [maya, nania], [izza, izza], [maya, izza]] as const;
    const ids = pairs.map((_, index) => generateUuid7(NOW + index));
    for (const [index, [from, to]] of pairs.entries()) {
      await store.addMessage({ ...message(from, to, `${index}`), id: ids[index]! });
    }
    const page = async (one: StoredAccount, other: StoredAccount, limit: number, before?: string) => {
      const { messages, more } = await pageOf(store, one, other, { limit, before });
      return [messages.map(({ text }) => text).join(" "), more];
    };
    assertEquals(await page(maya, izza, 9), ["0 1 5", false]);
    assertEquals(await page(izza, maya, 2), ["1 5", true]);
    assertEquals(await page(izza, maya, 2, ids[1]), ["0", false]);
    assertEquals(await page(izza, maya, 2, ids[0]), ["", false]);
    assertEquals(await page(izza, maya, 1, ids[3]), ["1", true]);
    assertEquals(await page(izza, maya, 9, generateUuid7(NOW + 999)), ["0 1 5", false]);
    assertEquals(await page(izza, izza, 9), ["4", false]);
    assertEquals(await page(maya, maya, 9), ["", false]);
  },

  "a conversation is found among very many messages of others": async (store) => {
    const [maya, izza] = [await add(store, "maya"), await add(store, "izza")];
    const count = 1000;
    const texts = Array.from({ length: count }, (_, i) => i % 300 === 150 ? `to izza ${i}` : "to me");
    await Promise.all(
      texts.map((text, i) =>
        store.addMessage({ ...message(maya, text === "to me" ? maya : izza, text), id: generateUuid7(NOW + i) })
      ),
    );
    const { messages, more } = await pageOf(store, izza, maya, { limit: 3 });
    assertEquals([messages.map(({ text }) => text), more], [["to izza 150", "to izza 450", "to izza 750"], false]);
    const page = await pageOf(store, izza, maya, { limit: 1, before: messages[2]!.id });
    assertEquals([page.messages.map(({ text }) => text), page.more], [["to izza 450"], true]);
    const own: string[] = [];
    for (let before: string | undefined, goesOn = true; goesOn;) {
      const { messages, more } = await pageOf(store, maya, maya, { limit: 200, before });
      own.unshift(...messages.map(({ id }) => id));
      [before, goesOn] = [own[0], more];
    }
    assertEquals(own, [...new Set(own)].sort());
    assertEquals(own.length, count - 3);
  },
};

const FEED: Suite = {
  "receipts of many that are noted at once are those of one after the other": async (store) => {
    const [maya, izza, nania] = [await add(store, "maya"), await add(store, "izza"), await add(store, "nania")];
    const sent = Array.from({ length: 6 }, (_, index) => ({
      ...message(nania, index % 2 ? izza : maya, `${index}`),
      id: generateUuid7(NOW + index),
    }));
    await store.addMessages(sent);
    const ids = sent.map(({ id }) => id);
    const told: unknown[] = [];
    await store.follow((change) => {
      if (change.kind === "cursors") told.push([change.account, change.state, change.at, change.updates]);
    });
    const found = await Promise.all([
      store.markDelivered(maya.id, 3, NOW + 1),
      store.markDelivered(izza.id, 2, NOW + 2),
      store.acknowledge(maya.id, ids[0]!, NOW + 3),
      store.markDelivered(maya.id, 5, NOW + 4),
      store.markRead(izza.id, 6, NOW + 5),
      store.markDelivered(izza.id, 6, NOW + 6),
      store.acknowledge(maya.id, ids[4]!, NOW + 7),
    ]);
    const update = (count: number, last: number) => [{ sender: nania.id, count, newest: ids[last]! }];
    assertEquals(found, [update(2, 2), update(1, 1), update(1, 0), update(1, 4), update(3, 5), [], update(2, 4)]);
    const toldOf = ({ id }: StoredAccount) => told.filter((one) => (one as number[])[0] === id);
    assertEquals(toldOf(maya), [
      [maya.id, "delivered", NOW + 1, update(2, 2)],
      [maya.id, "read", NOW + 3, update(1, 0)],
      [maya.id, "delivered", NOW + 4, update(1, 4)],
      [maya.id, "read", NOW + 7, update(2, 4)],
    ]);
    assertEquals(toldOf(izza), [[izza.id, "delivered", NOW + 2, update(1, 1)], [
      izza.id,
      "read",
      NOW + 5,
      update(3, 5),
    ]]);
  },

  "what is read before it is followed, and what is told then, are all that there is, each once": async (store) => {
    const maya = await add(store, "maya");
    await store.addMessage(message(maya, maya, "before"));
    const [read, told]: string[][] = [[], []];
    await store.follow((change) => {
      if (change.kind !== "messages") return;
      for (let index = 0; index < change.messages.count; index++) told!.push(change.messages.at(index)!.text);
    }, async () => void read!.push(...await textsOf(store, maya)));
    await store.addMessage(message(maya, maya, "after"));
    assertEquals([read, told], [["before"], ["after"]]);
  },

  "who is there is told before `report` returns, and only if it makes a difference": async (store) => {
    const { id: account } = await add(store, "maya");
    const told = followPresence(store);
    for (const isActive of [false, true, true, false, false]) store.presence.report(account, isActive);
    assertEquals(told, [true, false].map((isActive) => ({ kind: "presence", account, isActive })));
  },

  "messages of one commit share a promise, and promises resolve in the order of the calls": async (store) => {
    const maya = await add(store, "maya");
    const resolved: Promise<void>[] = [];
    const promises = Array.from({ length: 1000 }, (_, index) => store.addMessage(message(maya, maya, `${index}`)));
    const commits = [...new Set(promises)];
    for (const done of commits) void done.then(() => resolved.push(done));
    await promises.at(-1);
    assertEquals(resolved.map((done) => commits.indexOf(done)), [...commits.keys()]);
    assert(commits.length < 100, `${commits.length} commits`);
    const firsts = promises.map((done) => commits.indexOf(done)); // No commit has a message behind one of the next.
    assertEquals(firsts, firsts.toSorted((one, other) => one - other));
  },

  "who follows is told of a commit before its promise resolves, and of each message once, in their order": async (
    store,
  ) => {
    const [maya, izza] = [await add(store, "maya"), await add(store, "izza")];
    const stored = followMessages(store);
    const texts = Array.from({ length: 1000 }, (_, index) => `${index}`);
    await Promise.all(texts.map(async (text, index) => {
      await store.addMessage(message(maya, izza, text));
      assert(stored.length > index, `${text} was not told yet`);
    }));
    assertEquals(stored.map(({ text }) => text), texts);
    const { seqs } = await store.inbox(izza.id);
    assertEquals(stored.map(({ seq }) => seq), seqs);
  },

  "what was not stored is told to nobody, and fails with one error for all that shares its commit": async (store) => {
    const maya = await add(store, "maya");
    const stored = followMessages(store);
    const sends = [maya, { ...maya, id: 999 }, maya].map((to) => store.addMessage(message(maya, to, "x")));
    const results = await Promise.allSettled(sends);
    assertEquals(new Set(sends).size, 1);
    assertEquals(new Set(results.map((result) => result.status === "rejected" && result.reason)).size, 1);
    assertEquals(stored, []);
    await store.addMessage(message(maya, maya, "y"));
    assertEquals(stored.map(({ text }) => text), ["y"]);
  },

  "who follows is told of cursors that moved, accounts and logins, each after what came before it": async (store) => {
    const changes: string[] = [];
    store.follow((change) => {
      if (change.kind === "cursors") {
        const { state, account, updates, at } = change;
        changes.push(
          `${account} ${state} ${updates.map(({ sender, count }) => `${count} of ${sender}`)} at ${at - NOW}`,
        );
      } else if (change.kind === "messages") {
        changes.push(`${change.messages.count} stored`);
      } else {
        const { kind, ...what } = change;
        const { account, login, tokenHash } = what as { account?: unknown; login?: StoredLogin; tokenHash?: string };
        changes.push(`${kind}: ${tokenHash ?? login?.tokenHash ?? JSON.stringify(account)}`);
      }
    });
    const maya = await add(store, "maya");
    await logIn(store, maya, "a");
    await logIn(store, { ...maya, passwordHash: "another" }, "refused");
    await store.touchLogin("a", NOW + 1);
    const { id } = maya;
    await Promise.all([store.addMessage(message(maya, maya, "1")), store.addMessage(message(maya, maya, "2"))]);
    const { seqs: [first, second] } = await store.inbox(id);
    await store.markDelivered(id, first!, NOW + 1);
    await store.markDelivered(id, first!, NOW + 2); // It is already.
    await store.markRead(id, first!, NOW + 3);
    await store.markRead(id, second!, NOW + 4);
    await store.acknowledge(id, generateUuid7(NOW + 99), NOW + 5); // Nothing is unread.
    await store.removeLogin("a");
    await store.removeLogin("a");
    await store.setPassword(id, "another");
    await store.removeAccount(id);
    assertEquals(changes, [
      `account added: ${JSON.stringify(maya)}`,
      "login added: a",
      "login used: a",
      "2 stored",
      `${id} delivered 1 of ${id} at 1`,
      `${id} read 1 of ${id} at 3`,
      `${id} read 1 of ${id} at 4`,
      "login ended: a",
      `password changed: ${id}`,
      `logins ended: ${id}`,
      `account removed: ${id}`,
      `logins ended: ${id}`,
    ]);
  },
};

const OUTLINES: Suite = {
  "an inbox is where its messages are, sender by sender, and how many bytes each has": async (store) => {
    const [maya, izza] = [await add(store, "maya"), await add(store, "izza")];
    const pairs = [[izza, maya], [maya, maya], [izza, izza], [izza, maya], [maya, maya]] as const;
    for (const [index, [from, to]] of pairs.entries()) await store.addMessage(message(from, to, `${index}\u20ac`));
    const inbox = await store.inbox(maya.id);
    assertEquals((await store.messages(inbox.seqs)).map(({ text }) => text[0]), ["0", "3", "1", "4"]);
    assertEquals(inbox.lengths, [4, 4, 4, 4]);
    assertEquals(inbox.cursor, Math.max(...inbox.seqs));
    await store.markRead(maya.id, inbox.seqs[0]!, NOW);
    assertEquals((await store.messages((await store.inbox(maya.id)).seqs)).map(({ text }) => text[0]), [
      "1",
      "4",
      "3",
    ]);
  },

  "an inbox has so many messages and bytes of text, and one message at least": async (store) => {
    const maya = await add(store, "maya");
    assertEquals(await store.inbox(maya.id), { seqs: [], lengths: [], cursor: 0 });
    const send = (count: number, text: string) =>
      Promise.all(Array.from({ length: count }, () => store.addMessage(message(maya, maya, text))));
    await send(1, "x".repeat(MAX_INBOX_LENGTH + 1));
    await send(MAX_UNREAD + 5, "short");
    const sizes: number[] = [];
    for (let inbox; (inbox = await store.inbox(maya.id)).seqs.length > 0;) {
      sizes.push(inbox.seqs.length);
      await store.markRead(maya.id, inbox.cursor, NOW);
    }
    assertEquals(sizes, [1, MAX_UNREAD, 5]);
  },

  "an inbox of people who had one name, one after the other, has that name once": async (store) => {
    const [maya, izza] = [await add(store, "maya"), await add(store, "izza")];
    await store.addMessage(message(maya, izza, "1"));
    await store.addMessage(message(izza, izza, "2"));
    await store.removeAccount(maya.id);
    await store.addMessage(message(await add(store, "maya"), izza, "3"));
    const { seqs } = await store.inbox(izza.id);
    assertEquals((await store.messages(seqs)).map(({ text }) => text), ["1", "3", "2"]);
  },

  "a page of a conversation with long messages has so many bytes, and one message at least": async (store) => {
    const maya = await add(store, "maya");
    const texts = ["x".repeat(MAX_PAGE_LENGTH + 1), "y", "x".repeat(MAX_PAGE_LENGTH - 1), "z"];
    for (const [index, text] of texts.entries()) {
      await store.addMessage({ ...message(maya, maya, text), id: generateUuid7(NOW + index) });
    }
    const pages: [string, boolean][] = [];
    for (let before: string | undefined, goesOn = true; goesOn;) {
      const { messages, more } = await pageOf(store, maya, maya, { limit: 200, before });
      pages.push([messages.map(({ text }) => text[0]).join(""), more]);
      [before, goesOn] = [messages[0]!.id, more];
    }
    assertEquals(pages, [["xz", true], ["y", true], ["x", false]]);
  },

  "a page of a conversation whose messages lie far apart is as long as any other": async (store) => {
    const [maya, izza] = [await add(store, "maya"), await add(store, "izza")];
    let time = NOW;
    const ids: string[] = [];
    const sends: Promise<void>[] = [];
    for (let count = 0; count < 64 * 200; count++) {
      const [from, to] = count % 64 === 10 ? [count % 3 ? maya : izza, count % 3 ? izza : maya] : [maya, maya];
      ids.push(generateUuid7(time++));
      sends.push(store.addMessage({ ...message(from, to, `${count}`), id: ids.at(-1)! }));
    }
    await Promise.all(sends);
    const pages: number[] = [];
    const texts: string[] = [];
    for (let before: string | undefined, goesOn = true; goesOn;) {
      const { messages, more } = await pageOf(store, izza, maya, { limit: 90, before });
      texts.unshift(...messages.map(({ text }) => text));
      pages.push(messages.length);
      [before, goesOn] = [messages[0]!.id, more];
    }
    assertEquals(pages, [90, 90, 20]);
    assertEquals(texts, Array.from({ length: 200 }, (_, block) => `${64 * block + 10}`));
    for (const count of [0, 5, 10, 11, 4000, 64 * 200 - 1]) { // Of any message, of whatever conversation.
      const { messages } = await pageOf(store, izza, maya, { limit: 2, before: ids[count]! });
      assertEquals(messages.map(({ text }) => text), texts.filter((text) => Number(text) < count).slice(-2));
    }
  },

  "messages of two come in their order, whoever wrote more of them, and are read each by the other": async (store) => {
    const [maya, izza] = [await add(store, "maya"), await add(store, "izza")];
    // Long and short runs of one and the other, across the marks that a store may keep.
    const froms = [300, 1, 1, 70, 200, 1, 64, 128, 3].flatMap((length, index) =>
      Array.from({ length }, () => index % 2 === 0 ? maya : izza)
    );
    let time = NOW;
    const sent = froms.map((from, index) => ({
      ...message(from, from === maya ? izza : maya, `${index}`),
      id: generateUuid7(time++),
    }));
    const stored = followMessages(store);
    await Promise.all(sent.map((message) => store.addMessage(message)));
    const to = (account: StoredAccount, from = 0) =>
      sent.slice(from).filter(({ receiver }) => receiver === account.id).map(({ text }) => text);
    assertEquals([await textsOf(store, maya), await textsOf(store, izza)], [to(maya), to(izza)]);
    const counts = async () => [(await store.unreadCounts()).get(maya.id), (await store.unreadCounts()).get(izza.id)];
    assertEquals(await counts(), [to(maya).length, to(izza).length]);
    for (const [step, index] of [0, 299, 300, 301, 370, 371, 500, 700, froms.length - 1].entries()) {
      const before = await counts();
      const marked = [
        await store.markRead(maya.id, stored[index]!.seq, NOW + step),
        await store.acknowledge(izza.id, sent[index]!.id, NOW + step),
      ];
      const rest = [to(maya, index + 1), to(izza, index + 1)];
      assertEquals([await textsOf(store, maya), await textsOf(store, izza)], rest);
      const after = await counts();
      for (const which of [0, 1]) {
        assertEquals(after[which] ?? 0, rest[which]!.length);
        assertEquals(marked[which]![0]?.count ?? 0, (before[which] ?? 0) - (after[which] ?? 0));
      }
    }
    const { messages } = await pageOf(store, maya, izza, { limit: 200 });
    assertEquals(messages.map(({ text }) => text), sent.slice(-200).map(({ text }) => text));
    const steps = messages.map(({ readAt }) => readAt! - NOW);
    assertEquals(steps, steps.toSorted((one, other) => one - other));
    assertEquals(steps.at(-1), 8);
  },
};

/** Every message that is stored from now on, as the feed tells it. */
function followMessages(store: Store): (NewMessage & StoredRef)[] {
  const stored: (NewMessage & StoredRef)[] = [];
  store.follow((change) => {
    if (change.kind !== "messages") return;
    for (let index = 0; index < change.messages.count; index++) {
      const message = change.messages.at(index)!;
      assertEquals([change.messages.sender(index), change.messages.receiver(index)], [
        message.sender,
        message.receiver,
      ]);
      stored.push(message);
    }
  });
  return stored;
}

/** Every change of presence that is told from now on. */
function followPresence(store: Store): PresenceChange[] {
  const told: PresenceChange[] = [];
  void store.follow((change) => {
    if (change.kind === "presence") told.push(change);
  });
  return told;
}

/** Two stores that are open on one database, as two servers have them. Closing the second one is what the death of its server is. */
type TwoSuite = Readonly<Record<string, (one: Store, other: Store) => Promise<void>>>;

const TWO: TwoSuite = {
  "what one stores the other has, and tells once, in the order of the store": async (one, other) => {
    const [maya, izza] = [await add(one, "maya"), await add(one, "izza")];
    const stored = followMessages(other);
    for (const [index, store] of [one, other, one].entries()) {
      await store.addMessage({ ...message(maya, izza, `${index}`), id: generateUuid7(NOW + index) });
    }
    await until(() => stored.length === 3, "what was stored is told");
    assertEquals(stored.map(({ text }) => text), ["0", "1", "2"]);
    assertEquals([await textsOf(one, izza), await textsOf(other, izza)], Array(2).fill(["0", "1", "2"]));
  },

  "what many store at once through both has one order for everybody": async (one, other) => {
    const maya = await add(one, "maya");
    const texts = Array.from({ length: 200 }, (_, index) => `${index}`);
    await Promise.all(texts.map((text, index) => (index % 2 ? one : other).addMessage(message(maya, maya, text))));
    const order = await textsOf(one, maya);
    assertEquals(await textsOf(other, maya), order);
    for (const half of [0, 1]) { // Each keeps the order of its own.
      assertEquals(
        order.filter((text) => Number(text) % 2 === half),
        texts.filter((text) => Number(text) % 2 === half),
      );
    }
  },

  "a key keeps one message, whichever of the two is asked, and at once": async (one, other) => {
    const maya = await add(one, "maya");
    const key = newKey();
    const kept = await Promise.all([one, other].map((store) => store.addIdempotent(message(maya, maya, "once"), key)));
    assertEquals(kept.filter(({ isNew }) => isNew).length, 1);
    assertEquals(kept[0]!.id, kept[1]!.id);
    assertEquals(await textsOf(other, maya), ["once"]);
  },

  "who wrote to whom is told of all messages of the other, and the texts of those that are wanted": async (
    one,
    other,
  ) => {
    const [maya, izza] = [await add(one, "maya"), await add(one, "izza")];
    const told: unknown[] = [];
    await one.follow(
      (change) => {
        if (change.kind !== "messages") return;
        const { messages } = change;
        for (let index = 0; index < messages.count; index++) {
          const text = messages.receiver(index) === izza.id ? messages.at(index)?.text : "";
          told.push([messages.sender(index), messages.receiver(index), text]);
        }
        told.push(messages.newest.seq);
      },
      undefined,
      (_sender, receiver) => receiver === izza.id,
    );
    const key = newKey();
    await other.addIdempotent(message(maya, maya, "a"), key);
    await Promise.all([
      other.addIdempotent(message(maya, maya, "a"), key),
      other.addMessage(message(maya, izza, "b")),
      other.addMessage(message(izza, maya, "c")),
    ]);
    await until(() => told.length === 5, "all are told");
    assertEquals(told, [[maya.id, maya.id, ""], 1, [maya.id, izza.id, "b"], [izza.id, maya.id, ""], 3]);
  },

  "a message to a group that somebody has just come into is told as it is wanted since then": async (one, other) => {
    const [maya, izza] = [await add(one, "maya"), await add(one, "izza")];
    const members = new Set<number>();
    const told: (string | undefined)[] = [];
    await one.follow(
      (change) => {
        if (change.kind === "member joined") members.add(change.account);
        if (change.kind === "messages") told.push(change.messages.at(0)?.text);
      },
      undefined,
      () => members.has(izza.id),
    );
    for (let round = 1; round <= 10; round++) {
      const { id } = await other.groups.add({
        name: `g${round}`,
        maker: maya.id,
        inviteOnly: false,
        wholeHistory: false,
      });
      members.clear();
      await other.groups.join(id, izza.id);
      await other.addMessage({ ...message(maya, maya, `${round}`), receiver: groupReceiver(id) });
      await until(() => told.length === round, "it is told");
    }
    assertEquals(told, Array.from({ length: 10 }, (_, index) => `${index + 1}`));
  },

  "of two accounts of one name that both add at once, one is kept": async (one, other) => {
    const results = await Promise.allSettled([add(one, "maya"), add(other, "MAYA")]);
    assertEquals(results.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
  },

  "what one ends or reads holds for the other, which tells of it": async (one, other) => {
    const maya = await add(one, "maya");
    await logIn(one, maya, "a");
    await one.addMessage(message(maya, maya, "x"));
    const told: string[] = [];
    await other.follow(({ kind }) => told.push(kind), () => Promise.resolve()); // From this moment on.
    const { cursor } = await one.inbox(maya.id);
    await one.markRead(maya.id, cursor, NOW);
    await one.removeLogin("a");
    await one.setPassword(maya.id, "another");
    await until(() => told.at(-1) === "logins ended", "all changes are told");
    assertEquals(told, ["cursors", "login ended", "password changed", "logins ended"]);
    assertEquals([await textsOf(other, maya), await tokens(other)], [[], []]);
  },

  "a login that one has made is found by the other, which was told of its account before": async (one, other) => {
    const known: number[] = [];
    await other.follow((change) => {
      if (change.kind === "account added") known.push(change.account.id);
    });
    const maya = await add(one, "maya");
    const login = await logIn(one, maya, "a");
    assertEquals(await other.shared!.findLogin("a"), login);
    assertEquals(known, [maya.id]);
    assertEquals(await other.shared!.findLogin("b"), undefined);
    await one.removeLogin("a");
    assertEquals(await other.shared!.findLogin("a"), undefined);
  },

  "an account is active as long as it is on one of the two, and no longer than their servers live": async (
    one,
    other,
  ) => {
    const [maya, izza] = [await add(one, "maya"), await add(one, "izza")];
    const told = [followPresence(one), followPresence(other)];
    one.presence.report(maya.id, true);
    assertEquals(told[0]!.length, 1);
    await until(() => told[1]!.length === 1, "the other is told");
    other.presence.report(maya.id, true);
    other.presence.report(izza.id, true);
    await until(() => told[0]!.length === 2, "whoever comes later is told of");
    one.presence.report(maya.id, false); // Still there on the other.
    assertEquals(told[0]!.map(({ account, isActive }) => [account, isActive]), [[maya.id, true], [izza.id, true]]);
    await other[Symbol.asyncDispose]();
    await until(() => told[0]!.length === 4, "who was on a server that is gone is not there");
    assertEquals(new Set(told[0]!.slice(2).map(({ account }) => account)), new Set([maya.id, izza.id]));
  },

  "who begins to follow is told who is there on the other one, whenever that was heard": async (one, other) => {
    const [maya, izza] = [await add(one, "maya"), await add(one, "izza")];
    const early = followPresence(other);
    for (const { id } of [maya, izza]) one.presence.report(id, true);
    one.presence.report(izza.id, false);
    await until(() => early.some(({ account }) => account === maya.id), "the other has heard it");
    const told: PresenceChange[] = [];
    await other.follow((change) => void (change.kind === "presence" && told.push(change)), () => Promise.resolve());
    const late = followPresence(other);
    await until(() => late.length > 0, "who loads nothing is told, too");
    assertEquals(new Map(told.map(({ account, isActive }) => [account, isActive])).get(maya.id), true);
    assertEquals(late[0], { kind: "presence", account: maya.id, isActive: true });
  },

  "visits to one server go on when another one starts, and none takes the place of another": async (one, other) => {
    const { id: account } = await add(one, "maya");
    const told = followPresence(other);
    one.presence.report(account, true);
    await until(() => told.length === 1, "the other knows that the first one is there");
    const [first, second] = [await one.control.endVisits(), await other.control.endVisits()];
    await one.control.keepVisits([{ number: first + 1, account, began: NOW }], NOW + 10);
    await other.control.keepVisits([{ number: second + 1, account, began: NOW + 5, ended: NOW + 8 }], NOW + 8);
    await other.control.endVisits();
    await one.control.keepVisits([], NOW + 20);
    const visits = (await other.control.visits(NOW, NOW + 100)).map(({ began, ended }) => [began - NOW, ended - NOW]);
    assertEquals(visits.toSorted(([one], [other]) => one! - other!), [[0, 20], [5, 8]]);
  },

  "the inbox of an account is that of one of the two at a time": async (one, other) => {
    const [maya, izza] = [await add(one, "maya"), await add(one, "izza")];
    const taken: string[] = [];
    await one.shared!.takeInbox(maya.id, 60_000);
    await one.shared!.takeInbox(maya.id, 60_000); // Its own.
    const waiting = other.shared!.takeInbox(maya.id, 60_000).then(() => taken.push("maya"));
    await other.shared!.takeInbox(izza.id, 60_000).then(() => taken.push("izza")); // Nobody waits for another's.
    assertEquals(taken, ["izza"]);
    one.shared!.releaseInbox(maya.id);
    one.shared!.releaseInbox(maya.id);
    await waiting;
    assertEquals(taken, ["izza", "maya"]);
    await other.shared!.takeInbox(maya.id, 1); // The span is over before long.
    await one.shared!.takeInbox(maya.id, 60_000);
  },

  "an inbox that one takes again and again goes to the other that waits for it": async (one, other) => {
    const maya = await add(one, "maya");
    await one.shared!.takeInbox(maya.id, 300);
    let isOver = false;
    const taking = (async () => {
      while (!isOver) await one.shared!.takeInbox(maya.id, 300);
    })();
    await within("the inbox", other.shared!.takeInbox(maya.id, 300));
    isOver = true;
    await within("the inbox again", taking);
  },

  "what one writes while the other reads what it begins with is read or told, and not both": async (one, other) => {
    const maya = await add(one, "maya");
    const texts = Array.from({ length: 100 }, (_, index) => `${index}`);
    const send = async () => {
      for (const text of texts) await other.addMessage(message(maya, maya, text));
    };
    const [read, told]: [string[], string[]] = [[], []];
    let sending: Promise<void> | undefined;
    await one.follow((change) => {
      if (change.kind !== "messages") return;
      for (let index = 0; index < change.messages.count; index++) told.push(change.messages.at(index)!.text);
    }, async () => {
      sending = send();
      read.push(...await textsOf(one, maya));
      assertEquals(await textsOf(one, maya), read);
    });
    await sending;
    await until(() => told.at(-1) === texts.at(-1), "the last one is told");
    assertEquals([...read, ...told], texts);
  },
};

/**
 * Adds the tests of two stores that are open on one database; `open` gives both, on a new one. A store that can be open only
 * once is tested with {@linkcode testOneStore} instead.
 */
export function testTwoStores(name: string, open: () => Promise<AsyncDisposable & { one: Store; other: Store }>): void {
  for (const [behaviour, check] of Object.entries(TWO)) {
    Deno.test(`${behaviour} (${name})`, async () => {
      await using both = await open();
      await check(both.one, both.other);
    });
  }
}

/** Adds the test of a store of which a database can have one: the second is refused, and the first goes on. */
export function testOneStore(name: string, open: () => Promise<{ one: Store; openOther: () => Promise<Store> }>): void {
  Deno.test(`a second store on one database is refused, and the first one goes on (${name})`, async () => {
    const { one: store, openOther } = await open();
    await using one = store;
    const maya = await add(one, "maya");
    await one.addMessage(message(maya, maya, "before"));
    await assertRejects(openOther, ChatError, "Cannot open the store");
    await one.addMessage(message(maya, maya, "behind"));
    assertEquals(await textsOf(one, maya), ["before", "behind"]);
  });
}

/** A new key. */
function newKey(): string {
  return crypto.randomUUID();
}

/** Adds the tests that every store must pass; `open` gives a new, empty store for each. */
export function testStore(name: string, open: () => Promise<Store> | Store): void {
  const all = { ...ACCOUNTS, ...LOGINS, ...MESSAGES, ...LIVE, ...FEED, ...OUTLINES, ...CONTROL };
  for (const [behaviour, check] of Object.entries(all)) {
    Deno.test(`${behaviour} (${name})`, async () => {
      await using store = await open();
      await check(store);
    });
  }
}
