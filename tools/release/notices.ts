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
    const license = files.find((file) => LICENSE.test(file));
    if (license === undefined) throw new CompileError(`The npm package ${name} has no text of its licence`);
    const text = Deno.readTextFileSync(`${folder}/${license}`);
    const notices = files.filter((file) => NOTICE.test(file)).map((file) => Deno.readTextFileSync(`${folder}/${file}`));
    return [`${name} ${version} (${licenseOf(npmPackage)})`, ...notices, text].map((it) => it.trim()).join("\n\n");
  });
  const head =
    "ngobrol is under the MIT licence (LICENSE). In its executable there are as well, under licences of their own:";
  return `${
    [head, runtime.trim(), ...parts].map((part) => part.replaceAll("\r", "")).join(`\n\n${"-".repeat(72)}\n\n`)
  }\n`;
}
