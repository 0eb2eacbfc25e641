/**
 * The files that lie beside the executable in an archive: licences, manual pages, completions. It knows
 * no flag.
 *
 * @module
 */

import { type NpmPackage, packagesOf } from "../npm_packages.ts";
import { completions, manualPage } from "./manual.ts";
import { describePrograms } from "./programs.ts";
import { noticesOf } from "./notices.ts";
import type { Sources } from "./sources.ts";

/** The name of the file with the licences of what is in the executable. */
export const NOTICES = "THIRD_PARTY_LICENSES.txt";

/** Modules that are in the executable as a bundle: nobody sees there which packages they took along. */
const BUNDLED = ["lib/web/page/page.tsx"];

/** The name of the folder with what watches a server: alerts and a dashboard. */
export const MONITORING = "monitoring";

/** What is in that folder, by name. */
export function monitoringFiles(root: string): Record<string, string> {
  const folder = `${root}/docs/${MONITORING}`;
  const names = Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();
  return Object.fromEntries(names.map((name) => [name, Deno.readTextFileSync(`${folder}/${name}`)]));
}

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
  const programs = await describePrograms(root);
  const date = new Date(time * 1000).toISOString().slice(0, 10);
  const packages = await packagesOf(root, ["ngobrol.ts", ...BUNDLED]);
  return {
    packages,
    notices: noticesOf(packages, Deno.readTextFileSync(new URL("./runtime_notices.txt", import.meta.url))),
    pages: Object.fromEntries(programs.map((program) => [`${program.name}.1`, manualPage(program, version, date)])),
    completions: completions(programs),
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
