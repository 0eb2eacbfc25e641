/**
 * The demo: it plays to its end, fits a projector, tells no password, and is in colour where it may be.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { chosenOptions } from "../../tools/std/options.ts";
import { ROOT, run } from "../support/helpers.ts";
import { hasTmux, startPane } from "../support/pane.ts";

const { tasks } = JSON.parse(Deno.readTextFileSync(`${ROOT}deno.json`));
const PERMISSIONS: string[] = tasks.demo.command.match(/--allow-\S+/g);
const DEMO: [string, ...string[]] = [
  ...[Deno.execPath(), "run", "--quiet", "--no-prompt", ...chosenOptions(ROOT), ...PERMISSIONS] as [
    string,
    ...string[],
  ],
  ...[`${ROOT}tools/demo.ts`, "--fast"],
];
const hasTerminal = await hasTmux();

function testTerminal(name: string, fn: () => Promise<void>): void {
  Deno.test({ name: hasTerminal ? name : `${name} (needs tmux)`, ignore: !hasTerminal, fn });
}

/** That it fits and tells no secret. */
function look(out: string): void {
  for (const line of out.split("\n")) assert([...line].length <= 80, line);
  assert(!/surabaya|keputih/.test(out), "a password is shown");
  assertMatch(out, /^All of it as documented\.$/m);
}

testTerminal(
  "the demo shows two terminals and the wire at 80 columns, each frame explained, and a server that is killed",
  async () => {
    const { code, out, err } = await run(DEMO, [], { cwd: ROOT, env: { TERM: "xterm" } });
    assertEquals([code, err], [0, ""], out);
    look(out);
    assert(!out.includes("\x1b"), "colour in a pipe");
    assertEquals(out.match(/^\d+\. /gm)?.length, 11);
    for (const shown of ["masih di situ? [waiting]", "masih di situ? [read]", "it is on the disk now"]) {
      assert(out.includes(shown), `${shown} is missing:\n${out}`);
    }
  },
);

testTerminal("at a terminal the demo is in the client's own colours", async () => {
  await using pane = await startPane(DEMO, { columns: 80, rows: 24, env: { NO_COLOR: "" } });
  await pane.see("terminal restored");
  const screen = await pane.colored();
  assert(screen.includes('\x1b[35mizza ! {"event": "presence"'), screen);
  assert(screen.includes("code 0"));
});

Deno.test("where there is no tmux the demo plays in pipes", async () => {
  const { code, out, err } = await run(DEMO, ["--pipe"], { cwd: ROOT });
  assertEquals([code, err], [0, ""], out);
  assertMatch(out, /^All of it as documented\.$/m);
  assertMatch(out, /maya sees: +message sent to izza/);
});

Deno.test("with a page the demo opens a class, says where, and two people talk there", async () => {
  const { code, out, err } = await run(DEMO, ["--web"], { cwd: ROOT });
  assertEquals([code, err], [0, ""], out);
  look(out);
  assertMatch(out, /^Open {2}http:\/\/127\.0\.0\.1:\d+\/#KELAS7BX$/m);
  assertMatch(out, /sari {3}< \{"status": "ERROR".*Wrong protocol/);
});
