/**
 * Where commits are made: on the network's thread only while the disk is known to be quick.
 *
 * @module
 */

import { assertEquals, assertRejects } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";
import { addMessage } from "../../lib/store/sqlite/columns.ts";
import { GroupCommit } from "../../lib/store/sqlite/group_commit.ts";
import { QuickDisk } from "../../lib/store/sqlite/quick_disk.ts";
import type { Committed } from "../../lib/store/sqlite/commit.ts";
import { Database } from "../../lib/store/sqlite/database.ts";
import { startThread, type Thread } from "../../lib/store/sqlite/thread.ts";
import { temporaryDirectory } from "../support/helpers.ts";

/** Commits, and where each was made, on a disk that takes the time that it is told. */
function openOn() {
  const made: ("here" | "there")[] = [];
  let now = 0;
  let next = 1;
  let work = 0;
  const commit = (where: "here" | "there"): Committed => {
    const time = next;
    [now, next] = [now + time, 1];
    made.push(where);
    return { seqs: [], earlier: [], progress: [], changes: [], time, flushTime: work > 0 ? 1 : time };
  };
  const thread = { callWithin: () => Promise.resolve(commit("there")) } as unknown as Thread;
  const near = { commit: () => commit("here") };
  const commits = new GroupCommit({ thread, near, disk: new QuickDisk(() => now), onEnd: () => {} });
  return {
    /** From now on commits take long for what they write, and not for their flush. */
    writeMuch: () => void (work = 1),
    pass: (milliseconds: number) => void (now += milliseconds),
    /** Makes so many commits, the first of which takes `time`; tells where they were made, each place once. */
    async run(count: number, time = 1): Promise<string> {
      made.length = 0;
      next = time;
      for (let number = 0; number < count; number++) await commits.batch.done.promise;
      return made.filter((where, index) => where !== made[index - 1]).join(" ");
    },
  };
}

Deno.test("a disk is not waited for on the network's thread before it was quick many times in a row", async () => {
  const disk = openOn();
  assertEquals(await disk.run(500), "there");
  assertEquals(await disk.run(1), "here");
});

Deno.test("one commit that is a little slow sends only the next one to the other thread", async () => {
  const disk = openOn();
  await disk.run(500);
  assertEquals(await disk.run(5, 3), "here there here");
});

Deno.test("after a slow flush the network's thread waits for none for long, nor before many were quick", async () => {
  const disk = openOn();
  await disk.run(500);
  assertEquals(await disk.run(1, 1_000), "here");
  assertEquals(await disk.run(600), "there");
  disk.pass(3_600_000 - 600 - 1);
  assertEquals(await disk.run(2), "there here");
  await disk.run(1, 100); // It may have been a hiccup, the next one is none.
  assertEquals(await disk.run(500), "there");
  assertEquals(await disk.run(1, 100), "here");
  assertEquals(await disk.run(600), "there");
  disk.pass(4 * 100 ** 2 - 600 - 1);
  assertEquals(await disk.run(2), "there here");
  await disk.run(1, 41);
  disk.pass(4 * 41 ** 2);
  assertEquals(await disk.run(500), "there");
  assertEquals(await disk.run(1), "here");
});

Deno.test("a large commit that takes long says nothing of the disk", async () => {
  const disk = openOn();
  await disk.run(500);
  disk.writeMuch();
  assertEquals(await disk.run(3, 1_000), "here there here");
});

Deno.test("a disk that is slow once in a hundred commits is never waited for", async () => {
  const disk = openOn();
  for (let round = 0; round < 100; round++) assertEquals(await disk.run(100, 1_000), "there");
});

Deno.test("slow commits in the other thread keep the network's thread away as well", async () => {
  const disk = openOn();
  await disk.run(499);
  await disk.run(1, 1_000);
  disk.pass(3_599_000);
  assertEquals(await disk.run(500), "there");
});

Deno.test("a commit that fails counts as well: it may take long", async () => {
  const took: number[] = [];
  const disk = { isQuick: true, took: (time: number) => void took.push(time) };
  const near = {
    commit: () => {
      throw new Error("The disk fails");
    },
  };
  const thread = {} as Thread;
  const commits = new GroupCommit({ thread, near, disk, onEnd: () => {} });
  await assertRejects(() => commits.batch.done.promise, Error, "The disk fails");
  assertEquals(took.length, 1);
});

Deno.test("a commit that finds the database locked on the network's thread waits for it in the other one", async () => {
  using directory = temporaryDirectory();
  const file = `${directory.path}/chat.sqlite`;
  const thread = startThread();
  await thread.call("open", file, {});
  const near = new Database(file);
  const disk = { isQuick: true, took: () => {} };
  const commits = new GroupCommit({ thread, near, disk, onEnd: () => {} });
  const { id } = near.addAccounts([{ name: "maya", fullName: "Maya", passwordHash: "h", demo: false }])[0]!;
  const send = (text: string) => {
    const { batch } = commits;
    addMessage(batch.messages, { id: text, sender: id, receiver: id, text, at: 1 });
    return batch.done.promise;
  };
  const other = new DatabaseSync(file);
  other.exec("BEGIN IMMEDIATE");
  const first = send("1");
  await setImmediate();
  const second = send("2");
  // The thread has tried the first one when it answers.
  assertEquals(await thread.call("newestPlace"), 0);
  other.exec("ROLLBACK");
  await Promise.all([first, second]);
  assertEquals(near.messages([1, 2]).map(({ text }) => text), ["1", "2"]);
  other.close();
  near.close();
  await thread.call("close");
  await thread.stop();
});
