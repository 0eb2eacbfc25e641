/**
 * The licences of what is in an executable beside the project itself. It knows where npm packages keep theirs.
 *
 * @module
 */

import { CompileError } from "../executable.ts";
import type { NpmPackage } from "../npm_packages.ts";

const LICENSE = /^licen[cs]e(?:\.(?:md|txt))?$/i;
const NOTICE = /^(?:copyright|notice)\w*(?:\.(?:md|txt))?$/i;

/** The licence of a package as its package.json names it, such as `MIT`. */
export function licenseOf({ folder, name }: NpmPackage): string {
  const { license } = JSON.parse(Deno.readTextFileSync(`${folder}/package.json`));
  if (typeof license !== "string") throw new CompileError(`The npm package ${name} names no licence`);
  return license;
}

/** The text of a licence that is the same for everybody, for a package that names it and does not bring it. */
function standardText(npmPackage: NpmPackage): string {
  if (licenseOf(npmPackage) === "Unlicense") {
    return Deno.readTextFileSync(new URL("./unlicense.txt", import.meta.url));
  }
  throw new CompileError(`The npm package ${npmPackage.name} has no text of its licence`);
}

/**
 * The text with all licences.
 *
 * @param runtime The text for Deno and what is in it.
 * @throws {CompileError} If a package names no licence, or has no text of it.
 */
export function noticesOf(packages: readonly NpmPackage[], runtime: string): string {
  const parts = packages.map((npmPackage) => {
    const { name, version, folder } = npmPackage;
    const files = Array.from(Deno.readDirSync(folder), (entry) => entry.name).sort();
    const file = files.find((file) => LICENSE.test(file));
    const text = file === undefined ? standardText(npmPackage) : Deno.readTextFileSync(`${folder}/${file}`);
    const notices = files.filter((file) => NOTICE.test(file)).map((file) => Deno.readTextFileSync(`${folder}/${file}`));
    return [`${name} ${version} (${licenseOf(npmPackage)})`, ...notices, text].map((it) => it.trim()).join("\n\n");
  });
  const head =
    "ngobrol is under the MIT licence (LICENSE). In its executable there are as well, under licences of their own:";
  return `${
    [head, runtime.trim(), ...parts].map((part) => part.replaceAll("\r", "")).join(`\n\n${"-".repeat(72)}\n\n`)
  }\n`;
}
