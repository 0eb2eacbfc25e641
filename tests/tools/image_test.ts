/**
 * The image that the Containerfile describes, without what builds it: its files are the executable and glibc, it has no shell
 * and no root, nothing but its data can be written, and its health check tells whether it serves.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { makeManifests } from "../../tools/release/manifests.ts";
import { ROOT, run, temporaryDirectory } from "../support/helpers.ts";

const EXECUTABLE = `${ROOT}dist/ngobrol`;

const canRun = Deno.env.get("CI_RELEASE") === "1" && Deno.build.os === "linux" && Deno.uid() === 0;

const FILE = makeManifests({ version: "1.2.3", url: "", homepage: "", sums: new Map() })["Containerfile"]!;

/** The words of a command that the recipe has as JSON. */
function words(pattern: RegExp): string[] {
  return JSON.parse(pattern.exec(FILE)![1]!);
}

/** Lays the files, and starts the server, which has a network of its own; then the health check; then both without a server. */
const SCRIPT = `set -eu
root=$1 program=$2 user=$3 entry=$4 check=$5
mount -t tmpfs tmpfs "$root"
mkdir -p "$root/usr/local/bin" "$root/proc" "$root/dev" "$root/data" "$root/tmp"
cp "$program" "$root/usr/local/bin/ngobrol"
ln -s ngobrol "$root/usr/local/bin/ngobrol-server"
for library in $(ldd "$program" | grep -o '/[^ ]*'); do cp --parents "$library" "$root"; done
mount -t proc proc "$root/proc"
for node in null random urandom; do touch "$root/dev/$node"; mount --bind "/dev/$node" "$root/dev/$node"; done
mount -t tmpfs -o "mode=700,uid=\${user%:*},gid=\${user#*:},noexec" tmpfs "$root/data"
mount -o remount,ro "$root"
ip link set lo up
# What chroot needs is gone with its user.
inside="setpriv --no-new-privs --bounding-set=-all,+sys_chroot,+setuid,+setgid --inh-caps=-all chroot --userspec=$user $root"
$inside $check </dev/null && echo "healthy without a server"
$inside $entry >/dev/null &
server=$!
tries=0
until $inside $check </dev/null 2>/dev/null; do tries=$((tries + 1)); [ $tries -lt 200 ]; sleep 0.1; done
echo "healthy"
stat -c 'data: %u %a' "$root/data/chat.sqlite"
touch "$root/written" 2>/dev/null && echo "a root that can be written"
kill -TERM $server
wait $server && echo "stopped in order"
`;

Deno.test({
  name: `P6: the server runs as its image says: no root, no shell, a root that cannot be written${
    canRun ? "" : " (needs root on Linux, CI_RELEASE=1, deno task compile)"
  }`,
  ignore: !canRun,
  async fn() {
    using directory = temporaryDirectory();
    const user = /^USER (\S+)$/m.exec(FILE)![1]!;
    assert(!/^(?:0|root)\b/.test(user));
    const entry = words(/^ENTRYPOINT (.*)$/m).join(" ");
    const check = words(/^HEALTHCHECK .* CMD (.*)$/m).join(" ");
    const own = ["--mount", "--pid", "--fork", "--kill-child", "--net"];
    const args = ["120", "unshare", ...own, "sh", "-c", SCRIPT, "sh", directory.path, EXECUTABLE, user, entry, check];
    const { code, out, err } = await run(["timeout"], args);
    const [uid] = user.split(":");
    assertEquals({ code, out }, { code: 0, out: `healthy\ndata: ${uid} 600\nstopped in order\n` }, err);
    assertMatch(err, /^Cannot connect to 127\.0\.0\.1:8889: the connection was refused$/m);
  },
});

Deno.test("the recipe of the image checks sums, and names the archives of a release", () => {
  assertMatch(FILE, /sha256sum --check --ignore-missing SHA256SUMS/);
  assertMatch(FILE, /^ARG VERSION=1\.2\.3$/m);
});
