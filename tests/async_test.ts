/** Waits that have an end. @module */

import { assertEquals, assertRejects } from "@std/assert";
import { atMost } from "../lib/async.ts";
import { Connection } from "../lib/client/connection/connection.ts";
import { startServer } from "./support/helpers.ts";
import { until } from "./support/patience.ts";

Deno.test("what never comes is waited for to the end of the time, and what comes or fails no longer", async () => {
  await atMost(1, new Promise(() => {}));
  await atMost(1_000_000, Promise.resolve());
  await assertRejects(() => atMost(1_000_000, Promise.reject(new Error("lost"))), Error, "lost");
});

Deno.test("P3: the client's connection is closed although the read that waits does not end, as in Deno 2.8.3", async () => {
  let closed = 0;
  const conn = {
    read: () => new Promise<null>(() => {}),
    write: (bytes: Uint8Array) => Promise.resolve(bytes.length),
    close: () => void closed++,
  };
  await new Connection(conn, { host: "127.0.0.1", port: 1 }).close();
  assertEquals(closed, 1);
});

Deno.test("P3: a server stops although the reads that wait do not end, as in Deno 2.8.3", async () => {
  const server = await startServer();
  using peer = await server.connect();
  await peer.ask("hello");
  const prototype = Object.getPrototypeOf(peer.conn);
  const { close } = prototype;
  try {
    prototype.close = () => {};
    await server[Symbol.asyncDispose]();
  } finally {
    prototype.close = close;
  }
  peer.conn.close();
  await until(() => server.log.some((line) => line.includes("closed")));
});
