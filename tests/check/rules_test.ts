/**
 * The rules, the document and the cases speak of the same; the reports say what was found.
 *
 * @module
 */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { CASES } from "../../lib/check/cases.ts";
import { restartCase } from "../../lib/check/cases/connections.ts";
import { GHOST_CASE } from "../../lib/check/cases/lists.ts";
import { SCENES } from "../../lib/check/client/scenes.ts";
import { Broken, type Entry, type Outcome } from "../../lib/check/outcome.ts";
import { dump } from "../../lib/check/reports/dump.ts";
import { csvReport, jsonReport, junitReport } from "../../lib/check/reports/machine.ts";
import { htmlReport } from "../../lib/check/reports/page.ts";
import { textReport } from "../../lib/check/reports/text.ts";
import { RULES } from "../../lib/check/rules.ts";
import { judgeRules, passes } from "../../lib/check/verdict.ts";
import { words } from "../../lib/check/words.ts";
import { ROOT } from "../support/helpers.ts";

const RESTART_CASE = restartCase(() => Promise.resolve());

Deno.test("docs/protocol.md has each rule as the table has it, in both languages, and no other", () => {
  const document = Deno.readTextFileSync(`${ROOT}docs/protocol.md`);
  const listed = Array.from(
    document.replaceAll(/\n {2,}/g, " ").matchAll(/^- \*\*([RC]\d+\.\d+)\*\* \((\w+), (\w+)\) (.*?) _(.*)_$/gm),
    ([, id, level, profile, en, id2]) => [id, level, profile, en, id2],
  );
  assertEquals(listed, RULES.map(({ id, level, profile, text }) => [id, level, profile, text.en, text.id]));
});

Deno.test("each rule has a case that is about it, and each case is about a rule", () => {
  const ids = RULES.map(({ id }) => id);
  const all = [...CASES, GHOST_CASE, RESTART_CASE, ...SCENES];
  const named = all.flatMap(({ rules, needs = [] }) => [...rules, ...needs]);
  assertEquals(ids.filter((id) => !all.some(({ rules }) => rules.includes(id))), []);
  assertEquals(named.filter((id) => !ids.includes(id)), []);
  assertEquals(new Set(ids).size, ids.length);
  for (const some of [[...CASES, GHOST_CASE, RESTART_CASE], SCENES]) {
    assertEquals(new Set(some.map(({ name }) => name)).size, some.length);
  }
});

Deno.test("a case stands behind those that it needs", () => {
  for (const [index, { name, needs = [] }] of CASES.entries()) {
    for (const rule of needs) {
      const place = CASES.findIndex(({ rules }) => rules[0] === rule);
      assert(place < index, `${name} needs ${rule}, which is played after it`);
    }
  }
});

const TEXT = '{"status": "OK"}\n\n<b>\x1b[2J';

function example(): Outcome[] {
  const bytes = new TextEncoder().encode(TEXT);
  const entry: Entry = { connection: 1, direction: "<", bytes, at: 12 };
  const asked: Entry = { connection: 1, direction: ">", bytes: new TextEncoder().encode("list\r\n"), at: 3 };
  const mark = { entry, offset: 16, length: 2 };
  const broken = new Broken("R1.1", "wrong", words("It ends in 0a 0a", "Diakhiri 0a 0a"), mark);
  return [
    { name: "reply-end", rules: ["R1.1"], result: "broken", broken, exchange: [asked, entry], took: 20 },
    { name: "auth", rules: ["R3.1"], result: "kept", exchange: [], took: 5 },
    {
      name: "list",
      rules: ["R5.1"],
      result: "skipped",
      reason: words("the list fails", "list gagal"),
      exchange: [],
      took: 1,
    },
  ];
}

const SUBJECT = { name: "=evil <host>", profile: "base", seed: 5, at: 0 } as const;

Deno.test("a dump has the faulty bytes in hexadecimal, and a line under them", () => {
  const [{ broken, exchange }] = example() as [Outcome];
  const lines = dump(exchange, broken!.mark, "en").map(({ text }) => text);
  const row = lines.findIndex((line) => line.includes("0a 0a 3c"));
  const [hex, under] = [lines[row]!, lines[row + 1]!];
  assertEquals(under.indexOf("^^ ^^"), hex.indexOf("0a 0a"));
  assertEquals(lines.some((line) => line.includes("\x1b")), false);
});

Deno.test("each report names the rule, and harms nobody who opens it", () => {
  const verdict = judgeRules(SUBJECT, example());
  assertEquals(passes(verdict), false);
  assertEquals(verdict.score, { reached: 2, possible: 6 });
  const text = textReport(verdict, { language: "en", color: false }).join("\n");
  assertStringIncludes(text, "R1.1 (must, base) A reply ends in CRLF CRLF.");
  assertStringIncludes(text, "1 kept, 1 broken, 1 not tried; score 2/6");
  const page = htmlReport(verdict, "id");
  assertStringIncludes(page, "Balasan diakhiri CRLF CRLF.");
  assert(!page.includes("<host>") && !page.includes("<b>") && !page.includes("<script"));
  assertStringIncludes(junitReport(verdict, "en"), '<failure type="wrong" message="R1.1: It ends in 0a 0a">');
  assertStringIncludes(csvReport(verdict, true), "\r\n'=evil <host>,no,2,6,1,1,1,R1.1\r\n");
  const json = jsonReport(verdict, "en");
  assertEquals(JSON.parse(JSON.stringify(json)).cases[0].mark, { entry: 1, offset: 16, length: 2 });
});

Deno.test("weights count by rule, by section or by level", () => {
  const { score } = judgeRules(SUBJECT, example(), { "R1.1": 10, R3: 4, must: 1 });
  assertEquals(score, { reached: 4, possible: 15 });
});
