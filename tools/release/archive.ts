/**
 * Archives of a folder, the same bytes for the same files: sorted, owned by nobody, with one time. They are made by tar and
 * xz, or zip.
 *
 * @module
 */

import { listFiles } from "../npm_packages.ts";
import { run } from "./run.ts";

/**
 * Packs a folder.
 *
 * @param parent Where the folder lies.
 * @param name Its name, also within the archive.
 * @param archive The new file; its name ends with `.zip` or `.tar.xz`.
 * @param time What every file in it has for a time, in seconds since 1970.
 */
export async function pack(parent: string, name: string, archive: string, time: number): Promise<void> {
  if (archive.endsWith(".zip")) {
    const files = listFiles(`${parent}/${name}`).map((path) => path.slice(parent.length + 1));
    for (const file of files) {
      const isProgram = (Deno.statSync(`${parent}/${file}`).mode! & 0o100) !== 0;
      Deno.chmodSync(`${parent}/${file}`, isProgram ? 0o755 : 0o644);
      Deno.utimeSync(`${parent}/${file}`, time, time);
    }
    // A zip has local times.
    return void await run(["zip", "-9qX", archive, ...files], { cwd: parent, env: { TZ: "UTC" } });
  }
  const tar = archive.replace(/\.xz$/, "");
  await run([
    ...["tar", "--create", "--file", tar, "--format=ustar", "--sort=name", `--mtime=@${time}`] as [string, ...string[]],
    ...["--owner=0", "--group=0", "--numeric-owner", "--mode=u+rw,go=rX", "-C", parent, name],
  ]);
  // The dictionary is 64 MiB; to unpack takes as much memory. Its filter for arm64 is unknown to the xz of many a system.
  const filter = name.includes("x86_64") ? ["--x86"] : [];
  await run(["xz", "-T1", "-f", ...filter, "--lzma2=preset=9", tar]);
}

/** The SHA-256 of a file, in hexadecimal. */
export async function sha256(path: string): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", await Deno.readFile(path))).toHex();
}
