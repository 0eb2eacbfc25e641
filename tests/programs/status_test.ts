/**
 * `ngobrol-server status`: what the server says of itself is what happened, for people and for programs.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { VERSION } from "../../lib/chat.ts";
import { createCertificate } from "../../lib/server/admin/certificate/certificate.ts";
import { connect, run, serverProgram, startProcess, temporaryDirectory } from "../support/helpers.ts";

const status = (data: string, ...words: string[]) => run(serverProgram(), ["status", "--data", data, ...words]);

Deno.test("status tells a program who is connected, what was stored and how much room there is, also after a second start", async () => {
  using directory = temporaryDirectory();
  const data = `${directory.path}/data`;
  for (const stored of [1, 2]) {
    await using server = await startProcess(serverProgram(), ["--port", "0", "--log", "quiet", "--data", data]);
    using peer = await connect(server.port);
    using stranger = await connect(server.port);
    await stranger.ask("hello");
    const token = await peer.logIn("maya");
    await peer.ask(`send ${token} izza hallo`);
    await peer.ask(`send ${token} nobody hallo`);
    const { code, out, err } = await status(data, "--json");
    assertEquals([code, err, out.split("\n").length], [0, "", 2]);
    const told = JSON.parse(out);
    assertEquals(
      [told.pid, told.people, told.accounts, told.connections, told.messages, told.addresses],
      [server.process.pid, ["maya"], 4, { open: 2, pages: 0, all: 2 }, stored, [`127.0.0.1:${server.port}`]],
    );
    assert(told.version.startsWith(`ngobrol-server ${VERSION} (Deno `), told.version);
    assertEquals(told.rates.messages > 0 && told.rates.requests > told.rates.messages, true, out);
    assert(told.disk.database > 0 && told.disk.free > 0 && told.memory > 0, out);
    assertEquals("certificateUntil" in told || "backups" in told, false);
  }
});

Deno.test("status shows people a table, with the end of the certificate, in which no name can drive a terminal", async () => {
  using directory = temporaryDirectory();
  const data = `${directory.path}/data`;
  const keys = await createCertificate({ hosts: ["127.0.0.1"] });
  const [cert, key] = [`${directory.path}/cert.pem`, `${directory.path}/key.pem`];
  Deno.writeTextFileSync(cert, keys.cert);
  Deno.writeTextFileSync(key, keys.key);
  const args = ["--port", "0", "--tls-port", "0", "--cert", cert, "--key", key, "--log", "quiet", "--data", data];
  await using server = await startProcess(serverProgram(), args);
  using peer = await connect(server.port);
  await peer.logIn("izza");
  const { code, out } = await status(data);
  assertEquals(code, 0);
  assertMatch(out, /^connected +1 of 4 people: izza$/m);
  assertMatch(out, /^connections +1 open, 0 by the page, 1 since the start$/m);
  assertMatch(out, new RegExp(`^listens +127.0.0.1:${server.port}, 127.0.0.1:\\d+$`, "m"));
  const until = keys.validUntil.toISOString().slice(0, 10).replace(/-\d\d$/, "");
  assertMatch(out, new RegExp(`^certificate +valid until ${until}.*, for \\d+ more days$`, "m"));
});

Deno.test("without a server there is no status, and it takes no other word", async () => {
  using directory = temporaryDirectory();
  const { code, err } = await status(directory.path);
  assertEquals([code, err], [1, `No server runs on ${directory.path}: name its directory with --data\n`]);
  assertEquals((await status(directory.path, "more")).code, 2);
});
