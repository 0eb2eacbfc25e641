/**
 * Reports for programs: JSON, JUnit's XML, and rows of a spreadsheet. Pure.
 *
 * @module
 */

import { csvLine, escapeHtml } from "../../reports/table.ts";
import type { Entry } from "../outcome.ts";
import { count, passes, type Verdict } from "../verdict.ts";
import type { Language } from "../words.ts";
import { dump, showBytes } from "./dump.ts";

/** Bytes of an entry that are reported. */
const MAX_BYTES = 4_096;

function entryMembers({ connection, direction, bytes, note, at }: Entry): Record<string, unknown> {
  const shown = bytes.subarray(0, MAX_BYTES);
  return {
    ...{ connection, direction, at: Math.round(at) },
    ...(note === undefined ? { bytes: bytes.length, text: showBytes(shown), hex: shown.toHex() } : { note: note.en }),
  };
}

/** A report as one JSON object. */
export function jsonReport(verdict: Verdict, language: Language): Record<string, unknown> {
  const { subject, rules, outcomes, score, took } = verdict;
  return {
    ...{ program: subject.name, profile: subject.profile, seed: subject.seed, at: new Date(subject.at).toISOString() },
    ...{ passes: passes(verdict), counts: count(verdict), score, took: Math.round(took) },
    rules: rules.map(({ rule, result }) => ({ id: rule.id, level: rule.level, text: rule.text[language], result })),
    cases: outcomes.map(({ name, rules, result, broken, reason, exchange, took }) => ({
      ...{ name, rules, result, took: Math.round(took) },
      ...(broken && {
        ...{ rule: broken.rule, failure: broken.failure, what: broken.what[language] },
        exchange: exchange.map(entryMembers),
        ...(broken.mark && {
          mark: { entry: exchange.indexOf(broken.mark.entry), offset: broken.mark.offset, length: broken.mark.length },
        }),
      }),
      ...(reason && { reason: reason[language] }),
    })),
  };
}

/** What XML 1.0 does not allow, though it is escaped. */
// deno-lint-ignore no-control-regex
const NOT_XML = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;

function xml(text: string): string {
  return escapeHtml(text.replaceAll(NOT_XML, "\ufffd"));
}

/** A report in JUnit's XML, as build servers read it: a case of ours is a case of theirs. */
export function junitReport({ subject, outcomes, took }: Verdict, language: Language): string {
  const failures = outcomes.filter(({ result }) => result === "broken").length;
  const skipped = outcomes.filter(({ result }) => result === "skipped").length;
  const cases = outcomes.map(({ name, rules, broken, reason, exchange, took }) => {
    const inner = broken !== undefined
      ? `<failure type="${broken.failure}" message="${xml(`${broken.rule}: ${broken.what[language]}`)}">${
        xml(dump(exchange, broken.mark, language).map(({ text }) => text).join("\n"))
      }</failure>`
      : reason === undefined
      ? ""
      : `<skipped message="${xml(reason[language])}"/>`;
    return `  <testcase classname="${rules[0]}" name="${name}" time="${(took / 1000).toFixed(3)}">${inner}</testcase>`;
  });
  const head = `<testsuite name="${
    xml(subject.name)
  }" tests="${outcomes.length}" failures="${failures}" skipped="${skipped}" time="${
    (took / 1000).toFixed(3)
  }" timestamp="${new Date(subject.at).toISOString()}">`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${head}\n${cases.join("\n")}\n</testsuite>\n`;
}

/** The titles of a row of {@linkcode csvRow}. */
export const CSV_COLUMNS = [
  "program",
  "passes",
  "score",
  "possible",
  "kept",
  "broken",
  "skipped",
  "broken rules",
] as const;

/** A program as a row of a spreadsheet. */
export function csvRow(verdict: Verdict): string[] {
  const { kept, broken, skipped } = count(verdict);
  const ids = verdict.rules.filter(({ result }) => result === "broken").map(({ rule }) => rule.id);
  const { reached, possible } = verdict.score;
  return [
    verdict.subject.name,
    passes(verdict) ? "yes" : "no",
    ...[reached, possible, kept, broken, skipped].map(String),
    ids.join(" "),
  ];
}

/** The same as a line, with its titles if the file is `isNew`. */
export function csvReport(verdict: Verdict, isNew: boolean): string {
  const lines = [...(isNew ? [csvLine(CSV_COLUMNS)] : []), csvLine(csvRow(verdict))];
  return `${isNew ? "\ufeff" : ""}${lines.join("\r\n")}\r\n`;
}
