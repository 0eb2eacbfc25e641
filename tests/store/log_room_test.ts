/**
 * The log of the database beside somebody who reads for long: it grows, and gives the room back.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { LONG_LOG } from "../../lib/store/sqlite/database_files.ts";
import { connect, serverProgram, startProcess, temporaryDirectory } from "../support/helpers.ts";
import { until } from "../support/patience.ts";

const TEXT = "x".repeat(60_000);

for (const goesOn of [false, true]) {
  const name = goesOn ? "while more is written" : "though nothing more is written";
  Deno.test(`O2: after a long reader the log of the server shrinks again, ${name}`, async () => {
    using directory = temporaryDirectory();
    const data = `${directory.path}/data`;
    await using server = await startProcess(serverProgram(), ["--port", "0", "--rate", "off", "--data", data]);
    using peer = await connect(server.port);
    const token = await peer.logIn("maya");
    const send = async () => assertEquals((await peer.ask(`send ${token} izza ${TEXT}`))["status"], "OK");
    const size = () => Deno.statSync(`${data}/chat.sqlite-wal`).size;
    await send();
    let sent = 1;
    {
      using reader = new DatabaseSync(`${data}/chat.sqlite`, { readOnly: true });
      reader.exec("BEGIN");
      assertEquals(reader.prepare("SELECT count(*) AS count FROM messages").get()!["count"], 1);
      for (; size() < LONG_LOG + 100 * TEXT.length; sent++) await send();
      await send();
      sent++;
      assertEquals(reader.prepare("SELECT count(*) AS count FROM messages").get()!["count"], 1);
      assert(size() > LONG_LOG);
    }
    await until(async () => {
      if (goesOn) {
        await send();
        sent++;
      }
      return size() <= LONG_LOG;
    }, "the log is short");
    using after = new DatabaseSync(`${data}/chat.sqlite`, { readOnly: true });
    assertEquals(after.prepare("SELECT count(*) AS count FROM messages").get()!["count"], sent);
  });
}
