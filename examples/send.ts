/**
 * Sends one message and tells who is active: `deno run --allow-net examples/send.ts 127.0.0.1 8889 maya surabaya izza hello`.
 *
 * @module
 */

import { ChatError, TypedClient } from "@ngobrol/ngobrol/client";

const [host = "127.0.0.1", port = "8889", name = "maya", password = "surabaya", to = "izza", ...words] = Deno.args;
try {
  await using client = await TypedClient.connect({ host, port: Number(port) });
  const token = await client.logIn(name, password);
  await client.ask({ name: "send", token, user: to, text: words.join(" ") || "hello" });
  const active = await client.ask({ name: "list", token });
  if (active.kind === "active") console.log(`Sent. Active: ${active.users.join(", ")}`);
} catch (error) {
  if (!(error instanceof ChatError)) throw error;
  console.error(error.message);
  Deno.exitCode = 1;
}
