/**
 * A server that lets its peers go one after the other.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { drain, type Leaving } from "../../lib/server/drain.ts";

/** Connections, of which some are busy for some times that they are asked to go. */
function connections(busy: readonly number[]) {
  const open = new Set<Leaving>();
  const gone: number[] = [];
  for (const [index, times] of busy.entries()) {
    let left = times;
    const one: Leaving = {
      stop() {
        if (left-- > 0) return false;
        open.delete(one);
        gone.push(index);
        return true;
      },
    };
    open.add(one);
  }
  return { open: () => [...open], gone };
}

Deno.test("all peers of a server that stops go within the span, in their order and not all at once", async () => {
  const { open, gone } = connections(Array.from({ length: 30 }, () => 0));
  const done = drain(open, 1_000);
  assert(gone.length < 30, "none is left for later");
  await done;
  assertEquals(gone, Array.from({ length: 30 }, (_, index) => index));
});

Deno.test("who has asked something goes when it is answered, and the wait for it has an end", async () => {
  const busy = connections([0, 2, 0]);
  await drain(busy.open, 500);
  assertEquals(busy.gone, [0, 2, 1]);
  const never = connections([0, Infinity]);
  await drain(never.open, 300);
  assertEquals(never.gone, [0]);
});
