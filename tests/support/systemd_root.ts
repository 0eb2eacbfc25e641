/**
 * A system of its own that systemd has started, on top of this machine's files, of which it changes none: for a package that
 * is really installed, and a unit that really runs. It has a network without any way out.
 *
 * @module
 */

import { ROOT } from "./helpers.ts";

/** What it needs. */
export const NEEDS = "Debian, root, systemd, adduser, CI_RELEASE=1 and deno task compile";

/** The first process: it lays an overlay over this machine's files, and hands over to systemd. */
const BOOT = `set -e
base=$1 shared=$2
mount -t tmpfs tmpfs "$base"
mkdir "$base/upper" "$base/work" "$base/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$base/upper,workdir=$base/work" "$base/root"
root=$base/root
mount -t tmpfs tmpfs "$root/dev"
for node in null zero full random urandom tty; do cp -a /dev/$node "$root/dev/"; done
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
touch "$root/dev/console"
ln -s /proc/self/fd "$root/dev/fd"
mount -t proc proc "$root/proc"
mount -t sysfs sysfs "$root/sys"
mount -t cgroup2 none "$root/sys/fs/cgroup"
mount -t tmpfs tmpfs "$root/run"
mount -t tmpfs tmpfs "$root/tmp"
mkdir -p "$root/shared" "$root/old"
mount --bind "$shared" "$root/shared"
cat >"$root/etc/systemd/system/script.target" <<'END'
[Unit]
Requires=basic.target script.service
After=basic.target
END
cat >"$root/etc/systemd/system/script.service" <<'END'
[Unit]
After=basic.target
[Service]
Type=oneshot
TimeoutStartSec=120
ExecStart=/bin/sh -c 'sh -eu /shared/script >/shared/out 2>&1; echo "code=$$?" >>/shared/out'
ExecStopPost=/bin/systemctl poweroff --no-block
END
cd "$root"
pivot_root . old
umount -l old
export container=test
exec /lib/systemd/systemd --system --unit=script.target --log-target=null
`;

/** Whether such a system can be started here; the tests that need one take long. */
export const canBoot: boolean = Deno.env.get("CI_RELEASE") === "1" && Deno.build.os === "linux" && Deno.uid() === 0 &&
  ["/lib/systemd/systemd", "/usr/sbin/adduser", "/usr/bin/dpkg-deb", "/usr/bin/unshare", `${ROOT}dist/ngobrol`].every(
    exists,
  );

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/**
 * Runs a shell script there as root; it ends at the first command that fails.
 *
 * @param shared A folder that is `/shared` there.
 * @returns What the script printed, with `code=` and its exit code in the last line.
 */
export async function runInSystemd(script: string, shared: string): Promise<string> {
  Deno.writeTextFileSync(`${shared}/script`, script);
  const base = Deno.makeTempDirSync({ prefix: "ngobrol-systemd-" });
  try {
    const own = ["--mount", "--pid", "--fork", "--kill-child", "--cgroup", "--ipc", "--uts", "--net"];
    const args = ["--kill-after=5", "150", "unshare", ...own, "sh", "-c", BOOT, "sh", base, shared];
    const { stderr } = await new Deno.Command("timeout", { args, stdin: "null", stdout: "null" }).output();
    return await Deno.readTextFile(`${shared}/out`).catch(() => new TextDecoder().decode(stderr));
  } finally {
    Deno.removeSync(base, { recursive: true });
  }
}
