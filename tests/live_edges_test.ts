/**
 * Live connections: what goes wrong only at a bad moment.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { becomeLive } from "./live_peer.ts";
import { Gate, override, startWrapped } from "./wrapped_server.ts";

Deno.test("what is read from the store for a connection that is no longer live is not sent to it", async () => {
  const gate = new Gate();
  await using server = await startWrapped({
    wrapStore: (store) =>
      override(store, "unread", async (account, options) => {
        const unread = await store.unread(account, options);
        if (options.maxCount !== undefined && unread.messages.length > 0) await gate.pass();
        return unread;
      }),
  });
  using izza = await server.connect();
  const token = await izza.logIn("izza");
  await izza.ask(`send ${token} izza for izza`);
  using live = await becomeLive(izza, token);
  await gate.entered;
  await live.ask("logout");
  gate.open();
  assertEquals((await live.peer.ask("hello"))["status"], "OK");
  assertEquals((await live.peer.ask("hello"))["status"], "OK");
});
