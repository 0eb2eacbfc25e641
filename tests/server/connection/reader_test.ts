/**
 * How much memory a peer's bytes take while they are read, and while they wait for the end of their line.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { LineDecoder } from "../../../lib/wire/lines.ts";
import { Reader } from "../../../lib/server/connection/reader.ts";

const pure = { permissions: "none" } as const;

/** A connection that has so many bytes to read, and notes how large the buffers are. */
function pipe(bytes: number) {
  const sizes: number[] = [];
  return {
    sizes,
    read(buffer: Uint8Array): Promise<number> {
      sizes.push(buffer.length);
      const count = Math.min(bytes, buffer.length);
      bytes -= count;
      return count > 0 ? Promise.resolve(count) : new Promise(() => {});
    },
  };
}

/** The sizes of the buffers until the peer stops, the one in which the reader waits being the last. */
async function buffers(bytes: number, isTrusted: boolean): Promise<number[]> {
  const conn = pipe(bytes);
  const reader = new Reader(conn);
  for (let left = bytes; left > 0;) {
    const count = (await reader.next())!;
    reader.take(count, isTrusted);
    left -= count;
  }
  void reader.next();
  return conn.sizes;
}

Deno.test(
  "A7: the buffer of a read grows while it is filled, to 64 KiB at most, and is small again when it is not",
  pure,
  async () => {
    assertEquals(await buffers(65_000, true), [128, 2_048, 32_768, 65_536, 2_048]);
    assertEquals(await buffers(300_000, true), [128, 2_048, 32_768, 65_536, 65_536, 65_536, 65_536, 65_536, 2_048]);
    assertEquals(await buffers(128 + 2_048 + 20, true), [128, 2_048, 32_768, 128]);
    assertEquals(await buffers(100, true), [128, 128]);
  },
);

Deno.test("A7: a stranger gets no buffer above 2 KiB", pure, async () => {
  assertEquals(await buffers(4_096, false), [128, 2_048, 2_048, 2_048]);
});

Deno.test("A7: a large buffer is given back at the next read, and not before", pure, async () => {
  const reader = new Reader(pipe(128 + 2_048 + 20_000));
  reader.take((await reader.next())!, true);
  reader.take((await reader.next())!, true);
  const bytes = reader.take((await reader.next())!, true);
  assertEquals([bytes.length, bytes.byteLength], [20_000, 20_000]);
  void reader.next();
  assertEquals(bytes.byteLength, 0);
});

Deno.test("a read tells whether there was no room for more", pure, async () => {
  const reader = new Reader(pipe(200));
  reader.take((await reader.next())!, true);
  assert(reader.isFull);
  reader.take((await reader.next())!, true);
  assert(!reader.isFull);
});

Deno.test(
  "A7: an unfinished line takes no more than a quarter above its length, and nothing once it has ended",
  pure,
  () => {
    for (const size of [1, 100, 1_448, 2_048, 65_536]) {
      const decoder = new LineDecoder({ limit: 65_536 });
      for (let sent = 0; sent < 60_000; sent += size) {
        assertEquals([...decoder.push(new Uint8Array(size).fill(120))], []);
        const length = Math.max(sent + size, 1);
        assert(decoder.size >= length && decoder.size <= Math.ceil(1.25 * length), `${decoder.size} for ${length}`);
      }
      assertEquals([...decoder.push(new Uint8Array([10]))].length, 1);
      assertEquals(decoder.size, 0);
    }
  },
);
