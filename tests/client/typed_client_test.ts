/**
 * The client for programs: replies with their types, errors that are thrown, requests in order, events. And the examples.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { ChatError, type ChatEvent, TypedClient } from "../../lib/client/mod.ts";
import { chosenOptions } from "../../tools/std/options.ts";
import { PASSWORD, ROOT, run, startServer } from "../support/helpers.ts";
import { within } from "../support/patience.ts";

Deno.test("a program logs in, sends and reads by commands and replies with types", async () => {
  await using server = await startServer();
  await using client = await TypedClient.connect({ port: server.port });
  const token = await client.logIn("maya", PASSWORD);
  // They go out one after the other, though nobody waits for the first.
  const [sent, inbox, active] = await Promise.all([
    client.ask({ name: "send", token, user: "maya", text: "catatan: é" }),
    client.ask({ name: "inbox", token }),
    client.ask({ name: "list", token }),
  ]);
  assertEquals(sent, { kind: "sent" });
  assert(inbox.kind === "inbox" && active.kind === "active");
  assertEquals(inbox.messages.map(({ from, text }) => [from, text]), [["maya", "catatan: é"]]);
  assertEquals(active.users, ["maya"]);
});

Deno.test("a reply that is an error is thrown with its code, and the connection goes on", async () => {
  await using server = await startServer();
  await using client = await TypedClient.connect({ port: server.port });
  const error = await assertRejects(() => client.logIn("maya", "wrong"), ChatError, "Wrong password");
  assertEquals(error.code, "wrong_password");
  assertMatch(await client.logIn("maya", PASSWORD), /^\S+$/);
});

Deno.test("events come in order, and who hears them is told of the end", async () => {
  await using server = await startServer();
  const [events, ended] = [Promise.withResolvers<ChatEvent>(), Promise.withResolvers<void>()];
  const client = await TypedClient.connect({
    port: server.port,
    onEvent: (event) => void (event.kind === "message" && events.resolve(event)),
    onEnd: () => ended.resolve(),
  });
  const token = await client.logIn("izza", PASSWORD);
  assertEquals((await client.ask({ name: "live", token })).kind, "live");
  await using other = await TypedClient.connect({ port: server.port });
  await other.ask({ name: "send", token: await other.logIn("maya", PASSWORD), user: "izza", text: "hai" });
  const event = await within("the event", events.promise);
  assert(event.kind === "message" && event.message.text === "hai");
  await client.close();
  await within("the end", ended.promise);
  assertEquals(client.isOpen, false);
  const error = await assertRejects(() => client.ask({ name: "hello" }), ChatError);
  assertEquals(error.code, undefined);
});

Deno.test("who cannot be reached is told in a sentence", async () => {
  await assertRejects(() => TypedClient.connect({ port: 1 }), ChatError, "Cannot connect to 127.0.0.1:1: ");
});

function example(name: string): [string, ...string[]] {
  return [
    Deno.execPath(),
    "run",
    "--quiet",
    "--no-prompt",
    "--allow-net",
    ...chosenOptions(ROOT),
    `${ROOT}examples/${name}`,
  ];
}

Deno.test("the examples run: one sends, and the other answers it until the server ends", async () => {
  const server = await startServer();
  await using stack = new AsyncDisposableStack();
  const place = ["127.0.0.1", String(server.port)];
  const bot = new Deno.Command(example("bot.ts")[0], {
    args: [...example("bot.ts").slice(1), ...place, "nania", PASSWORD],
    stdout: "piped",
  }).spawn();
  stack.defer(async () => {
    await server[Symbol.asyncDispose]();
    assertEquals((await within("the bot's end", bot.status, () => bot.kill("SIGKILL"))).code, 0);
  });
  const reader = bot.stdout.pipeThrough(new TextDecoderStream()).getReader();
  stack.defer(() => reader.cancel());
  assertMatch((await within("the bot's start", reader.read())).value!, /^nania answers at 127\.0\.0\.1:\d+\n/);

  const answered = Promise.withResolvers<string>();
  const hear = ({ from, text }: { from: string; text: string }) => from === "nania" && answered.resolve(text);
  await using maya = await TypedClient.connect({
    port: server.port,
    onEvent: (event) => void (event.kind === "message" && hear(event.message)),
  });
  const token = await maya.logIn("maya", PASSWORD);
  await maya.ask({ name: "live", token });
  const sent = await run(example("send.ts"), [...place, "maya", PASSWORD, "nania", "apa", "kabar?"]);
  assertEquals(sent, { code: 0, out: "Sent. Active: maya, nania\n", err: "" });
  assertEquals(await within("the answer", answered.promise), "You wrote: apa kabar?");
});
