/** The client at a real terminal. @module */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { clientProgram, PASSWORD, startServer } from "../support/helpers.ts";
import { hasTmux, startPane } from "../support/pane.ts";

const LOGGED_IN = "username maya logged in, token ";

function startClient(port: number, ...args: string[]) {
  return startPane([...clientProgram(), "--port", String(port), ...args]);
}

const options = { ignore: !await hasTmux() };

Deno.test(
  "at a terminal a person logs in unseen, writes with completion, reads, and leaves it as it was",
  options,
  async () => {
    await using server = await startServer();
    await using pane = await startClient(server.port);
    await pane.see("Command :");
    await pane.type("au");
    await pane.press("Tab");
    await pane.see("Command : auth");
    await pane.type("maya");
    await pane.press("Enter");
    await pane.see("Password of maya:");
    await pane.type(PASSWORD);
    await pane.press("Enter");
    const screen = await pane.see(LOGGED_IN);
    assert(!screen.includes(PASSWORD));
    assertMatch(
      screen,
      /^Connected to ngobrol \d\S+ at 127\.0\.0\.1:\d+\nauth NAME logs you in, .*\nCommand : auth maya\nPassword of maya:/,
    );

    await pane.type("send ma");
    await pane.press("Tab");
    await pane.see("send maya");
    await pane.type("你好 cafe\u0301");
    await pane.press("Left", "Left");
    await pane.type("!");
    await pane.see("你好 ca!fe\u0301");
    // "Command maya: send maya 你好 ca!" takes 24 + 5 + 3 columns.
    assertEquals(await pane.cursor(), "32,5");
    await pane.press("Enter");
    assertMatch(await pane.see("[read]"), /^\d\d:\d\d you -> maya: 你好 ca!fe\u0301 \[read\]$/m);
    await pane.type("inbox");
    await pane.press("Enter");
    await pane.see("No new messages");

    await pane.press("C-c");
    await pane.see("terminal restored");
    assertStringIncludes(await pane.see("code 0"), '"Logged out"\nExit from program\ncode 0\n');
    using peer = await server.connect();
    await peer.logIn("izza");
    assertEquals((await peer.ask("list"))["messages"], ["izza"]);
  },
);

Deno.test("at a terminal nothing of a paste runs by itself, and a password is not recalled", options, async () => {
  await using server = await startServer();
  await using pane = await startClient(server.port);
  await pane.see("Command :");
  await pane.type(`auth maya ${PASSWORD}`);
  await pane.press("Enter");
  await pane.see(LOGGED_IN);
  await pane.press("Up");
  await pane.type("list");
  await pane.see("Command maya: list\n");
  await pane.press("C-u");
  await pane.paste("send maya one\nsend maya two");
  const screen = await pane.see("Command maya: send maya one⏎send maya two");
  assert(!screen.includes("message sent"));
  await pane.press("C-u", "C-d");
  await pane.see("terminal restored");
});

Deno.test("at a terminal the wire and what the client has to say come above the draft", options, async () => {
  await using server = await startServer();
  await using pane = await startClient(server.port, "--wire", "--user", "maya");
  await pane.see("Password of maya:");
  await pane.type(PASSWORD);
  await pane.press("Enter");
  await pane.see("Command maya:");
  await pane.type("send ma");
  await pane.press("Tab");
  using peer = await server.connect();
  const token = await peer.logIn("izza");
  await peer.ask(`send ${token} maya hai`);
  await pane.see("> ack ");
  assertMatch(await pane.see('"Acknowledged"'), /< \{"event": "message", .*> ack .*\nCommand maya: send maya/s);
  await pane.press("C-u");
  await pane.type("exit");
  await pane.press("Enter");
  await pane.see("code 0");
  await pane.see("terminal restored");
});
