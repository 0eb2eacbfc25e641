/**
 * The legacy programs: what their clients send and read, on our server; and what their servers call things,
 * with our client.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { Remote } from "../../lib/client/connection/remote.ts";
import { Session } from "../../lib/client/session/session.ts";
import { COMMANDS } from "../../lib/wire/command.ts";
import { PASSWORD, startServer, texts } from "../support/helpers.ts";
import { type FakeServer, readRequest, startFake, write } from "../support/legacy_server.ts";

const LIST_WORDS = COMMANDS.find(({ name }) => name === "list")!.aliases;

Deno.test("a legacy client logs in by either name and finds its token under either key", async () => {
  await using server = await startServer();
  using peer = await server.connect();
  for (const word of ["auth", "login"]) {
    const { status, tokenid, token, token_id } = await peer.ask(`${word} maya ${PASSWORD} `);
    assertEquals([status, token, token_id], ["OK", tokenid, tokenid]);
  }
  assertEquals((await peer.ask("login maya keputih"))["message"], "Wrong password");
  const { username, tokenid } = await peer.ask("logout");
  assertEquals([username, tokenid], ["", ""]);
});

Deno.test("sendprivate sends", async () => {
  await using server = await startServer();
  using peer = await server.connect();
  const token = await peer.logIn("maya");
  assertEquals((await peer.ask(`sendprivate ${token} izza  hello `))["message"], "Message Sent");
  using izza = await server.connect();
  assertEquals(texts(await izza.ask(`inbox ${await izza.logIn("izza")}`)), { maya: ["hello"] });
});

Deno.test("each word of the list gets it under the keys that its clients read, and under no others", async () => {
  await using server = await startServer();
  using peer = await server.connect();
  const token = await peer.logIn("maya");
  const common = ["status", "messages", "message", "user", "active"];
  const more: Record<string, string[]> = {
    list_users: ["users"],
    listuser: ["listuseraktif", "useraktif"],
    list_user: ["list_user"],
    activelist: ["activeusers"],
    activeusers: ["active users"],
  };
  for (const word of ["list", ...LIST_WORDS]) {
    // In place of a token their clients send whatever they have.
    for (const parameter of ["", ` ${token}`, " {}", " maya"]) {
      const reply = await peer.ask(word + parameter);
      assertEquals(Object.keys(reply), [...common, ...more[word] ?? []], word + parameter);
      for (const key of Object.keys(reply).slice(1)) assertEquals(reply[key], ["maya"], key);
    }
  }
  using stranger = await server.connect();
  for (const parameter of ["", " {}", ` ${crypto.randomUUID()}`]) {
    assertEquals((await stranger.ask(`info${parameter}`))["message"], "Cannot find the information");
  }
});

/** A server with words of its own, and what it was asked for. */
function startWith(replies: Record<string, unknown>): FakeServer & { readonly asked: string[] } {
  const asked: string[] = [];
  const server = startFake(async (conn) => {
    for (let request = await readRequest(conn); request !== undefined; request = await readRequest(conn)) {
      const word = request.trim().split(" ")[0]!;
      asked.push(word);
      const reply = replies[word] ?? { status: "ERROR", message: "**Protocol Tidak Benar" };
      await write(conn, `${JSON.stringify(reply)}\r\n\r\n`);
    }
  });
  return { ...server, asked };
}

/** Logs in at a server and asks twice for the list, as a person does with the client. */
async function askTwice(server: FakeServer): Promise<unknown[]> {
  await using remote = new Remote(server);
  const session = new Session(remote);
  await remote.connect();
  const login = await session.run({ kind: "auth", user: "maya", password: PASSWORD });
  const lists = [await session.run({ kind: "list" }), await session.run({ kind: "list" })];
  return [login, ...lists].map((answer) => answer.kind === "reply" ? answer.reply : answer.message);
}

for (const key of ["tokenid", "token", "token_id"]) {
  Deno.test(`our client finds the token under ${key}`, async () => {
    await using server = startWith({ auth: { status: "OK", [key]: "abc" }, list: { status: "OK", messages: [] } });
    assertEquals((await askTwice(server))[0], { kind: "token", token: "abc" });
  });
}

for (
  const [word, reply] of [
    ["info", { message: ["maya", "izza"] }],
    ["listuser", { listuseraktif: { maya: 1, izza: 2 } }],
    ["online", { messages: "maya, izza" }],
    ["active", { active: ["maya", "izza"] }],
    ["list_users", { users: ["maya", "izza"] }],
    ["get_online_users", { user: "maya izza" }],
  ] as const
) {
  Deno.test(`our client finds out that a server calls the list ${word}, and then knows it`, async () => {
    const token = { status: "OK", tokenid: "abc" };
    await using server = startWith({ login: token, [word]: { status: "OK", ...reply } });
    const list = { kind: "active", users: ["maya", "izza"] };
    assertEquals(await askTwice(server), [{ kind: "token", token: "abc" }, list, list]);
    assertEquals(server.asked.slice(0, 3), ["auth", "login", "list"]);
    assertEquals(server.asked.slice(-2), [word, word]);
    assertEquals(new Set(server.asked).size, server.asked.length - 1, "a word was tried twice");
  });
}

Deno.test("our client tries the words of a list once where a server has none of them", async () => {
  await using server = startWith({ auth: { status: "OK", tokenid: "abc" } });
  const [, first, second] = await askTwice(server);
  assertEquals(
    [first, second],
    Array(2).fill({ kind: "error", message: "**Protocol Tidak Benar", code: "unknown_command" }),
  );
  assertEquals(
    server.asked.slice(1).sort(),
    ["list", "list", ...LIST_WORDS].filter((word) => word !== "status").sort(),
  );
});
