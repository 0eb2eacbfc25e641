/**
 * How the page shows texts: days, code that was pasted, links.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import type { FullMessage } from "../../lib/chat.ts";
import { BLANK_LINE, linesOf, piecesOf, rowsOf, textOf } from "../../lib/web/state/rows.ts";

const NOON = Date.UTC(2026, 10, 27, 5);

function lines(...all: readonly [from: string, after: number, text: string][]): FullMessage[] {
  let at = NOON;
  return all.map(([from, after, text], i) => {
    at += after * 1000;
    return { id: `id${i}`, from, fromName: from, to: "maya", toName: "maya", text, at };
  });
}

Deno.test("rows have a day where it changes in the reader's zone, and one name over what is said together", () => {
  const said = lines(["izza", 0, "a"], ["izza", 60, "b"], ["maya", 5, "c"], ["izza", 3600, "d"], [
    "izza",
    12 * 3600,
    "e",
  ]);
  const rows = rowsOf(said, "id3", "Asia/Jakarta");
  const shown = rows.map((row) => row.kind === "messages" ? row.lines.map(({ text }) => text).join() : row.kind);
  assertEquals(shown, ["day", "a", "b", "c", "divider", "d", "day", "e"]);
  const firsts = rows.filter((row) => row.kind === "messages").map(({ isFirst, isLast }) => [isFirst, isLast]);
  assertEquals(firsts, [[true, false], [false, true], [true, true], [true, true], [true, true]]);
});

Deno.test("what was pasted at once with an indentation is one block of code, and what people type is not", () => {
  const code = lines(["izza", 0, "def f():"], ["izza", 0.05, "    return 1"], ["izza", 0.05, BLANK_LINE], [
    "izza",
    0.05,
    "f()",
  ]);
  const [, block] = rowsOf(code, undefined, "UTC");
  assertEquals(block?.kind === "messages" && [block.isCode, textOf(block.lines)], [
    true,
    "def f():\n    return 1\n\nf()",
  ]);
  const typed = rowsOf(lines(["izza", 0, "hi"], ["izza", 0.5, "there"]), undefined, "UTC");
  assertEquals(typed.filter((row) => row.kind === "messages").map(({ isCode }) => isCode), [false, false]);
  const slow = rowsOf(lines(["izza", 0, "hi"], ["izza", 4, "  there"]), undefined, "UTC");
  assertEquals(slow.filter((row) => row.kind === "messages").length, 2);
});

Deno.test("a draft becomes a message for each of its lines, and these become the draft again", () => {
  const code = "def f():\n    if x:\n\n\t\treturn 1\nf()";
  assertEquals(linesOf(code), ["def f():", "    if x:", BLANK_LINE, "\t\treturn 1", "f()"]);
  assertEquals(textOf(linesOf(code).map((text) => ({ text }))), code);
  assertEquals(linesOf(`\r\n  one line  \r\n\n`), ["one line"]);
  assertEquals(linesOf(" \n\t\n"), []);
});

Deno.test("only http and https lead anywhere, and not with the end of a sentence", () => {
  const links = (text: string) => piecesOf(text).filter(({ href }) => href !== undefined).map(({ href }) => href);
  assertEquals(links("see https://a.test/x. And (http://b.test/y_(z)), ok? HTTPS://C.test!"), [
    "https://a.test/x",
    "http://b.test/y_(z)",
    "HTTPS://C.test",
  ]);
  assertEquals(
    links("javascript:alert(1) data:text/html,x file:///etc vbscript:x ftp://a.test //b.test xhttps://c.test"),
    [],
  );
  const text = `<img src=x onerror="alert(1)"> http://a.test/"onmouseover="x https://`;
  assertEquals(piecesOf(text).map(({ text }) => text).join(""), text);
  assertEquals(links(text), ["http://a.test/"]);
  // It would take an hour if each were counted again: nobody stops the page of another with a message.
  assertEquals(links(`http://a.test/${")".repeat(1_000_000)}`), ["http://a.test/"]);
});
