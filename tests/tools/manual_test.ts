/** Manual pages and completions: each flag of `--help` is in each, and the programs that read them find no fault. @module */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { completions, manualPage } from "../../tools/release/manual.ts";
import { describePrograms } from "../../tools/release/programs.ts";
import { ROOT, run, temporaryDirectory } from "../support/helpers.ts";
import { testWith } from "../support/with_program.ts";

const [CLIENT, SERVER] = await describePrograms(ROOT.replace(/\/$/, "")) as [
  Awaited<ReturnType<typeof describePrograms>>[number],
  Awaited<ReturnType<typeof describePrograms>>[number],
];
const BOTH = [CLIENT, SERVER];

for (const program of BOTH) {
  Deno.test(`the help, the manual page and the completions of ${program.name} have every flag`, () => {
    const { flags, help } = program;
    const names = Object.keys(flags);
    assert(names.length > 10);
    assertEquals(new Set(help.match(/(?<=^ {2}--)[a-z][\w-]*/gm)), new Set(names));
    const page = manualPage(program, "1.2.3", "2026-12-01");
    const files = completions([program]);
    for (const name of names) {
      assertStringIncludes(page, `\\-\\-${name.replaceAll("-", "\\-")}`);
      for (const [file, content] of Object.entries(files)) {
        assertStringIncludes(content, file.endsWith(".fish") ? ` -l ${name}` : `--${name}`, file);
        const { choices = [] } = flags[name]!;
        for (const choice of choices) assertStringIncludes(content, choice, file);
      }
    }
  });
}

Deno.test("the words that complete are the commands", () => {
  for (const word of ["user", "teach", "cert", "backup", "status"]) assert(SERVER.words.includes(word), word);
  for (const word of ["auth", "send", "history", "exit", "config"]) assert(CLIENT.words.includes(word), word);
});

testWith(["man"], "man shows the pages without a warning", async () => {
  using directory = temporaryDirectory();
  for (const program of BOTH) {
    const page = `${directory.path}/${program.name}.1`;
    Deno.writeTextFileSync(page, manualPage(program, "1.2.3", "2026-12-01"));
    const { code, out, err } = await run(["man", "--warnings", "-E", "UTF-8", "-l", page], [], {
      env: { LC_ALL: "C.UTF-8", MANWIDTH: "80", MAN_KEEP_FORMATTING: "" },
    });
    assertEquals({ code, err }, { code: 0, err: "" });
    assertMatch(out, new RegExp(`${program.name} - ${program.summary.slice(0, 20)}`));
    assertMatch(out, /^ +--port PORT/m);
  }
});

for (
  const [shell, file, ...args] of [["bash", "ngobrol.bash", "-n"], ["zsh", "_ngobrol", "-n"], [
    "fish",
    "ngobrol.fish",
    "-n",
  ]] as const
) {
  testWith([shell], `${shell} reads its completions`, async () => {
    using directory = temporaryDirectory();
    const path = `${directory.path}/${file}`;
    Deno.writeTextFileSync(path, completions(BOTH)[file]!);
    assertEquals(await run([shell, ...args, path], []), { code: 0, out: "", err: "" });
  });
}

testWith(["bash"], "bash completes flags and commands", async () => {
  using directory = temporaryDirectory();
  const path = `${directory.path}/ngobrol.bash`;
  Deno.writeTextFileSync(path, completions(BOTH)["ngobrol.bash"]!);
  const complete = (name: string, ...words: string[]) =>
    run([
      "bash",
      "-c",
      `. ${path}; COMP_WORDS=(${name} ${words.join(" ")}); COMP_CWORD=${words.length}; _${name.replace("-", "_")}; ` +
      `echo "\${COMPREPLY[*]}"`,
    ], []);
  assertEquals((await complete("ngobrol-server", "--no-p")).out, "--no-plain\n");
  assertEquals((await complete("ngobrol", "hist")).out, "history\n");
  assertEquals((await complete("ngobrol-server", "--log", "q")).out, "quiet\n");
});
