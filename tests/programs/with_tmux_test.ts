/** What is typed to a partner, and what is a command, as a person sees it at a real terminal. @module */

import { assert, assertEquals } from "@std/assert";
import { clientProgram, PASSWORD, startServer, texts } from "../support/helpers.ts";
import { hasTmux, type Pane, startPane } from "../support/pane.ts";

const options = { ignore: !await hasTmux() };

async function startClient(port: number, ...args: string[]): Promise<Pane> {
  const program = [...clientProgram(), "--port", String(port), "--user", "maya", ...args];
  const pane = await startPane(program, { env: { NGOBROL_PASSWORD: PASSWORD }, columns: 100 });
  await pane.see("Command maya:");
  return pane;
}

async function enter(pane: Pane, line: string): Promise<void> {
  await pane.type(line);
  await pane.press("Enter");
}

for (const flags of [[], ["--plain"]]) {
  Deno.test(
    `T7: the word of a command to a partner is asked about once, and never sent unasked ${flags}`,
    options,
    async () => {
      await using server = await startServer();
      await using maya = await startClient(server.port, ...flags);
      await enter(maya, "with izza");
      await maya.see("maya to izza:");
      await enter(maya, "help");
      await maya.see("help is also a command. Send it to izza as a message?");
      await enter(maya, "n");
      await maya.see("A slash may stand before each command");
      await enter(maya, "auth maya geheim");
      await maya.see("auth is also a command. Send it to izza");
      await enter(maya, "");
      await maya.see("Nothing was sent");
      await enter(maya, "list");
      await maya.see("list is also a command. Send it to izza");
      await enter(maya, "y");
      await maya.see("you -> izza: list");
      // Asked once: now it is known.
      await enter(maya, "list");
      await enter(maya, "list of names");
      await maya.see("you -> izza: list of names");
      await enter(maya, "/nothing");
      await maya.see("to send a message that begins with /, write //");
      await enter(maya, "//etc/hosts");
      await maya.see("you -> izza: /etc/hosts");
      await enter(maya, "/list");
      await maya.see('["maya"]');
      await enter(maya, "exit");
      await maya.see("exit is also a command. Send it to izza");
      await enter(maya, "n");
      await maya.see("terminal restored");
      using peer = await server.connect();
      const inbox = texts(await peer.ask(`inbox ${await peer.logIn("izza")}`));
      assertEquals(inbox, { maya: ["list", "list", "list of names", "/etc/hosts"] });
    },
  );
}

Deno.test("T7: slash commands are commands outside with, too, and from a pipe", options, async () => {
  await using server = await startServer();
  await using maya = await startClient(server.port);
  await enter(maya, "/help");
  await maya.see("A slash may stand before each command");
  await maya.type("/his");
  await maya.press("Tab");
  await maya.see("Command maya: /history");
  await maya.press("C-u");
  await enter(maya, "/with izza");
  await maya.see("maya to izza:");
  await enter(maya, "/with");
  await maya.see("What you type no longer goes to izza");
  await enter(maya, "/exit");
  await maya.see("terminal restored");
  const [program, ...args] = [...clientProgram(), "--port", String(server.port), "--user", "maya"];
  const child = new Deno.Command(program!, {
    args,
    env: { NGOBROL_PASSWORD: PASSWORD },
    stdin: "piped",
    stdout: "piped",
  })
    .spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode("/list\n/send izza /hi\n/exit\n"));
  await writer.close();
  const { stdout, code } = await child.output();
  const out = new TextDecoder().decode(stdout);
  assertEquals(code, 0, out);
  assert(out.startsWith('["maya"]\nmessage sent to izza\n'), out);
});

Deno.test("T7: a question that the row has no room for is shown as a whole", options, async () => {
  await using server = await startServer();
  await using maya = await startClient(server.port);
  await maya.resize(40, 20);
  await enter(maya, "with izza");
  await maya.see("maya to izza:");
  await enter(maya, "exit");
  await maya.see("command)\n?");
  await enter(maya, "y");
  await maya.see("you -> izza: exit");
  await maya.paste("one\ntwo\n");
  await maya.press("Enter");
  await maya.see("(y/n)");
  await enter(maya, "y");
  await maya.see("you -> izza: two");
});
