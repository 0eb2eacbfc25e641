/**
 * A bot: it answers each message, until the server ends. `deno run --allow-net examples/bot.ts 127.0.0.1 8889 nania surabaya`.
 *
 * @module
 */

import { type ChatEvent, TypedClient } from "@ngobrol/ngobrol/client";

const [host = "127.0.0.1", port = "8889", name = "nania", password = "surabaya"] = Deno.args;
const ended = Promise.withResolvers<void>();
const client = await TypedClient.connect({ host, port: Number(port), onEvent: answer, onEnd: () => ended.resolve() });
const token = await client.logIn(name, password);

/** Begins an answer, and does not wait for it: nothing is read meanwhile. */
function answer(event: ChatEvent): void {
  if (event.kind === "ping") void client.ask({ name: "hello" }); // Any request is a heartbeat.
  if (event.kind !== "message" || event.message.from === name) return;
  const { from, id, text } = event.message;
  // The key makes a repetition harmless; the acknowledgement makes the message read.
  void client.ask({ name: "post", token, key: crypto.randomUUID(), user: from, text: `You wrote: ${text}` });
  void client.ask({ name: "ack", token, id });
}

await client.ask({ name: "live", token });
console.log(`${name} answers at ${host}:${port}`);
await ended.promise;
