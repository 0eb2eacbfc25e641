/**
 * Random request lines, and whether they are explained as the parser takes them: its error where it finds it, each byte once,
 * and nothing that a log would mask.
 *
 * @module
 */

import { explainRequest } from "../../lib/wire/explain.ts";
import { maskRequest, parseCommand } from "../../lib/wire/request.ts";
import { COMMANDS } from "../../lib/wire/command.ts";
import { awkwardText, type Random } from "./fuzz.ts";

const UUID = "7d1d6a1c-8d2e-4c0b-9b7e-0e6f4c1f2a3b";

const WORDS = [
  ...COMMANDS.flatMap(({ name, aliases }) => [name, ...aliases]),
  ...["LIST", "x", "", " ", "\t", "\u00a0", "\x0b", "maya", "surabaya", UUID, UUID, UUID, "before", "limit", "7", "0"],
  ...["offset", "with", "split", "none", "a".repeat(64), "rename", "entry", "halo", "é\u{1f600}", "\x01", "\x9b"],
];

function anyLine(random: Random): string {
  const words = Array.from(
    { length: random.below(9) },
    () => random.once(20) ? awkwardText(random, 5) : random.pick(WORDS),
  );
  if (random.once(3)) words[0] = random.pick(COMMANDS).name;
  return words.join(random.once(9) ? "" : " ");
}

/** Tries so many lines. @returns What was found wrong, a sentence each. */
export function tryLines(random: Random, count: number): string[] {
  const wrong: string[] = [];
  for (let left = count; left > 0; left--) {
    const line = anyLine(random);
    const fault = faultIn(line);
    if (fault !== undefined) wrong.push(`${JSON.stringify(line)}: ${fault}`);
  }
  return wrong;
}

function faultIn(line: string): string | undefined {
  let expected: string | undefined;
  try {
    parseCommand(line);
  } catch (error) {
    expected = (error as Error).message;
  }
  const { error, fields } = explainRequest(line);
  if (error !== expected) return `the error is ${error}, and to the parser ${expected}`;
  const errors = fields.flatMap(({ error }) => error ?? []);
  if (errors.length !== (expected === undefined ? 0 : 1)) return `${errors.length} fields have an error`;
  let at = 0;
  for (const field of fields) {
    if (field.at !== at) return `byte ${at} is in no field`;
    at += field.size;
  }
  if (at !== new TextEncoder().encode(line).length + 2) return `the fields end at byte ${at}`;
  // What a log may show it may show too; a control character alone says nothing.
  const masked = maskRequest(line);
  for (const { kind, text = "" } of fields) {
    if (kind === "space" || kind === "end" || kind === "control" || kind === "name") continue;
    if (!masked.includes(text)) return `${JSON.stringify(text)} is shown, where a log has ${masked}`;
  }
  return undefined;
}
