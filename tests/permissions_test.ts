/**
 * The programs have the least permissions that work: without any one of them, something that a user needs fails.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { createCertificate } from "../lib/server/certificate.ts";
import { CLIENT_PERMISSIONS, SERVER_PERMISSIONS } from "../tasks/compile.ts";
import { clientProgram, run, serverProgram, startServer, temporaryDirectory } from "./helpers.ts";

type Program = [string, ...string[]];

function without(program: Program, permission: string): Program {
  assert(program.includes(permission));
  return program.filter((argument) => argument !== permission) as Program;
}

for (const permission of SERVER_PERMISSIONS) {
  Deno.test(`the server cannot do its work without ${permission}`, async () => {
    using directory = temporaryDirectory();
    const args = ["--host", "0.0.0.0", "--port", "0", "--data", directory.path];
    const result = await run(without(serverProgram(), permission), args);
    assert(result.code !== 0);
    assert(!result.out.includes("listens on"), result.out);
  });
}

for (const permission of CLIENT_PERMISSIONS) {
  Deno.test(`the client cannot do its work without ${permission}`, async () => {
    using directory = temporaryDirectory();
    const keys = await createCertificate({ hosts: ["127.0.0.1"] });
    const ca = `${directory.path}/cert.pem`;
    Deno.writeTextFileSync(ca, keys.cert);
    await using server = await startServer({ keys });
    const args = ["--tls", "--ca", ca, "--port", String(server.tlsPort), "--user", "izza", "inbox"];
    const options = { env: { NGOBROL_PASSWORD: "surabaya" } };
    assertEquals((await run(clientProgram(), args, options)).code, 0);
    assert((await run(without(clientProgram(), permission), args, options)).code !== 0);
  });
}
