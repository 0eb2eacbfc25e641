/**
 * The client finds a server without an address, both as they are, in a network of their own: what is said there is heard by
 * nobody else.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { clientProgram, run, serverProgram, temporaryDirectory } from "../support/helpers.ts";
import { hasTmux, startPane } from "../support/pane.ts";

const canSeparate = await run(["unshare", "-n", "ip", "link", "set", "lo", "up"], []).then(
  ({ code }) => code === 0,
  () => false,
);
const needs = canSeparate ? "" : " (needs root, unshare and ip)";

/** Starts servers, waits until they answer, does what follows, and stops them. */
function inNetwork(servers: readonly string[][], directory: string): [string, ...string[]] {
  const lines = [
    "ip link set lo up",
    ...["10.77.0.1/24", "10.77.0.5/24", "10.88.0.1/24"].map((address) => `ip addr add ${address} dev lo`),
    ...servers.flatMap((args, index) => {
      const data = `${directory}/${index}`;
      const quoted = [...serverProgram(), "--data", data].map((word) => `'${word}'`).join(" ");
      const all = [...args, "--no-web", "--log", "quiet"].map((word) => `'${word}'`).join(" ");
      return [
        `${quoted} ${all} >'${data}.out' 2>&1 &`,
        `servers="$servers $!"`,
        `${quoted} status --wait >'${data}.status' 2>&1`,
      ];
    }),
    `"$@"`,
    "code=$?",
    '[ -z "$servers" ] || { kill $servers; wait $servers; }',
    "exit $code",
  ];
  return ["unshare", "-n", "sh", "-c", lines.join("\n"), "sh"];
}

const CLASS = ["0.0.0.0:9000", "--class", "Kelas 7.B"];

Deno.test({
  name: `in a pipe the client names the servers that are announced, and connects to none${needs}`,
  ignore: !canSeparate,
  async fn() {
    using directory = temporaryDirectory();
    const network = inNetwork([CLASS, ["10.77.0.5:9001", "--announce", "Tim", "--demo"]], directory.path);
    const { code, out, err } = await run(network, [...clientProgram(), "--lang", "en", "who"]);
    assertEquals([code, out], [1, ""]);
    assertMatch(err, /^Cannot connect to 127\.0\.0\.1:8889: the connection was refused; there are on this network: /);
    for (const call of ["Kelas 7 B (ngobrol 10.77.0.1:9000)", "Kelas 7 B (ngobrol 10.88.0.1:9000)"]) {
      assertStringIncludes(err, call);
    }
    assertStringIncludes(err, "Tim (ngobrol 10.77.0.5:9001)");
    assertStringIncludes(Deno.readTextFileSync(`${directory.path}/0.out`), "On the network: Kelas 7 B");
  },
});

Deno.test({
  name: `nothing is announced that nobody else can reach, that shall not be, or that was not asked for${needs}`,
  ignore: !canSeparate,
  async fn() {
    using directory = temporaryDirectory();
    const servers = [["127.0.0.1:9000", "--class"], ["0.0.0.0:9001", "--class", "--announce", "off"], ["0.0.0.0:9002"]];
    const { code, err } = await run(inNetwork(servers, directory.path), [...clientProgram(), "who"]);
    assertEquals([code, err], [1, "Cannot connect to 127.0.0.1:8889: the connection was refused\n"]);
    for (const index of [0, 1, 2]) {
      assert(!Deno.readTextFileSync(`${directory.path}/${index}.out`).includes("On the network"));
    }
  },
});

Deno.test({
  name: `the server of this machine is used, and nobody else is asked for${needs}`,
  ignore: !canSeparate,
  async fn() {
    using directory = temporaryDirectory();
    const network = inNetwork([[], CLASS], directory.path);
    const { code, out, err } = await run(network, [...clientProgram(), "--user", "maya", "inbox"], {
      env: { NGOBROL_PASSWORD: "surabaya" },
    });
    assertEquals([code, err], [0, ""], out);
  },
});

Deno.test({
  name: `without the permission to ask which networks there are, the client finds none${needs}`,
  ignore: !canSeparate,
  async fn() {
    using directory = temporaryDirectory();
    const client = clientProgram().filter((word) => word !== "--allow-sys=networkInterfaces");
    assertEquals(client.length, clientProgram().length - 1);
    const { code, err } = await run(inNetwork([CLASS], directory.path), [...client, "who"]);
    assertEquals(code, 1);
    assertStringIncludes(err, "NotCapable");
  },
});

Deno.test({
  name: `at a terminal one chooses among the servers that are announced${needs || " (needs tmux)"}`,
  ignore: !canSeparate || !await hasTmux(),
  async fn() {
    using directory = temporaryDirectory();
    const network = inNetwork([["10.77.0.5:9001", "--announce", "Tim", "--demo"]], directory.path);
    await using pane = await startPane([...network, ...clientProgram()], { columns: 100 });
    await pane.see("looking for one on this network");
    await pane.see("1  Tim   10.77.0.5:9001");
    await pane.see("Which one? 1, or Enter for none:");
    await pane.type("7");
    await pane.press("Enter");
    await pane.type("1");
    await pane.press("Enter");
    await pane.see("Command :");
    await pane.type("auth maya surabaya");
    await pane.press("Enter");
    await pane.see("Command maya:");
  },
});

Deno.test({
  name: `who wants none of the servers says so by Enter, or leaves by Ctrl-C${needs || " (needs tmux)"}`,
  ignore: !canSeparate || !await hasTmux(),
  async fn() {
    using directory = temporaryDirectory();
    const network = inNetwork([["10.77.0.5:9001", "--announce", "Tim", "--demo"]], directory.path);
    for (const [key, code, said] of [["Enter", 1, "start one with ngobrol-server"], ["C-c", 130, ""]] as const) {
      await using pane = await startPane([...network, ...clientProgram()], { columns: 100 });
      await pane.see("Which one?");
      await pane.press(key);
      assertStringIncludes(await pane.see(`code ${code}`), said);
    }
  },
});
