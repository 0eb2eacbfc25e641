/**
 * `ngobrol check`: checks what it is told to, shows what comes, and writes the reports.
 *
 * @module
 */

import { ChatError } from "../../chat.ts";
import { stdout } from "../../output.ts";
import { UsageError } from "../../usage_error.ts";
import { runClientCheck } from "../client/command.ts";
import type { Outcome } from "../outcome.ts";
import { explainRule, type Look, outcomeLine, ruleLine, textReport } from "../reports/text.ts";
import { csvReport, jsonReport, junitReport } from "../reports/machine.ts";
import { htmlReport } from "../reports/page.ts";
import type { Rule } from "../rule.ts";
import { findRule, RULES } from "../rules.ts";
import { passes, type Verdict } from "../verdict.ts";
import { didYouMean } from "../../help.ts";
import type { Language } from "../words.ts";
import { checkMany } from "./many.ts";
import { write } from "./files.ts";
import { checkServer, plannedCases } from "./server.ts";
import { type CheckSettings, readCheckSettings } from "./settings.ts";

/**
 * Runs `ngobrol check`.
 *
 * @param language That of the environment, for whom the check is.
 * @returns The exit code: 0 if no rule is broken that every program must keep, else 1.
 * @throws {UsageError} If it cannot be understood, or the check cannot be made.
 */
export async function runCheck(args: readonly string[], language: Language): Promise<number> {
  try {
    return await check(args, language);
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    throw new UsageError(error.message, { cause: error }); // 1 says that a program was checked.
  }
}

async function check(args: readonly string[], language: Language): Promise<number> {
  const settings = await readCheckSettings(args, language);
  if (typeof settings === "string") return say([settings]);
  const look = { language: settings.language, color: !settings.values.plain && Deno.stdout.isTerminal() };
  if (settings.kind === "explain") return say(explain(settings.subject, look));
  if (settings.values.list) return say(listed(settings).map((rule) => ruleLine(rule, look)));
  if (settings.kind === "many") return await checkMany(settings, look);
  const tell = teller(settings, look);
  const verdict = settings.kind === "client" ? await runClientCheck(settings, tell) : await checkServer(settings, tell);
  await report(verdict, settings, look);
  return passes(verdict) ? 0 : 1;
}

/** Shows each case when it has been played: as a line, or as one that is drawn anew where it was kept. */
function teller({ values }: CheckSettings, look: Look): (outcome: Outcome) => void {
  if (values.json) return () => {};
  const isDrawn = look.color;
  return (outcome) => {
    const line = outcomeLine(outcome, look);
    if (isDrawn) stdout.line(`\r\x1b[K${line}`);
    else stdout.line(line);
  };
}

/** Prints and writes what was found. @throws {ChatError} If a file cannot be written. */
async function report(verdict: Verdict, { values, language }: CheckSettings, look: Look): Promise<void> {
  await say(values.json ? [JSON.stringify(jsonReport(verdict, language))] : textReport(verdict, look));
  if (values.junit !== undefined) write(values.junit, junitReport(verdict, language));
  if (values.html !== undefined) write(values.html, htmlReport(verdict, language));
  if (values.csv !== undefined) appendRow(values.csv, verdict);
}

function appendRow(path: string, verdict: Verdict): void {
  let size = 0;
  try {
    size = Deno.statSync(path).size;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  write(path, csvReport(verdict, size === 0), { append: true });
}

function listed(settings: CheckSettings): Rule[] {
  if (settings.kind === "client") return RULES.filter(({ profile }) => profile === "client");
  const ids = new Set(plannedCases(settings).map(({ rules }) => rules[0]));
  return RULES.filter(({ id }) => ids.has(id));
}

function explain(id: string, look: Look): string[] {
  const rule = findRule(id);
  if (rule !== undefined) return explainRule(rule, look);
  throw new UsageError(`There is no rule ${id}${didYouMean(id.toUpperCase(), RULES.map(({ id }) => id))}`);
}

async function say(lines: readonly string[]): Promise<number> {
  await stdout.write(new TextEncoder().encode(lines.map((line) => `${line}\n`).join("")));
  return 0;
}
