/** A stream that never holds up its program: what is written, what is dropped, and what is told of it. @module */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { describeError, Output } from "../lib/output.ts";

/** A stream whose next write ends as the test says: with so many bytes at the most, or with an error. */
class Fake {
  readonly #ends: PromiseWithResolvers<number>[] = [];
  #begun = Promise.withResolvers<void>();
  /** Writes that are under way. */
  writing = 0;
  text = "";

  async write(bytes: Uint8Array): Promise<number> {
    const end = Promise.withResolvers<number>();
    this.#ends.push(end);
    assertEquals(++this.writing, 1, "two writes at once");
    this.#begun.resolve();
    try {
      const count = Math.min(bytes.length, await end.promise);
      this.text += new TextDecoder().decode(bytes.subarray(0, count));
      return count;
    } finally {
      this.writing--;
      this.#begun = Promise.withResolvers();
    }
  }

  /** Ends the write that is under way, or the next one. */
  async end(result: number | Error = Infinity): Promise<void> {
    if (this.writing === 0) await this.#begun.promise;
    const end = this.#ends.shift()!;
    if (result instanceof Error) end.reject(result);
    else end.resolve(result);
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  }
}

function open(): { fake: Fake; output: Output } {
  const fake = new Fake();
  return { fake, output: new Output(fake) };
}

const KIB = "x".repeat(1023);

Deno.test("a write is continued where it ended, and what came meanwhile is written at once", async () => {
  const { fake, output } = open();
  output.line("first");
  output.line("second");
  output.line("third");
  await fake.end(2);
  assertEquals(fake.text, "fi");
  await fake.end();
  assertEquals(fake.text, "first\n");
  await fake.end();
  assertEquals(fake.text, "first\nsecond\nthird\n");
  assertEquals([fake.writing, output.size, output.lost], [0, 0, 0]);
});

Deno.test("256 KiB of lines wait at the most; what is dropped is counted, and told when there is room again", async () => {
  const { fake, output } = open();
  for (let line = 0; line < 1000; line++) output.line(KIB);
  assertEquals([output.size, output.lost], [256 * 1024, 744]);
  await fake.end();
  assertEquals(output.size, 255 * 1024);
  output.line("after");
  assertEquals(output.lost, 0);
  while (fake.writing > 0) await fake.end();
  const lines = fake.text.split("\n");
  assertEquals(lines.slice(0, 256), Array(256).fill(KIB));
  assertEquals(lines.slice(256), ["744 lines were lost here", "after", ""]);
});

Deno.test("what was dropped is told when all is written, though nothing else comes", async () => {
  const { fake, output } = open();
  for (let line = 0; line < 257; line++) output.line(KIB);
  while (fake.writing > 0) await fake.end();
  assertEquals(fake.text.split("\n").slice(256), ["1 line was lost here", ""]);
});

Deno.test("a line that is longer than the bound is written where nothing waits", async () => {
  const { fake, output } = open();
  output.line(KIB.repeat(1000));
  output.line("next");
  assertEquals(output.lost, 1);
  while (fake.writing > 0) await fake.end();
  assertEquals(fake.text, `${KIB.repeat(1000)}\n1 line was lost here\n`);
});

Deno.test("an error loses what it kept from being written, and the next line tells", async () => {
  const { fake, output } = open();
  output.line("zero");
  for (const line of ["first", "second", "third"]) output.line(line);
  await fake.end();
  await fake.end(9); // In the middle of the second.
  await fake.end(new Error("No space left on device"));
  assertEquals([output.lost, output.size, fake.writing], [2, 0, 0]);
  output.line("fourth");
  while (fake.writing > 0) await fake.end(new Error("No space left on device"));
  assertEquals(output.lost, 3);
  output.line("fifth");
  while (fake.writing > 0) await fake.end();
  assertEquals(fake.text, "zero\nfirst\nsec\n3 lines were lost here\nfifth\n");
});

Deno.test("a stream that would have to wait is tried again, and loses nothing", async () => {
  const { fake, output } = open();
  output.line("late");
  await fake.end(new Deno.errors.WouldBlock("Resource temporarily unavailable"));
  await fake.end(0);
  await fake.end();
  assertEquals([fake.text, output.lost], ["late\n", 0]);
});

Deno.test("what may not be dropped is waited for, in its place, and its errors are told", async () => {
  const { fake, output } = open();
  for (let line = 0; line < 257; line++) output.line(KIB);
  const bytes = new TextEncoder().encode("result");
  let isWritten = false;
  const writing = output.write(bytes).then(() => isWritten = true);
  await fake.end();
  assert(!isWritten);
  while (fake.writing > 0) await fake.end();
  await writing;
  assert(fake.text.endsWith("x\nresult1 line was lost here\n"));
  const failing = output.write(bytes);
  const error = new Deno.errors.BrokenPipe("Broken pipe");
  const failed = assertRejects(() => failing, Deno.errors.BrokenPipe);
  await fake.end(error);
  await failed;
  assertEquals(output.lost, 0, "It was told.");
});

Deno.test("the end waits for what is written, and not for what is stuck", async () => {
  const { fake, output } = open();
  await output.flush();
  output.line("stuck");
  await output.flush(1);
  assertEquals(fake.text, "");
  const flushed = output.flush(60_000);
  await fake.end();
  await flushed;
  assertEquals(fake.text, "stuck\n");
  output.line("lost");
  await fake.end(new Error("No space left on device"));
  const told = output.flush(60_000);
  await fake.end();
  await told;
  assertEquals(fake.text, "stuck\n1 line was lost here\n");
});

Deno.test("B5: an error of the program itself is shown with its stack, and what others wrote in it escaped", () => {
  const text = describeError(new Error("a\u202eb\u2028c\x1b[2J"));
  assert(text.startsWith(String.raw`Error: a\u202eb\u2028c\x1b[2J` + "\n    at "), text);
});
