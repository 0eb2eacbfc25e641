/**
 * Command lines by chance, and what is made of them: the same with the parser of `@std/cli` and with its stand-in. Run as a
 * program, it prints the sum of whatever the import map gives it.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { readArguments } from "../../lib/arguments.ts";
import { createRandom } from "./fuzz.ts";

/** How many command lines the tests try. */
export const LINES = 100_000;

/** What command lines are made of: what a parser may take for something else. */
const PIECES = [
  ...["--", "-", "no-", "=", "demo", "port", "name", "help", "h", "x", "no-plain", "_", "true", "false", ""],
  ...[
    "--demo",
    "--port",
    "--name",
    "--name=",
    "--no-plain",
    "--no-demo",
    "--no-port=",
    "--h",
    "-h",
    "-h=",
    "---",
    "--_",
  ],
  ...["05111940000123", "198503302010121001", "007", "1e5", "0x1F", "-5", ".5", "Infinity", "NaN", "constructor"],
  ...[
    "toString",
    "__proto__",
    "hasOwnProperty",
    "send",
    "maya",
    "a b",
    "\n",
    "\t",
    "\u00e9",
    "\u{1f600}",
    "\\",
    "'",
    ".",
  ],
];

/** What the programs would see of a command line. */
export function readLine(args: readonly string[], stopEarly: boolean): unknown {
  const refused: string[] = [];
  const flags = readArguments(args, {
    boolean: ["demo", "help", "no-plain"],
    string: ["port", "name"],
    stopEarly,
    unknown: (arg) => void refused.push(arg),
  });
  return { flags: Object.entries(flags).sort(([one], [other]) => one < other ? -1 : 1), refused };
}

/** A SHA-256 of what is made of so many command lines, and of the lines themselves. */
export function sumOf(count: number): string {
  const random = createRandom(20_261_127);
  const sum = createHash("sha256");
  for (let line = 0; line < count; line++) {
    const args = Array.from({ length: random.below(6) }, () => {
      return Array.from({ length: 1 + random.below(3) }, () => random.pick(PIECES)).join("");
    });
    sum.update(`${JSON.stringify([args, readLine(args, line % 2 === 0)])}\n`);
  }
  return sum.digest("hex");
}

if (import.meta.main) console.log(sumOf(LINES));
