/**
 * The outbox of the page: in order, each message once, whatever happens to its replies.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import type { Reply } from "../../lib/chat.ts";
import { newKey } from "../../lib/web/outbox/key.ts";
import { Sender, type SenderOptions } from "../../lib/web/outbox/sender.ts";
import { MemoryStorage } from "../../lib/web/outbox/storage.ts";
import type { Pending } from "../../lib/web/state/state.ts";

const UUID_4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** What a server does with keys: it stores a message once, and answers the same to the same key. */
class Keys {
  readonly stored: string[] = [];
  readonly #known = new Map<string, Reply>();

  post({ key, text }: Pending): Reply {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.stored.push(text);
    const reply: Reply = { kind: "posted", id: `id${this.stored.length}`, at: this.stored.length };
    this.#known.set(key, reply);
    return reply;
  }
}

async function fill(storage: MemoryStorage, texts: readonly string[], more: Partial<Pending> = {}): Promise<void> {
  await storage.add(texts.map((text) => ({ user: "maya", to: "izza", text, at: 0, key: newKey(), ...more })));
}

function options(
  storage: MemoryStorage,
  post: SenderOptions["post"],
  more: Partial<SenderOptions> = {},
): SenderOptions {
  return { storage, user: "maya", tab: newKey(), post, keyLife: () => 1000, onChange() {}, wait() {}, ...more };
}

const TEXTS = Array.from({ length: 20 }, (_, i) => `text ${i}`);

Deno.test("keys are UUIDs of version 4, and no two are the same", () => {
  const keys = Array.from({ length: 1000 }, newKey);
  for (const key of keys) assert(UUID_4.test(key), key);
  assertEquals(new Set(keys).size, keys.length);
});

Deno.test("what waits is sent in its order, also what is written meanwhile", async () => {
  const [storage, keys] = [new MemoryStorage(), new Keys()];
  await fill(storage, TEXTS.slice(0, 10));
  const sender = new Sender(options(storage, async (message) => {
    if (message.text === TEXTS[4]) await fill(storage, TEXTS.slice(10));
    return keys.post(message);
  }));
  await sender.wake();
  assertEquals(keys.stored, TEXTS);
  assertEquals(await storage.all("maya"), []);
});

Deno.test("a message whose reply was lost is sent again with its key, and stored once", async () => {
  const [storage, keys] = [new MemoryStorage(), new Keys()];
  await fill(storage, TEXTS);
  let calls = 0;
  const post = (message: Pending) => {
    const reply = keys.post(message);
    return ++calls % 3 === 0 ? Promise.resolve(reply) : Promise.reject(new Error("lost"));
  };
  for (let i = 0; i < 100 && (await storage.all("maya")).length > 0; i++) {
    await new Sender(options(storage, post)).wake();
  }
  assertEquals(keys.stored, TEXTS);
});

Deno.test("tabs that empty one outbox at the same time keep the order, and store nothing twice", async () => {
  const [storage, keys] = [new MemoryStorage(), new Keys()];
  await fill(storage, TEXTS);
  const alarms = new Set<() => void>();
  const tabs = Array.from({ length: 5 }, () => {
    const sender: Sender = new Sender(options(storage, (message) => Promise.resolve(keys.post(message)), {
      wait: () => alarms.add(() => void sender.wake()),
    }));
    return sender;
  });
  await Promise.all(tabs.map((tab) => tab.wake()));
  assertEquals(keys.stored, TEXTS);
  assert(alarms.size > 0); // Somebody had to wait for another one's turn.
});

Deno.test("a tab that had the turn and is gone holds up nobody for long", async () => {
  const storage = new MemoryStorage();
  assert(await storage.takeTurn("maya", "gone", 1000, 6000));
  assert(!await storage.takeTurn("maya", "next", 5999, 9999));
  assert(await storage.takeTurn("izza", "next", 5999, 9999));
  assert(await storage.takeTurn("maya", "next", 6000, 9999));
  assert(await storage.takeTurn("maya", "other", 9_999_999, 10_000_000)); // The clock was set meanwhile.
  assert(await storage.takeTurn("maya", "third", 0, 5000));
});

Deno.test("what is refused waits for the person with the reason, and the next ones are sent", async () => {
  const [storage, keys] = [new MemoryStorage(), new Keys()];
  await fill(storage, ["one", "two", "three"]);
  const refusal: Reply = {
    kind: "error",
    message: "Students can reach teachers only",
    code: "locked",
    retrySeconds: 9,
  };
  const post = (message: Pending) => Promise.resolve(message.text === "two" ? refusal : keys.post(message));
  await new Sender(options(storage, post)).wake();
  assertEquals(keys.stored, ["one", "three"]);
  const left = await storage.all("maya");
  assertEquals(left.map(({ text, problem }) => [text, problem?.code]), [["two", "locked"]]);
});

Deno.test("where the server names a wait, that message is tried again then, before the others", async () => {
  const [storage, keys] = [new MemoryStorage(), new Keys()];
  await fill(storage, ["one", "two"]);
  const waits: number[] = [];
  let isFull = true;
  const busy: Reply = { kind: "error", message: "too much at once", code: "quota", retrySeconds: 12 };
  const sender = new Sender(options(storage, (message) => Promise.resolve(isFull ? busy : keys.post(message)), {
    wait: (milliseconds) => waits.push(milliseconds),
  }));
  await sender.wake();
  assertEquals([keys.stored, waits], [[], [12_000]]);
  isFull = false;
  await sender.wake();
  assertEquals(keys.stored, ["one", "two"]);
});

Deno.test("what was tried so long ago that its key may be forgotten is asked about, and what was never tried is sent", async () => {
  const [storage, keys] = [new MemoryStorage(), new Keys()];
  const clocks = { wall: () => 5000, elapsed: () => 0 };
  await fill(storage, ["old"], { at: 2, tried: 4000 });
  await fill(storage, ["from a clock ahead"], { at: 3, tried: 5001 });
  await fill(storage, ["young"], { at: 4, tried: 4001 });
  await fill(storage, ["new"], { at: 1 });
  await new Sender(options(storage, (message) => Promise.resolve(keys.post(message)), { clocks })).wake();
  assertEquals(keys.stored, ["young", "new"]);
  assertEquals((await storage.all("maya")).map(({ problem }) => problem?.code), ["old", "old"]);
});

Deno.test("what was discarded meanwhile is not sent, and without a login nothing is", async () => {
  const [storage, keys] = [new MemoryStorage(), new Keys()];
  await fill(storage, ["one", "two", "three"]);
  const sender = new Sender(options(storage, async (message) => {
    if (message.text === "one") await storage.remove([2]);
    if (message.text === "three") return { kind: "error", message: "Cannot find the information", code: "no_login" };
    return keys.post(message);
  }));
  await sender.wake();
  assertEquals(keys.stored, ["one"]);
  assertEquals((await storage.all("maya")).map(({ text, problem }) => [text, problem]), [["three", undefined]]);
});

Deno.test("a paste and what is written right before or after it stay apart, so that it is copied back as it was", async () => {
  const [storage, keys] = [new MemoryStorage(), new Keys()];
  let now = 0;
  const clocks = { wall: () => 1_000_000, elapsed: () => now };
  await fill(storage, ["look:"], { at: 1 });
  await fill(storage, ["def f():", "    pass"], { at: 2 });
  await fill(storage, ["what do you think?"], { at: 3 });
  await fill(storage, ["and you?"], { at: 4 });
  const waits: number[] = [];
  const sender = new Sender(options(storage, (message) => Promise.resolve(keys.post(message)), {
    clocks,
    wait: (milliseconds) => waits.push(milliseconds),
  }));
  await sender.wake();
  assertEquals(keys.stored, ["look:"]);
  now += waits.at(-1)!;
  await sender.wake();
  assertEquals(keys.stored.slice(1), ["def f():", "    pass"]);
  now += waits.at(-1)!;
  await sender.wake();
  assertEquals(keys.stored.slice(3), ["what do you think?", "and you?"]);
  assertEquals(waits, [1800, 1800]);
});
