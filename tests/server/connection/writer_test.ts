/**
 * The one write queue of a connection: replies and events one after the other, each whole.
 *
 * @module
 */

import { assertEquals, assertRejects } from "@std/assert";
import { Writer } from "../../../lib/server/connection/writer.ts";
import { Gate } from "../../support/wrapped_server.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

/** A writer to a peer that reads when its gate opens, and what it has read. */
function open() {
  const gate = new Gate();
  const read: string[] = [];
  const writer = new Writer({
    async write(piece) {
      await gate.pass();
      read.push(new TextDecoder().decode(piece));
      return piece.length;
    },
  });
  return { gate, read, writer };
}

Deno.test(
  "what is written in pieces has nothing between them, and all keeps its order",
  { permissions: "none" },
  async () => {
    const { gate, read, writer } = open();
    const all = Promise.all([
      writer.write(bytes("first")),
      writer.exclusively(async (write) => {
        await write(bytes("long "));
        await Promise.resolve();
        await write(bytes("reply"));
      }),
      writer.write(bytes("event")),
      writer.exclusively(() => Promise.resolve()),
    ]);
    gate.open();
    await all;
    assertEquals(read, ["first", "long ", "reply", "event"]);
  },
);

Deno.test(
  "what is given in the same moment can go along with what is about to be written",
  { permissions: "none" },
  async () => {
    const { gate, read, writer } = open();
    gate.open();
    const waiting: string[] = [];
    const written = writer.exclusively((write) => write(bytes(waiting.join(" "))));
    waiting.push("one", "two");
    await written;
    assertEquals(read, ["one two"]);
  },
);

Deno.test("a write that was given up fails alone: the next one has its turn", { permissions: "none" }, async () => {
  const { gate, read, writer } = open();
  const first = writer.write(bytes("first"));
  const broken = writer.exclusively(() => Promise.reject(new TypeError("a part that cannot be read")));
  const last = writer.write(bytes("last"));
  await gate.entered;
  writer.giveUp();
  await assertRejects(() => first, Deno.errors.TimedOut);
  await assertRejects(() => broken, TypeError);
  gate.open();
  await last;
  assertEquals(read.includes("last"), true);
});
