/**
 * Where commits are made: on the network's thread only while the disk is known to be quick.
 *
 * @module
 */

import { assertEquals, assertRejects } from "@std/assert";
import { GroupCommit } from "../lib/store/group_commit.ts";
import { QuickDisk } from "../lib/store/quick_disk.ts";
import type { Committed } from "../lib/store/sqlite_commit.ts";
import type { Thread } from "../lib/store/sqlite_thread.ts";

/** Commits, and where each was made, on a disk that takes the time that it is told. */
function openOn() {
  const made: ("here" | "there")[] = [];
  let now = 0;
  let next = 1;
  const commit = (where: "here" | "there"): Committed => {
    const time = next;
    [now, next] = [now + time, 1];
    made.push(where);
    return { seqs: [], earlier: [], progress: [], time };
  };
  const thread = { callWithin: () => Promise.resolve(commit("there")) } as unknown as Thread;
  const near = { commit: () => commit("here") };
  const commits = new GroupCommit({ thread, near, disk: new QuickDisk(() => now), onEnd: () => {} });
  return {
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

Deno.test("A disk is not waited for on the network's thread before it was quick many times in a row", async () => {
  const disk = openOn();
  assertEquals(await disk.run(500), "there");
  assertEquals(await disk.run(1), "here");
});

Deno.test("One commit that is a little slow sends only the next one to the other thread", async () => {
  const disk = openOn();
  await disk.run(500);
  assertEquals(await disk.run(5, 3), "here there here");
});

Deno.test("After a slow commit the network's thread waits for none for a thousand times as long, nor before many were quick", async () => {
  const disk = openOn();
  await disk.run(500);
  assertEquals(await disk.run(1, 1_000), "here");
  assertEquals(await disk.run(600), "there");
  disk.pass(1_000_000 - 600 - 1);
  assertEquals(await disk.run(2), "there here");
  await disk.run(1, 100);
  disk.pass(100_000);
  assertEquals(await disk.run(500), "there");
  assertEquals(await disk.run(1), "here");
});

Deno.test("A disk that is slow once in a hundred commits is never waited for", async () => {
  const disk = openOn();
  for (let round = 0; round < 100; round++) assertEquals(await disk.run(100, 1_000), "there");
});

Deno.test("Slow commits in the other thread keep the network's thread away as well", async () => {
  const disk = openOn();
  await disk.run(499);
  await disk.run(1, 1_000);
  disk.pass(999_000);
  assertEquals(await disk.run(500), "there");
});

Deno.test("A commit that fails counts as well: it may take long", async () => {
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
