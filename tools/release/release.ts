/**
 * Makes a release in dist/release: for the last commit, the same bytes each time. It knows nothing of what the programs do.
 *
 * @module
 */

import { readArguments } from "../../lib/arguments.ts";
import { TARGETS } from "../base.ts";
import { CompileError, linkServer } from "../executable.ts";
import { runTool, UsageError } from "../run_tool.ts";
import { git } from "../git.ts";
import { usesStandIns } from "../std/options.ts";
import { pack, sha256 } from "./archive.ts";
import {
  copyFiles,
  type Documents,
  makeDocuments,
  MONITORING,
  monitoringFiles,
  NOTICES,
  writeFiles,
} from "./documents.ts";
import { type Executable, makeOne } from "./executables.ts";
import { packDebian } from "./debian.ts";
import { makeManifests } from "./manifests.ts";
import { packNpm } from "./npm.ts";
import { isWindows, PLATFORMS } from "./platforms.ts";
import { NoMachineError } from "./machines.ts";
import { tryOne } from "./try.ts";
import { billOfMaterials } from "./sbom.ts";
import { laySources, type Sources } from "./sources.ts";

const REPOSITORY = "ngobrol/ngobrol";

const HELP = `Makes a release of the last commit in dist/release: archives, packages, sums, what is inside, and of what

Usage:
  deno task release [--target TRIPLE|all] [--output DIR] [--repository OWNER/NAME] [--strict]

Options:
  --target TRIPLE  default all; ${TARGETS.join("\n                   ")}
  --output DIR     default dist/release; what is in it is removed
  --repository OWNER/NAME  where on GitHub it will be downloaded from (default: GITHUB_REPOSITORY, or ${REPOSITORY})
  --try            make nothing; try the release in --output: for arm64 under QEMU, for Windows under Wine in a root
                   that it makes (NGOBROL_WINE_ROOT), as far as that can be had here
  --strict         refuse stand-ins for @std/*, bases that are not Deno's own download, and to leave out a target

Needs Git, tar, xz, zip, npm, dpkg-deb. Bases are Deno's own download, or where that cannot be had the programs on npm that
tools/bases.ts names; DENORT_BIN names others, as for deno task compile.
`;

function readFlags(args: string[]) {
  const refuse = (arg: string) => {
    throw new UsageError(`There is no argument ${arg}; see --help`);
  };
  const flags = readArguments(args, {
    boolean: ["help", "strict", "try"],
    string: ["target", "output", "repository"],
    unknown: refuse,
  });
  const { target = "all", output = "dist/release", strict, help } = flags;
  const repository = flags.repository ?? (Deno.env.get("GITHUB_REPOSITORY") || REPOSITORY);
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) throw new UsageError("--repository takes OWNER/NAME");
  flags.words.forEach(refuse);
  const targets = target === "all" ? TARGETS : [target];
  if (!TARGETS.includes(targets[0]!)) throw new UsageError(`--target takes all or one of ${TARGETS.join(", ")}`);
  if (output === "") throw new UsageError("--output takes a directory");
  return { targets, output, repository, strict, help, tries: flags.try };
}

/** Lays the folder of an archive, in which the executable is already. */
function layFolder(
  folder: string,
  target: string,
  { root }: Sources,
  { notices, pages, completions }: Documents,
): void {
  copyFiles(root, folder, "README.md", "LICENSE");
  writeFiles(folder, { [NOTICES]: notices });
  writeFiles(`${folder}/${MONITORING}`, monitoringFiles(root));
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
function archiveOf(output: string, target: string, { version }: { version: string }): string {
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

/** Tries what is in the folder of a release. */
async function tryAll(output: string, targets: readonly string[]): Promise<void> {
  const made = JSON.parse(Deno.readTextFileSync(`${output}/provenance.json`));
  using cleanup = new DisposableStack();
  const directory = Deno.makeTempDirSync({ prefix: "ngobrol-try-" });
  cleanup.defer(() => Deno.removeSync(directory, { recursive: true }));
  let failures = 0;
  for (const { target } of made.executables as Executable[]) {
    if (!targets.includes(target)) continue;
    try {
      const on = await tryOne(target, archiveOf(Deno.realPathSync(output), target, made), directory, made);
      console.log(`Tried the executable for ${target} on ${on}: it chats`);
    } catch (error) {
      if (!(error instanceof CompileError)) throw error;
      if (!(error instanceof NoMachineError)) failures++;
      console.error(`${error instanceof NoMachineError ? "Not tried" : "Failed"} for ${target}: ${error.message}`);
    }
  }
  if (failures > 0) throw new CompileError(`${failures} of the executables failed`);
}

async function main(args: string[]): Promise<void> {
  const { targets, output, repository, strict, help, tries } = readFlags(args);
  if (help) return console.log(HELP);
  if (tries) return await tryAll(output, targets);
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
  const out = Deno.realPathSync(output);
  await packAll({ sources, documents, directory, out, repository }, made);
  const lock = Deno.readTextFileSync(`${sources.root}/${usesStandIns() ? "tools/std" : "dist"}/npm.lock`);
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  writeFiles(output, {
    [`ngobrol-${sources.version}.cdx.json`]: json(billOfMaterials(sources, documents.packages, lock)),
    "provenance.json": json(provenance(sources, made, missing)),
  });
  await writeSums(output);
  console.log(`The release ${sources.version} of commit ${sources.commit} is in ${output}`);
}

interface Packing {
  readonly sources: Sources;
  readonly documents: Documents;
  /** Where things are made. */
  readonly directory: string;
  /** Where they go when they are done. */
  readonly out: string;
  readonly repository: string;
}

/** Makes archives and packages of the executables. */
async function packAll({ sources, documents, directory, out, repository }: Packing, made: readonly Executable[]) {
  const { root, version, time } = sources;
  const sums = new Map<string, string>();
  const tell = (name: string) =>
    console.log(`Made ${name}, ${(Deno.statSync(`${out}/${name}`).size / 1e6).toFixed(1)} MB`);
  for (const { target, path } of made) {
    const folder = folderOf(directory, target, sources);
    const archive = archiveOf(out, target, sources);
    await pack(`${directory}/${target}`, folder.slice(folder.lastIndexOf("/") + 1), archive, time);
    sums.set(target, await sha256(archive));
    tell(archive.slice(out.length + 1));
    const architecture = PLATFORMS.find((platform) => platform.target === target)!.debian;
    if (architecture === undefined) continue;
    const debian = { version, time, architecture, executable: path, documents, root, output: out };
    tell(await packDebian({ ...debian, directory: `${directory}/debian-${architecture}` }));
  }
  const executables = new Map(made.map(({ target, path }) => [target, path]));
  const npm = { version, executables, notices: documents.notices, root, output: out, directory: `${directory}/npm` };
  (await packNpm(npm)).forEach(tell);
  const homepage = `https://github.com/${repository}`;
  writeFiles(out, makeManifests({ version, url: `${homepage}/releases/download`, homepage, sums }));
}

if (import.meta.main) await runTool(main);
