/** The live client at a real terminal, against the real server. @module */

import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  clientProgram,
  PASSWORD,
  serverProgram,
  startProcess,
  startServer,
  temporaryDirectory,
  texts,
} from "../support/helpers.ts";
import { messageEvent, startLiveFake } from "../support/live_fake.ts";
import { hasTmux, type Pane, type PaneOptions, startPane } from "../support/pane.ts";
import { until } from "../support/patience.ts";

const options = { ignore: !await hasTmux() };

/** A client with a person at it. */
async function startClient(
  port: number,
  user: string,
  paneOptions: PaneOptions = {},
  ...args: string[]
): Promise<Pane> {
  const pane = await startPane([...clientProgram(), "--port", String(port), "--user", user, ...args], paneOptions);
  await pane.see(`${user}:`);
  await pane.type(PASSWORD);
  await pane.press("Enter");
  await pane.see(`token `);
  return pane;
}

async function enter(pane: Pane, line: string): Promise<void> {
  await pane.type(line);
  await pane.press("Enter");
}

Deno.test("two people write to each other, and see what has become of it", options, async () => {
  await using server = await startServer();
  await using maya = await startClient(server.port, "maya");
  await using izza = await startClient(server.port, "izza");
  await enter(maya, "with izza");
  await maya.see("maya to izza:");
  await enter(maya, "apa kabar?");
  await maya.see("you -> izza: apa kabar? [read]");
  await izza.see("maya (Kholishotul Amaliah): apa kabar?");
  await izza.type("send m");
  await izza.press("Tab");
  await izza.see("Command izza: send maya");
  await enter(izza, "baik");
  await maya.see("izza (Rahmadani Izzatul): baik");
  await enter(maya, "/who");
  await maya.see("Active: izza, maya");
  await enter(maya, "//etc/hosts");
  await izza.see("maya: /etc/hosts");
  await enter(maya, "with");
  await maya.see("Command maya:");
  await enter(maya, "inbox");
  await maya.see("No new messages");
});

Deno.test("a conversation is read page by page, back to its beginning", options, async () => {
  await using server = await startServer();
  using peer = await server.connect();
  const token = await peer.logIn("izza");
  for (let count = 1; count <= 60; count++) await peer.ask(`send ${token} maya number ${count}.`);
  await using maya = await startClient(server.port, "maya", { rows: 150 });
  await maya.see("number 60.");
  await maya.press("C-l");
  await enter(maya, "history izza");
  await maya.see("older ones: history izza more");
  const first = await maya.see("number 60.");
  assertMatch(first, /older ones: history izza more\n.*number 11\./);
  await maya.press("C-l");
  await enter(maya, "history izza more");
  const second = await maya.see("number 10.");
  assertMatch(second, /number 1\./);
  assert(!second.includes("number 11."));
  await enter(maya, "history izza more");
  await maya.see("Error, There are no older messages with izza");
  await enter(maya, "history nobody");
  await maya.see("Error, User is not found");
});

Deno.test("a pasted program becomes messages only when the person says so, and never runs", options, async () => {
  await using server = await startServer();
  await using maya = await startClient(server.port, "maya");
  await maya.paste("logout\nsend izza x\n");
  await maya.press("Enter");
  await maya.see("Several lines are pasted as messages only");
  await maya.type("send izza ");
  await maya.paste("def f():\n\n  logout\n  exit");
  await maya.press("Enter");
  await maya.see("Send 3 lines to izza as 3 messages, without 1 blank line? (y/n)");
  await enter(maya, "n");
  await maya.see("Nothing was sent");
  await enter(maya, "with izza");
  await maya.see("maya to izza:");
  await maya.paste(Array.from({ length: 60 }, (_, index) => `line ${index}`).join("\n"));
  await maya.press("Enter");
  await maya.see("Send 60 lines to izza as 60 messages? (y/n)");
  await enter(maya, "y");
  await maya.see("line 59 [sent]");
  using peer = await server.connect();
  const inbox = texts(await peer.ask(`inbox ${await peer.logIn("izza")}`));
  assertEquals(inbox, { maya: Array.from({ length: 60 }, (_, index) => `line ${index}`) });
});

Deno.test("the server is killed and started anew while a person writes: every line arrives once", options, async () => {
  using directory = temporaryDirectory();
  const args = ["--data", directory.path, "--log", "quiet", "--port"];
  let server = await startProcess(serverProgram(), [...args, "0"]);
  const { port } = server;
  await using maya = await startClient(port, "maya");
  await using izza = await startClient(port, "izza", { rows: 60 });
  const lines = Array.from({ length: 12 }, (_, index) => `message-${index}.`);
  for (const [index, line] of lines.entries()) {
    if (index === 3) await server[Symbol.asyncDispose]();
    if (index === 9) server = await startProcess(serverProgram(), [...args, String(port)]);
    await enter(maya, `send izza ${line}`);
  }
  await maya.type("send izza a draft");
  const screen = await izza.see(lines.at(-1)!);
  assertEquals(screen.match(/message-\d+\./g), lines);
  assertMatch(await maya.see("message-11. [read]"), /Command maya: send izza a draft$/m);
  await server[Symbol.asyncDispose]();
});

Deno.test(
  "what was not sent is offered at the next start, and sent or discarded as the person says",
  options,
  async () => {
    using directory = temporaryDirectory();
    const args = ["--data", directory.path, "--log", "quiet", "--port"];
    const paneOptions = { state: `${directory.path}/state` };
    let server = await startProcess(serverProgram(), [...args, "0"]);
    const { port } = server;
    for (const [answer, sent] of [["y", 2], ["n", 0]] as const) {
      {
        await using maya = await startClient(port, "maya", paneOptions);
        await server[Symbol.asyncDispose]();
        await maya.see("trying again");
        await enter(maya, `send izza one-${answer}`);
        await enter(maya, `send izza two-${answer}`);
        await maya.see(`two-${answer} [waiting]`);
        await enter(maya, "exit");
        await maya.see("2 messages were not sent; they are offered at the next start");
        await maya.see("terminal restored");
      }
      server = await startProcess(serverProgram(), [...args, String(port)]);
      await using maya = await startClient(port, "maya", paneOptions);
      await maya.see("2 messages were not sent. Send them now? (y/n)");
      await enter(maya, answer);
      await maya.see(sent > 0 ? `two-${answer} [sent]` : "They were discarded");
      await enter(maya, "history izza");
      await maya.see(sent > 0 ? "one-y" : "Command maya: history izza\n");
      await enter(maya, "exit");
      await maya.see("code 0");
    }
    await using maya = await startClient(port, "maya", paneOptions);
    await enter(maya, "history izza");
    const screen = await maya.see("two-y [sent]");
    assert(!screen.includes("(y/n)") && !screen.includes("one-n"), screen);
    await server[Symbol.asyncDispose]();
  },
);

Deno.test("a login that the server has ended asks for no more than the password, and goes on", options, async () => {
  await using server = await startServer();
  await using maya = await startClient(server.port, "maya");
  await maya.see("Command maya:");
  await server.admin.setPassword("maya", await server.passwords.hash(PASSWORD)); // Which ends all of her logins.
  await enter(maya, "send izza patience");
  await maya.see("The login has ended; log in again with auth");
  await enter(maya, "send izza more");
  await maya.see("Password of maya:");
  await enter(maya, PASSWORD);
  await maya.see("patience [sent]");
  await maya.see("more [sent]");
});

Deno.test("the client speaks Indonesian", options, async () => {
  await using server = await startServer();
  await using maya = await startClient(server.port, "maya", {}, "--lang", "id");
  await maya.see("pengguna maya sudah masuk");
  await enter(maya, "send maya catatan");
  await maya.see("kamu -> maya: catatan [dibaca]");
  await enter(maya, "exit");
  await maya.see("Keluar dari program");
});

Deno.test("a message full of escape sequences does nothing to the terminal", options, async () => {
  using directory = temporaryDirectory();
  await using server = startLiveFake(); // A real one lets no such text through.
  await using pane = await startClient(server.port, "maya");
  const file = `${directory.path}/bytes`;
  await pane.record(file);
  await pane.type("a draft");
  const evil = "\x1b[2J\x1b[H\x1b]0;owned\x07\x1b[31m\x9b5A\x1b[?1049h\x1bc\r\n\x08\x0e end of it";
  await server.push(messageEvent(1, evil, { from: "izza" }), messageEvent(2, "a second one"));
  await pane.see("a second one");
  const screen = await pane.see("a draft");
  for (const text of ["Connected to", "token ", "end of it"]) assert(screen.includes(text), `${text} is gone`);
  await until(() => Deno.readTextFileSync(file).includes("a second one"));
  const bytes = (await Deno.readTextFile(file)).replaceAll("\x1b[K", "");
  for (const sequence of ["\x1b[2J", "\x1b[H", "\x1b]", "\x07", "\x1b[31m", "\x9b", "\x1b[?1049h", "\x1bc", "\x0e"]) {
    assert(!bytes.includes(sequence), `${JSON.stringify(sequence)} got through`);
  }
});

Deno.test(
  "T8: in a plain look the prompt is shown again after news, and Ctrl-R shows the draft behind it",
  options,
  async () => {
    await using server = await startServer();
    await using maya = await startClient(server.port, "maya", {}, "--plain");
    using peer = await server.connect();
    const token = await peer.logIn("izza");
    await maya.type("send izza a draf");
    await maya.see("send izza a draf");
    await peer.ask(`send ${token} maya news`);
    await maya.see(": news\nCommand maya:");
    await maya.press("C-r");
    await maya.see("news\nCommand maya: ^R\nsend izza a draf");
    await maya.press("BSpace");
    await maya.type("ft");
    await maya.press("Enter");
    await maya.see("\nsent to izza: a draft");
    assertEquals(texts(await peer.ask(`inbox ${token}`)), { maya: ["a draft"] });
  },
);
