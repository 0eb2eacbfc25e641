/**
 * The executables of released versions, made from the commits in Git's history that `tests/data/releases.json` names, as
 * `deno task compile` of those versions makes them.
 *
 * @module
 */

import { ROOT, run } from "./helpers.ts";

/** A program, with its first arguments. */
export type Program = [string, ...string[]];

/** The two programs of a version, as files. */
export interface ReleasedPrograms {
  readonly server: Program;
  readonly client: Program;
}

/** The commits of the released versions, oldest first. */
export const RELEASES: Readonly<Record<string, string>> = JSON.parse(
  Deno.readTextFileSync(`${ROOT}tests/data/releases.json`),
);

/** Whether the history has all of them: a shallow clone has not. */
export function hasReleases(): boolean {
  return Object.values(RELEASES).every((commit) => {
    const args = ["-C", ROOT, "cat-file", "-e", `${commit}^{commit}`];
    try {
      return new Deno.Command("git", { args, stdin: "null", stderr: "null" }).outputSync().success;
    } catch {
      return false; // No Git.
    }
  });
}

/** Makes the programs of a version in a new folder. */
export async function makeRelease(version: string, folder: string): Promise<ReleasedPrograms> {
  Deno.mkdirSync(folder);
  await must(["git", "-C", ROOT, "archive", "--output", `${folder}/sources.tar`, RELEASES[version]!], folder);
  await must(["tar", "-xf", "sources.tar"], folder);
  // Its own choice of packages, and not that of the task that runs the tests.
  await must([Deno.execPath(), "task", "--quiet", "compile"], folder, { STD: "" });
  return { server: [`${folder}/dist/ngobrol-server`], client: [`${folder}/dist/ngobrol`] };
}

async function must(command: [string, ...string[]], cwd: string, env: Record<string, string> = {}): Promise<void> {
  const { code, out, err } = await run(command, [], { cwd, env });
  if (code !== 0) throw new Error(`${command.slice(0, 3).join(" ")}: ${out}${err}`);
}
