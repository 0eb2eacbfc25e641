/**
 * The programs have the least permissions that work: without any one of them, something that a user needs fails.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { ENVIRONMENT } from "../../lib/client/flags.ts";
import { createCertificate } from "../../lib/server/admin/certificate/certificate.ts";
import { CLIENT_PERMISSIONS, IGNORED_VARIABLES, SERVER_PERMISSIONS } from "../../tools/executable.ts";
import { clientProgram, run, serverProgram, startServer, temporaryDirectory } from "../support/helpers.ts";
import { hasTmux, startPane } from "../support/pane.ts";

type Program = [string, ...string[]];

function without(program: Program, permission: string): Program {
  assert(program.includes(permission));
  return program.filter((argument) => argument !== permission) as Program;
}

// What it needs for a PostgreSQL only is tested there.
for (const permission of SERVER_PERMISSIONS.filter((permission) => permission !== IGNORED_VARIABLES)) {
  Deno.test(`the server cannot do its work without ${permission}`, async () => {
    using directory = temporaryDirectory();
    const args = ["--host", "0.0.0.0", "--port", "0", "--data", directory.path];
    const result = await run(without(serverProgram(), permission), args);
    assert(result.code !== 0);
    assert(!result.out.includes("listens on"), result.out);
  });
}

/** What the client needs at a terminal alone, and to look for a server: see discovery_test.ts. */
const WRITE = "--allow-write";
const NETWORKS = "--allow-sys=networkInterfaces";
const ENV = "--allow-env=";

/** Reads an inbox over TLS with a client that may do what it should, and with `program`. @returns The exit codes. */
async function readInbox(program: Program): Promise<number[]> {
  using directory = temporaryDirectory();
  const keys = await createCertificate({ hosts: ["127.0.0.1"] });
  const ca = `${directory.path}/cert.pem`;
  Deno.writeTextFileSync(ca, keys.cert);
  await using server = await startServer({ keys });
  const args = ["--tls", "--ca", ca, "--port", String(server.tlsPort), "--user", "izza", "inbox"];
  const options = { env: { NGOBROL_PASSWORD: "surabaya" } };
  return [(await run(clientProgram(), args, options)).code, (await run(program, args, options)).code];
}

for (const permission of CLIENT_PERMISSIONS.filter((permission) => permission !== WRITE && permission !== NETWORKS)) {
  Deno.test(`the client cannot do its work without ${permission}`, async () => {
    const [all, less] = await readInbox(without(clientProgram(), permission));
    assertEquals(all, 0);
    assert(less !== 0);
  });
}

Deno.test("the client may read those variables of the environment that count, and needs each", async () => {
  const permission = CLIENT_PERMISSIONS.find((permission) => permission.startsWith(ENV))!;
  const names = permission.slice(ENV.length).split(",");
  // Deno lets every program read this one.
  assertEquals([...names, "NO_COLOR"].sort(), ENVIRONMENT.toSorted());
  for (const name of names) {
    const others = names.filter((other) => other !== name).join(",");
    const program = clientProgram().map((argument) => argument === permission ? ENV + others : argument) as Program;
    assertEquals((await run(program, ["--version"])).code, 1, name);
  }
});

Deno.test({
  name: `the client cannot keep what was written without ${WRITE}, says so once, and works`,
  ignore: !await hasTmux(),
  async fn() {
    await using server = await startServer();
    const sentence = "Nothing is kept from one run to the next:";
    for (const program of [clientProgram(), without(clientProgram(), WRITE)]) {
      await using pane = await startPane([...program, "--port", String(server.port)]);
      await pane.see("Command :");
      await pane.type("auth maya surabaya");
      await pane.press("Enter");
      await pane.see("Command maya:");
      await pane.type("send maya a note");
      await pane.press("Enter");
      const screen = await pane.see("[read]");
      assertEquals(screen.split(sentence).length - 1, program.includes(WRITE) ? 0 : 1, screen);
    }
  },
});
