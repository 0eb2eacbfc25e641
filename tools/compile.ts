/**
 * Makes the executable in dist/. It knows nothing of what the programs do.
 *
 * @module
 */

import { readArguments } from "../lib/arguments.ts";
import { TARGETS } from "./base.ts";
import { findBase } from "./bases.ts";
import { linkServer, makeExecutable } from "./executable.ts";
import { runTool, UsageError } from "./run_tool.ts";
import { commitOf } from "./git.ts";
import { usesStandIns } from "./std/options.ts";

const DENO = `Deno ${Deno.version.deno}`;

const HELP = `Makes the executable ngobrol, which is both programs, and the link ngobrol-server to it

Usage:
  deno task compile [--target TRIPLE|all] [--output DIR]

Options:
  --target TRIPLE  the machine they are for (default: this one); those for other machines go to DIR/TRIPLE
                   ${TARGETS.join("\n                   ")}
  --output DIR     default dist

DENORT_BIN names another base: a program that deno compile of ${DENO} made for the target, which is taken out of it;
or a folder with one for each target, whatever their names.
`;

interface Flags {
  readonly targets: readonly string[];
  readonly output: string;
  readonly help: boolean;
}

function readFlags(args: string[]): Flags {
  const refuse = (arg: string) => {
    throw new UsageError(`There is no argument ${arg}; see --help`);
  };
  const flags = readArguments(args, { boolean: ["help"], string: ["target", "output"], unknown: refuse });
  const { target = Deno.build.target, output = "dist", help } = flags;
  flags.words.forEach(refuse);
  const targets = target === "all" ? TARGETS : [target];
  if (!TARGETS.includes(targets[0]!)) throw new UsageError(`--target takes all or one of ${TARGETS.join(", ")}`);
  if (output === "") throw new UsageError("--output takes a directory");
  return { targets, output, help };
}

async function main(args: string[]): Promise<void> {
  const { targets, output, help } = readFlags(args);
  if (help) return console.log(HELP);
  const base = Deno.env.get("DENORT_BIN") || undefined;
  const bases = new Map(targets.map((target) => [target, base && findBase(base, target)]));
  const commit = await commitOf(".");
  for (const [target, given] of bases) {
    const folder = target === Deno.build.target ? output : `${output}/${target}`;
    const path = `${folder}/ngobrol${target.includes("windows") ? ".exe" : ""}`;
    await makeExecutable({ target, path, base: given, commit });
    linkServer(path);
    console.log(`Made ${path}, ${(Deno.statSync(path).size / 1e6).toFixed(1)} MB, for ${target}`);
  }
  console.log(`Base of the executable: ${base ?? "Deno's own download"}, ${DENO}`);
  console.log(`Packages of @std/*: ${usesStandIns() ? "stand-ins, for JSR does not answer" : "the real ones"}`);
}

if (import.meta.main) await runTool(main);
