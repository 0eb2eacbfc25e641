/** Ctrl-C at a real terminal: first it clears what is written, and then it ends the chat. @module */

import { assert, assertEquals } from "@std/assert";
import { clientProgram, PASSWORD, startServer } from "../support/helpers.ts";
import { hasTmux, type Pane, startPane } from "../support/pane.ts";

const options = { ignore: !await hasTmux() };

async function startClient(port: number, ...args: string[]): Promise<Pane> {
  const program = [...clientProgram(), "--port", String(port), "--user", "maya", ...args];
  const pane = await startPane(program, { env: { NGOBROL_PASSWORD: PASSWORD }, columns: 80 });
  await pane.see(args.includes("--json") ? '"Live"' : "Command maya:");
  return pane;
}

async function enter(pane: Pane, line: string): Promise<void> {
  await pane.type(line);
  await pane.press("Enter");
}

Deno.test("T6: Ctrl-C clears a half-written line and says what the next one does; then it quits", options, async () => {
  await using server = await startServer();
  for (const flags of [[], ["--json"]]) {
    await using pane = await startClient(server.port, ...flags);
    await pane.type("send izza half of it");
    await pane.see("half of it");
    await pane.press("C-c");
    const screen = await pane.see("another Ctrl-C quits\nCommand maya:\n");
    assert(!screen.includes("half of it"), screen);
    await pane.press("C-y");
    await pane.see("Command maya: send izza half of it");
    await pane.press("C-c");
    await pane.see("quits\nCommand maya:\n");
    // The chat goes on.
    await enter(pane, "list");
    await pane.see('"maya"]');
    await pane.press("C-c");
    await pane.see("terminal restored");
  }
});

Deno.test("T6: Ctrl-C gives up a search, a paste and a question, and the chat goes on", options, async () => {
  await using server = await startServer();
  await using pane = await startClient(server.port);
  await enter(pane, "list");
  await pane.see('["maya"]');
  await pane.press("C-r");
  await pane.type("li");
  await pane.see('search "li": list');
  await pane.press("C-c");
  await pane.see("quits\nCommand maya:\n");
  await enter(pane, "with izza");
  await pane.see("maya to izza:");
  await pane.paste("one\ntwo");
  await pane.see("one⏎two");
  await pane.press("C-c");
  await pane.see("quits\nmaya to izza:\n");
  await pane.press("C-y", "Enter");
  await pane.see("(y/n)");
  await pane.press("C-c");
  await pane.see("Nothing was sent");
  await enter(pane, "/auth izza");
  await pane.see("Password of izza:");
  await pane.press("C-c");
  await pane.see("quits\nPassword of izza:");
  await enter(pane, "/list");
  await pane.see('["maya"]\nmaya to izza:');
  await pane.press("C-c");
  await pane.see("terminal restored");
  using peer = await server.connect();
  assertEquals((await peer.ask(`inbox ${await peer.logIn("izza")}`))["messages"], {});
});

Deno.test("T6: in a plain look, where only the terminal knows the line, the second Ctrl-C quits", options, async () => {
  await using server = await startServer();
  await using pane = await startClient(server.port, "--plain");
  await pane.type("send izza half of it");
  await pane.see("half of it");
  await pane.press("C-c");
  await pane.see("\nAnother Ctrl-C quits\nCommand maya:\n");
  await enter(pane, "list");
  await pane.see('["maya"]');
  await pane.press("C-c");
  await pane.see('["maya"]\nCommand maya: ^C\nAnother Ctrl-C quits\nCommand maya:\n');
  await pane.press("C-c");
  await pane.see("terminal restored");
});

Deno.test("T6: Ctrl-C at the first password quits, and ends a command that is under way", options, async () => {
  await using server = await startServer();
  const program = [...clientProgram(), "--port", String(server.port), "--user", "maya"];
  for (const command of [[], ["list"]]) {
    await using pane = await startPane([...program, ...command]);
    await pane.see("Password of maya:");
    await pane.type("sura");
    await pane.press("C-c");
    await pane.see("terminal restored");
  }
});

Deno.test("T1: in a plain look Ctrl-D quits on the line that follows a password, too", options, async () => {
  await using server = await startServer();
  const program = [...clientProgram(), "--port", String(server.port), "--plain"];
  await using pane = await startPane(program);
  await pane.see("Command :");
  await enter(pane, "auth maya");
  await pane.see("Password of maya:");
  await pane.press("C-d");
  await pane.see("Password of maya:\nCommand :");
  await enter(pane, "auth maya");
  await pane.see("Command : auth maya\nPassword of maya:\nCommand : auth maya\nPassword of maya:");
  await enter(pane, PASSWORD);
  await pane.see("Command maya:");
  await pane.press("C-d");
  await pane.see("terminal restored");
});
