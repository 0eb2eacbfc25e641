/** Text made safe to show, and its width. @module */

import { assertEquals } from "@std/assert";
import { asciiJson, escapeControls, memberText } from "../../lib/client/sanitize.ts";
import { clusters, width } from "../../lib/width.ts";

const pure = { permissions: "none" } as const;

Deno.test("whatever could drive a terminal is made visible", pure, () => {
  assertEquals(escapeControls("a\x1b[2Jb\r\n\x07\x7f\x9b31m"), "a\\x1b[2Jb\\x0d\\x0a\\x07\\x7f\\x9b31m");
  assertEquals(escapeControls("\u202eevil\u2066\u2028\u200f\u061c"), "\\u202eevil\\u2066\\u2028\\u200f\\u061c");
  for (let code = 0; code < 0xa0; code++) {
    const shown = escapeControls(String.fromCharCode(code));
    if (code < 0x20 || code >= 0x7f) assertEquals(/^[\x20-\x7e]+$/.test(shown), true, String(code));
  }
});

Deno.test("text that is only text stays as it is, and a tab becomes a space", pure, () => {
  const text = "apa kabar? café 你好 👨‍👩‍👧 e\u0301";
  assertEquals(escapeControls(text), text);
  assertEquals(escapeControls("a\tb"), "a b");
});

Deno.test("JSON is printed on one line in ASCII and means the same", pure, () => {
  const json = '{"a": "é😀\x9b\u202e \\u00e9",\r\n"b": [1]}\n';
  const line = asciiJson(json);
  assertEquals(line, '{"a": "\\u00e9\\ud83d\\ude00\\u009b\\u202e \\u00e9", "b": [1]}');
  assertEquals(JSON.parse(line), JSON.parse(json));
});

Deno.test("a member of an object is found as it is written", pure, () => {
  const json = '{"status": "OK", "messages" : {"7": [], "a": [{"messages": "no, }"}], "\\"": "\\\\"} , "user": ["x"]}';
  assertEquals(memberText(json, "messages"), '{"7": [], "a": [{"messages": "no, }"}], "\\"": "\\\\"}');
  assertEquals(memberText(json, "status"), '"OK"');
  assertEquals(memberText(json, "user"), '["x"]');
  assertEquals(memberText(json, "message"), undefined);
  assertEquals(memberText('{"a":1,"a":{"b":2}}', "a"), '{"b":2}');
  assertEquals(memberText("{}", "a"), undefined);
});

Deno.test("a width is that of what a reader sees as characters", pure, () => {
  const widths = {
    "": 0,
    abc: 3,
    "é": 1,
    "e\u0301": 1,
    "你好": 4,
    "한글": 4,
    "ｆｕ": 4,
    "👍🏽": 2,
    "👨‍👩‍👧": 2,
    "🇮🇩": 2,
    "ｶ": 1,
    "❤️": 2,
  };
  for (const [text, columns] of Object.entries(widths)) assertEquals(width(text), columns, text);
  assertEquals(width("\u1112\u1161\u11ab"), 2);
  assertEquals(clusters("ae\u0301👨‍👩‍👧"), ["a", "e\u0301", "👨‍👩‍👧"]);
});
