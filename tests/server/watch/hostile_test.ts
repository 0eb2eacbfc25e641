/**
 * Hostile input, watched: each byte of it is told of once, and no token.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { chooseSeed, sendFrames } from "../../support/fuzz_run.ts";
import { PASSWORD, startServer, temporaryDirectory } from "../../support/helpers.ts";
import { watcher } from "../../support/watching.ts";

Deno.test("of hostile input each byte is told of once, and no token, whoever watches", async () => {
  const seed = chooseSeed();
  using directory = temporaryDirectory();
  const inspect = { keeps: true, hasTexts: true };
  await using server = await startServer({ teachers: ["guru"], files: directory.path, inspect });
  using maya = await watcher(server, "maya");
  using guru = await watcher(server, "guru");
  await guru.watch("all");
  const users = ["izza", "maya", "nania"];
  await sendFrames(server.port, { tokens: [maya.token], users, password: PASSWORD }, { seed, frames: 3_000 });
  await maya.peer.ask(`watch ${maya.token}`); // Of what is kept.
  for (const peer of [maya, guru]) {
    const { port } = peer.peer.conn.localAddr as Deno.NetAddr;
    let count = 0;
    await peer.peer.send("hello\r\n");
    for (let isLast = false; !isLast; count++) {
      const event = await peer.event();
      if (event.kind === "left out") await peer.peer.send("hello\r\n"); // It may have been among them.
      if (event.kind !== "frame") continue;
      const { frame } = event;
      isLast = frame.kind === "reply" && frame.command === "hello" && frame.address.endsWith(`:${port}`);
      let at = 0;
      for (const field of frame.fields) {
        assertEquals(field.at, at, `NGOBROL_FUZZ_SEED=${seed}: ${JSON.stringify(frame)}`);
        at += field.size;
      }
      assertEquals(at, frame.size, `NGOBROL_FUZZ_SEED=${seed}: ${JSON.stringify(frame)}`);
      const sum = frame.pieces.reduce((all, piece) => all + piece, 0);
      assert(frame.morePieces === undefined ? sum === frame.size : sum < frame.size, JSON.stringify(frame));
    }
    assert(count > 100, `NGOBROL_FUZZ_SEED=${seed}: ${count} frames`);
    for (const token of [maya.token, guru.token]) {
      assert(
        !peer.seen.some((json) => json.startsWith('{"event"') && json.includes(token)),
        `NGOBROL_FUZZ_SEED=${seed}`,
      );
    }
  }
});
