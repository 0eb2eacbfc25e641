/**
 * TLS with the real programs: a certificate made by one, served by it, trusted by the other, and renewed under way.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  clientProgram,
  connect,
  PASSWORD,
  run,
  type ServerProcess,
  serverProgram,
  startProcess,
  temporaryDirectory,
} from "../support/helpers.ts";
import { within } from "../support/patience.ts";
import { assertMode } from "../support/with_system.ts";

const server = serverProgram();
const client = clientProgram();

/** Makes a pair with the command. */
async function makePair(directory: string): Promise<string> {
  const { code, out, err } = await run(server, ["cert", "--out", directory]);
  assertEquals({ code, err }, { code: 0, err: "" });
  return out;
}

function startTls(directory: string, pair: string, ...args: string[]): Promise<ServerProcess> {
  const files = ["--cert", `${pair}/cert.pem`, "--key", `${pair}/key.pem`];
  return startProcess(server, ["--tls-port", "0", "--data", `${directory}/data`, ...files, ...args], {
    stderr: "piped",
  });
}

function tlsPort({ banner }: ServerProcess): number {
  return Number(/with TLS on 127\.0\.0\.1:(\d+)\n/.exec(banner)![1]);
}

/** Runs the client by TLS. */
function chat(port: number, args: string[]) {
  return run(client, ["--tls", "--port", String(port), ...args], { env: { NGOBROL_PASSWORD: PASSWORD } });
}

/** The lines of a server's log, one after the other. */
function readLog({ process }: ServerProcess) {
  const reader = process.stderr.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  return {
    async find(pattern: RegExp): Promise<string> {
      for (;;) {
        const end = rest.indexOf("\n");
        const line = rest.slice(0, end);
        rest = rest.slice(end + 1);
        if (end >= 0 && pattern.test(line)) return line;
        if (end >= 0) continue;
        const { value, done } = await within(`${pattern} in the log`, reader.read());
        if (done) throw new Error(`The log ended without ${pattern}`);
        rest += value;
      }
    },
    [Symbol.asyncDispose]: () => reader.cancel(),
  };
}

Deno.test("cert makes a pair for this machine that is private, says what to do with it, and overwrites nothing", async () => {
  using directory = temporaryDirectory();
  const pair = `${directory.path}/new/pair`;
  const out = await makePair(pair);
  assertMatch(
    out,
    /^Made .*cert\.pem and .*key\.pem, valid until \d{4}-\d\d-\d\d\nfor .*\blocalhost, 127\.0\.0\.1, ::1\n/,
  );
  assertMatch(out, /\nSHA-256 fingerprint (?:[0-9A-F]{2}:){31}[0-9A-F]{2}\n/);
  assert(out.includes(`--cert ${pair}/cert.pem --key ${pair}/key.pem`) && out.includes("--tls --ca cert.pem"), out);
  assertMode(`${pair}/key.pem`, 0o600);

  const before = [Deno.readTextFileSync(`${pair}/cert.pem`), Deno.readTextFileSync(`${pair}/key.pem`)];
  const again = await run(server, ["cert", "--out", pair]);
  assertEquals([again.code, again.out], [1, ""]);
  assertMatch(again.err, /^Cannot make a certificate in .*: cert\.pem or key\.pem is there already.*\n$/);
  assertEquals([Deno.readTextFileSync(`${pair}/cert.pem`), Deno.readTextFileSync(`${pair}/key.pem`)], before);
  Deno.removeSync(`${pair}/key.pem`);
  assertEquals((await run(server, ["cert", "--out", pair])).code, 1);
  assertEquals([...Deno.readDirSync(pair)].map(({ name }) => name), ["cert.pem"], "a key without its certificate");
  assertEquals((await run(server, ["cert", "more"])).code, 2);

  const inData = await run(server, ["cert", "--data", `${directory.path}/data`]);
  assertEquals(inData.code, 0);
  assertEquals([...Deno.readDirSync(`${directory.path}/data`)].map(({ name }) => name).sort(), ["cert.pem", "key.pem"]);
});

Deno.test("two clients chat by TLS with a pair of the cert command, and without --no-plain also in plain", async () => {
  using directory = temporaryDirectory();
  const pair = `${directory.path}/pair`;
  await makePair(pair);
  await using program = await startTls(directory.path, pair, "--port", "0");
  await using log = readLog(program);
  assertMatch(program.banner, /listens on 127\.0\.0\.1:\d+; with TLS on 127\.0\.0\.1:\d+$/m);
  const trust = ["--ca", `${pair}/cert.pem`];
  const sent = await chat(tlsPort(program), [...trust, "--user", "izza", "send", "maya", "apa", "kabar?"]);
  assertEquals(sent, { code: 0, out: "message sent to maya\n", err: "" });
  const read = await chat(tlsPort(program), [...trust, "--host", "localhost", "--user", "maya", "inbox"]);
  assertMatch(read.out, /apa kabar\?/);
  using plain = await connect(program.port);
  await plain.logIn("nania");
  await log.find(/nania logged in/);
});

Deno.test("the client says in one sentence why it does not trust a server", async () => {
  using directory = temporaryDirectory();
  const [pair, other] = [`${directory.path}/pair`, `${directory.path}/other`];
  await makePair(pair);
  await makePair(other);
  await using program = await startTls(directory.path, pair, "--port", "0", "--host", "127.0.0.1");
  await using _log = readLog(program);
  const fails = async (args: string[], sentence: RegExp, port = tlsPort(program), code = 1) => {
    const result = await chat(port, [...args, "--user", "izza", "list"]);
    assertEquals([result.code, result.out], [code, ""]);
    assertMatch(result.err, sentence);
    assertEquals(result.err.trim().split("\n").length, 1, result.err);
  };
  const start = "^Cannot connect to 127\\.0\\.0\\.1:\\d+: ";
  await fails([], new RegExp(`${start}its certificate is not trusted; .*--ca FILE\n$`));
  await fails(["--ca", `${other}/cert.pem`], new RegExp(`${start}its certificate is not the one that --ca names`));
  await fails(["--ca", `${pair}/cert.pem`], new RegExp(`${start}TLS is not enabled there\n$`), program.port);
  await fails(["--ca", `${pair}/none.pem`], /^Cannot read .*none\.pem: there is no such file\n$/);
  await fails(["--ca", `${pair}/key.pem`], /^Cannot use .*key\.pem: it holds no certificate in PEM format\n$/);
  const plain = await run(client, ["--ca", `${pair}/cert.pem`, "list"]);
  assertEquals([plain.code, plain.err], [2, "--ca needs --tls\n"]);
});

Deno.test("with --no-plain there is TLS only", async () => {
  using directory = temporaryDirectory();
  await makePair(directory.path);
  await using program = await startTls(directory.path, directory.path, "--no-plain", "--log", "quiet");
  await using _log = readLog(program);
  assertMatch(program.banner, /listens with TLS on 127\.0\.0\.1:\d+$/m);
  using peer = await connect(tlsPort(program), Deno.readTextFileSync(`${directory.path}/cert.pem`));
  await peer.logIn("izza");
});

Deno.test({
  name: "SIGHUP takes a new pair for new connections only, and a broken one not at all; no connection is lost",
  ignore: Deno.build.os === "windows",
  async fn() {
    using directory = temporaryDirectory();
    const [pair, next] = [`${directory.path}/pair`, `${directory.path}/next`];
    await makePair(pair);
    await makePair(next);
    const first = Deno.readTextFileSync(`${pair}/cert.pem`);
    const second = Deno.readTextFileSync(`${next}/cert.pem`);
    await using program = await startTls(directory.path, pair, "--port", "0");
    await using log = readLog(program);
    const port = tlsPort(program);
    using early = await connect(port, first);
    await early.logIn("izza");

    for (const file of ["cert.pem", "key.pem"]) Deno.copyFileSync(`${next}/${file}`, `${pair}/${file}`);
    program.process.kill("SIGHUP");
    const meanwhile = Array.from({ length: 50 }, async () => {
      using peer = await connect(port, `${first}${second}`);
      assertEquals((await peer.ask("hello"))["status"], "OK");
    });
    await Promise.all(meanwhile);
    await log.find(/SIGHUP: read .*cert\.pem and .*key\.pem again/);
    {
      using late = await connect(port, second);
      await late.logIn("maya");
    }
    assertEquals((await early.ask("list"))["messages"], ["izza", "maya"]);

    Deno.writeTextFileSync(`${pair}/cert.pem`, first);
    program.process.kill("SIGHUP");
    await log.find(/SIGHUP: Cannot use .*cert\.pem: the key in .*key\.pem belongs to another certificate; .* stays$/);
    using last = await connect(port, second);
    await last.logIn("nania");
  },
});

Deno.test("a wrong pair or half a pair gets one sentence, exit code 2 for the flags and 1 for the files", async () => {
  using directory = temporaryDirectory();
  const [pair, other] = [`${directory.path}/pair`, `${directory.path}/other`];
  await makePair(pair);
  await makePair(other);
  const [cert, key] = [`${pair}/cert.pem`, `${pair}/key.pem`];
  const cases: [args: string[], code: number, sentence: RegExp][] = [
    [["--cert", cert], 2, /^--cert goes with --cert FILE and --key FILE; see --help/],
    [["--key", key], 2, /^--key goes with/],
    [["--cert", cert, "--key", ""], 2, /^--cert goes with/],
    [["--tls-port", "0"], 2, /^--tls-port goes with/],
    [["--no-plain"], 2, /^--no-plain goes with/],
    [["--cert", cert, "--key", key, "--tls-port", "x"], 2, /^--tls-port takes a number/],
    [["--cert", `${pair}/none`, "--key", key], 1, /^Cannot read .*none: there is no such file/],
    [["--cert", key, "--key", key], 1, /^Cannot use .*key\.pem: it holds no certificate in PEM format/],
    [["--cert", cert, "--key", cert], 1, /^Cannot use .*cert\.pem: it holds no private key in PEM format/],
    [["--cert", cert, "--key", `${other}/key.pem`], 1, /^Cannot use .*: the key in .* belongs to another certificate/],
  ];
  await Promise.all(cases.map(async ([args, code, sentence]) => {
    const result = await run(server, ["--port", "0", "--data", `${directory.path}/data`, ...args]);
    assertMatch(result.err, sentence);
    assertEquals([result.code, result.out, result.err.trim().split("\n").length], [code, "", 1], result.err);
  }));
  await using busy = await startTls(directory.path, pair, "--port", "0");
  await using _log = readLog(busy);
  const result = await run(server, [
    ...["--port", "0", "--data", `${directory.path}/other`, "--cert", cert, "--key", key],
    ...["--tls-port", String(tlsPort(busy))],
  ]);
  assertMatch(result.err, /^Cannot listen on 127\.0\.0\.1:\d+: the port is in use; choose another with --tls-port\n$/);
  assertEquals(result.code, 1);
});
