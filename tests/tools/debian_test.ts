/**
 * The package for Debian, really installed: the unit runs under all of its restrictions, an upgrade keeps what people wrote
 * and what an operator set, and nothing is left when it is purged.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { sha256 } from "../../tools/release/archive.ts";
import { packDebian } from "../../tools/release/debian.ts";
import { ROOT, run, temporaryDirectory } from "../support/helpers.ts";
import { canBoot, NEEDS, runInSystemd } from "../support/systemd_root.ts";
import { testWith } from "../support/with_program.ts";

const DOCUMENTS = {
  packages: [],
  notices: "Licences",
  pages: { "ngobrol.1": ".TH NGOBROL 1\n", "ngobrol-server.1": ".TH NGOBROL-SERVER 1\n" },
  completions: { "ngobrol.bash": "", "_ngobrol": "", "ngobrol.fish": "", "ngobrol.ps1": "" },
};

async function build(directory: string, version: string, executable: string): Promise<string> {
  return await packDebian({
    ...{
      version,
      executable,
      output: directory,
      documents: DOCUMENTS,
      root: ROOT,
      time: 1_700_000_000,
      compress: false,
    },
    architecture: Deno.build.arch === "x86_64" ? "amd64" : "arm64",
    directory: `${directory}/${version}`,
  });
}

testWith(["dpkg-deb"], "the Debian package has the programs, pages, unit, and options that upgrades keep", async () => {
  using directory = temporaryDirectory();
  const executable = `${directory.path}/program`;
  Deno.writeTextFileSync(executable, "#!/bin/sh\n");
  const name = await build(directory.path, "1.2.3", executable);
  const list = (await run(["dpkg-deb", "--contents", `${directory.path}/${name}`], [])).out;
  assertMatch(list, /^-rwxr-xr-x root\/root +\d+ \S+ \S+ \.\/usr\/bin\/ngobrol$/m);
  assertMatch(list, /^lrwxrwxrwx root\/root .* \.\/usr\/bin\/ngobrol-server -> ngobrol$/m);
  const paths = [
    "usr/share/man/man1/ngobrol-server.1.gz",
    "usr/lib/systemd/system/ngobrol-server.service",
    "usr/share/doc/ngobrol/monitoring/alerts.yml",
    "usr/share/doc/ngobrol/monitoring/grafana.json",
  ];
  for (const path of paths) {
    assertMatch(list, new RegExp(`^-rw-r--r-- root/root .* \\./${path}$`, "m"));
  }
  const files = await run(["dpkg-deb", "--info", `${directory.path}/${name}`, "conffiles"], []);
  assertEquals(files.out, "/etc/default/ngobrol-server\n");
});

testWith(["dpkg-deb"], "P6: Debian packages of the same files are the same bytes, wherever they are made", async () => {
  using directory = temporaryDirectory();
  const sums = new Set<string>();
  for (const part of ["a", "a longer name"]) {
    Deno.mkdirSync(`${directory.path}/${part}`);
    const executable = `${directory.path}/${part}/program`;
    Deno.writeTextFileSync(executable, "#!/bin/sh\n", { mode: part === "a" ? 0o700 : 0o777 });
    const folder = `${directory.path}/${part}`;
    sums.add(await sha256(`${folder}/${await build(folder, "1.2.3", executable)}`));
  }
  assertEquals(sums.size, 1);
});

const SCRIPT = `
ip link set lo up
listens() {
  tries=0
  until ngobrol 127.0.0.1 </dev/null 2>/dev/null; do tries=$((tries + 1)); [ $tries -lt 300 ]; sleep 0.1; done
}
dpkg -i /shared/ngobrol_1.0.0_*.deb >/dev/null
echo "after installation: $(systemctl is-enabled ngobrol-server || true) $(systemctl is-active ngobrol-server || true)"
systemd-analyze verify ngobrol-server.service
echo "exposure: $(systemd-analyze security --no-pager ngobrol-server | awk '/Overall exposure/ { for (at = 1; at <= NF; at++) if ($at ~ /^[0-9.]+$/) print ($at < 2 ? "below 2" : $at) }')"
systemctl enable --now ngobrol-server 2>/dev/null
listens
first=$(systemctl show -P MainPID ngobrol-server)
echo "user: $(ps -o user= -p $first), capabilities: $(awk '/CapEff/ { print $2 }' /proc/$first/status)"
echo "privileges: $(awk '/NoNewPrivs/ { print $2 }' /proc/$first/status), filter: $(awk '/^Seccomp:/ { print $2 }' /proc/$first/status)"
echo "data: $(stat -c '%U %a' /var/lib/ngobrol)"
export NGOBROL_PASSWORD=surabaya
ngobrol --user maya send izza 'before the upgrade'
echo rahasia | runuser -u ngobrol -- ngobrol-server user add budi --password-stdin --data /var/lib/ngobrol
echo 'OPTIONS="--host 0.0.0.0 --demo"' >/etc/default/ngobrol-server
systemctl restart ngobrol-server
listens
NGOBROL_PASSWORD=rahasia ngobrol --user budi list
dpkg -i /shared/ngobrol_1.1.0_*.deb >/dev/null
listens
echo "after upgrade: $(systemctl is-active ngobrol-server) $(cat /etc/default/ngobrol-server)"
second=$(systemctl show -P MainPID ngobrol-server)
[ "$first" != "$second" ] && echo "restarted"
ngobrol --user izza inbox
systemctl stop ngobrol-server
echo "stopped: $(systemctl show -P Result ngobrol-server) $(systemctl show -P ExecMainStatus ngobrol-server)"
systemctl start ngobrol-server
dpkg -r ngobrol >/dev/null 2>&1
echo "after removal: $(systemctl is-active ngobrol-server || true) $(ls /var/lib/ngobrol/chat.sqlite /etc/default/ngobrol-server | tr '\\n' ' ')"
dpkg -P ngobrol >/dev/null 2>&1
echo "after purge: $(ls -d /var/lib/ngobrol /etc/default/ngobrol-server 2>/dev/null || true)$(getent passwd ngobrol || true)"
journalctl --no-pager -o cat -u ngobrol-server | grep -c 'logged in' >/dev/null && echo "in the journal"
`;

Deno.test({
  name: `the Debian package is installed, started, upgraded, removed and purged${canBoot ? "" : ` (needs ${NEEDS})`}`,
  ignore: !canBoot,
  async fn() {
    using directory = temporaryDirectory();
    for (const version of ["1.0.0", "1.1.0"]) await build(directory.path, version, `${ROOT}dist/ngobrol`);
    const out = await runInSystemd(SCRIPT, directory.path);
    assert(out.endsWith("code=0\n"), out);
    for (
      const line of [
        "after installation: disabled inactive",
        "exposure: below 2",
        "user: ngobrol, capabilities: 0000000000000000",
        "privileges: 1, filter: 2",
        "data: ngobrol 700",
        "message sent to izza",
        'after upgrade: active OPTIONS="--host 0.0.0.0 --demo"',
        "restarted",
        "stopped: success 0",
        "after removal: inactive /etc/default/ngobrol-server /var/lib/ngobrol/chat.sqlite ",
        "after purge: ",
        "in the journal",
      ]
    ) assert(out.split("\n").includes(line), `${line}\n${out}`);
    assertMatch(out, /before the upgrade/);
  },
});
