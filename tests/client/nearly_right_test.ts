/** Partners that are nearly right, or of another protocol: told apart from silent ones, in words and on the wire. @module */

import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { ChatError } from "../../lib/chat.ts";
import { isAllButEnd, showBytes } from "../../lib/client/connection/nearly.ts";
import { Remote, type RemoteOptions } from "../../lib/client/connection/remote.ts";
import { textsOf } from "../../lib/client/i18n/texts.ts";
import { parseReply } from "../../lib/wire/reply.ts";
import { createCertificate } from "../../lib/server/admin/certificate/certificate.ts";
import { clientProgram, run, startServer } from "../support/helpers.ts";
import { type FakeServer, readRequest, startFake, write } from "../support/legacy_server.ts";
import { PATIENCE, until, within } from "../support/patience.ts";

const pure = { permissions: "none" } as const;
const OK = '{"status": "OK", "messages": ["maya"]}';

/** A server that answers each request with the same bytes, and then holds the connection or closes it. */
function startWrong(bytes: string | Uint8Array, then: "holds" | "closes" = "holds"): FakeServer {
  return startFake(async (conn) => {
    while (await readRequest(conn) !== undefined) {
      if (typeof bytes === "string") await write(conn, bytes);
      else await conn.write(bytes);
      if (then === "closes") return;
    }
  });
}

/** Asks such a server for a list, and gives what the client says and what it shows of the wire. */
async function ask(server: FakeServer, options: RemoteOptions = {}): Promise<{ message: string; wire: string[] }> {
  const wire: string[] = [];
  const trace = (direction: string, text: string) => wire.push(`${direction} ${text}`);
  await using remote = new Remote(server, { trace, ...options });
  await remote.connect();
  const { message } = await within("an error", assertRejects(() => remote.request({ name: "list" }), ChatError));
  return { message: message.replaceAll(remote.address, "SERVER"), wire };
}

/** Ten times as long as this test waits. */
const LONG = { timeout: 10 * PATIENCE };

const ENDS: readonly [end: string, shown: string][] = [
  ["\r\n", "\\r\\n"],
  ["\n\n", "\\n\\n"],
  ["", ""],
  ["\n", "\\n"],
  ["\r\n\n", "\\r\\n\\n"],
  ["\n\r\n", "\\n\\r\\n"],
  ["\r\r", "\\r\\r"],
];

Deno.test("S6: what comes behind a reply and has no end is shown behind it on the wire", async () => {
  await using server = startWrong("HTTP/1.1 400 Bad Request\r\n\r\n<html>\r\n");
  const { wire } = await ask(server);
  assertEquals(wire.map((line) => line.slice(0, 8)), ["> list", "< HTTP/1", "< <html>"]);
});

Deno.test("a reply that ends in something else than CRLF CRLF is told from none, with its bytes and line ends", async () => {
  await Promise.all(ENDS.map(async ([end, shown]) => {
    await using server = startWrong(OK + end);
    const { message, wire } = await ask(server, LONG); // It is not waited for as long as for a silent one.
    const length = OK.length + end.length;
    assertEquals(
      message,
      `${length} bytes came, but not the CRLF CRLF that ends a reply: ${OK}${shown}; the connection was dropped`,
    );
    assertEquals(wire, ["> list", `< ${OK}${shown} (${length} bytes without the CRLF CRLF that ends a reply)`]);
  }));
});

Deno.test("so it is where the server closes the connection behind it", async () => {
  await using server = startWrong(`${OK}\n`, "closes");
  const { message } = await ask(server);
  assertEquals(
    message,
    `The connection to SERVER was lost: ${OK.length + 1} bytes came, but not the CRLF CRLF that ends a reply: ${OK}\\n`,
  );
});

Deno.test("a silent server is said to be silent, and one that answers with line ends only is not", async () => {
  await using silent = startWrong("");
  assertEquals(
    (await ask(silent, { timeout: 200 })).message,
    "No reply from SERVER within 0.2 s; the connection was dropped",
  );
  await using blank = startWrong("\r\n\r\n");
  assertEquals(
    (await ask(blank, { timeout: 3_000 })).message,
    "Nothing but line ends came, which belong after a reply: \\r\\n\\r\\n; the connection was dropped",
  );
});

Deno.test("what has no end is shown on the wire while its end is still awaited", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  await using server = startFake(async (conn) => {
    await readRequest(conn);
    await write(conn, `${OK}\r\n`);
    await promise;
    await write(conn, "\r\n");
  });
  const wire: string[] = [];
  await using remote = new Remote(server, { trace: (_, text) => wire.push(text) });
  await remote.connect();
  const asked = remote.request({ name: "list" });
  await until(() => wire.length === 2, "the start of a reply on the wire");
  assertEquals(wire[1], `${OK}\\r\\n (${OK.length + 2} bytes without the CRLF CRLF that ends a reply)`);
  resolve();
  assertEquals((await asked).json, OK);
  assertEquals(wire.slice(2), [OK]);
});

Deno.test("a server of another protocol is named as soon as it has said a word", async () => {
  const cases: [bytes: string | Uint8Array, what: string][] = [
    ["HTTP/1.1 400 Bad Request\r\nServer: x\r\n", "a web server (HTTP)"],
    ["HTTP/1.1 400 Bad Request\r\n\r\n", "a web server (HTTP)"],
    ["<!DOCTYPE HTML>\n<html>\n", "a web server (HTTP)"],
    [new Uint8Array([0x15, 3, 1, 0, 2, 2, 70]), "TLS"],
    ["SSH-2.0-OpenSSH_9.2p1\r\n", "an SSH server"],
    ["220 mail.example ESMTP\r\n", "a mail or file server (SMTP, FTP)"],
    ["+OK POP3 ready\r\n", "a mailbox server (POP3, IMAP)"],
    ["-ERR unknown command 'list'\r\n", "a Redis server"],
  ];
  for (const [bytes, what] of cases) {
    await using server = startWrong(bytes);
    const { message } = await ask(server, { timeout: 60_000 });
    const words = what === "TLS" ? "takes TLS only; try --tls" : `is ${what} and not a chat server`;
    assert(message.startsWith(`SERVER ${words}: `), message);
  }
});

Deno.test("a server that greets is told what it did: nobody has asked", async () => {
  for (const greeting of ["SSH-2.0-OpenSSH_9.2p1\r\n", `{"status": "OK", "message": "Welcome"}\r\n\r\n`, "Welcome\n"]) {
    const { promise, resolve } = Promise.withResolvers<void>();
    await using server = startFake(async (conn) => {
      await write(conn, greeting);
      await promise;
    });
    const wire: string[] = [];
    await using remote = new Remote(server, { trace: (_, text) => wire.push(text) });
    await remote.connect();
    await until(() => !remote.isConnected, "the end of the connection");
    const { message } = await assertRejects(() => remote.request({ name: "list" }), ChatError);
    assertMatch(message, /is an SSH server and not|^Something came that nobody asked for: (?:\{"status|Welcome\\n)/);
    assertEquals(wire.length, 1);
    assert(wire[0]!.includes(greeting.trim()), wire[0]);
    resolve();
  }
});

Deno.test("a client without TLS on the TLS port is told so", async () => {
  const keys = await createCertificate({ hosts: ["127.0.0.1"] });
  await using server = await startServer({ keys });
  await using remote = new Remote({ host: "127.0.0.1", port: server.tlsPort! });
  await remote.connect();
  const { reply } = await remote.request({ name: "hello" });
  assert(reply.kind === "error");
  assertEquals(reply.message, `This port takes TLS (ngobrol --tls); without it, port ${server.port}`);
});

Deno.test("a reply that is no JSON, or has another status, is shown, but no token in it", pure, () => {
  const reason = (json: string) => {
    const reply = parseReply(json, "send");
    return reply.kind === "error" ? reply.message : reply.kind;
  };
  assertEquals(
    reason('{"status": "ok", "message": "Message Sent"}'),
    'Message Sent (its status is "ok", neither "OK" nor "ERROR")',
  );
  assertEquals(reason('{"message": "x"}'), 'x (its status is missing, neither "OK" nor "ERROR")');
  assertEquals(reason("{}"), 'The server gave no reason (its status is missing, neither "OK" nor "ERROR")');
  assertEquals(reason('{"status": "FAILED", "message": "Wrong password"}'), "Wrong password");
  assertEquals(reason('{"status": "ERROR"}'), "The server gave no reason");
});

Deno.test("what cannot be understood is shown, and a token in it is masked", async () => {
  const token = "11111111-1111-4111-8111-111111111111";
  await using server = startWrong(`{'status': 'OK', 'tokenid': '${token}'}\r\n\r\n`);
  const { message } = await ask(server);
  assertEquals(message, "The server's reply is not a JSON object: {'status': 'OK', 'tokenid': '***'}");
  await using endless = startWrong(`{"status": "OK", "tokenid": "${token}"}\n\n`);
  assert(!(await ask(endless)).message.includes(token));
});

Deno.test("bytes are shown on one line, whatever they are, and many of them by their begin and end", pure, () => {
  const show = (...bytes: number[]) => showBytes(new Uint8Array(bytes));
  assertEquals(show(0x7b, 9, 0x7d, 13, 10), "{\\t}\\r\\n");
  assertEquals(show(0xc3, 0xa9, 0x1b, 0xe2, 0x80, 0xae), "é\\x1b\\u202e");
  assertEquals(show(0xff, 0xc3, 0x28, 10), "\\xff\\xc3(\\n");
  for (const length of [1_000, 100_000]) {
    const shown = showBytes(new TextEncoder().encode(`{"a": "${"x".repeat(length)}"}\n\n`));
    assertMatch(shown, /^\{"a": "x+ \.\.\. x+"\}\\n\\n$/);
    assert(shown.length < 200, shown);
  }
});

Deno.test("a reply that lacks nothing but its end is waited for less long than one that has begun", pure, () => {
  const all = (text: string) => isAllButEnd(new TextEncoder().encode(text));
  for (const text of [OK, `${OK}\r\n`, `${OK}\n\n`, "OK\n", "\ufeff{}", "'x"]) assert(all(text), text);
  for (const text of ['{"a": {}', '{"a": "}', "{", `{"a": "${"x".repeat(20_000)}"}`]) assert(!all(text), text);
});

Deno.test("the program says it in both languages, and shows the bytes with --wire", async () => {
  for (const language of ["en", "id"] as const) {
    await using server = startWrong(`${OK}\r\n`);
    const args = ["--host", "127.0.0.1", "--port", String(server.port), "--lang", language, "--wire", "--user", "maya"];
    const { code, out, err } = await run(clientProgram(), [...args, "list"], { env: { NGOBROL_PASSWORD: "x" } });
    const texts = textsOf(language);
    const words = texts.dropped(texts.noEnd(OK.length + 2, `${OK}\\r\\n`));
    assertEquals([code, out], [1, `${texts.error(words)}\n`]);
    assertEquals(err, `> auth maya ***\n< ${texts.strayBytes(OK.length + 2, `${OK}\\r\\n`)}\n`);
  }
});

Deno.test("a request without an end is in the log of the wire while the peer still waits, with its line ends, and masked", async () => {
  await using server = await startServer({ level: "wire" });
  for (
    const [request, shown] of [
      ["hello\r", '"hello\\r"'],
      ["auth maya surabaya", '"auth maya ***"'],
      ["surabaya", '"***"'],
      ["list\0", '"list\\u0000"'],
    ] as const
  ) {
    using peer = await server.connect();
    await peer.send(request);
    const { port } = peer.conn.localAddr as Deno.NetAddr;
    const line = `data from client 127.0.0.1:${port} without the CRLF or LF that ends a request ${shown}`;
    await until(() => server.log.some((it) => it.endsWith(line)), line);
    await peer.send("\n");
    await peer.receive();
  }
  // One that ends before is told as well.
  const { port } = await (async () => {
    using peer = await server.connect();
    await peer.ask("hello");
    await peer.send("hello");
    await (peer.conn as Deno.TcpConn).closeWrite();
    assertMatch(await peer.receive(), / a line ends in CRLF or LF/);
    return peer.conn.localAddr as Deno.NetAddr;
  })();
  await until(() => server.log.some((it) => it.includes(`:${port} without the CRLF or LF`)), "it is in the log");
  assert(!server.log.some((line) => line.includes("surabaya")));
});

Deno.test("a peer that has to go without having ended a request is told what is missing", async () => {
  await using server = await startServer({ limits: { loginTimeout: 100 } });
  using peer = await server.connect();
  await peer.send("hello\r");
  const message = "No login within 0.1 s; 6 bytes came without the CRLF or LF that ends a request";
  assertEquals(JSON.parse(await peer.receive())["message"], message);
  assertEquals(await peer.receive(), "");
});

Deno.test("an SSH client is told what this is", async () => {
  await using server = await startServer();
  using peer = await server.connect();
  assertEquals((await peer.ask("SSH-2.0-OpenSSH_9.2"))["message"], "This is a chat server, not an SSH server");
  assertEquals(await peer.receive(), "");
});
