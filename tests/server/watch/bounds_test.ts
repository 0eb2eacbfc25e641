/**
 * How much of the wire is kept, and how much waits for who does not read. Without a server.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import type { Frame } from "../../../lib/chat.ts";
import { parseEvent } from "../../../lib/wire/event.ts";
import type { Login } from "../../../lib/server/chat/logins/login.ts";
import { KeptFrame, KeptFrames } from "../../../lib/server/watch/kept_frames.ts";
import type { Tapped } from "../../../lib/server/watch/tap.ts";
import { Watcher } from "../../../lib/server/watch/watcher.ts";
import { within } from "../../support/patience.ts";

const OWNER = { accounts: [1], reader: 1, isKnown: true };

function frame(n: number, connection = 1, text = "x"): KeptFrame {
  const fields = [{ at: 0, size: text.length, kind: "parameter", name: "text", text, hidden: "private" as const }];
  const shape = { n, at: 0, connection, address: "", kind: "request", size: text.length, pieces: [] } as const;
  return new KeptFrame({ ...shape, fields } satisfies Frame, OWNER);
}

Deno.test("256 frames of a connection are kept, and 8 MiB of all; the oldest make room", () => {
  const frames = new KeptFrames();
  for (let n = 1; n <= 300; n++) frames.add(frame(n));
  assertEquals([frames.of(1).length, frames.of(1)[0]!.frame.n], [256, 45]);
  for (let n = 301; n <= 20_000; n++) frames.add(frame(n, 2 + n % 400, "x".repeat(1_000)));
  assert(frames.bytes <= 8 * 1024 * 1024 && frames.bytes > 8 * 1024 * 1024 - 4_000, `${frames.bytes} bytes`);
  assertEquals(frames.of(1), []);
  const newest = frames.newest(200, () => true);
  assertEquals([newest.length, newest.at(-1)!.frame.n], [200, 20_000]);
  assertEquals(frames.newest(200, () => false), []);
  for (let connection = 0; connection < 500; connection++) frames.clear(connection);
  assertEquals([frames.bytes, frames.newest(1, () => true)], [0, []]);
});

Deno.test("for a watcher that does not read 256 KiB wait, and then a number; it is told no text of others", async () => {
  const reads = Promise.withResolvers<void>();
  const told = Promise.withResolvers<void>();
  let written = "";
  const output: Tapped["output"] = {
    async exclusively(work) {
      await reads.promise;
      await work((bytes) => {
        written += new TextDecoder().decode(bytes);
        if (written.includes("left_out")) told.resolve();
        return Promise.resolve();
      });
    },
  };
  let now = 0;
  const connection = { output } as Tapped;
  const login = { ended: false, account: { id: 2, role: "teacher" } } as Login;
  const watcher = new Watcher(connection, login, { account: undefined, name: "all" }, false, () => now);
  watcher.start();
  const count = 20_000;
  for (let n = 1; n <= count; n++) {
    now += 1_000; // No flood.
    watcher.push(frame(n, 1, "secret text"));
  }
  reads.resolve();
  await within("the number of those left out", told.promise);
  watcher.end();
  const events = written.split("\r\n\r\n").filter((json) => json !== "").map((json) => parseEvent(json)!);
  const leftOut = events.reduce((sum, event) => event.kind === "left out" ? sum + event.count : sum, 0);
  assertEquals(events.filter(({ kind }) => kind === "frame").length + leftOut, count);
  assert(written.length < 300 * 1024 && written.length > 200 * 1024, `${written.length} bytes`);
  assert(!written.includes("secret"));
});
