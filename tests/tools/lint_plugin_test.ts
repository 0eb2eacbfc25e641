/**
 * The rules that `deno lint` has beside its own.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import plugin from "../../tools/lint_plugin.ts";

/** What the rules find in a file: the rule, and the line of its source. */
function lint(path: string, source: string): [rule: string, line: number][] {
  return Deno.lint.runPlugin(plugin, path, source).map(({ id, range: [start] }) => [
    id.replace("ngobrol/", ""),
    source.slice(0, start).split("\n").length,
  ]);
}

/** Code that is `lines` long. */
function body(lines: number): string {
  return "  call();\n".repeat(lines);
}

const LENGTH = "function-length";
const TITLE = "test-title";

Deno.test("a function may have 60 lines, whatever kind of one it is", () => {
  const kinds = [["function f() {\n", "}"], ["const f = () => {\n", "};"], ["class A {\n  f() {\n", "}\n}"]] as const;
  for (const [start, end] of kinds) {
    const line = start.split("\n").length - 1;
    assertEquals(lint("/project/lib/a.ts", start + body(58) + end), []);
    assertEquals(lint("/project/lib/a.ts", start + body(59) + end), [[LENGTH, line]]);
  }
});

Deno.test("a test may have any length", () => {
  assertEquals(lint("/project/tests/a_test.ts", `Deno.test("a", () => {\n${body(100)}});\n`), []);
});

Deno.test("a title begins with a small letter, a row, or a name, however the test is made", () => {
  const titles = ['"a title"', '"Ctrl-C ends it"', '"A10: a row"', '"UTF-8 is read"', "`${kind} of it`", "`a ${kind}`"];
  const wrong = ['"A title"', '"Every title"', '"A10: A row"', "`The ${kind} of it`"];
  const ways = [
    (title: string) => `Deno.test(${title}, () => {});`,
    (title: string) => `Deno.test({ name: ${title}, fn: () => {} });`,
    (title: string) => `testWhere(isPossible, "root", ${title}, () => {});`,
    (title: string) => `await t.step(${title}, () => {});`,
  ];
  for (const way of ways) {
    const source = [...titles, ...wrong].map(way).join("\n");
    assertEquals(lint("/project/tests/a_test.ts", source), wrong.map((_, index) => [TITLE, titles.length + index + 1]));
  }
  assertEquals(lint("/project/tests/support/suite.ts", 'const SUITE = {\n  "A title": async () => {},\n};'), [[
    TITLE,
    2,
  ]]);
  assertEquals(lint("/project/lib/a.ts", 'test("A title");'), []);
});
