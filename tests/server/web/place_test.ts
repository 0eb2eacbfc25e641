/** Where the page is: how people and browsers are told, and who the peer is behind a proxy. @module */

import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { createCertificate } from "../../../lib/server/admin/certificate/certificate.ts";
import { peerOf } from "../../../lib/server/web/forwarded.ts";
import { drawCode, pageUrl } from "../../../lib/server/web/page_address.ts";
import { readWebFlags, type WebFlags } from "../../../lib/server/web/web_flags.ts";
import { UsageError } from "../../../lib/usage_error.ts";
import { connect, startServer } from "../../support/helpers.ts";
import { until } from "../../support/patience.ts";
import { askHttp, connectPage } from "../../support/web_peer.ts";

Deno.test("a browser that calls the chat's port is sent to the page, and a program told in JSON", async () => {
  await using server = await startServer({ web: {} });
  for (const request of ["GET / HTTP/1.1\r\nHost: evil.test\r\n\r\n", "POST /x HTTP/1.0\n", "HEAD / HTTP/1.1\r\n"]) {
    const { status, headers, body } = await askHttp(server.port, request);
    assertEquals([status, headers.get("location")], [303, `http://127.0.0.1:${server.webPort}/`]);
    assertEquals(headers.get("access-control-allow-origin"), null);
    assertEquals(JSON.parse(body).code, "wrong_service");
  }
  // Only as the first line: a reply is never mixed with something else.
  using peer = await connect(server.port);
  await peer.send("hello\r\nGET / HTTP/1.1\r\n");
  assertMatch(await peer.receive(), /^\{"status": "OK"/);
  assertMatch(await peer.receive(), /^\{"status": "ERROR".*"wrong_service"/);
  assertEquals(await peer.receive(), "");
});

Deno.test("without a page, and on a page's port that takes TLS, a browser is told as well", async () => {
  await using bare = await startServer();
  using peer = await connect(bare.port);
  await peer.send("GET / HTTP/1.1\r\n\r\n");
  assertMatch(await peer.receive(), /^\{"status": "ERROR", "message": "This is a chat server, not a web server"/);
  const keys = await createCertificate({ hosts: ["127.0.0.1"] });
  await using server = await startServer({ web: { url: "https://chat.example.org" }, keys });
  const { status, headers } = await askHttp(server.webPort!, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  assertEquals([status, headers.get("location")], [303, "https://chat.example.org/"]);
});

Deno.test("the address of the page is that of the operator, of its port, or of this machine", () => {
  const place = { addresses: ["0.0.0.0"], port: 8888, isSecure: false };
  assertEquals(pageUrl(place, "10.1.2.3"), "http://10.1.2.3:8888");
  assertEquals(pageUrl({ ...place, addresses: ["::"], isSecure: true }, "fd00::1"), "https://[fd00::1]:8888");
  assertEquals(pageUrl({ ...place, addresses: ["127.0.0.1"] }, "10.1.2.3"), "http://127.0.0.1:8888");
  assertEquals(pageUrl({ ...place, url: "https://chat.example.org" }, "10.1.2.3"), "https://chat.example.org");
});

Deno.test("a code is drawn where there is room, in its own colours, and nowhere else", async () => {
  const url = "http://192.168.178.10:8888/#ABCD2345";
  const lines = (await drawCode(url, { columns: 80, rows: 24 }))!;
  assert(lines.length <= 20 && lines.every((line) => /^\W\[97;40m[█▀▄ ]+\W\[0m$/u.test(line)));
  for (const small of [undefined, { columns: 30, rows: 24 }, { columns: 80, rows: 12 }]) {
    assertEquals(await drawCode(url, small), undefined);
  }
  assertEquals(await drawCode("http://x\x1b[2J", { columns: 80, rows: 24 }), undefined);
});

Deno.test("only a proxy that was named says who the peer is, and only of who has asked it", () => {
  const peer = (hostname: string): Deno.NetAddr => ({ transport: "tcp", hostname, port: 5 });
  const proxies = new Set(["127.0.0.1", "10.0.0.1"]);
  const told = (hostname: string, forwarded?: string) =>
    peerOf(peer(hostname), new Map(forwarded === undefined ? [] : [["x-forwarded-for", forwarded]]), proxies).hostname;
  assertEquals(told("127.0.0.1", "192.0.2.7"), "192.0.2.7");
  assertEquals(told("::ffff:127.0.0.1", "192.0.2.7"), "192.0.2.7");
  assertEquals(told("127.0.0.1", "1.1.1.1, 192.0.2.7"), "192.0.2.7", "what stands before it was made up");
  assertEquals(told("127.0.0.1", "1.1.1.1, 192.0.2.7, 10.0.0.1"), "192.0.2.7", "two proxies of ours");
  assertEquals(told("192.0.2.9", "192.0.2.7"), "192.0.2.9", "nobody's proxy");
  assertEquals(told("127.0.0.1"), "127.0.0.1");
  assertEquals(told("127.0.0.1", "evil\x1b"), "127.0.0.1");
  assertEquals(told("127.0.0.1", "[2001:db8::1]"), "2001:db8::1");
  assertEquals(told("127.0.0.1", Array(100).fill("127.0.0.1").join(",")), "127.0.0.1");
});

Deno.test("behind a proxy the log has the peer's address, and a page is counted as one", async () => {
  await using server = await startServer({ web: { proxies: ["127.0.0.1"], names: ["chat.example.org"] } });
  const headers = {
    "Host": "chat.example.org",
    "Origin": "https://chat.example.org",
    "X-Forwarded-For": "1.1.1.1, 192.0.2.7",
  };
  {
    using page = await connectPage(server.webPort!, { headers });
    await page.logIn("maya");
    assert(
      server.log.some((line) => /connection from 192\.0\.2\.7:\d+ by the page$/.test(line)),
      server.log.join("\n"),
    );
    using _ = await server.connect();
    await until(() => server.counters.open === 2, "both are there");
    assertEquals(server.counters.pages, 1);
  }
  await until(() => server.counters.pages === 0, "the page is gone");
});

Deno.test("the flags of the page are read, and refused where they make no sense", () => {
  const read = (flags: Partial<WebFlags>) => readWebFlags({ "no-web": false, ...flags });
  assertEquals(read({}).isWanted, undefined);
  assertEquals([read({ web: "" }).isWanted, read({ web: "" }).port], [true, 8888]);
  assertEquals([read({ web: "80" }).host, read({ web: "80" }).port], [undefined, 80]);
  assertEquals([read({ web: "[::]:80" }).host, read({ web: "[::]:80" }).port], ["::", 80]);
  assertEquals(read({ "no-web": true }).isWanted, false);
  const named = read({ "web-name": "https://Chat.example.org, other.lan", "web-proxy": "127.0.0.1,::1" });
  assertEquals([named.names, named.url, named.proxies], [
    ["chat.example.org", "other.lan"],
    "https://chat.example.org",
    [
      "127.0.0.1",
      "::1",
    ],
  ]);
  const wrong: Partial<WebFlags>[] = [{ web: "x" }, { web: "70000" }, { web: "80", "no-web": true }, {
    "web-name": "a b",
  }]
    .concat({ "web-name": "https://a/b" } as never, { "web-proxy": "proxy" } as never);
  for (const flags of wrong) assertThrows(() => read(flags), UsageError, undefined, JSON.stringify(flags));
});
