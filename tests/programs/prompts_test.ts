/**
 * At a terminal, and only there, Deno asks a person for a permission that a program lacks. Here the programs run as the
 * tasks run them, but allowed to ask: what would ask waits for an answer, and what the test waits for never comes.
 *
 * @module
 */

import { createCertificate } from "../../lib/server/admin/certificate/certificate.ts";
import { clientProgram, PASSWORD, ROOT, serverProgram, startServer, temporaryDirectory } from "../support/helpers.ts";
import { assertNoDenoWords } from "../support/deno_words.ts";
import { hasTmux, type Pane, startPane } from "../support/pane.ts";
import { until } from "../support/patience.ts";

const options = { ignore: !await hasTmux() };

const [server, client] = [serverProgram(), clientProgram()].map((program) =>
  program.filter((argument) => argument !== "--no-prompt")
) as [string[], string[]];

/** Waits for a text and checks that nothing was asked for before it. */
async function sees(pane: Pane, text: string): Promise<void> {
  assertNoDenoWords(await pane.see(text));
}

Deno.test("no command of the server asks for a permission at a terminal", options, async () => {
  using directory = temporaryDirectory();
  const data = ["--data", `${directory.path}/data`];
  const runs = async (words: string[], text: string, keys: string[] = []) => {
    await using pane = await startPane([...server, ...words, ...data], { columns: 160, rows: 80 });
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
  const table = `${directory.path}/people.csv`;
  Deno.writeTextFileSync(table, "name\nSiti Aminah\n");
  await runs(["user", "import", table, "--slips", `${directory.path}/slips.html`], "Added 1 account");
  await runs(["user", "export"], "siti.aminah,Siti Aminah,student");
  await runs(["user", "reset", "siti.aminah"], "siti.aminah has the password");
  await runs(["user", "role", "siti.aminah", "teacher"], "siti.aminah is a teacher now");
  await runs(["user", "rename", "siti.aminah", "siti"], "siti.aminah is siti now");
  await runs(["user", "remove", "siti"], "siti is removed");
  await runs(["user", "remove", "budi"], "budi is removed");
  await runs(["backup", `${directory.path}/backup.sqlite`], "holds 4 accounts");
  await runs(["verify"], "is sound");
  await runs(["verify", `${directory.path}/backup.sqlite`], "is sound");
  await runs(["restore", `${directory.path}/backup.sqlite`], "holds 4 accounts");
  const configuration = `${directory.path}/server.toml`;
  Deno.writeTextFileSync(configuration, "port = 1\n");
  await runs(["config", "--config", configuration], "port = ");
  await runs(["doctor", "--port", "0"], "connections");
  await runs(["help", "teach"], "announce");
  await runs(["--help"], "Examples:");
});

Deno.test(
  "no command beside a server asks for a permission at a terminal, nor does the server for what it does of itself",
  options,
  async () => {
    using directory = temporaryDirectory();
    const data = ["--data", `${directory.path}/data`];
    const words = ["--class", "Kelas 7B", "--keep-code", "--host", "127.0.0.1", "--port", "0", "--web", "0"]
      .concat("--metrics", "0", "--backup-every", "1d", "--log", "class", ...data);
    await using pane = await startPane([...server, ...words], { columns: 160 });
    await sees(pane, "password");
    const beside: readonly (readonly [command: string, text: string])[] = [
      ["status", "memory"],
      ["status --json --wait", '"connections"'],
      ["doctor --host 127.0.0.1 --port 0", "process"],
      ["teach announce hello", "Announced to"],
      ["teach lock", "is locked"],
      ["teach sessions", "bytes sent"],
      ["teach attendance", "present"],
      [`teach transcript --out ${directory.path}/said.html`, "has"],
      ["teach audit", "announce"],
      ["user list", "(teacher)"],
      [`backup ${directory.path}/backup.sqlite`, "holds 1 account"],
    ];
    for (const [command, text] of beside) {
      await using other = await startPane([...server, ...command.split(" "), ...data], { columns: 160 });
      await sees(other, "code 0");
      await sees(other, text);
    }
    await until(() => hasBackup(`${directory.path}/data/backups`), "the server has made its backup");
    await pane.press("C-c");
    await sees(pane, "code 0");
  },
);

function hasBackup(path: string): boolean {
  try {
    return Array.from(Deno.readDirSync(path)).some(({ name }) => name.endsWith("Z.sqlite"));
  } catch {
    return false;
  }
}

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

/** Those of deno.json that need seconds, and what they show. `tests/tools/tasks_test.ts` has the others. */
const TASKS: readonly (readonly [words: string, text: string, code: number])[] = [
  ["demo --fast", "All of it as documented.", 0],
  ["server --help", "Examples:", 0],
  ["server --nothing", "Unknown option --nothing; see --help", 2],
  ["server verify", "There is no store", 1],
  ["client --help", "Commands:", 0],
  ["client --nothing", "Unknown option --nothing; see --help", 2],
  ["client --port 1", "Cannot connect to 127.0.0.1:1: the connection was refused", 1],
  ["bench --help", "Measures the server", 0],
  ["release --help", "Makes a release", 0],
  ["compile --help", "Makes the executable ngobrol", 0],
  ["compile --nothing", "There is no argument --nothing; see --help", 2],
  ["test --no-check tests/wire/utf8_test.ts", "| 0 failed", 0],
];

Deno.test(
  "tasks run at a terminal without a question, and say what is wrong in words of their own",
  options,
  async () => {
    using directory = temporaryDirectory();
    for (const [words, text, code] of TASKS) {
      const task = [Deno.execPath(), "task", "--quiet", "--config", `${ROOT}deno.json`, ...words.split(" ")];
      if (words === "server verify") task.push(`${directory.path}/none`);
      await using pane = await startPane(task, { columns: 160, rows: 120 });
      await sees(pane, `code ${code}`);
      await sees(pane, text);
    }
  },
);
