/**
 * Disks of a size of their own, where the system lets a test mount them.
 *
 * @module
 */

import { temporaryDirectory } from "./helpers.ts";

/** Runs a program of the system; whether it succeeded. */
export async function succeeds(command: string, ...args: string[]): Promise<boolean> {
  try {
    return (await new Deno.Command(command, { args, stdin: "null", stdout: "null", stderr: "null" }).output()).success;
  } catch {
    return false;
  }
}

/** A disk on a directory of its own. */
export interface Disk extends AsyncDisposable {
  readonly path: string;
}

/** Mounts a disk by the arguments of mount(8); `undefined` where that may not be. */
export async function mount(...args: string[]): Promise<Disk | undefined> {
  const directory = temporaryDirectory();
  if (!await succeeds("mount", ...args, directory.path)) return directory[Symbol.dispose]() as undefined;
  return {
    path: directory.path,
    async [Symbol.asyncDispose]() {
      await succeeds("umount", "--lazy", directory.path); // A failed test may leave something open.
      directory[Symbol.dispose]();
    },
  };
}

/** A disk in memory of a size as mount(8) has it. */
export function mountMemory(size = "1m"): Promise<Disk | undefined> {
  return mount("-t", "tmpfs", "-o", `size=${size}`, "tmpfs");
}

/** Whether disks can be mounted here. */
export const canMount = await isMounted(mountMemory());

async function isMounted(mounting: Promise<Disk | undefined>): Promise<boolean> {
  await using disk = await mounting;
  return disk !== undefined;
}
