/**
 * Who is waited for before a commit: those who were answered a moment ago, for a part of a flush.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { setImmediate } from "node:timers/promises";
import { Company } from "../../lib/store/sqlite/company.ts";
import type { Committed } from "../../lib/store/sqlite/commit.ts";
import { GroupCommit } from "../../lib/store/sqlite/group_commit.ts";
import type { Thread } from "../../lib/store/sqlite/thread.ts";

const FLUSH = 3;

/** A company, and a clock that stands until it is moved. */
function openCompany() {
  let now = 0;
  const company = new Company(() => now);
  return { company, pass: (milliseconds: number) => void (now += milliseconds) };
}

Deno.test("who is alone, and comes when the moment after the last commit is over, is never waited for", () => {
  const { company, pass } = openCompany();
  for (let count = 0; count < 10_000; count++) {
    assert(!company.isAwaited({}, 1));
    company.committed(1, FLUSH);
    pass(FLUSH / 2);
  }
});

Deno.test("two that miss each other are waited for until they come together, and then again each time", () => {
  const { company } = openCompany();
  let commits = 0;
  for (; !company.isAwaited({}, 1); commits++) company.committed(1, FLUSH);
  assert(commits < 10, `${commits}`);
  for (let count = 0; count < 100; count++) {
    const batch = {};
    assert(company.isAwaited(batch, 1));
    assert(!company.isAwaited(batch, 2));
    company.committed(2, FLUSH);
  }
});

Deno.test("to wait for more company is tried with few commits while nobody comes", () => {
  const { company, pass } = openCompany();
  let attempts = 0;
  for (let count = 0; count < 10_000; count++) {
    const batch = {};
    if (company.isAwaited(batch, 1)) attempts++;
    pass(FLUSH);
    assert(!company.isAwaited(batch, 1), "it waits longer than a flush");
    company.committed(1, FLUSH);
  }
  assert(attempts > 5 && attempts < 700, `${attempts}`);
});

Deno.test("those of the last commit are waited for with few commits where they come back later than that", () => {
  const { company, pass } = openCompany();
  let attempts = 0;
  for (let count = 0; count < 10_000; count++) {
    const batch = {};
    const size = count % 2 === 0 ? 10 : 3;
    if (company.isAwaited(batch, size) && size === 3) attempts++;
    pass(FLUSH);
    company.committed(size, FLUSH);
  }
  assert(attempts > 5 && attempts < 400, `${attempts}`);
});

Deno.test("who was alone for long finds company within a few commits", () => {
  const { company, pass } = openCompany();
  for (let count = 0; count < 10_000; count++) {
    company.isAwaited({}, 1);
    company.committed(1, FLUSH);
    pass(FLUSH);
  }
  let commits = 0;
  for (; !company.isAwaited({}, 1); commits++) company.committed(1, FLUSH);
  assert(commits < 10, `${commits}`);
});

Deno.test("nobody is waited for longer than a third of a flush, and five milliseconds", () => {
  for (const [flush, most] of [[3, 1], [3_000, 5]] as const) {
    const { company, pass } = openCompany();
    company.committed(2, flush);
    const batch = {};
    pass(0.99 * most);
    assert(company.isAwaited(batch, 1));
    assert(!company.isPatient, "a timer would take longer than what is left");
    pass(0.02 * most);
    assert(!company.isAwaited(batch, 1));
  }
});

Deno.test("on a quick disk nobody is waited for", () => {
  const { company } = openCompany();
  for (let count = 0; count < 100; count++) {
    assert(!company.isAwaited({}, 1));
    company.committed(1, 0.2);
  }
});

Deno.test("two clients that wait for their replies share their flushes, though they began apart", async () => {
  let [commits, sent] = [0, 0];
  const commit = async (): Promise<Committed> => {
    commits++;
    for (let turn = 0; turn < 10; turn++) await setImmediate();
    return { seqs: [], earlier: [], progress: [], changes: [], time: FLUSH, flushTime: FLUSH };
  };
  const thread = { callWithin: commit } as unknown as Thread;
  let looks = 0;
  const company = new Company(() => looks++ / 1_000); // The one that goes on alone is not held up for good.
  const group = new GroupCommit({ thread, near: undefined, company, onEnd: () => {} });
  const run = async (delay: number) => {
    for (let turn = 0; turn < delay; turn++) await setImmediate();
    for (let count = 0; count < 200; count++, sent++) {
      group.batch.writes.push(["markPosts"]);
      await group.batch.done.promise;
      await setImmediate();
    }
  };
  await Promise.all([run(0), run(5)]);
  assertEquals(sent, 400);
  assert(commits < 250, `${commits} commits of ${sent} writes`);
});
