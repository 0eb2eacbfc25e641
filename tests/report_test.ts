/**
 * Tables as CSV and as a page: nothing in them is a formula to a spreadsheet, or markup to a browser. No permission is
 * needed.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { ChatError } from "../lib/chat.ts";
import { attendanceTable, ENGLISH_REPORTS, transcriptTable } from "../lib/reports/class_tables.ts";
import { readReport, type ReportPart } from "../lib/reports/read.ts";
import type { Table } from "../lib/reports/report.ts";
import { formatFor, toCsv, toHtml, toLines } from "../lib/reports/table.ts";
import { dayAfter, formatTime, isDay, isZone, startOf } from "../lib/zone.ts";

function test(name: string, fn: () => void): void {
  Deno.test(name, { permissions: "none" }, fn);
}

function tableOf(...texts: string[]): Table {
  return { title: "A & B", note: "Times of <here>", columns: ["text"], rows: texts.map((text) => [text]) };
}

test("what a spreadsheet would take for a formula has an apostrophe before it in CSV, and nothing else has", () => {
  const formulas = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    '=HYPERLINK("http://x","y")',
    "=cmd|' /C calc'!A0",
    "＝1",
    "＋1",
  ];
  const lines = toCsv(tableOf(...formulas, "a=b", "1-2", "'x", " =1")).slice(1);
  const [, ...cells] = lines.split(/\r\n(?=["'a1 ])/);
  for (const [index, formula] of formulas.entries()) {
    assert(/^"?'/.test(cells[index]!), formula);
    assert(cells[index]!.replaceAll('""', '"').includes(`'${formula}`), cells[index]);
  }
  assertEquals(cells.slice(formulas.length), ["a=b", "1-2", "'x", '" =1"\r\n']);
});

test("CSV keeps every text as it is: quotes, line ends, separators, spaces at its ends", () => {
  const csv = toCsv(tableOf('say "x"', "a,b;c", "two\nlines", " space ", "plain", "é😀"));
  assertEquals(csv, '\ufefftext\r\n"say ""x"""\r\n"a,b;c"\r\n"two\nlines"\r\n" space "\r\nplain\r\né😀\r\n');
});

test("in a page nothing of a text is markup, and there is no script", () => {
  const html = toHtml(tableOf("<script>alert(1)</script>", `"><img src=x onerror='y'>`, "a & b"));
  assert(!/<script|<img/i.test(html), html);
  assertMatch(html, /<td>&lt;script&gt;alert\(1\)&lt;\/script&gt;<\/td>/);
  assertMatch(html, /<td>&quot;&gt;&lt;img src=x onerror=&#39;y&#39;&gt;<\/td>/);
  assertMatch(html, /<h1>A &amp; B<\/h1>\n<p>Times of &lt;here&gt;<\/p>/);
  assertMatch(html, /default-src 'none'/);
  assert(formatFor("a.HTML", tableOf("x")).startsWith("<!DOCTYPE"));
  assert(formatFor("a.html.csv", tableOf("x")).startsWith("\ufefftext"));
});

test("columns stand below each other", () => {
  const table = { ...tableOf(), columns: ["a", "b"], rows: [["long", "x"], ["", "y"]] };
  assertEquals(toLines(table), ["Times of <here>", "a     b", "long  x", "      y"]);
});

test("so they do where characters are two columns wide or none, and nothing in them drives a terminal", () => {
  const rows = [["山田😀", "x"], ["Cafe\u0301", "y"], ["a\x1b[2J\u202e", "z\u2028"]];
  assertEquals(toLines({ ...tableOf(), note: "\u202e", columns: ["a", "b"], rows }), [
    "\\u202e",
    "a               b",
    "山田😀          x",
    "Cafe\u0301            y",
    "a\\x1b[2J\\u202e  z\\u2028",
  ]);
});

test("a table has as many rows as memory", () => {
  const rows = Array.from({ length: 300_000 }, (_, index) => [String(index)]);
  assertEquals(toLines({ ...tableOf(), rows }).length, 300_002);
});

for (const name of ["transcript", "attendance", "audit"] as const) {
  Deno.test(`a server that has more ${name} each time that it is asked ends in an error, and not in all of the memory`, async () => {
    const message = { id: "x", at: 0, from: "a", fromName: "a", to: "b", toName: "b", text: "x".repeat(1_000_000) };
    const [row, many] = [{ number: 1 }, 20_000];
    const part: ReportPart = {
      messages: Array(10).fill(message),
      data: { rows: Array(many).fill(row), next: "2026-11-27", acts: Array(many).fill(row), more: true },
      more: true,
    };
    const asked = readReport({ name }, () => Promise.resolve(part), { texts: ENGLISH_REPORTS, zone: "UTC" });
    await assertRejects(() => asked, ChatError, "ask for fewer days");
  });
}

test("times are those of the zone, whose name is said", () => {
  const rows = [{
    day: "2026-11-27",
    user: "maya",
    name: "=Maya",
    role: "student",
    first: "2026-11-27T03:00:00.000Z",
    last: "2026-11-27T04:20:07.900Z",
    seconds: 4807,
    messages: 2,
  }, { day: "2026-11-27", user: "izza", name: "Izza", role: "student", seconds: 0, messages: 0 }];
  const table = attendanceTable(rows, { texts: ENGLISH_REPORTS, zone: "Asia/Jakarta" });
  assertEquals(table.note, "Times of Asia/Jakarta");
  assertEquals(table.rows, [
    ["2026-11-27", "maya", "=Maya", "student", "10:00:00", "11:20:07", "80:07", "2"],
    ["2026-11-27", "izza", "Izza", "student", "", "", "0:00", "0"],
  ]);
});

test("an announcement stands once in a transcript, to everybody, and a removed message as removed", () => {
  const message = (from: string, to: string, text: string, removed?: boolean) => ({
    ...{ id: "x", at: 0, from, fromName: from, to, toName: to, text },
    ...removed && { removed },
  });
  const { rows } = transcriptTable([
    message("guru", "maya", "(to all) begin"),
    message("maya", "izza", "hi"),
    message("guru", "izza", "(to all) begin"),
    message("izza", "maya", "(removed)", true),
  ], { texts: { ...ENGLISH_REPORTS, removed: "gone", everybody: "all" }, zone: "UTC" });
  assertEquals(rows.map((cells) => cells.slice(1)), [
    ["guru", "guru", "all", "begin"],
    ["maya", "maya", "izza", "hi"],
    ["izza", "izza", "maya", "gone"],
  ]);
});

test("a day begins when it does in its zone, also where clocks are put forward at midnight", () => {
  for (const zone of ["Asia/Jakarta", "Pacific/Kiritimati", "Etc/GMT+12", "America/New_York", "UTC"]) {
    assertEquals(formatTime(startOf("2026-11-27", zone), zone), "2026-11-27 00:00:00", zone);
  }
  assertEquals(formatTime(startOf("2026-04-24", "Africa/Cairo"), "Africa/Cairo"), "2026-04-24 01:00:00");
  assertEquals([isZone("Asia/Jakarta"), isZone("Mars/Base")], [true, false]);
  assertEquals([isDay("2024-02-29"), isDay("2026-02-29"), isDay("26-1-1"), isDay("2026-13-01")], [
    true,
    false,
    false,
    false,
  ]);
  assertEquals([dayAfter("2026-12-31"), dayAfter("2024-02-28")], ["2027-01-01", "2024-02-29"]);
});
