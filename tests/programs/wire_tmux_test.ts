/** The wire, as a person sees it at a real terminal, wide and narrow. @module */

import { assert, assertMatch } from "@std/assert";
import {
  clientProgram,
  connect,
  PASSWORD,
  serverProgram,
  startProcess,
  startServer,
  temporaryDirectory,
} from "../support/helpers.ts";
import { hasTmux, type Pane, startPane } from "../support/pane.ts";

const options = { ignore: !await hasTmux() };

async function enter(pane: Pane, line: string): Promise<void> {
  await pane.type(line);
  await pane.press("Enter");
}

for (const columns of [100, 46]) {
  Deno.test(
    `a teacher sees the wire of all, a line a frame, and explains one: ${columns} columns`,
    options,
    async () => {
      await using server = await startServer({ teachers: ["guru"] });
      const program = [...clientProgram(), "--port", String(server.port), "--user", "guru"];
      await using guru = await startPane(program, { env: { NGOBROL_PASSWORD: PASSWORD }, columns, rows: 50 });
      await guru.see("Command guru:");
      await enter(guru, "wire all");
      await guru.see("wire show N");
      using maya = await server.connect();
      await maya.logIn("maya");
      await maya.ask("send  maya halo");
      const screen = await guru.see("! send  ***");
      const lines = screen.split("\n").filter((line) => /^\d+ \d\d:\d\d:\d\d\.\d{3} /.test(line));
      const n = /^(\d+) .* -> 17 B ! send/.exec(lines.find((line) => line.includes("! send  ***"))!)![1]!;
      assert(lines.every((line) => line.length < columns));
      await enter(guru, `wire show ${n}`);
      await guru.see("^ byte 5: --Wrong protocol");
      await enter(guru, `wire copy ${n}`);
      await guru.see("printf 'send  USER TEXT");
      await enter(guru, "wire pause");
      await guru.see("until wire go");
      await maya.ask("list x");
      await enter(guru, "wire off");
      await guru.see("no more");
      await enter(guru, "wire go");
      assertMatch(await guru.see("list ***"), /-> 8 B list \*\*\*/);
    },
  );
}

Deno.test(
  "what is watched is watched again when the server was killed and is back, and a provocation is over",
  options,
  async () => {
    using directory = temporaryDirectory();
    const args = ["--data", `${directory.path}/data`, "--log", "quiet", "--no-web", "--demo"];
    let server = await startProcess(serverProgram(), [...args, "--port", "0"]);
    const { port } = server;
    try {
      const program = [...clientProgram(), "--port", String(port), "--user", "maya"];
      await using maya = await startPane(program, { env: { NGOBROL_PASSWORD: PASSWORD }, rows: 50 });
      await maya.see("Command maya:");
      await enter(maya, "provoke split 10");
      await maya.see("Provoked: split 10");
      await enter(maya, "wire");
      await maya.see("The wire of maya");
      await server[Symbol.asyncDispose](); // By SIGKILL.
      await maya.see("trying again");
      server = await startProcess(serverProgram(), [...args, "--port", String(port)]);
      await maya.see("Connected again");
      await maya.see('"Watching maya"');
      using peer = await connect(port);
      const token = await peer.logIn("maya");
      await peer.ask(`files ${token}`);
      const screen = await maya.see("files ***");
      assert(!screen.split("Connected again")[1]!.includes("[split 10]"));
    } finally {
      await server[Symbol.asyncDispose]();
    }
  },
);
