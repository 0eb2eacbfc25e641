/**
 * The dates of the certificate that a server shows: told before its clients would find out.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import { createCertificate } from "../../../lib/server/admin/certificate/certificate.ts";
import { createLog } from "../../../lib/server/log.ts";
import { serveKeys } from "../../../lib/server/connection/served_keys.ts";
import { serverProgram, startProcess, temporaryDirectory } from "../../support/helpers.ts";
import { exitCode, until } from "../../support/patience.ts";
import { TestClocks } from "../../support/virtual_time.ts";

const DAY = 24 * 60 * 60 * 1000;

/** Days for which a certificate is valid when it is made. */
const VALID = 824;

/** A pair of files. */
function makeFiles() {
  const directory = temporaryDirectory();
  const files = { certFile: `${directory.path}/cert.pem`, keyFile: `${directory.path}/key.pem` };
  return {
    ...files,
    path: directory.path,
    /** Writes a pair that is valid for so many days from a moment on. */
    async write(days: number, now = Date.now()) {
      const { cert, key } = await createCertificate({ hosts: ["localhost"], now: now + (days - VALID) * DAY });
      Deno.writeTextFileSync(files.certFile, cert);
      Deno.writeTextFileSync(files.keyFile, key);
    },
    [Symbol.dispose]: () => directory[Symbol.dispose](),
  };
}

Deno.test("O3: a certificate that has expired, or is about to, is told at the start and at SIGHUP", async () => {
  using files = makeFiles();
  const { certFile, keyFile } = files;
  await files.write(-1);
  const log = `${files.path}/log`;
  const program: [string, ...string[]] = ["sh", "-c", 'log=$0; exec "$@" 2>"$log"', log, ...serverProgram()];
  const flags = ["--port", "0", "--tls-port", "0", "--data", `${files.path}/data`, "--log", "quiet"];
  await using server = await startProcess(program, [...flags, "--cert", certFile, "--key", keyFile]);
  const lines = () => Deno.readTextFileSync(log).trimEnd().split("\n");
  assertMatch(lines()[0]!, /TLS: [^ ]*cert\.pem has expired on \d{4}-\d\d-\d\d, and clients refuse it; put a new one/);
  assertEquals(lines().length, 1);
  if (Deno.build.os === "windows") return;
  await files.write(10.5);
  server.process.kill("SIGHUP");
  await until(() => lines().length === 2, "SIGHUP was heard");
  assertMatch(lines()[1]!, /TLS: [^ ]*cert\.pem expires in 10 days, on \d{4}-\d\d-\d\d; put a new one/);
  server.process.kill("SIGTERM");
  assertEquals(await exitCode(server.process), 0);
  assertEquals(lines().length, 2);
});

Deno.test("O3: a server that runs on tells that its certificate expires, two weeks before and when it has, once each", async () => {
  using files = makeFiles();
  const clocks = new TestClocks();
  await files.write(VALID, clocks.wall());
  const lines: string[] = [];
  const log = createLog("quiet", {
    write: (line) => lines.push(line.replace(/^.*cert\.pem /, "").replace(/, .*/, "")),
  });
  using keys = serveKeys({ ...files, log, clocks });
  const after = (days: number) => {
    clocks.pass(days * DAY);
    keys.checkDates();
    keys.checkDates();
    return lines.splice(0);
  };
  assertEquals(after(VALID - 14.01), []);
  assertEquals(after(0.02), ["expires in 13 days"]);
  assertEquals(after(13), []);
  assertEquals(after(1).map((line) => line.replace(/ on .*/, "")), ["has expired"]);
  await files.write(0.5, clocks.wall());
  keys.renew();
  assertEquals(lines.splice(0), ["expires within a day"]);
  await files.write(1.5, clocks.wall());
  keys.renew();
  assertEquals(lines.splice(0), ["expires in 1 day"]);
  await files.write(VALID, clocks.wall());
  keys.renew();
  assertEquals(after(1), []);
  clocks.jump(-10 * 365 * DAY);
  assertEquals(after(0).map((line) => line.replace(/ before .*/, "")), ["is not valid"]);
});

Deno.test("O3: of a chain the first certificate counts, and what has no dates is not spoken of", async () => {
  using files = makeFiles();
  await files.write(-5);
  const old = Deno.readTextFileSync(files.certFile);
  await files.write(VALID);
  Deno.writeTextFileSync(files.certFile, `A comment\n${Deno.readTextFileSync(files.certFile)}${old}`);
  const lines: string[] = [];
  using _keys = serveKeys({ ...files, log: createLog("info", { write: (line) => lines.push(line) }) });
  assertEquals(lines, []);
});
