/**
 * At a terminal, and only there, Deno asks a person for a permission that a program lacks. Here the programs run as the
 * tasks run them, but allowed to ask: what would ask waits for an answer, and what the test waits for never comes.
 *
 * @module
 */

import { assert } from "@std/assert";
import { createCertificate } from "../../lib/server/admin/certificate.ts";
import { clientProgram, PASSWORD, ROOT, serverProgram, startServer, temporaryDirectory } from "../support/helpers.ts";
import { hasTmux, type Pane, startPane } from "../support/pane.ts";

const options = { ignore: !await hasTmux() };

const [server, client] = [serverProgram(), clientProgram()].map((program) =>
  program.filter((argument) => argument !== "--no-prompt")
) as [string[], string[]];

/** Waits for a text and checks that nothing was asked for before it. */
async function sees(pane: Pane, text: string): Promise<void> {
  const screen = await pane.see(text);
  assert(!screen.includes("Allow?"), screen);
}

Deno.test("no command of the server asks for a permission at a terminal", options, async () => {
  using directory = temporaryDirectory();
  const data = ["--data", `${directory.path}/data`];
  const runs = async (words: string[], text: string, keys: string[] = []) => {
    await using pane = await startPane([...server, ...words, ...data], { columns: 160 });
    for (const key of keys) {
      await sees(pane, key === PASSWORD ? ":" : text);
      await pane.type(key);
      await pane.press("Enter");
    }
    await sees(pane, "code 0");
    await sees(pane, text);
  };
  const [cert, key] = ["cert", "key"].map((name) => `${directory.path}/data/${name}.pem`);
  await runs(["cert"], "SHA-256 fingerprint");
  {
    await using pane = await startPane(
      [...server, "--port", "0", "--tls-port", "0", "--cert", cert!, "--key", key!, ...data],
      { columns: 160 },
    );
    await sees(pane, "with TLS on");
    await pane.press("C-c");
    await sees(pane, "code 0");
  }
  await runs(["user", "add", "budi"], "The same again:", [PASSWORD, PASSWORD]);
  await runs(["user", "passwd", "budi"], "The same again:", [PASSWORD, PASSWORD]);
  await runs(["user", "list"], "budi");
  await runs(["user", "remove", "budi"], "budi is removed");
  await runs(["backup", `${directory.path}/backup.sqlite`], "holds 3 accounts");
  await runs(["verify"], "is sound");
  await runs(["verify", `${directory.path}/backup.sqlite`], "is sound");
  await runs(["--help"], "Examples:");
});

Deno.test(
  "the client asks for no permission at a terminal, with TLS, with a command and with --json",
  options,
  async () => {
    using directory = temporaryDirectory();
    const keys = await createCertificate({ hosts: ["127.0.0.1"] });
    const ca = `${directory.path}/cert.pem`;
    Deno.writeTextFileSync(ca, keys.cert);
    await using server = await startServer({ keys });
    const program = [...client, "--port", String(server.tlsPort), "--tls", "--ca", ca, "--user", "maya"];
    for (const [words, text] of [[[], "Command maya:"], [["--json"], '"Live"'], [["list"], "maya"]] as const) {
      await using pane = await startPane([...program, ...words]);
      await sees(pane, "Password");
      await pane.type(PASSWORD);
      await pane.press("Enter");
      await sees(pane, text);
      if (words[0] !== "list") await pane.press("C-c");
      await sees(pane, "terminal restored");
    }
  },
);

Deno.test("the demo of the README plays at a terminal without a question", options, async () => {
  const task = [Deno.execPath(), "task", "--quiet", "--config", `${ROOT}deno.json`, "demo"];
  await using pane = await startPane(task, { columns: 160 });
  await sees(pane, "All of it as documented.");
  await sees(pane, "code 0");
});
