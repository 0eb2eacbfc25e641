/**
 * The sources of a release, and the packages beside them, in a folder of their own: what a commit has and nothing else,
 * with the times of the commit, since Deno writes the times of files into an executable.
 *
 * @module
 */

import { dirname } from "node:path";
import { CompileError } from "../executable.ts";
import { git } from "../git.ts";
import { chosenOptions } from "../std/options.ts";
import { findPackages, listFiles } from "../npm_packages.ts";
import { run } from "./run.ts";

/** What a release is made of. */
export interface Sources {
  /** The folder with the sources. */
  readonly root: string;
  /** The folder that is Deno's cache while they are compiled. */
  readonly cache: string;
  readonly version: string;
  /** In hexadecimal, 12 digits. */
  readonly commit: string;
  /** When the commit was made, in seconds since 1970. */
  readonly time: number;
}

/** Modules from which all others can be reached. */
const MAINS = ["ngobrol.ts", "lib/server/chat/logins/password_worker.ts", "lib/store/sqlite/worker.ts"];

/**
 * Lays the sources of the last commit.
 *
 * @param repository The folder with the repository.
 * @param directory A new folder, whose name and place leave no trace.
 * @throws {CompileError} If there is no commit, or no Git or tar.
 */
export async function laySources(repository: string, directory: string): Promise<Sources> {
  const commit = await git(repository, "rev-parse", "--short=12", "HEAD");
  if (commit === undefined) throw new CompileError("A release is made of a commit, and Git tells of none here");
  const time = Number(await git(repository, "log", "-1", "--format=%ct"));
  const [root, cache] = [`${directory}/ngobrol`, `${directory}/cache`];
  Deno.mkdirSync(root, { recursive: true });
  await run(["git", "-C", repository, "archive", "--output", `${directory}/sources.tar`, commit]);
  await run(["tar", "-xf", `${directory}/sources.tar`, "-C", root]);
  Deno.mkdirSync(`${root}/dist`);
  try {
    Deno.copyFileSync(`${repository}/dist/npm.lock`, `${root}/dist/npm.lock`); // What JSR's packages need: tools/std/choose.ts
  } catch {
    // Nothing from JSR.
  }
  await copyPackages(root, cache, time);
  const { version } = JSON.parse(Deno.readTextFileSync(`${root}/deno.json`));
  return { root, cache, version, commit, time };
}

/** Copies the npm packages that Deno has, so that their times can be set; others it gets, and theirs are set as well. */
async function copyPackages(root: string, cache: string, time: number): Promise<void> {
  await run([Deno.execPath(), "cache", "--quiet", ...chosenOptions(), ...MAINS], { cwd: root });
  const { needed, others } = await findPackages(root, MAINS); // Deno gets those, too, which no executable has.
  for (const { name, folder } of [...needed, ...others]) {
    const copy = `${cache}/npm/${folder.split("/npm/").at(-1)}`;
    Deno.mkdirSync(dirname(copy), { recursive: true });
    await run(["cp", "-R", folder, copy]);
    const versions = `${name}/registry.json`;
    const from = `${folder.slice(0, folder.lastIndexOf(name))}${versions}`;
    Deno.copyFileSync(from, `${copy.slice(0, copy.lastIndexOf(name))}${versions}`);
  }
  for (const file of listFiles(`${cache}/npm`)) Deno.utimeSync(file, time, time);
}
