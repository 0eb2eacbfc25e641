/** Files at a real terminal: a person writes on while they come and go. @module */

import { randomBytes } from "node:crypto";
import { clientProgram, PASSWORD, startServer, temporaryDirectory } from "../support/helpers.ts";
import { openPath } from "../support/cut_path.ts";
import { hasTmux, startPane } from "../support/pane.ts";
import { until } from "../support/patience.ts";

const options = { ignore: !await hasTmux() };

/** Bytes of what has come of files. */
function partial(contents: string): number {
  try {
    return [...Deno.readDirSync(`${contents}/partial`)]
      .reduce((sum, { name }) => sum + Deno.statSync(`${contents}/partial/${name}`).size, 0);
  } catch {
    return 0;
  }
}

for (const plain of [false, true]) {
  const how = plain ? "on lines of its own, with --plain" : "before the prompt, while a person writes on";
  Deno.test(`how far a file is stands ${how}; it goes on after a cut, and is sent`, options, async () => {
    using directory = temporaryDirectory();
    const [source, contents] = [`${directory.path}/a.bin`, `${directory.path}/files`];
    Deno.writeFileSync(source, randomBytes(6_000_000));
    await using server = await startServer({ files: contents });
    await using path = openPath(server.port);
    const args = ["--port", String(path.port), "--user", "maya", ...plain ? ["--plain"] : []];
    await using pane = await startPane([...clientProgram(), ...args]);
    await pane.see("maya:");
    await pane.type(PASSWORD);
    await pane.press("Enter");
    await pane.see("token ");
    await pane.type(`file izza ${source}`);
    await pane.press("Enter");
    await until(() => partial(contents) > 1_000_000);
    path.cut();
    await pane.see("the file goes on as soon as");
    await pane.see(plain ? "a.bin  1" : "[#");
    await pane.type("send izza hi");
    await pane.see(plain ? "send izza hi" : "Command maya: send izza hi");
    path.isOpen = true;
    await pane.see("a.bin sent to izza (5.7 MiB)");
    await pane.press("Enter");
    await pane.see("you -> izza: hi");
    await pane.see("you -> izza: File: a.bin (5.7 MiB)");
  });
}
