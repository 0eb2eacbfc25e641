/**
 * The events of one live connection: who reads is not cut off, and who does not read costs nothing.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { setImmediate } from "node:timers/promises";
import type { FullMessage } from "../../../lib/chat.ts";
import { CLOCKS } from "../../../lib/clock.ts";
import { catchUp } from "../../../lib/server/chat/live/catch_up.ts";
import type { FrameOutput, Range } from "../../../lib/server/chat/live/event_queue.ts";
import { Subscription, type SubscriptionOptions } from "../../../lib/server/chat/live/subscription.ts";
import { Rules } from "../../../lib/server/chat/class/rules.ts";
import { Groups } from "../../../lib/server/chat/groups/groups.ts";
import { Hub } from "../../../lib/server/chat/live/hub.ts";
import type { Login } from "../../../lib/server/chat/logins/login.ts";
import type { Logins } from "../../../lib/server/chat/logins/logins.ts";
import { LongReplies } from "../../../lib/server/chat/messages/long_replies.ts";
import { Pacer } from "../../../lib/async.ts";
import type { Store, StoredAccount } from "../../../lib/store/store.ts";
import { goLive } from "../../support/live_peer.ts";
import { startServer, temporaryDirectory } from "../../support/helpers.ts";
import { Gate } from "../../support/wrapped_server.ts";

/** The way to a peer, as a connection has it, but that a write is never cut into pieces. */
function outputTo(write: (bytes: Uint8Array) => Promise<void>): FrameOutput {
  let last: Promise<unknown> = Promise.resolve();
  return {
    exclusively(work) {
      const turn = last.then(() => work(write));
      last = turn.catch(() => {});
      return turn;
    },
  };
}

/** A feed, what became of it, and a peer that reads when its gate opens. */
function openFeed() {
  const gate = new Gate();
  const heard = { failed: 0, behind: 0, made: 0, written: [] as string[], delivered: [] as Range[] };
  const recipient = { waiting: 0, abandon() {} };
  const options: SubscriptionOptions = {
    login: { account: { id: 1, name: "izza" } } as Login,
    since: 0,
    output: outputTo(async (bytes) => {
      await gate.pass();
      heard.written.push(new TextDecoder().decode(bytes));
    }),
    recipient,
    pace: () => undefined,
    onFail: () => heard.failed++,
    onBehind: () => heard.behind++,
    onGroupDelivered: () => {},
    onDelivered: (range) => {
      heard.delivered.push(range);
      return Promise.resolve();
    },
  };
  const feed = new Subscription(options, 0);
  feed.start();
  const message = (text: string) => ({
    length: text.length,
    get bytes() {
      heard.made++;
      return new TextEncoder().encode(text);
    },
  });
  return { feed, gate, heard, recipient, message };
}

const LONG = "x".repeat(100_000);

Deno.test("a peer that reads is not cut off by many events at once, one that does not read is", () => {
  const event = new Uint8Array(1000);
  for (const [waiting, taken] of [[0, 1048], [2_000, 1048], [2_001, 262]] as const) {
    const { feed, heard, recipient } = openFeed();
    recipient.waiting = waiting;
    let count = 0;
    for (; heard.failed === 0; count++) feed.push(event);
    assertEquals(count - 1, taken, `${waiting} ms`);
  }
});

for (const push of ["pushMessage", "pushOwn"] as const) {
  Deno.test(`messages that do not fit are left to the store, in their order, and none overtakes them (${push})`, async () => {
    const { feed, gate, heard, message } = openFeed();
    feed.isCaughtUp = true;
    for (const seq of [1, 2, 3, 4]) feed[push](message(LONG), seq);
    feed[push](message("short"), 5);
    assertEquals([heard.failed, heard.behind, feed.backlog.first()], [0, 1, [3]]);
    gate.open();
    await feed.written();
    feed[push](message("short too"), 6);
    assertEquals(heard.written, [LONG, LONG]);
    feed.backlog.drop(2);
    assertEquals(feed.backlog.first(), [5, 6]);
    feed.backlog.drop(2);
    feed[push](message("pushed"), 7);
    await feed.written();
    assertEquals(heard.written.at(-1), "pushed");
  });

  Deno.test(`a message is not encoded for a peer that has others before it, and a peer that does not read is cut off (${push})`, () => {
    const { feed, heard, recipient, message } = openFeed();
    feed.isCaughtUp = true;
    for (const seq of [1, 2, 3]) feed[push](message(LONG), seq);
    heard.made = 0;
    recipient.waiting = 2_000;
    for (const seq of [4, 5, 6]) feed[push](message(LONG), seq);
    assertEquals([heard.made, heard.failed], [0, 0]);
    recipient.waiting = 2_001;
    feed[push](message(LONG), 7);
    assertEquals([heard.made, heard.failed], [0, 1]);
  });
}

Deno.test("all messages of a write are delivered with it, and none before", async () => {
  const { feed, gate, heard, message } = openFeed();
  feed.isCaughtUp = true;
  feed.pushMessage(message("1"), 1);
  await gate.entered;
  for (const seq of [2, 4]) feed.pushMessage(message(`${seq}`), seq);
  feed.pushOwn(message("own"), 5);
  assertEquals(heard.delivered, []);
  gate.open();
  await feed.written();
  await feed.settle();
  assertEquals(heard.delivered, [{ from: 1, to: 1 }, { from: 2, to: 4 }]);
});

Deno.test("a message out of the store is known to the peer, also when an own one before it comes later", async () => {
  const { feed, gate, heard, message } = openFeed();
  gate.open();
  feed.isCaughtUp = true;
  await feed.write(new TextEncoder().encode("7"), { from: 1, to: 7 });
  await feed.write(new TextEncoder().encode("3"), { from: 3, to: 3 });
  feed.pushMessage(message("7 again"), 7);
  await feed.written();
  assertEquals(heard.written, ["7", "3"]);
});

Deno.test("the place of a message is kept for no more than 20,000 of them", () => {
  const { feed, heard, message } = openFeed();
  feed.isCaughtUp = true;
  for (let seq = 1; heard.failed === 0; seq++) feed.pushOwn(message(seq < 3 ? LONG + LONG : ""), seq);
  feed.backlog.drop(19_999);
  assertEquals(feed.backlog.first(), [20_001]);
});

/** A store with messages to and from a user, that tells what was asked of it. */
function storeOf(count: number) {
  const asked: string[] = [];
  const names = { from: "maya", fromName: "Maya", to: "izza", toName: "Izza" };
  const message = (seq: number): FullMessage => ({ ...names, id: `${seq}`, text: `${seq}`, at: 0 });
  const store = {
    unread(_account: number, { after = 0, maxCount = 0 }) {
      asked.push(`unread behind ${after}`);
      const places = Array.from({ length: Math.min(maxCount, count - after) }, (_, index) => after + index + 1);
      return Promise.resolve({ messages: places.map(message), cursor: places.at(-1) ?? after });
    },
    messages(places: readonly number[]) {
      asked.push(`messages ${places.join(" ")}`);
      return Promise.resolve(places.map(message));
    },
  } as unknown as Store;
  return { store, asked };
}

Deno.test("nothing is read from the store for a peer before it has taken what was written to it", async () => {
  const { feed, gate, heard, message } = openFeed();
  const { store, asked } = storeOf(250);
  const options = { store, long: new LongReplies(), onFault: () => {} };
  feed.push(new Uint8Array(1));
  const done = catchUp(feed, Promise.resolve(), options);
  await gate.entered;
  for (let turn = 0; turn < 10; turn++) await setImmediate();
  assertEquals(asked, []);
  gate.open();
  await done;
  assertEquals(asked, ["unread behind 0", "unread behind 100", "unread behind 200", "unread behind 250"]);
  for (const seq of [251, 252, 253]) feed.pushOwn(message(LONG), seq);
  feed.pushMessage(message("254"), 254);
  await catchUp(feed, Promise.resolve(), options);
  assertEquals(asked.slice(4), ["messages 253", "messages 254"]);
  assertEquals(heard.written.slice(-2).map((page) => JSON.parse(page)["msg"]), ["253", "254"]);
});

/** Counts what happens in one turn of the event loop, however late the machine is with the next one. */
class Turns {
  readonly sizes: number[] = [];
  #isOpen = false;

  note(): void {
    if (this.#isOpen) this.sizes.push(this.sizes.pop()! + 1);
    else this.sizes.push(1);
    if (!this.#isOpen) this.#end();
  }

  /** All that one turn lets go on does so before so many microtasks have passed, and those of the next one do not. */
  async #end(): Promise<void> {
    this.#isOpen = true;
    for (let microtask = 0; microtask < 50; microtask++) await null;
    this.#isOpen = false;
  }
}

Deno.test("events are written to so many peers in a turn of the event loop, to the others in the next ones", async () => {
  const pacer = new Pacer(10);
  const turns = new Turns();
  await Promise.all(Array.from({ length: 25 }, async () => {
    await pacer.go();
    turns.note();
  }));
  await setImmediate();
  assertEquals(turns.sizes, [10, 10, 5]);
  assertEquals(pacer.go(), undefined);
  await setImmediate();
});

Deno.test("what was left to the store counts anew when the peer has taken something", async () => {
  const { feed, gate, heard, recipient, message } = openFeed();
  feed.isCaughtUp = true;
  for (const seq of [1, 2, 3, 4]) feed.pushMessage(message(LONG), seq); // Two of them in the queue.
  gate.open();
  await feed.written();
  recipient.waiting = 2_001;
  feed.pushMessage(message(LONG), 5);
  assertEquals(heard.failed, 0);
});

Deno.test("events that wait behind a write are not written to a peer that is given up meanwhile", async () => {
  const { feed, gate, heard } = openFeed();
  for (const byte of ["a", "b"]) feed.push(new TextEncoder().encode(byte.repeat(50_000)));
  await gate.entered;
  feed.discard();
  gate.open();
  await feed.settle();
  assertEquals(heard.written.length, 1);
});

Deno.test("a page out of the store waits for room, as long replies do", async () => {
  const { feed } = openFeed();
  const { store, asked } = storeOf(1);
  const long = new LongReplies(100);
  const other = long.join({ waiting: 0, abandon() {} });
  await other.reserve(100);
  const done = catchUp(feed, Promise.resolve(), { store, long, onFault: () => {} });
  for (let turn = 0; turn < 10; turn++) await setImmediate();
  assertEquals(asked, []);
  feed.close();
  other[Symbol.dispose]();
  await done;
});

Deno.test("an event for very many is written to 64 of them in a turn of the event loop", async () => {
  const turns = new Turns();
  const logins = { active: () => new Set(), onChange: () => {} } as unknown as Logins;
  const live = new Hub({
    groups: new Groups({} as Store),
    store: {} as Store,
    logins,
    rules: new Rules(CLOCKS),
    find: () => undefined,
    nameOf: () => "",
    account: () => ({}) as StoredAccount,
    long: new LongReplies(),
    clocks: CLOCKS,
    onFault: () => {},
  });
  const feeds = Array.from({ length: 200 }, (_, id) => {
    const login = { account: { id } } as Login;
    const write = () => Promise.resolve(turns.note());
    const recipient = { waiting: 0, abandon() {} };
    const feed = live.subscribe({ login, since: 0, output: outputTo(write), recipient, onFail: () => {} });
    live.join(feed);
    feed.start();
    return feed;
  });
  live.notice("Hello");
  for (const feed of feeds) live.leave(feed);
  for (const feed of feeds) await feed.settle();
  assertEquals(turns.sizes, [64, 64, 64, 8]);
});

Deno.test("the second device of somebody who writes long messages reads them all, in their order, with those that come", async () => {
  using directory = temporaryDirectory();
  await using server = await startServer({ file: `${directory.path}/chat.sqlite` });
  using second = await goLive(server, "maya");
  using peers = new DisposableStack();
  const text = (what: string) => `${what} ${"\u00e9".repeat(30_000)}`; // Six bytes each in an event.
  const requests: (() => Promise<unknown>)[] = [];
  for (let number = 0; number < 12; number++) {
    const writer = peers.use(await server.connect());
    const other = peers.use(await server.connect());
    const [own, his] = [await writer.logIn("maya"), await other.logIn("izza")];
    requests.push(() => writer.ask(`post ${own} ${crypto.randomUUID()} izza ${text(`own ${number}`)}`));
    requests.push(() => other.ask(`send ${his} maya ${text(`his ${number}`)}`));
  }
  await Promise.all(requests.map((request) => request())); // Some megabytes in a commit or two.
  const heard = (await second.texts(24)).map((text) => text.split(" ", 2).join(" "));
  const stored = await server.store.accounts().then(async (accounts) => {
    const [maya, izza] = ["maya", "izza"].map((name) => accounts.find((account) => account.name === name)!);
    const texts: string[] = [];
    for (let before: string | undefined, goesOn = true; goesOn;) {
      const page = await server.store.conversation(maya!.id, izza!.id, { limit: 200, before });
      const messages = await server.store.messages(page.seqs);
      texts.unshift(...messages.map(({ text }) => text.split(" ", 2).join(" ")));
      [before, goesOn] = [messages[0]!.id, page.more];
    }
    return texts;
  });
  assertEquals(heard, stored);
  await requests[0]!();
  assertEquals((await second.texts(1))[0]?.length, text("own 0").length);
});
