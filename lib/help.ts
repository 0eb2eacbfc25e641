/**
 * What a program's help says of one of its commands. The text of the help is the table: it is written once, and what is
 * said of a command, and which commands there are, is read from it. It knows no command. Pure.
 *
 * @module
 */

import { nearest } from "./nearest.ts";

interface Entry {
  /** Its lines, as they are. */
  readonly lines: readonly string[];
  /** The command's first word. */
  readonly word: string;
  /** The words that may come second, if there are such. */
  readonly kinds: readonly string[];
}

/**
 * The part of a help about a command: how it is called, and the options that it names.
 *
 * @param help The whole help. Under `Usage:` there is an entry for each command, which begins with the program's name;
 *   ` | ` parts commands that share one. Under `Options:` an entry begins with two spaces.
 * @param words The words of the command, or the first of them.
 * @param always Options that go with each command.
 * @returns `undefined` if there is no such command.
 */
export function helpOf(help: string, words: readonly string[], always: readonly string[] = []): string[] | undefined {
  const [word, kind] = words;
  const ofWord = readUsage(help).filter((entry) => entry.word === word);
  const ofKind = ofWord.filter(({ kinds }) => kind !== undefined && kinds.includes(kind));
  const entries = ofKind.length > 0 ? ofKind : ofWord;
  if (entries.length === 0) return undefined;
  const usage = entries.flatMap(({ lines }) => lines);
  const named = new Set([...usage.join(" ").matchAll(/--[a-z-]+/g)].map(([name]) => name).concat(always));
  const options = entriesOf(help, "Options", /^ {2}-/).filter(([first]) => named.has(first!.trim().split(" ")[0]!));
  return ["Usage:", ...usage, "", ...options.length > 0 ? ["Options:", ...options.flat(), ""] : []];
}

/** The commands of a help; with a word, those that begin with it, by their second words. */
export function commandsIn(help: string, word?: string): string[] {
  const entries = readUsage(help);
  return word === undefined
    ? [...new Set(entries.map((entry) => entry.word))]
    : entries.filter((entry) => entry.word === word).flatMap(({ kinds }) => kinds);
}

/** A hint at what was meant, to be put behind a word: ` (did you mean send?)`, or nothing. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const meant = nearest(word, candidates);
  return meant === undefined ? "" : ` (did you mean ${meant}?)`;
}

function readUsage(help: string): Entry[] {
  return entriesOf(help, "Usage", /^ {2}[a-z]/).flatMap((lines) => {
    // What a description says begins after two spaces.
    const call = lines.map((line) => line.trim()).join(" ").split("  ")[0]!.split(" ").slice(1).join(" ");
    const [, word, rest] = /^([a-z]+) ?(.*)$/.exec(call) ?? [];
    if (word === undefined) return [];
    const kinds = rest!.split(" | ").flatMap((part) => /^[a-z]+(?= |$)/.exec(part)?.[0] ?? []);
    return [{ lines, word, kinds }];
  });
}

/** The entries under a heading, each with the lines that go on with it. */
function entriesOf(help: string, heading: string, begin: RegExp): string[][] {
  const lines = help.split("\n");
  const entries: string[][] = [];
  for (const line of lines.slice(lines.indexOf(`${heading}:`) + 1)) {
    if (line === "") break;
    if (begin.test(line)) entries.push([line]);
    else entries.at(-1)?.push(line);
  }
  return entries;
}
