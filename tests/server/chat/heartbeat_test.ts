/**
 * When a live connection is asked for a heartbeat, and when it counts as gone.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { Heartbeat } from "../../../lib/server/chat/live/heartbeat.ts";

Deno.test(
  "a silent peer is asked once after 25 s, and counts as gone once 30 s after that",
  { permissions: "none" },
  () => {
    const heartbeat = new Heartbeat(1_000);
    const due = (now: number) => [heartbeat.tick(now), heartbeat.timedOut];
    assertEquals(due(25_999), [undefined, false]);
    assertEquals(due(26_500), ["ping", false]);
    assertEquals(due(56_499), [undefined, false]);
    assertEquals(due(56_500), ["time out", true]);
    assertEquals(due(99_000), [undefined, true]);
    assertEquals([heartbeat.heard(100_000), heartbeat.timedOut, heartbeat.heard(100_001)], [true, false, false]);
    assertEquals(due(125_000), [undefined, false]);
    assertEquals(due(125_001), ["ping", false]);
    heartbeat.heard(130_000);
    assertEquals(due(154_999), [undefined, false]);
  },
);
