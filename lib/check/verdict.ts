/**
 * What a check has found, rule by rule. Pure.
 *
 * @module
 */

import type { Outcome } from "./outcome.ts";
import type { Profile, Rule } from "./rule.ts";
import { findRule } from "./rules.ts";

/** A program, and how it was checked. */
export interface Subject {
  /** Its address, or the command that it was started with. */
  readonly name: string;
  /** What it was checked for. */
  readonly profile: Profile | "client";
  /** What the random choices were made of. */
  readonly seed: number;
  /** When the check began, in milliseconds since 1970. */
  readonly at: number;
}

/** What is known of a rule. */
export interface RuleVerdict {
  /** The rule. */
  readonly rule: Rule;
  /** What it came to. */
  readonly result: Outcome["result"];
  /** The cases in which it was broken, or that were skipped. */
  readonly outcomes: readonly Outcome[];
}

/** A whole check. */
export interface Verdict {
  /** What was checked. */
  readonly subject: Subject;
  /** Of each case, in the order in which they were played. */
  readonly outcomes: readonly Outcome[];
  /** By number; those that no case has looked at are left out. */
  readonly rules: readonly RuleVerdict[];
  /** Points that were reached, of those that could be: see {@linkcode weigh}. */
  readonly score: { readonly reached: number; readonly possible: number };
  /** Milliseconds. */
  readonly took: number;
}

/** What a kept rule is worth, by number; of others 2 for `must`, 1 for `should`, 0 for `extra`. */
export type Weights = Readonly<Record<string, number>>;

const LEVEL_WEIGHTS = { must: 2, should: 1, extra: 0 } as const;

/** What a rule is worth: by its number, by its section (`R2`), or by its level. */
export function weigh(rule: Rule, weights: Weights): number {
  return weights[rule.id] ?? weights[rule.id.split(".")[0]!] ?? weights[rule.level] ?? LEVEL_WEIGHTS[rule.level];
}

/** Puts outcomes together. A rule is broken if it is in any case, kept if it was tried and is not. */
export function judgeRules(subject: Subject, outcomes: readonly Outcome[], weights: Weights = {}): Verdict {
  const ids = new Set(outcomes.flatMap(({ rules, broken }) => [rules[0]!, ...(broken ? [broken.rule] : [])]));
  const rules = [...ids].map((id): RuleVerdict => {
    const broken = outcomes.filter((outcome) => outcome.broken?.rule === id);
    const about = outcomes.filter((outcome) => outcome.rules[0] === id);
    const rule = findRule(id)!;
    if (broken.length > 0) return { rule, result: "broken", outcomes: broken };
    if (about.some(({ result }) => result === "kept")) return { rule, result: "kept", outcomes: about };
    return { rule, result: "skipped", outcomes: about };
  }).sort((one, other) => compareIds(one.rule.id, other.rule.id));
  const sum = (counted: readonly RuleVerdict[]) => counted.reduce((all, { rule }) => all + weigh(rule, weights), 0);
  const score = { reached: sum(rules.filter(({ result }) => result === "kept")), possible: sum(rules) };
  return { subject, outcomes, rules, score, took: outcomes.reduce((all, { took }) => all + took, 0) };
}

function compareIds(one: string, other: string): number {
  return one.localeCompare(other, "en", { numeric: true });
}

/** How many rules came to what. */
export function count({ rules }: Verdict): Record<Outcome["result"], number> {
  const counts = { kept: 0, broken: 0, skipped: 0 };
  for (const { result } of rules) counts[result]++;
  return counts;
}

/** Whether it was tried, and no rule is broken that every program must keep. */
export function passes({ rules }: Verdict): boolean {
  return rules.some(({ result }) => result === "kept") &&
    rules.every(({ rule, result }) => result !== "broken" || rule.level !== "must");
}
