/**
 * What keeps other sites, other programs and nobody in particular from misusing the page's port: each row of the table in
 * `docs/threat_model.md`.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { connect, startServer } from "../../support/helpers.ts";
import { askHttp, connectPage, upgradeHead } from "../../support/web_peer.ts";

const GET = "GET / HTTP/1.1\r\n";

/** Requests that are answered in every way that there is. */
function requests(port: number): Record<string, string> {
  const host = "Host: 127.0.0.1\r\n";
  return {
    "200": `${GET}${host}\r\n`,
    "200 ": `${GET}${host}X-Forwarded-Proto: https\r\n\r\n`,
    "400": `${GET}\r\n`,
    "403": `${GET}Host: evil.test\r\n\r\n`,
    "404": `GET /no HTTP/1.1\r\n${host}\r\n`,
    "405": `POST / HTTP/1.1\r\n${host}\r\n`,
    "413": `${GET}${host}Content-Length: 3\r\n\r\nabc`,
    "426": `GET /chat HTTP/1.1\r\n${host}\r\n`,
    "431": `${GET}${host}X: ${"x".repeat(8 * 1024)}\r\n\r\n`,
    "403 ": upgradeHead(port, { "Origin": "http://evil.test" }),
  };
}

Deno.test("every answer has the headers that bind a page, and no cookie", async () => {
  await using server = await startServer({ web: {} });
  for (const [status, request] of Object.entries(requests(server.webPort!))) {
    const answer = await askHttp(server.webPort!, request);
    assertEquals(answer.status, Number(status), answer.body);
    const header = (name: string) => answer.headers.get(name);
    const policy = new Map(
      header("content-security-policy")!.split("; ").map((rule) => rule.split(/ (.*)/) as [string, string]),
    );
    assertEquals([policy.get("default-src"), policy.get("script-src"), policy.get("style-src")], [
      "'none'",
      "'self'",
      "'self'",
    ]);
    assertEquals([policy.get("connect-src"), policy.get("frame-ancestors")], ["'self'", "'none'"]);
    assertEquals([policy.get("base-uri"), policy.get("form-action")], ["'none'", "'none'"]);
    assertEquals([policy.get("require-trusted-types-for"), policy.get("trusted-types")], ["'script'", "'none'"]);
    assert(!/unsafe|\*|https?:/.test(header("content-security-policy")!));
    assertEquals(header("x-content-type-options"), "nosniff");
    assertEquals(header("referrer-policy"), "no-referrer");
    // Browsers ignore it without TLS, and complain.
    assertEquals(
      header("cross-origin-opener-policy"),
      request.includes("Forwarded-Proto: https") ? "same-origin" : null,
    );
    assertEquals(header("cross-origin-resource-policy"), "same-origin");
    assertMatch(header("permissions-policy")!, /camera=\(\).*microphone=\(\)/);
    assertEquals([header("set-cookie"), header("access-control-allow-origin"), header("server")], [null, null, null]);
    assertEquals(header("connection")?.includes("close"), true);
  }
});

Deno.test("a name that somebody else made to lead here is refused, for the page and the chat", async () => {
  await using server = await startServer({ web: { names: ["chat.example.org"] } });
  const port = server.webPort!;
  const ours = [
    "127.0.0.1",
    "10.1.2.3:80",
    "[::1]:8888",
    "localhost",
    "LOCALHOST:1",
    "localhost.",
    "machine",
    "machine.local",
  ]
    .concat("other.local:8888", "chat.example.org", "Chat.Example.Org.");
  for (const host of ours) {
    assertEquals((await askHttp(port, `${GET}Host: ${host}\r\n\r\n`)).status, 200, host);
    using _ = await connectPage(port, { headers: { "Host": host, "Origin": `http://${host}` } });
  }
  const others = [
    "class.test",
    "local",
    "evil-local",
    "127.0.0.1.evil.test",
    "1.2.3",
    "0x7f.1",
    "machine.evil.test",
    "[evil]",
  ];
  for (const host of others) {
    const { status, body } = await askHttp(port, `${GET}Host: ${host}\r\n\r\n`);
    assert(status === 403 || status === 400 && host === "[evil]", `${host}: ${status} ${body}`);
    const chat = await askHttp(port, upgradeHead(port, { "Host": host, "Origin": `http://${host}` }));
    assertEquals(chat.status, status, host);
  }
});

Deno.test("the page of another site opens no chat; a program without an origin does", async () => {
  await using server = await startServer({ web: {} });
  const port = server.webPort!;
  const origins = [
    "http://evil.test",
    "null",
    "",
    `http://127.0.0.1:${port + 1}`,
    "http://127.0.0.1",
    `file://127.0.0.1:${port}`,
  ]
    .concat(`http://127.0.0.1:${port}.evil.test`, `http://127.0.0.1:${port}, http://evil.test`);
  for (const origin of origins) {
    assertEquals((await askHttp(port, upgradeHead(port, { "Origin": origin }))).status, 403, origin);
  }
  const head = upgradeHead(port).replace(/Origin: .*\r\n/, "");
  using peer = await connect(port);
  await peer.send(head);
  assertMatch(await peer.receive(), /^HTTP\/1\.1 101 /);
  using _ = await connectPage(port, { headers: { "Origin": `https://127.0.0.1:${port}` } });
});

Deno.test("a head that others may read in another way is refused, and closes", async () => {
  await using server = await startServer({ web: {} });
  const host = "Host: 127.0.0.1\r\n";
  const wrong: [request: string, status: number][] = [
    [`${GET}${host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 413],
    [`${GET}${host}Transfer-Encoding : chunked\r\n\r\n`, 400],
    [`${GET}${host}Content-Length: 0\r\n\r\n`, 413],
    [`${GET}${host}${host}\r\n`, 400],
    [`${GET}${host}Host: evil.test\r\n\r\n`, 400],
    ["GET / HTTP/1.1\nHost: 127.0.0.1\n\n", 400],
    [`${GET}Host: 127.0.0.1\n\r\n\r\n`, 400],
    [`${GET}Host: 127.0.0.1\rX: y\r\n\r\n`, 400],
    [`${GET}${host} folded\r\n\r\n`, 400],
    [`${GET}${host}X\r\n\r\n`, 400],
    [`${GET}${host}X: \0\r\n\r\n`, 400],
    [`${GET}${host}: y\r\n\r\n`, 400],
    ["\r\n" + GET + host + "\r\n", 400],
    [`GET  / HTTP/1.1\r\n${host}\r\n`, 400],
    [`GET http://127.0.0.1/ HTTP/1.1\r\n${host}\r\n`, 400],
    [`GET / HTTP/2.0\r\n${host}\r\n`, 400],
    [`GET /\r\n\r\n`, 400],
    [`get / HTTP/1.1\r\n${host}\r\n`, 400],
    ["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400],
    [
      `${GET}${host}Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n`,
      200,
    ],
    [upgradeHead(1, { "Sec-WebSocket-Key": "short" }), 400],
    [upgradeHead(1, { "Sec-WebSocket-Version": "8" }), 426],
    [upgradeHead(1, { "Connection": "keep-alive" }), 426],
    [upgradeHead(1).replace("HTTP/1.1", "HTTP/1.0"), 426],
  ];
  for (const [request, status] of wrong) {
    const answer = await askHttp(server.webPort!, request);
    assertEquals([answer.status, answer.body.endsWith("HTTP/1.1 200 OK")], [status, false], JSON.stringify(request));
  }
});

Deno.test("a head that does not come is told so and closed, and so is a port that is only opened", async () => {
  await using server = await startServer({ web: {}, limits: { headTimeout: 150 } });
  for (const begun of ["", "GET / HT", `${GET}Host: 127.0.0.1\r\n`]) {
    assertEquals((await askHttp(server.webPort!, begun)).status, 408, JSON.stringify(begun));
  }
});

Deno.test("of 300 who stand at the door those who came first go, and a browser gets its page", async () => {
  await using server = await startServer({ web: {}, limits: { headTimeout: 60_000 } });
  const port = server.webPort!;
  using all = new DisposableStack();
  const waiting = [];
  for (let count = 0; count < 300; count++) waiting.push(all.use(await connect(port)));
  assertEquals((await askHttp(port, `${GET}Host: 127.0.0.1\r\n\r\n`)).status, 200);
  assertEquals(await waiting[0]!.receive(), "", "the first one was sent away");
  const last = waiting.at(-1)!;
  await last.send(`${GET}Host: 127.0.0.1\r\n\r\n`);
  assertMatch(await last.receive(), /^HTTP\/1\.1 200 /);
  using page = await connectPage(port);
  assertEquals((await page.ask("hello page/1"))["status"], "OK");
});
