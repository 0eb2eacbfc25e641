/**
 * Plays the cases with a program, one after the other, and tells what came of each.
 *
 * @module
 */

import { pause } from "../async.ts";
import { CLOCKS } from "../clock.ts";
import { Bench, type BenchOptions, type User } from "./bench.ts";
import type { Case } from "./case.ts";
import { CASES } from "./cases.ts";
import { restartCase } from "./cases/connections.ts";
import { GHOST_CASE } from "./cases/lists.ts";
import { Broken, type Outcome, Refused, Skipped } from "./outcome.ts";
import { isAsked, type Profile } from "./rule.ts";
import { findRule } from "./rules.ts";
import { words } from "./words.ts";

/** Milliseconds that a case may take; longer for one that waits by itself. */
const CASE_TIME = 40_000;
const LONG_CASE_TIME = 150_000;

/** Rules that a program breaks which closes where it should not. */
const CLOSING = ["R1.7", "R1.8"];

/** Cases in a row that get no connection, after which none is tried any more. */
const MAX_REFUSALS = 3;

/** What the cases of a check share. */
type Shared = Pick<BenchOptions, "tokens" | "broken" | "greets">;

/** What to check, and how. */
export interface JudgeOptions {
  /** The address of the program. */
  readonly hostname: string;
  /** Its port. */
  readonly port: number;
  /** At least two accounts of the program. */
  readonly users: readonly User[];
  /** What it is checked for. */
  readonly profile: Profile;
  /** Milliseconds that a step may take. */
  readonly timeout: number;
  /** What the random choices are made of: the same ones for the same seed. */
  readonly seed: number;
  /** Cases, such as `half-close`, rules or sections, such as `R2.1` or `R2`. @default all of the profile */
  readonly only?: readonly string[];
  /** Whether cases that wait for minutes are played, too. @default {false} */
  readonly slow?: boolean;
  /** Kills the program and starts it again. @default the case of a restart is left out */
  readonly restart?: () => Promise<void>;
  /** Ends the check between two cases. */
  readonly signal?: AbortSignal;
}

/** The cases that a check plays. */
export function casesOf({ profile, only, slow = false, restart }: Omit<JudgeOptions, "users">): Case[] {
  const all = [...CASES, ...(slow ? [GHOST_CASE] : []), ...(restart === undefined ? [] : [restartCase(restart)])];
  return all.filter(({ name, rules }) => {
    const rule = findRule(rules[0]!)!;
    if (only === undefined) return isAsked(rule, profile);
    return only.some((word) => name === word || rule.id === word.toUpperCase()) ||
      (isAsked(rule, profile) && only.some((word) => isPartOf(rule.id, word)));
  });
}

/** Whether a rule is meant by `R2`, or by `R2.1`. */
export function isPartOf(rule: string, word: string): boolean {
  const meant = word.toUpperCase();
  return rule === meant || rule.startsWith(`${meant}.`);
}

/** Checks a program: the outcome of each case, as soon as it is known. */
export async function* judge(options: JudgeOptions): AsyncGenerator<Outcome> {
  const broken = new Set<string>();
  const tokens = new Map<string, string[]>();
  const bench = { ...options, tokens, broken, greets: false };
  let refusals = 0;
  for (const each of casesOf(options)) {
    if (options.signal?.aborted) break;
    if (refusals === MAX_REFUSALS) {
      yield skipped(each, "the program takes no connection any more", "program tidak menerima koneksi lagi");
      continue;
    }
    const missing = each.needs?.find((rule) => broken.has(rule));
    if (missing !== undefined) {
      yield skipped(each, `${missing} is broken`, `${missing} dilanggar`);
      continue;
    }
    const outcome = await play(each, bench);
    if (outcome.broken !== undefined) broken.add(outcome.broken.rule);
    if (outcome.broken?.rule === "R1.6") bench.greets = outcome.exchange[0]?.direction === "<";
    refusals = outcome.isRefused ? refusals + 1 : 0;
    yield outcome;
  }
  if (refusals < MAX_REFUSALS) await leave(bench);
}

/** Ends the logins that the check has made: to the next one they would be somebody else's. */
async function leave(options: JudgeOptions & Shared): Promise<void> {
  using bench = new Bench({ ...options, random: Math.random });
  try {
    const probe = await bench.connect();
    for (const token of [...options.tokens.values()].flat()) {
      if (typeof await probe.ask(`logout ${token}`) === "string") return;
    }
  } catch (error) {
    if (!(error instanceof Skipped)) throw error;
  }
}

async function play(each: Case, options: JudgeOptions & Shared): Promise<Outcome> {
  using bench = new Bench({ ...options, random: randomOf(`${options.seed} ${each.name}`) });
  const over = new AbortController();
  const limit = each === GHOST_CASE ? LONG_CASE_TIME : CASE_TIME;
  let result: Pick<Outcome, "result" | "broken" | "reason" | "isRefused"> = { result: "kept" };
  try {
    const playing = each.play(bench);
    playing.catch(() => {}); // It may end after its time.
    await Promise.race([playing, endAfter(limit, over.signal)]);
  } catch (error) {
    if (error instanceof Broken) result = attribute(error, each, options.broken);
    else if (error instanceof Skipped) {
      result = { result: "skipped", reason: error.reason, isRefused: error instanceof Refused };
    } else throw error;
  } finally {
    over.abort();
  }
  const { name, rules } = each;
  return { name, rules, ...result, exchange: [...bench.trace], took: CLOCKS.elapsed() - bench.began };
}

/** A program that is known to close too early does so everywhere: that is one fault, and no fault of each rule. */
function attribute(
  error: Broken,
  each: Case,
  broken: ReadonlySet<string>,
): Pick<Outcome, "result" | "broken" | "reason"> {
  const known = error.failure === "closes" && CLOSING.find((rule) => broken.has(rule) && rule !== each.rules[0]);
  if (!known) return { result: "broken", broken: error };
  return { result: "skipped", reason: words(`${known} is broken`, `${known} dilanggar`) };
}

async function endAfter(milliseconds: number, signal: AbortSignal): Promise<void> {
  await pause(milliseconds, signal);
  if (!signal.aborted) throw new Skipped(words("it took too long", "terlalu lama"));
}

function skipped({ name, rules }: Case, en: string, id: string): Outcome {
  return { name, rules, result: "skipped", reason: words(en, id), exchange: [], took: 0 };
}

/** Numbers from 0 to less than 1 that a text decides: mulberry32, seeded by FNV-1a. */
export function randomOf(text: string): () => number {
  let state = 0x811c9dc5;
  for (const character of text) state = Math.imul(state ^ character.codePointAt(0)!, 0x01000193);
  return () => {
    state = state + 0x6d2b79f5 | 0;
    let mixed = Math.imul(state ^ state >>> 15, 1 | state);
    mixed = mixed + Math.imul(mixed ^ mixed >>> 7, 61 | mixed) ^ mixed;
    return ((mixed ^ mixed >>> 14) >>> 0) / 2 ** 32;
  };
}
