/**
 * How writes share batches, and what becomes of them when the database does not answer.
 *
 * @module
 */

import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { turn } from "../../lib/async.ts";
import { StoreError } from "../../lib/store/errors.ts";
import { type Batch, Commits } from "../../lib/store/postgres/commits.ts";
import type { NewMessage } from "../../lib/store/store.ts";
import { TestClocks } from "../support/virtual_time.ts";

const MESSAGE: NewMessage = { id: "", sender: 1, receiver: 2, at: 0, text: "" };

/** Commits to a database that answers when the test says so. */
function begin() {
  const clocks = new TestClocks();
  const asked: { readonly batch: Batch; readonly answer: PromiseWithResolvers<void> }[] = [];
  const commits = new Commits(
    (batch) => {
      const answer = Promise.withResolvers<void>();
      asked.push({ batch, answer });
      return answer.promise;
    },
    () => "the primary cannot be reached",
    clocks,
  );
  return { clocks, commits, asked };
}

Deno.test("what arrives while a batch is stored shares the next one, of a thousand at most, and one key is one message", async () => {
  const { commits, asked } = begin();
  const first = commits.batch;
  first.add(MESSAGE);
  first.add(MESSAGE);
  await turn();
  for (let count = 0; count < 1_500; count++) commits.batch.add(MESSAGE);
  asked[0]!.answer.resolve();
  await turn();
  asked[1]!.answer.resolve();
  await turn();
  assertEquals(asked.map(({ batch: { size } }) => size), [2, 1_000, 500]);
  asked[2]!.answer.resolve();
  await commits.settle();
  const { batch } = commits;
  assertEquals([batch.add(MESSAGE, "a"), batch.add(MESSAGE, "b"), batch.add(MESSAGE, "a")], [0, 1, 0]);
  assertEquals(batch.add({ ...MESSAGE, sender: 3 }, "a"), 2);
});

Deno.test("new writes are refused when the database has not answered for ten seconds, and taken again when it has", async () => {
  const { clocks, commits, asked } = begin();
  const { done } = commits.batch;
  await turn();
  clocks.pass(10_000);
  const waiting = commits.batch;
  waiting.add(MESSAGE);
  clocks.pass(1);
  const error = assertThrows(() => commits.batch, StoreError); // Though there is room in the batch that waits.
  assertEquals(error.message, "Cannot store anything: the primary cannot be reached");
  asked[0]!.answer.resolve();
  await done.promise;
  await turn();
  assertEquals([asked[1]!.batch, commits.batch.size], [waiting, 0]);
  asked[1]!.answer.resolve();
  await turn();
  asked[2]!.answer.resolve();
  await commits.settle();
});

Deno.test("a batch that is refused is that of nobody else, and to settle waits for all and fails for none", async () => {
  const { clocks, commits, asked } = begin();
  const one = commits.batch.done.promise;
  await turn();
  const other = commits.batch.done.promise;
  clocks.pass(20_000); // Nothing is added by who only waits.
  const settled = commits.settle();
  asked[0]!.answer.reject(new Error("refused"));
  await assertRejects(() => one, Error, "refused");
  await turn();
  asked[1]!.answer.resolve();
  await other;
  await settled;
  assertEquals(asked.length, 2);
  await commits.settle();
});
