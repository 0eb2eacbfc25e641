/**
 * What a program's help says of its flags and of one of its commands, and what is near to a word that is none. It knows no
 * program. Pure.
 *
 * @module
 */

import { layOut } from "./columns.ts";
import { callOf, type Flag, type FlagTable } from "./flags.ts";
import { nearest } from "./nearest.ts";

/** A way to call a program, behind its name, and what it does. ` | ` parts commands that share one. */
export type Call = readonly [call: string, does: string];

/** The widest column of what is typed. */
const MOST = 30;

/**
 * The lines about flags.
 *
 * @param textOf The help of one.
 * @param before Rows that come before them, such as of an argument that is no flag.
 * @param byDefault How it is said which value holds by default.
 */
export function optionLines<H>(
  table: FlagTable<H>,
  textOf: (flag: Flag<H>) => string,
  before: readonly Call[] = [],
  byDefault = (value: string | number): string => `default ${value}`,
): string[] {
  const rows = Object.entries(table).map(([name, flag]): Call => [
    callOf(name, flag),
    textOf(flag) + (flag.default === undefined ? "" : ` (${byDefault(flag.default)})`),
  ]);
  return layOut([...before, ...rows], MOST);
}

/**
 * The part of a help about a command: how it is called, and the options that it names.
 *
 * @param program The program's name.
 * @param words The words of the command, or the first of them.
 * @param always Names of flags that go with each command.
 * @returns `undefined` if there is no such command.
 */
export function helpOf(
  { program, calls, flags, always }: {
    readonly program: string;
    readonly calls: readonly Call[];
    readonly flags: FlagTable;
    readonly always: readonly string[];
  },
  words: readonly string[],
): string[] | undefined {
  const [word, kind] = words;
  const ofWord = calls.filter(([call]) => wordOf(call) === word && word !== undefined);
  const ofKind = ofWord.filter(([call]) => kind !== undefined && kindsOf(call).includes(kind));
  const shown = ofKind.length > 0 ? ofKind : ofWord;
  if (shown.length === 0) return undefined;
  const usage = layOut(shown.map(([call, does]) => [`${program} ${call}`, does]), 54);
  const named = new Set([...usage.join(" ").matchAll(/--([a-z-]+)/g)].map(([, name]) => name!).concat(always));
  const options = Object.fromEntries(Object.entries(flags).filter(([name]) => named.has(name)));
  return ["Usage:", ...usage, "", "Options:", ...optionLines(options, ({ help }) => help), ""];
}

/** The commands of a program; with a word, those that begin with it, by their second words. */
export function commandsIn(calls: readonly Call[], word?: string): string[] {
  const found = word === undefined
    ? calls.flatMap(([call]) => wordOf(call) ?? [])
    : calls.filter(([call]) => wordOf(call) === word).flatMap(([call]) => kindsOf(call));
  return [...new Set(found)];
}

/** A hint at what was meant, to be put behind a word: ` (did you mean send?)`, or nothing. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const meant = nearest(word, candidates);
  return meant === undefined ? "" : ` (did you mean ${meant}?)`;
}

function wordOf(call: string): string | undefined {
  return /^[a-z]+/.exec(call)?.[0];
}

/** The words that may come second. */
function kindsOf(call: string): string[] {
  return call.replace(/^[a-z]+ ?/, "").split(" | ").flatMap((part) => /^[a-z]+(?= |$)/.exec(part)?.[0] ?? []);
}
