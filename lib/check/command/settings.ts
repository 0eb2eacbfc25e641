/**
 * What `ngobrol check` was called with.
 *
 * @module
 */

import { readPlace } from "../../address.ts";
import { ChatError, DEFAULT_PORT } from "../../chat.ts";
import { layOut } from "../../columns.ts";
import { readToml } from "../../configuration.ts";
import { type FlagsOf, namesOf, parseFlags, type ValuesOf, valuesOf } from "../../flags.ts";
import { didYouMean, optionLines } from "../../help.ts";
import { readTextFile } from "../../text_file.ts";
import { UsageError } from "../../usage_error.ts";
import type { User } from "../bench.ts";
import type { Weights } from "../verdict.ts";
import type { Language } from "../words.ts";
import { CHECK_CALLS, CHECK_FLAGS } from "./flags.ts";

/** Kinds of checks, by the word behind `check`. */
export const KINDS = ["server", "client", "many", "explain"] as const;

/** What was asked for. */
export interface CheckSettings {
  /** What kind of check. */
  readonly kind: typeof KINDS[number];
  /** The word behind the kind: an address, a file or a rule; empty for none. */
  readonly subject: string;
  /** The values of the flags. */
  readonly values: ValuesOf<typeof CHECK_FLAGS>;
  /** The accounts of `--users`. */
  readonly users: readonly User[];
  /** Milliseconds. */
  readonly timeout: number;
  /** What the random choices are made of. */
  readonly seed: number;
  /** What `--only` names. */
  readonly only: readonly string[] | undefined;
  /** What rules are worth. */
  readonly weights: Weights;
  /** The language of the reports. */
  readonly language: Language;
}

/** Bytes of a file that says what rules are worth. */
const MAX_FILE = 64 * 1024;

/**
 * Reads a command line behind `check`.
 *
 * @param language That of the environment.
 * @returns A text to print, if help was asked for.
 * @throws {UsageError} If it cannot be understood.
 */
export async function readCheckSettings(args: readonly string[], language: Language): Promise<CheckSettings | string> {
  const unknown: string[] = [];
  const flags: FlagsOf<typeof CHECK_FLAGS> = parseFlags(CHECK_FLAGS, args, {
    unknown: (arg) => void unknown.push(arg),
  });
  const chosen = flags.lang === "id" || flags.lang === "en" ? flags.lang : language;
  if (unknown[0] !== undefined) {
    const names = Object.keys(CHECK_FLAGS).map((name) => `--${name}`);
    throw new UsageError(`Unknown flag ${unknown[0]}${didYouMean(unknown[0].split("=")[0]!, names)}`);
  }
  const [kind, subject = "", ...more] = flags.words;
  if (flags.help || kind === undefined) return checkHelp(chosen);
  if (!KINDS.includes(kind as CheckSettings["kind"])) {
    throw new UsageError(`check ${kind}: it is one of ${KINDS.join(", ")}${didYouMean(kind, KINDS)}`);
  }
  if (more.length > 0) throw new UsageError(`Unexpected word: ${more[0]}`);
  if (subject === "" && kind !== "client") {
    throw new UsageError(`check ${kind} needs to be told of what: see ngobrol check --help`);
  }
  for (const name of namesOf(CHECK_FLAGS).string) {
    if (flags[name as keyof typeof flags]?.toString().trim() === "") throw new UsageError(`--${name} needs a value`);
  }
  const values = valuesOf(CHECK_FLAGS, flags, (name, { choices, least }, value) => {
    throw new UsageError(`--${name} is ${choices?.join(", ") ?? `a whole number from ${least}`}, not ${value}`);
  });
  return {
    kind: kind as CheckSettings["kind"],
    ...{ subject, values, language: chosen, users: readUsers(values.users), timeout: readTimeout(values.timeout) },
    seed: values.seed ?? crypto.getRandomValues(new Uint16Array(1))[0]!,
    only: values.only?.split(",").map((word) => word.trim()).filter((word) => word !== ""),
    weights: values.score === undefined ? {} : await readWeights(values.score),
  };
}

/** Accounts as `--users` has them. @throws {UsageError} If they are not written so. */
export function readUsers(text: string): User[] {
  const users = text.split(",").map((part) => {
    const [, name, password] = /^\s*([^:\s]+):(\S+)\s*$/.exec(part) ?? [];
    if (name === undefined || password === undefined) throw new UsageError("--users is NAME:PASSWORD,NAME:PASSWORD");
    return { name, password };
  });
  if (users.length < 2) throw new UsageError("--users needs at least two");
  return users;
}

function readTimeout(text: string): number {
  const seconds = Number(text);
  if (!(seconds >= 0.1 && seconds <= 120)) throw new UsageError("--timeout is seconds, from 0.1 to 120");
  return seconds * 1000;
}

/** An address as it is typed. @throws {UsageError} If it is none. */
export function readAddress(text: string): { hostname: string; port: number } {
  const place = readPlace(text);
  if (place === undefined || place.port === 0) throw new UsageError(`${text} is no HOST:PORT`);
  return { hostname: place.host, port: place.port ?? DEFAULT_PORT };
}

/** @throws {ChatError} If the file cannot be read, or holds something else. */
async function readWeights(path: string): Promise<Weights> {
  const entries = Object.entries(path.endsWith(".json") ? readJson(path) : await readToml(path));
  const bad = entries.find(([, weight]) => typeof weight !== "number" || !(weight >= 0));
  if (bad !== undefined) throw new ChatError(`${path}: ${bad[0]} is worth a number from 0 on`);
  return Object.fromEntries(entries) as Weights;
}

function readJson(path: string): object {
  try {
    return JSON.parse(readTextFile(path, { most: MAX_FILE })) ?? {};
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const reason = error instanceof SyntaxError ? "it is no JSON" : error.message;
    throw new ChatError(`Cannot read ${path}: ${reason}`, { cause: error });
  }
}

/** The help of `ngobrol check`. */
export function checkHelp(language: Language): string {
  const calls = CHECK_CALLS.map(([call, does]) => [`ngobrol ${call}`, does[language]] as const);
  const title = { usage: { en: "Usage:", id: "Pemakaian:" }, options: { en: "Options:", id: "Pilihan:" } };
  const exit = {
    en:
      "Exit code: 0 if no rule is broken that every program must keep, 1 if one is, 2 if the check could not be made.",
    id:
      "Kode keluar: 0 jika tidak ada aturan wajib yang dilanggar, 1 jika ada, 2 jika pemeriksaan tidak dapat dilakukan.",
  };
  return [
    title.usage[language],
    ...layOut(calls, 40),
    "",
    title.options[language],
    ...optionLines(CHECK_FLAGS, ({ help }) => help[language]),
    "",
    exit[language],
  ].join("\n");
}
