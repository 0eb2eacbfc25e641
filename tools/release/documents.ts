/**
 * The files that lie beside the executable in an archive: licences, manual pages, completions. It asks the programs for
 * their help, and knows no flag.
 *
 * @module
 */

import { chosenOptions } from "../std/options.ts";
import { type NpmPackage, packagesOf } from "../npm_packages.ts";
import { completions, manualPage, readHelp } from "./manual.ts";
import { noticesOf } from "./notices.ts";
import { run } from "./run.ts";
import type { Sources } from "./sources.ts";

/** The name of the file with the licences of what is in the executable. */
export const NOTICES = "THIRD_PARTY_LICENSES.txt";

/** The files, by their paths. */
export interface Documents {
  readonly packages: readonly NpmPackage[];
  readonly notices: string;
  /** Such as `ngobrol.1`. */
  readonly pages: Readonly<Record<string, string>>;
  /** By the names that shells look for. */
  readonly completions: Readonly<Record<string, string>>;
}

/** Makes the files. */
export async function makeDocuments({ root, version, time }: Sources): Promise<Documents> {
  const ask = (...args: string[]) =>
    run([Deno.execPath(), "run", "--quiet", "-A", ...chosenOptions(), "ngobrol.ts", ...args, "--help"], { cwd: root });
  const helps = [readHelp(await ask("--lang", "en")), readHelp(await ask("server"))];
  const date = new Date(time * 1000).toISOString().slice(0, 10);
  const packages = await packagesOf(root, ["ngobrol.ts"]);
  return {
    packages,
    notices: noticesOf(packages, Deno.readTextFileSync(new URL("./runtime_notices.txt", import.meta.url))),
    pages: Object.fromEntries(helps.map((help) => [`${help.name}.1`, manualPage(help, version, date)])),
    completions: completions(helps),
  };
}

/** Writes files into a folder that need not be there. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  Deno.mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) Deno.writeTextFileSync(`${folder}/${name}`, text);
}

/** Copies files of a folder into another one. */
export function copyFiles(from: string, to: string, ...names: readonly string[]): void {
  for (const name of names) Deno.copyFileSync(`${from}/${name}`, `${to}/${name}`);
}
