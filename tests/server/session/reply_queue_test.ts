/**
 * The replies of one peer: each in its place, whatever came of the messages before it.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { ChatError } from "../../../lib/chat.ts";
import type { Chat } from "../../../lib/server/chat/chat.ts";
import { PeerLog } from "../../../lib/server/session/wire_log.ts";
import { ReplyQueue } from "../../../lib/server/session/reply_queue.ts";
import { formatReply } from "../../../lib/wire/reply.ts";
import { carry } from "../../support/helpers.ts";

const SENT = formatReply({ kind: "sent" });
const FULL = formatReply({ kind: "error", message: "The disk is full", code: "store_failed" });

const done = Promise.resolve();

function full(): Promise<never> {
  return Promise.reject(new ChatError("The disk is full", { code: "store_failed" }));
}

/** A queue of a peer that asks nothing of the chat, and what it has written. */
function open(): { queue: ReplyQueue; written: string[] } {
  const written: string[] = [];
  const write = (bytes: Uint8Array) => Promise.resolve(void written.push(new TextDecoder().decode(bytes)));
  const carrier = carry({} as Chat, { write });
  return { queue: new ReplyQueue(carrier, new PeerLog(carrier)), written };
}

Deno.test("what was sent, what failed and all else have their places, in one write", async () => {
  const { queue, written } = open();
  for (let count = 0; count < 3; count++) queue.addSent(done);
  const failing = full();
  queue.addSent(failing);
  queue.addSent(failing);
  queue.add("a list");
  queue.addSent(done);
  queue.addSent(full());
  queue.waitFor(done);
  queue.add("an inbox");
  await queue.flush();
  assertEquals(written, [[SENT, SENT, SENT, FULL, FULL, "a list", SENT, FULL, "an inbox"].join("")]);
  await queue.flush();
  assertEquals(written.length, 1);
});

Deno.test("what is settled before a reply that waits for it is written with it", async () => {
  const { queue, written } = open();
  queue.addSent(done);
  queue.addSent(full());
  await queue.settle();
  assertEquals(written, []);
  queue.addSent(done);
  queue.add("a list");
  await queue.flush();
  queue.addSent(done);
  await queue.flush();
  assertEquals(written, [[SENT, FULL, SENT, "a list"].join(""), SENT]);
});

Deno.test("as many as fill a write are all in it", async () => {
  const { queue, written } = open();
  let count = 0;
  for (; !queue.isFull; count++) queue.addSent(done);
  await queue.flush();
  assertEquals(written, [SENT.repeat(count)]);
});
