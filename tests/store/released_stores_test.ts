/**
 * The data of every released version opens in this one. `tests/data/make_store.ts` made it; docs/reliability.md tells when.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { VERSION } from "../../lib/chat.ts";
import { verifySqlite } from "../../lib/store/sqlite/copy.ts";
import {
  connect,
  ROOT,
  run,
  serverProgram,
  startProcess,
  startServer,
  temporaryDirectory,
  texts,
} from "../support/helpers.ts";
import { TestClocks } from "../support/virtual_time.ts";

const DATA = `${ROOT}tests/data`;
const RELEASES = Array.from(Deno.readDirSync(DATA), ({ name }) => /^store_(\d+\.\d+\.\d+)\.sqlite$/.exec(name)?.[1])
  .filter((version) => version !== undefined);

Deno.test("there is data of released versions, and it is known of which commits they were made", () => {
  assertEquals(RELEASES.sort(), ["0.1.0", "0.2.0", "0.2.1", "0.2.2", "0.3.0", "0.4.0"]);
  const commits = JSON.parse(Deno.readTextFileSync(`${DATA}/releases.json`));
  assertEquals(RELEASES.filter((version) => !(version in commits) && version !== VERSION), []);
});

for (const version of RELEASES) {
  Deno.test(`the data of version ${version} has its accounts, logins and messages, read and unread`, async () => {
    using directory = temporaryDirectory();
    const file = `${directory.path}/chat.sqlite`;
    Deno.copyFileSync(`${DATA}/store_${version}.sqlite`, file);
    const { at, tokens, inbox, posted, conversation, group } = JSON.parse(
      Deno.readTextFileSync(`${DATA}/store_${version}.json`),
    );
    // The logins live for 12 hours, so this is the hour in which they were made.
    await using server = await startServer({ file, clocks: new TestClocks(at) });
    using peer = await server.connect();
    if (posted !== undefined) { // Since 0.2.0.
      using nania = await server.connect();
      const token = await nania.logIn("nania");
      assertEquals(await nania.ask(`post ${token} ${posted.key} izza again`), posted.reply);
      assertEquals((await nania.ask(`history ${token} izza`))["messages"], conversation);
      await nania.ask("logout");
    }
    if (group !== undefined) { // Since 0.3.0.
      assertEquals((await peer.ask(`history ${tokens.budi} #kelompok`))["messages"], group);
    }
    assertEquals((await peer.ask(`inbox ${tokens.budi}`))["messages"], inbox);
    assertEquals((await peer.ask(`list ${tokens.izza}`))["messages"], ["budi", "izza"]);
    assertEquals(texts(await peer.ask(`inbox ${tokens.izza}`)), {
      budi: ["x".repeat(9000)],
      ...(posted && { nania: ["posted"] }),
    });
    for (const name of ["nania", "siti"]) { // Logged out, and removed.
      assertEquals((await peer.ask(`inbox ${tokens[name]}`))["message"], "Cannot find the information");
    }
    assertEquals((await peer.ask("auth budi rahasia"))["status"], "OK");
    assertEquals((await peer.ask("auth budi surabaya"))["message"], "Wrong password");
    assertEquals((await peer.ask("auth siti rahasia"))["message"], "User is not found");
    await peer.logIn("nania");
    assertEquals((await peer.ask(`send ${tokens.izza} budi a new one`))["status"], "OK");
    assertEquals(texts(await peer.ask(`inbox ${tokens.budi}`)), { izza: ["a new one"] });
    assertEquals(await verifySqlite(file), {
      accounts: 5,
      messages: 25 + Number(posted !== undefined) + Number(group !== undefined),
      unread: 1,
      files: 0,
    });
  });
}

for (const version of RELEASES) {
  Deno.test(`what is acknowledged on the data of version ${version} is there once after kills, with commands beside it`, async () => {
    using directory = temporaryDirectory();
    const data = ["--data", directory.path];
    const file = `${directory.path}/chat.sqlite`;
    Deno.copyFileSync(`${DATA}/store_${version}.sqlite`, file);
    Deno.chmodSync(file, 0o600);
    const sent: string[] = [];
    for (let start = 1; start <= 3; start++) {
      await using server = await startProcess(serverProgram(), ["--port", "0", "--log", "quiet", ...data]);
      using peer = await connect(server.port);
      const token = await peer.logIn("izza");
      const send = async (text: string) => {
        assertEquals((await peer.ask(`send ${token} izza ${text}`))["message"], "Message Sent");
        sent.push(text);
      };
      for (let count = 0; count < 10; count++) await send(`${start} before ${count}`);
      if (start > 1) {
        for (const command of [["user", "list"], ["verify"], ["backup", `${directory.path}/${start}.sqlite`]]) {
          assertEquals((await run(serverProgram(), [...command, ...data])).code, 0);
        }
        for (let count = 0; count < 10; count++) await send(`${start} behind ${count}`);
      }
      server.process.kill("SIGKILL");
      await server.process.status;
    }
    await using server = await startProcess(serverProgram(), ["--port", "0", "--log", "quiet", ...data]);
    using peer = await connect(server.port);
    assertEquals(texts(await peer.ask(`inbox ${await peer.logIn("izza")}`))["izza"], sent);
  });
}

Deno.test("who changes accounts leaves the tables alone while a server of an older version uses them", async () => {
  using directory = temporaryDirectory();
  const file = `${directory.path}/chat.sqlite`;
  Deno.copyFileSync(`${DATA}/store_0.1.0.sqlite`, file);
  Deno.chmodSync(file, 0o600);
  const before = Deno.readFileSync(file);
  using lock = Deno.openSync(`${directory.path}/server.pid`, { write: true, create: true, mode: 0o600 });
  lock.lockSync(true); // As that server does, and tells nobody how to reach it.
  lock.writeSync(new TextEncoder().encode("4711"));
  const call = (...words: string[]) => run(serverProgram(), [...words, "--data", directory.path]);
  const refused = `Cannot reach the server on ${directory.path} (process id 4711): ` +
    "it is of an older version, or does not answer; stop it first\n";
  const results = await Promise.all([call("user", "list"), call("user", "remove", "budi")]);
  assertEquals(results, Array(2).fill({ code: 1, out: "", err: refused }));
  assertEquals(Deno.readFileSync(file), before);
  lock.unlockSync();
  assertEquals((await call("user", "list")).code, 0);
});
