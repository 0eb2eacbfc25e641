/**
 * A report for a terminal. Pure.
 *
 * @module
 */

import { escapeControls } from "../../sanitize.ts";
import type { Outcome } from "../outcome.ts";
import type { Rule } from "../rule.ts";
import { count, type RuleVerdict, type Verdict } from "../verdict.ts";
import type { Language } from "../words.ts";
import { dump } from "./dump.ts";
import { REPORT_TEXTS } from "./texts.ts";

/** How a report looks. */
export interface Look {
  /** The language. */
  readonly language: Language;
  /** Whether it has colours. */
  readonly color: boolean;
}

const COLORS = { kept: 32, broken: 31, skipped: 33, strong: 1, dim: 2 } as const;

function paint({ color }: Look, part: keyof typeof COLORS, text: string): string {
  return color ? `\x1b[${COLORS[part]}m${text}\x1b[0m` : text;
}

/** The line for a case that has been played. */
export function outcomeLine({ name, rules, result, broken, reason, took }: Outcome, look: Look): string {
  const word = paint(look, result, REPORT_TEXTS[result][look.language].padEnd(10));
  const what = broken?.what[look.language] ?? reason?.[look.language];
  const time = took >= 1000 ? ` (${(took / 1000).toFixed(1)} s)` : "";
  const about = `${(broken?.rule ?? rules[0]!).padEnd(6)} ${name}${time}`;
  return `${word} ${about}${what ? `: ${escapeControls(what)}` : ""}`;
}

/** Everything that was found, and the sum of it. */
export function textReport(verdict: Verdict, look: Look): string[] {
  const broken = verdict.rules.filter(({ result }) => result === "broken");
  return [...broken.flatMap((each) => ["", ...finding(each, look)]), "", summary(verdict, look)];
}

/** How many rules came to what. */
export function summary(verdict: Verdict, look: Look): string {
  const counts = count(verdict);
  const { language } = look;
  const parts = (["kept", "broken", "skipped"] as const)
    .filter((result) => counts[result] > 0)
    .map((result) => paint(look, result, `${counts[result]} ${REPORT_TEXTS[result][language]}`));
  const { reached, possible } = verdict.score;
  const { name, profile, seed } = verdict.subject;
  const how = `${REPORT_TEXTS.profile[language]} ${profile}, seed ${seed}, ${(verdict.took / 1000).toFixed(1)} s`;
  return `${escapeControls(name)}: ${parts.join(", ")}; ${
    REPORT_TEXTS.score[language]
  } ${reached}/${possible} (${how})`;
}

function finding({ rule, outcomes }: RuleVerdict, look: Look): string[] {
  const { language } = look;
  const lines = [ruleLine(rule, look)];
  for (const { name, broken, exchange } of outcomes) {
    const { failure, what, mark } = broken!;
    lines.push(
      `  ${paint(look, "broken", REPORT_TEXTS[failure][language])}: ${what[language]} (${
        REPORT_TEXTS.case[language]
      } ${name})`,
    );
    lines.push(
      ...dump(exchange, mark, language).map(({ text, isFault }) =>
        isFault ? paint(look, "broken", text) : paint(look, "dim", text)
      ),
    );
  }
  lines.push(`  ${REPORT_TEXTS.why[language]}: ${rule.why[language]}`);
  lines.push(`  ${REPORT_TEXTS.hint[language]}: ${rule.hint[language]}`);
  return lines;
}

/** A rule in one line. */
export function ruleLine(rule: Rule, look: Look): string {
  const level = REPORT_TEXTS[rule.level][look.language];
  return `${paint(look, "strong", rule.id)} (${level}, ${rule.profile}) ${rule.text[look.language]}`;
}

/** A rule, its reason and its example. */
export function explainRule(rule: Rule, look: Look): string[] {
  const { language } = look;
  return [
    ruleLine(rule, look),
    "",
    `${REPORT_TEXTS.why[language]}: ${rule.why[language]}`,
    `${REPORT_TEXTS.hint[language]}: ${rule.hint[language]}`,
    "",
    ...rule.example.split("\n").map((line) => `  ${line}`),
  ];
}
