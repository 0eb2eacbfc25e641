/**
 * What the page's port lets the pages of other servers do, which share its store, and nobody else.
 *
 * @module
 */

import { assert, assertEquals, assertThrows } from "@std/assert";
import { readFlags, readSettings } from "../../../lib/server/settings.ts";
import { readWebFlags, type WebFlags } from "../../../lib/server/web/web_flags.ts";
import { UsageError } from "../../../lib/usage_error.ts";
import { startServer } from "../../support/helpers.ts";
import { askHttp, connectPage, upgradeHead } from "../../support/web_peer.ts";

const OTHERS = ["http://chat2.example.org:8888", "http://chat3.example.org"];

Deno.test("the pages of servers that were named may chat, and no page whose address only looks like theirs", async () => {
  await using server = await startServer({ web: { others: OTHERS } });
  const port = server.webPort!;
  for (const origin of [...OTHERS, "HTTP://Chat3.example.org"]) {
    using page = await connectPage(port, { headers: { "Origin": origin } });
    assert(await page.logIn("maya") !== "");
  }
  const strangers = [
    ...["http://evil.test", "null", "", "https://chat3.example.org", "http://chat3.example.org:8888"],
    ...["http://chat2.example.org", "http://chat2.example.org:88881", "http://chat2.example.org:8888.evil.test"],
    ...[
      "http://chat2.example.org:8888/",
      "http://a.chat3.example.org",
      "http://chat3.example.org.",
      "chat3.example.org",
    ],
    ...[OTHERS.join(", "), OTHERS.join(" "), `${OTHERS[0]}, http://evil.test`, "http://chat3.example.org@evil.test"],
  ];
  for (const origin of strangers) {
    assertEquals((await askHttp(port, upgradeHead(port, { "Origin": origin }))).status, 403, origin);
  }
  // A name of theirs may be made to lead here, when its server is gone; a page that came by it is the same page.
  assertEquals((await askHttp(port, "GET / HTTP/1.1\r\nHost: chat3.example.org\r\n\r\n")).status, 200);
  assertEquals((await askHttp(port, "GET / HTTP/1.1\r\nHost: chat4.example.org\r\n\r\n")).status, 403);
});

Deno.test("the page learns of the other servers, and its policy lets it speak to them alone", async () => {
  await using bare = await startServer({ web: {} });
  await using server = await startServer({ web: { others: OTHERS } });
  const get = (port: number, path: string, more = "") =>
    askHttp(port, `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${more}\r\n`);
  const policyOf = ({ headers }: { headers: Headers }) => headers.get("content-security-policy")!;
  const [before, page] = [await get(bare.webPort!, "/"), await get(server.webPort!, "/")];
  assert(page.body.includes(`<meta name="others" content="${OTHERS.join(" ")}">`), page.body);
  assertEquals(before.body.includes("others"), false);
  const chats = "connect-src 'self' ws://chat2.example.org:8888 ws://chat3.example.org";
  assertEquals(policyOf(page), policyOf(before).replace("connect-src 'self'", chats));
  // A browser that has the page of an earlier start gets another one.
  const tag = (answer: { headers: Headers }) => answer.headers.get("etag")!;
  assert(tag(page) !== tag(before));
  const again = await get(server.webPort!, "/", `If-None-Match: ${tag(page)}\r\n`);
  assertEquals([again.status, policyOf(again)], [304, policyOf(page)]);
  for (const path of ["/page.js", "/none"]) assertEquals(policyOf(await get(server.webPort!, path)), policyOf(before));
});

Deno.test("--web-others takes addresses of pages, which a browser lets speak to each other, of servers with one store", () => {
  const read = (others: string, flags: Partial<WebFlags> = {}) =>
    readWebFlags({ "no-web": false, "web-others": others, ...flags }).others;
  assertEquals(read("https://Chat1.example.org, https://chat2.example.org:443/,https://chat3.example.org:8443"), [
    ...["https://chat1.example.org", "https://chat2.example.org", "https://chat3.example.org:8443"],
  ]);
  assertEquals(read("http://10.1.2.3:8888"), ["http://10.1.2.3:8888"]);
  const secure = { "web-name": "https://chat1.example.org" };
  assertEquals(read("https://chat2.example.org", secure), ["https://chat2.example.org"]);
  const wrong: [string, Partial<WebFlags>?][] = [
    ...["chat2.example.org", "", "https://a/b", "ws://a", "https://u@a", "https://a https://b", "http://[::1]:8888"]
      .map(
        (text): [string] => [text],
      ),
    ["http://a,https://b"],
    ["http://a", secure],
    ["http://a", { cert: "cert.pem" }],
    [Array.from({ length: 33 }, (_, n) => `https://chat${n}.example.org`).join(",")],
  ];
  for (const [text, flags] of wrong) assertThrows(() => read(text, flags), UsageError, undefined, text);
  assertThrows(() => read("http://a,https://b"), UsageError, "https");
  const settings = (...args: string[]) => readSettings(readFlags(["--web-others", "https://a,https://b", ...args]));
  assertThrows(() => settings(), UsageError, "--store");
  assertEquals(settings("--store", "postgres://u@h/d").web.others, ["https://a", "https://b"]);
});
