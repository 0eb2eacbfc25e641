/** The page's port: its files, and the chat over a WebSocket. @module */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { createCertificate } from "../../../lib/server/admin/certificate/certificate.ts";
import { startServer, texts } from "../../support/helpers.ts";
import { askHttp, connectPage, maskedFrame } from "../../support/web_peer.ts";

Deno.test("a page and a TCP client are in one conversation", async () => {
  await using server = await startServer({ web: {} });
  using page = await connectPage(server.webPort!);
  using izza = await server.connect();
  assertEquals((await page.ask("hello page/1"))["status"], "OK");
  const token = await page.logIn("maya");
  const izzas = await izza.logIn("izza");
  assertEquals((await page.ask(`send ${token} izza apa kabar? é`))["message"], "Message Sent");
  assertEquals(texts(await izza.ask(`inbox ${izzas}`)), { maya: ["apa kabar? é"] });
  assertEquals((await izza.ask(`send ${izzas} maya baik`))["message"], "Message Sent");
  assertEquals(texts(await page.ask(`inbox ${token}`)), { izza: ["baik"] });
  assert(server.log.some((line) => /connection from 127\.0\.0\.1:\d+ by the page/.test(line)));
});

Deno.test("the same over TLS, with the certificate of the chat", async () => {
  const keys = await createCertificate({ hosts: ["127.0.0.1"] });
  await using server = await startServer({ web: {}, keys });
  using page = await connectPage(server.webPort!, { trusted: keys.cert });
  const token = await page.logIn("maya");
  assertEquals((await page.ask(`send ${token} maya halo`))["message"], "Message Sent");
});

Deno.test("a request cut in frames and fragments at each byte is one, and what comes with the head counts", async () => {
  await using server = await startServer({ web: {} });
  const request = new TextEncoder().encode("hello é/1\r\n");
  for (let at = 0; at <= request.length; at++) {
    const parts = [
      maskedFrame(request.subarray(0, at), { isLast: false }),
      maskedFrame("", { opcode: 9 }),
      maskedFrame(request.subarray(at), { opcode: 0 }),
    ];
    const bytes = Uint8Array.of(...parts.flatMap((part) => [...part]));
    using page = await connectPage(server.webPort!, { behind: bytes.subarray(0, 2 * at) });
    await page.send(bytes.subarray(2 * at));
    const [pong, reply] = [await page.receive(), await page.receive()];
    assertEquals(pong?.opcode, 10);
    assertMatch(new TextDecoder().decode(reply!.payload), /^\{"status": "OK"/);
  }
});

Deno.test("the page comes whole, also to who has a part of it, and only once from each connection", async () => {
  await using server = await startServer({ web: {} });
  const get = (path: string, headers = "", method = "GET") =>
    askHttp(server.webPort!, `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${headers}\r\n`);
  const page = await get("/");
  assertEquals([page.status, page.headers.get("content-type")], [200, "text/html; charset=utf-8"]);
  assertMatch(page.body, /^<!doctype html>/i);
  assertEquals(Number(page.headers.get("content-length")), page.body.length);
  const tag = page.headers.get("etag")!;
  const known = await get("/", `If-None-Match: W/${tag}\r\n`);
  assertEquals([known.status, known.body], [304, ""]);
  const zipped = await get("/", "Accept-Encoding: br, gzip\r\n");
  assertEquals(zipped.headers.get("content-encoding"), "gzip");
  assertEquals((await get("/", "Accept-Encoding: gzip;q=0\r\n")).headers.get("content-encoding"), null);
  const head = await get("/", "", "HEAD");
  assertEquals([head.status, head.body, head.headers.get("etag")], [200, "", tag]);
  const two = await askHttp(server.webPort!, "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".repeat(2));
  assertEquals(two.body, page.body);
  assertEquals((await get("/../server.ts")).status, 404);
  assertEquals((await get("/page.js?v=1")).status, 200);
});
