/** Manual pages and completions: each flag of `--help` is in each, and the programs that read them find no fault. @module */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { completions, type Help, manualPage, readHelp } from "../../tools/release/manual.ts";
import { clientProgram, run, serverProgram, temporaryDirectory } from "../support/helpers.ts";
import { testWith } from "../support/with_program.ts";

async function ask(program: [string, ...string[]]): Promise<{ text: string; help: Help }> {
  const text = (await run(program, ["--help"])).out;
  return { text, help: readHelp(text) };
}

const CLIENT = await ask(clientProgram());
const SERVER = await ask(serverProgram());

for (const { text, help } of [CLIENT, SERVER]) {
  Deno.test(`the manual page and the completions of ${help.name} have every flag of its --help`, () => {
    const flags = new Set(text.match(/(?<=^ {2}|, | or )--[a-z][\w-]*/gm));
    assert(flags.size > 10);
    assertEquals(new Set(help.flags.map(({ name }) => name)), flags);
    const page = manualPage(help, "1.2.3", "2026-12-01");
    const files = completions([help]);
    for (const flag of flags) {
      assertStringIncludes(page, flag.replaceAll("-", "\\-"));
      for (const [name, content] of Object.entries(files)) {
        assertStringIncludes(content, name.endsWith(".fish") ? ` -l ${flag.slice(2)}` : flag, name);
      }
    }
  });
}

Deno.test("the words that complete are the commands", () => {
  for (const word of ["user", "teach", "cert", "backup", "status"]) assert(SERVER.help.words.includes(word), word);
  for (const word of ["auth", "send", "history", "exit"]) assert(CLIENT.help.words.includes(word), word);
});

testWith(["man"], "man shows the pages without a warning", async () => {
  using directory = temporaryDirectory();
  for (const { help } of [CLIENT, SERVER]) {
    const page = `${directory.path}/${help.name}.1`;
    Deno.writeTextFileSync(page, manualPage(help, "1.2.3", "2026-12-01"));
    const { code, out, err } = await run(["man", "--warnings", "-E", "UTF-8", "-l", page], [], {
      env: { LC_ALL: "C.UTF-8", MANWIDTH: "80", MAN_KEEP_FORMATTING: "" },
    });
    assertEquals({ code, err }, { code: 0, err: "" });
    assertMatch(out, new RegExp(`${help.name} - ${help.summary.slice(0, 20)}`));
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
    Deno.writeTextFileSync(path, completions([CLIENT.help, SERVER.help])[file]!);
    assertEquals(await run([shell, ...args, path], []), { code: 0, out: "", err: "" });
  });
}

testWith(["bash"], "bash completes flags and commands", async () => {
  using directory = temporaryDirectory();
  const path = `${directory.path}/ngobrol.bash`;
  Deno.writeTextFileSync(path, completions([CLIENT.help, SERVER.help])["ngobrol.bash"]!);
  const complete = (name: string, word: string) =>
    run([
      "bash",
      "-c",
      `. ${path}; COMP_WORDS=(${name} ${word}); COMP_CWORD=1; _${name.replace("-", "_")}; echo "\${COMPREPLY[*]}"`,
    ], []);
  assertEquals((await complete("ngobrol-server", "--no-p")).out, "--no-plain\n");
  assertEquals((await complete("ngobrol", "hist")).out, "history\n");
});
