/**
 * A client of several servers: which of them it uses, and when it moves on.
 *
 * @module
 */

import { assertEquals, assertRejects } from "@std/assert";
import { ChatError, TypedClient } from "../../lib/client/mod.ts";
import { Places } from "../../lib/client/connection/places.ts";
import { readSettings } from "../../lib/client/flags.ts";
import { startServer } from "../support/helpers.ts";

/** A server that is not there. */
const NOBODY = { host: "127.0.0.1", port: 1 };

Deno.test("clients spread over the servers by chance, and one that leaves a server goes to any other", () => {
  const all = [1, 2, 3, 4].map((port) => ({ host: "lab", port }));
  const begin = (chance: number) => new Places(all, () => chance);
  assertEquals([0, 0.3, 0.5, 0.99].map((chance) => begin(chance).current.port), [1, 2, 3, 4]);
  const places = begin(0.5);
  const used = Array.from({ length: 4 }, () => (places.leave(), places.current.port));
  assertEquals(used.some((port, index) => port === (index === 0 ? 3 : used[index - 1])), false, used.join());
  const only = new Places([NOBODY]);
  only.leave();
  assertEquals(only.current, NOBODY);
});

Deno.test("a server that cannot be reached is passed over, and all are named if none can", async () => {
  await using server = await startServer();
  for (const chance of [0, 0.99]) {
    const places = new Places([NOBODY, { host: "127.0.0.1", port: server.port }, { ...NOBODY, port: 2 }], () => chance);
    const connection = await places.open();
    assertEquals(places.current.port, server.port);
    await connection.close();
  }
  await using client = await TypedClient.connect({ ...NOBODY, others: [{ host: "127.0.0.1", port: server.port }] });
  assertEquals((await client.ask({ name: "hello" })).kind, "hello");
  const none = new Places([NOBODY, { ...NOBODY, port: 2 }], () => 0);
  await assertRejects(() => none.open(), ChatError, "127.0.0.1:1: the connection was refused");
  await assertRejects(() => none.open(), ChatError, "127.0.0.1:2: the connection was refused");
});

Deno.test("several servers stand behind --host or as the first word, each with its port or that of --port", () => {
  const read = (...args: string[]) => {
    const settings = readSettings(args, {}, true);
    if (typeof settings === "string") throw new Error(settings);
    const { host, port, others, command } = settings;
    return [[{ host, port }, ...others].map(({ host, port }) => `${host} ${port}`), command];
  };
  assertEquals(read("--host", "a,b:9000,[::1]:1", "list"), [["a 8889", "b 9000", "::1 1"], "list"]);
  assertEquals(read("a.example,b.example", "--port", "7"), [["a.example 7", "b.example 7"], ""]);
  assertEquals(read("--host", "a, b", "--tls"), [["a 8890", "b 8890"], ""]);
  for (const wrong of ["a,", "a,b c", ",", "a:1,b:x"]) {
    let isRefused = false;
    try {
      read("--host", wrong);
    } catch {
      isRefused = true;
    }
    assertEquals(isRefused, true, wrong);
  }
});
