/**
 * Makes a release in dist/release: for the last commit, the same bytes each time. It knows nothing of what the programs do.
 *
 * @module
 */

import { readArguments } from "../../lib/arguments.ts";
import { TARGETS } from "../base.ts";
import { CompileError, linkServer } from "../executable.ts";
import { git } from "../git.ts";
import { usesStandIns } from "../std/options.ts";
import { pack, sha256 } from "./archive.ts";
import { type Documents, makeDocuments, NOTICES, writeFiles } from "./documents.ts";
import { type Executable, makeOne } from "./executables.ts";
import { isWindows } from "./platforms.ts";
import { billOfMaterials } from "./sbom.ts";
import { laySources, type Sources } from "./sources.ts";

const HELP = `Makes a release of the last commit in dist/release: archives, packages, sums, what is inside, and of what

Usage:
  deno task release [--target TRIPLE|all] [--output DIR] [--strict]

Options:
  --target TRIPLE  default all; ${TARGETS.join("\n                   ")}
  --output DIR     default dist/release; what is in it is removed
  --strict         refuse stand-ins for @std/*, bases that are not Deno's own download, and to leave out a target

Needs Git, tar, xz, zip, npm. Bases are Deno's own download, or where that cannot be had the programs on npm that
tools/bases.ts names; DENORT_BIN names others, as for deno task compile.
`;

/** The task was called in a wrong way. */
class UsageError extends Error {
  override name = "UsageError";
}

function readFlags(args: string[]) {
  const refuse = (arg: string) => {
    throw new UsageError(`There is no argument ${arg}; see --help`);
  };
  const flags = readArguments(args, { boolean: ["help", "strict"], string: ["target", "output"], unknown: refuse });
  const { target = "all", output = "dist/release", strict, help } = flags;
  flags.words.forEach(refuse);
  const targets = target === "all" ? TARGETS : [target];
  if (!TARGETS.includes(targets[0]!)) throw new UsageError(`--target takes all or one of ${TARGETS.join(", ")}`);
  if (output === "") throw new UsageError("--output takes a directory");
  return { targets, output, strict, help };
}

/** Lays the folder of an archive, in which the executable is already. */
function layFolder(
  folder: string,
  target: string,
  { root }: Sources,
  { notices, pages, completions }: Documents,
): void {
  Deno.copyFileSync(`${root}/README.md`, `${folder}/README.md`);
  Deno.copyFileSync(`${root}/LICENSE`, `${folder}/LICENSE`);
  writeFiles(folder, { [NOTICES]: notices });
  if (isWindows(target)) {
    // Without an installation there is no second name: Windows makes links for administrators only.
    writeFiles(folder, { "ngobrol-server.cmd": '@"%~dp0ngobrol.exe" server %*\r\n' });
    return writeFiles(`${folder}/completions`, { "ngobrol.ps1": completions["ngobrol.ps1"]! });
  }
  linkServer(`${folder}/ngobrol`);
  writeFiles(`${folder}/man`, pages);
  writeFiles(`${folder}/completions`, completions);
}

/** Makes executables, and goes on where one cannot be made. @returns Them, and why the others are missing. */
async function makeAll(
  sources: Sources,
  documents: Documents,
  directory: string,
  { targets, strict }: { targets: readonly string[]; strict: boolean },
): Promise<{ made: Executable[]; missing: string[] }> {
  const source = { named: Deno.env.get("DENORT_BIN") || undefined, strict, directory: `${directory}/bases` };
  const [made, missing]: [Executable[], string[]] = [[], []];
  for (const target of targets) {
    try {
      const folder = folderOf(directory, target, sources);
      Deno.mkdirSync(folder, { recursive: true });
      made.push(await makeOne(sources, target, folder, documents.notices, source));
      layFolder(folder, target, sources, documents);
      console.log(`Made the executable for ${target}, of ${made.at(-1)!.base.from}`);
    } catch (error) {
      if (!(error instanceof CompileError) || strict) throw error;
      missing.push(`${target}: ${error.message}`);
      console.error(`Not made for ${target}: ${error.message}`);
    }
  }
  return { made, missing };
}

function folderOf(directory: string, target: string, { version }: Sources): string {
  return `${directory}/${target}/ngobrol-${version}-${target}`;
}

/** Where the archive for a target lies. */
function archiveOf(output: string, target: string, { version }: Sources): string {
  return `${output}/ngobrol-${version}-${target}${isWindows(target) ? ".zip" : ".tar.xz"}`;
}

/** Of what a release was made, so that it can be made again. */
function provenance({ version, commit, time }: Sources, made: readonly Executable[], missing: readonly string[]) {
  return {
    version,
    commit,
    commitDate: new Date(time * 1000).toISOString(),
    deno: Deno.version,
    standIns: usesStandIns(),
    executables: made.map(({ target, sha256, base }) => ({ target, sha256, base })),
    missing,
  };
}

async function writeSums(output: string): Promise<void> {
  const names = Array.from(Deno.readDirSync(output)).filter(({ isFile }) => isFile).map(({ name }) => name).sort();
  const lines: string[] = [];
  for (const name of names) lines.push(`${await sha256(`${output}/${name}`)}  ${name}\n`);
  Deno.writeTextFileSync(`${output}/SHA256SUMS`, lines.join(""));
}

async function main(args: string[]): Promise<void> {
  const { targets, output, strict, help } = readFlags(args);
  if (help) return console.log(HELP);
  if (strict && usesStandIns()) {
    throw new CompileError("A strict release needs the real packages of @std/*, and JSR does not answer");
  }
  if (strict && Deno.env.get("DENORT_BIN")) {
    throw new CompileError("A strict release needs Deno's own base: unset DENORT_BIN");
  }
  using cleanup = new DisposableStack();
  const directory = Deno.makeTempDirSync({ prefix: "ngobrol-release-" });
  cleanup.defer(() => Deno.removeSync(directory, { recursive: true }));
  if (await git(".", "status", "--porcelain")) console.error("Changes that are not committed are left out");
  const sources = await laySources(".", directory);
  const documents = await makeDocuments(sources);
  const { made, missing } = await makeAll(sources, documents, directory, { targets, strict });
  if (made.length === 0) throw new CompileError("Nothing could be made");
  Deno.mkdirSync(output, { recursive: true });
  for (const { name } of Deno.readDirSync(output)) Deno.removeSync(`${output}/${name}`, { recursive: true });
  for (const { target } of made) {
    const folder = folderOf(directory, target, sources);
    const archive = archiveOf(Deno.realPathSync(output), target, sources);
    await pack(`${directory}/${target}`, folder.slice(folder.lastIndexOf("/") + 1), archive, sources.time);
    console.log(`Made ${archive.split("/").at(-1)}, ${(Deno.statSync(archive).size / 1e6).toFixed(1)} MB`);
  }
  const lock = Deno.readTextFileSync(`${sources.root}/${usesStandIns() ? "tools/std" : "dist"}/npm.lock`);
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  writeFiles(output, {
    [`ngobrol-${sources.version}.cdx.json`]: json(billOfMaterials(sources, documents.packages, lock)),
    "provenance.json": json(provenance(sources, made, missing)),
  });
  await writeSums(output);
  console.log(`The release ${sources.version} of commit ${sources.commit} is in ${output}`);
}

if (import.meta.main) {
  try {
    await main(Deno.args);
  } catch (error) {
    if (!(error instanceof CompileError || error instanceof UsageError)) throw error;
    console.error(error.message);
    Deno.exit(error instanceof UsageError ? 2 : 1);
  }
}
