/**
 * The executables of a release, each looked at before it counts as made.
 *
 * @module
 */

import { baseFromNpm, findBase } from "../bases.ts";
import { BaseError, CompileError, makeExecutable } from "../executable.ts";
import { sha256 } from "./archive.ts";
import { npmPackagesIn } from "./contents.ts";
import { isSigned } from "./mac_signature.ts";
import { isWindows } from "./platforms.ts";
import type { Sources } from "./sources.ts";

/** An executable. */
export interface Executable {
  readonly target: string;
  /** The file. */
  readonly path: string;
  readonly sha256: string;
  /** The base: where it is from, and its sum where it is a file. */
  readonly base: { readonly from: string; readonly sha256?: string };
}

/** Where bases may come from; {@linkcode makeOne} notes what it finds. */
export interface BaseSource {
  /** What DENORT_BIN names. */
  readonly named: string | undefined;
  /** Whether only Deno's own download will do. */
  readonly strict: boolean;
  /** Where those from npm are put. */
  readonly directory: string;
  /** Whether Deno's own download could not be had for another target. */
  isClosed?: boolean;
}

/**
 * Makes the executable for a target.
 *
 * @throws {CompileError} If its base cannot be had, or it is not what it should be.
 */
export async function makeOne(
  { root, cache, commit }: Sources,
  target: string,
  folder: string,
  notices: string,
  source: BaseSource,
): Promise<Executable> {
  const path = `${folder}/ngobrol${isWindows(target) ? ".exe" : ""}`;
  const make = async (base?: { path: string; from: string }) => {
    await makeExecutable({ root, cache, target, path, commit, base: base?.path });
    checkContents(path, target, notices);
    const from = base === undefined
      ? { from: `Deno ${Deno.version.deno}` }
      : { from: base.from, sha256: await sha256(base.path) };
    return { target, path, sha256: await sha256(path), base: from };
  };
  if (source.named !== undefined) {
    const found = findBase(source.named, target);
    return await make({ path: found, from: `file:${found.split("/").at(-1)}` });
  }
  if (!source.isClosed) {
    try {
      return await make();
    } catch (error) {
      if (!(error instanceof BaseError) || source.strict) throw error;
      source.isClosed = true;
    }
  }
  return await make(await baseFromNpm(target, source.directory));
}

/** Whether the licence of each package in an executable is among the notices, and it is signed where it must be. */
function checkContents(path: string, target: string, notices: string): void {
  const file = Deno.readFileSync(path);
  if (target === "aarch64-apple-darwin" && !isSigned(file)) {
    throw new CompileError(`${path} is not signed as it should be`);
  }
  const missing = npmPackagesIn(file).filter((name) => !notices.includes(`\n${name} (`));
  if (missing.length > 0) throw new CompileError(`The licences of ${missing.join(", ")}, in ${path}, are not told`);
}
