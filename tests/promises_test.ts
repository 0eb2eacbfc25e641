/**
 * Every promise of the documents names the tests that tell when it breaks, and they are there.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { ROOT } from "./support/helpers.ts";

const DOCUMENTS = ["reliability.md", "protocol.md"];
const HEADING = "## Promises and their tests";

/** A row of the table. */
interface Row {
  /** Empty where it goes on with the promise of the row before. */
  readonly promise: string;
  readonly file: string;
  /** A part of the test's name. */
  readonly title: string;
}

function read(path: string): string {
  return Deno.readTextFileSync(`${ROOT}${path}`);
}

function readTable(): Row[] {
  const [, section = ""] = read("docs/reliability.md").split(`${HEADING}\n`);
  const lines = section.split("\n## ")[0]!.split("\n").filter((line) => line.startsWith("|")).slice(2);
  return lines.map((line) => {
    const [, promise = "", file = "", title = ""] = line.split("|").map((cell) => cell.trim());
    return { promise, file: file.replaceAll("`", ""), title };
  });
}

/** What stands between quotes in the file of a test: its names, among others. */
function quoted(file: string): string[] {
  const source = read(`tests/${file}.ts`);
  return Array.from(source.matchAll(/"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g), ([text]) => text);
}

/** The headings of a document, as links name them. */
function anchors(document: string): string[] {
  return Array.from(
    read(`docs/${document}`).matchAll(/^#+ (.+)$/gm),
    ([, heading]) => heading!.toLowerCase().replaceAll(/[^\w -]/g, "").replaceAll(" ", "-"),
  );
}

const ROWS = readTable();

Deno.test("the table of promises names each test by a part of its name that no other one has", () => {
  const wrong = ROWS.filter(({ file, title }) => {
    const name = file.startsWith("support/") ? file : `${file}_test`;
    return title.split(" ").length < 3 || quoted(name).filter((text) => text.includes(title)).length !== 1;
  });
  assertEquals(wrong, []);
});

Deno.test("every promise of reliability.md and every command of protocol.md is in the table", () => {
  const [, list = ""] = read("docs/reliability.md").split("## What is promised\n");
  const numbers = Array.from(list.split("\n## ")[0]!.matchAll(/^(\d+)\. /gm), ([, number]) => number!);
  const named = new Set(ROWS.map(({ promise }) => /^\[?(\d+)\b/.exec(promise)?.[1]));
  assertEquals(numbers.filter((number) => !named.has(number)), []);
  const links = ROWS.flatMap(({ promise }) =>
    Array.from(promise.matchAll(/\(protocol\.md#([\w-]+)\)/g), ([, anchor]) => anchor!)
  );
  const commands = anchors("protocol.md").slice(anchors("protocol.md").indexOf("auth"));
  assertEquals(commands.filter((anchor) => !UNPROMISED.includes(anchor) && !links.includes(anchor)), []);
});

/** Headings of protocol.md from the first command on that promise nothing of their own. */
const UNPROMISED = ["what-is-no-command", "advice-to-clients", "differences", "rules"];

Deno.test("the links of the table lead to headings", () => {
  for (const { promise } of ROWS) {
    for (const [, document = "", anchor = ""] of promise.matchAll(/\(([\w.]*)#([\w-]+)\)/g)) {
      const name = document || DOCUMENTS[0]!;
      assert(anchors(name).includes(anchor), `${name} has no heading #${anchor}`);
    }
  }
});
