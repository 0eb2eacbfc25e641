/** The client as a program, from a pipe and with one command, against the real server. @module */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import {
  clientProgram,
  PASSWORD,
  run,
  serverProgram,
  startProcess,
  startServer,
  temporaryDirectory,
} from "../support/helpers.ts";
import { startOldServer } from "../support/legacy_server.ts";
import { exitCode, within } from "../support/patience.ts";

const WITH_PASSWORD = { env: { NGOBROL_PASSWORD: PASSWORD } };
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** Runs the client with what is written into it. */
function client(port: number, args: string[], options: Parameters<typeof run>[2] = {}) {
  return run(clientProgram(), ["--port", String(port), ...args], options);
}

/** A client that runs on, and whose results are read line by line. */
function startClient(port: number, args: string[] = []) {
  const [command, ...first] = clientProgram();
  const process = new Deno.Command(command, {
    args: [...first, "--port", String(port), ...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const input = process.stdin.getWriter();
  const output = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  return {
    process,
    input,
    output,
    type: (line: string) => input.write(new TextEncoder().encode(`${line}\n`)),
    async line(): Promise<string> {
      while (!rest.includes("\n")) {
        const { value, done } = await within("a line of the client", output.read());
        if (done) return rest;
        rest += value;
      }
      const line = rest.slice(0, rest.indexOf("\n"));
      rest = rest.slice(line.length + 1);
      return line;
    },
    /** Waits for its end, and gives what it said on standard error. */
    async end(): Promise<{ code: number; err: string }> {
      await input.close().catch(() => {});
      const err = await within("the end of the client", new Response(process.stderr).text());
      while (!(await output.read().catch(() => ({ done: true }))).done);
      return { code: await exitCode(process), err };
    },
  };
}

Deno.test("a pipe plays the chat of the document, one result a line", async () => {
  await using server = await startServer();
  const input = [
    "list",
    "auth iis surabaya",
    "auth maya keputih",
    "auth maya surabaya",
    "",
    "list",
    "send izza hallo izza",
    "send iis hi",
    "send izza",
    "auth maya",
    "halo",
    "inbox",
    "logout",
    "inbox",
    "exit",
    "list",
  ].join("\n");
  const { code, out, err } = await client(server.port, [], { input });
  assertEquals(out.replaceAll(UUID, "<token>").split("\n"), [
    "Error, not authorized",
    "Error, User is not found",
    "Error, Wrong password",
    "username maya logged in, token <token>",
    '["maya"]',
    "message sent to izza",
    "Error, User is not found",
    "-Sorry, command is unknown",
    "-Sorry, command is unknown",
    "*Sorry, command is unknown",
    "{}",
    '"Logged out"',
    "Error, not authorized",
    "Exit from program",
    "",
  ]);
  assertEquals([code, err], [1, ""]);
});

Deno.test("a pipe whose commands all succeed ends with 0, however its lines end", async () => {
  await using server = await startServer();
  const { code, out } = await client(server.port, [], { input: "auth izza surabaya\r\n \r\nlist\r\ninbox" });
  assertEquals(code, 0);
  assertEquals(out.split("\n").slice(1), ['["izza"]', "{}", ""]);
  // The end of the input logs out: nobody is left.
  using peer = await server.connect();
  await peer.logIn("maya");
  assertEquals((await peer.ask("list"))["messages"], ["maya"]);
});

Deno.test("in a pipe a line that is too long spoils no other", async () => {
  await using server = await startServer();
  const long = `send izza ${"a".repeat(70_000)}`;
  const input = ["list", long, "send izza after it", "list", "b".repeat(200_000)].join("\n");
  const { code, out } = await client(server.port, ["--user", "maya"], { ...WITH_PASSWORD, input });
  const [first, second, third, fourth, ...rest] = out.trimEnd().split("\n");
  assertEquals([first, third, fourth], ['["maya"]', "message sent to izza", '["maya"]']);
  assertMatch(second!, /longer than 65536 bytes/);
  assertEquals(rest.length, 1);
  assertMatch(rest[0]!, /longer than 65536 bytes/);
  assertEquals(code, 1);
});

Deno.test("one command logs in, prints its own result alone and logs out", async () => {
  await using server = await startServer();
  const sent = await client(server.port, ["--user", "maya", "send", "izza", "--hi", "there"], WITH_PASSWORD);
  assertEquals(sent, { code: 0, out: "message sent to izza\n", err: "" });
  const inbox = await client(server.port, ["--user", "izza", "inbox"], WITH_PASSWORD);
  assertMatch(inbox.out, /^\{"maya": \[\{"msg_from": "Kholishotul Amaliah", .*"msg": "--hi there".*\}\]\}\n$/);
  const json = await client(server.port, ["--user=izza", "--json", "inbox"], WITH_PASSWORD);
  assertEquals(json, { code: 0, out: '{"status": "OK", "messages": {}}\n', err: "" });
  const wrong = await client(server.port, ["--user", "izza", "inbox"], { env: { NGOBROL_PASSWORD: "keputih" } });
  assertEquals(wrong, { code: 1, out: "Error, Wrong password\n", err: "" });
  assertEquals((await client(server.port, ["list"])).out, "Error, not authorized\n");
});

Deno.test("an inbox that was printed is acknowledged, so that no other proof is needed", async () => {
  await using server = await startServer({ limits: { proof: { roundTrip: 60_000, grace: 60_000 } } });
  using peer = await server.connect();
  const token = await peer.logIn("izza");
  for (const args of [[], ["--json"]]) {
    await peer.ask(`send ${token} izza printed`);
    const izza = startClient(server.port, args);
    await izza.type(`auth izza ${PASSWORD}`);
    await izza.line();
    await izza.type("inbox");
    assertStringIncludes(await izza.line(), "printed");
    await izza.type("list");
    assertStringIncludes(await izza.line(), "izza");
    using other = await server.connect();
    assertEquals((await other.ask(`inbox ${token}`))["messages"], {});
    assertEquals(await izza.end(), { code: 0, err: "" });
  }
});

Deno.test("the wire is shown on standard error as sent, but for the password, so that a request can be sent by hand", async () => {
  await using server = await startServer();
  const { out, err } = await client(server.port, ["--user", "maya", "--wire", "send", "izza", "hi"], WITH_PASSWORD);
  assertEquals(out, "message sent to izza\n");
  const token = err.match(UUID)?.[0];
  assertEquals(err.split("\n"), [
    "> auth maya ***",
    `< {"status": "OK", "tokenid": "${token}", "token": "${token}", "token_id": "${token}"}`,
    `> send ${token} izza hi`,
    '< {"status": "OK", "message": "Message Sent"}',
    `> logout ${token}`,
    '< {"status": "OK", "messages": "Logged out", "message": "Logged out", "username": "", "tokenid": ""}',
    "",
  ]);
});

Deno.test("a first connection is not taken for one that was lost", async () => {
  await using server = await startServer();
  const exit = await client(server.port, ["--user", "maya", "exit"], WITH_PASSWORD);
  assertEquals(exit, { code: 0, out: '"Logged out"\nExit from program\n', err: "" });
  const help = await client(server.port, ["--user", "maya", "help", "list"], WITH_PASSWORD);
  assertEquals([help.code, help.err], [0, ""]);
});

Deno.test("wrong use is told in one sentence with exit code 2, a server that is not there with 1", async () => {
  const wrong: [string, ...string[]][] = [
    ["Unknown option --prot (did you mean --port?); see --help", "--prot"],
    ["Unknown option --nothing; see --help", "--nothing"],
    ["--port must be a number from 1 to 65535, not 70000", "--port", "70000"],
    ["--port needs a value", "--port"],
    ["--user needs a value", "--user", "--json"],
    ["Cannot ask for the password here: set NGOBROL_PASSWORD", "--user", "maya", "inbox"],
  ];
  for (const [sentence, ...args] of wrong) {
    assertEquals(await run(clientProgram(), args), { code: 2, out: "", err: `${sentence}\n` });
  }
  const port = 1;
  const err = `Cannot connect to 127.0.0.1:${port}: the connection was refused\n`;
  assertEquals(await client(port, ["list"]), { code: 1, out: "", err });
  assertEquals(await client(port, [], { input: "list" }), { code: 1, out: "", err });
});

Deno.test("help needs no server", async () => {
  const { code, out } = await client(1, ["--help"]);
  assertEquals(code, 0);
  for (const part of ["--host", "NGOBROL_PASSWORD", "send NAME TEXT", "Exit code"]) assertStringIncludes(out, part);
  assertEquals((await client(1, ["-h"])).out, out);
  assertMatch((await client(1, ["help", "send"])).out, /^send NAME TEXT .*\n$/);
  assertMatch(
    (await client(1, ["--version"])).out,
    /^ngobrol \d+\.\d+\.\d+ \(Deno [\d.]+, [\w-]+, from its sources\b.*\)\n$/,
  );
});

Deno.test("with --json everything that is printed is JSON, one line a command", async () => {
  await using server = await startServer();
  const input = "help\nhelp send\nhelp me\nhalo\nauth izza\nauth izza surabaya\ninbox\nexit\n";
  const { out, err } = await client(server.port, ["--json"], { input });
  const printed = out.trimEnd().split("\n").map((line) => JSON.parse(line));
  const statuses = printed.map(({ status }) => status);
  assertEquals(statuses, ["OK", "OK", "ERROR", "ERROR", "ERROR", "OK", "OK", "OK"]);
  assertMatch(printed[1]["messages"].join("\n"), /^send NAME TEXT .*$/);
  assertEquals(err, "");
});

Deno.test("results that nobody reads any more end the program without a stack", async () => {
  await using server = await startServer();
  const client = startClient(server.port);
  await client.type("help");
  await client.line();
  await client.output.cancel();
  // It cannot know before it has written into what was closed; these are more than a pipe holds until then.
  await client.type("help\n".repeat(300));
  assertEquals(await client.end(), { code: 1, err: "" });
});

Deno.test("a signal logs out and ends the program", async () => {
  await using server = await startServer();
  for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
    const client = startClient(server.port);
    await client.type("auth maya surabaya");
    assertMatch(await client.line(), /^username maya logged in/);
    client.process.kill(signal);
    // Else the end of its input might come first, which is another reason to end.
    await exitCode(client.process);
    assertEquals(await client.end(), { code, err: "" });
    using peer = await server.connect();
    await peer.logIn("izza");
    assertEquals((await peer.ask("list"))["messages"], ["izza"]);
    await peer.ask("logout");
  }
});

Deno.test("the chat goes on after the server was started anew, and the user is told", async () => {
  using directory = temporaryDirectory();
  const args = ["--data", directory.path, "--port"];
  let server = await startProcess(serverProgram(), [...args, "0"]);
  const { port } = server;
  const client = startClient(port);
  try {
    await client.type("auth maya surabaya\nsend maya catatan");
    assertMatch(await client.line(), /^username maya logged in/);
    assertEquals(await client.line(), "message sent to maya");
    await server[Symbol.asyncDispose]();
    await client.type("list");
    assertStringIncludes(await client.line(), "Error, ");
    server = await startProcess(serverProgram(), [...args, String(port)]);
    await client.type("inbox");
    assertStringIncludes(await client.line(), "catatan");
  } finally {
    const { code, err } = await client.end();
    await server[Symbol.asyncDispose]();
    assertEquals(err, `The connection was lost; connected again to 127.0.0.1:${port}\n`);
    assertEquals(code, 1);
  }
});

Deno.test("an old server's inbox is printed as it sent it, in ASCII", async () => {
  await using server = startOldServer();
  const input = "auth maya surabaya\nsend maya café 😀\ninbox\nlist\n";
  const { code, out } = await client(server.port, [], { input });
  assertEquals(code, 0);
  assertEquals(out.split("\n").slice(2), [
    '{"maya": [{"msg_from": "Kholishotul Amaliah", "msg_to": "Kholishotul Amaliah", "msg": " caf\\u00e9 \\ud83d\\ude00\\r\\n"}]}',
    '["maya"]',
    "",
  ]);
  assert(server.requests.every((request) => request.endsWith("\r\n")));
});
