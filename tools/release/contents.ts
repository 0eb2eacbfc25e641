/**
 * What lies in an executable that `deno compile` made, as it stands there. It knows the format of Deno 2.7's files in an
 * executable, and starts nothing.
 *
 * @module
 */

import { Buffer } from "node:buffer";

interface Entry {
  readonly Dir?: { readonly n: string; readonly e: readonly Entry[] };
}

const PACKAGES = '[{"Dir":{"n":".deno_compile_node_modules"';

/**
 * The npm packages in an executable, each as `NAME VERSION`, sorted.
 *
 * @throws {Error} If its files cannot be found: a test tells that before a new Deno is used.
 */
export function npmPackagesIn(executable: Uint8Array): string[] {
  const bytes = Buffer.from(executable.buffer, executable.byteOffset, executable.byteLength);
  const at = bytes.lastIndexOf(PACKAGES);
  if (at < 8) throw new Error("There are no npm packages in it");
  const length = Number(bytes.readBigUInt64LE(at - 8));
  const files: Entry[] = JSON.parse(bytes.toString("utf8", at, at + length));
  return files[0]!.Dir!.e.flatMap(({ Dir: registry }) => registry?.e ?? []).flatMap(({ Dir: folder }) => {
    if (folder?.n.startsWith("@") !== true) return versions(folder);
    return folder.e.flatMap(({ Dir }) => versions(Dir, `${folder.n}/`));
  }).sort();
}

function versions(folder: Entry["Dir"], scope = ""): string[] {
  return folder?.e.flatMap(({ Dir }) => Dir === undefined ? [] : [`${scope}${folder.n} ${Dir.n}`]) ?? [];
}
