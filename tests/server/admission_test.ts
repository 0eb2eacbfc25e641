/**
 * The admission policy and its parts, on a clock of the test: no socket, no time.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import type { ChatError } from "../../lib/chat.ts";
import { Admission, type Guest, Visit } from "../../lib/server/admission/admission.ts";
import { NO_SHARES, SERVER_DEFAULTS, type ServerLimits } from "../../lib/server/limits.ts";
import { createLog } from "../../lib/server/log.ts";
import { Quota } from "../../lib/server/chat/messages/quota.ts";
import { Share } from "../../lib/server/admission/share.ts";
import { TimerWheel } from "../../lib/server/admission/timer_wheel.ts";

const pure = { permissions: "none" } as const;

/** A policy whose clock the test moves. */
function startPolicy(limits: Partial<ServerLimits> = {}) {
  let time = 1_000_000;
  const stopping = new AbortController();
  const lines: string[] = [];
  const log = createLog("info", { write: (line) => lines.push(line) });
  const options = { limits: { ...SERVER_DEFAULTS, ...limits }, log, stopping: stopping.signal, now: () => time };
  const admission = new Admission(options);
  const told = new Map<string, string>();
  return {
    admission,
    lines,
    stopping,
    /** What guests were told before they had to go. */
    told,
    pass(milliseconds: number): void {
      time += milliseconds;
      for (let before = -1; before !== admission.wheel.size;) {
        before = admission.wheel.size;
        admission.wheel.turn();
      }
    },
    enter(name: string, canGo = true): Visit {
      const guest: Guest = { who: name, dismiss: (reason) => (told.set(name, reason.message), canGo) };
      const visit = new Visit(admission, guest);
      visit.enter();
      return visit;
    },
    [Symbol.dispose]() {
      admission.wheel.endPauses();
      while (admission.strangers.first !== undefined) admission.strangers.first.leave();
    },
  };
}

/** How many of `count` requests are answered at once. */
function atOnce(visit: Visit, count: number): number {
  return Array.from({ length: count }, () => visit.take()).filter((wait) => wait === 0).length;
}

Deno.test("a timer wheel runs what is due, in time, once, and nothing that was cancelled", pure, () => {
  let time = 12_345;
  const wheel = new TimerWheel({ now: () => time });
  const ran: string[] = [];
  const note = (name: string) => () => void ran.push(name);
  wheel.after(300_000, note("five minutes"));
  wheel.after(50, note("50 ms"));
  const cancelled = wheel.after(50, note("cancelled"));
  wheel.after(0, note("at once"));
  assert(wheel.cancel(cancelled) && !wheel.cancel(cancelled));
  wheel.turn();
  const seen: Record<number, string[]> = {};
  for (let step = 1; step <= 16_000; step++) {
    time += 20;
    wheel.turn();
    if (ran.length > 0) seen[step * 20] = ran.splice(0);
  }
  const [first, second, third] = Object.entries(seen);
  assertEquals([first![1], second![1], third![1]], [["at once"], ["50 ms"], ["five minutes"]]);
  assert(Number(second![0]) >= 50 && Number(second![0]) <= 80, second![0]);
  assert(Number(third![0]) >= 300_000 && Number(third![0]) <= 300_040, third![0]);
  assertEquals(wheel.size, 0);
});

Deno.test("a timer wheel that slept for hours runs everything, some at a time", pure, () => {
  let time = 0;
  const wheel = new TimerWheel({ now: () => time });
  let ran = 0;
  for (let timer = 0; timer < 5_000; timer++) wheel.after(timer * 7, () => ran++);
  time += 10 * 60 * 60 * 1000;
  wheel.turn();
  assertEquals(ran, 64, "others get no turn");
  for (let turn = 0; turn < 100; turn++) wheel.turn();
  assertEquals([ran, wheel.size], [5_000, 0]);
});

Deno.test("a timer wheel rings by itself, and ends pauses when it is asked to", async () => {
  const wheel = new TimerWheel();
  await new Promise<void>((resolve) => wheel.after(1, resolve));
  const order: string[] = [];
  const deadline = wheel.after(3_600_000, () => order.push("deadline"));
  const pause = new Promise<void>((resolve) => wheel.pause(3_600_000, () => (order.push("pause"), resolve())));
  wheel.endPauses();
  await pause;
  assertEquals([order, wheel.size], [["pause"], 1]);
  wheel.cancel(deadline); // Or its alarm would outlive the test.
});

Deno.test("of a share that is held too much of, who came first makes room, but never who asks", pure, () => {
  const share = new Share<string>(10);
  assertEquals(share.hold("a", 4), []);
  assertEquals(share.hold("b", 6), []);
  assertEquals(share.hold("a", 4), [], "the same again is no more");
  assertEquals(share.hold("c", 1), ["a"]);
  share.renew("b");
  assertEquals([share.first, share.sum], ["c", 7]);
  assertEquals(share.hold("c", 20), ["b"], "alone it may hold more");
  share.release("c");
  share.renew("c");
  assertEquals([share.first, share.sum], [undefined, 0]);
});

Deno.test(
  "A3: a stranger may ask 20 times, then 20 times a second; who shows a login gets the rate of users",
  pure,
  () => {
    using policy = startPolicy();
    const visit = policy.enter("one");
    assertEquals(atOnce(visit, 50), 20);
    policy.pass(60_000);
    assertEquals(atOnce(visit, 50), 20);
    visit.show(1);
    assertEquals(atOnce(visit, 200), 100);
  },
);

Deno.test("A3: 5,000 strangers together get 2,000 requests a second, and a newcomer's first ones at once", pure, () => {
  using policy = startPolicy();
  const crowd = Array.from({ length: 5_000 }, (_, number) => policy.enter(`${number}`));
  const answered = crowd.reduce((sum, visit) => sum + atOnce(visit, 20), 0);
  assertEquals(answered, 5_000 * 3 + 2_000);
  const newcomer = policy.enter("newcomer");
  assertEquals([newcomer.take(), newcomer.take(), newcomer.take()], [0, 0, 0]);
  assert(newcomer.take() > 0);
  const known = policy.enter("known");
  known.show(1);
  assertEquals(atOnce(known, 100), 100, "strangers cost the others nothing");
});

Deno.test("A3: thousands that wait are no more than one timer and one listener, and all go on when the server stops", async () => {
  using policy = startPolicy();
  const { admission, stopping } = policy;
  const waits = Array.from({ length: 5_000 }, (_, number) => policy.enter(`${number}`).wait(3_600_000));
  assertEquals(admission.wheel.size, 10_000, "with the deadline of each");
  stopping.abort();
  await Promise.all(waits);
  assertEquals(admission.wheel.size, 5_000);
  await policy.enter("late").wait(3_600_000);
});

Deno.test("who is slowed is logged once", pure, () => {
  using policy = startPolicy();
  const visit = policy.enter("one");
  for (let wait = 0; wait < 3; wait++) void visit.wait(10);
  assertEquals(policy.lines.filter((line) => line.includes("one asks too fast")).length, 1);
});

Deno.test(
  "A6: a stranger has five minutes from the connection, whatever it says; a login ends the deadline",
  pure,
  () => {
    using policy = startPolicy();
    const talker = policy.enter("talker");
    const user = policy.enter("user");
    for (let second = 0; second < 299; second++) {
      policy.pass(1_000);
      talker.take();
      talker.renew();
    }
    assertEquals(policy.told.size, 0);
    user.show(1);
    policy.pass(1_040);
    assertEquals([...policy.told], [["talker", "No login within 300 s"]]);
    policy.pass(3_600_000);
    assertEquals(policy.told.size, 1);
  },
);

Deno.test("A6: the stranger that has asked nothing for longest makes room; never one who is known", pure, () => {
  using policy = startPolicy();
  const known = policy.enter("known");
  const [first] = [policy.enter("first"), policy.enter("second"), policy.enter("stuck", false)];
  known.show(1);
  first!.take(); // An empty line: nothing that makes sense.
  assertEquals(policy.admission.makeRoom()?.who, "first");
  assertMatch(policy.told.get("first")!, /The server is full/);
  const third = policy.enter("third");
  policy.enter("fourth");
  third.renew();
  assertEquals(policy.admission.makeRoom()?.who, "second");
  assertEquals(policy.admission.makeRoom()?.who, "fourth", "one that does not read cannot go");
  assertEquals(policy.admission.makeRoom()?.who, "third");
  assertEquals(policy.admission.makeRoom(), undefined);
  assert(!policy.told.has("known"));
});

Deno.test("A6: of 51 connections of an account the one that was idle for longest goes, and is told why", pure, () => {
  using policy = startPolicy();
  const visits = Array.from({ length: 50 }, (_, number) => policy.enter(`${number}`));
  for (const visit of visits) visit.show(7);
  visits[0]!.renew();
  policy.enter("another account").show(8);
  assertEquals(policy.told.size, 0);
  policy.enter("51").show(7);
  assertEquals([...policy.told], [["1", "This account has 50 connections, and this one was idle for longest"]]);
  for (let count = 0; count < 100; count++) {
    const visit = policy.enter("one that comes and goes");
    visit.show(7);
    visit.leave();
  }
  assertEquals(policy.told.size, 2, "who left holds no place");
});

Deno.test("A7: unfinished lines are bounded for all strangers, where the one that waits for longest goes", pure, () => {
  using policy = startPolicy();
  const crowd = Array.from({ length: 2_000 }, (_, number) => policy.enter(`${number}`));
  for (const visit of crowd) visit.keep(4_096);
  assertEquals(policy.admission.strangersUnfinished.sum, 4 * 1024 * 1024);
  assertEquals(policy.told.size, 976);
  assertMatch(policy.told.get("975")!, /Too many requests wait for their end/);
  policy.enter("honest").keep(300);
  assertEquals(policy.told.size, 976, "a few bytes count for nothing");
  crowd[1_999]!.keep(0);
  assertEquals(policy.admission.strangersUnfinished.sum, 4 * 1024 * 1024 - 4_096);
});

Deno.test("A7: unfinished lines are bounded for an account, and for all accounts together", pure, () => {
  using policy = startPolicy();
  for (let account = 0; account < 200; account++) {
    for (let connection = 0; connection < 17; connection++) {
      const visit = policy.enter(`${account}/${connection}`);
      visit.show(account);
      visit.keep(65_536);
    }
    assert(policy.told.has(`${account}/0`) && !policy.told.has(`${account}/16`));
  }
  assertEquals(policy.admission.knownUnfinished.sum, 32 * 1024 * 1024);
});

Deno.test("A10: an account has one rate on all its connections, also if each of them asks once", pure, () => {
  using policy = startPolicy();
  const visits = Array.from({ length: 30 }, (_, number) => policy.enter(`${number}`));
  for (const visit of visits) visit.show(1);
  assertEquals(visits.reduce((sum, visit) => sum + atOnce(visit, 100), 0), 1_000);
  const next = policy.enter("next");
  next.show(1);
  assert(next.take() > 0);
  const other = policy.enter("other");
  other.show(2);
  assertEquals(other.take(), 0);
});

Deno.test("A10: an account may have so many bytes stored, which come back, and is told when", pure, () => {
  let time = 0;
  const quota = new Quota({ burst: 10_000, perSecond: 1_000 }, () => time);
  for (let message = 0; message < 10; message++) quota.take(1, "x".repeat(744));
  const refuse = (account: number, text: string): ChatError | undefined => {
    try {
      quota.take(account, text);
      return undefined;
    } catch (error) {
      return error as ChatError;
    }
  };
  const refusal = refuse(1, "x".repeat(1_744));
  assertEquals(refusal?.message, "You have sent too much at once, try again in 2 s");
  assertEquals(refusal?.retrySeconds, 2);
  assertEquals(refuse(2, "x".repeat(1_744)), undefined);
  time += 2_000;
  assertEquals(refuse(1, "x".repeat(1_744)), undefined, "a refusal costs nothing");
  assertEquals(refuse(3, "\u4e2d".repeat(3_300)), undefined);
  assert(refuse(3, "") !== undefined, "it is bytes that count");
  assertEquals(refuse(4, "x".repeat(1_000_000)), undefined, "what is over the burst takes all of it");
});

Deno.test("without bounds nothing waits and nobody has to go", pure, () => {
  using policy = startPolicy(NO_SHARES);
  const visits = Array.from({ length: 1_000 }, (_, number) => policy.enter(`${number}`));
  assert(visits.every((visit) => atOnce(visit, 100) === 100));
  for (const visit of visits) visit.show(1);
  assert(visits.every((visit) => atOnce(visit, 1_000) === 1_000));
  assertEquals(policy.told.size, 0);
});
