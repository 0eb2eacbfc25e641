/**
 * How a server gets in to its database, and that what it gets in with is seen by nobody: passwords, certificates.
 *
 * @module
 */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { ChatError } from "../../lib/chat.ts";
import { openPostgres } from "../../lib/store/postgres/postgres_store.ts";
import { Primary } from "../../lib/store/postgres/primary.ts";
import { readPlace } from "../../lib/store/postgres/place.ts";
import { connect, run, serverProgram, startProcess, temporaryDirectory } from "../support/helpers.ts";
import { POSTGRES, postgresTest, startPostgres } from "../support/postgres.ts";

const SECRET = "rahasia-42";

async function openssl(...args: string[]): Promise<void> {
  const { code, err } = await run(["openssl", ...args], []);
  if (code !== 0) throw new Error(err);
}

/** An authority, another one, and the certificate that the first has given to `localhost` alone. */
async function makeCertificates(directory: string): Promise<void> {
  const path = (name: string) => `${directory}/${name}`;
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  for (const name of ["ca", "other"]) {
    const files = ["-keyout", path(`${name}.key`), "-out", path(`${name}.pem`)];
    await openssl("req", "-x509", ...key, ...files, "-days", "2", "-subj", `/CN=${name}`);
  }
  await openssl("req", ...key, "-keyout", path("key"), "-out", path("csr"), "-subj", "/CN=localhost");
  await Deno.writeTextFile(path("names"), "subjectAltName=DNS:localhost\n");
  const authority = ["-CA", path("ca.pem"), "-CAkey", path("ca.key"), "-CAcreateserial"];
  await openssl(
    "x509",
    "-req",
    "-in",
    path("csr"),
    ...authority,
    "-days",
    "2",
    "-extfile",
    path("names"),
    "-out",
    path("cert"),
  );
  await Deno.writeTextFile(
    path("hba"),
    "host all chat 127.0.0.1/32 trust\nhostssl all tls 127.0.0.1/32 scram-sha-256\n",
  );
  await Deno.chmod(path("key"), 0o600);
  if (Deno.uid() === 0) await run(["chown", "-R", "postgres", directory], []);
  await Deno.chmod(directory, 0o755);
}

/** A directory for all tests of this file. */
function temporary(): { readonly path: string } {
  const directory = temporaryDirectory();
  addEventListener("unload", () => directory[Symbol.dispose]());
  return directory;
}

/** A PostgreSQL that lets one user in with TLS and a password only. */
async function startSecured() {
  const [{ path: directory }, { path: own }] = [temporary(), temporary()];
  await makeCertificates(directory);
  const files = { hba_file: `${directory}/hba`, ssl_cert_file: `${directory}/cert`, ssl_key_file: `${directory}/key` };
  const postgres = await startPostgres({ ssl: "on", ...files });
  await postgres.newDatabase();
  await postgres.sql(`CREATE ROLE tls LOGIN PASSWORD '${SECRET}'; ALTER DATABASE chat1 OWNER TO tls`);
  const passwords = `${own}/pgpass`;
  await Deno.writeTextFile(passwords, `*:*:chat1:tls:${SECRET}\n`, { mode: 0o600 });
  return {
    own,
    passwords,
    ca: `${directory}/ca.pem`,
    other: `${directory}/other.pem`,
    url: (host: string, query: string) => `postgres://tls@${host}:${postgres.port}/chat1?${query}`,
  };
}

/** Opens a store, and lets go of it. */
async function tryOpen(url: string, passwords: string | undefined): Promise<void> {
  const { place, rootCertificate } = readPlace({ url }, passwords);
  await using _ = await openPostgres(place, { isUnsafe: true, rootCertificate });
}

const secured = POSTGRES === undefined ? undefined : await startSecured();

postgresTest(
  "a database is known by its certificate: with another authority or name it is refused, with a sentence",
  async () => {
    const { ca, other, url, passwords } = secured!;
    await tryOpen(url("localhost", `sslmode=verify-full&sslrootcert=${ca}`), passwords);
    await tryOpen(url("127.0.0.1", "sslmode=require"), passwords); // Whoever it is.
    const refused: [host: string, query: string][] = [
      ["localhost", `sslmode=verify-full&sslrootcert=${other}`],
      ["localhost", "sslmode=verify-full"],
      ["127.0.0.1", `sslmode=verify-full&sslrootcert=${ca}`],
    ];
    for (const [host, query] of refused) {
      const error = await assertRejects(() => tryOpen(url(host, query), passwords), ChatError);
      assert(
        error.message.endsWith("has no certificate that is trusted (sslrootcert), or TLS with it failed"),
        error.message,
      );
    }
  },
);

postgresTest("whoever is refused by what it shows is not asked again at a start", async () => {
  const { ca, other, url, passwords } = secured!;
  for (const [authority, isRefused] of [[other, true], [ca, false]] as const) {
    const known = readPlace({ url: url("localhost", `sslmode=verify-full&sslrootcert=${authority}`) }, passwords);
    const primary = new Primary(known.place, known.rootCertificate);
    (await primary.find())?.connection.drop();
    assertEquals(primary.isRefused, isRefused);
  }
});

postgresTest("a wrong password, none, or no TLS is refused at once, with a sentence that has no password", async () => {
  const { own, url, passwords } = secured!;
  const wrong = `${own}/wrong`;
  await Deno.writeTextFile(wrong, `*:*:*:*:${SECRET}-no\n`, { mode: 0o600 });
  for (
    const [query, file, reason] of [
      ["sslmode=require", wrong, "refuses the password"],
      ["sslmode=require", undefined, "refuses the password"],
      ["sslmode=disable", passwords, "lets this user not in"],
    ] as const
  ) {
    const error = await assertRejects(() => tryOpen(url("127.0.0.1", query), file), ChatError, reason);
    assert(!error.message.includes(SECRET), error.message);
  }
});

postgresTest(
  "a password in the file of PGPASSFILE is in no argument, no environment that is shown, and no log",
  async () => {
    const { own, url, passwords } = secured!;
    await using server = await startProcess(
      serverProgram(),
      [
        "--port",
        "0",
        "--no-web",
        "--demo",
        "--log",
        "wire",
        "--store",
        url("127.0.0.1", "sslmode=require"),
        "--store-unsafe",
        "--data",
        `${own}/data`,
      ],
      { stderr: "piped", env: { PGPASSFILE: passwords } },
    );
    const said = new Response(server.process.stderr).text();
    using izza = await connect(server.port);
    assertEquals((await izza.ask(`send ${await izza.logIn("izza")} maya x`)).status, "OK");
    const args = await Deno.readTextFile(`/proc/${server.process.pid}/cmdline`);
    const environment = await Deno.readTextFile(`/proc/${server.process.pid}/environ`);
    server.process.kill("SIGTERM");
    const log = await said;
    for (const text of [args, environment, log, server.banner]) assert(!text.includes(SECRET));
    assert(args.includes("postgres://tls@") && environment.includes(passwords) && log.includes("izza"));
  },
);
