/**
 * Who gets to try a password, and when; all in a time of the test.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { ChatError } from "../../../lib/chat.ts";
import { Guesser, Guesses } from "../../../lib/server/chat/logins/guesses.ts";
import { LoginGate } from "../../../lib/server/chat/logins/login_gate.ts";
import { VirtualTime } from "../../support/virtual_time.ts";

const pure = { permissions: "none" } as const;

/** Milliseconds of a hash, as on a small machine. */
const HASH = 80;

/** Milliseconds from an answer to the next request of the same connection: that of the default rate. */
const ROUND = 50;

const NANIA = 1;
const MAYA = 2;

/** What an attempt came to: in, wrong, or the seconds that it is told to wait, and at which time. */
interface Outcome {
  readonly what: "in" | "wrong" | number;
  readonly at: number;
  readonly message: string;
}

/** A gate in a time of its own, before as many threads as there are. */
function openGate({ threads = 1 } = {}) {
  const time = new VirtualTime();
  const gate = new LoginGate(threads, time);
  const stop = new AbortController();
  /** How many hashes were made, by account. */
  const hashes = new Map<number, number>();
  /** In the order in which they were made. */
  const order: string[] = [];

  async function attempt(
    account: number,
    isRight: boolean,
    guesser = new Guesser(),
    { name = "nania", isGone }: { name?: string; isGone?: () => Promise<boolean> } = {},
  ): Promise<Outcome> {
    const result = (what: Outcome["what"], message = "") => ({ what, at: time.now(), message });
    try {
      const matches = await gate.admit({ account, name, guesser, signal: stop.signal, isGone }, async () => {
        hashes.set(account, (hashes.get(account) ?? 0) + 1);
        order.push(name);
        await time.sleep(HASH);
        return isRight;
      });
      return result(matches ? "in" : "wrong");
    } catch (error) {
      assert(error instanceof ChatError);
      return result(error.retrySeconds ?? NaN, error.message);
    }
  }

  /** Tries as this project's client does: where it is told to wait, it waits. */
  async function logIn(account: number, guesser = new Guesser()): Promise<Outcome> {
    for (;;) {
      const outcome = await attempt(account, true, guesser);
      if (typeof outcome.what !== "number") return outcome;
      await time.sleep(outcome.what * 1000);
    }
  }

  /** Sends one wrong password after the other, whatever it is told. */
  async function attack(accountOf: (attempt: number) => number, isNew = false): Promise<void> {
    let guesser = new Guesser();
    for (let count = 0; !stop.signal.aborted; count++) {
      await attempt(accountOf(count), false, guesser);
      await time.sleep(ROUND);
      if (isNew) guesser = new Guesser();
    }
  }

  /** What `promise` comes to within some milliseconds; `undefined` if it takes longer. */
  async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T | undefined> {
    let result: T | undefined;
    void promise.then((value) => result = value);
    await time.advance(milliseconds);
    return result;
  }

  /** Makes an account guarded, and lets all pauses be over. */
  async function guard(account: number): Promise<void> {
    for (let count = 0; count < 5; count++) await within(HASH, attempt(account, false));
    await time.advance(2_000);
  }

  return { time, gate, stop, hashes, order, attempt, logIn, attack, within, guard };
}

Deno.test("wrong passwords are counted up to a bound, and forgotten one by one", pure, () => {
  const guesses = new Guesses();
  for (let count = 1; count <= 4; count++) guesses.add(0);
  assertEquals([guesses.count(0), guesses.isGuarded(0)], [4, false]);
  guesses.add(100);
  assertEquals([guesses.isGuarded(100), guesses.pause(100)], [true, 500]);
  guesses.add(100);
  assertEquals(guesses.pause(100), 1_000);
  for (let count = 0; count < 1_000; count++) guesses.add(200);
  assertEquals([guesses.count(200), guesses.pause(200)], [10, 2_000]);
  assertEquals([guesses.isGuarded(120_000), guesses.isGuarded(120_200)], [true, false]);
  assertEquals(guesses.count(200_200), 0);
});

Deno.test("a connection waits longer each time, on the account that it guessed at alone", pure, () => {
  const guesser = new Guesser();
  assertEquals(Array.from({ length: 7 }, () => guesser.tell(NANIA, 0)), [1, 2, 4, 8, 15, 15, 15]);
  assertEquals([guesser.ask(NANIA, 3_100), guesser.ask(MAYA, 0)], [12, 0]);
  assertEquals(guesser.ask(NANIA, 15_000), 0);
  assertEquals(guesser.tell(MAYA, 0), 1);
  guesser.passed(MAYA);
  assertEquals([guesser.ask(MAYA, 0), guesser.tell(MAYA, 0)], [0, 1]);
});

Deno.test("who waits as told stands in a line, who has guessed or does not wait does not", pure, () => {
  const guesser = new Guesser();
  assertEquals(guesser.standing(NANIA, 0), "fresh");
  guesser.tell(NANIA, 100);
  assertEquals([guesser.standing(NANIA, 1_099), guesser.standing(NANIA, 1_100)], ["fresh", "returning"]);
  assertEquals(guesser.standing(MAYA, 5_000), "fresh");
  guesser.tell(NANIA, 1_200);
  const [later, patient] = [new Guesser(), new Guesser()];
  later.tell(NANIA, 101);
  patient.tell(NANIA, 500);
  assertEquals([guesser.returnsBefore(later), later.returnsBefore(guesser)], [true, false]);
  for (let haste = 0; haste < 9; haste++) guesser.ask(NANIA, 1_300);
  guesser.tell(NANIA, 1_300);
  assertEquals(guesser.standing(NANIA, 9_000), "returning", "people are impatient");
  assertEquals([guesser.returnsBefore(patient), patient.returnsBefore(guesser)], [false, true]);
  guesser.ask(NANIA, 1_300);
  assertEquals(guesser.standing(NANIA, 5_000), "known");
  guesser.passed(NANIA);
  guesser.missed(MAYA);
  assertEquals(guesser.standing(NANIA, 5_000), "known");
});

Deno.test("four wrong passwords cost nobody a wait", pure, async () => {
  const { attempt, within } = openGate();
  const guesser = new Guesser();
  for (let count = 0; count < 4; count++) {
    assertEquals((await within(HASH, attempt(NANIA, false, guesser)))?.what, "wrong");
  }
  assertEquals((await within(HASH, attempt(NANIA, true, guesser)))?.what, "in");
});

Deno.test("after five, who guessed is told at once how long to wait, and gets in then", pure, async () => {
  const { attempt, within, time, hashes } = openGate();
  const guesser = new Guesser();
  for (let count = 0; count < 5; count++) await within(HASH, attempt(NANIA, false, guesser));
  for (const [seconds, wait] of [[1, 1_000], [2, 2_000], [4, 4_000], [8, 8_000], [15, 15_000], [15, 15_000]] as const) {
    const early = await within(0, attempt(NANIA, true, guesser));
    assertEquals(early?.message, `Too many wrong passwords for nania, try again in ${seconds} s`);
    assertEquals(early?.what, seconds);
    await time.advance(wait - 1);
    assertEquals((await within(0, attempt(NANIA, true, guesser)))?.what, 1, "the wait grew by asking");
    await time.advance(1);
    assertEquals((await within(HASH, attempt(NANIA, false, guesser)))?.what, "wrong");
  }
  assertEquals(hashes.get(NANIA), 11, "a refused attempt was hashed");
  await time.advance(15_000);
  assertEquals((await within(HASH, attempt(NANIA, true, guesser)))?.what, "in");
  // Who has shown the password is no guesser, though the account is guarded still.
  assertEquals((await within(HASH, attempt(NANIA, true, guesser)))?.what, "in");
  assertEquals((await within(HASH, attempt(NANIA, true, guesser)))?.what, "in");
  // Until it is wrong again.
  assertEquals((await within(HASH, attempt(NANIA, false, guesser)))?.what, "wrong");
  assertEquals((await within(0, attempt(NANIA, true, guesser)))?.what, 1);
});

Deno.test("of those who were told to wait, and did, the first one told goes first", pure, async () => {
  const { attempt, within, guard, order, time } = openGate();
  await guard(NANIA);
  const [first, second] = [new Guesser(), new Guesser()];
  first.tell(NANIA, time.now());
  second.tell(NANIA, time.now() + 1);
  await time.advance(2_000);
  void attempt(MAYA, true); // Takes the thread, so that both wait.
  void attempt(NANIA, true, first, { name: "first" });
  void attempt(NANIA, true, second, { name: "second" });
  await within(3 * HASH, Promise.resolve());
  assertEquals(order.slice(-2), ["first", "second"]);
  for (const guesser of [first, second]) guesser.passed(MAYA);
  second.tell(NANIA, time.now());
  first.tell(NANIA, time.now() + 1);
  await time.advance(2_000);
  void attempt(MAYA, true);
  void attempt(NANIA, true, first, { name: "first" });
  void attempt(NANIA, true, second, { name: "second" });
  await within(3 * HASH, Promise.resolve());
  assertEquals(order.slice(-2), ["second", "first"]);
});

Deno.test("there is room for so many, and who has tried most leaves", pure, async () => {
  const { attempt, within } = openGate();
  void attempt(MAYA, true); // Is verified.
  const guesser = new Guesser();
  guesser.tries = 1;
  const tried = attempt(9, true, guesser);
  void Promise.all(Array.from({ length: 1_023 }, (_, index) => attempt(10 + index, true)));
  assertEquals(await within(0, tried), undefined);
  void attempt(9, true);
  assertEquals((await within(0, tried))?.message, "Server is busy, try again in 1 s");
});

Deno.test("who has not guessed gets in at once while others may not, and that helps none of them", pure, async () => {
  const { attempt, within } = openGate();
  const others = [new Guesser(), new Guesser(), new Guesser()];
  for (const guesser of others) {
    for (let count = 0; count < 8; count++) await within(3_000, attempt(NANIA, false, guesser));
    for (let count = 0; count < 2; count++) await within(0, attempt(NANIA, false, guesser));
  }
  assertEquals((await within(2 * HASH, attempt(NANIA, true)))?.what, "in");
  assertEquals((await within(0, attempt(NANIA, true, others[2])))?.message.slice(0, 8), "Too many");
  assertEquals((await within(HASH, attempt(MAYA, true, others[2])))?.what, "in", "another account is not held");
});

Deno.test("guesses at one account are made one after the other, also on several threads", pure, async () => {
  const { attempt, within, hashes, guard } = openGate({ threads: 4 });
  await guard(NANIA);
  const before = hashes.get(NANIA)!;
  const attempts = Array.from({ length: 8 }, () => attempt(NANIA, false));
  void Promise.all(attempts);
  await within(HASH, Promise.resolve());
  assertEquals(hashes.get(NANIA)! - before, 1);
  await within(HASH, attempt(MAYA, true));
  assertEquals(hashes.get(MAYA), 1);
});

Deno.test("no more are verified at once than may be wrong", pure, async () => {
  const { attempt, within, hashes } = openGate({ threads: 16 });
  void Promise.all(Array.from({ length: 16 }, () => attempt(NANIA, false)));
  await within(HASH, Promise.resolve());
  assertEquals(hashes.get(NANIA), 5);
});

Deno.test("a guarded account has room for few: the newest of those with the fewest tries", pure, async () => {
  const { attempt, within, guard, order } = openGate();
  await guard(NANIA);
  const known = new Guesser();
  known.tries = 3;
  void attempt(NANIA, false); // Is verified.
  const first = attempt(NANIA, true, known);
  const others = Array.from({ length: 15 }, (_, index) => attempt(NANIA, false, undefined, { name: `other ${index}` }));
  const owner = attempt(NANIA, true, undefined, { name: "owner" });
  assertEquals((await within(0, first))?.what, 1, "who has tried most goes first");
  const newest = attempt(NANIA, true, undefined, { name: "newest" });
  assertEquals((await within(0, others[0]!))?.what, 1, "then who came first");
  assertEquals((await within(HASH + 2_000 + HASH, newest))?.what, "in");
  assertEquals((await within(HASH, owner))?.what, "in", "a right password costs nobody a pause");
  assertEquals(order.slice(-3, -1), ["newest", "owner"]);
});

Deno.test(
  "nobody waits at a guarded account for longer than 2.5 s, nor elsewhere for longer than 8 s",
  pure,
  async () => {
    const { time, attempt, within, guard } = openGate();
    await guard(NANIA);
    const start = time.now();
    const guarded = Array.from({ length: 17 }, () => attempt(NANIA, false));
    const others = Array.from({ length: 400 }, (_, index) => attempt(10 + index, true));
    await within(10_000, Promise.resolve());
    for (const { at } of await Promise.all(guarded)) assert(at - start <= 2_500 + HASH);
    const outcomes = await Promise.all(others);
    assertEquals(Math.max(...outcomes.map(({ at }) => at - start)) <= 8_000 + HASH, true);
    const busy = outcomes.filter(({ what }) => typeof what === "number");
    assert(busy.every(({ message }) => /^Server is busy, try again in \d+ s$/.test(message)));
    assert(busy.length > 0 && busy.every(({ what }) => what === 1));
  },
);

for (const count of [400, 800]) {
  Deno.test(`${count} connections with wrong passwords: the owner is in within 3 s`, pure, async () => {
    const { attack, within, logIn, stop } = openGate();
    for (let index = 0; index < count; index++) void attack(() => NANIA);
    for (const wait of [0, 100, 3_000]) {
      await within(wait, Promise.resolve());
      assertEquals((await within(3_000, logIn(NANIA)))?.what, "in", `after ${wait} ms`);
    }
    stop.abort();
  });
}

Deno.test("400 connections that are slow to come back do not go before an owner who waits as told", pure, async () => {
  const { attempt, within, logIn, stop, time } = openGate();
  async function attackSlowly(): Promise<void> {
    for (const guesser = new Guesser(); !stop.signal.aborted;) {
      await attempt(NANIA, false, guesser);
      await time.sleep(400);
    }
  }
  for (let index = 0; index < 400; index++) void attackSlowly();
  const owner = logIn(NANIA);
  for (let index = 0; index < 400; index++) void attackSlowly();
  assertEquals((await within(6_000, owner))?.what, "in");
  stop.abort();
});

Deno.test("400 who make a new connection for each guess do not shut out the owner", pure, async () => {
  const { attack, within, logIn, stop, hashes, time } = openGate();
  for (let index = 0; index < 400; index++) void attack(() => NANIA, true);
  await time.advance(5_000);
  for (let login = 0; login < 3; login++) {
    assertEquals((await within(6_000, logIn(NANIA)))?.what, "in");
    await time.advance(3_000);
  }
  assert(hashes.get(NANIA)! <= 60, `${hashes.get(NANIA)} guesses`);
  stop.abort();
});

Deno.test("new connections that guess at 400 names do not shut out a newcomer", pure, async () => {
  const { attack, within, logIn, stop, time } = openGate();
  for (let index = 0; index < 400; index++) void attack((count) => 10 + (index + count) % 400, true);
  await time.advance(5_000);
  for (const account of [MAYA, 10]) assertEquals((await within(3_000, logIn(account)))?.what, "in");
  stop.abort();
});

Deno.test("300 connections make some dozens of guesses in 45 s, whatever the owner does meanwhile", pure, async () => {
  const { attack, within, logIn, stop, hashes } = openGate();
  for (let index = 0; index < 300; index++) void attack(() => NANIA);
  await within(20_000, logIn(NANIA));
  await within(25_000, logIn(NANIA));
  assert(hashes.get(NANIA)! - 2 <= 60, `${hashes.get(NANIA)} guesses`);
  stop.abort();
});

Deno.test("an owner who mistypes on an attacked account is not locked out by those who go on", pure, async () => {
  const { attack, attempt, within, logIn, stop, time } = openGate();
  for (let index = 0; index < 400; index++) void attack(() => NANIA);
  await within(10_000, Promise.resolve());
  const owner = new Guesser();
  assertEquals((await within(3_000, attempt(NANIA, false, owner)))?.what, "wrong");
  await time.advance(1_000);
  assertEquals((await within(6_000, logIn(NANIA, owner)))?.what, "in");
  stop.abort();
});

for (const [what, isNew] of [["once on each connection", true], ["again and again", false]] as const) {
  Deno.test(`wrong passwords for 400 names, ${what}: a newcomer is in within 3 s`, pure, async () => {
    const { attack, within, logIn, stop } = openGate();
    for (let index = 0; index < 400; index++) void attack((count) => 10 + (index + count) % 400, isNew);
    await within(500, Promise.resolve());
    assertEquals((await within(3_000, logIn(MAYA)))?.what, "in");
    stop.abort();
  });
}

Deno.test(
  "one wrong password for each of 400 names: a newcomer, and one of the 400, is in within 3 s",
  pure,
  async () => {
    const { attempt, within, logIn } = openGate();
    void Promise.all(Array.from({ length: 400 }, (_, index) => attempt(10 + index, false)));
    await within(500, Promise.resolve());
    assertEquals((await within(3_000, logIn(MAYA)))?.what, "in");
    assertEquals((await within(3_000, logIn(10)))?.what, "in");
  },
);

Deno.test(
  "a class of 40, or 300, that logs in at the same moment gets in, each with its own waiting",
  pure,
  async () => {
    for (const [count, patience] of [[40, 40 * HASH], [300, 60_000]] as const) {
      const { within, logIn, hashes } = openGate();
      const everybody = Promise.all(Array.from({ length: count }, (_, index) => logIn(10 + index)));
      assertEquals((await within(patience, everybody))?.filter(({ what }) => what === "in").length, count);
      assertEquals(hashes.size, count);
    }
  },
);

Deno.test("who comes first is served first, as long as all can be served soon", pure, async () => {
  const { attempt, within, order } = openGate();
  const names = Array.from({ length: 20 }, (_, index) => `student ${index}`);
  void Promise.all(names.map((name, index) => attempt(10 + index, true, undefined, { name })));
  await within(20 * HASH, Promise.resolve());
  assertEquals(order, names);
});

Deno.test("attempts that are doubtful keep a share of the hashes, and no more", pure, async () => {
  const { attempt, within, order } = openGate();
  const guesser = new Guesser();
  await within(HASH, attempt(NANIA, false, guesser, { name: "doubtful" }));
  order.splice(0);
  void Promise.all(Array.from({ length: 12 }, (_, index) => attempt(10 + index, true, undefined, { name: "good" })));
  void Promise.all(Array.from({ length: 4 }, () => attempt(NANIA, true, undefined, { name: "doubtful" })));
  await within(16 * HASH, Promise.resolve());
  assertEquals(order.slice(1, 13).filter((name) => name === "doubtful").length, 3);
});

Deno.test("names that nobody has share the turns of one account, and its waits", pure, async () => {
  const { attempt, within, guard } = openGate();
  await guard(0);
  const guesser = new Guesser();
  await within(HASH, attempt(0, false, guesser, { name: "nobody" }));
  const refused = await within(0, attempt(0, false, guesser, { name: "another" }));
  assertEquals(refused?.message, "Too many wrong passwords for another, try again in 1 s");
  const long = await within(0, attempt(0, false, guesser, { name: "x".repeat(4_000) }));
  assertEquals(long?.message, `Too many wrong passwords for ${"x".repeat(32)}, try again in 1 s`);
});

Deno.test("an attempt whose connection is gone is not hashed, and holds up nobody", pure, async () => {
  const { attempt, within, hashes } = openGate();
  const gone = attempt(NANIA, false, undefined, { isGone: () => Promise.resolve(true) });
  assertEquals((await within(HASH, attempt(NANIA, true)))?.what, "in");
  assertEquals([(await gone).message, hashes.get(NANIA)], ["The connection is gone", 1]);
});

Deno.test("a stop ends what waits and what is verified", pure, async () => {
  const { attempt, within, stop, hashes } = openGate();
  const attempts = Array.from({ length: 5 }, () => attempt(NANIA, true));
  await within(HASH / 2, Promise.resolve());
  stop.abort();
  const outcomes = await within(0, Promise.all([...attempts, attempt(NANIA, true)]));
  assertEquals(outcomes?.map(({ message }) => message), Array(6).fill("The server is stopping"));
  await within(10_000, Promise.resolve());
  assertEquals(hashes.get(NANIA), 1);
});

Deno.test("a fault of the hash is the caller's, counts for nobody and frees the turn", pure, async () => {
  const { gate, stop, attempt, within } = openGate();
  const guesser = new Guesser();
  const failed = gate.admit({ account: NANIA, name: "nania", guesser, signal: stop.signal }, () => {
    return Promise.reject(new Error("no memory"));
  }).catch((error) => error.message);
  assertEquals((await within(HASH, attempt(NANIA, true)))?.what, "in");
  assertEquals([await failed, guesser.misses], ["no memory", 0]);
});
