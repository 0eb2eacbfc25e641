/**
 * Machines on which executables can be started here: this one, another processor by QEMU, Windows by Wine 10 in a root of
 * Debian 13. It knows nothing of what is started.
 *
 * @module
 */

import { CompileError } from "../executable.ts";
import { run } from "./run.ts";

/** A machine, or what stands for one. */
export interface Machine {
  readonly target: string;
  /** What it is, for people. */
  readonly name: string;
  /** A folder of its own, in which its programs run, as it is called from here. */
  readonly folder: string;
  /** How a program in that folder is called. */
  readonly command: (program: string, args: readonly string[]) => [string, ...string[]];
  /** Whether a signal reaches the program. */
  readonly hasSignals: boolean;
}

/** Nothing here stands for a machine. */
export class NoMachineError extends CompileError {
  override name = "NoMachineError";
}

/** Where the root with Wine is, or will be made. */
const WINE_ROOT = Deno.env.get("NGOBROL_WINE_ROOT") || "/var/tmp/ngobrol-trixie";
const ARM_ROOT = "/usr/aarch64-linux-gnu";

/** Enters a root with /proc and /dev, as Wine needs them, and ends all that runs there with its first process. */
const ENTER = 'root=$1; folder=$2; shift 2; mount -t proc proc "$root/proc" && mount --rbind /dev "$root/dev" && ' +
  'exec chroot "$root" sh -c \'cd "$0" && exec "$@"\' "$folder" "$@"';

function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

/**
 * The machine for a target. The root for Windows is made if it is not there: that takes some minutes.
 *
 * @param directory A new folder.
 * @throws {NoMachineError} If there is none; the message says what is missing.
 */
export async function findMachine(target: string, directory: string): Promise<Machine> {
  const folder = `${directory}/${target}`;
  if (target === Deno.build.target) {
    Deno.mkdirSync(folder, { recursive: true });
    return {
      target,
      name: "this machine",
      folder,
      command: (it, args) => [`${folder}/${it}`, ...args],
      hasSignals: Deno.build.os !== "windows",
    };
  }
  if (target === "aarch64-unknown-linux-gnu") {
    if (!isThere("/usr/bin/qemu-aarch64") || !isThere(`${ARM_ROOT}/lib/libgcc_s.so.1`)) {
      throw new NoMachineError("it needs Debian's packages qemu-user, libc6-arm64-cross and libgcc-s1-arm64-cross");
    }
    Deno.mkdirSync(folder, { recursive: true });
    const command: Machine["command"] = (it, args) => ["qemu-aarch64", "-L", ARM_ROOT, `${folder}/${it}`, ...args];
    return { target, name: "QEMU", folder, command, hasSignals: true };
  }
  if (target === "x86_64-pc-windows-msvc") return await wine(target);
  throw new NoMachineError("nothing here stands for it");
}

async function wine(target: string): Promise<Machine> {
  if (Deno.build.os !== "linux" || Deno.uid() !== 0) {
    throw new NoMachineError("it needs root on Linux, for a root with Wine");
  }
  if (!isThere(`${WINE_ROOT}/usr/lib/wine/wine64`)) await makeWineRoot();
  const inside = `/opt/${crypto.randomUUID()}`;
  Deno.mkdirSync(`${WINE_ROOT}${inside}`, { recursive: true });
  const set = ["env", "HOME=/root", "WINEPREFIX=/root/.wine", "WINEDEBUG=-all"];
  return {
    ...{ target, name: "Wine", folder: `${WINE_ROOT}${inside}`, hasSignals: false },
    command: (it, args) =>
      [
        ...["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", ENTER, "sh", WINE_ROOT, inside],
        ...[...set, "wine", it, ...args],
      ] as [string, ...string[]],
  };
}

async function makeWineRoot(): Promise<void> {
  const parts = `${WINE_ROOT}.part`;
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await run(["rm", "-rf", parts]);
  await run(["debootstrap", "--variant=minbase", "trixie", parts]);
  // How this machine reaches Debian's packages.
  await run([
    "sh",
    "-c",
    `cp /etc/apt/apt.conf.d/* ${parts}/etc/apt/apt.conf.d/; cp /etc/resolv.conf ${parts}/etc/ || true`,
  ]);
  await run(["chroot", parts, "apt-get", "-qq", "update"], { env });
  await run(["chroot", parts, "apt-get", "-qq", "install", "-y", "--no-install-recommends", "wine", "wine64"], { env });
  await run(["mv", parts, WINE_ROOT]);
}
