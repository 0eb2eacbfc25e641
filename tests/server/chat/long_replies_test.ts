/**
 * Long replies: made in pieces, as far as they are read, one of an account at a time, and so many bytes of all.
 *
 * @module
 */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { setImmediate } from "node:timers/promises";
import { ChatError, type FullMessage } from "../../../lib/chat.ts";
import { encodeString } from "../../../lib/wire/json.ts";
import { formatReply, historyFormat, inboxFormat } from "../../../lib/wire/reply.ts";
import { Logins } from "../../../lib/server/chat/logins/logins.ts";
import { LongReplies, replyInPieces, replyWithMessages } from "../../../lib/server/chat/messages/long_replies.ts";
import { Chat } from "../../../lib/server/chat/chat.ts";
import { Session } from "../../../lib/server/session/session.ts";
import { openSqlite } from "../../../lib/store/sqlite/sqlite_store.ts";
import type { Store } from "../../../lib/store/store.ts";
import { carry, cheapPasswords } from "../../support/helpers.ts";
import { add, message, NOW } from "../../support/store_contract.ts";
import { TestClocks } from "../../support/virtual_time.ts";
import { Gate, override, startWrapped } from "../../support/wrapped_server.ts";

const NEVER = new AbortController().signal;

/** A peer of a chat whose writes wait at a gate, as those to a peer that does not read do. */
function converse(chat: Chat) {
  const gate = new Gate();
  const written: string[] = [];
  const write = async (bytes: Uint8Array) => {
    await gate.pass();
    written.push(new TextDecoder().decode(bytes));
  };
  const session = new Session(carry(chat, { write }));
  return { session, gate, written };
}

/** A chat with 200 long messages from maya to izza, how many were read out of the store, and a token of izza. */
async function serveLong(store: Store, count = 200, text = "\u20ac".repeat(1300)) {
  const [maya, izza] = [await add(store, "maya"), await add(store, "izza")];
  await Promise.all(Array.from({ length: count }, () => store.addMessage(message(maya, izza, text))));
  const asked = { parts: [] as number[], outlines: 0 };
  const counting = override(
    override(store, "messages", async (seqs) => {
      asked.parts.push(seqs.length);
      return await store.messages(seqs);
    }),
    "conversation",
    async (...args) => {
      asked.outlines++;
      return await store.conversation(...args);
    },
  );
  const chat = await Chat.open(counting, cheapPasswords());
  const { token } = await chat.logins.add(izza);
  return { chat, token, asked };
}

for (const request of ["inbox", "history"] as const) {
  Deno.test(`a long ${request} is read from the store as far as it is written, and is whole`, async () => {
    await using store = await openSqlite(":memory:");
    const { chat, token, asked } = await serveLong(store);
    const { session, gate, written } = converse(chat);
    const done = session.receive([request === "inbox" ? `inbox ${token}` : `history ${token} maya limit 200`]);
    await gate.entered;
    for (let turn = 0; turn < 20; turn++) await chat.messages.newestPlace(); // Whatever was asked of the store is done.
    assertEquals(asked.parts, [4]); // 3,900 bytes each, and a piece has 16 KiB of text.
    gate.open();
    await done;
    const reply = JSON.parse(written.join(""));
    const messages = request === "inbox" ? reply["messages"]["maya"] : reply["messages"];
    // Since the page has no more than 256 KiB of text.
    assertEquals(messages.length, request === "inbox" ? 200 : 67);
    assert(written.every((piece) => piece.length < 64 * 1024), "a piece is long");
    await session.end();
  });
}

Deno.test("one long reply of an account is made at a time, and no other account waits for it", async () => {
  await using store = await openSqlite(":memory:");
  const { chat, token, asked } = await serveLong(store);
  const [first, second, other] = [converse(chat), converse(chat), converse(chat)];
  const done = first.session.receive([`history ${token} maya`]);
  await first.gate.entered;
  second.gate.open();
  const then = second.session.receive([`history ${token} maya`]);
  const accounts = await store.accounts();
  const { token: hers } = await chat.logins.add(accounts.find(({ name }) => name === "maya")!);
  other.gate.open();
  await other.session.receive([`history ${hers} izza limit 1`]);
  assertEquals([asked.outlines, second.written.length, other.written.length], [2, 0, 1]);
  first.gate.open();
  await Promise.all([done, then]);
  assertEquals(asked.outlines, 3);
  assertEquals(first.written.join(""), second.written.join(""));
  for (const { session } of [first, second, other]) await session.end();
});

Deno.test("an inbox that cannot be read is an error and stays unread; one that breaks off ends the connection", async () => {
  let reads = 0;
  let failing = 1;
  await using server = await startWrapped({
    wrapStore: (store) =>
      override(store, "messages", async (seqs) => {
        if (++reads === failing) throw new ChatError("Cannot read the store: it is damaged");
        return await store.messages(seqs);
      }),
  });
  using izza = await server.connect();
  const token = await izza.logIn("izza");
  for (let count = 0; count < 3; count++) await izza.ask(`send ${token} izza ${count} ${"x".repeat(10_000)}`);
  assertEquals((await izza.ask(`inbox ${token}`))["message"], "Cannot read the store: it is damaged");
  failing = reads + 2;
  await izza.send(`inbox ${token}\r\n`);
  const begun = await izza.receive();
  assert(begun.startsWith('{"status": "OK"') && !begun.endsWith("\r\n\r\n"), begun.slice(-20));
  using again = await server.connect();
  assertEquals((await again.ask(`inbox ${token}`))["messages"]["izza"].length, 3);
});

Deno.test("so many bytes of long replies are in memory; who is beyond waits, in the order of coming", async () => {
  const long = new LongReplies(100);
  const peer = () => ({ waiting: 0, abandon() {} });
  const order: number[] = [];
  const turns = [];
  for (const account of [1, 2, 3, 4]) turns.push(await long.take(account, peer(), NEVER));
  const [first, second, third, fourth] = turns.map((turn) => turn);
  const entered = [[first, 60], [second, 50], [third, 10], [fourth, 1_000]].map(async ([turn, size], index) => {
    await (turn as typeof first)!.reserve(size as number);
    order.push(index);
  });
  await setImmediate();
  assertEquals(order, [0]); // The third would fit, but has come later.
  first![Symbol.dispose]();
  await setImmediate();
  assertEquals(order, [0, 1, 2]);
  second![Symbol.dispose]();
  third![Symbol.dispose]();
  await Promise.all(entered);
  assertEquals(order, [0, 1, 2, 3]); // It never fits, so it enters alone.
  fourth![Symbol.dispose]();
});

Deno.test("a peer that does not read loses its place to who waits for it, and only then; one that reads keeps it", async () => {
  const long = new LongReplies(100);
  const abandoned: string[] = [];
  const peer = (name: string, waiting: number) => ({ waiting, abandon: () => void abandoned.push(name) });
  const reads = await long.take(1, peer("reads", 4_999), NEVER);
  const stuck = await long.take(2, peer("stuck", 5_000), NEVER);
  const longer = await long.take(3, peer("longer", 6_000), NEVER);
  for (const turn of [reads, stuck, longer]) await turn.reserve(30);
  long.check();
  assertEquals(abandoned, []); // Nobody waits.
  const next = await long.take(4, peer("next", 0), NEVER);
  const reserved = next.reserve(40);
  long.check();
  assertEquals(abandoned, ["longer"]); // Whose place is enough.
  longer[Symbol.dispose]();
  await reserved;
  long.check();
  assertEquals(abandoned, ["longer"]);
  const own = long.take(2, peer("own", 0), NEVER);
  const patient = long.take(1, peer("patient", 0), NEVER);
  long.check();
  assertEquals(abandoned, ["longer", "stuck"]);
  for (const turn of [reads, stuck, next]) turn[Symbol.dispose]();
  for (const turn of [await own, await patient]) turn[Symbol.dispose]();
});

Deno.test("who waits for a turn when the server stops is told so, and holds up nobody", async () => {
  const long = new LongReplies();
  const stopping = new AbortController();
  const peer = { waiting: 0, abandon() {} };
  const first = await long.take(1, peer, NEVER);
  const second = long.take(1, peer, stopping.signal);
  const third = long.take(1, peer, NEVER);
  stopping.abort();
  first[Symbol.dispose]();
  await assertRejects(() => second, ChatError, "The server is stopping");
  (await third)[Symbol.dispose]();
});

Deno.test("a reply in pieces is the same as in one, whatever the lengths of its messages", async () => {
  for (const lengths of [[], [1], [16_384, 1], [1, 60_000, 1, 1], Array<number>(301).fill(3)]) {
    const all = lengths.map((length, index): FullMessage => ({
      from: `user${index % 3}`,
      fromName: "One",
      to: "izza",
      toName: "Izza",
      text: "x".repeat(length),
      id: `${index}`,
      at: index,
    })).sort((one, other) => one.from.localeCompare(other.from));
    const parts: number[] = [];
    const outline = { seqs: all.map((_, index) => index), lengths: all.map(({ text }) => text.length) };
    const read = (seqs: readonly number[]) => {
      parts.push(seqs.length);
      return Promise.resolve(seqs.map((place) => all[place]!));
    };
    const inbox = await replyWithMessages(outline, inboxFormat(), read);
    assertEquals((await Array.fromAsync(inbox.pieces)).join(""), formatReply({ kind: "inbox", messages: all }));
    const history = await replyWithMessages(outline, historyFormat({ more: true }), read);
    const whole = formatReply({ kind: "history", messages: all, more: true });
    assertEquals((await Array.fromAsync(history.pieces)).join(""), whole);
    assertEquals(inbox.size > 0, lengths.length > 1 && parts.length / 2 > 1);
    assert(parts.every((count) => count <= 100));
  }
});

Deno.test("a long list is written in pieces", () => {
  const users = Array.from({ length: 5_000 }, (_, index) => `user${index}`);
  const text = formatReply({ kind: "active", users });
  const reply = replyInPieces(text);
  assert(typeof reply !== "string");
  const pieces = Array.from(reply.pieces as Iterable<string>);
  assertEquals(pieces.join(""), text);
  assert(pieces.length > 3 && pieces.every(({ length }) => length <= reply.size));
  assertEquals(replyInPieces("short"), "short");
});

Deno.test("a list is encoded once for all who ask before it changes", () => {
  let encoded = 0;
  const users = Object.assign(["izza", "maya"], {
    map(...args: Parameters<string[]["map"]>) {
      encoded++;
      return Array.prototype.map.apply(this, args);
    },
  });
  const replies = [1, 2, 3].map(() => JSON.parse(formatReply({ kind: "active", users })));
  for (const key of ["messages", "message", "user", "active"]) assertEquals(replies[2][key], ["izza", "maya"]);
  assertEquals(encoded, 1);
});

Deno.test("who is active is found out anew when it may have changed, and not before", async () => {
  await using store = await openSqlite(":memory:");
  const [maya, izza] = [await add(store, "maya"), await add(store, "izza")];
  const clocks = new TestClocks(NOW);
  const account = (id: number) => [maya, izza].find((account) => account.id === id);
  const logins = new Logins({ store, clocks, account, attendance: { came() {}, left() {} } });
  await store.follow((change) => logins.changed(change));
  const names = () => [...logins.active()].map((id) => account(id)!.name);
  const { login } = await logins.add(maya);
  const one = logins.active();
  assertEquals([names(), logins.active() === one], [["maya"], true]);
  logins.use(login);
  assert(logins.active() === one);
  const { login: second } = await logins.add(izza);
  assertEquals(names(), ["maya", "izza"]);
  clocks.pass(59_999);
  logins.use(login);
  assertEquals(names(), ["maya", "izza"]);
  clocks.pass(1);
  assertEquals(names(), ["maya"]);
  logins.use(second);
  assertEquals(names(), ["maya", "izza"]);
  logins.attach(login);
  clocks.pass(61_000);
  assertEquals(names(), ["maya"]);
  logins.detach(login, 0);
  assertEquals(names(), []);
  clocks.jump(-61_000);
  assertEquals(names(), []); // Their minutes are over, whatever the time of day is set to.
  logins.attach(login);
  clocks.pass(13 * 60 * 60 * 1000);
  assertEquals(names(), []); // A login dies of disuse, though its connection is open.
});

Deno.test("every UTF-16 unit is encoded as JSON has it, however long the text is", () => {
  const units = Array.from({ length: 0x10000 }, (_, unit) => String.fromCharCode(unit));
  for (
    const text of [units.join(""), units.slice(0x20, 0x7f).join(""), `${"x".repeat(4095)}\u20ac${"y".repeat(9000)}`]
  ) {
    const encoded = encodeString(text);
    assertEquals(JSON.parse(encoded), text);
    assert(/^[\x20-\x7e]*$/.test(encoded));
  }
  assertEquals(encodeString("a\u00e9\u20ac\n\x7f"), '"a\\u00e9\\u20ac\\n\\u007f"');
});
