/** Entered lines, kept from one run to the next; and where. @module */

import { pathToFileURL } from "node:url";
import { assert, assertEquals } from "@std/assert";
import { stateDirectory } from "../../lib/client/state_directory.ts";
import { keepInputHistory, loadInputHistory } from "../../lib/client/modes/input_history.ts";
import { ROOT, temporaryDirectory } from "../support/helpers.ts";
import { assertMode } from "../support/with_system.ts";

Deno.test("lines are recalled in the order in which they were entered, whatever is in them", () => {
  using directory = temporaryDirectory();
  const path = `${directory.path}/recall`;
  assertEquals(loadInputHistory(path), []);
  const lines = ["send izza apa", "list", 'send izza "\\"', "send izza a\n\tb", "send izza 你好 👍🏽", "list"];
  for (const line of lines) keepInputHistory(path, line);
  keepInputHistory(path, "list");
  assertEquals(loadInputHistory(path), lines);
});

Deno.test("nobody else may read them", { ignore: Deno.build.os === "windows" }, () => {
  using directory = temporaryDirectory();
  const path = `${directory.path}/recall`;
  keepInputHistory(path, "one");
  assertMode(path, 0o600);
  Deno.chmodSync(path, 0o644);
  keepInputHistory(path, "two");
  assertMode(path, 0o600);
});

Deno.test("at most 1000 lines are kept, in at most a mebibyte, and they are the newest", () => {
  using directory = temporaryDirectory();
  const path = `${directory.path}/recall`;
  for (let count = 0; count < 1_300; count++) {
    keepInputHistory(path, `line ${count}`);
    const length = Deno.readTextFileSync(path).split("\n").length - 1;
    assert(length <= 1_000 && length >= Math.min(count, 750), `${length} lines`);
  }
  const lines = loadInputHistory(path);
  assertEquals(lines, Array.from(lines, (_, index) => `line ${1_300 - lines.length + index}`));
  for (let count = 0; count < 30; count++) keepInputHistory(path, `${count} ${"x".repeat(60_000)}`);
  assert(Deno.statSync(path).size <= 1 << 20);
  const long = loadInputHistory(path).map((line) => line.split(" ")[0]);
  assertEquals(long.slice(-12), Array.from({ length: 12 }, (_, index) => String(18 + index)));
});

Deno.test("a damaged file gives what is whole in it, and takes new lines, wherever it was cut", () => {
  using directory = temporaryDirectory();
  const path = `${directory.path}/recall`;
  for (const line of ["send izza one", "send izza 你好", "list"]) keepInputHistory(path, line);
  const whole = Deno.readFileSync(path);
  const lines = loadInputHistory(path);
  for (let cut = 0; cut <= whole.length; cut++) {
    Deno.writeFileSync(path, whole.subarray(0, cut));
    const left = loadInputHistory(path);
    assertEquals(left, lines.slice(0, left.length), `cut at ${cut}`);
    keepInputHistory(path, "help");
    assertEquals(loadInputHistory(path), [...left, "help"], `cut at ${cut}`);
  }
  Deno.writeFileSync(path, new Uint8Array([0xff, 0x00, 0x0a, 0x7b, 0x7d, 0x0a, 0x37, 0x0a, ...whole, 0x22, 0x0a]));
  assertEquals(loadInputHistory(path), lines);
});

Deno.test("what is no file, or in no directory, is neither read nor written, and does no harm", () => {
  using directory = temporaryDirectory();
  const path = `${directory.path}/recall`;
  const wrong = [directory.path, `${directory.path}/missing/recall`, `${path}/recall`];
  if (Deno.build.os !== "windows") {
    // To open this one waits for somebody at its other end.
    assert(new Deno.Command("mkfifo", { args: [`${directory.path}/fifo`] }).outputSync().success);
    Deno.symlinkSync("/dev/null", `${directory.path}/link`);
    wrong.push(`${directory.path}/fifo`, `${directory.path}/link`);
  }
  Deno.writeTextFileSync(path, "");
  for (const path of wrong) {
    keepInputHistory(path, "line");
    assertEquals(loadInputHistory(path), [], path);
  }
});

Deno.test("two clients at once lose none of each other's lines", async () => {
  for (const [count, least] of [[400, 800], [900, 750]] as const) {
    using directory = temporaryDirectory();
    const path = `${directory.path}/recall`;
    const source = `import { keepInputHistory } from ${
      JSON.stringify(pathToFileURL(`${ROOT}lib/client/modes/input_history.ts`))
    };
      for (let count = 0; count < ${count}; count++) keepInputHistory(${
      JSON.stringify(path)
    }, Deno.args[0] + " " + count);`;
    const program = `${directory.path}/client.ts`;
    Deno.writeTextFileSync(program, source);
    const runs = ["a", "b"].map((name) =>
      new Deno.Command(Deno.execPath(), { args: ["run", "--quiet", "--no-check", "-A", program, name] }).output()
    );
    for (const { success } of await Promise.all(runs)) assert(success);
    const lines = loadInputHistory(path);
    assert(lines.length >= least && lines.length <= 1_000, `${lines.length} lines`);
    for (const name of ["a", "b"]) {
      const own = lines.filter((line) => line.startsWith(name));
      // Whoever ran last may have pushed out all of the other's.
      assertEquals(own, own.map((_, index) => `${name} ${count - own.length + index}`));
    }
  }
});

Deno.test("the client's files are where the environment wants them", { permissions: "none" }, () => {
  assertEquals(stateDirectory({ XDG_STATE_HOME: "/state", HOME: "/home/maya" }), "/state/ngobrol");
  assertEquals(stateDirectory({ XDG_STATE_HOME: "", HOME: "/home/maya" }), "/home/maya/.local/state/ngobrol");
  assertEquals(stateDirectory({ XDG_STATE_HOME: "state", HOME: "/home/maya" }), "/home/maya/.local/state/ngobrol");
  assertEquals(stateDirectory({ APPDATA: "C:\\Users\\maya", HOME: "/c/maya" }), "C:\\Users\\maya/ngobrol");
  assertEquals([stateDirectory({}), stateDirectory({ HOME: "" })], [undefined, undefined]);
});
