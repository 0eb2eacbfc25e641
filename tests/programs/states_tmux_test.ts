/** What becomes of messages, as a person sees it at a real terminal: each state has an end. @module */

import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  clientProgram,
  PASSWORD,
  serverProgram,
  startProcess,
  startServer,
  temporaryDirectory,
} from "../support/helpers.ts";
import { ERROR, startLiveFake } from "../support/live_fake.ts";
import { hasTmux, type Pane, type PaneOptions, startPane } from "../support/pane.ts";

const options = { ignore: !await hasTmux() };

async function startClient(port: number, paneOptions: PaneOptions = {}, ...args: string[]): Promise<Pane> {
  const program = [...clientProgram(), "--port", String(port), "--user", "maya", ...args];
  const pane = await startPane(program, { ...paneOptions, env: { NGOBROL_PASSWORD: PASSWORD } });
  await pane.see("Command maya:");
  return pane;
}

async function enter(pane: Pane, line: string): Promise<void> {
  await pane.type(line);
  await pane.press("Enter");
}

/** Lines of a text that a person may paste. */
function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `line ${index}.`);
}

Deno.test("T5: what the server refuses says so in its row, and why below", options, async () => {
  const refusals: Record<string, string> = {
    nobody: "User is not found",
    full: "The inbox of full has no room",
    long: "The text is longer than 10 characters",
    quick: "Too many messages: try again in 5 s",
  };
  await using server = startLiveFake(([command, , , user]) =>
    command === "post" && refusals[user!] !== undefined ? ERROR(refusals[user!]!) : undefined
  );
  for (const flags of [[], ["--plain"]]) {
    await using pane = await startClient(server.port, {}, ...flags);
    for (const [user, reason] of Object.entries(refusals)) {
      await enter(pane, `send ${user} hi`);
      const screen = await pane.see(`A message to ${user} was not sent: ${reason}`);
      if (flags.length === 0) assertMatch(screen, new RegExp(`you -> ${user}: hi \\[not sent\\]$`, "m"));
    }
    await enter(pane, "send izza hi");
    await pane.see(flags.length === 0 ? "you -> izza: hi [sent]" : "\nsent to izza: hi");
    if (flags.length === 0) assert(!(await pane.all()).includes("waiting"));
  }
});

Deno.test("T5: an account that is not there, at the real server", options, async () => {
  await using server = await startServer();
  await using pane = await startClient(server.port);
  await enter(pane, "send nobody hi");
  await pane.see("you -> nobody: hi [not sent]");
  await pane.see("A message to nobody was not sent: User is not found");
});

for (const flags of [[], ["--plain"]]) {
  Deno.test(`T5: what waits says so, and is told of when it is sent or given up ${flags}`, options, async () => {
    using directory = temporaryDirectory();
    const args = ["--data", directory.path, "--log", "quiet", "--port"];
    let server = await startProcess(serverProgram(), [...args, "0"]);
    const { port } = server;
    await using pane = await startClient(port, {}, ...flags);
    const isPlain = flags.length > 0;
    await server[Symbol.asyncDispose]();
    await pane.see("trying again");
    await enter(pane, "send izza satu");
    await pane.see(isPlain ? "waiting to be sent to izza: satu" : "you -> izza: satu [waiting]");
    // It scrolls away.
    for (let count = 0; count < 4; count++) await enter(pane, "help");
    server = await startProcess(serverProgram(), [...args, String(port)]);
    await pane.see("\nsent to izza: satu\n");
    await server[Symbol.asyncDispose]();
    await pane.press("C-l");
    await enter(pane, "send izza dua");
    await pane.see(isPlain ? "waiting to be sent to izza: dua" : "you -> izza: dua [waiting]");
    await enter(pane, "exit");
    await pane.see("1 message was not sent; it is offered at the next start");
    const screen = await pane.see("terminal restored");
    if (!isPlain) assertMatch(screen, /you -> izza: dua \[not sent\]$/m);
  });
}

/** The rows that say something of messages without being one. */
function feedback(screen: string): string[] {
  return screen.split("\n").filter((line) => /^(?:waiting to be |sent |delivered |read |\d* ?messages? )/i.test(line));
}

Deno.test("T4: a paste of 60 lines to one who is live needs no line a message", options, async () => {
  await using server = await startServer();
  await using izza = await startPane(
    [...clientProgram(), "--port", String(server.port), "--user", "izza"],
    { env: { NGOBROL_PASSWORD: PASSWORD }, rows: 80 },
  );
  await izza.see("Command izza:");
  await using pane = await startClient(server.port);
  await enter(pane, "with izza");
  await pane.see("maya to izza:");
  await pane.paste(numbered(60).join("\n"));
  await pane.press("Enter");
  await pane.see("Send 60 lines to izza as 60 messages? (y/n)");
  await enter(pane, "y");
  await izza.see("line 59.");
  await pane.see("line 59. [read]");
  // What is still to be told is told before the program ends.
  await enter(pane, "/exit");
  await pane.see("terminal restored");
  const all = await pane.all();
  const rows = all.split("\n").filter((line) => line.includes("you ->"));
  assertEquals(rows.map((line) => /line \d+\./.exec(line)?.[0]), numbered(60));
  assertEquals(all.match(/\[waiting\]/g), null);
  assert(feedback(all).length <= 3, all);
});

Deno.test("T4: in a plain look a burst is told of in a line, and a refused one too", options, async () => {
  await using server = await startServer();
  await using pane = await startClient(server.port, { rows: 100 }, "--plain");
  await enter(pane, "with izza");
  await pane.see("maya to izza:");
  await pane.type(numbered(20).map((line) => `${line}\n`).join(""));
  await pane.see("\nsent to izza: line 19.");
  await enter(pane, "/with nobody");
  await pane.see("maya to nobody:");
  await pane.type(numbered(10).map((line) => `${line}\n`).join(""));
  await pane.see("messages to nobody were not sent: User is not found");
  await enter(pane, "/exit");
  await pane.see("terminal restored");
  const all = await pane.all();
  // On a busy machine some may have to wait.
  assert(feedback(all).length <= 10, all);
});
