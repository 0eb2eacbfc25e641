/**
 * `--backup-every`: the server makes backups by itself, beside its own work, and gives up nothing of what it has for them.
 *
 * @module
 */

import { DatabaseSync } from "node:sqlite";
import { assertEquals, assertMatch } from "@std/assert";
import { connect, run, serverProgram, startProcess, temporaryDirectory } from "../support/helpers.ts";
import { until } from "../support/patience.ts";

const ngobrolServer = (...args: string[]) => run(serverProgram(), args);

const start = (data: string, ...args: string[]) =>
  startProcess(serverProgram(), ["--port", "0", "--log", "quiet", "--data", data, ...args]);

const SCHEDULE = ["--backup-every", "1d", "--backup-keep", "2"];

function backupsIn(data: string): string[] {
  try {
    const names = Array.from(Deno.readDirSync(`${data}/backups`), ({ name }) => name);
    return names.filter((name) => name.endsWith(".sqlite")).sort();
  } catch {
    return [];
  }
}

async function send(port: number, text: string): Promise<void> {
  using peer = await connect(port);
  const maya = await peer.logIn("maya");
  assertEquals((await peer.ask(`sendfile ${maya} izza ${text}.txt ${btoa(text)}`))["message"], "File Sent");
}

Deno.test("a server makes the backup that is due at its start, whole, and then removes the oldest that is one too many", async () => {
  using directory = temporaryDirectory();
  const data = `${directory.path}/data`;
  {
    await using server = await start(data);
    await send(server.port, "one");
  }
  Deno.mkdirSync(`${data}/backups`, { mode: 0o700 });
  const old = ["chat-2026-11-01T00-00-00Z.sqlite", "chat-2026-11-02T00-00-00Z.sqlite"];
  for (const name of old) {
    assertEquals((await ngobrolServer("backup", `${data}/backups/${name}`, "--data", data)).code, 0);
  }
  await using server = await start(data, ...SCHEDULE);
  await until(() => !backupsIn(data).includes(old[0]!), "the end of the oldest");
  const names = backupsIn(data);
  assertEquals([names.length, names[0]], [2, old[1]]);
  const verified = await ngobrolServer("verify", `${data}/backups/${names[1]}`);
  assertMatch(verified.out, /1 message, 1 of them unread, and 1 file\n$/);
  assertEquals([...Deno.readDirSync(`${data}/backups`)].filter(({ name }) => name.includes(old[0]!)), []);
  const { backups } = JSON.parse((await ngobrolServer("status", "--json", "--data", data)).out);
  assertEquals(backups.newest, Date.parse(names[1]!.slice(5, 24).replace(/-(\d\d)-(\d\d)$/, ":$1:$2") + "Z"));
  assertEquals(server.process.pid > 0, true);
});

Deno.test("after a backup that the server made, other programs beside it and a kill, every message that was acknowledged is there", async () => {
  using directory = temporaryDirectory();
  const data = `${directory.path}/data`;
  {
    await using server = await start(data, ...SCHEDULE);
    await until(() => backupsIn(data).length === 1, "a backup");
    for (let round = 0; round < 3; round++) {
      await send(server.port, `text${round}`);
      // Whoever leaves the store takes its log away, if the server has lost its locks.
      const other = new DatabaseSync(`${data}/chat.sqlite`);
      other.prepare("SELECT count(*) FROM messages").get();
      other.close();
      assertEquals((await ngobrolServer("verify", "--data", data)).code, 0);
      assertEquals((await ngobrolServer("backup", `${directory.path}/${round}.sqlite`, "--data", data)).code, 0);
    }
    await send(server.port, "last");
    server.process.kill("SIGKILL");
  }
  assertMatch((await ngobrolServer("verify", "--data", data)).out, /4 messages/);
  await using server = await start(data, ...SCHEDULE);
  using peer = await connect(server.port);
  const { files } = await peer.ask(`files ${await peer.logIn("izza")}`);
  assertEquals(files.length, 4);
  assertEquals(backupsIn(data).length, 1, "the next one is not due");
});

Deno.test("what a schedule says that is none is refused", async () => {
  for (
    const args of [["--backup-every", "1w"], ["--backup-every", ""], ["--backup-keep", "3"], [
      "--backup-every",
      "1d",
      "--backup-keep",
      "0",
    ]]
  ) {
    assertEquals((await ngobrolServer(...args)).code, 2, args.join(" "));
  }
});
